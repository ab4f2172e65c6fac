"""Measurements of a text: every quantity that says something of people, contacts or services, with all its properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kg.extract import channels as channel_rules
from kg.extract import measures as measure_rules
from kg.extract import populations as population_rules
from kg.extract.clauses import Context, Figure, context
from kg.extract.lexicon import vocabulary
from kg.extract.populations import NOBODY, Population
from kg.extract.relevance import is_measurement
from kg.model import Measurement, Quantity, Reason, Sentence, Span

_SHARES = frozenset({"percent", "percentage_point", "ratio"})
_NO_CHANNEL = frozenset({"response_rate", "population_size"})


class Scope(Protocol):
    """What holds for a figure by document, section and sentence."""

    organization: str | None
    survey: str | None
    period: str | None
    country: str | None


class Scopes(Protocol):
    """Gives the scope of a place."""

    def scope(self, begin: int, end: int) -> Scope: ...


@dataclass(slots=True)
class Reading:
    """A figure with the properties found so far."""

    made: Context
    figure: Figure
    measure: str
    channels: tuple[str, ...]
    population: Population
    reasons: tuple[Reason, ...] = ()
    cue: float = 0.0


def read_measurements(
    text: str, sentences: Sequence[Sentence], quantities: Sequence[Quantity], scopes: Scopes, language: str
) -> tuple[Measurement, ...]:
    """The measurements of `text`, in text order; each sentence is read in its own language, else in `language`."""
    readings: list[Reading] = []
    carried: Reading | None = None
    at = 0
    previous: Context | None = None
    for sentence in sentences:
        while at < len(quantities) and quantities[at].begin < sentence.begin:
            at += 1
        first = at
        while at < len(quantities) and quantities[at].end <= sentence.end:
            at += 1
        if first == at:
            continue
        code = sentence.language if sentence.language not in ("", "und") else language
        made = context(text, sentence, list(quantities[first:at]), vocabulary(code))
        for reading in _sentence(made, carried):
            readings.append(reading)
            carried = reading
        previous = made
    return tuple(_measurement(reading, scopes) for reading in readings)


def _sentence(made: Context, carried: Reading | None) -> list[Reading]:
    found: list[Reading] = []
    for figure in made.figures:
        before = found[-1] if found else None
        reading = _reading(made, figure, before, carried)
        if reading is not None:
            found.append(reading)
    return found


def _reading(made: Context, figure: Figure, before: Reading | None, carried: Reading | None) -> Reading | None:
    own = population_rules.own(made, figure)
    population = own or _inherited(figure, before, carried)
    channels = _channels(made, figure, before, carried)
    weights = measure_rules.weights(made, figure, population)
    evidence = measure_rules.cues(made, figure)
    if not is_measurement(made, figure, own, channels[0], evidence):
        return None
    if channels[0] and "use" in weights:
        weights["use"] += 0.5
    measure = max(weights, key=lambda code: weights[code]) if weights else "other"
    frequency = measure_rules.frequency(made, figure)
    if measure == "use" and frequency is not None and frequency[0] != "plain":
        measure = f"use_{frequency[0]}"
    if before is not None and figure.quantity.code in _SHARES and not evidence:
        measure = before.measure
    if measure in ("response_time", "satisfaction", "tenure", "popularity", "cost") and own is None:
        if figure.quantity.code not in ("percent", "percentage_point"):
            population = NOBODY
    return Reading(made, figure, measure, channels[0], population)


def _inherited(figure: Figure, before: Reading | None, carried: Reading | None) -> Population:
    for earlier in (before, carried):
        if earlier is not None and earlier.population.text is not None and figure.quantity.code in _SHARES | {"count"}:
            return replace(earlier.population, rule="inherited")
    return NOBODY


def _channels(
    made: Context, figure: Figure, before: Reading | None, carried: Reading | None
) -> tuple[tuple[str, ...], str, Span | None]:
    found = channel_rules.own(made, figure)
    if found is not None:
        return found
    if before is not None and before.channels:
        return before.channels, "previous", None
    shared = channel_rules.shared(made, figure)
    if shared is not None:
        return shared
    if carried is not None and made.tagged.starts("grammar", "back"):
        return carried.channels, "back", None
    return (), "none", None


def _measurement(reading: Reading, scopes: Scopes) -> Measurement:
    quantity, population = reading.figure.quantity, reading.population
    scope = scopes.scope(quantity.begin, quantity.end)
    sentence = reading.made.sentence
    channels = () if reading.measure in _NO_CHANNEL else reading.channels
    return Measurement(
        begin=quantity.begin,
        end=quantity.end,
        sentence=Span(sentence.begin, sentence.end),
        value=quantity.value,
        upper=quantity.upper,
        unit=quantity.code or "count",
        bound=quantity.bound,
        change=quantity.change,
        per=quantity.per,
        measure=reading.measure,
        channels=channels,
        population=population.text,
        min_age=population.min_age,
        max_age=population.max_age,
        country=population.country or (scope.country if population.human else None),
        organization=scope.organization,
        survey=scope.survey,
        period=scope.period,
        reasons=reading.reasons,
    )
