"""The words that answers are printed with, in the reader's language, from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from kg.questions.terms import plain

_FILE = Path(__file__).with_name("words.toml")
FALLBACK = "en"


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def languages() -> tuple[str, ...]:
    """The languages that answers can be read in."""
    return tuple(_tables())


def reader_language(tag: str) -> str:
    """The language of `languages` that serves a BCP 47 tag (`nb-NO`, `no`), English if none does."""
    return _primary(tag) if serves(tag) else FALLBACK


def serves(tag: str) -> bool:
    """Whether there are words for readers of a BCP 47 tag."""
    return _primary(tag) in _tables()


def _primary(tag: str) -> str:
    primary = tag.lower().replace("_", "-").split("-")[0]
    return {"no": "nb", "nn": "nb"}.get(primary, primary)


def word(language: str, *keys: str, default: str = "") -> str:
    """The word under the keys (`"bound", "over"`), in the language, else in English, else `default`."""
    for code in (language, FALLBACK):
        found: Any = _tables().get(code, {})
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(found, str):
            return found
    return default


def number(value: Decimal, language: str) -> str:
    """The number as readers of the language write it: 3,450 or 3 450, 66.67 or 66,67."""
    whole, _, fraction = plain(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    first = len(digits) % 3 or 3
    grouped = word(language, "group").join(
        [digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))]
    )
    return sign + grouped + (word(language, "decimal") + fraction if fraction else "")
