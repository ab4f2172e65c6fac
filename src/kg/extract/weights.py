"""Weights of measures: what unit and counted noun suggest, and what the words around a figure add."""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract import units
from kg.extract.clauses import Context, Figure
from kg.extract.populations import Population
from kg.model import Span

Cues = dict[str, tuple[float, Span]]
STRONG, _WEAK = 3.0, 0.6
_LEAD, _HEADING, _ASKED = 0.6, 0.9, 0.6
_NOUN_CUES = frozenset({"sample_size", "response_rate", "satisfaction", "other", "rejection"})
_ATTITUDES = ("preference", "rejection", "satisfaction", "trust")
_PRIORS: Mapping[tuple[str, str], Mapping[str, float]] = {
    ("percent", "human"): {"use": 0.6, "other": 0.4},
    ("percent", "contacts"): {"contact": 0.7, "resolution": 0.8, "other": 0.5},
    ("percent", "branches"): {"offering": 3.0},
    ("percent", "organizations"): {"offering": 1.0, "use": 0.5, "other": 0.9},
    ("percent", "answers"): {"response_rate": 1.0},
    ("percent", "none"): {"use": 0.6, "contact": 0.5, "other": 0.3},
    ("growth", "human"): {"use": 0.6, "volume": 0.6, "other": 0.4},
    ("growth", "contacts"): {"volume": 3.0, "contact": 1.0},
    ("growth", "branches"): {"offering": 3.0},
    ("growth", "organizations"): {"offering": 2.5},
    ("growth", "answers"): {"sample_size": 1.0},
    ("growth", "none"): {"use": 0.6, "volume": 0.6, "other": 0.3},
    ("count", "contacts"): {"volume": 3.0, "sample_size": 0.5},
    ("count", "customers"): {"customers": 1.6, "use": 0.8, "sample_size": 0.6},
    ("count", "people"): {"use": 0.2, "population_size": 0.9, "customers": 0.3, "sample_size": 0.5, "other": 0.3},
    ("count", "respondents"): {"sample_size": 5.0},
    ("count", "answers"): {"sample_size": 5.0},
    ("count", "followers"): {"customers": 5.0},
    ("count", "branches"): {"offering": 5.0},
    ("count", "organizations"): {"offering": 2.5, "sample_size": 1.0},
    ("count", "staff"): {"other": 6.0},
    ("count", "unknown"): {"volume": 0.6, "other": 0.4, "sample_size": 0.3},
    ("count", "none"): {"volume": 0.5, "other": 0.2},
}
# How much a cue counts for a unit; measures that are not named keep their weight.
FITS: Mapping[str, Mapping[str, float]] = {
    "share": {
        "response_time": 0.35,
        "volume": 0.5,
        "tenure": 0.0,
        "cost": 0.3,
        "sample_size": 0.2,
        "customers": 0.2,
        "offering": 0.4,
    },
    "growth": {"response_time": 0.35, "tenure": 0.0, "sample_size": 0.2},
    "ratio": {"resolution": 0.4, "sample_size": 0.0, "offering": 0.5, "rejection": 0.5, "tenure": 0.0},
    "count": {
        "response_time": 0.0,
        "response_rate": 0.0,
        "satisfaction": 0.3,
        "cost": 0.2,
        "tenure": 0.0,
        "resolution": 0.3,
        "trust": 0.5,
    },
    "short": {"use": 0.8, "tenure": 0.2},
    "long": {"use": 0.3, "response_time": 0.7},
}
# How much less the other measures count for a counted noun; the named ones keep their weight.
_NOUNS: Mapping[tuple[str, str], tuple[float, frozenset[str]]] = {
    ("count", "contacts"): (0.25, frozenset({"volume", "sample_size", "other", "resolution"})),
    ("count", "branches"): (0.25, frozenset({"offering"})),
    ("count", "staff"): (0.25, frozenset({"other", "sample_size"})),
    ("count", "answers"): (0.25, frozenset({"sample_size"})),
    ("share", "contacts"): (
        0.5,
        frozenset({"contact", "resolution", "volume", "other", "satisfaction", "response_time"}),
    ),
}
ONLY: Mapping[str, frozenset[str]] = {
    "short": frozenset({"response_time", "use", "tenure"}),
    "long": frozenset({"response_time", "use", "tenure"}),
    "score": frozenset({"satisfaction", "trust", "use"}),
    "rank": frozenset({"popularity", "satisfaction"}),
    "money": frozenset({"cost"}),
}


def unit_kind(figure: Figure) -> str:
    """The class of the figure's unit."""
    return units.unit_kind(figure.quantity.code, figure.quantity.change)


def weights(figure: Figure, population: Population, evidence: Cues) -> dict[str, float]:
    """Weights of the measures: what unit and counted noun suggest, and what the cues in `evidence` add."""
    kind = unit_kind(figure)
    found = dict(priors(kind, population))
    fits = FITS.get(kind, {})
    only = ONLY.get(kind)
    less, whole = _NOUNS.get((kind, population.noun or ""), (1.0, frozenset()))
    for code, (weight, _) in evidence.items():
        if only is None or code in only:
            weight *= fits.get(code, 1.0) * (1.0 if code in whole else less)
            found[code] = found.get(code, 0.0) + weight
    return found


