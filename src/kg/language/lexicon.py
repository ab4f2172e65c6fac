"""Looking up forms of words in tokens, at the cost of one dictionary access a token.

A form is one or more words between single spaces. In a word `*` stands for any run of letters and digits (none too),
`(a|b|)` for one of the alternatives; a word that begins with `=` matches in the case as written, others in any case.
Examples: `ring*`, `sosial* medi*`, `*undersøkelse(n|r|)`, `=SMS`, `inn(e|) på`, `%`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

Tag = TypeVar("Tag")
_MEMO_LIMIT = 200_000
_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x200E), 0x2060])


class Hit(NamedTuple, Generic[Tag]):
    """Tokens `first` to `last` (exclusive) match a form with `tag`."""

    first: int
    last: int
    tag: Tag


def fold(word: str) -> str:
    """`word` for comparing: small letters, NFC, without soft hyphens; for look-up alone, never for offsets."""
    if not word.isascii():
        word = unicodedata.normalize("NFC", word).translate(_INVISIBLE).replace("ё", "е").replace("Ё", "Е")
        word = word.replace("‑", "-").replace("’", "'")
    return word.lower()


def expand(form: str) -> list[str]:
    """The forms that `form` stands for, its `(a|b)` written out.

    >>> expand("inn(e|) på")
    ['inne på', 'inn på']
    """
    parts = re.split(r"\(([^()]*)\)", form)
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    return [" ".join("".join(pick).split()) for pick in itertools.product(*choices)]


class _Node(Generic[Tag]):
    """What may follow a word: tags of the forms that end here, and the nodes of the next words by pattern."""

    __slots__ = ("nexts", "tags")

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.nexts: dict[int, _Node[Tag]] = {}


class _Entry(NamedTuple, Generic[Tag]):
    """A spelling: the patterns it matches, tags of forms that are this one word, and nodes of longer forms."""

    ids: tuple[int, ...]
    tags: tuple[Tag, ...]
    nodes: tuple[_Node[Tag], ...]


class Lexicon(Generic[Tag]):
    """Forms with their tags. All that match at a place are found; the caller chooses among them.

    Looking up memoises what each spelling matches; the memo is bounded and is the only thing that changes.
    """

    def __init__(self, entries: Iterable[tuple[str, Tag]]) -> None:
        self._patterns: dict[str, int] = {}
        self._roots: dict[int, _Node[Tag]] = {}
        for form, tag in entries:
            for variant in expand(form):
                self._insert(variant.split(" "), tag)
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._suffixes: dict[str, list[int]] = {}
        self._affixes: list[tuple[re.Pattern[str], int, bool]] = []
        for word, number in self._patterns.items():
            self._add(word, number)
        self._heads = sorted({len(prefix) for prefix in self._prefixes})
        self._tails = sorted({len(suffix) for suffix in self._suffixes})
        self._memo: dict[str, _Entry[Tag]] = {}

    def _insert(self, words: Sequence[str], tag: Tag) -> None:
        table, node = self._roots, None
        for word in words:
            number = self._patterns.setdefault(word, len(self._patterns))
            node = table.setdefault(number, _Node())
            table = node.nexts
        if node is not None:
            node.tags.append(tag)

    def _add(self, word: str, number: int) -> None:
        cased = word.startswith("=") and len(word) > 1
        bare = word[1:] if cased else fold(word)
        stars = bare.count("*")
        if not cased and not stars:
            self._exact.setdefault(bare, []).append(number)
        elif not cased and stars == 1 and bare.endswith("*") and len(bare) > 1:
            self._prefixes.setdefault(bare[:-1], []).append(number)
        elif not cased and stars == 1 and bare.startswith("*") and len(bare) > 1:
            self._suffixes.setdefault(bare[1:], []).append(number)
        else:
            source = ".*".join(map(re.escape, bare.split("*")))
            self._affixes.append((re.compile(source, re.DOTALL), number, cased))

    def ids(self, word: str) -> tuple[int, ...]:
        """Numbers of the word patterns that `word` matches."""
        return (self._memo.get(word) or self._entry(word)).ids

    def _entry(self, word: str) -> _Entry[Tag]:
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        ids = self._match(word)
        nodes = [self._roots[number] for number in ids if number in self._roots]
        tags = tuple(tag for node in nodes for tag in node.tags)
        entry = self._memo[word] = _Entry(ids, tags, tuple(node for node in nodes if node.nexts))
        return entry

    def _match(self, word: str) -> tuple[int, ...]:
        folded = fold(word)
        found = list(self._exact.get(folded, ()))
        size = len(folded)
        for length in self._heads:
            if length > size:
                break
            found += self._prefixes.get(folded[:length], ())
        for length in self._tails:
            if length > size:
                break
            found += self._suffixes.get(folded[size - length :], ())
        if len(word) < 200:  # a longer run is no word of a language, and must cost no more than its length
            found += [n for pattern, n, cased in self._affixes if pattern.fullmatch(word if cased else folded)]
        return tuple(found)

    def matches(self, words: Sequence[str]) -> list[tuple[int, int, Tag]]:
        """All matches in `words` as (first, last, tag), by first token."""
        memo, found = self._memo, []
        known = list(map(memo.get, words))
        entries = [entry or self._entry(word) for entry, word in zip(known, words, strict=True)]
        for i, (_, tags, nodes) in enumerate(entries):
            last = i + 1
            if tags:
                for tag in tags:
                    found.append((i, last, tag))
            while nodes and last < len(entries):
                following = []
                ids = entries[last].ids
                last += 1
                for node in nodes:
                    nexts = node.nexts
                    for number in ids:
                        child = nexts.get(number)
                        if child is not None:
                            following.append(child)
                            for tag in child.tags:
                                found.append((i, last, tag))
                nodes = tuple(following)
        return found

    def hits(self, words: Sequence[str]) -> list[Hit[Tag]]:
        """All matches in `words`, by first token, then longest first."""
        found = [Hit(*match) for match in self.matches(words)]
        found.sort(key=lambda hit: (hit.first, -hit.last))
        return found
