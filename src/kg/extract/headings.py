"""What a header, stub or caption of a table says of the figures under it: unit, multiplier, rate, change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kg.extract.lexicon import vocabulary
from kg.extract.phrases import age_bounds
from kg.extract.tagged import Page, Tagged
from kg.language.quantities import quantities
from kg.model import Quantity

_PROBE, _REACH, _LONGEST = "7 ", 28, 400
_SEVEN = Decimal(7)
_THOUSANDS = re.compile(r"(?<![\d.,])(?:1[ .,'\u00a0\u202f]?)?((?:000[ .,'\u00a0\u202f]?)?000)(?![\d]|[.,]\d)")
_SIGN = re.compile(r"\s*([+\-−–])\s?\d")
_OPENING = frozenset("([,;:/–—-=")
SLOW = frozenset({"day", "week", "month", "year"})
_AGES = frozenset({"age", "count", "year"})
_NONE = frozenset({"rank", "ratio", "age"})
_AGE = re.compile(r"(\d{1,2})\s?(?:[-–—]\s?(\d{1,3})|(\+))")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the words of one heading say. `unit` is a code of the guide, `printed` its words, `factor` a multiplier.

    `is_count` and `is_share` are words such as "number of" and "share of"; `is_base` is the size of a sample, `is_rank`
    a place in an order, `is_total` the whole, `is_age` a word for age, `is_rarely` a comparison such as "less often",
    `is_organization` a word for companies or offices.
    """

    unit: str | None = None
    printed: str = ""
    factor: Decimal = Decimal(1)
    per: str | None = None
    is_change: bool = False
    is_count: bool = False
    is_share: bool = False
    is_score: bool = False
    is_rank: bool = False
    is_base: bool = False
    is_total: bool = False
    is_age: bool = False
    is_rarely: bool = False
    is_organization: bool = False


PLAIN = Heading()


def labelled(words: str, language: str) -> Tagged:
    """The words of a label or of several, tagged."""
    return Page(words, 0, len(words), vocabulary(language)).tagged(0, len(words))


@lru_cache(maxsize=8192)
def heading(words: str, language: str) -> Heading:
    """What `words`, a cell or line, say of the figures that they head."""
    if not words or len(words) > _LONGEST:
        return PLAIN
    tagged = labelled(words, language)
    marks = {mark.code for mark in tagged.all("tables")}
    unit, printed, factor = _unit(words, language, tagged)
    factor = Decimal(10) ** 6 if "million" in marks else Decimal(1000) if "thousand" in marks else factor
    grouped = _THOUSANDS.search(words)
    if factor == 1 and grouped is not None and not re.search(r"[1-9]", words[: grouped.start()][-3:]):
        factor = Decimal(10) ** sum(c == "0" for c in grouped[1])
    nouns = bool(tagged.starts("grammar", "number")) or "count" in marks
    return Heading(
        unit=unit,
        printed=printed,
        factor=factor,
        per=_rate(words, language),
        is_change="change" in marks,
        is_count=unit is None and nouns,
        is_share=bool(tagged.starts("population", "share")) or "share" in marks,
        is_score="score" in marks or unit == "score" or _is_scored(words, language),
        is_rank="rank" in marks,
        is_base="base" in marks,
        is_total="total" in marks,
        is_age="age" in marks,
        is_rarely="rarely" in marks,
        is_organization="organization" in marks,
    )


def _unit(words: str, language: str, tagged: Tagged) -> tuple[str | None, str, Decimal]:
    """The unit, its printed words and multiplier: what the words would make of a number before them."""
    factor, inside = Decimal(1), tagged.starts("tables", "in")
    for at, word in enumerate(tagged.words):
        if word[0].isdigit() or (at and tagged.words[at - 1][0].isdigit()):
            continue
        if not (word[0].isalpha() or word in "%‰€$£₽") or at in inside:
            continue
        begin = tagged.begins[at]
        rest = words[begin : begin + _REACH]
        found = quantities(_PROBE + rest, language)
        if not found or found[0].begin or found[0].end <= len(_PROBE) or found[0].code in _NONE:
            continue
        read = found[0]
        if read.code is None:
            continue
        if read.code == "count":
            factor = read.value / _SEVEN if read.value != _SEVEN else factor
            continue
        opened = at == 0 or tagged.words[at - 1] in _OPENING or at in inside.values()
        if read.code in SLOW and not opened:
            continue
        if read.code in SLOW and any(character.isdigit() for character in words):
            continue  # "under 30 y."
        scale = read.value / _SEVEN
        return read.code, rest[: read.end - len(_PROBE)], scale if scale == scale.to_integral_value() else factor
    return None, "", factor


def _rate(words: str, language: str) -> str | None:
    found = quantities(_PROBE + words, language)
    return found[0].per if found and found[0].begin == 0 else None


def _is_scored(words: str, language: str) -> bool:
    found = quantities(f"{words[-_REACH:]} 4", language)
    return bool(found) and found[-1].code == "score" and found[-1].end == len(words[-_REACH:]) + 2


def sign(words: str) -> str:
    """The plus or minus that a cell's figure begins with, or nothing."""
    found = _SIGN.match(words)
    return found[1] if found is not None else ""


@lru_cache(maxsize=8192)
def ages(words: str, language: str) -> tuple[int | None, int | None]:
    """The first and last year of age that a label names, None where it names none ("18–29 år", "65+")."""
    tagged = labelled(words, language)
    marks, found = tagged.kept("ages"), quantities(words, language)
    if any(quantity.code not in _AGES for quantity in found):
        return None, None
    if not marks:
        return _bounds(found[0]) if len(found) == 1 and found[0].code == "age" else (None, None)
    return age_bounds(marks[0].code, tagged.string(marks[0].first, marks[0].last))


def _bounds(age: Quantity) -> tuple[int | None, int | None]:
    """The first and last year of an age that was read as a quantity ("Alle 30-v.", "65+")."""
    years = int(age.value)
    if age.upper is not None:
        return years, int(age.upper)
    return {"under": (None, years - 1), "at_most": (None, years), "over": (years + 1, None)}.get(
        age.bound, (years, None if age.bound == "at_least" else years)
    )


def is_age(words: str, language: str) -> bool:
    """Whether a label is an age group."""
    return ages(words, language) != (None, None)


def bare_ages(words: str) -> tuple[int | None, int | None]:
    """The ages of a label that gives only numbers, in a row or column of ages ("18–29", "65+")."""
    found = _AGE.search(words)
    if found is None:
        return None, None
    return int(found[1]), int(found[2]) if found[2] else None


@lru_cache(maxsize=8192)
def names_channel(words: str, language: str) -> bool:
    """Whether a label names a channel."""
    tagged = labelled(words, language)
    return any(mark.code != "none" for mark in tagged.kept("channels"))
