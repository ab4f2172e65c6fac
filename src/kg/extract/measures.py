"""What a figure measures: the unit and what is counted give each measure a weight, the cues around the figure add theirs."""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract import units
from kg.extract.clauses import Context, Figure
from kg.extract.populations import Population
from kg.extract.readings import Memory, Reading
from kg.model import Span

_NOUN_CUES = frozenset({"sample_size", "response_rate", "customers", "satisfaction", "other", "rejection"})
_ATTITUDES = ("preference", "rejection", "satisfaction", "trust")
_STRONG, _WEAK, _LEAD = 3.0, 0.6, 0.6
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
    ("count", "people"): {"use": 0.2, "population_size": 0.9, "customers": 0.3, "sample_size": 1.0, "other": 0.3},
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
_FITS: Mapping[str, Mapping[str, float]] = {
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
_ONLY: Mapping[str, frozenset[str]] = {
    "short": frozenset({"response_time", "use", "tenure"}),
    "long": frozenset({"response_time", "use", "tenure"}),
    "score": frozenset({"satisfaction", "trust", "use"}),
    "rank": frozenset({"popularity", "satisfaction"}),
    "money": frozenset({"cost"}),
}


def weights(made: Context, figure: Figure, population: Population) -> dict[str, float]:
    """Weights of the measures: what unit and counted noun suggest, and what the words around the figure add."""
    kind = unit_kind(figure)
    found = dict(priors(kind, population))
    fits = _FITS.get(kind, {})
    only = _ONLY.get(kind)
    less, whole = _NOUNS.get((kind, population.noun or ""), (1.0, frozenset()))
    for code, (weight, _) in cues(made, figure, population).items():
        if only is None or code in only:
            weight *= fits.get(code, 1.0) * (1.0 if code in whole else less)
            found[code] = found.get(code, 0.0) + weight
    return found


def unit_kind(figure: Figure) -> str:
    """The class of the figure's unit."""
    return units.unit_kind(figure.quantity.code, figure.quantity.change)


def measure(made: Context, figure: Figure, population: Population, named: bool, memory: Memory) -> tuple[str, str]:
    """The measure of `figure` and the rule that gave it."""
    often = frequency(made, figure) if figure.quantity.change not in ("more", "less") else None
    regular = often is not None and often[0] != "plain"
    if _is_base(made, figure, population):
        return ("customers" if population.noun == "customers" else "volume"), "base"
    earlier = memory.before if memory.before is not None else _sentence_before(made, memory)
    if (
        earlier is not None
        and _goes_on(figure, population, earlier)
        and not _strong(made, figure, memory.before is None)
    ):
        if often is not None and regular and earlier.measure.startswith("use"):
            return f"use_{often[0]}", "frequency"
        if not regular:
            return earlier.measure, "previous"
    if _is_sample_too(figure, population, memory.before) and not _strong(made, figure, False):
        return "sample_size", "previous"
    found = weights(made, figure, population)
    low, high = figure.clause
    counted = any(low <= at < high for at in made.tagged.starts("grammar", "number"))
    _adjust(found, figure, population, named, regular, counted)
    if _is_sampled(made, figure, population):
        found["sample_size"] = found.get("sample_size", 0.0) + 2.5
    best = max(found, key=lambda code: found[code]) if found else "other"
    if best == "use" and often is not None and regular and unit_kind(figure) != "short":
        return f"use_{often[0]}", "frequency"
    return best, "weights"


def _adjust(
    found: dict[str, float], figure: Figure, population: Population, named: bool, regular: bool, counted: bool
) -> None:
    """What a named channel, a frequency and a rate add to the weights."""
    kind = unit_kind(figure)
    if population.noun == "organizations":
        found["sample_size"] = 0.6 * found.get("sample_size", 0.0)
    attitude = max(found.get(code, 0.0) for code in _ATTITUDES)
    if attitude > _STRONG / 2 and attitude > 0.5 * found.get("use", 0.0) and kind == "share":
        found["use"] = 0.5 * found.get("use", 0.0)
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
    if kind == "share" and population.noun == "contacts" and found.get("response_time", 0.0) > 0.5:
        found["resolution"] = found.get("resolution", 0.0) + 1.5
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
    """The last reading of the sentence before, where this sentence has no cue of its own and stands in its paragraph."""
    last = memory.last
    if last is None or made.lead is not None or last.made.sentence.block != made.sentence.block:
        return None
    return last


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


def _strong(made: Context, figure: Figure, anywhere: bool) -> bool:
    """Whether a strong cue stands in the figure's own segment, or `anywhere` in its sentence."""
    low, high = (0, len(made.tagged)) if anywhere else figure.segment
    kind = unit_kind(figure)
    only, fits = _ONLY.get(kind), _FITS.get(kind, {})
    marks = (m for m in made.tagged.best("measures") if low <= m.first < high)
    return any((only is None or m.code in only) and fits.get(m.code, 1.0) >= 0.5 for m in marks)


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


def cues(made: Context, figure: Figure, counted: Population | None) -> dict[str, tuple[float, Span]]:
    """Weight of each measure that words of the sentence speak for, with the heaviest word."""
    tagged, found = made.tagged, dict[str, tuple[float, Span]]()
    nouns = {at for p in made.phrases if not p.ambiguous and not p.clause for at in range(p.first, p.last)}
    if counted is not None and counted.span is not None:
        nouns.update(range(*tagged.range(*counted.span)))
    for kind, weight in (("measures", _STRONG), ("hints", _WEAK)):
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
        if made.lead is not None:
            for mark in made.lead.tagged.best(kind):
                span = Span(*made.lead.tagged.span(mark.first, mark.last))
                found.setdefault(mark.code, (weight * _LEAD, span))
    return found


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
        return 0.25 * fade
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
