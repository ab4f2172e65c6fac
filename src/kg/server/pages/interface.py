"""The words of the pages in the reader's language, from `i18n/*.toml`; a key that a language lacks is in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.questions.words import FALLBACK, reader_language

_FOLDER = Path(__file__).parent.parent / "i18n"


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """All words by language and key; `language` is the language's own name."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.toml"))}


def interface_word(language: str, key: str) -> str:
    """The word under a key.

    Raises:
        KeyError: no language has it.
    """
    return tables().get(language, {}).get(key) or tables()[FALLBACK][key]


def preferred(accept_language: str) -> str:
    """The best language for an Accept-Language header (RFC 9110, section 12.5.4), English where none fits."""
    ranked: list[tuple[float, int, str]] = []
    for at, part in enumerate(accept_language.split(",")[:32]):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            ranked.append((-quality, at, tag))
    for _, _, tag in sorted(ranked):
        language = reader_language(tag)
        if language != FALLBACK or tag.lower().startswith(FALLBACK):
            return language
    return FALLBACK
