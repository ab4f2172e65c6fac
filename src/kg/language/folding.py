"""A text made comparable, with the way back to the offsets of the text as given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Soft hyphen, zero-width characters, directional marks, variation selectors, byte-order mark: no part of a spelling.
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
_SPACES = "\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\u2004\u2005\u2006\u205f\u3000"
_OTHER = (("’", "'"), ("ʼ", "'"), ("‘", "'"), ("‑", "-"), ("‐", "-"), ("ё", "е"), ("⁄", "/"))
_WRAP = re.compile(r"\r?\n(?=[^\W_])")
_FULL_LINE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A text for reading: `words` in small letters, one character for each of `source`, which keeps its capitals.

    Both are composed (NFC) and have no invisible characters; every kind of space is U+0020. `begins` and `ends` lead
    from an index of `source` to the offsets of the text as given; None where they are the same.
    """

    source: str
    words: str
    begins: list[int] | None = None
    ends: list[int] | None = None

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """The offsets in the text as given of `source[begin:end]`, which is not empty."""
        if self.begins is None or self.ends is None:
            return begin, end
        return self.begins[begin], self.ends[end - 1]


def page(text: str) -> Page:
    """`text` made comparable, in time linear in its length."""
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not any(mark in text for mark in _INVISIBLE)):
        return Page(text, _small(text))
    return _composed(text)


def _small(text: str) -> str:
    small = text.lower()
    if len(small) != len(text):  # "İ" becomes two characters
        small = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    if not small.isascii():
        for char in _SPACES:
            small = small.replace(char, " ")
        for char, plain in _OTHER:
            small = small.replace(char, plain)
    if "\n" in small:
        small = _WRAP.sub(_unwrapped, small)
    return small


def _unwrapped(match: re.Match[str]) -> str:
    """A blank for a line end inside a hard-wrapped paragraph: a long line before it, a word or number after it."""
    at = match.start()
    full = at >= _FULL_LINE and "\n" not in match.string[at - _FULL_LINE : at]
    return " " * len(match.group()) if full else match.group()


def _composed(text: str) -> Page:
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at, size = 0, len(text)
    while at < size:
        end = at + 1
        if text[at] in _INVISIBLE:
            at = end
            continue
        while end < size and unicodedata.combining(text[end]):
            end += 1
        piece = text[at] if end == at + 1 else unicodedata.normalize("NFC", text[at:end])
        pieces.append(piece)
        begins += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    source = "".join(pieces)
    return Page(source, _small(source), begins, ends)
