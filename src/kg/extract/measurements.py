"""Measurements of a text: every quantity that says something of people, contacts or services, with all its properties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Protocol

from kg.extract import channels as channel_rules
from kg.extract import measures as measure_rules
from kg.extract import populations as population_rules
from kg.extract.aliases import learn
from kg.extract.clauses import Context, Figure, context
from kg.extract.lexicon import vocabulary
from kg.extract.populations import NOBODY, Population
from kg.extract.readings import Memory, Reading
from kg.extract.relevance import is_measurement
from kg.model import Measurement, Quantity, Sentence, Span

_PEOPLE_UNITS = frozenset({"share", "growth", "ratio"})
_LISTED = frozenset({"bullet", "table"})
_NO_CHANNEL = frozenset({"response_rate", "population_size"})
_NAMED_CHANNEL = frozenset({"sample_size", "customers", *_NO_CHANNEL})
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


class Scopes(Protocol):
    """Gives the scope of a place."""

    def scope(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Scope:
        """What holds for the figure at `text[begin:end]`."""


def read_measurements(
    text: str, sentences: Sequence[Sentence], quantities: Sequence[Quantity], scopes: Scopes, language: str
) -> tuple[Measurement, ...]:
    """The measurements of `text`, in text order; each sentence is read in its own language, else in `language`."""
    memory = Memory()
    lead: Sentence | None = None
    listed: Context | None = None
    skipped: Sentence | None = None
    for sentence, inside in _figured(sentences, quantities):
        if sentence.kind not in _LISTED:
            lead = sentence
        if not inside:
            skipped = sentence
            continue
        words = vocabulary(_code(sentence, language))
        made = context(text, sentence, inside, words, memory.aliases)
        learn(made.tagged, memory.aliases)
        if lead is not None and sentence.kind in _LISTED:
            if listed is None or listed.sentence is not lead:
                listed = context(text, lead, [], words)
            made.lead = listed
        memory.skipped = None if skipped is None else cache(partial(context, text, skipped, [], words))
        skipped = None
        for figure in made.figures:
            reading = _reading(made, figure, memory)
            if reading is not None:
                memory.add(reading)
        memory.leave()
    return tuple(_measurement(reading, scopes) for reading in memory.finished())


def _code(sentence: Sentence, language: str) -> str:
    return language if sentence.language in ("", "und") else sentence.language


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
    evidence = measure_rules.cues(made, figure, own)
    if not is_measurement(made, figure, own, named, evidence, memory):
        return None
    earlier = memory.before or memory.last
    if earlier is not None and population_rules.restated(made, figure, own, earlier):
        return Reading(made, figure, earlier.measure, earlier.channels, earlier.population, "restated")
    rate = evidence.get("response_rate", (0.0,))[0] > 1.0
    population = own or population_rules.inherited(made, figure, memory, rate)
    if own is not None and own.rule == "after" and figure.quantity.code == "percent":
        earlier_people = population_rules.inherited(made, figure, memory, rate)
        population = earlier_people if earlier_people.human else own
    stands = channel_rules.named(made, figure, population.span)
    measure, rule = measure_rules.measure(made, figure, population, stands, memory)
    if own is None and measure in _PERSONLESS and measure_rules.unit_kind(figure) not in _PEOPLE_UNITS:
        population = population_rules.continued(made, figure, memory)
    if measure == "tenure":
        population = NOBODY
    channels = _channels(made, figure, (measure, rule), population, memory)
    return Reading(made, figure, measure, channels, population, rule)


def _channels(
    made: Context, figure: Figure, measured: tuple[str, str], population: Population, memory: Memory
) -> tuple[str, ...]:
    measure, rule = measured
    if measure in _NO_CHANNEL:
        return ()
    if measure in _NAMED_CHANNEL and (measure != "customers" or population.noun == "customers"):
        again = memory.before if rule == "previous" else None
        return channel_rules.within(made, population.span) or (again.channels if again is not None else ())
    if measure == "tenure":
        return channel_rules.clause(made, figure)
    found = channel_rules.own(made, figure) or channel_rules.carried(made, figure, memory)
    if found is None and _keeps_topic(made, measure, memory) and not channel_rules.unknown(made, figure):
        found = channel_rules.topic(memory)
    return found[0] if found is not None else ()


def _keeps_topic(made: Context, measure: str, memory: Memory) -> bool:
    """Whether a figure without a channel speaks of the one before: a use needs a thing used, a time goes on in its paragraph."""
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
    return Measurement(
        begin=quantity.begin,
        end=quantity.end,
        sentence=Span(sentence.begin, sentence.end),
        value=quantity.value,
        upper=quantity.upper,
        unit=quantity.code or "count",
        bound=_bound(reading),
        change=quantity.change,
        per=quantity.per,
        measure=reading.measure,
        channels=reading.channels,
        population=population.text,
        min_age=population.min_age,
        max_age=population.max_age,
        country=country,
        organization=scope.organization,
        survey=scope.survey,
        period=scope.period,
    )
