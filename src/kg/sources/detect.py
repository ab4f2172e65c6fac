"""Which of the older encodings a text is in, from what its letters look like when it is decoded."""

from __future__ import annotations

import re

from kg.sources.content import Unreadable

# Those in which texts of the seven languages were written, the likeliest first: it wins a tie.
_CANDIDATES = ("cp1252", "cp1251", "koi8-r", "iso8859-5", "cp866", "iso8859-15", "cp850", "mac-roman", "mac-cyrillic")
_SAMPLE = 200_000
_COMMON = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёåäöæøüßéèáóíúçñêâôîàõ")
_QUOTES = frozenset("«»„“”‘’‚–—…§°№€£•·‑\xa0\xad½¼¾²³µ×±´¨©®™")
_FREQUENT = frozenset("оеаинтсрвлкмдпуя")
_MIXED = re.compile(r"[a-zA-Z][а-яёА-ЯЁ]|[а-яёА-ЯЁ][a-zA-Z]|[a-zа-яёåäöæøüéß][A-ZА-ЯЁÅÄÖÆØÜÉ]")
_RUN = re.compile(r"[^\W\d_]+")


def detect(data: bytes) -> tuple[str, str]:
    """The text of `data` and its encoding, where the text shows it.

    Raises:
        Unreadable: no encoding makes a plausible text of the bytes.
    """
    best: tuple[float, str] | None = None
    sample = data[:_SAMPLE]
    for name in _CANDIDATES:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        score = _plausibility(text)
        if best is None or score > best[0] + 1e-9:
            best = score, name
    if best is not None and best[0] > 0.6:
        try:
            return data.decode(best[1]), best[1]
        except UnicodeDecodeError:
            pass
    return _general(data)


def _plausibility(text: str) -> float:
    """Share of the characters beyond ASCII that belong where they stand, -1 to about 1."""
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 1.0
    good = 0.0
    for character in foreign:
        if character in _COMMON:
            good += 1.0 + (0.05 if character in _FREQUENT else 0.0)
        elif character.lower() in _COMMON:
            good += 0.6
        elif character in _QUOTES:
            good += 0.8
        else:
            good -= 1.0
    strange = len(_MIXED.findall(text))
    cyrillic_capitals = sum(1 for run in _RUN.findall(text) if len(run) > 2 and "Ѐ" < run[1] < "а")
    return (good - 2.0 * strange - cyrillic_capitals) / len(foreign)


def _general(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE]).best()
    if found is not None and not found.encoding.startswith("utf"):
        try:
            return data.decode(found.encoding), found.encoding
        except (UnicodeDecodeError, LookupError):
            pass
    raise Unreadable("bytes in an unknown encoding", "UTF-8", "save the file as UTF-8, or give --encoding")
