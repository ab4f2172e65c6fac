"""The data of a language compiled for reading quantities: patterns for numbers, and for what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from kg.language import scanning
from kg.language.forms import pattern
from kg.language.numerals import Numerals, numerals, total
from kg.language.units import Unit, Units, money_before, units
from kg.language.wording import BOUNDS, RATES, Wording, wording

AGE = Unit("age", "age", "a", "age")
_DATE = Unit("date", None, "", "date")
_CLOCK = Unit("clock", None, "", "clock")
_COMPOUNDED = ("time", "percent", "age", "times")
_MEMO_LIMIT = 50_000
# Sets of words that are looked up one by one: name here, then table and key of the data file.
_SETS = {
    "between": "ranges between", "from": "ranges from", "by": "changes by", "levels": "changes to",
    "by_unit": "changes by_unit", "level_unit": "changes level_unit", "of_change": "changes of",
    "quicker": "changes quicker", "slower": "changes slower",
    "scaled": "unit_hints scaled", "points": "unit_hints points", "ratio_before": "unit_hints ratio_before",
    "fillers": "bounds fillers", "among": "bounds among", "clock_before": "clocks before",
    "clock_hours": "clocks hours", "not_rates": "rates not_after",
    "not_before": "rates not_before", "whole_before": "rates whole_before", "stop": "counted stop",
    "nouns": "counted nouns", "singles": "counted singles",
} | {
    key: f"not_quantities {key}"
    for key in (
        "labels", "months", "days", "years_before", "years_after", "ordinal_suffixes", "ordinal_before", "vague",
        "bare_labels", "attached", "decades", "metre_after", "pronouns", "phones",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Grammar:
    """What one language knows of quantities; the data file says what the words of each table do.

    Patterns look at small letters. `tail` finds a unit right after a number, `change` has a pattern each for words of
    increase, decrease, difference (`gap`) and for times compared with (`then`).
    """

    numerals: Numerals
    units: Units
    literal: re.Pattern[str]
    skip: re.Pattern[str]
    first_phrase: re.Pattern[str]
    phrase: re.Pattern[str]
    tail: re.Pattern[str]
    compound_unit: re.Pattern[str]
    multiplier: re.Pattern[str]
    half_after: re.Pattern[str]
    one_after: re.Pattern[str]
    point_after: re.Pattern[str]
    linked: re.Pattern[str]
    money: frozenset[str]
    stems: Mapping[str, int]
    every: Mapping[str, Fraction]
    ratios: Mapping[str, tuple[Fraction, str | None]]
    share: re.Pattern[str]
    share_any: re.Pattern[str]
    share_per: re.Pattern[str]
    share_last: frozenset[str]
    range_last: frozenset[str]
    share_endings: tuple[str, ...]
    range_gap: re.Pattern[str]
    and_gap: re.Pattern[str]
    level_after: re.Pattern[str]
    inherit_gap: re.Pattern[str]
    bounds: dict[str, str]
    bound_ends: frozenset[str]
    bound_after: re.Pattern[str]
    bound_after_key: dict[str, str]
    among_near: re.Pattern[str]
    rate: re.Pattern[str]
    rate_before: re.Pattern[str]
    rate_key: dict[str, str]
    change: dict[str, re.Pattern[str]]
    comparative: re.Pattern[str]
    comparative_key: dict[str, str]
    alike: re.Pattern[str]
    hints: dict[str, re.Pattern[str]]
    ages: dict[str, frozenset[str]]
    age_after: re.Pattern[str]
    age_before: re.Pattern[str]
    people: re.Pattern[str]
    concept: re.Pattern[str]
    opening: re.Pattern[str]
    sets: dict[str, frozenset[str]]
    streets: tuple[str, ...]
    scales: tuple[str, ...]
    ordinal_dot: bool
    nouns_capital: bool
    compounds: dict[str, tuple[Decimal, Unit] | None] = field(default_factory=dict)

    def compound(self, word: str) -> tuple[Decimal, Unit] | None:
        """Value and unit of a word made of a number and a unit ("fünfminütig"); None where it is none."""
        if word not in self.compounds:
            if len(self.compounds) > _MEMO_LIMIT:
                self.compounds.clear()
            self.compounds[word] = self._compound(word)
        return self.compounds[word]

    def _compound(self, word: str) -> tuple[Decimal, Unit] | None:
        known = self.units.words
        for at in range(len(word) - 3, 1, -1):
            unit = known.get(word[at:]) or known.get("-" + word[at:])
            if unit is None or unit.kind not in _COMPOUNDED:
                continue
            part = self.numerals.parts.get(word[:at])
            state = total([part] if part else self.numerals.word(word[:at]) or ())
            if state is not None and state.last not in ("", "over"):
                value = state.value + state.open
                return Decimal(value.numerator) / Decimal(value.denominator), unit
        return None


@cache
def grammar(code: str) -> Grammar:
    """The compiled data of language `code`.

    Raises:
        DataError: the data file is wrong.
    """
    numbers, words = numerals(code), wording(code)
    known = _units(code, words)
    no = words["not_quantities"]
    return Grammar(
        numerals=numbers,
        units=known,
        sets={name: frozenset(words[where.split()[0]][where.split()[1]]) for name, where in _SETS.items()},
        streets=tuple(no["streets"]),
        scales=tuple(no["scales"]),
        ordinal_dot=bool(no["ordinal_before"]),
        nouns_capital=bool(no["nouns_capital"]),
        **_numbers(numbers, words, known),
        **_pairs(words),
        **_bounds(words),
        **_rates(words),
        **_changes(words),
        **_ages(words),
    )


def _units(code: str, words: Wording) -> Units:
    """The units of the language with months, words for clock times and ages, which stand where units stand."""
    known = units(code)
    found = dict(known.words)
    found |= dict.fromkeys(words["not_quantities"]["months"], _DATE)
    found |= dict.fromkeys(words["clocks"]["after"], _CLOCK)
    found |= dict.fromkeys(words["age_limits"]["attributive"], AGE)
    return Units(found, known.exact, pattern({*found, *(sign.lower() for sign in known.exact)}))


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern(words)})(?!\w)")


def _numbers(numbers: Numerals, words: Wording, known: Units) -> dict[str, Any]:
    phrases, per = scanning.phrases(numbers, words, known.source), pattern(words["ranges"]["per"])
    return {
        "literal": re.compile(scanning.literal(numbers)),
        "skip": re.compile(scanning.dates_and_phones(words)),
        "first_phrase": re.compile(phrases),
        "phrase": re.compile(rf"\W{phrases}"),
        "tail": re.compile(rf"(\.? ?-?)({known.source})(?![^\W_])"),
        "compound_unit": re.compile(rf"(?:/| (?:{per}) )({known.source})(?!\w)|[ ·⋅]({known.source})([-−][1-4])(?!\w)"),
        "multiplier": re.compile(rf"[ -]?(?:{pattern(numbers.multipliers)})(?!\w)"),
        "half_after": re.compile(rf"[ -](?:{numbers.and_half})(?!\w)"),
        "one_after": re.compile(
            rf" {numbers.joiner + ' ' if numbers.joiner else ''}(?:{pattern(numbers.articles)})(?!\w)"
        ),
        "point_after": re.compile(scanning.decimals(numbers)),
        "linked": re.compile(rf"(?: (?:{pattern(numbers.links)}))?[ -]"),
        "money": money_before(known) | frozenset(words["unit_hints"]["money_before"]),
        "stems": words.stems,
        "every": scanning.every(numbers, words),
        "ratios": words.ratios,
        "hints": {key: _whole(words["unit_hints"][key]) for key in ("percent", "score")},
        "concept": _concept(words),
        "opening": _whole(words["clocks"]["open"]),
    }


def _concept(words: Wording) -> re.Pattern[str]:
    """Up to four words after a figure that are no function words, after "of" perhaps."""
    counted = words["counted"]
    word = rf"(?!(?:{pattern(counted['stop'])})(?![\w'&/-]))[^\W\d_][\w'&/-]*"
    return re.compile(rf" (?:(?:{pattern(counted['of'])}) )?({word}(?: {word}){{0,3}})")


def _last(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form.rsplit(" ", 1)[-1] for form in words)


def _pairs(words: Wording) -> dict[str, Any]:
    shares, ranges = words["shares"], words["ranges"]
    levels = [*ranges["to"], *ranges["level_to"]]
    joined = pattern([*ranges["and"], *levels, *ranges["versus"]])
    return {
        "share": re.compile(rf" (?:{pattern(shares['of'])}) "),
        "share_any": re.compile(rf" [^\W\d_][\w-]*(?: [^\W\d_][\w-]*)? (?:{pattern(shares['of_any'])}) "),
        "share_per": re.compile(rf" (?:{pattern(shares['per'])}) "),
        "share_last": _last([*shares["of"], *shares["of_any"], *shares["per"]]),
        "range_last": _last([*ranges["to"], *ranges["and"]]),
        "share_endings": tuple(shares["second_endings"]),
        "range_gap": re.compile(rf"(?:-? (?:{pattern(ranges['to'])}) | ?[-–—]{{1,2}} ?|\.{{2,3}}|…)[$€£¥]?"),
        "and_gap": re.compile(rf" (?:{pattern(ranges['and'])}) [$€£¥]?"),
        "level_after": re.compile(rf" (?:{pattern(levels)})(?!\w)"),
        "inherit_gap": re.compile(rf"(?:,? (?:{joined})(?!\w)|[,/] ?(?=[^\W_])| \((?:[0-9]{{4}})\))"),
    }


def _bounds(words: Wording) -> dict[str, Any]:
    before = {form: key for key in BOUNDS for form in words["bounds"][key]}
    after = {form: key for key in BOUNDS for form in words["bounds"][f"after_{key}"]}
    return {
        "bounds": before,
        "bound_ends": _last(before),
        "bound_after": re.compile(rf"(?:[^\W\d_]+ )?({pattern(after)})(?!\w)"),
        "bound_after_key": after,
        "among_near": _whole(words["bounds"]["among_near"]),
    }


def _rates(words: Wording) -> dict[str, Any]:
    rates = words["rates"]
    key = {form: name for name in RATES for form in rates[name]}
    return {
        "rate": _whole(key),
        "rate_before": _whole(form for form in rates["before"] if form in key),
        "rate_key": key,
    }


def _changes(words: Wording) -> dict[str, Any]:
    changes = words["changes"]
    key = {form: name for name in ("increase", "decrease") for form in changes[f"{name}_after"]}
    key |= {form: name for name in ("more", "less") for form in changes[name]}
    like, compared = pattern(changes["as"]), pattern(key)
    return {
        "change": {name: _whole(changes[name]) for name in ("increase", "decrease", "gap", "then")},
        "comparative": re.compile(rf" ([^\W\d_][\w-]* )?(?:(?:{like}) )?({compared})(?!\w)"),
        "comparative_key": key,
        "alike": re.compile(rf" (?:{like}|{compared})(?!\w)"),
    }


def _ages(words: Wording) -> dict[str, Any]:
    ages = words["age_limits"]
    return {
        "ages": {key: frozenset(value) for key, value in ages.items()},
        "age_after": re.compile(rf" ?({pattern([*ages['after'], *ages['after_under']])})(?!\w)"),
        "age_before": re.compile(rf"(?<!\w)(?:{pattern(ages['before'])}) ?$"),
        "people": re.compile(pattern(ages["people"])),
    }
