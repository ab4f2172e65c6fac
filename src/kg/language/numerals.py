"""How a language writes numbers: its words, their parts, and what they add up to ([numbers] of the data file)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from kg.errors import DataError, Place
from kg.language import data
from kg.language.forms import forms, pattern

Exact = int | Fraction
_KEYS = {
    **dict.fromkeys(
        "decimal articles joiner and_half half links compound_only alone point minus".split(), str,
    ),
    **dict.fromkeys(
        "cardinals multipliers fractions denominators counted_denominators ordinals amounts".split(), dict,
    ),
    "units_last": bool,
}  # fmt: skip
_NEED_A_NUMBER = ("hundred", "scale", "group")
_NEEDS_CARE = ("over", "half", "hundred", "hundreds", "scale")
_LONGEST = 80
_SIGNED = {"+": "add", "*": "tens", "x": "group"}
_MEMO_LIMIT = 100_000
LITERAL = (
    r"[0-9]{1,3}(?:(?: [0-9]{3})+|(?:\.[0-9]{3})+|(?:,[0-9]{2,3})*,[0-9]{3}|(?:'[0-9]{3})+)(?![0-9])(?:[.,][0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*"
)
VULGAR = {
    "½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5), "⅘": Fraction(4, 5), "⅙": Fraction(1, 6),
    "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8),
}  # fmt: skip
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:[ ][0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}"
)


class Part(NamedTuple):
    """A part of a number word: `role` says how it goes with others.

    `one`, `teen`, `ten`, `hundred`, `scale` by size; `tens` multiplies by ten and `add` adds (Finnish "kymmentä",
    "toista"), `group` multiplies (dozen), `half` adds a half, `special` is a number of its own (1.5), `join` a joining
    word, `digits` a number in digits, `over` a denominator.
    """

    role: str
    value: Exact


@dataclass(frozen=True)
class Numerals:
    """The number words of a language. `parts` leads from a form to its part; `memo` from a whole word to its parts."""

    decimal: str
    parts: dict[str, Part]
    compound_only: frozenset[str]
    articles: frozenset[str]
    multipliers: dict[str, int]
    fractions: dict[str, Exact]
    counted: dict[str, int]
    ordinals: dict[str, int]
    amounts: dict[str, tuple[Exact, str]]
    joiner: str
    half: frozenset[str]
    links: frozenset[str]
    and_half: str
    alone: frozenset[str]
    point: str
    minus: frozenset[str]
    units_last: bool
    singles: dict[str, Decimal | None] = field(default_factory=dict)
    memo: dict[str, tuple[Part, ...] | None] = field(default_factory=dict)

    def word(self, word: str) -> tuple[Part, ...] | None:
        """The parts of a number word written in one, in small letters; None where it is none."""
        found = self.memo.get(word, ())
        if found == ():
            if len(self.memo) >= _MEMO_LIMIT:
                self.memo.clear()
            found = self.memo[word] = self._split(word)
        return found

    def single(self, word: str) -> Decimal | None:
        """The value of a number word that stands alone; None where it is none or needs another number."""
        if word not in self.singles:
            if len(self.singles) >= _MEMO_LIMIT:
                self.singles.clear()
            self.singles[word] = self._single(word)
        return self.singles[word]

    def _single(self, word: str) -> Decimal | None:
        parts = self.word(word)
        state = total(parts) if parts else None
        if state is None or state.last in _NEEDS_CARE or (parts and parts[0].role in _NEED_A_NUMBER):
            return None
        value = state.value + state.open
        return Decimal(value.numerator) / Decimal(value.denominator)

    def _split(self, word: str) -> tuple[Part, ...] | None:
        if len(word) > _LONGEST:
            return None
        if word in self.compound_only:
            return None
        first, gap, second = word.partition("-" if "-" in word else " ")
        if gap and second in self.articles:  # "twenty-one"
            return (self.parts[first], self.parts[second]) if first in self.parts else None
        reached: dict[int, tuple[Part, ...]] = {0: ()}
        for at in range(len(word)):
            before = reached.get(at)
            if before is None:
                continue
            for end in range(len(word), at, -1):
                part = self.parts.get(word[at:end])
                if part is None and before and word[at:end] in self.counted:
                    part = Part("over", self.counted[word[at:end]])
                if part is None and before and word[at:end] == self.joiner and end < len(word):
                    part = Part("join", 0)
                if part is not None and end not in reached and (not before or total([*before, part], inside=True)):
                    reached[end] = (*before, part)
        found = reached.get(len(word))
        return found if found and found[-1].role != "join" else None


class Total(NamedTuple):
    """What parts add up to so far; `open` is the number below the last scale."""

    value: Exact
    open: Exact
    scale: Exact
    last: str


HUGE = 10**30
START = Total(0, 0, HUGE, "")


def total(parts: Sequence[Part], *, inside: bool = False) -> Total | None:
    """The sum of `parts`, or None where they spell no number. `inside` one word, a joiner may come last."""
    state = START
    for part in parts:
        after = add(state, part)
        if after is None:
            return None
        state = after
    return state if inside or state.last != "join" else None


def add(state: Total, part: Part) -> Total | None:
    """`state` with `part` added, or None where the part cannot follow."""
    value, opened, scale, last = state
    role, number = part
    if last == "over":
        return None
    if role == "join":
        return Total(value, opened, scale, "join") if last and last != "join" else None
    if role == "scale":
        if number >= scale or (last == "special" and opened == 0):
            return None
        return Total(value + (opened or 1) * number, 0, number, "scale")
    if role == "hundred":
        if opened == 0 and last in ("", "scale", "join"):
            return Total(value, 100, scale, "hundred")
        return Total(value, opened * 100, scale, "hundred") if 0 < opened < 100 and last != "hundred" else None
    if role == "group":  # "two dozen"
        return Total(value, (opened or 1) * number, scale, "group") if value == 0 and opened < 100 else None
    if role == "over":
        whole = value + opened
        return Total(Fraction(whole or 1) / number, 0, scale, "over") if value == 0 else None
    opened_after = _smaller(opened, last, role, number)
    return None if opened_after is None else Total(value, opened_after, scale, role)


def _smaller(opened: Exact, last: str, role: str, number: Exact) -> Exact | None:
    """The number below a scale with a part below a hundred added to it."""
    if role == "half":
        return opened + number if last in ("one", "ten", "teen", "digits") else None
    if role in ("special", "digits"):
        return opened + number if opened == 0 and last != "special" else None
    if last in ("special", "half", "digits", "add", "group"):
        return None
    if role == "add":  # "kaksi" + "toista": 12
        return opened + number if last == "one" else None
    rest = opened % 100
    if role == "tens":  # "kaksi" + "kymmentä": 20, "kymmenen" alone: 10
        return opened + rest * 9 if last == "one" else opened + 10 if rest == 0 else None
    if role == "hundreds":  # Russian "двести"
        return number if opened == 0 else None
    if role == "one":
        return opened + number if rest % 10 == 0 and last not in ("one", "teen") else None
    if role == "teen":
        return opened + number if rest == 0 else None
    if rest == 0 or (0 < rest < 10 and last == "join"):  # "fünf-und-zwanzig"
        return opened + number
    return None


def _role(number: Exact) -> str:
    if number.denominator != 1:
        return "special"
    if number < 10:
        return "one"
    if number < 20:
        return "teen"
    if number < 100:
        return "ten"
    if number == 100:
        return "hundred"
    return "hundreds" if number < 1000 else "scale"


def decimal_of(literal: str, decimal: str) -> Decimal | None:
    """The number that digits with separators spell where `decimal` is the decimal mark; None for "1.2.3" and the like.

    >>> decimal_of("1’234.5".replace("’", "'"), ",")
    Decimal('1234.5')
    """
    if literal.isdigit():
        return Decimal(literal)
    if len(literal) > 40:
        return None
    other = "." if decimal == "," else ","
    whole, mark, rest = literal.rpartition(decimal)
    if mark and rest.isdigit() and decimal not in whole and (whole.isdigit() or _GROUPED.fullmatch(whole)):
        return Decimal("".join(filter(str.isdigit, whole)) + "." + rest)
    if _GROUPED.fullmatch(literal) and not (literal.count(decimal) == 1 and len(literal) < 8 and other not in literal):
        return Decimal("".join(filter(str.isdigit, literal)))
    whole, mark, rest = literal.rpartition(other)
    if mark and rest.isdigit() and other not in whole and (whole.isdigit() or _GROUPED.fullmatch(whole)):
        return Decimal("".join(filter(str.isdigit, whole)) + "." + rest)
    return None


@cache
def numerals(code: str) -> Numerals:
    """The number words of language `code`.

    Raises:
        DataError: the data file is wrong.
    """
    table = data.section(code, "numbers", _KEYS)
    place = Place(f"{code}.toml [numbers]")
    parts: dict[str, Part] = {}
    for printed, listed in table["cardinals"].items():
        number = _number(printed.strip("+*x"), place)
        role = _SIGNED.get(printed[0]) or _role(number)
        if role == "add" and number < 1:
            role = "half"
        parts |= dict.fromkeys(forms(listed), Part(role, number))
    for printed, listed in table["denominators"].items():
        parts |= dict.fromkeys(forms(listed), Part("over", _number(printed, place)))
    counted = {
        form: int(_number(key, place))
        for key, listed in table["counted_denominators"].items()
        for form in forms(listed)
    }
    articles = frozenset(forms(table["articles"]))
    for article in articles:
        parts.setdefault(article, Part("one", 1))
    return Numerals(
        decimal=table["decimal"] or ".",
        parts=parts,
        compound_only=frozenset(forms(table["compound_only"])) | articles,
        articles=articles,
        multipliers={
            form: int(_number(key, place)) for key, listed in table["multipliers"].items() for form in forms(listed)
        },
        fractions={form: _number(key, place) for key, listed in table["fractions"].items() for form in forms(listed)},
        counted=counted,
        ordinals={
            form: int(_number(key, place)) for key, listed in table["ordinals"].items() for form in forms(listed)
        },
        amounts={form: _amount(key, place) for key, listed in table["amounts"].items() for form in forms(listed)},
        joiner=table["joiner"],
        half=frozenset(forms(table["half"])),
        links=frozenset(forms(table["links"])),
        and_half=pattern(forms(table["and_half"])).replace(" +", "[ -]+"),
        point=table["point"],
        units_last=table["units_last"],
        minus=frozenset(forms(table["minus"])),
        alone=frozenset(forms(table["alone"])),
    )


def _number(printed: str, place: Place) -> Exact:
    try:
        number = Fraction(printed)
        return number.numerator if number.denominator == 1 else number
    except ValueError as error:
        raise DataError(place, f"key {printed!r}", "a number such as 3, 1.5 or 2/3") from error


def _amount(printed: str, place: Place) -> tuple[Exact, str]:
    number, _, unit = printed.partition(" ")
    if not unit:
        raise DataError(place, f"amount {printed!r}", "a number and a unit, such as 0.5 hour")
    return _number(number, place), unit
