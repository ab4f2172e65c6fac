"""Stretches of a text that may be names: runs of capitalised words, and what stands between quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.extract.cues import Cues, Event, folded, small_words, table
from kg.model import Span

_SPACE = re.compile(r"[ \u00a0](?:& )?")
_QUOTED = re.compile(
    r"«([^«»\n]{2,60})»|»([^«»\n]{2,60})«|„([^„“”\n]{2,60})[“”]|[“”]([^“”\n]{2,60})”"
    r"|\"([^\"\n]{2,60})\"|‘([^‘’\n]{2,60})’"
)
_CUT = frozenset({"kinds", "roles", "sources", "reports", "published"})
_COMMON = frozenset({"nouns", "counted:customers"})
_WORDS, _RUN = 6, 24
_LONGEST_RUN = 12


@dataclass(slots=True)
class Chunk:
    """What may be a name: `text[begin:end]`, the cue words `first` to `last` (exclusive).

    `opens`: a capital may be due to its place. `name` is its basic form; `cues` are the words that make it an
    organization, by rule; `person` is set for people.
    """

    begin: int
    end: int
    first: int
    last: int
    opens: bool
    quoted: bool = False
    person: bool = False
    name: str = ""
    cues: dict[str, Span] = field(default_factory=dict)


class Chunker:
    """Cuts the cue words of a text into chunks."""

    def __init__(self, text: str, events: Sequence[Event], cues: Cues, language: str) -> None:
        self.text, self.events, self.cues = text, events, cues
        self.small = small_words(language)
        data = table(language, "organizations")
        self.connectors = frozenset(data["connectors"])
        self.capital_nouns = bool(data["capital_nouns"])

    def chunks(self) -> list[Chunk]:
        """All chunks in text order; a run inside quotation marks is part of the quoted chunk."""
        quotes = list(self._quotes())
        begins = [quote.begin for quote in quotes]
        runs = (run for run in self._runs() if not _within(run, quotes, begins))
        return sorted([*runs, *quotes], key=lambda chunk: (chunk.begin, -chunk.end))

    def _quotes(self) -> Iterator[Chunk]:
        begins = [event.begin for event in self.events]
        for match in _QUOTED.finditer(self.text):
            begin, end = match.span(match.lastindex or 1)
            if len(self.text[begin:end].split()) <= _WORDS:
                yield Chunk(begin, end, bisect_left(begins, begin), bisect_left(begins, end), False, quoted=True)

    def _runs(self) -> Iterator[Chunk]:
        """Runs of capitals with a type noun in small letters at their end, without what is no part of a name before."""
        events, at = self.events, 0
        while at < len(events):
            if "cap" not in events[at].tags:
                at += 1
                continue
            last = at + 1
            while last < min(len(events), at + _LONGEST_RUN) and (step := self._joins(last - 1, last)):
                last += step
            first = self._first(at, last)
            if last - first > 1 or folded(events[first].word) not in self.small:
                begin = events[first].begin
                yield Chunk(begin, events[last - 1].end, first, last, first == at and opens(self.text, begin))
            at = last

    def _joins(self, one: int, two: int) -> int:
        """How many cue words from `two` on belong to the name that `one` belongs to."""
        events, text = self.events, self.text
        before, after = events[one], events[two]
        gap = text[before.end : after.begin]
        if not _SPACE.fullmatch(gap):
            return int(gap == ". " and len(before.word) == 1 and "cap" in after.tags)
        if "cap" in after.tags:
            return int("roles" not in after.tags or self.capital_nouns)
        if after.word in self.connectors and two + 1 < len(events) and {"before", "suffixes"} & before.tags:
            return 2 * ("cap" in events[two + 1].tags and text[after.end : events[two + 1].begin] == " ")
        if "tails" in after.tags:
            return int("before" in self._head(one).tags)
        if "after" not in after.tags or "after" in before.tags:
            return 0
        base = self.cues.base(after.word, "after")
        return int(base is not None and base[0].islower())

    def _head(self, at: int) -> Event:
        """The first word of the run of capitals that ends with `at`, or the type noun inside it."""
        events, lowest = self.events, at - _RUN
        while at > max(0, lowest) and "before" not in events[at].tags and "cap" in events[at - 1].tags:
            if not _SPACE.fullmatch(self.text[events[at - 1].end : events[at].begin]):
                break
            at -= 1
        return events[at]

    def _first(self, at: int, last: int) -> int:
        """Where the name begins in a run: after articles, roles and kinds of organization."""
        first = at
        while first < last - 1 and self._leads(first, last):
            first += 1
        if self.capital_nouns:
            kinds = [i for i in range(first, last - 1) if self._leads(i, last) and "cap" in self.events[i + 1].tags]
            first = kinds[-1] + 1 if kinds else first
        return first

    def _leads(self, at: int, last: int) -> bool:
        """Whether the word at `at` is no part of the name: an article, a kind of organization, a role."""
        event = self.events[at]
        if folded(event.word) in self.small:
            return True
        if "before" in event.tags and last - at > 1:
            return False
        return bool(_CUT & event.tags) or (self.capital_nouns and bool(_COMMON & event.tags))


def opens(text: str, begin: int) -> bool:
    """Whether a sentence, line or quotation begins at `begin`."""
    before = text[max(0, begin - 5) : begin].rstrip(" \u00a0\"“„«»”'–—-(•*")
    return not before or before[-1] in ".!?:\n"


def _within(run: Chunk, quotes: Sequence[Chunk], begins: Sequence[int]) -> bool:
    at = bisect_right(begins, run.begin) - 1
    return at >= 0 and run.end <= quotes[at].end
