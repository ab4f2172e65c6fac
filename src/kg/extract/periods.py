"""When figures hold: years, months, quarters and spans as printed, and words that point to a year the text tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.extract.cues import Event, table
from kg.language.lexicon import expand
from kg.model import Sentence

# No part of a longer number, an amount, a paragraph or a telephone number.
_YEAR = re.compile(
    r"(?P<year>[12](?<![\w.,:/§№+#-][12])(?:(?<=1)9[4-9]|(?<=2)0[0-6])\d)"
    r"(?:(?P<mark>/|[-–—])(?P<last>(?:19|20)\d\d|\d\d)(?!\d))?"
    r"(?!\d|[.,:/]\d|[ \u00a0]?(?:%|€|\$|£))"
)
_DATE = re.compile(
    r"(?:(?P<d>\d(?<![\d.,]\d)\d?)(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d)"
    r"|(?P<y2>[12](?<![\d.,][12])[09]\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d))(?!\d)"
)
_DAY = re.compile(r"(?<!\d)(?P<range>\d{1,2}\.?(?:\s?[-–—/]\s?|\s\w{1,4}\s))?\d{1,2}(?:\.|st|nd|rd|th)?(?:\s+of)?\s*$")
_DAY_AFTER = re.compile(r"^\.?\s+\d{1,2}(?P<range>\s?[-–—]\s?\d{1,2})?(?:st|nd|rd|th)?,?\s*$")
_BETWEEN = re.compile(r"\.?\s?(?:[/–—-]|\w{1,3})\s?")
_GLUE = re.compile(r"^\.?,?\s*(?:\w{1,3}\s+)?$")
_STRONG = re.compile(r"[:;]\s|\n")
_BARRIER = re.compile(r"[,;:()–—]")
_REACH = 48
_NEAR = 30
_RELATIVE = ("last_year", "year_before", "same_year", "same_period", "this_year")
_EARLIER = frozenset({"last_year", "year_before"})
_RELATIVES = frozenset(_RELATIVE)
_NAMING = frozenset({"nouns", "titles", "annual"})
_DATELINE = 4


class Period(NamedTuple):
    """A stretch that says when: `value` as in the guide, `year` its last year.

    `role` is `own` (when something held), `since` (what it is compared with), `date` (of writing) or `never`.
    """

    begin: int
    end: int
    value: str
    year: int
    role: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Words:
    month: re.Pattern[str]
    quarter: re.Pattern[str]
    since: re.Pattern[str]


class Periods:
    """The periods of a text in text order, and the year that it was written in, where it says so."""

    def __init__(self, found: Sequence[Period], published: int | None) -> None:
        self.found = tuple(found)
        self.published = published
        self._begins = [period.begin for period in self.found]

    def within(self, begin: int, end: int) -> tuple[Period, ...]:
        """The periods that begin in `text[begin:end]`."""
        low = bisect_right(self._begins, begin - 1)
        return self.found[low : bisect_right(self._begins, end - 1, low)]


def read_periods(text: str, sentences: Sequence[Sentence], events: Sequence[Event], language: str) -> Periods:
    """All periods of `text`; relative ones are resolved where the text tells the year they count from."""
    words = _words(language)
    dates, published = _dates(text, sentences)
    explicit = [period for match in _YEAR.finditer(text) if (period := _explicit(text, match, words, events))]
    explicit, day = _without_dateline(text, sentences, events, explicit)
    published = published or day
    found = sorted([*dates, *explicit])
    relative = _relative(text, events, found, published, words)
    return Periods(sorted([*found, *relative]), published)


@cache
def _words(language: str) -> _Words:
    """Patterns for the months, quarters and words of comparison of `language`."""
    data = table(language, "periods")
    months = "|".join(f"(?P<m{i}>{_any(form)})" for i, form in enumerate(data["months"], 1))
    quarters = "|".join(f"(?P<q{i}>{_any(form)})" for i, form in enumerate(data["quarters"], 1))
    if len(data["months"]) != 12 or len(data["quarters"]) != 4:
        months, quarters = "(?!)", "(?!)"
    since = "|".join(_any(form) for form in data["since"]) or "(?!)"
    flags = re.IGNORECASE
    return _Words(
        re.compile(rf"(?<!\w)(?:{months})(?!\w)", flags),
        re.compile(rf"(?<!\w)(?:{quarters}|Q(?P<n>[1-4]))(?!\w)", flags),
        re.compile(rf"(?<!\w)(?:{since})(?:\s+[^\W\d]+){{0,3}}\s*$", flags),
    )


def _any(form: str) -> str:
    variants = sorted(set(expand(form)), key=lambda v: (-len(v), v))
    return "|".join(re.escape(v).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for v in variants)


def _dates(text: str, sentences: Sequence[Sentence]) -> tuple[list[Period], int | None]:
    """Dates in digits: they say when a text was written or changed, the first of them at its head in which year."""
    found, published = [], None
    for match in _DATE.finditer(text):
        year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
        if not 1 <= month <= 12:
            continue
        found.append(Period(match.start(), match.end(), f"{year}-{month:02}", year, "date", "date"))
        if published is None:
            published = year
    return found, published


def _explicit(text: str, match: re.Match[str], words: _Words, events: Sequence[Event]) -> Period | None:
    begin, end = match.span()
    year, last, mark = int(match["year"]), match["last"], match["mark"]
    value, final = str(year), year
    if last is not None:
        final = int(last) if len(last) == 4 else year - year % 100 + int(last)
        if not 0 < final - year < 60 or (mark == "/" and final - year > 1):
            return None
        value = f"{year}/{final}" if mark == "/" else f"{year}-{final}"
    before = text[max(0, begin - _REACH) : begin]
    role, rule = "own", "year"
    if last is None:
        begin, value, role, rule = _finer(text, begin, before, year, words)
        if role == "own" and rule == "year":
            end, value, rule = _quarter_after(text, end, value, words)
    before = text[max(0, begin - _REACH) : begin]
    if role == "own" and words.since.search(before):
        role = "since"
    if _never(events, begin):
        role = "never"
    return Period(begin, end, value, final, role, rule)


def _finer(text: str, begin: int, before: str, year: int, words: _Words) -> tuple[int, str, str, str]:
    """Begin, value, role and rule of a year with the month or quarter that stands before it."""
    base = begin - len(before)
    for quarter in words.quarter.finditer(before):
        if _GLUE.match(before[quarter.end() :]):
            number = quarter["n"] or str(next(i for i in range(1, 5) if quarter[f"q{i}"]))
            return base + quarter.start(), f"{year}-Q{number}", "own", "quarter"
    months = list(words.month.finditer(before))
    if not months:
        return begin, str(year), "own", "year"
    month = months[-1]
    rest = before[month.end() :]
    number = next(i for i in range(1, 13) if month[f"m{i}"])
    day = _DAY.search(before, 0, month.start())
    after = _DAY_AFTER.match(rest)
    if after is None and not _GLUE.match(rest):
        return begin, str(year), "own", "year"
    start = base + (day.start() if day else month.start())
    single = (day is not None and not day["range"]) or (after is not None and not after["range"])
    if len(months) > 1 and _BETWEEN.fullmatch(before, months[-2].end(), month.start()):
        return base + months[-2].start(), str(year), "own", "months"
    return start, f"{year}-{number:02}", "date" if single else "own", "day" if single else "month"


def _quarter_after(text: str, end: int, value: str, words: _Words) -> tuple[int, str, str]:
    rest = text[end : end + _REACH]
    match = words.quarter.match(rest, len(rest) - len(rest.lstrip()))
    if match is None:
        return end, value, "year"
    number = match["n"] or str(next(i for i in range(1, 5) if match[f"q{i}"]))
    return end + match.end(), f"{value}-Q{number}", "quarter"


def _never(events: Sequence[Event], begin: int) -> bool:
    """Whether the word right before is one that makes a year no period ("Equality Act 2010")."""
    at = bisect_right(events, begin, key=lambda e: e.begin) - 1
    return at >= 0 and "never" in events[at].tags and begin - events[at].end <= 6


def _without_dateline(
    text: str, sentences: Sequence[Sentence], events: Sequence[Event], found: list[Period]
) -> tuple[list[Period], int | None]:
    """`found` with each day's date as a period only inside running text; the year of the first that is a dateline."""
    begins = [sentence.begin for sentence in sentences]
    kept, published = [], None
    for period in found:
        at = bisect_right(begins, period.begin) - 1
        sentence = sentences[at] if at >= 0 else None
        if period.role == "date":
            head = sentence is None or sentence.block < _DATELINE or sentence.kind in ("headline", "contact", "caption")
            inside = sentence is not None and period.begin - sentence.begin > 30 and sentence.end - period.end > 20
            if not head or (inside and sentence is not None and sentence.kind == "paragraph"):
                period = period._replace(role="own", rule="month")
            elif published is None:
                published = period.year
        elif sentence is not None and _is_published(text, events, sentence, period):
            published = published or period.year
            period = period._replace(role="date")
        kept.append(period)
    return kept, published


