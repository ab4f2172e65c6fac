"""A sentence as extraction sees it: its tokens, and what the lexicon says of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from kg.extract.lexicon import Tag, Vocabulary
from kg.language.tokens import Tokens, tokens

_BEFORE_NOUNS = ("of", "articles", "modifiers")


class Mark(NamedTuple):
    """Tokens `first` to `last` (exclusive) have the meaning `code`; `size` counts the letters that the form gives."""

    first: int
    last: int
    code: str
    size: int


class Page:
    """Tokens of a stretch of text, with all that a vocabulary says of them; `tagged` cuts its sentences out."""

    __slots__ = ("_firsts", "_found", "_matches", "begin", "end", "text", "vocabulary")

    def __init__(self, text: str, begin: int, end: int, vocabulary: Vocabulary) -> None:
        self.text, self.begin, self.end, self.vocabulary = text, begin, end, vocabulary
        self._found = tokens(text, begin, end)
        self._matches = vocabulary.lexicon.matches(["#" if w[0].isdigit() else w for w in self._found.words])
        self._firsts = [match[0] for match in self._matches]

    def tagged(self, begin: int, end: int) -> Tagged:
        """The sentence at `text[begin:end]`, whose tokens all lie in it."""
        found = self._found
        first = bisect_left(found.begins, begin)
        last = bisect_right(found.ends, end, first)
        matches = self._matches[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]
        return Tagged(self, (begin, end), (first, last), matches)

    @property
    def tokens(self) -> Tokens:
        """The tokens of the page."""
        return self._found


class Tagged:
    """Tokens of a sentence with their marks by table and key, each list in text order."""

    __slots__ = (
        *("text", "begin", "end", "begins", "ends", "words", "cases", "bare", "capital_nouns"),
        *("_all", "_cues", "_first", "_kept", "_last", "_raw", "_skips", "_starts", "_stops"),
    )

    def __init__(
        self, page: Page, span: tuple[int, int], place: tuple[int, int], matches: list[tuple[int, int, Tag]]
    ) -> None:
        first, last = place
        found, words = page.tokens, page.vocabulary
        self.text, self.begin, self.end = page.text, *span
        self.cases, self.bare, self.capital_nouns = words.cases, words.bare, words.capital_nouns
        self.begins, self.ends, self.words = found.begins[first:last], found.ends[first:last], found.words[first:last]
        self._all: dict[str, list[Mark]] = {}
        self._kept: dict[str, list[Mark]] = {}
        self._cues: dict[str, list[Mark]] | None = None
        self._starts: dict[str, dict[str | None, dict[int, int]]] = {}
        self._stops: set[int] | None = None
        self._skips: dict[int, int] | None = None
        self._first, self._last = first, last
        self._raw: dict[str, list[tuple[int, int, Tag]]] = {}
        raw = self._raw
        for match in matches:
            kind = match[2][0]
            if kind in raw:
                raw[kind].append(match)
            else:
                raw[kind] = [match]

    def __len__(self) -> int:
        return len(self.words)

    def all(self, kind: str) -> list[Mark]:
        """Every mark of table `kind`, overlapping ones too, by first token, then longest first."""
        marks = self._all.get(kind)
        if marks is None:
            by, last = self._first, self._last
            found = self._raw.get(kind)
            if found is None:
                return []
            marks = self._all[kind] = [Mark(f - by, e - by, tag[1], tag[2]) for f, e, tag in found if e <= last]
            if len(marks) > 1:
                marks.sort(key=_order)
        return marks

    def kept(self, kind: str) -> list[Mark]:
        """Marks of table `kind` without overlap: of those at one place the one of most words, then most letters."""
        marks = self._kept.get(kind)
        if marks is None:
            if kind not in self._raw:
                return []
            marks = self.all(kind)
            if len(marks) > 1:
                marks = _without_overlap(marks)
            self._kept[kind] = marks
        return marks

    def code(self, kind: str, code: str) -> list[Mark]:
        """Every mark of table `kind` with `code`."""
        if kind not in self._raw:
            return []
        return [mark for mark in self.all(kind) if mark[2] == code]

    def starts(self, kind: str, code: str | None) -> dict[int, int]:
        """First tokens of the marks of `kind` (with `code`, or any), with the token after the longest of each."""
        found = self._starts.get(kind)
        if found is None:
            found = self._starts[kind] = self._by_code(kind)
        return found.get(code) or {}

    def _by_code(self, kind: str) -> dict[str | None, dict[int, int]]:
        """For each code of `kind`, and for any (None), first tokens with the token after the longest mark."""
        by, end = self._first, self._last
        found: dict[str | None, dict[int, int]] = {}
        for first, last, tag in self._raw.get(kind, ()):
            if last <= end:
                for code in (None, tag[1]):
                    places = found.setdefault(code, {})
                    if last - by > places.get(first - by, 0):
                        places[first - by] = last - by
        return found

    @property
    def stops(self) -> set[int]:
        """Tokens at which a noun phrase ends: small words, conjunctions, and words that are cues of a measure."""
        if self._stops is None:
            functions, ands = self.starts("grammar", "functions"), self.starts("grammar", "and")
            self._stops = {*functions, *ands, *self.starts("measures", None)}
        return self._stops

    @property
    def skips(self) -> dict[int, int]:
        """Prepositions, articles and modifiers before a counted noun: first token and the one after the last."""
        if self._skips is None:
            self._skips = {}
            for code in _BEFORE_NOUNS:
                for first, last in self.starts("population", code).items():
                    self._skips[first] = max(last, self._skips.get(first, 0))
        return self._skips

    def best(self, kind: str) -> list[Mark]:
        """Marks of `kind` (`measures` or `hints`) that no longer cue of either table, nor a frequency, covers."""
        if self._cues is None:
            marks = [(m, k) for k in ("measures", "hints", "frequencies") for m in self.all(k)]
            marks.sort(key=lambda pair: (pair[0].first, -pair[0].last))
            self._cues = {"measures": [], "hints": [], "frequencies": []}
            span = (-1, -1)
            for mark, table in marks:
                if mark.first >= span[1] or (mark.first, mark.last) == span:
                    span = (mark.first, mark.last)
                    self._cues[table].append(mark)
        return self._cues[kind]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens `first` to `last` (exclusive)."""
        return self.begins[first], self.ends[last - 1]

    def string(self, first: int, last: int) -> str:
        """The characters from token `first` to token `last` (exclusive)."""
        return self.text[self.begins[first] : self.ends[last - 1]] if first < last else ""

    def range(self, begin: int, end: int) -> tuple[int, int]:
        """The tokens that touch `text[begin:end]`."""
        first = bisect_right(self.ends, begin)
        return first, max(first, bisect_left(self.begins, end))


def _order(mark: Mark) -> tuple[int, int, int]:
    return mark.first, -mark.last, -mark.size


def _without_overlap(marks: Iterable[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.first >= kept[-1].last:
            kept.append(mark)
    return kept
