"""Elements to lines: how headings, paragraphs, lists and tables of a page become text."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from kg.sources.visible import INLINE, hidden, walk

if TYPE_CHECKING:
    from lxml.etree import _Element

_TIGHT = frozenset({"br", "li", "dt", "tr", "summary", "legend", "option"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_CELLS = ("td", "th")
_INSIDE_LAYOUT = frozenset({"table", "p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "section", "article", "form"})
_SPAN_LIMIT = 100
_FOOTNOTE = re.compile(r"[\[(]?\s*(?:\d{1,3}|[a-z*†‡])\s*[\])]?")


class _Lines:
    """Lines under way. White space between inline pieces is one space; `gap` asks for a blank line before the next."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line: list[str] = []
        self.gap = False
        self.marker = ""
        self.term = False

    def add(self, text: str | None, preformatted: bool = False) -> None:
        if not text:
            return
        if not preformatted:
            self.line.append(_SPACE.sub(" ", text))
            return
        first, *others = _LINE_BREAK.split(text)
        self.line.append(first)
        for other in others:
            self.end(preformatted=True)
            self.line.append(other)

    def end(self, gap: bool = False, preformatted: bool = False) -> None:
        text = "".join(self.line)
        text = text.rstrip(" ") if preformatted else re.sub(r" {2,}", " ", text).strip(" ")
        self.line = []
        if text.strip(" \t"):
            if self.gap and self.done:
                self.done.append("")
            self.done.append(self.marker + text)
            self.gap, self.marker = False, ""
        self.gap = self.gap or gap
        self.term = False

    def join_term(self) -> None:
        """A `dd` stands on the line of its `dt`, behind a tab: the two are a row."""
        if self.term and self.done:
            self.marker, self.gap = self.done.pop() + "\t", False


def render(element: _Element, left_out: Container[_Element] = ()) -> str:
    """The visible text of `element`: blank lines between paragraphs, one line an item or row, cells joined by a tab."""
    lines = _Lines()
    verbatim = 0

    def enter(at: _Element) -> bool:
        nonlocal verbatim
        if hidden(at) or at in left_out or _is_footnote(at):
            return False
        if at.tag == "table" and not _is_layout(at):
            _add_table(at, lines)
            return False
        if at.tag not in INLINE:
            after_term = lines.term
            lines.end(at.tag not in _TIGHT and at.tag != "dd")
            lines.term = after_term
        if at.tag == "li":
            lines.marker = _marker(at)
        if at.tag == "dd":
            lines.join_term()
        verbatim += at.tag == "pre"
        lines.add(at.text, verbatim > 0)
        return True

    def leave(at: _Element) -> None:
        nonlocal verbatim
        if isinstance(at.tag, str) and not hidden(at) and at not in left_out and not _is_footnote(at):
            verbatim -= at.tag == "pre"
            if at.tag not in INLINE:
                lines.end(at.tag not in _TIGHT and at.tag != "dd")
                lines.term = at.tag == "dt"
        if at is not element:
            lines.add(at.tail, verbatim > 0)

    walk(element, enter, leave)
    lines.end()
    return "\n".join(lines.done)


def _marker(item: _Element) -> str:
    """What a browser draws before a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    try:
        number = int(item.get("value") or parent.get("start") or 1)
    except ValueError:
        number = 1
    if item.get("value") is None:
        number += sum(1 for above in item.itersiblings("li", preceding=True))
    return f"{number}. "


def _is_footnote(element: _Element) -> bool:
    """A raised number or star that leads to a footnote would stick to the figure before it."""
    if element.tag != "sup":
        return False
    text = "".join(element.itertext())
    linked = element.find(".//a") is not None
    return (linked or "*" in text) and _FOOTNOTE.fullmatch(text.strip()) is not None


def _is_layout(table: _Element) -> bool:
    """Tables of data have short cells; others only place paragraphs on a page (HTML 4.9.1)."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = list(table.iter("tr"))
    if table.find(".//table") is not None or not rows or (table.find(".//th") is None and len(rows) == 1):
        return True
    if max(len(row) for row in rows) < 2:
        return True
    inner = sum(1 for row in rows for cell in row for part in cell if part.tag in _INSIDE_LAYOUT)
    long = any(len(part) > 400 for row in rows for cell in row for part in cell.itertext())
    return inner > 2 * sum(len(row) for row in rows) or long


def _add_table(table: _Element, lines: _Lines) -> None:
    lines.end(gap=True)
    caption = table.find("caption")
    if caption is not None and not hidden(caption):
        lines.add(_cell_text(caption))
        lines.end()
    pending: dict[int, int] = {}
    for row in table.iter("tr"):
        if hidden(row):
            continue
        cells = _row_cells(row, pending)
        if any(cells):
            lines.line.append("\t".join(cells).rstrip("\t"))
            lines.end(preformatted=True)
    lines.end(gap=True)


def _row_cells(row: _Element, pending: dict[int, int]) -> list[str]:
    """The texts of a row; a place that a cell of another row or column covers is empty, so columns stay in line.

    `pending` counts, for each column, the rows that a cell above still covers.
    """
    cells: list[str] = []

    def skip_covered() -> None:
        while pending.get(len(cells), 0) > 0:
            pending[len(cells)] -= 1
            cells.append("")

    for cell in row:
        if cell.tag not in _CELLS or hidden(cell):
            continue
        skip_covered()
        columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
        for column in range(columns):
            if rows > 1:
                pending[len(cells)] = rows - 1
            cells.append("" if column else _cell_text(cell))
    skip_covered()
    return cells


def _span(cell: _Element, name: str) -> int:
    try:
        return max(1, min(int(cell.get(name) or 1), _SPAN_LIMIT))
    except ValueError:
        return 1


def _cell_text(cell: _Element) -> str:
    return re.sub(r"[ \n\t]+", " ", render(cell)).strip(" ")
