"""Units that a figure shares with another, or takes from a noun: "83 og 82 prosent", "svarprosent på 28"."""

from __future__ import annotations

from kg.language.around import Around
from kg.language.figures import PERCENT, POINT, SCORE, Figure
from kg.language.units import Unit
from kg.model import Reason, Span

_KEEPS = frozenset(("rank", "times", "count"))
_GIVES_BACK = frozenset(("score", "money", "percent", "time", "temperature"))


def share_units(around: Around, figures: list[Figure]) -> None:
    """Gives bare figures the unit that another figure or a noun of their sentence prints."""
    for at in range(len(figures) - 2, -1, -1):
        figure, following = figures[at], figures[at + 1]
        if figure.unit is None and figure.bare and following.unit is not None and _forward(around, figure, following):
            _take(figure, following)
    for at, figure in enumerate(figures):
        if figure.unit is not None or not figure.bare or _is_age_named(around, figure) or _from_noun(around, figure):
            continue
        earlier = next((one for one in reversed(figures[max(0, at - 3) : at]) if not _is_age(one)), None)
        if earlier is not None:
            _back(around, earlier, figure)
    for at, figure in enumerate(figures):
        if figure.unit is SCORE and figure.unit_at is not None:
            _points(around, figures, at)


def _is_age_named(around: Around, figure: Figure) -> bool:
    """Whether the words before a bare number make it an age: "aged 50", "dem over 60"."""
    bound = around.bound_before(figure.begin, around.before(figure.begin, 44))
    if bound is not None and bound[0] in ("over", "under"):
        before = around.words_before(bound[1], around.before(bound[1], 30), 1)
        if before and around.grammar.people.fullmatch(before[0]) is not None:
            return True
    return around.grammar.age_before.search(around.page.words, max(0, figure.begin - 25), figure.begin) is not None


def _is_age(figure: Figure) -> bool:
    return figure.unit is not None and figure.unit.kind == "age"


def _take(figure: Figure, other: Figure) -> None:
    figure.unit, figure.unit_at = other.unit, other.unit_at
    figure.cues.append(Reason("unit", "unit.shared", Span(*other.unit_at) if other.unit_at else None))


def _forward(around: Around, figure: Figure, following: Figure) -> bool:
    unit, words = following.unit, around.page.words
    if unit is None or unit.kind in _KEEPS or following.unit_at is None or following.begin - figure.end > 60:
        return False
    if following.number.kind not in ("number", "one") or (unit is PERCENT and figure.value > 100):
        return False
    endings = around.grammar.share_endings
    if endings and words[figure.end : following.begin] == " " and words[figure.begin : figure.end].endswith(endings):
        return True  # "kahdeksasta neljään minuuttiin"
    match = around.grammar.inherit_gap.match(words, figure.end)
    if match is None or not around.same_sentence(figure.end, following.begin):
        return False
    if unit.kind in ("percent", "point", "score", "money"):
        return following.unit_at[0] >= following.begin
    return following.begin - match.end() < 12


def _back(around: Around, earlier: Figure, figure: Figure) -> None:
    unit, words = earlier.unit, around.page.words
    if unit is None or unit.kind not in _GIVES_BACK or earlier.age or figure.begin - earlier.end > 100:
        return
    enclosed = words[figure.begin - 1 : figure.begin] == "(" and words[figure.end : figure.end + 1] == ")"
    if unit is PERCENT and enclosed and figure.value <= 100 and around.same_sentence(earlier.end, figure.begin):
        _take(figure, earlier)  # "64 Prozent …, gefolgt von E-Mail (22) und Chat (14)"
        return
    if (unit is PERCENT and figure.value > 100) or words[figure.end : figure.end + 1] == ")":
        return
    if unit.kind == "time" and (figure.value > 60 or figure.begin - earlier.end > 40):
        return
    gap = words[earlier.end : figure.begin]
    if "\n" in gap or ". " in gap or "! " in gap or "? " in gap or ":" in gap or "(" in gap or "–" in gap:
        return
    _take(figure, earlier)


def _from_noun(around: Around, figure: Figure) -> bool:
    start = around.before(figure.begin, 60)
    for name, unit in (("score", SCORE), ("percent", PERCENT)):
        matches = list(around.grammar.hints[name].finditer(around.page.words, start, figure.begin))
        match = matches[-1] if matches else None
        if match is not None and figure.value <= (1000 if unit is SCORE else 100) and figure.number.end == figure.end:
            figure.unit = unit
            figure.cues.append(Reason("unit", f"unit.{unit.code}.noun", Span(match.start(), match.end())))
            return True
    return False


def _points(around: Around, figures: list[Figure], at: int) -> None:
    """Points by which a share moved are percentage points: "lost 11 points … down to 48%"."""
    figure, words = figures[at], around.page.words
    unit_at = figure.unit_at
    if unit_at is None or figure.value > 60 or words[unit_at[0] : unit_at[1]] not in around.grammar.sets["points"]:
        return
    start, stop = around.before(figure.begin, 200), around.after(figure.end, 200)
    if around.grammar.hints["score"].search(words, start, stop):
        return
    for other in (*figures[max(0, at - 3) : at], *figures[at + 1 : at + 4]):
        if start <= other.begin < stop and _is_percent(other.unit):
            figure.unit = POINT
            figure.cues.append(Reason("unit", "unit.percentage_point.share", Span(other.begin, other.end)))
            return


def _is_percent(unit: Unit | None) -> bool:
    return unit is PERCENT
