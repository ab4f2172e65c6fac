"""Numbers in digits: the record of a number, and what separators, fractions, multipliers and powers mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kg.language.grammar import Grammar
from kg.language.numerals import VULGAR, Exact, Part, decimal_of
from kg.language.units import Unit

WIDEST = 40
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_ATTACHED = re.compile(r"(.*?)(?: ?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞])| ([1-9])/([1-9][0-9]?))?")
_WORD = re.compile(r" ([^\W\d_]+)")


@dataclass(slots=True)
class Number:
    """A number at `begin` to `end` of a page.

    `kind` is `number`, `one` (an article), `fraction`, `half` (that needs a unit), `every`, `ratio`, `rank`, `amount`,
    `compound` (of number and unit) or `skip` (a date, a telephone number). `printed` are the digits of a number without
    a multiplier. `unit` is the unit that an amount holds, `change` what the word itself tells, `scale` the multiplier
    that is printed with it.
    """

    begin: int
    end: int
    value: Decimal
    kind: str
    printed: str | None = None
    unit: Unit | None = None
    change: str | None = None
    scale: Decimal = Decimal(1)


def decimal(value: Exact) -> Decimal:
    """`value` with 28 significant digits."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    return Decimal(value.numerator) / Decimal(value.denominator)


def power_of_ten(match: re.Match[str], begin: int, end: int, grammar: Grammar) -> Number:
    """A number with a power of ten: "1.5 × 10^5", "10⁻³"."""
    literal, power = match.group("digits") or "", match.group("power").translate(_RAISED).lstrip(" ")
    times = power[0] in "×x·*"
    exponent = int((power.partition("10")[2] if times else power).lstrip("^"))
    value = decimal_of(literal, grammar.numerals.decimal) if times else Decimal(1)
    if value is None or abs(exponent) > WIDEST:
        return Number(begin, end, Decimal(0), "skip")
    return Number(begin, end, value.scaleb(exponent), "number")


def plain(match: re.Match[str], kind: str, grammar: Grammar, begin: int, end: int) -> Number | None:
    """Digits that stand alone; None where they need more than their separators and multiplier read."""
    literal = match.group("digits")
    if literal is None or len(literal) > WIDEST:
        return None
    if literal.isdigit():
        value: Decimal | None = Decimal(literal)
    elif literal[-1].isdigit() and "/" not in literal:
        value = decimal_of(literal, grammar.numerals.decimal)
    else:
        return None
    if value is None:
        return None
    if kind == "digits":
        return Number(begin, end, value, "number", literal)
    times = match.group("multiplier").lstrip(" -")
    if times in grammar.units.exact:
        return None
    scale = Decimal(grammar.numerals.multipliers[times])
    return Number(begin, end, value * scale, "number", scale=scale)


def parts_of(match: re.Match[str], grammar: Grammar, words: str) -> tuple[Part, ...] | None:
    literal = match.group("digits")
    extra: Exact = 0
    if literal is None:
        value: Exact | None = VULGAR[match.group("vulgar")]
    elif literal.isdigit():
        value = int(literal) if len(literal) < WIDEST else None
    else:
        whole, vulgar, over, under = _ATTACHED.fullmatch(literal).groups()  # type: ignore[union-attr]
        extra = VULGAR[vulgar] if vulgar else Fraction(int(over), int(under)) if over else extra
        number = decimal_of(whole, grammar.numerals.decimal)
        value = None if number is None or len(literal) > 40 else Fraction(number)
    if value is None:
        return None
    part = Part("digits", value + extra)
    times = match.group("multiplier")
    if not times:
        return (part,)
    if times in grammar.units.exact and _is_unit(match, grammar, words):
        return part, Part("unit", 0)
    return part, Part("scale", grammar.numerals.multipliers[times.lstrip(" -")])


def _is_unit(match: re.Match[str], grammar: Grammar, words: str) -> bool:
    """Whether the "m" of "100m sprint" is a metre, not a million as in "£5m" or "1.5m people"."""
    before = words[max(0, match.start() - 2) : match.start()].strip()
    if before and before[-1] in "$£€¥₽₹":
        return False
    following = _WORD.match(words, match.end())
    return following is None or following.group(1) in grammar.sets["metre_after"]
