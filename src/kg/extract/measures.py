"""What a figure measures: the heaviest of the measures, or that of the figure it goes on from."""

from __future__ import annotations

from typing import NamedTuple

from kg.extract.clauses import Context, Figure
from kg.extract.populations import Population
from kg.extract.readings import Memory, Reading
from kg.extract.weights import FITS, ONLY, STRONG, Cues, adjust, frequency, unit_kind, weights
from kg.model import Span

_BEGIN, _SHORT = 4, 14
_SAMPLE = frozenset({"sample_size"})


class Measured(NamedTuple):
    """A measure, the rule that gave it, and the words it read."""

    code: str
    rule: str
    span: Span | None = None


def measure(
    made: Context, figure: Figure, population: Population, named: bool, evidence: Cues, memory: Memory
) -> Measured:
    """The measure of `figure`; `named` tells whether a channel stands with it."""
    often = frequency(made, figure) if figure.quantity.change not in ("more", "less") else None
    if often is not None and (often[0] == "plain" or population.noun == "contacts"):
        often = None
    asked = evidence.get("sample_size", (0.0,))[0] > STRONG / 2 or _is_sampled(made, figure, population)
    if not asked and _is_base(made, figure, population):
        return Measured("customers" if population.noun == "customers" else "volume", "base")
    earlier = memory.before if memory.before is not None else _sentence_before(made, memory)
    alone = memory.before is None
    if earlier is not None and _goes_on(figure, population, earlier) and not _strong(made, figure, alone):
        if often is not None and earlier.measure.startswith("use"):
            return Measured(f"use_{often[0]}", "frequency", often[1])
        if often is None:
            return Measured(earlier.measure, "sentence before" if alone else "figure before")
    if _is_sample_too(figure, population, memory.before) and not _strong(made, figure, False, _SAMPLE):
        return Measured("sample_size", "figure before")
    return _heaviest(made, figure, population, named, evidence, often)


def _heaviest(
    made: Context,
    figure: Figure,
    population: Population,
    named: bool,
    evidence: Cues,
    often: tuple[str, Span] | None,
) -> Measured:
    found = weights(figure, population, evidence)
    low, high = figure.clause
    counted = any(low <= at < high for at in made.tagged.starts("grammar", "number"))
    adjust(found, figure, population, named, often is not None, counted)
    if _is_sampled(made, figure, population):
        found["sample_size"] = found.get("sample_size", 0.0) + 2.5
    if population.noun == "contacts" and len(found) > 1:
        found.pop("use", None)
    best = max(found, key=lambda code: found[code]) if found else "other"
    best = _turned(made, figure, best, evidence)
    if best == "use" and best not in evidence and often is None and not _used(made):
        best = "other"
    if best == "use" and often is not None and unit_kind(figure) != "short":
        return Measured(f"use_{often[0]}", "frequency", often[1])
    if best not in evidence:
        return Measured(best, "unit")
    weight, span = evidence[best]
    return Measured(best, "cue" if weight > STRONG / 2 else "hint", span)


def _used(made: Context) -> bool:
    """Whether a sentence without a verb of use can tell of one: it names a channel, or goes on from one that does."""
    tagged = made.tagged
    return bool(made.groups or made.lead or tagged.starts("grammar", "back") or tagged.starts("grammar", "continue"))


def _turned(made: Context, figure: Figure, best: str, evidence: Cues) -> str:
    """`best`, turned by a negation ("vertrauen nicht") or by a mood ("would use") in the figure's clause."""
    grammar = made.tagged.starts
    low, high = figure.clause
    if best == "trust" and best in evidence and any(low <= at < high for at in grammar("grammar", "negation")):
        return "rejection"
    if best == "use" and unit_kind(figure) == "share" and any(low <= at < high for at in grammar("grammar", "would")):
        return "preference"
    return best


def _is_base(made: Context, figure: Figure, population: Population) -> bool:
    """Whether a count is the whole that the next figure is a share of ("Von den 212 000 Kunden nutzen 78 % …")."""
    at = made.figures.index(figure) + 1
    if figure.quantity.code != "count" or population.noun not in ("customers", "contacts") or at >= len(made.figures):
        return False
    of, articles = made.tagged.starts("population", "of"), made.tagged.starts("population", "articles")
    cases = made.tagged.starts("population", "cases")
    led = any(
        i in of for i in range(max(0, figure.first - 2), figure.first) if i + 1 == figure.first or i + 1 in articles
    )
    noun = any(i in cases for i in range(figure.last, min(figure.last + 2, len(made.tagged))))
    return (led or noun) and made.figures[at].quantity.code == "percent"


def _is_sampled(made: Context, figure: Figure, population: Population) -> bool:
    """Whether a survey is told of among so many ("eine Umfrage unter 1 500 Versicherten")."""
    if figure.quantity.code != "count" or not population.human:
        return False
    of = made.tagged.starts("population", "of")
    surveys = [m for m in made.tagged.best("hints") if m.code == "sample_size" and m.last <= figure.first]
    return bool(surveys) and any(at in of for at in range(max(0, figure.first - 2), figure.first))


def _is_sample_too(figure: Figure, population: Population, before: Reading | None) -> bool:
    """Whether a count goes on with the sample of the one before ("480 Anrufe bei acht Anbietern")."""
    counted = figure.quantity.code == "count" and population.noun in ("organizations", "contacts", "people")
    return counted and before is not None and before.measure == "sample_size" and before.figure.quantity.code == "count"


def _sentence_before(made: Context, memory: Memory) -> Reading | None:
    """The last reading of the sentence before, where this sentence stands in its paragraph."""
    last = memory.last
    if last is None or made.lead is not None or last.made.sentence.block != made.sentence.block:
        return None
    tagged = made.tagged
    going = (*tagged.starts("grammar", "continue"), *tagged.starts("grammar", "back"))
    return last if len(tagged) <= _SHORT or any(at < _BEGIN for at in going) else None


def _goes_on(figure: Figure, population: Population, before: Reading) -> bool:
    """Whether the figure is of the same kind as the one before it, so that it may share its verb."""
    if figure.quantity.change is not None:
        other = (
            population.rule in ("counted", "nearest", "among", "inside") and population.noun != before.population.noun
        )
        return before.measure not in ("sample_size", "response_rate") and not other
    kind, earlier = unit_kind(figure), unit_kind(before.figure)
    apart = kind == "count" and population.rule == "counted" and population.noun != before.population.noun
    return not apart and kind == earlier and before.measure not in ("sample_size", "response_rate")


def _strong(made: Context, figure: Figure, anywhere: bool, but: frozenset[str] = frozenset()) -> bool:
    """Whether a strong cue stands in the figure's own segment, or `anywhere` in its sentence."""
    low, high = (0, len(made.tagged)) if anywhere else figure.segment
    kind = unit_kind(figure)
    only, fits = ONLY.get(kind), FITS.get(kind, {})
    marks = (m for m in made.tagged.best("measures") if low <= m.first < high and m.code not in but)
    return any((only is None or m.code in only) and fits.get(m.code, 1.0) >= 0.5 for m in marks)
