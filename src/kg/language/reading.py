"""The numbers of a page, whatever they mean: digits, words, fractions, "every third", "doubled", places in a ranking."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kg.language.folding import Page
from kg.language.grammar import Grammar
from kg.language.numerals import VULGAR, Part, Total, add, decimal_of

_START = Total(Fraction(0), Fraction(0), Fraction(10) ** 30, "")
_ATTACHED = re.compile(r"(.*?)(?: ?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞])| ([1-9])/([1-9][0-9]?))?")


@dataclass(slots=True)
class Number:
    """A number at `begin` to `end` of a page.

    `kind` is `number`, `one` (an article), `fraction`, `half` (that needs a unit), `every`, `ratio`, `rank`, `amount`
    or `skip` (a date, a telephone number). `printed` are the digits of a number without a multiplier. `unit` is the
    unit that an amount holds, `change` what the word itself tells.
    """

    begin: int
    end: int
    value: Decimal
    kind: str
    printed: str | None = None
    unit: str | None = None
    change: str | None = None


def decimal(value: Fraction) -> Decimal:
    """`value` with 28 significant digits."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(slots=True)
class _Run:
    """Number words and digits that follow one another and add up."""

    begin: int
    end: int
    total: Total
    printed: str | None = None
    article: bool = False


def numbers(page: Page, grammar: Grammar) -> list[Number]:
    """All numbers of `page` in order."""
    words, found, run = page.words, list[Number](), None
    numerals = grammar.numerals
    for match in grammar.scan.finditer(words):
        kind, begin, end = match.lastgroup, match.start(), match.end()
        if run is None and found and begin < found[-1].end:
            continue  # taken in by "and a half"
        if kind in ("digits", "multiplier", "vulgar"):
            parts = _digits(match, grammar)
            if parts is None:
                run = _flush(run, found, page, grammar)
                found.append(Number(begin, end, Decimal(0), "skip"))
                continue
            if run is not None and kind == "multiplier":
                run = _extended(run, parts, end, words[run.end : begin], numerals.joiner) or _flush(
                    run, found, page, grammar
                )
                if run is not None:
                    continue
            run = _flush(run, found, page, grammar)
            state = _sum(parts)
            if state is not None:
                plain = match.group("digits") if kind == "digits" else None
                run = _Run(begin, end, state, plain)
            continue
        if kind == "word" or kind == "one":
            word = match.group()
            if kind == "one":
                parts = (Part("one", Fraction(1)),)
            elif run is not None and word in numerals.counted and run.total.last == "one":
                parts = (Part("over", Fraction(numerals.counted[word])),)
            else:
                parts = numerals.word(word)
            if parts is None:
                if run is not None and word in numerals.counted and words[run.end : begin] in ("-", " "):
                    run = None  # "twenty-third"
                continue
            longer = run and _extended(run, parts, end, words[run.end : begin], numerals.joiner)
            if longer:
                run = longer
                continue
            run = _flush(run, found, page, grammar)
            if found and begin < found[-1].end:
                continue
            state = _sum(parts)
            if state is not None and (
                parts[0].role not in ("hundred", "scale") or len(parts) > 1 or word in numerals.alone
            ):
                run = _Run(begin, end, state, None, kind == "one")
            continue
        if kind == "half" and run is not None and run.article and words[run.end : begin] == " ":
            found.append(Number(run.begin, end, Decimal("0.5"), "half"))
            run = None
            continue
        run = _flush(run, found, page, grammar)
        if not found or begin >= found[-1].end:
            found.append(_other(match, grammar))
    _flush(run, found, page, grammar)
    return found