def priors(kind: str, population: Population) -> Mapping[str, float]:
    """Weights of the measures that a class of unit and the kind of what is counted suggest."""
    noun = population.noun or "none"
    if kind in ("share", "growth"):
        noun = "human" if population.human or noun == "unknown" else noun
        return _PRIORS["percent" if kind == "share" else kind, noun]
    if kind == "count":
        return _PRIORS[kind, noun]
    if kind == "ratio":
        return (
            {"volume": 2.0} if noun == "contacts" else {"use": 0.8, "volume": 0.7, "contact": 0.5, "response_time": 0.3}
        )
    return {
        "short": {"response_time": 1.2, "use": 0.2},
        "long": {"tenure": 1.5, "response_time": 0.4, "use": 0.1},
        "rank": {"popularity": 9.0},
        "score": {"satisfaction": 8.0},
        "money": {"cost": 9.0},
    }.get(kind, {})


def adjust(
    found: dict[str, float], figure: Figure, population: Population, named: bool, regular: bool, counted: bool
) -> None:
    """What a named channel, a frequency and a rate add to the weights."""
    kind = unit_kind(figure)
    if population.noun == "organizations":
        found["sample_size"] = 0.6 * found.get("sample_size", 0.0)
    if kind == "share" and population.human:
        found["response_time"] = 2.5 * found.get("response_time", 0.0)
    attitude = max(found.get(code, 0.0) for code in _ATTITUDES)
    if attitude > STRONG / 2 and attitude > 0.5 * found.get("use", 0.0) and kind == "share":
        found["use"] = 0.5 * found.get("use", 0.0)
        found["response_time"] = 0.3 * found.get("response_time", 0.0)
    change = figure.quantity.change
    if kind == "ratio" and change in ("increase", "decrease"):
        found["volume"] = found.get("volume", 0.0) + 1.0
    if kind == "growth" and counted:
        found["volume"] = found.get("volume", 0.0) + 1.0
    if kind == "count" and population.human and population.noun != "staff" and found.get("sample_size", 0.0) > 2.0:
        found["sample_size"] *= 1.5
    if regular and kind in ("share", "count", "ratio"):
        found["use"] = found.get("use", 0.0) + 2.0
    if kind == "short" and figure.quantity.per in ("day", "week", "month"):
        found["use"] = found.get("use", 0.0) + 1.5
    if kind == "share" and population.noun == "contacts":
        solved = found.get("resolution", 0.0)
        found["resolution"] = solved + 1.5 * (found.get("response_time", 0.0) > 0.3) + 0.6 * (solved > 1.0)
    if kind == "count" and figure.quantity.per is not None and population.human:
        found["volume"] = found.get("volume", 0.0) + 1.5
    if not named:
        return
    if kind == "share" and population.noun == "contacts":
        found["contact"] = found.get("contact", 0.0) + 0.9
    elif kind == "count" and population.noun == "people":
        found["use"] = found.get("use", 0.0) + 1.2
    elif population.noun == "organizations" and kind in ("share", "count"):
        found["offering"] = found.get("offering", 0.0) + 1.5
    elif "use" in found:
        found["use"] += 0.3


def cues(made: Context, figure: Figure, counted: Population | None, asked: Context | None = None) -> Cues:
    """Weight of each measure that words of the sentence speak for, with the heaviest word.

    Words of a lead-in and of a table's heading speak too, and those of a question right before (`asked`).
    """
    tagged, found = made.tagged, Cues()
    nouns = {at for p in made.phrases if not p.ambiguous and not p.clause for at in range(p.first, p.last)}
    if counted is not None and counted.span is not None:
        nouns.update(range(*tagged.range(*counted.span)))
    for kind, weight in (("measures", STRONG), ("hints", _WEAK)):
        for mark in tagged.best(kind):
            if mark.first in nouns and mark.code not in _NOUN_CUES:
                continue
            near = _nearness(made, figure, mark.first, mark.last) * (1.0 + min(mark.size, 12) / 60.0)
            if near <= 0.0:
                continue
            begin, end = tagged.span(mark.first, mark.last)
            had = found.get(mark.code)
            if had is None or had[0] < weight * near:
                found[mark.code] = (weight * near, Span(begin, end))
    for around, share in ((made.heading, _HEADING), (made.lead, _LEAD), (asked, _ASKED)):
        if around is not None:
            _outer(found, around, share, figure.column if around is made.heading else None)
    return found


def _outer(found: Cues, around: Context, share: float, column: Span | None) -> None:
    """Add the cues of a lead-in, a heading's column or a question to those in `found`."""
    for kind, weight in (("measures", STRONG), ("hints", _WEAK)):
        for mark in around.tagged.best(kind):
            span = Span(*around.tagged.span(mark.first, mark.last))
            if column is None or column.begin <= span.begin < column.end:
                had = found.get(mark.code)
                if had is None or had[0] < weight * share:
                    found[mark.code] = (weight * share, span)


def _nearness(made: Context, figure: Figure, first: int, last: int) -> float:
    distance = first - figure.last if first >= figure.last else figure.first - last
    fade = 1.0 / (1.0 + max(0, distance) / 25.0)
    if figure.clause[0] <= first < figure.clause[1]:
        return fade
    if figure.segment[0] <= first < figure.segment[1]:
        return 0.7 * fade
    if figure.tail is not None and figure.tail[0] <= first < figure.tail[1]:
        return 0.5 * fade
    if last <= made.figures[0].first:
        return 0.15 * fade
    return 0.0


def frequency(made: Context, figure: Figure) -> tuple[str, Span] | None:
    """How often something is done, told in the figure's clause or segment."""
    marks = made.tagged.best("frequencies")
    for low, high in (figure.clause, figure.segment):
        inside = [m for m in marks if low <= m.first < high]
        if inside:
            codes = [m.code for m in inside]
            code = next((c for c in ("weekly", "monthly") if c in codes and "daily" in codes), None)
            mark = inside[codes.index(code)] if code else min(inside, key=lambda m: abs(m.first - figure.first))
            return mark.code, Span(*made.tagged.span(mark.first, mark.last))
    return None
