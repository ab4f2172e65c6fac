"""The places of a text that name or describe a survey."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.chunks import Chunk, opens
from kg.extract.cues import Event, folded, table
from kg.extract.names import Names
from kg.extract.organizations import stands_for
from kg.model import Sentence

_PRINTED_YEAR = r"((?:19|20)\d\d(?:[/–-]\d{2,4})?)"
_YEAR = re.compile(rf"[ \u00a0,(]*\(?{_PRINTED_YEAR}\)?\s*$")
_YEAR_AFTER = re.compile(rf"[ \u00a0]\(?{_PRINTED_YEAR}\)?")
_TITLE = re.compile(
    rf"[ \u00a0]([^\W\d_a-zæøåäöа-яё][\w’'-]*(?:[ \u00a0][\w’'&-]+){{0,7}}?)[ \u00a0]{_PRINTED_YEAR}(?!\w)"
)
_HYPHENED = re.compile(r"[^\W\d_a-zåäö][\w:]*(?: [\w&]+){0,5} -$")
_HEADLINE = re.compile(rf"([^\W\d_a-zæøåäöа-яё][^\n:–—|.!?\d]{{3,60}}?)[ \u00a0]{_PRINTED_YEAR}[ \u00a0]*[:–—]")
_DATED_LINE = re.compile(rf"([^\W\d_a-zæøåäöа-яё]\w+(?:[ \u00a0][\w-]+){{1,9}})[ \u00a0]{_PRINTED_YEAR}\s*")
_ACRONYM = re.compile(r"[ \u00a0]\(([^\W\d_][\w-]{1,14})\)")
_NO_SURVEY = frozenset({"not_surveys", "annual"})
_OF_ORGANIZATION = frozenset({"listed", "after", "legal"})
_WINDOW = 60
_HEADLINES = 8
_NEAR = 14


@dataclass(slots=True)
class Mark:
    """A place that names or describes a survey, in the sentence with number `sentence`.

    `year` and `acronym` stand with its name; `fresh` marks "a survey", `asks` a verb of asking.
    """

    begin: int
    end: int
    name: str | None
    sentence: int
    year: str | None = None
    acronym: str | None = None
    fresh: bool = False
    asks: bool = False


class Marks:
    """Finds the marks of one text; its sentences and cue words by place."""

    def __init__(self, names: Names, sentences: Sequence[Sentence]) -> None:
        self.names, self.sentences = names, sentences
        self.text, self.events = names.text, names.events
        self._sentence_begins = [sentence.begin for sentence in sentences]
        self._event_begins = [event.begin for event in names.events]
        data = table(names.language, "surveys")
        self._definite = tuple(data["definite"])
        self.endings = tuple(sorted(data["word_endings"], key=lambda ending: (-len(ending), ending)))

    def number(self, place: int) -> int:
        """The sentence that holds `place`, else the one before it."""
        return max(0, bisect_right(self._sentence_begins, place) - 1)

    def event_at(self, place: int) -> int:
        """The number of the first cue word from `place` on."""
        return bisect_left(self._event_begins, place)

    def events_of(self, sentence: int) -> Sequence[Event]:
        """The cue words of a sentence."""
        bounds = self.sentences[sentence]
        low = self.event_at(bounds.begin)
        return self.events[low : bisect_left(self._event_begins, bounds.end, low)]

    def read(self) -> list[Mark]:
        """All marks in text order, without overlap; a name goes before a description."""
        found = sorted([*self._named(), *self._generic()], key=lambda mark: (mark.begin, mark.name is None, -mark.end))
        kept: list[Mark] = []
        for mark in found:
            if not kept or mark.begin >= kept[-1].end:
                kept.append(mark)
            elif mark.name is not None and kept[-1].name is None:
                kept[-1] = mark
        return kept

    # ---- names ----

    def _named(self) -> Iterator[Mark]:
        for chunk in self.names.chunks:
            mark = self._quoted(chunk) if chunk.quoted else self._titled(chunk)
            if mark is not None:
                yield mark
        for at, event in enumerate(self.events):
            if {"nouns", "titles"} & event.tags and "not_surveys" not in event.tags:
                yield from self._beside_noun(at, event)
        yield from self._in_headlines()

    def _mark(self, begin: int, end: int, name: str, year: str | None) -> Mark:
        match = _ACRONYM.match(self.text, end)
        short = match[1] if match is not None and (stands_for(match[1], name) or _ends_alike(match[1], name)) else None
        return Mark(begin, end, name, self.number(begin), year, short)

    def _quoted(self, chunk: Chunk) -> Mark | None:
        """A title between quotation marks: beside a survey noun, or with one in it."""
        content = self.text[chunk.begin : chunk.end]
        year = _YEAR.search(content)
        name = (content[: year.start()] if year is not None else content).strip()
        if not name or name[0].islower() or "kind" in chunk.cues or content[-1] in ".?!,":
            return None
        words = self.events[chunk.first : chunk.last]
        titled = any({"titles", "nouns"} & word.tags and "not_surveys" not in word.tags for word in words)
        if (titled and (year is not None or len(words) <= 5)) or self._noun_beside(chunk):
            return self._mark(chunk.begin, chunk.end, name, year[1] if year is not None else None)
        return None

    def _noun_beside(self, chunk: Chunk) -> bool:
        before = self.events[chunk.first - 1] if chunk.first else None
        after = self.events[chunk.last] if chunk.last < len(self.events) else None
        if before is not None and "nouns" in before.tags and chunk.begin - before.end <= 4:
            return ":" not in self.text[before.end : chunk.begin]
        return after is not None and "nouns" in after.tags and after.begin - chunk.end <= 3

    def _titled(self, chunk: Chunk) -> Mark | None:
        """A run of capitals with a word for surveys: a compound, a title of several words, or followed by a year."""
        words = self.events[chunk.first : chunk.last]
        if "listed" in chunk.cues or not words:
            return None
        last = next((i for i in range(len(words) - 1, -1, -1) if "titles" in words[i].tags), None)
        if last is None or _NO_SURVEY & words[last].tags:
            return self._dated(chunk, words) or self._before_noun(chunk, words)
        word = words[last]
        year = _YEAR_AFTER.match(self.text, word.end)
        begin = word.begin
        if not self.names.capital_nouns:
            begin = next((w.begin for w in words[:last] if len(w.word) > 1), word.begin)
        if year is None and (begin == word.begin) and not self._stands_alone(chunk, word):
            return None
        name = self._base(begin, word.end, year is not None)
        return self._mark(begin, word.end if year is None else year.end(), name, year and year[1])

    def _stands_alone(self, chunk: Chunk, word: Event) -> bool:
        """Whether one word without a year is a name: no bare noun, no capital that its place or language gives."""
        if self.names.capital_nouns:
            return "nouns" not in word.tags and not self._is_plain(word.word)
        if chunk.opens and not self.names.again(chunk):
            return False
        return not ("nouns" in word.tags and self._is_plain(word.word))

    def _dated(self, chunk: Chunk, words: Sequence[Event]) -> Mark | None:
        """A run that ends in a survey noun before a year ("Kundereport 2020")."""
        year = _YEAR_AFTER.match(self.text, chunk.end)
        if year is None or "nouns" not in words[-1].tags or _NO_SURVEY & words[-1].tags:
            return None
        if len(words) == 1 and self._is_plain(words[0].word):
            return None
        begin = words[-1].begin if self.names.capital_nouns else chunk.begin
        return self._mark(begin, year.end(), self.text[begin : chunk.end], year[1])

    def _before_noun(self, chunk: Chunk, words: Sequence[Event]) -> Mark | None:
        """Several capitals right before a survey noun ("the Comparing Customer Service report")."""
        after = self.events[chunk.last] if chunk.last < len(self.events) else None
        if len(words) < 2 or self.names.capital_nouns or chunk.cues or after is None or "nouns" not in after.tags:
            return None
        if self.text[chunk.end : after.begin] not in (" ", "-") or not after.word[0].islower():
            return None
        return self._mark(chunk.begin, after.end, self.text[chunk.begin : chunk.end], None)

    def _beside_noun(self, at: int, event: Event) -> Iterator[Mark]:
        """ "rapporten Den goda kundtjänsten 2013", "Some ja nuoret -katsaus", compounds in small letters."""
        plain = "titles" not in event.tags or self._is_plain(event.word)
        title = _TITLE.match(self.text, event.end) if plain and not self.names.capital_nouns else None
        if title is not None and "\n" not in title[0]:
            yield self._mark(title.start(1), title.end(), title[1], title[2])
        if self.text[event.begin - 1 : event.begin] == "-":
            window = max(0, event.begin - _WINDOW)
            match = _HYPHENED.search(self.text, window, event.begin)
            if match is not None:
                begin = self._title_begin(match.start(), event.begin - 2)
                yield self._mark(begin, event.end, self.text[begin : event.begin - 2], None)
        if "titles" in event.tags and event.word[0].islower() and self._is_compound(event, at):
            yield self._mark(event.begin, event.end, self._base(event.begin, event.end, False), None)

    def _title_begin(self, begin: int, end: int) -> int:
        """Where a title begins in words of which the first has its capital from the sentence."""
        if not opens(self.text, begin):
            return begin
        words = re.finditer(r"\w+", self.text[begin:end])
        return next((begin + m.start() for m in words if m.start() and m[0][0].isupper()), begin)

    def _is_compound(self, event: Event, at: int) -> bool:
        """Whether a compound in small letters is a survey's name: after its owner, or after "this year's"."""
        if self._is_plain(event.word):
            return False
        before = self.events[at - 1] if at else None
        yearly = before is not None and "this_year" in before.tags and event.begin - before.end <= 2
        return yearly or self.owner(event.begin) is not None

    def _is_plain(self, word: str) -> bool:
        """Whether the word is a bare survey noun ("Index"), no compound."""
        cues = self.names.cues
        parts = cues.parts(word, "titles") or cues.parts(word, "nouns")
        return bool(cues.base(word, "nouns") or cues.base(word, "titles")) or (parts is not None and not parts[0])

    def _base(self, begin: int, end: int, dated: bool) -> str:
        """The basic form of a survey's name: that of its last word's entry.

        Where a language lists a definite form first, only for one word after a genitive and without a year
        ("årets nettbankundersøkelse").
        """
        name = self.text[begin:end]
        head, blank, tail = name.rpartition(" ")
        parts = self.names.cues.parts(tail, "titles")
        if parts is None:
            return name
        word = parts[0] + parts[1]
        if not self._definite:
            return f"{head}{blank}{word}"
        before = self.text[max(0, begin - 20) : begin].split()
        genitive = bool(before) and before[-1].endswith(self._definite)
        return name if head or dated or not genitive else word[:1].upper() + word[1:]

    def _in_headlines(self) -> Iterator[Mark]:
        """ "Svenskarna och internet 2022: …" where the text speaks of a survey."""
        if any("nouns" in event.tags and "annual" not in event.tags for event in self.events):
            for number, sentence in enumerate(self.sentences[:_HEADLINES]):
                match = _HEADLINE.match(self.text, sentence.begin)
                if match is None and sentence.kind == "headline":
                    match = _DATED_LINE.fullmatch(self.text, sentence.begin, sentence.end)
                if match is not None and folded(match[1].split()[-1]) in self.names.small:
                    continue
                account = {"annual", "published"} & {t for e in self.events_of(number)[:_HEADLINES] for t in e.tags}
                if match is not None and not account:
                    yield self._mark(match.start(1), match.end(2), match[1], match[2])

    # ---- descriptions ----

    def _generic(self) -> Iterator[Mark]:
        """Survey nouns without a name, and verbs that say that somebody asked."""
        for at, event in enumerate(self.events):
            if "nouns" in event.tags and not _NO_SURVEY & event.tags and not self._in_name(event):
                before = self.events[at - 1] if at else None
                fresh = before is not None and event.begin - before.end < _NEAR and "indefinite" in before.tags
                yield Mark(event.begin, event.end, None, self.number(event.begin), fresh=fresh)
            elif "ask" in event.tags:
                yield Mark(event.begin, event.end, None, self.number(event.begin), asks=True)

    def _in_name(self, event: Event) -> bool:
        """Whether the word is part of an organization's name ("Svenskt Kvalitetsindex", "Finch Research")."""
        if "cap" not in event.tags:
            return False
        chunk = self.names.covering(event.begin)
        return chunk is not None and bool(_OF_ORGANIZATION & chunk.cues.keys())

    def owner(self, begin: int) -> Chunk | None:
        """The organization whose genitive stands right before `begin` ("DNA:n somebarometri")."""
        chunk = self.names.before(begin, 3, begin - 80)
        if chunk is None or chunk.quoted or not self.names.usable(chunk):
            return None
        printed, following = self.text[chunk.begin : chunk.end], self.text[chunk.end : begin]
        genitive = printed != chunk.name or len(following) == 3 or "listed" in chunk.cues
        return chunk if genitive and "\n" not in following else None

    def stem(self, word: str) -> str:
        """`word` in small letters without an inflectional ending of the language."""
        form = folded(word)
        ending = next((ending for ending in self.endings if form.endswith(ending) and len(form) > len(ending) + 3), "")
        return form[: len(form) - len(ending)]


def _ends_alike(short: str, name: str) -> bool:
    """Whether a mixed acronym ends as the name does ("KSIndeks", "Norsk Kundeserviceindeks")."""
    ending = folded(name)[-5:]
    return sum(letter.isupper() for letter in short) > 1 and folded(short).endswith(ending)