def _is_published(text: str, events: Sequence[Event], sentence: Sentence, period: Period) -> bool:
    if sentence.end - sentence.begin > 120:
        return False
    low = bisect_right(events, sentence.begin - 1, key=lambda e: e.begin)
    for event in events[low : low + 6]:
        if event.begin >= period.begin:
            break
        if event.tags & _NAMING:
            return False
        if "published" in event.tags and period.begin - event.end < 25:
            return True
    return False


def _relative(
    text: str, events: Sequence[Event], found: list[Period], published: int | None, words: _Words
) -> list[Period]:
    """Words such as "last year", resolved by the year of writing, else by the periods before them."""
    relative: list[Period] = []
    begins = [period.begin for period in found]
    for at_event, event in enumerate(events):
        if _RELATIVES.isdisjoint(event.tags):
            continue
        kind = next(k for k in _RELATIVE if k in event.tags)
        at = bisect_right(begins, event.begin)
        known = [p for p in found[:at] if p.role in ("own", "since")]
        if kind == "this_year" and published is None:
            known = [p for p in found if p.role == "own"]
            year = max((p.year for p in known), default=None)
        elif kind in ("this_year", "last_year"):
            year = published if published is not None else None
            if year is not None and kind == "last_year":
                year -= 1
        else:
            year = known[-1].year - (kind == "year_before") if known else None
        if year is None:
            continue
        before = text[max(0, event.begin - _REACH) : event.begin]
        role = "since" if words.since.search(before) else "own"
        if kind == "year_before" and not _opens(text, event.begin):
            role = "since"
        value, end = str(year), event.end
        if kind == "same_period":
            back = any(0 <= e.begin - event.end < 3 and _EARLIER & e.tags for e in events[at_event + 1 : at_event + 2])
            value, year = _earlier(known[-1], year - 1) if back else (known[-1].value, year)
        if kind == "same_year" and (month := words.month.match(text, event.end + 1)):
            value = f"{year}-{next(i for i in range(1, 13) if month[f'm{i}']):02}"
            end = month.end()
        relative.append(Period(event.begin, end, value, year, role, kind))
    return relative


