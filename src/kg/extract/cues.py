"""The words of a text that say something of organizations, surveys or time: capitalised words and cue words, sparse.

Most words of a text carry no such meaning; each spelling is classified once and the rest costs one dictionary access a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.language.lexicon import Lexicon, expand, fold

_WORD = re.compile(
    r"[^\W\d_]/S\b|\w[\w\u0300-\u036f\u00ad]*"
    r"(?:[-‑'’&+][\w\u0300-\u036f]+|\.(?=[a-zæøåäöа-яё\d])\w+|:[a-zäöå]{1,6}\b)*"
)
_NONE: frozenset[str] = frozenset()
_MEMO_LIMIT = 200_000
_LONGEST = 80


class Event(NamedTuple):
    """A word, or a phrase of cue words, with what it may be: tags are names of tables' keys, and `cap` for a capital."""

    begin: int
    end: int
    word: str
    tags: frozenset[str]


class Cues:
    """Cue words by tag; a form of several words is found by its first word."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        singles: list[tuple[str, str]] = []
        self._phrases: list[tuple[re.Pattern[str], str]] = []
        self._bases: dict[str, str] = {}
        for form, tag in entries:
            variants = expand(form)
            for variant in variants:
                first, _, rest = variant.partition(" ")
                if rest:
                    singles.append((first, f"#{len(self._phrases)}"))
                    source = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in rest.split(" "))
                    self._phrases.append((re.compile(rf"\s+{source}(?!\w)", re.IGNORECASE), tag))
                else:
                    singles.append((variant, tag))
                    if "*" not in variant:
                        self._bases.setdefault(fold(variant.lstrip("=")), variants[0].lstrip("="))
        self._lexicon: Lexicon[str] = Lexicon(singles)
        self._memo: dict[str, frozenset[str]] = {}

    def base(self, word: str) -> str | None:
        """The first form of the table's entry that lists `word` as a form, in small letters."""
        return self._bases.get(fold(word))

    def tags(self, word: str) -> frozenset[str]:
        """What the single `word` may be."""
        found = self._memo.get(word)
        if found is None:
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[word] = self._classify(word)
        return found

    def _classify(self, word: str) -> frozenset[str]:
        if len(word) > _LONGEST or word[0].isdigit():
            return _NONE
        found = {hit.tag for hit in self._lexicon.hits([word])}
        if word[0].isupper():
            found.add("cap")
        return frozenset(found) if found else _NONE

    def events(self, text: str, begin: int = 0, end: int | None = None) -> list[Event]:
        """The words of `text[begin:end]` with a tag, in text order, phrases as one event."""
        found: list[Event] = []
        memo, skip = self._memo, begin
        for match in _WORD.finditer(text, begin, len(text) if end is None else end):
            word = match.group()
            tags = memo.get(word)
            if tags is None:
                tags = self.tags(word)
            if not tags:
                continue
            start, stop = match.span()
            if start < skip:
                continue
            if any(tag[0] == "#" for tag in tags):
                phrase = self._phrase(text, stop, tags)
                tags = frozenset(tag for tag in tags if tag[0] != "#")
                if phrase is not None:
                    skip, tag = phrase
                    found.append(Event(start, skip, text[start:skip], frozenset((tag,)) | (tags & {"cap"})))
                    continue
            if tags:
                found.append(Event(start, stop, word, tags))
        return found

    def _phrase(self, text: str, stop: int, tags: frozenset[str]) -> tuple[int, str] | None:
        best: tuple[int, str] | None = None
        for number in sorted(int(tag[1:]) for tag in tags if tag[0] == "#"):
            pattern, tag = self._phrases[number]
            match = pattern.match(text, stop)
            if match is not None and (best is None or match.end() > best[0]):
                best = (match.end(), tag)
        return best
