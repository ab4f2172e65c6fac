"""The layout of a text: headlines, paragraphs, bullets, captions, tables and what stands beside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.language.identify import identify_parts
from kg.language.lines import (
    Line,
    bullet,
    is_caption,
    is_contact,
    is_final,
    is_headline,
    is_question,
    lines,
)
from kg.language.tables import table_end
from kg.model import Block

_WRAP_WIDTH, _WRAP_LEAST, _FULL_LINE = 110, 30, 45


class _Stretch(NamedTuple):
    """Lines without an empty one among them: the index after the last, the longest's length.

    `is_broken` is whether there are three or more, and one in their midst ends without a final mark.
    """

    end: int
    width: int
    is_broken: bool


def blocks(text: str, language: str | None = None) -> tuple[Block, ...]:
    """The blocks of `text` in order, without the white space around them; every other character is in exactly one.

    Each has its own language where it is long enough to tell, else that of the text; with `language` all have that one.
    A table is one block (`kg.language.rows` gives its cells), hard-wrapped lines are one paragraph.
    """
    found = list(lines(text))
    places = list(_kinds(text, found))
    if language is None:
        _, languages = identify_parts([text[begin:end] for begin, end, _ in places])
    else:
        languages = [language] * len(places)
    return tuple(Block(*place, each) for place, each in zip(places, languages, strict=True))


def _kinds(text: str, found: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    at, before, searched = 0, "", 0
    stretches = _stretches(found)
    while at < len(found):
        if at >= searched:
            searched, is_table = table_end(text, found, at)
            if is_table:
                yield found[at].begin, found[searched - 1].end, "table"
                at, before = searched, "table"
                continue
        kind = _kind(found, at, before)
        end = at + 1
        if kind in ("paragraph", "bullet", "headline"):
            end = _wrapped_end(found, at, stretches[at])
            if end - at > 1 and kind == "headline":
                kind = "paragraph"
        yield found[at].begin, found[end - 1].end, kind
        at, before = end, kind


def _kind(found: Sequence[Line], at: int, before: str) -> str:
    line = found[at].text
    marker = bullet(line)
    if marker in ("mark", "number") or (marker == "dash" and not _is_speech(found, at, before)):
        return "bullet"
    if is_caption(line):
        return "caption"
    if is_contact(line):
        return "contact"
    if is_question(line) and _stands_alone(found, at):
        return "question"
    if not marker and is_headline(line) and _stands_alone(found, at):
        return "headline"
    return "paragraph"


def _is_speech(found: Sequence[Line], at: int, before: str) -> bool:
    """A dash opens direct speech, unless it is one of several in a row, or follows a lead-in, and ends like an item."""
    line = found[at].text
    in_list = any(
        0 <= near < len(found) and bullet(found[near].text) == "dash" and not found[max(at, near)].gap
        for near in (at - 1, at + 1)
    )
    if line.startswith("-") and before == "bullet":
        return False
    if at and found[at - 1].text.endswith(":"):
        return False
    if in_list:
        return line.endswith((".", "!", "?", "…")) and len(line) > 40 and not line.startswith("-")
    return is_final(line) or len(line) > 100 or not line.startswith("-")


def _stands_alone(found: Sequence[Line], at: int) -> bool:
    """Whether something follows that the line can be the headline of."""
    if at + 1 >= len(found):
        return False
    following = found[at + 1]
    return following.gap or not following.text[0].islower()


def _stretches(found: Sequence[Line]) -> list[_Stretch]:
    """For each line the stretch without empty lines that it stands in."""
    stretches: list[_Stretch] = []
    first = 0
    for at in range(1, len(found) + 1):
        if at == len(found) or found[at].gap:
            is_broken = any(not is_final(line.text) for line in found[first : at - 1]) and at - first > 2
            stretch = _Stretch(at, max(len(line.text) for line in found[first:at]), is_broken)
            stretches += [stretch] * (at - first)
            first = at
    return stretches


def _wrapped_end(found: Sequence[Line], at: int, stretch: _Stretch) -> int:
    """The index after the last line of the paragraph that begins at line `at` and was broken to a width."""
    end = at + 1
    if stretch.width <= _WRAP_WIDTH:
        while end < stretch.end and _goes_on(found[end - 1].text, found[end], stretch):
            end += 1
    return end


def _goes_on(line: str, following: Line, stretch: _Stretch) -> bool:
    """Whether `following` goes on from a line that was full: its first word would have gone past the width."""
    text = following.text
    if bullet(text) or len(line) < _WRAP_LEAST or is_caption(text):
        return False
    full = len(line) >= _FULL_LINE and len(line) + 1 + len(text.split(None, 1)[0]) > stretch.width
    if text[0].islower() or text[0].isdigit() or text[0] in "(–—-":
        return full or not line.endswith((".", "!", "?", ":"))
    return full and (stretch.is_broken or line.endswith(",")) and not is_contact(text)