def _digits(match: re.Match[str], grammar: Grammar) -> tuple[Part, ...] | None:
    literal = match.group("digits")
    extra = Fraction(0)
    if literal is None:
        value: Fraction | None = VULGAR[match.group("vulgar")]
    elif literal.isdigit():
        value = Fraction(literal) if len(literal) < 40 else None
    else:
        whole, vulgar, over, under = _ATTACHED.fullmatch(literal).groups()  # type: ignore[union-attr]
        extra = VULGAR[vulgar] if vulgar else Fraction(int(over), int(under)) if over else extra
        number = decimal_of(whole, grammar.numerals.decimal)
        value = None if number is None or len(literal) > 40 else Fraction(number)
    if value is None:
        return None
    part = Part("digits", value + extra)
    times = match.group("multiplier")
    return (part, Part("scale", Fraction(grammar.numerals.multipliers[times]))) if times else (part,)


def _sum(parts: tuple[Part, ...]) -> Total | None:
    state: Total | None = _START
    for part in parts:
        state = add(state, part) if state is not None else None
    return state


def _extended(run: _Run, parts: tuple[Part, ...], end: int, gap: str, joiner: str) -> _Run | None:
    """`run` with `parts` added after `gap`, or None where they are another number."""
    last, first = run.total.last, parts[0].role
    if gap == "-":
        allowed = (last == "ten" and first == "one") or first == "over"
    elif gap == " ":
        allowed = not (first == "digits" and len(parts) < 2)
    elif gap == f" {joiner} ":
        allowed = (last in ("hundred", "scale") and first in ("one", "teen", "ten")) or (
            last == "one" and first == "ten"
        )
        parts = (Part("join", Fraction(0)), *parts) if last == "one" else parts
    else:
        return None
    if not allowed:
        return None
    state: Total | None = run.total
    for part in parts:
        state = add(state, part) if state is not None else None
    return _Run(run.begin, end, state) if state is not None else None


def _flush(run: _Run | None, found: list[Number], page: Page, grammar: Grammar) -> None:
    if run is None:
        return
    value, opened, scale, last = run.total
    number, end = value + opened, run.end
    kind = "one" if run.article else "fraction" if last == "over" else "number"
    if kind != "fraction" and page.words[end : end + 1] == " " and (half := grammar.half_after.match(page.words, end)):
        number, end, run.printed, kind = (
            number + (scale if last == "scale" else 1) * Fraction(1, 2),
            half.end(),
            None,
            "number",
        )
    found.append(Number(run.begin, end, decimal(number), kind, run.printed))


def _other(match: re.Match[str], grammar: Grammar) -> Number:
    kind, begin, end = match.lastgroup or "skip", match.start(), match.end()
    if kind == "half":
        return Number(begin, end, Decimal("0.5"), "half")
    if kind == "rank":
        return _rank(match, grammar)
    if kind == "phrase":
        words = " ".join(match.group().split())
        if words in grammar.every:
            return Number(begin, end, decimal(grammar.every[words]), "every")
        if words in grammar.ratios:
            value, change = grammar.ratios[words]
            return Number(begin, end, decimal(value), "ratio", None, None, change)
        if words in grammar.numerals.amounts:
            value, unit = grammar.numerals.amounts[words]
            return Number(begin, end, decimal(value), "amount", None, unit)
        return Number(begin, end, decimal(grammar.numerals.fractions[words]), "fraction")
    return Number(begin, end, Decimal(0), "skip")


def _rank(match: re.Match[str], grammar: Grammar) -> Number:
    for name, text in match.groupdict().items():
        if text and name[0] in "ons" and name[1:].isdigit():
            begin = match.start(name)
            if name[0] == "o":
                value = Decimal(grammar.numerals.ordinals[text])
            elif name[0] == "s":
                value = Decimal(grammar.stems[text])
            elif text.isdigit():
                value = Decimal(text)
            else:
                parts = grammar.numerals.word(text)
                value = parts and decimal(parts[0].value) or Decimal(1)
            return Number(begin, match.end(), value, "rank")
    return Number(match.start(), match.end(), Decimal(2), "rank")  # "nest mest": the second without an ordinal