def _earlier(period: Period, year: int) -> tuple[str, int]:
    """The month, quarter or year of `period` in another year."""
    return f"{year}{period.value[4:]}" if len(period.value) <= 7 else str(year), year


def _opens(text: str, begin: int) -> bool:
    """Whether a sentence or clause begins at `begin`."""
    before = text[max(0, begin - 4) : begin].rstrip(" \u00a0\"“„«»”'–—-")
    return not before or before[-1] in ".!?:;\n•*"


def governing(
    text: str,
    found: Sequence[Period],
    items: Sequence[tuple[int, int]],
    begin: int,
    end: int,
    apart: frozenset[str] = frozenset(),
) -> Period | None:
    """The period of `found` that governs the item at `text[begin:end]`; `items` are all items of the sentence.

    Where the sentence begins with a period, each item takes the last one before it, unless one of its own follows; else
    it takes the next one after it, where no other item and no mark stand between, and then the last before it.
    """
    found, items = _segment(text, found, items, begin, end)
    before = [p for p in found if p.end <= begin]
    after = [p for p in found if p.begin >= end]
    first = min((item[0] for item in items), default=begin)
    between = bool(after) and any(end <= item[0] < after[0].begin for item in items)
    gap = text[end : after[0].begin] if after else ""
    if before and found[0].begin < first:
        shared = any(before[-1].end <= item[0] < begin for item in items)
        last = not after or not any(item[0] >= after[0].end for item in items)
        if after and shared and last and not between and len(gap) < _NEAR and not _BARRIER.search(gap):
            return after[0]
        return before[-1]
    if after and not between and (not _BARRIER.search(gap) or (not before and len(gap) < 2 * _NEAR)):
        return None if not before and _opens_next(text, gap, after[0], items) else after[0]
    if after and between and not before and _listed(text, items, begin, after[0].begin, apart):
        return after[0]
    return before[-1] if before else None


def _opens_next(text: str, gap: str, period: Period, items: Sequence[tuple[int, int]]) -> bool:
    """Whether a period opens the next clause, before a figure of its own ("58 Chats, 2020 waren es 27")."""
    if not gap.rstrip().endswith((",", ";", "–", "—")):
        return False
    return any(item[0] >= period.end and not _BARRIER.search(text[period.end : item[0]]) for item in items)


def _segment(
    text: str, found: Sequence[Period], items: Sequence[tuple[int, int]], begin: int, end: int
) -> tuple[Sequence[Period], Sequence[tuple[int, int]]]:
    """The periods and items between the colons and semicolons around `text[begin:end]`, if a period is among them."""
    low = max((m.end() for m in _STRONG.finditer(text, min([p.begin for p in found], default=begin), begin)), default=0)
    match = _STRONG.search(text, end, max([p.begin for p in found], default=end) + 1)
    high = match.start() if match else len(text)
    inside = [p for p in found if low <= p.begin < high]
    if inside:
        return inside, [item for item in items if low <= item[0] < high]
    return [p for p in found if p.begin < high], items


def _listed(text: str, items: Sequence[tuple[int, int]], begin: int, stop: int, apart: frozenset[str]) -> bool:
    """Whether the items from `begin` to `stop` stand in one list before a period ("11 og 7 prosent i 2020")."""
    row = [item for item in items if begin <= item[0] < stop]
    ends = [*(item[0] for item in row[1:]), stop]
    gaps = [text[item[1] : to] for item, to in zip(row, ends, strict=True)]
    parted = any(word in apart for gap in gaps[:-1] for word in gap.lower().split())
    return not parted and all(len(gap) <= 12 and "," not in gap for gap in gaps)
