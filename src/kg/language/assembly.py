"""From the numbers of a page to its quantities, each with its unit, or as share, range, score or rank."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal

from kg.language.around import Around
from kg.language.digits import Number
from kg.language.figures import PERCENT, RANK, RATIO, Figure, UnitAt, share
from kg.language.pairs import joined, share_of, take_upper
from kg.language.printed import money_before, unit_after
from kg.language.rejects import (
    is_calendar_year,
    is_label,
    is_labelled,
    is_numbering,
    is_ordinal,
    next_word,
    noun_follows,
    part_of_word,
    word_before,
)
from kg.language.units import table

_MONEY = " $€£¥"
_DASHES = frozenset("-–—.…")
_TOLERANCE = re.compile(r" ?(?:±|\+/-|\+-) ?")
_HALF = Decimal("0.5")
_MARKS = frozenset(("date", "clock"))
_NO_FRACTION = frozenset(("date", "clock", "times", "age", "count"))
_RELATIVE = frozenset(("percent", "point"))


def _begin(number: Number) -> int:
    return number.begin


class Assembler:
    """Reads the numbers of one page from left to right; `figures` takes what is a quantity."""

    def __init__(self, around: Around, numbers: list[Number]) -> None:
        self.around, self.page, self.numbers, self.grammar = around, around.page, numbers, around.grammar
        self.words = around.page.words
        self.floor = 0
        self.earlier: Figure | None = None

    def figures(self) -> list[Figure]:
        """The quantities, in order."""
        found: list[Figure] = []
        at, count = 0, len(self.numbers)
        while at < count:
            kind = self.numbers[at].kind
            if kind == "skip":
                at += 1
                continue
            figure, at = self._counted(at) if kind == "number" or kind == "one" else self._worded(at)
            if figure is not None:
                found.append(figure)
                self.floor, self.earlier = figure.end, figure
                while at < count and self.numbers[at].begin < figure.end:
                    at += 1
        return found

    def _next(self, at: int) -> Number | None:
        return self.numbers[at + 1] if at + 1 < len(self.numbers) else None

    def _worded(self, at: int) -> tuple[Figure | None, int]:
        """Ranks, ratios, fractions and whatever words alone tell."""
        number = self.numbers[at]
        kind = number.kind
        figure: Figure | None = Figure(number.begin, number.end, number.value, number)
        assert figure is not None
        if kind == "rank":
            figure.unit = RANK
        elif kind == "ratio":
            figure.unit, figure.change = RATIO, number.change
            if number.value < 1:
                figure.unit, figure.value = PERCENT, share(number.value)
        elif kind in ("amount", "compound"):
            figure = self._amount(figure)
        elif kind == "every":
            unit = unit_after(self.around, number.end)
            if unit is not None and unit.unit.kind in ("time", "date"):
                return None, at + 1
            figure.unit, figure.value = PERCENT, share(number.value)
        else:
            return self._fraction(figure, at)
        return figure, at + 1

    def _amount(self, figure: Figure) -> Figure | None:
        """A word that holds number and unit: "halvtime", "fünfminütig"."""
        number, words = figure.number, self.words
        before = word_before(words, number.begin)
        if number.unit is None or (number.unit.kind == "times" and number.value == 1):
            return None
        if before in self.grammar.numerals.ordinals or before in self.grammar.sets["pronouns"]:
            return None  # "im ersten Halbjahr"
        figure.unit, figure.unit_at = number.unit, (number.begin, number.end)
        if number.kind == "amount" and before in self.grammar.numerals.articles:
            figure.begin = max(number.begin - len(before) - 1, self.floor)
        return figure

    def _fraction(self, figure: Figure, at: int) -> tuple[Figure | None, int]:
        """A fraction of a number or unit ("half a million", "halv time"), else a share."""
        number, after, words = figure.number, at + 1, self.words
        end = number.end
        unit = unit_after(self.around, end)
        if words[end : end + 1] == "-" and words[end + 1 : end + 2].isalpha() and unit is None:
            return None, after
        before = word_before(words, number.begin)
        if before in self.grammar.numerals.ordinals or before in self.grammar.sets["pronouns"]:
            return None, after
        link = self.grammar.linked.match(words, end)
        following = self._next(at)
        if link is not None and following is not None and following.kind in ("number", "one"):
            gap = words[end : following.begin].strip(" -")
            fits = following.begin == link.end() or not gap or gap in self.grammar.numerals.links
            if fits and following.printed is None and following.value >= 10:
                figure.value, figure.end = figure.value * following.value, following.end
                figure.number = Number(number.begin, following.end, figure.value, "number", scale=following.value)
                unit = unit_after(self.around, figure.end)
                if unit is not None and unit.unit.kind not in _MARKS:
                    figure.take(unit)
                return figure, after + 1
        if unit is None and link is not None:
            unit = unit_after(self.around, link.end() - 1)
        if unit is not None and unit.unit.kind not in _NO_FRACTION:
            figure.take(unit)
            return figure, after
        if number.kind == "half":
            return None, after
        figure.unit, figure.value = PERCENT, share(number.value)
        return figure, after

    def _counted(self, at: int) -> tuple[Figure | None, int]:
        """A plain number with its unit, its range, its whole."""
        number, words = self.numbers[at], self.words
        digits = number.printed is not None or words[number.begin].isdigit()
        if digits and part_of_word(self.page, number):
            return None, at + 1
        following = self._next(at)
        after, last_gap = at + 1, ""
        if following is not None and following.begin - number.end <= 40:
            gap = words[number.end : following.begin].rstrip(_MONEY)
            last_gap = gap[gap.rfind(" ") + 1 :]
            if len(gap) == 1 and digits:
                done, found = self._attached(number, following)
                if done:
                    return found, at + 2
            if last_gap in self.grammar.share_last or (self.grammar.share_endings and gap.count(" ") < 3):
                found = share_of(self.around, number, following)
                if found is not None:  # no share: "page 3 of 5"
                    return None if digits and is_labelled(self.around, number) else found, at + 2
        figure = Figure(number.begin, number.end, number.value, number)
        if following is not None and (last_gap in self.grammar.range_last or last_gap[-1:] in _DASHES):
            if self._is_scale_or_hours(number, following):
                return None, at + 2
            after += take_upper(self.around, figure, following)
        after = self._tolerance(figure, after)
        last = self.numbers[after - 1]
        unit = unit_after(self.around, figure.end) if not is_ordinal(self.around, last) else None
        if unit is not None and unit.end - unit.begin == 1 and digits and is_numbering(self.page, number):
            unit = None  # "4.1 A telephone"
        unit = unit or money_before(self.around, figure.begin, self.floor)
        if unit is None:
            return self._unitless(figure, self.numbers[at:after]), after
        return self._measured(figure, unit, last), after

    def _is_scale_or_hours(self, number: Number, following: Number) -> bool:
        """Whether two numbers are the ends of a scale or of opening hours ("von 8 bis 20 Uhr")."""
        begin, words = number.begin, self.words
        if words[max(0, begin - 24) : begin].rstrip().endswith(self.grammar.scales):
            return True
        unit = unit_after(self.around, following.end)
        if unit is None or unit.unit.kind not in ("clock", "time") or following.value > 24:
            return False
        if unit.unit.kind == "clock":
            return True
        clock = words[unit.begin : unit.end] in self.grammar.sets["clock_hours"]
        return clock and word_before(words, begin) in self.grammar.sets["from"]

    def _attached(self, number: Number, following: Number) -> tuple[bool, Figure | None]:
        """Two numbers with one sign between: results of games are no quantity, "3:40 minutes" and "4,6/5" are one."""
        if following.begin == number.end + 1 and self._is_result(number, following):
            return True, None
        return joined(self.around, number, following)

    def _unitless(self, figure: Figure, numbers: list[Number]) -> Figure | None:
        number = figure.number
        names = not (self.grammar.nouns_capital and self._goes_on(figure))
        if any(is_label(self.around, one, names=names) for one in numbers):
            return None
        if number.kind == "one" and number.value == 1 and not self._is_single(number):
            return None  # an article
        figure.bare = not noun_follows(self.around, figure.end) or self._is_followed(figure)
        return figure

    def _goes_on(self, figure: Figure) -> bool:
        """Whether a figure with a shareable unit stands before in the sentence."""
        earlier = self.earlier
        if earlier is None or earlier.unit is None or earlier.unit.kind not in ("percent", "score", "money"):
            return False
        return self.around.same_sentence(earlier.end, figure.begin)

    def _is_followed(self, figure: Figure) -> bool:
        """Whether another number comes right after the blank ("kahdeksasta neljään minuuttiin")."""
        at = bisect_left(self.numbers, figure.end, key=_begin)
        return at < len(self.numbers) and self.numbers[at].begin == figure.end + 1

    def _is_single(self, number: Number) -> bool:
        return next_word(self.page, number.end).lower() in self.grammar.sets["singles"]

    def _measured(self, figure: Figure, unit: UnitAt, last: Number) -> Figure | None:
        if self._is_no_amount(figure, unit, last):
            return None
        begin, after = figure.begin, unit.end > figure.end
        figure.take(unit)
        if figure.number.scale > 1 and self.words[unit.begin : unit.end] in self.grammar.sets["scaled"]:
            figure.unit = table()["GBP"]  # "1.2bn pounds"
        if figure.begin == begin:
            self._sign(figure)
        half = self.grammar.half_after.match(self.words, figure.end) if after and self._near(figure) else None
        if half is not None and figure.upper is None:  # "an hour and a half"
            figure.value, figure.end = figure.value + _HALF, half.end()
        return figure

    def _near(self, figure: Figure) -> bool:
        """Whether another number follows within a few words, such as the half of "an hour and a half"."""
        at = bisect_left(self.numbers, figure.end, key=_begin)
        return at < len(self.numbers) and self.numbers[at].begin - figure.end < 14

    def _tolerance(self, figure: Figure, after: int) -> int:
        """Takes in a tolerance ("3.2 ± 0.4 mm"); the place after the numbers that were used."""
        if after >= len(self.numbers) or self.numbers[after].begin - figure.end > 5:
            return after
        match = _TOLERANCE.match(self.words, figure.end)
        if match is None or self.numbers[after].begin != match.end():
            return after
        figure.end = self.numbers[after].end
        return after + 1

    def _is_result(self, number: Number, following: Number) -> bool:
        """Whether digits and a hyphen make the result of a game or vote ("won 3-1")."""
        if number.printed is None or following.printed is None or self.words[number.end] not in "-–":
            return False
        return following.value <= number.value and unit_after(self.around, following.end) is None

    def _is_no_amount(self, figure: Figure, unit: UnitAt, last: Number) -> bool:
        """Whether number and unit are a date, a clock time, "once", a year, or what a rate is for ("calls a month")."""
        kind, number, words = unit.unit.kind, figure.number, self.words
        if kind in _MARKS or (kind == "times" and figure.value == 1):
            return True
        if number.printed is not None:
            if kind == "time" and is_calendar_year(self.around, last):
                return True
            attached = unit.begin == figure.end and figure.value % 10 == 0
            return attached and words[unit.begin : unit.end] in self.grammar.sets["decades"]  # "the 1990s"
        if number.kind != "one":
            return False
        if number.begin == self.floor + 1 and number.begin > 1:
            return True  # "$1,850 an ounce"
        if " ".join(words[number.begin : unit.end].split()) not in self.grammar.rate_key:
            return False
        before = self.around.word_before(number.begin, self.around.before(number.begin, 40))
        return bool(before) and before not in self.grammar.sets["whole_before"]

    def _sign(self, figure: Figure) -> None:
        """Takes in a plus or minus: to a temperature or amount it belongs, of a share it tells a change."""
        words, begin, unit = self.words, figure.begin, figure.unit
        if unit is None or begin <= self.floor:
            return
        if words[begin - 1] == " ":
            minus = word_before(words, begin)
            if minus in self.grammar.numerals.minus and begin - len(minus) > self.floor and unit.kind not in _RELATIVE:
                figure.value, figure.begin = -figure.value, words.rfind(minus, 0, begin)
            return
        sign = words[begin - 1]
        if sign not in "+-−" or not words[begin].isdigit():
            return
        if begin > 1 and (words[begin - 2].isalnum() or words[begin - 2] in "%)"):
            return
        figure.sign = sign
        if unit.kind not in _RELATIVE and sign != "+" and figure.upper is None:
            figure.value, figure.begin, figure.sign = -figure.value, begin - 1, ""
