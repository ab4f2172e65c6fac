"""The patterns that find numbers in a page: digits, dates and telephone numbers, number words and phrases."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kg.language.forms import pattern
from kg.language.numerals import LITERAL, VULGAR, Numerals
from kg.language.wording import Wording

_DATES = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t[0-9:.]+z?)?"
    r"|[0-9]{1,2}\. ?[0-9]{1,2}\. ?(?:[12][0-9]{3}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2}[-/][0-9]{1,2}[-/](?:[12][0-9]{3}|[0-9]{2})(?![0-9])"
    r"|[0-9]+/[12][0-9]{3}(?![0-9])"
    r"|[12][0-9]{3}/[0-9]{2}(?![0-9])"
)
_DAY_MONTH = r"|[0-3]?[0-9]\. ?[01]?[0-9]\.(?![0-9])"
_PHONES = (
    r"\+[0-9][0-9]?(?:[ ()/-]{0,2}[0-9]){6,}"
    r"|\(0[0-9 ]{1,6}\)[ /-]?[0-9](?:[ /-]?[0-9]){3,}"
    r"|\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}"
    r"|0[0-9]{1,5}(?:[ /-]{1,3}[0-9]{1,8}){1,6}(?![0-9])"
    r"|8 ?\([0-9]{3,5}\) ?[0-9]{1,3}(?:-[0-9]{2}){2}"
    r"|1?-?[0-9]{3}-[0-9]{3}-[0-9]{4}(?![0-9])"
    r"|[0-9]{2}(?: [0-9]{2}){3}(?![0-9]| ?%)"
    r"|[0-9]{3} [0-9]{2} [0-9]{3}(?![0-9])"
)
_POWER = (
    r" ?[×x·*] ?10(?:\^[-−+]?[0-9]{1,3}|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3}|[-−][0-9]{1,2})(?![0-9])"
    r"|(?<=10)(?:\^[-−+]?[0-9]{1,3}|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3})(?![0-9])"
)


def literal(numbers: Numerals) -> str:
    """Digits with separators, a vulgar fraction, and a power of ten or multiplier (attached if of one letter)."""
    vulgar = "".join(VULGAR)
    long, short = ([form for form in numbers.multipliers if (len(form) > 1) == wanted] for wanted in (True, False))
    return (
        rf"(?:(?P<digits>(?:{LITERAL})(?: ?[{vulgar}]| [1-9]/[1-9][0-9]?(?![0-9/]))?)|(?P<vulgar>[{vulgar}]))"
        rf"(?:(?P<power>{_POWER})|(?P<multiplier>[ -]?(?:{pattern(long)})|{pattern(short)})(?!\w))?"
    )


def decimals(numbers: Numerals) -> str:
    """A spoken decimal mark and the number words after it, as group 1."""
    low = [form for form, part in numbers.parts.items() if part.role in ("one", "teen", "ten", "tens")]
    one = rf"(?:{pattern(low)})\w*"
    return rf" {numbers.point} ({one}(?: {one}){{0,5}})(?!\w)" if numbers.point else "(?!)"


def dates_and_phones(words: Wording) -> str:
    """What is written with digits and is no number."""
    months = pattern(words["not_quantities"]["months"])
    day = rf"[0-9]{{1,2}}\.?(?: ?[-–—] ?[0-9]{{1,2}}\.?)? (?:{months})(?!\w)(?: [12][0-9]{{3}}(?![0-9]))?"
    short = _DAY_MONTH if words["not_quantities"]["ordinal_before"] else ""
    return rf"(?<![\w.,])(?:{_DATES}{short}|{_PHONES}|{day})"


def every(numbers: Numerals, words: Wording) -> dict[str, Fraction]:
    """The shares told by an ordinal: "hver tredje" is a third."""
    shares = words["shares"]
    found = {
        f"{word} {ordinal}": Fraction(1, value)
        for word in shares["every"]
        for ordinal, value in numbers.ordinals.items()
    }
    return found | dict.fromkeys(shares["every_other"], Fraction(1, 2))


def phrases(numbers: Numerals, words: Wording, unit: str) -> str:
    """The pattern of number words and of phrases that hold a number; the group that matched says which.

    `unit` is the pattern of units: an article is a number only before one of them, a fraction or "of ten".
    """
    stems = pattern(_stems(numbers))
    ranks = "|".join(_ranks(numbers, words)) or "(?!)"
    others = pattern([*every(numbers, words), *words.ratios, *numbers.fractions, *numbers.amounts])
    return (
        rf"(?:(?P<rank>{ranks})|(?P<phrase>{others})(?!\w)"
        rf"|(?P<one>{pattern(numbers.articles)})(?={_after_article(numbers, words, stems, unit)})"
        rf"|(?P<half>{pattern(numbers.half)})(?!\w)|(?P<word>(?:{stems})\w*))"
    )


def _stems(numbers: Numerals) -> set[str]:
    """The forms that a number word begins with."""
    high = [form for form, part in numbers.parts.items() if part.role in ("scale", "hundred", "add", "tens")]
    found = {article + form for article in numbers.articles for form in (*high, numbers.joiner) if form}
    tens = [form for form, part in numbers.parts.items() if part.role == "ten"]
    if numbers.units_last:  # "twenty-one", "двадцать один"
        found |= {f"{ten}{gap}{one}" for ten in tens for one in numbers.articles if len(one) > 2 for gap in " -"}
    return found | {form for form in (*numbers.parts, *numbers.counted) if form not in numbers.articles}


def _after_article(numbers: Numerals, words: Wording, stems: str, unit: str) -> str:
    shares, singles = words["shares"], words["counted"]["singles"]
    wholes = [form for form, part in numbers.parts.items() if part.role in ("scale", "hundred", "over", "group")]
    found = rf" (?:{unit})(?!\w)| (?:{pattern([*wholes, *numbers.counted, *numbers.half])})(?!\w)"
    found += rf"|(?: [^\W\d_]+)? (?:{pattern(shares['of'])}) (?:[0-9]|(?:{stems})(?!\w))"
    found += rf"| (?:{numbers.and_half})(?!\w)"
    if shares["second_endings"]:
        found += rf"| (?:{stems})\w*(?<={pattern(shares['second_endings'])})(?!\w)"
    if singles:
        ones = "|".join(rf"(?<=\b{one})" for one in sorted(numbers.articles) if len(one) > 2)
        found += rf"|(?:{ones}) (?:{pattern(singles)})(?!\w)"
    return found


def _ranks(numbers: Numerals, words: Wording) -> Iterable[str]:
    low = [form for form, part in numbers.parts.items() if part.role in ("one", "teen") and part.value <= 20]
    number, ordinal, stem = f"[0-9]{{1,3}}|{pattern(low)}", pattern(numbers.ordinals), pattern(words.stems)
    for template in words.ranks:
        yield template.replace("{ordinal}", ordinal).replace("{number}", number).replace("{stem}", stem)
