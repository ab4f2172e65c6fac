"""Words, numbers and marks of a text with their offsets; the units that a `Lexicon` looks up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

# Letters, digits and what joins them: combining marks, soft hyphens and zero-width joiners belong to their word.
_W = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])"
# A word goes on over hyphens, apostrophes, and a full stop before a digit or small letter ("Web-2.0", "bank24.ru").
_TOKEN = re.compile(
    rf"(\d+(?:[.,]\d+)*(?!{_W})|{_W}+(?:(?:[-‑'’]|\.(?=[\da-zа-яё])){_W}+)*-?|[^\w\s])",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a stretch of text as parallel sequences; `words` are the characters as they stand."""

    begins: list[int]
    ends: list[int]
    words: list[str]

    def __len__(self) -> int:
        return len(self.words)


def tokens(text: str, begin: int = 0, end: int | None = None) -> Tokens:
    """The tokens of `text[begin:end]`, offsets counted from the start of `text`."""
    parts = _TOKEN.split(text[begin:end])  # what stands between two tokens, then a token, in turn
    edges = list(accumulate(map(len, parts), initial=begin))
    return Tokens(edges[1:-1:2], edges[2::2], parts[1::2])
