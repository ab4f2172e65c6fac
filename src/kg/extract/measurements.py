"""Measurements of a text: quantities that say something of people, contacts or services, with all their properties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from kg.extract import channels as channel_rules
from kg.extract import populations as population_rules
from kg.extract.aliases import learn
from kg.extract.cells import read_row
from kg.extract.channels import Channels
from kg.extract.clauses import Context, Figure, context
from kg.extract.confidence import confidence, rules
from kg.extract.grids import Cell
from kg.extract.measures import Measured, measure
from kg.extract.pages import Pages
from kg.extract.populations import NOBODY, Population
from kg.extract.readings import Memory, Reading, plain
from kg.extract.relevance import is_measurement
from kg.extract.tables import above, is_heading, year
from kg.extract.weights import STRONG, cues, unit_kind
from kg.model import Measurement, Quantity, Reason, Sentence, Span

_PEOPLE_UNITS = frozenset({"share", "growth", "ratio"})
_MANY = 40
_LISTED = frozenset({"bullet", "table"})
_NO_CHANNEL = frozenset({"response_rate", "population_size"})
_NAMED_CHANNEL = frozenset({"sample_size", "customers", *_NO_CHANNEL})
_THINGS = frozenset({"contacts", "answers", "branches", "organizations"})
_PERSONLESS = frozenset({"response_time", "satisfaction", "tenure", "popularity", "cost"})


class Scope(Protocol):
    """What holds for a figure by document, section and sentence."""

    @property
    def organization(self) -> str | None: ...
    @property
    def survey(self) -> str | None: ...
    @property
    def period(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def reasons(self) -> tuple[Reason, ...]: ...


class Scopes(Protocol):
    """Gives the scope of a place."""

    def scope(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Scope:
        """What holds for the figure at `text[begin:end]`."""

    def period(self, spans: Sequence[Span], last: bool = False) -> str | None:
        """The period that the first of `spans` with any names, or the latest of all."""


def read_measurements(
    pages: Pages,
    sentences: Sequence[Sentence],
    quantities: Sequence[Quantity],
    scopes: Scopes,
    names: Collection[str] = (),
    cells: Mapping[int, list[Cell]] | None = None,
) -> tuple[Measurement, ...]:
    """The measurements of the text of `pages`, in text order.

    `names` are those of organizations in the text, which are never names of a channel; `cells` are the figures of its
    tables by the begin of their row.
    """
    memory = Memory()
    lead: Sentence | None = None
    heading: Sentence | None = None
    skipped: Sentence | None = None
    led: Context | None = None
    for sentence, inside in _figured(sentences, quantities):
        if cells and sentence.begin in cells:
            memory.all += read_row(pages.text, cells[sentence.begin], sentence.language, memory)
            continue
        if sentence.kind not in _LISTED:
            lead, heading = sentence, None
        elif sentence.kind == "table" and heading is None and is_heading(pages.text, sentence, inside):
            heading = sentence
            continue
        if not inside:
            skipped = sentence
            continue
        memory.pass_over(skipped, pages)
        skipped = None
        for part, some in _parts(pages.text, sentence, inside):
            made = context(sentence, pages.tagged(sentence, part), some, memory.aliases)
            learn(made.tagged, memory.aliases, names)
            if lead is not None and sentence.kind in _LISTED:
                made.lead = led = plain(pages, lead) if led is None or led.sentence is not lead else led
            if heading is not None and sentence.kind == "table":
                _head(made, plain(pages, heading))
            for figure in made.figures:
                reading = _reading(made, figure, memory)
                if reading is not None:
                    memory.add(reading)
            memory.leave()
    return tuple(_measurement(reading, scopes) for reading in memory.finished())


def _parts(text: str, sentence: Sentence, inside: list[Quantity]) -> Iterator[tuple[Span, list[Quantity]]]:
    """The sentence with its quantities; one of very many is read in parts, so that its cost grows with its length."""
    begin = sentence.begin
    for at in range(0, len(inside), _MANY):
        some = inside[at : at + _MANY]
        end = sentence.end
        if at + _MANY < len(inside):
            after = inside[at + _MANY].begin
            comma = text.rfind(",", some[-1].end, after)
            end = comma if comma > 0 else after
        yield Span(begin, end), some
        begin = end


def _head(made: Context, heading: Context) -> None:
    """Give the row its heading, and each figure its column."""
    made.heading = heading
    title = Span(heading.sentence.begin, heading.sentence.end)
    for figure in made.figures:
        row = Span(made.sentence.begin, made.sentence.end)
        figure.column = above(made.tagged.text, title, row, figure.quantity.begin)


def _figured(
    sentences: Sequence[Sentence], quantities: Sequence[Quantity]
) -> Iterable[tuple[Sentence, list[Quantity]]]:
    """The sentences with the quantities that they hold."""
    at = 0
    for sentence in sentences:
        while at < len(quantities) and quantities[at].begin < sentence.begin:
            at += 1
        first = at
        while at < len(quantities) and quantities[at].end <= sentence.end:
            at += 1
        yield sentence, list(quantities[first:at])


def _reading(made: Context, figure: Figure, memory: Memory) -> Reading | None:
    own = population_rules.own(made, figure)
    named = channel_rules.own(made, figure)
    evidence = cues(made, figure, own, _question(made, memory))
    if not is_measurement(made, figure, own, named, evidence, memory):
        return None
    earlier = memory.before or memory.last
    if earlier is not None and population_rules.restated(made, figure, own, earlier):
        restated = Measured(earlier.measure, "restated")
        return Reading(made, figure, restated, Channels(earlier.channels, "restated"), earlier.population)
    rate = evidence.get("response_rate", (0.0,))[0] > STRONG / 2
    population = _population(made, figure, own, rate, memory)
    stands = channel_rules.named(made, figure, population.span)
    measured = measure(made, figure, population, stands, evidence, memory)
    if own is None and measured.code in _PERSONLESS and unit_kind(figure) not in _PEOPLE_UNITS:
        population = population_rules.continued(made, figure, memory)
    if measured.code == "tenure":
        population = NOBODY
    channels = _channels(made, figure, measured, (population, named), memory)
    return Reading(made, figure, measured, channels, population)


def _question(made: Context, memory: Memory) -> Context | None:
    """The question right before, in the same paragraph, to which the figures are answers."""
    asked, text = memory.skipped, made.tagged.text
    if asked is None or memory.before is not None or asked.block != made.sentence.block:
        return None
    return memory.previous if text[asked.end - 1] == "?" else None


def _population(made: Context, figure: Figure, own: Population | None, rate: bool, memory: Memory) -> Population:
    if own is not None and (own.rule != "after" or figure.quantity.code != "percent"):
        return own
    inherited = population_rules.inherited(made, figure, memory, rate)
    return own if own is not None and not inherited.human else inherited


def _channels(
    made: Context, figure: Figure, measured: Measured, known: tuple[Population, Channels | None], memory: Memory
) -> Channels:
    measure, (population, named) = measured.code, known
    if measure in _NO_CHANNEL:
        return Channels((), "none")
    if measured.rule == "base":
        return channel_rules.within(made, population.span)
    if measure in _NAMED_CHANNEL and (measure != "customers" or population.noun == "customers"):
        inside = channel_rules.within(made, population.span)
        again = memory.before if measured.rule == "figure before" else None
        return inside if inside.codes or again is None else Channels(again.channels, "figure before")
    told = channel_rules.clause(made, figure) if measure == "tenure" else None
    found = told or named
    if found is None and not channel_rules.unknown(made, figure):
        found = channel_rules.carried(made, figure, memory)
        if found is None and _keeps_topic(made, measure, memory):
            found = channel_rules.topic(memory)
    return found or Channels((), "none")


def _keeps_topic(made: Context, measure: str, memory: Memory) -> bool:
    """Whether a figure without a channel speaks of the one before.

    A use needs a thing used; a time goes on in its paragraph.
    """
    if measure.startswith("use"):
        return True
    same = memory.last is not None and memory.last.made.sentence.block == made.sentence.block
    return same and measure in ("response_time", "resolution")


def _bound(reading: Reading) -> str:
    """The bound of the quantity, unless its word only says of whom a survey was made ("unter 1 500 Versicherten")."""
    figure = reading.figure
    among = figure.first - 1 in reading.made.tagged.starts("population", "of")
    return "exact" if among and reading.measure == "sample_size" else figure.quantity.bound


def _measurement(reading: Reading, scopes: Scopes) -> Measurement:
    quantity, population = reading.figure.quantity, reading.population
    scope = scopes.scope(quantity.begin, quantity.end, quantity.code, reading.measure)
    sentence = reading.made.sentence
    country = population.country
    if country is None and (population.human or (population.noun is None and scope.survey is not None)):
        country = scope.country
    organization, period = scope.organization, _period(reading) or scope.period
    labels = reading.labels
    if labels is not None:
        country = labels.country if labels.country is not None and population.noun not in _THINGS else country
        organization = labels.organization or organization
        period = (
            scopes.period(labels.periods)
            or scopes.period(labels.heads, True)
            or period
            or scopes.period(labels.captions)
        )
    return Measurement(
        begin=quantity.begin,
        end=quantity.end,
        sentence=Span(sentence.begin, sentence.end),
        value=quantity.value,
        upper=quantity.upper,
        unit=quantity.code or "count",
        bound=_bound(reading),
        change=quantity.change,
        per=None if reading.measure.startswith("use_") else quantity.per,
        measure=reading.measure,
        channels=reading.channels,
        population=population.text,
        min_age=population.min_age,
        max_age=population.max_age,
        country=country,
        organization=organization,
        survey=scope.survey,
        period=period,
        confidence=confidence(reading),
        reasons=(*quantity.cues, *_reasons(reading), *scope.reasons),
    )


def _period(reading: Reading) -> str | None:
    column = reading.figure.column
    return None if column is None else year(reading.made.tagged.text, column)


def _reasons(reading: Reading) -> Iterator[Reason]:
    """What gave measure, channels and population."""
    spans = {
        "measure": reading.measured.span,
        "channels": reading.found.span,
        "population": None if reading.population.span is None else Span(*reading.population.span),
    }
    for name, rule in rules(reading).items():
        yield Reason(name, rule, spans[name])
