"""Lists without bullets: lines of a label and a figure below a heading or a question ("Telefon: 26 %")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kg.model import Sentence

_LONGEST = 70
_ROW = re.compile(
    r"[^\W\d][^\d:|\t\n]{1,45}(?:\s?[:–—-]|\s)\s*[^\W\d]{0,10}\s?\d[\d\s.,\u00a0\u202f]*(?:%|[^\W\d]\w{1,10}\.?)?"
)
_TITLES = frozenset({"headline", "caption"})


def listed(text: str, found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """`found`, with two or more lines in a row that are a label and a figure each as the bullets of a list."""
    made: list[Sentence] = []
    for is_row, group in groupby(found, key=lambda sentence: _is_row(text, sentence)):
        lines = list(group)
        alone = not is_row or len(lines) < 2 or not made
        made += lines if alone else [replace(line, kind="bullet") for line in lines]
    return tuple(made)


def _is_row(text: str, sentence: Sentence) -> bool:
    if sentence.kind not in _TITLES or sentence.end - sentence.begin > _LONGEST:
        return False
    return _ROW.fullmatch(text, sentence.begin, sentence.end) is not None
