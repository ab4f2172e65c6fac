"""The data of a language compiled for reading quantities: one scan for numbers, small patterns for what stands around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from kg.language import data
from kg.language.forms import forms, pattern
from kg.language.numerals import LITERAL, VULGAR, Numerals, numerals, total
from kg.language.units import Unit, Units, money_before, units

BOUNDS = ("about", "at_least", "at_most", "over", "under")
RATES = ("second", "minute", "hour", "day", "week", "month", "year")
DATE = Unit("date", None, "", "date")
CLOCK = Unit("clock", None, "", "clock")
_REVERSED = ("und", "og", "och")
_COMPOUNDED = ("time", "percent", "age", "times")
_MEMO_LIMIT = 50_000
AGE = Unit("age", "age", "a", "age")
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


@dataclass(frozen=True)
class Grammar:
    """What one language knows of quantities; see the data file for the words."""

    code: str
    numerals: Numerals
    units: Units
    unit_words: dict[str, Unit]
    literal: re.Pattern[str]
    skip: re.Pattern[str]
    first_phrase: re.Pattern[str]
    phrase: re.Pattern[str]
    tail: re.Pattern[str]
    compound_unit: re.Pattern[str]
    multiplier: re.Pattern[str]
    half_after: re.Pattern[str]
    linked: re.Pattern[str]
    stems: dict[str, int]
    every: dict[str, Fraction]
    ratios: dict[str, tuple[Fraction, str | None]]
    share: re.Pattern[str]
    share_any: re.Pattern[str]
    share_per: re.Pattern[str]
    share_endings: tuple[str, ...]
    score_of: re.Pattern[str]
    range_gap: re.Pattern[str]
    level_after: re.Pattern[str]
    and_gap: re.Pattern[str]
    inherit_gap: re.Pattern[str]
    sets: dict[str, frozenset[str]]
    bounds: dict[str, str]
    bound_ends: frozenset[str]
    bound_after: re.Pattern[str]
    bound_after_key: dict[str, str]
    rate: re.Pattern[str]
    rate_before: re.Pattern[str]
    rate_key: dict[str, str]
    change: dict[str, re.Pattern[str]]
    comparative: re.Pattern[str]
    alike: re.Pattern[str]
    comparative_key: dict[str, str]
    hints: dict[str, re.Pattern[str]]
    ages: dict[str, Any]
    concept: re.Pattern[str]
    money: frozenset[str]
    ordinal_dot: bool
    streets: tuple[str, ...]
    scales: tuple[str, ...]
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
        for at in range(len(word) - 3, 1, -1):
            unit = self.unit_words.get(word[at:]) or self.unit_words.get("-" + word[at:])
            if unit is None or unit.kind not in _COMPOUNDED:
                continue
            number = word[:at]
            parts = self.numerals.parts.get(number), self.numerals.word(number)
            state = total([parts[0]] if parts[0] else parts[1] or ())
            if state is not None and state.last not in ("", "over"):
                value = state.value + state.open
                return Decimal(value.numerator) / Decimal(value.denominator), unit
        return None


def _table(code: str, name: str, keys: Iterable[str]) -> dict[str, list[str]]:
    return {key: forms(value) for key, value in data.section(code, name, dict.fromkeys(keys, str)).items()}


def _anchored(words: Iterable[str], before: str = "", after: str = r"(?!\w)") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{pattern(words)}){after}")


@cache
def grammar(code: str) -> Grammar:
    """The compiled data of language `code`.

    Raises:
        DataError: the data file is wrong.
    """
    numbers, unit_table = numerals(code), units(code)
    shares = _table(code, "shares", ("of", "of_any", "every", "every_other", "second_endings", "score_of", "per"))
    ranges = _table(code, "ranges", ("between", "from", "and", "to", "versus", "varies", "level_to", "per"))
    bounds = _table(code, "bounds", (*BOUNDS, *(f"after_{key}" for key in BOUNDS), "fillers"))
    rates = _table(code, "rates", (*RATES, "not_after", "before", "adverbs", "whole_before", "not_before"))
    changes = _table(
        code, "changes",
        ("by", "to", "increase", "decrease", "increase_after", "decrease_after", "more", "less", "as", "then", "gap", "by_unit", "level_unit", "of"),
    )  # fmt: skip
    hints = _table(code, "unit_hints", ("percent", "score", "points", "ratio_before", "scaled", "money_before"))
    clocks = _table(code, "clocks", ("before", "after"))
    no = _table(
        code, "not_quantities",
        ("months", "days", "labels", "years_before", "years_after", "ordinal_suffixes", "ordinal_before", "pronouns", "nouns_capital", "vague", "bare_labels", "amounting", "attached", "metre_after", "decades", "streets", "scales"),
    )  # fmt: skip
    counted = _table(code, "counted", ("nouns", "stop", "of", "singles"))
    ages = _table(
        code, "age_limits", ("attributive", "over", "under", "before", "after", "after_under", "people", "durations")
    )
    every = _every(numbers, shares)
    ratios = dict(_ratios(code))
    words = dict(unit_table.words)
    words |= (
        dict.fromkeys(no["months"], DATE)
        | dict.fromkeys(clocks["after"], CLOCK)
        | dict.fromkeys(ages["attributive"], AGE)
    )
    bound_words = {form: key for key in BOUNDS for form in bounds[key]}
    after = {form: key for key in BOUNDS for form in bounds[f"after_{key}"]}
    rate_key = {form: key for key in RATES for form in rates[key]}
    rate_key |= {form: rate_key[form] for form in rates["before"] if form in rate_key}
    comparative_key = {form: key for key in ("increase", "decrease") for form in changes[f"{key}_after"]}
    comparative_key |= {form: key for key in ("more", "less") for form in changes[key]}
    unit_source = pattern({*words, *(sign.lower() for sign in unit_table.exact)})
    phrases = _phrases(code, numbers, [*every, *ratios], shares, unit_source, counted["singles"])
    return Grammar(
        code=code,
        numerals=numbers,
        units=Units(words, unit_table.exact, unit_source),
        unit_words=words,
        literal=re.compile(_literal(numbers)),
        skip=re.compile(rf"(?<![\w.,])(?:{_DATES}{_DAY_MONTH if no['ordinal_before'] else ''}|{_PHONES}|{_day_of_month(no['months'])})"),
        first_phrase=re.compile(phrases),
        phrase=re.compile(rf"\W{phrases}"),
        tail=re.compile(rf"(\.? ?-?)({unit_source})(?![^\W_])(?!-(?:og|und)\b)"),
        compound_unit=re.compile(
            rf"(?:/| (?:{pattern(ranges['per'])}) )({unit_source})(?!\w)|[ ·⋅]({unit_source})([-−][1-4])(?!\w)"
        ),
        multiplier=_anchored(numbers.multipliers, "[ -]?"),
        half_after=re.compile(rf"[ -](?:{numbers.and_half})(?!\w)"),
        linked=re.compile(rf"(?: (?:{numbers.links}))?[ -]"),
        stems={form: int(key) for key, listed in _rank_table(code)["stems"].items() for form in forms(listed)},
        every=every,
        ratios=ratios,
        share=_anchored(shares["of"], " ", " "),
        share_any=re.compile(rf" [^\W\d_][\w-]*(?: [^\W\d_][\w-]*)? (?:{pattern(shares['of_any'])}) "),
        share_per=_anchored(shares["per"], " ", " "),
        share_endings=tuple(shares["second_endings"]),
        score_of=_anchored([*shares["score_of"]], " ", " "),
        range_gap=re.compile(rf"(?:-? (?:{pattern(ranges['to'])}) | ?[-–—]{{1,2}} ?|\.{{2,3}}|…)[$€£¥]?"),
        level_after=re.compile(rf" (?:{pattern([*ranges['to'], *ranges['level_to']])})(?!\w)"),
        and_gap=re.compile(rf" (?:{pattern(ranges['and'])}) [$€£¥]?"),
        inherit_gap=re.compile(
            rf"(?:,? (?:{pattern([*ranges['and'], *ranges['to'], *ranges['level_to'], *ranges['versus']])})(?!\w)|[,/] ?(?=[^\W_])| \((?:[0-9]{{4}})\))"
        ),
        sets={
            "between": frozenset(ranges["between"]),
            "from": frozenset(ranges["from"]),
            "to": frozenset(ranges["to"]),
            "level_to": frozenset(ranges["level_to"]),
            "by": frozenset(changes["by"]),
            "levels": frozenset(changes["to"]),
            "by_unit": frozenset(changes["by_unit"]),
            "of_change": frozenset(changes["of"]),
            "scaled": frozenset(hints["scaled"]),
            "points": frozenset(hints["points"]),
            "ratio_before": frozenset(hints["ratio_before"]),
            "level_unit": frozenset(changes["level_unit"]),
            "fillers": frozenset(bounds["fillers"]),
            "labels": frozenset(no["labels"]),
            "months": frozenset(no["months"]),
            "days": frozenset(no["days"]),
            "years_before": frozenset(no["years_before"]),
            "years_after": frozenset(no["years_after"]),
            "ordinal_suffixes": frozenset(no["ordinal_suffixes"]),
            "ordinal_before": frozenset(no["ordinal_before"]),
            "vague": frozenset(no["vague"]),
            "bare_labels": frozenset(no["bare_labels"]),
            "amounting": frozenset(no["amounting"]),
            "attached": frozenset(no["attached"]),
            "decades": frozenset(no["decades"]),
            "metre_after": frozenset(no["metre_after"]),
            "not_before": frozenset(rates["not_before"]),
            "whole_before": frozenset(rates["whole_before"]),
            "pronouns": frozenset(no["pronouns"]),
            "clock_before": frozenset(clocks["before"]),
            "not_rates": frozenset(rates["not_after"]),
            "stop": frozenset(counted["stop"]),
            "singles": frozenset(counted["singles"]),
            "nouns": frozenset(counted["nouns"]),
        },
        bounds=bound_words,
        bound_ends=frozenset(form.rsplit(" ", 1)[-1] for form in bound_words),
        bound_after=re.compile(rf"(?:[^\W\d_]+ )?({pattern(after)})(?!\w)"),
        bound_after_key=after,
        rate=re.compile(rf"(?<!\w)(?:{pattern(rate_key)})(?!\w)"),
        rate_before=re.compile(rf"(?<!\w)(?:{pattern(rates['before'])})(?!\w)"),
        rate_key=rate_key,
        change={
            "increase": re.compile(rf"(?<!\w)(?:{pattern(changes['increase'])})(?!\w)"),
            "decrease": re.compile(rf"(?<!\w)(?:{pattern(changes['decrease'])})(?!\w)"),
            "gap": re.compile(rf"(?<!\w)(?:{pattern(changes['gap'])})(?!\w)"),
            "then": re.compile(rf"(?<!\w)(?:{pattern(changes['then'])})(?!\w)"),
        },
        comparative=re.compile(
            rf" ([^\W\d_][\w-]* )?(?:(?:{pattern(changes['as'])}) )?({pattern(comparative_key)})(?!\w)"
        ),
        alike=re.compile(rf" (?:{pattern(changes['as'])}|{pattern(comparative_key)})(?!\w)"),
        comparative_key=comparative_key,
        hints={key: re.compile(rf"(?<!\w)(?:{pattern(value)})(?!\w)") for key, value in hints.items()},
        ages={key: frozenset(value) for key, value in ages.items()} | {
            "after_pattern": re.compile(rf" ?({pattern([*ages['after'], *ages['after_under']])})(?!\w)"),
            "people_pattern": re.compile(pattern(ages["people"])),
            "before_pattern": re.compile(rf"(?:{pattern(ages['before'])}) ?$"),
        },
        concept=re.compile(rf" (?:(?:{pattern(counted['of'])}) )?([^\W\d_][\w'&/-]*(?: [^\W\d_][\w'&/-]*){{0,3}})"),
        money=money_before(unit_table) | frozenset(hints["money_before"]),
        streets=tuple(no["streets"]),
        scales=tuple(no["scales"]),
        ordinal_dot=bool(no["ordinal_before"]),
        nouns_capital=bool(no["nouns_capital"]),
    )  # fmt: skip


def _every(numbers: Numerals, shares: dict[str, list[str]]) -> dict[str, Fraction]:
    found = {
        f"{word} {ordinal}": Fraction(1, value)
        for word in shares["every"]
        for ordinal, value in numbers.ordinals.items()
    }
    return found | dict.fromkeys(shares["every_other"], Fraction(1, 2))


def _ratios(code: str) -> Iterable[tuple[str, tuple[Fraction, str | None]]]:
    for key, listed in data.tables(code).get("ratios", {}).items():
        value, _, change = key.partition(" ")
        for form in forms(listed):
            yield form, (Fraction(value), change or None)


def _literal(numbers: Numerals) -> str:
    """Digits with separators, a vulgar fraction and a multiplier; a multiplier of one letter follows without a blank."""
    vulgar = "".join(VULGAR)
    long, short = ([form for form in numbers.multipliers if (len(form) > 1) == wanted] for wanted in (True, False))
    return (
        rf"(?:(?P<digits>(?:{LITERAL})(?: ?[{vulgar}]| [1-9]/[1-9][0-9]?(?![0-9/]))?)|(?P<vulgar>[{vulgar}]))"
        r"(?:(?P<power> ?[×x·*] ?10(?:\^[-−+]?[0-9]{1,3}|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3}|[-−][0-9]{1,2})(?![0-9])"
        r"|(?<=10)(?:\^[-−+]?[0-9]{1,3}|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3})(?![0-9]))"
        rf"|(?P<multiplier>[ -]?(?:{pattern(long)})|{pattern(short)})(?!\w))?"
    )


def _day_of_month(months: list[str]) -> str:
    return rf"[0-9]{{1,2}}\.?(?: ?[-–—] ?[0-9]{{1,2}}\.?)? (?:{pattern(months)})(?!\w)(?: [12][0-9]{{3}}(?![0-9]))?"


def _phrases(
    code: str, numbers: Numerals, other: Iterable[str], shares: dict[str, list[str]], unit: str, singles: list[str]
) -> str:
    """The pattern of number words and of phrases that hold a number; the group that matched says which."""
    high = [form for form, part in numbers.parts.items() if part.role in ("scale", "hundred")]
    compounds = {article + form for article in numbers.articles for form in (*high, numbers.joiner) if form}
    tens = [form for form, part in numbers.parts.items() if part.role == "ten"]
    if numbers.joiner not in _REVERSED:  # "twenty-one", "двадцать один"
        compounds |= {f"{ten}{gap}{one}" for ten in tens for one in numbers.articles if len(one) > 2 for gap in " -"}
    stems = pattern(compounds | {form for form in (*numbers.parts, *numbers.counted) if form not in numbers.articles})
    wholes = [form for form, part in numbers.parts.items() if part.role in ("scale", "hundred", "over", "group")]
    after = rf" (?:{unit})(?!\w)| (?:{pattern([*wholes, *numbers.counted, *numbers.half])})(?!\w)"
    after += rf"|(?: [^\W\d_]+)? (?:{pattern(shares['of'])}) (?:[0-9]|(?:{stems})(?!\w))"
    after += rf"| (?:{numbers.and_half})(?!\w)"
    if shares["second_endings"]:
        after += rf"| (?:{stems})\w*(?<={pattern(shares['second_endings'])})(?!\w)"
    if singles:
        after += rf"|(?<=one) (?:{pattern(singles)})(?!\w)"
    ranks = "|".join(_ranks(code, numbers)) or "(?!)"
    phrases = pattern([*other, *numbers.fractions, *numbers.amounts])
    return (
        rf"(?:(?P<rank>{ranks})|(?P<phrase>{phrases})(?!\w)|(?P<one>{pattern(numbers.articles)})(?={after})"
        rf"|(?P<half>{pattern(numbers.half)})(?!\w)|(?P<word>(?:{stems})\w*))"
    )


def _rank_table(code: str) -> Mapping[str, Any]:
    return data.section(code, "ranks", {"patterns": list, "stems": dict})


def _ranks(code: str, numbers: Numerals) -> Iterable[str]:
    table = _rank_table(code)
    low = [form for form, part in numbers.parts.items() if part.role in ("one", "teen") and part.value <= 20]
    number = f"[0-9]{{1,3}}|{pattern(low)}"
    stems = pattern([form for listed in table["stems"].values() for form in forms(listed)])
    for template in table["patterns"]:
        yield (
            template.replace("{ordinal}", pattern(numbers.ordinals))
            .replace("{number}", number)
            .replace("{stem}", stems)
        )
