"""From numbers to quantities: units, shares ("9 of 10"), ranges, scores, amounts of money."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from kg.language.around import Around
from kg.language.reading import Number
from kg.language.rejects import (
    is_calendar_year,
    is_label,
    is_labelled,
    is_ordinal,
    next_word,
    part_of_word,
    word_before,
)
from kg.language.units import Unit, table
from kg.model import Reason

PERCENT, POINT, SCORE, RATIO = (table()[name] for name in ("percent", "percentage_point", "score", "times"))
COUNTED = Unit("occasions", "count", "1", "count")
RANK = Unit("rank", "rank", "", "rank")
_HUNDREDTH = Decimal("0.01")
_SIMPLE = frozenset(("percent", "point", "count", "times", "money", "score", "time", "date", "clock", "age"))
_MONEY = frozenset("$€£¥")
_ROUND = frozenset(map(Decimal, (100, 1000, 10_000, 100_000, 1_000_000)))
_TOLERANCE = re.compile(r" ?(?:±|\+/-|\+-) ?")


@dataclass(slots=True)
class Figure:
    """A quantity in the making, at `begin` to `end` of a page.

    `unit_at` is the place of the printed unit; `bare` says that neither unit nor counted noun is printed; `edge` is where
    the words before the figure that tell its bound begin; `sign` is a plus or minus before it.
    """

    begin: int
    end: int
    value: Decimal
    number: Number
    upper: Decimal | None = None
    unit: Unit | None = None
    unit_at: tuple[int, int] | None = None
    bound: str = "exact"
    change: str | None = None
    per: str | None = None
    bare: bool = False
    age: bool = False
    edge: int = -1
    sign: str = ""
    cues: list[Reason] = field(default_factory=list)


def share(value: Decimal) -> Decimal:
    """A part of one as percent, two decimals, four below one percent."""
    percent = value * 100
    if percent == percent.to_integral_value():
        return percent
    return percent.quantize(_HUNDREDTH if percent >= 1 else _HUNDREDTH * _HUNDREDTH)


class Assembler:
    """Reads the numbers of one page from left to right; `figures` takes what is a quantity."""

    def __init__(self, around: Around, numbers: list[Number]) -> None:
        self.around, self.page, self.numbers, self.grammar = around, around.page, numbers, around.grammar
        self.words = around.page.words
        self.floor = 0

    def figures(self) -> list[Figure]:
        """The quantities, in order."""
        found: list[Figure] = []
        at = 0
        while at < len(self.numbers):
            figure, at = self._figure(at)
            if figure is not None:
                found.append(figure)
                self.floor = figure.end
                while at < len(self.numbers) and self.numbers[at].begin < figure.end:
                    at += 1
        return found

    def _figure(self, at: int) -> tuple[Figure | None, int]:
        number = self.numbers[at]
        kind = number.kind
        if kind == "skip":
            return None, at + 1
        if kind == "number" or kind == "one":
            return self._counted(at)
        figure = Figure(number.begin, number.end, number.value, number)
        if kind == "rank":
            figure.unit = RANK
        elif kind == "ratio":
            figure.unit, figure.change = RATIO, number.change
            if number.value < 1:
                figure.unit, figure.value = PERCENT, share(number.value)
        elif kind in ("amount", "compound"):
            if number.unit is None or (number.unit.kind == "times" and number.value == 1):
                return None, at + 1
            before = word_before(self.words, number.begin)
            if before in self.grammar.numerals.ordinals or before in self.grammar.sets["pronouns"]:
                return None, at + 1  # "im ersten Halbjahr"
            figure.unit, figure.unit_at = number.unit, (number.begin, number.end)
            article = word_before(self.words, number.begin)
            if (
                kind == "amount"
                and article in self.grammar.numerals.articles
                and number.begin - len(article) > self.floor
            ):
                figure.begin -= len(article) + 1
        elif kind == "every":
            unit = self.unit(number.end)
            if unit is not None and unit[0].kind in ("time", "date"):
                return None, at + 1
            figure.unit, figure.value = PERCENT, share(number.value)
        else:
            return self._fraction(figure, at)
        return figure, at + 1

    def unit(self, at: int) -> tuple[Unit, int, int] | None:
        """The unit printed at `at`, after a blank or hyphen or none, and its place."""
        match = self.grammar.tail.match(self.words, at)
        if match is None:
            return None
        begin, end = match.span(2)
        unit = self.grammar.units.find(self.page.source, self.words, begin, end)
        if unit is None or (self.words[at] == "." and unit.kind != "date"):
            return None
        if begin > at and self.words[begin:end] in self.grammar.sets["attached"]:
            return None
        if unit.kind == "money" and self.words[end : end + 1].isdigit():
            return None  # "5 $100"
        if unit.kind not in _SIMPLE and end < len(self.words) and self.words[end] in "/ ·⋅":
            unit, end = self._compound(unit, end)
        return unit, begin, end

    def _compound(self, unit: Unit, end: int) -> tuple[Unit, int]:
        """`unit` with what follows it: "mg/ml", "W m−2", "km per second"."""
        match = self.grammar.compound_unit.match(self.words, end)
        while match is not None:
            below, inverse = match.group(1), match.group(3)
            begin, stop = match.span(1 if below else 2)
            other = self.grammar.units.find(self.page.source, self.words, begin, stop)
            if other is None or other.kind in _SIMPLE - {"time"}:
                break
            power = inverse[1:] if inverse and inverse != "-1" and inverse != "−1" else ""
            unit = Unit(f"{unit.name}/{other.name}", None, f"{unit.ucum}/{other.ucum}{power}", "rate")
            end = match.end()
            match = self.grammar.compound_unit.match(self.words, end)
        return unit, end

    def _fraction(self, figure: Figure, at: int) -> tuple[Figure | None, int]:
        """A fraction of a number or unit ("half a million", "halv time"), else a share."""
        number, after = figure.number, at + 1
        if (
            self.words[number.end : number.end + 1] == "-"
            and self.words[number.end + 1 : number.end + 2].isalpha()
            and self.unit(number.end) is None
        ):
            return None, after
        if (
            word_before(self.words, number.begin) in self.grammar.numerals.ordinals
            or word_before(self.words, number.begin) in self.grammar.sets["pronouns"]
        ):
            return None, after
        link = self.grammar.linked.match(self.words, number.end)
        if link is not None and after < len(self.numbers):
            following = self.numbers[after]
            if following.kind in ("number", "one") and following.printed is None and following.value >= 10:
                begins = (link.end(), number.end + 1)
                if following.begin in begins or self.words[number.end : following.begin] == " of ":
                    figure.value, figure.end = figure.value * following.value, following.end
                    figure.number = Number(number.begin, following.end, figure.value, "number")
                    return self._with_unit(figure), after + 1
        unit = self.unit(number.end) or (self.unit(link.end() - 1) if link is not None else None)
        if unit is not None and unit[0].kind not in ("date", "clock", "times", "age", "count"):
            figure.unit, figure.unit_at, figure.end = unit[0], unit[1:], unit[2]
            return figure, after
        if number.kind == "half":
            return None, after
        figure.unit, figure.value = PERCENT, share(number.value)
        return figure, after

    def _with_unit(self, figure: Figure) -> Figure:
        unit = self.unit(figure.end)
        if unit is not None and unit[0].kind not in ("date", "clock"):
            figure.unit, figure.unit_at, figure.end = unit[0], unit[1:], unit[2]
        return figure

    def _counted(self, at: int) -> tuple[Figure | None, int]:
        number, words = self.numbers[at], self.words
        digits = words[number.begin].isdigit()
        if digits and part_of_word(self.page, number):
            return None, at + 1
        if digits and self._is_result(at):
            return None, at + 2
        special = None if digits and is_labelled(self.around, number) else self._share(at)
        special = special or self._joined(at)
        if special is not None:
            return special
        figure = Figure(number.begin, number.end, number.value, number)
        after = self._range(figure, at)
        after = self._tolerance(figure, after)
        unit = self.unit(figure.end) if not is_ordinal(self.around, self.numbers[after - 1]) else None
        unit = unit or self._money(figure)
        if unit is None:
            if figure.upper is not None and self.words[max(0, figure.begin - 24) : figure.begin].rstrip().endswith(
                self.grammar.scales
            ):
                return None, after
            if any(is_label(self.around, one) for one in self.numbers[at:after]) or self._is_article(number):
                return None, after
            figure.bare = not self._noun_follows(figure.end)
            return figure, after
        if self._no_amount(figure, unit, self.numbers[after - 1]):
            return None, after
        figure.unit, figure.unit_at, figure.end = unit[0], (unit[1], unit[2]), max(figure.end, unit[2])
        if number.scaled and self.words[unit[1] : unit[2]] in self.grammar.sets["scaled"]:
            figure.unit = table()["GBP"]  # "1.2bn pounds"
        self._sign(figure)
        half = self.grammar.half_after.match(words, figure.end)
        if half is not None and figure.upper is None:  # "an hour and a half"
            figure.value, figure.end = figure.value + Decimal("0.5"), half.end()
        figure.begin = min(figure.begin, unit[1])
        return figure, after

    def _is_article(self, number: Number) -> bool:
        if number.kind != "one":
            return False
        return number.value == 1 and next_word(self.page, number.end).lower() not in self.grammar.sets["singles"]

    def _tolerance(self, figure: Figure, after: int) -> int:
        """Takes in a tolerance ("3.2 ± 0.4 mm"); the place after the numbers that were used."""
        match = _TOLERANCE.match(self.words, figure.end)
        if match is None or after >= len(self.numbers) or self.numbers[after].begin != match.end():
            return after
        figure.end = self.numbers[after].end
        return after + 1

    def _is_result(self, at: int) -> bool:
        """Whether digits and a hyphen make the result of a game or vote ("won 3-1")."""
        number, following = self.numbers[at], self._next(at)
        if (
            following is None
            or following.begin != number.end + 1
            or number.printed is None
            or following.printed is None
        ):
            return False
        return self.words[number.end] in "-–" and following.value <= number.value and self.unit(following.end) is None

    def _no_amount(self, figure: Figure, unit: tuple[Unit, int, int], last: Number) -> bool:
        """Whether number and unit are a date, a clock time, "once", a year, or what a rate is for ("calls a month")."""
        kind, number = unit[0].kind, figure.number
        if kind in ("date", "clock") or (kind == "times" and figure.value == 1):
            return True
        if number.printed is not None:
            if kind == "time" and is_calendar_year(self.around, last):
                return True
            if (
                unit[1] == figure.end
                and figure.value % 10 == 0
                and self.words[unit[1] : unit[2]] in self.grammar.sets["decades"]
            ):
                return True  # "the 1990s"
            return False
        if number.kind == "one" and number.begin == self.floor + 1 and number.begin > 1:
            return True  # "$1,850 an ounce"
        if number.kind == "one" and " ".join(self.words[number.begin : unit[2]].split()) in self.grammar.rate_key:
            before = self.around.word_before(number.begin, self.around.before(number.begin, 40))
            return bool(before) and before not in self.grammar.sets["whole_before"]
        return False

    def _sign(self, figure: Figure) -> None:
        """Takes in a plus or minus: of a temperature or an amount it belongs to the value, of a share it tells a change."""
        at = figure.begin - 1
        minus = word_before(self.words, figure.begin)
        if minus in self.grammar.numerals.minus and figure.unit is not None and figure.begin - len(minus) > self.floor:
            if figure.unit.kind not in ("percent", "point", "money"):
                figure.value, figure.begin = -figure.value, self.words.rfind(minus, 0, figure.begin)
            return
        if (
            at < self.floor
            or self.words[at] not in "+-−"
            or figure.unit is None
            or not self.words[figure.begin].isdigit()
        ):
            return
        if at > 0 and (self.words[at - 1].isalnum() or self.words[at - 1] in "%)"):
            return
        figure.sign = self.words[at]
        if figure.unit.kind not in ("percent", "point") and figure.sign != "+" and figure.upper is None:
            figure.value, figure.begin, figure.sign = -figure.value, at, ""

    def _noun_follows(self, at: int) -> bool:
        word = next_word(self.page, at)
        if not word or word.lower() in self.grammar.sets["stop"]:
            return False
        if not self.grammar.nouns_capital or not word.islower():
            return True
        return next_word(self.page, at + 1 + len(word))[:1].isupper() or word in self.grammar.sets["nouns"]

    def _money(self, figure: Figure) -> tuple[Unit, int, int] | None:
        begin, words = figure.begin, self.words
        end = begin - 1 if words[begin - 1 : begin] == " " else begin
        left = words[end - 5 if end > 5 else 0 : end]
        sign = left[max(left.rfind(" "), left.rfind("\n"), left.rfind("(")) + 1 :]
        if sign not in self.grammar.money:
            sign = sign[-1:]
            if sign not in self.grammar.money or not sign or sign.isalpha():
                return None
        start = end - len(sign)
        if start < self.floor:
            return None
        unit = self.grammar.units.find(self.page.source, words, start, end)
        return (unit, start, end) if unit is not None and unit.kind == "money" else None

    def _next(self, at: int) -> Number | None:
        return self.numbers[at + 1] if at + 1 < len(self.numbers) else None

    def _share(self, at: int) -> tuple[Figure, int] | None:
        """ "9 of 10", "four calls in five", "yhdeksän kymmenestä": a share, or a score."""
        number, whole = self.numbers[at], self._next(at)
        if (
            whole is None
            or whole.kind != "number"
            or whole.begin - number.end > 40
            or whole.value < number.value
            or whole.value < 2
        ):
            return None
        words = self.words
        match = self.grammar.share.match(words, number.end)
        if match is None and whole.value in _ROUND:
            match = self.grammar.share_per.match(words, number.end)
        if match is None:
            match = self.grammar.share_any.match(words, number.end)
            if match is not None and self._noun_follows(whole.end):
                return None  # "20 goals in 31 games"
        if match is None or match.end() != whole.begin:
            match = None
            endings = self.grammar.share_endings
            if (
                not endings
                or not words[number.begin : whole.end + 4].split(" ")[-1]
                or words[number.end : whole.begin].count(" ") > 2
            ):
                return None
            tail = re.match(r":?\w*", words[whole.end :][:6])
            if not (words[whole.begin : whole.end] + (tail.group() if tail else "")).endswith(endings) or self.unit(
                number.end
            ):
                return None
        if (whole.value > 1000 and whole.value not in _ROUND) or (
            whole.printed is not None and len(whole.printed) == 4 and whole.printed.isdigit()
        ):
            return None
        unit = self.unit(whole.end)
        if self._is_score(number, whole, unit):
            figure = Figure(number.begin, whole.end, number.value, number, unit=SCORE)
            if unit is not None and unit[0].kind == "score":
                figure.end, figure.unit_at = unit[2], unit[1:]
            return figure, at + 2
        if (unit is not None and unit[0].kind not in ("count", "age", "times")) or number.value == 0:
            return None
        return Figure(number.begin, whole.end, share(number.value / whole.value), number, unit=PERCENT), at + 2

    def _is_score(self, number: Number, whole: Number, unit: tuple[Unit, int, int] | None) -> bool:
        if unit is not None and unit[0].kind == "score":
            return True
        if whole.value not in (5, 6, 7, 10, 20, 100):
            return False
        return number.value != int(number.value) or self._hinted(number.begin, "score")

    def _hinted(self, at: int, name: str) -> bool:
        return (
            self.grammar.hints[name].search(
                self.words, self.words.rfind("\n", max(0, at - 50), at) + 1 or max(0, at - 50), at
            )
            is not None
        )

    def _joined(self, at: int) -> tuple[Figure | None, int] | None:
        """Two numbers joined by a sign: "3:40 minutes", "4,6/5", "9/10"; None where there is no such sign."""
        number, following = self.numbers[at], self._next(at)
        if following is None or following.begin != number.end + 1 or following.printed is None:
            return None
        sign = self.words[number.end]
        if sign == ":":
            unit = self.unit(following.end)
            if unit is None or unit[0].kind != "time" or len(following.printed) != 2 or number.value > 1000:
                return None, at + 2
            value = (number.value + following.value / 60).quantize(_HUNDREDTH)
            return Figure(number.begin, unit[2], value, number, unit=unit[0], unit_at=unit[1:]), at + 2
        if sign != "/":
            return None
        if number.value > following.value or not 2 <= following.value <= 100:
            return None, at + 2
        if self._is_score(number, following, None) or number.value != int(number.value):
            return Figure(number.begin, following.end, number.value, number, unit=SCORE), at + 2
        return Figure(number.begin, following.end, share(number.value / following.value), number, unit=PERCENT), at + 2

    def _range(self, figure: Figure, at: int) -> int:
        """Takes in the upper end of a range; the place after the numbers that were used."""
        upper, unit = self._next(at), None
        if upper is None or upper.kind != "number" or upper.begin - figure.end > 30:
            return at + 1
        match = self._range_gap(figure, figure.end)
        if match != upper.begin:
            unit = self.unit(figure.end)
            if unit is None or self._range_gap(figure, unit[2]) != upper.begin:
                return at + 1
        if upper.value <= figure.value:
            return at + 1
        if unit is not None:
            second = self.unit(upper.end)
            if second is None or second[0] != unit[0]:
                return at + 1
        figure.upper, figure.end = upper.value, upper.end
        low = self.numbers[at]
        if (
            low.printed is not None
            and upper.printed is None
            and low.value < 1000 <= upper.value
            and low.value * 1000 < upper.value
        ):
            scale = Decimal(10) ** (len(str(int(upper.value))) - 1) // 1000 * 1000
            figure.value = (
                low.value
                * (
                    Decimal(1_000_000_000)
                    if upper.value >= 10**9
                    else Decimal(1_000_000)
                    if upper.value >= 10**6
                    else Decimal(1000)
                )
                if scale
                else low.value
            )
        return at + 2

    def _range_gap(self, figure: Figure, end: int) -> int:
        """Where the upper end of a range may begin after `end`; -1 for nowhere."""
        grammar, words = self.grammar, self.words
        begin = figure.begin - (1 if words[figure.begin - 1 : figure.begin] in _MONEY else 0)
        match = grammar.range_gap.match(words, end)
        if match is not None:
            if (
                match.group()[0] == " "
                and match.group()[1:2].isalpha()
                and word_before(words, begin) in grammar.sets["from"]
            ):
                return -1
            return match.end()
        match = grammar.and_gap.match(words, end)
        if match is not None and word_before(words, begin) in grammar.sets["between"]:
            return match.end()
        return -1
