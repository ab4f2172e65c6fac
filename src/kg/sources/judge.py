"""A second opinion on which lines of a page are its main text: trafilatura's, line by line.

Its own text is not used, since it normalises white space and drops headings; lines of ours are kept that it has too,
and among them the small gaps, tables and figures that it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LARGE = 3_000_000
_ENOUGH = 0.25
_LONG, _SURE = 40, 300
_SMALL_GAP = 3
_MARKS = re.compile(r"[\W_]+")


def agreed(everything: Sequence[str], main: Sequence[str], markup: str, is_marked: bool) -> list[str]:
    """The lines of `everything` that are main text; `main` holds those that look like it by themselves.

    `is_marked` is whether the page itself marks the part that `main` came from: then its ends count as its middle does.
    """
    second = _second_opinion(markup)
    if len(second) < _ENOUGH * len(_letters("".join(main))):
        return list(main)
    own = frozenset(main)
    kept = [_is_kept(line, own, second) for line in everything]
    if not any(kept):
        return list(main)
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    found: list[str] = []
    gap: list[str] = []
    for at, line in enumerate(everything):
        if kept[at]:
            found += [*_filled(gap), line]
            gap = []
        elif line in own and (is_marked or first < at < last or ("\t" in line and _has_digit(line))):
            gap.append(line)
    return found + _filled(gap)


def _is_kept(line: str, own: frozenset[str], second: str) -> bool:
    letters = _letters(line)
    if not letters or (len(letters) < _LONG and line not in own):
        return False
    return letters[:_SURE] in second


def _filled(gap: Sequence[str]) -> list[str]:
    """What stays of lines between two that are kept: a few of them, and those with figures."""
    if sum(1 for line in gap if line) <= _SMALL_GAP:
        return list(gap)
    return [line for line in gap if not line or _has_digit(line)]


def _has_digit(line: str) -> bool:
    return any(character.isdigit() for character in line)


def _second_opinion(markup: str) -> str:
    if len(markup) > _LARGE:
        return ""
    from trafilatura import extract

    try:
        return _letters(extract(markup, include_comments=False, include_tables=True) or "")
    except Exception:  # whatever a page makes it stumble over, our own judgement stands
        return ""


def _letters(text: str) -> str:
    return _MARKS.sub("", text)
