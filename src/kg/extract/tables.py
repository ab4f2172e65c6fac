"""Rows of plain-text tables: the cell of the heading that stands above a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Quantity, Sentence, Span

_BETWEEN = re.compile(r"\t+|[ \u00a0]{2,}|[ \u00a0]*\|[ \u00a0]*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?:/(?:19|20)?\d\d)?(?!\d)")


def cells(text: str, row: Span) -> list[Span]:
    """The cells of the row at `text[row]`, parted by tabs, bars or runs of blanks."""
    found: list[Span] = []
    begin = row.begin
    for match in _BETWEEN.finditer(text, row.begin, row.end):
        if match.start() > begin or found:
            found.append(Span(begin, match.start()))
        begin = match.end()
    if begin < row.end:
        found.append(Span(begin, row.end))
    return found


def is_heading(text: str, row: Sentence, inside: Sequence[Quantity]) -> bool:
    """Whether a row has no figures but years, and so can be the heading of the rows after it."""
    years = [match.span() for match in _YEAR.finditer(text, row.begin, row.end)]
    return all(any(b <= q.begin and q.end <= e for b, e in years) for q in inside)


def above(text: str, heading: Span, row: Span, begin: int) -> Span | None:
    """The cell of `heading` above the figure that begins at `begin` in `row`; None where there is none."""
    titles, values = cells(text, heading), cells(text, row)
    column = next((i for i, cell in enumerate(values) if cell.begin <= begin < cell.end), 0)
    column += len(titles) - len(values) if len(titles) == len(values) - 1 else 0
    return titles[column] if 0 < column < len(titles) or (column == 0 and len(titles) < len(values)) else None


def year(text: str, cell: Span) -> str | None:
    """The year that a cell of the heading names."""
    match = _YEAR.search(text, cell.begin, cell.end)
    return match.group() if match else None
