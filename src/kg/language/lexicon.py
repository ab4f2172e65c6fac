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
    """`word` for comparing: small letters, composed (NFC), without soft hyphens; for look-up only, never for offsets."""
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


class Lexicon(Generic[Tag]):
    """Forms with their tags. All that match at a place are found; the caller chooses among them.

    Looking up memoises what each spelling matches; the memo is bounded and is the only thing that changes.
    """

    def __init__(self, entries: Iterable[tuple[str, Tag]]) -> None:
        self._patterns: dict[str, int] = {}
        self._phrases: dict[int, list[tuple[tuple[int, ...], Tag]]] = {}
        for form, tag in entries:
            for variant in expand(form):
                ids = tuple(self._patterns.setdefault(word, len(self._patterns)) for word in variant.split(" "))
                self._phrases.setdefault(ids[0], []).append((ids[1:], tag))
        self._exact: dict[str, list[int]] = {}
        self._affixes: list[tuple[re.Pattern[str], int, bool]] = []
        self._prefixes: dict[str, list[int]] = {}
        for word, number in self._patterns.items():
            self._add(word, number)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._memo: dict[str, tuple[int, ...]] = {}

    def _add(self, word: str, number: int) -> None:
        cased = word.startswith("=") and len(word) > 1
        bare = word[1:] if cased else fold(word)
        if "*" not in bare and not cased:
            self._exact.setdefault(bare, []).append(number)
        elif not cased and bare.endswith("*") and "*" not in bare[:-1] and len(bare) > 1:
            self._prefixes.setdefault(bare[:-1], []).append(number)
        else:
            source = ".*".join(map(re.escape, bare.split("*")))
            self._affixes.append((re.compile(source, re.DOTALL), number, cased))

    def ids(self, word: str) -> tuple[int, ...]:
        """Numbers of the word patterns that `word` matches."""
        found = self._memo.get(word)
        if found is None:
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[word] = self._match(word)
        return found

    def _match(self, word: str) -> tuple[int, ...]:
        folded = fold(word)
        found = list(self._exact.get(folded, ()))
        for length in self._lengths:
            if length > len(folded):
                break
            found += self._prefixes.get(folded[:length], ())
        if len(word) < 200:  # a longer run is no word of a language, and must cost no more than its length
            found += [n for pattern, n, cased in self._affixes if pattern.fullmatch(word if cased else folded)]
        return tuple(n for n in found)

    def hits(self, words: Sequence[str]) -> list[Hit[Tag]]:
        """All matches in `words`, by first token, then longest first."""
        ids, phrases, found = self.ids, self._phrases, []
        size = len(words)
        for i, word in enumerate(words):
            for number in ids(word):
                for rest, tag in phrases.get(number, ()):
                    last = i + 1 + len(rest)
                    if not rest or (last <= size and all(n in ids(words[i + 1 + k]) for k, n in enumerate(rest))):
                        found.append(Hit(i, last, tag))
        found.sort(key=lambda hit: (hit.first, -hit.last))
        return found
