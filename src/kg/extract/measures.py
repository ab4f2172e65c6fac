"""What a figure measures: the unit and what is counted give each measure a weight, the cues around the figure add theirs."""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract.clauses import Context, Figure
from kg.extract.populations import Population
from kg.model import Span

_SHORT = frozenset({"second", "minute", "hour", "day"})
_LONG = frozenset({"week", "month", "year"})
MONEY = frozenset({"EUR", "NOK", "SEK", "DKK", "RUB", "USD", "GBP"})
_STRONG, _WEAK = 3.0, 1.0
_PEOPLE: Mapping[str, float] = {"use": 1.0, "other": 0.4}
_PRIORS: Mapping[tuple[str, str], Mapping[str, float]] = {
    ("percent", "human"): _PEOPLE,
    ("percent", "contacts"): {"contact": 1.6, "resolution": 0.8, "volume": 0.4, "other": 0.3},
    ("percent", "branches"): {"offering": 3.0},
    ("percent", "organizations"): {"offering": 2.5, "use": 0.5},
    ("percent", "answers"): {"response_rate": 1.0},
    ("percent", "none"): {"use": 0.9, "contact": 0.5, "other": 0.3},
    ("count", "contacts"): {"volume": 3.5, "sample_size": 0.5},
    ("count", "customers"): {"customers": 1.6, "use": 0.8, "sample_size": 0.6},
    ("count", "people"): {"use": 1.0, "population_size": 0.8, "customers": 0.6, "sample_size": 1.0, "other": 0.3},
    ("count", "respondents"): {"sample_size": 5.0},
    ("count", "answers"): {"sample_size": 5.0},
    ("count", "followers"): {"customers": 5.0},
    ("count", "branches"): {"offering": 5.0},
    ("count", "organizations"): {"offering": 2.0, "sample_size": 1.0},
    ("count", "staff"): {"other": 6.0},
    ("count", "none"): {"volume": 0.5, "other": 0.2},
}


def priors(code: str | None, population: Population) -> Mapping[str, float]:
    """Weights of the measures that a unit and the kind of what is counted suggest."""
    if code in ("percent", "percentage_point"):
        noun = "human" if population.human or population.noun == "unknown" else population.noun or "none"
        return _PRIORS["percent", noun]
    if code == "count":
        return (
            _PRIORS["count", population.noun if population.noun != "unknown" else None or "none"]
            if population.noun
            else _PRIORS["count", "none"]
        )
    if code == "ratio":
        return {"volume": 2.0} if population.noun == "contacts" else {"use": 0.8, "volume": 0.6, "response_time": 0.3}
    if code in _SHORT:
        return {"response_time": 3.0, "use": 0.2}
    if code in _LONG:
        return {"tenure": 3.0, "response_time": 0.5, "use": 0.1}
    return {"rank": {"popularity": 20.0}, "score": {"satisfaction": 8.0}}.get(
        code or "", {"cost": 20.0} if code in MONEY else {}
    )


def cues(made: Context, figure: Figure) -> dict[str, tuple[float, Span]]:
    """Weight of each measure that words of the sentence speak for, with the heaviest word."""
    tagged, found = made.tagged, dict[str, tuple[float, Span]]()
    for kind, weight in (("measures", _STRONG), ("hints", _WEAK)):
        for mark in tagged.best(kind):
            near = _nearness(made, figure, mark.first, mark.last)
            if near <= 0.0:
                continue
            begin, end = tagged.span(mark.first, mark.last)
            had = found.get(mark.code)
            if had is None or had[0] < weight * near:
                found[mark.code] = (weight * near, Span(begin, end))
    return found


def _nearness(made: Context, figure: Figure, first: int, last: int) -> float:
    distance = first - figure.last if first >= figure.last else figure.first - last
    fade = 1.0 / (1.0 + max(0, distance) / 25.0)
    if figure.clause[0] <= first < figure.clause[1]:
        return fade
    if figure.segment[0] <= first < figure.segment[1]:
        return 0.7 * fade
    if last <= made.figures[0].first:
        return 0.4 * fade
    return 0.0


def frequency(made: Context, figure: Figure) -> tuple[str, Span] | None:
    """How often something is done, told in the figure's clause or segment."""
    marks = made.tagged.kept("frequencies")
    for low, high in (figure.clause, figure.segment):
        inside = [m for m in marks if low <= m.first < high]
        if inside:
            codes = [m.code for m in inside]
            code = next((c for c in ("weekly", "monthly") if c in codes and "daily" in codes), None)
            mark = inside[codes.index(code)] if code else min(inside, key=lambda m: abs(m.first - figure.first))
            return mark.code, Span(*made.tagged.span(mark.first, mark.last))
    return None
