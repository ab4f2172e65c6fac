"""Answers as tables for people, followed by the numbered sentences that they rest on."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

from kg.questions.output.sentences import numbered_sentences, printable, references
from kg.questions.records import Answer
from kg.questions.words import word

PLAIN_WIDTH = 120
_NARROWEST = 8
_GAP = 2


def table_text(answer: Answer, width: int | None = None) -> str:
    """The table and its evidence: plain text without a width, for a terminal of that width with one."""
    if width is not None:
        from kg.questions.output.terminal import terminal_text

        return terminal_text(answer, width)
    if not answer.rows:
        return word(answer.language, "none") + "\n"
    headings, rows, numeric = cells(answer)
    lines = layout(headings, rows, numeric)
    sentences = numbered_sentences(answer)
    if sentences:
        lines += ["", word(answer.language, "evidence")]
    margin = len(str(len(sentences))) + 1
    for item in sentences:
        text = item.marked(lambda quote: f"[{quote}]")
        lines += _paragraph(f"{item.number:>{margin}}  {text}", margin + 2)
        lines += _paragraph(
            f"{'':{margin + 2}}{printable(item.title)} ({item.document}, {item.begin}–{item.end})", margin + 2
        )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def cells(answer: Answer) -> tuple[list[str], list[list[str]], list[bool]]:
    """Headings, rows, and which columns hold numbers, of what tables show; the last column refers to the evidence.

    Columns without any value are left out.
    """
    shown = [
        at
        for at, column in enumerate(answer.columns)
        if not column.hidden and any(row.cells[at].terms for row in answer.rows)
    ]
    proven = any(row.evidence for row in answer.rows)
    headings = [answer.columns[at].heading for at in shown] + ([""] if proven else [])
    rows = [
        [printable(row.cells[at].text) for at in shown] + ([_reference(references(row))] if proven else [])
        for row in answer.rows
    ]
    return headings, rows, [answer.columns[at].numeric for at in shown] + ([False] if proven else [])


def _reference(numbers: str) -> str:
    return f"({numbers})" if numbers else ""


def layout(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int = PLAIN_WIDTH
) -> list[str]:
    """The lines of a table in plain text: aligned columns, wide cells wrapped, a rule below the headings."""
    if not headings:
        return []
    widths = _widths(headings, rows, width)
    rule = [("─" * size) for size in widths]
    lines = _row(headings, widths, numeric)
    lines.append((" " * _GAP).join(rule))
    for row in rows:
        lines += _row(row, widths, numeric)
    return lines


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Column widths: what the longest cell takes; where that is too much, the widest give way, words last."""
    table = list(zip(headings, *rows, strict=True))
    widths = [max(map(columns, column)) for column in table]
    words = [max(columns(word) for cell in column for word in cell.split(" ")) for column in table]
    room = width - _GAP * (len(widths) - 1)
    widths = _shrunk(widths, [min(size, word) for size, word in zip(widths, words, strict=True)], room)
    return _shrunk(widths, [min(size, _NARROWEST) for size in widths], room)


def _shrunk(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The widths, the widest narrowed a column at a time until all fit into the room or are at their least."""
    found = list(widths)
    while sum(found) > room:
        able = [at for at, size in enumerate(found) if size > least[at]]
        if not able:
            break
        found[max(able, key=lambda at: found[at])] -= 1
    return found


def _row(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    wrapped = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, wrapped))
    lines = []
    for at in range(height):
        parts = [
            _pad(cell[at] if at < len(cell) else "", width, right)
            for cell, width, right in zip(wrapped, widths, numeric, strict=True)
        ]
        lines.append((" " * _GAP).join(parts))
    return lines


def _wrap(text: str, width: int) -> list[str]:
    if columns(text) <= width:
        return [text]
    narrow = width if columns(text) == len(text) else max(1, width * len(text) // columns(text))
    return textwrap.wrap(text, narrow) or [""]


def _pad(text: str, width: int, right: bool) -> str:
    blank = " " * (width - columns(text))
    return blank + text if right else text + blank


def _paragraph(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, PLAIN_WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False,
        drop_whitespace=True, replace_whitespace=False,
    )  # fmt: skip


def columns(text: str) -> int:
    """How many columns a text takes in a fixed-width font (UAX #11: wide is two, combining none)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
