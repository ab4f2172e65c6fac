"""Which language a text is in, from its words and letters.

The profile `identification.bin` (made by `tools/identification.py`, which says how) gives each word or run of letters a
penalty for each language. The penalties of all languages stand side by side in one whole number, so that adding up a
text takes one addition a word.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import DataError
from kg.language.data import LANGUAGES

UNKNOWN = "und"
TARGET = Path(__file__).with_name("identification.bin")
MAGIC = b"kgid1\n"
STEP = 0.25
"""Bits that one step of a penalty stands for."""

_WORD = re.compile(r"\w+")
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff\u0300-\u036f\u0400-\u052f]")
_ADDRESS = re.compile(r"https?://\S++|www\.\S++|[\w.+-]{1,64}@[\w.-]{1,250}")
_SLOT = 4
_MEMO_LIMIT = 100_000
_WORD_LIMIT = round(10.0 / STEP)
_STRANGER = 24
_CLEAR, _DOUBT = 80, 24
_FEW, _TASTE = 4, 300
_SAME_AS = {"nn": "nb"}
_LONG = 6_000
_PIECES = 20


def identify(text: str) -> str:
    """The language of `text`: one of `LANGUAGES`, or `und` for any other, for none, and for a text without words.

    Of a text of more than 6,000 characters twenty stretches, evenly spread, are read.
    """
    words = _words(text)
    if not words or _is_foreign(text, words):
        return UNKNOWN
    return _profile().best(words)


def identify_parts(parts: Sequence[str]) -> tuple[str, list[str]]:
    """The language of a text that consists of `parts`, and that of each part.

    A part is in the language of the text unless its own words speak clearly for another. Of a long part the first 300
    characters are read, and all of it where they speak for another language.
    """
    profile = _profile()
    samples = [_words(part[:_TASTE]) for part in parts]
    totals = [profile.listed_total(words) for words in samples]
    everything = [word for words in samples for word in words]
    if not everything:
        return UNKNOWN, [UNKNOWN] * len(parts)
    overall = UNKNOWN if _is_foreign("".join(parts), everything) else profile.best_of_all(totals)
    return overall, [
        overall if len(words) < _FEW or profile.is_plausible(total, overall) else _part(part, overall)
        for part, words, total in zip(parts, samples, totals, strict=True)
    ]


def _part(text: str, overall: str) -> str:
    words = _words(text)
    return UNKNOWN if _is_foreign(text, words) else _profile().unless_clear(words, overall)


def _words(text: str) -> list[str]:
    if len(text) > _LONG:
        step = len(text) // _PIECES
        text = "\n".join(text[at : at + _LONG // _PIECES] for at in range(0, len(text), step))
    if "@" in text or "www." in text or "://" in text:
        text = _ADDRESS.sub(" ", text)
    return _WORD.findall(text.lower())


def _is_foreign(text: str, words: list[str]) -> bool:
    """Whether most letters belong to neither Latin nor Cyrillic script."""
    if text.isascii() or _FOREIGN.search(text) is None:
        return False
    return 2 * len(_FOREIGN.findall("".join(words))) > sum(map(len, words))


class Total(NamedTuple):
    """Summed penalties of listed words, packed, and the words that are not listed."""

    penalties: int
    unlisted: list[str]


class _Profile:
    """Penalties of words and runs of letters. Words already met are remembered, up to a bound."""

    def __init__(self, languages: list[str], words: dict[str, int], grams: dict[str, int], table: bytes) -> None:
        self._results = [code if code in LANGUAGES else UNKNOWN for code in map(_as_known, languages)]
        self._columns: dict[str, list[int]] = {}
        for column, result in enumerate(self._results):
            self._columns.setdefault(result, []).append(column)
        self._words, self._grams, self._table = words, grams, table
        self._listed: dict[str, int] = {}
        self._spelled: dict[str, int] = {}
        self._start = _packed(bytes(_STRANGER if result == UNKNOWN else 0 for result in self._results))

    def best(self, words: list[str]) -> str:
        """The result with the least penalty."""
        return self.best_of_all([self.listed_total(words)])

    def _decided(self, total: int, unlisted: list[str]) -> str:
        """Words that are not listed are spelled only where the listed ones leave doubt."""
        if total == self._start and not unlisted:
            return UNKNOWN
        result, lead = self._leader(total)
        if not unlisted or lead > _CLEAR:
            return result
        return self._leader(total + sum(map(self._spelling, unlisted)))[0]

    def listed_total(self, words: list[str]) -> Total:
        """The summed penalties of the words that are listed, and the other words."""
        listed = self._listed
        known = list(map(listed.get, words))
        total, unlisted = sum(filter(None, known)), []
        for word in (word for word, packed in zip(words, known, strict=True) if packed is None):
            if (place := self._words.get(word)) is not None:
                listed[word] = _packed(self._row(place))
                total += listed[word]
            elif word.isalpha():
                unlisted.append(word)
        return Total(total, unlisted)

    def best_of_all(self, totals: Iterable[Total]) -> str:
        """The result of parts together."""
        total, unlisted = self._start, list[str]()
        for part in totals:
            total += part.penalties
            unlisted += part.unlisted
        return self._decided(total, unlisted)

    def is_plausible(self, total: Total, expected: str) -> bool:
        """Whether the listed words of a part do not speak against `expected`."""
        return self._behind(self._start + total.penalties, expected) <= _DOUBT

    def unless_clear(self, words: list[str], expected: str) -> str:
        """`expected`, unless the words speak clearly for another result."""
        listed, unlisted = self.listed_total(words)
        total = self._start + listed + sum(map(self._spelling, unlisted))
        return self._leader(total)[0] if self._behind(total, expected) > _CLEAR else expected

    def _behind(self, total: int, expected: str) -> int:
        """How many steps the best is ahead of `expected`."""
        penalties = self._unpacked(total)
        return min(penalties[at] for at in self._columns[expected]) - min(penalties)

    def _leader(self, total: int) -> tuple[str, int]:
        """The best result and how many steps it is ahead of the next other one."""
        penalties = self._unpacked(total)
        least = min(penalties)
        result = self._results[penalties.index(least)]
        return result, min(
            each for each, other in zip(penalties, self._results, strict=True) if other != result
        ) - least

    def _spelling(self, word: str) -> int:
        """The penalties of a word from its letters, each with up to three before it."""
        known = self._spelled.get(word)
        if known is not None:
            return known
        if len(self._spelled) >= _MEMO_LIMIT:
            self._spelled.clear()
        spelled = f"^{word[:40]}$"
        total = 0
        for end in range(2, len(spelled) + 1):
            for begin in range(max(0, end - 4), end):
                packed = self._gram(spelled[begin:end])
                if packed is not None:
                    total += packed
                    break
        penalties = self._unpacked(total)
        least = min(penalties)
        self._spelled[word] = _packed(bytes([min(each - least, _WORD_LIMIT) for each in penalties]))
        return self._spelled[word]

    def _gram(self, gram: str) -> int | None:
        packed = self._listed.get(gram + "\t")
        if packed is None and (place := self._grams.get(gram)) is not None:
            packed = self._listed[gram + "\t"] = _packed(self._row(place))
        return packed

    def _row(self, place: int) -> bytes:
        width = len(self._results)
        return self._table[place * width : (place + 1) * width]

    def _unpacked(self, total: int) -> tuple[int, ...]:
        width = len(self._results)
        return struct.unpack(f"<{width}I", total.to_bytes(_SLOT * width, "little"))


def _packed(row: bytes) -> int:
    spread = bytearray(_SLOT * len(row))
    spread[::_SLOT] = row
    return int.from_bytes(spread, "little")


def _as_known(code: str) -> str:
    return _SAME_AS.get(code, code)


@cache
def _profile() -> _Profile:
    try:
        data = TARGET.read_bytes()
        unpacked = zlib.decompress(data.removeprefix(MAGIC))
    except (OSError, zlib.error) as error:
        raise DataError(str(TARGET), str(error), "the language profile", "install the package again") from error
    (length,) = struct.unpack_from("<I", unpacked)
    languages, words, grams = (line.split("\t") for line in unpacked[4 : 4 + length].decode().split("\n"))
    by_word = {word: place for place, word in enumerate(words)}
    by_gram = {gram: place for place, gram in enumerate(grams, len(words))}
    return _Profile(languages, by_word, by_gram, unpacked[4 + length :])
