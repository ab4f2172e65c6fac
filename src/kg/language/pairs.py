"""Two numbers that make one quantity: shares ("9 of 10"), scores ("4,6/5"), times ("3:40 minutes"), ranges ("5–10")."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.language.around import Around
from kg.language.digits import Number
from kg.language.figures import HUNDREDTH, PERCENT, SCORE, Figure, UnitAt, share
from kg.language.printed import unit_after
from kg.language.rejects import looks_like_year, noun_follows, word_before

_MONEY = frozenset("$€£¥")
_WHOLES = frozenset(map(Decimal, (5, 6, 7, 10, 20, 100)))
_ROUND = frozenset(map(Decimal, (100, 1000, 10_000, 100_000, 1_000_000)))
_ENDING = re.compile(r":?\w{0,6}")
_NOT_COUNTED = frozenset(("count", "age", "times"))


def share_of(around: Around, number: Number, whole: Number) -> Figure | None:
    """ "9 of 10", "four calls in five", "yhdeksän kymmenestä": a share or a score; None where it is neither."""
    if whole.kind != "number" or whole.begin - number.end > 40 or whole.value < number.value or whole.value < 2:
        return None
    if not _says_share(around, number, whole) or not number.value:
        return None
    if whole.printed is not None and len(whole.printed) == 4 and whole.printed.isdigit():
        return None
    rises = around.grammar.level_after.match(around.page.words, whole.end)
    if rises and around.word_before(whole.begin, number.end) in around.grammar.sets["from"]:
        return None  # "in one year from 21 to 28 percent"
    unit = unit_after(around, whole.end)
    if _is_score(around, number, whole, unit):
        figure = Figure(number.begin, whole.end, number.value, number, unit=SCORE)
        if unit is not None and unit.unit.kind == "score":
            figure.take(unit)
        return figure
    if unit is not None and unit.unit.kind not in _NOT_COUNTED:
        return None
    return Figure(number.begin, whole.end, share(number.value / whole.value), number, unit=PERCENT)


def _says_share(around: Around, number: Number, whole: Number) -> bool:
    grammar, words = around.grammar, around.page.words
    if whole.value in _ROUND:
        match = grammar.share_per.match(words, number.end)
        if match is not None and match.end() == whole.begin:
            return True
    if whole.value > 1000:
        return False
    match = grammar.share.match(words, number.end)
    if match is not None and match.end() == whole.begin:
        return True
    match = grammar.share_any.match(words, number.end)
    if match is not None and match.end() == whole.begin:
        return not noun_follows(around, whole.end)  # not in "20 goals in 31 games"
    if (
        not grammar.share_endings
        or words.count(" ", number.end, whole.begin) > 2
        or "\n" in words[number.end : whole.begin]
    ):
        return False
    ending = _ENDING.match(words, whole.end)
    printed = words[whole.begin : whole.end] + (ending.group() if ending else "")
    gap = words[number.end : whole.begin].strip()
    parts = grammar.numerals.word(words[whole.begin : whole.end])
    if parts and parts[-1].role == "add":
        return False  # "kaksitoista" ends like the case of a whole
    if (
        not printed.endswith(grammar.share_endings)
        or unit_after(around, number.end)
        or not set(gap).isdisjoint(",.;:()")
    ):
        return False
    return not gap or gap.replace(" ", "").isalpha()


def _is_score(around: Around, number: Number, whole: Number, unit: UnitAt | None) -> bool:
    if unit is not None and unit.unit.kind == "score":
        return True
    if whole.value not in _WHOLES:
        return False
    if number.value != int(number.value):
        return True
    start = around.before(number.begin, 50)
    return around.grammar.hints["score"].search(around.page.words, start, number.begin) is not None


def joined(around: Around, number: Number, following: Number) -> tuple[bool, Figure | None]:
    """Whether two numbers are joined by a colon or stroke, and what they make: "3:40 minutes", "4,6/5", "9/10"."""
    words = around.page.words
    sign = words[number.end]
    if following.printed is None or following.begin != number.end + 1 or sign not in ":/":
        return False, None
    if sign == ":":
        unit = unit_after(around, following.end)
        if unit is None or unit.unit.kind != "time" or len(following.printed) != 2 or number.value > 1000:
            return True, None
        value = (number.value + following.value / 60).quantize(HUNDREDTH)
        figure = Figure(number.begin, following.end, value, number)
        figure.take(unit)
        return True, figure
    if number.value > following.value or not 2 <= following.value <= 100:
        return True, None
    if _is_score(around, number, following, None) or number.value != int(number.value):
        return True, Figure(number.begin, following.end, number.value, number, unit=SCORE)
    return True, Figure(number.begin, following.end, share(number.value / following.value), number, unit=PERCENT)


def take_upper(around: Around, figure: Figure, upper: Number) -> bool:
    """Takes `upper` in as the upper end of a range; False where it is another quantity."""
    if upper.kind != "number" or upper.begin - figure.end > 30:
        return False
    if looks_like_year(figure.number) and not looks_like_year(upper):
        return False  # "since 2020 to 1.1 million"
    unit = None
    if _range_gap(around, figure, figure.end) != upper.begin:
        unit = unit_after(around, figure.end)
        if unit is None or _range_gap(around, figure, unit.end) != upper.begin:
            return False
    low = figure.number
    value = figure.value
    if low.scale == 1 and upper.scale > 1 and value < upper.value / upper.scale:
        value *= upper.scale  # "10 to 15 million"
    if upper.value <= value:
        return False
    if unit is not None:
        second = unit_after(around, upper.end)
        if second is None or second.unit != unit.unit:
            return False
    figure.value, figure.upper, figure.end = value, upper.value, upper.end
    return True


def _range_gap(around: Around, figure: Figure, end: int) -> int:
    """Where the upper end of a range may begin after `end`; -1 for nowhere."""
    grammar, words = around.grammar, around.page.words
    match = grammar.range_gap.match(words, end)
    by_word = match is None or words[end + 1 : end + 2].isalpha()
    if match is not None and not by_word:
        return match.end()
    begin = figure.begin - (1 if words[figure.begin - 1 : figure.begin] in _MONEY else 0)
    if match is not None:
        return -1 if word_before(words, begin) in grammar.sets["from"] else match.end()
    match = grammar.and_gap.match(words, end)
    return match.end() if match is not None and word_before(words, begin) in grammar.sets["between"] else -1
