"""Tables in plain text: runs of lines whose cells stand between tabs, bars, semicolons or wide gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.language.lines import Line, bullet, is_contact, lines
from kg.model import Block, Span

_GAP = re.compile(r"(?<![ .!?:;,…]) {2,}+(?=\S)|(?<=\S)[ \xa0]{3,}+(?=\S)")
_BAR = re.compile(r"\|")
_TAB = re.compile(r"\t")
_SEMICOLON = re.compile(r";(?!\s)")
_LEADER = re.compile(r" ?(?:\.{4,}|…{2,}|_{4,}|(?: \.){4,}) ?")
_COLON = re.compile(
    r":[ \xa0]+(?=(?:[<>~≈≥≤+−-]|ca\.)?[ \xa0]?\d[\d.,'\xa0\u202f]*(?: \d{3})*[ \xa0]?[^\d:;!?]{0,20}\.?$)"
)
_PERCENT = re.compile(r"(?<=[^\W\d_)])[ \xa0]+(?=[<>~≈]?\d{1,3}(?:[.,]\d+)?[ \xa0]?%$)")
_FIGURE = re.compile(r"[<>~≈≥≤±+−–-]?\s?(?:\d|$)|[–—-]$|n/?a|k\.\s?a\.")
_RULE = re.compile(r"[\s|+:=-]+")
_INDENT = " \t\xa0"
_CELL, _LABELLED, _WIDEST = 60, 80, 6000


def rows(text: str, block: Block) -> tuple[tuple[Span, ...], ...]:
    """The cells of a table's rows, without white space around them; an empty cell is an empty span.

    Lines that only rule the table (`|---|---|`) are no rows. A block that is no table gives one row of one cell.
    """
    if block.kind != "table":
        return ((Span(block.begin, block.end),),)
    first = block.begin
    while first and text[first - 1] in _INDENT:
        first -= 1
    inside = [
        Line(line.raw + first, line.begin + first, line.end + first, line.gap, line.text)
        for line in lines(text[first : block.end])
    ]
    separator = _separator(inside)
    return tuple(
        tuple(cell if cell.begin >= block.begin else Span(block.begin, block.begin) for cell in cells)
        for cells in (_cells(text, line, separator) for line in inside if not _RULE.fullmatch(line.text))
    )


def _cells(text: str, line: Line, separator: re.Pattern[str]) -> tuple[Span, ...]:
    if separator not in (_TAB, _BAR):
        begin, end = line.begin, line.end
    else:
        begin, end = line.raw, line.end
    if separator is _BAR:
        begin, end = line.begin + text.startswith("|", line.begin), line.end - text.startswith("|", line.end - 1)
    cells, at = [], begin
    for gap in separator.finditer(text, begin, end):
        cells.append(_trimmed(text, at, gap.start()))
        at = gap.end()
    cells.append(_trimmed(text, at, max(at, end)))
    return tuple(cells)


def _trimmed(text: str, begin: int, end: int) -> Span:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return Span(begin, end)


def table_end(text: str, found: Sequence[Line], first: int) -> tuple[int, bool]:
    """The index after the lines from `first` on that look like rows, and whether they are a table.

    Where they are none, no line among them begins one.
    """
    line = found[first]
    if "\t" in text[line.raw : line.end]:
        return _run(text, found, first, _TAB, 1)
    if "|" in line.text:
        return _run(text, found, first, _BAR, 2)
    if "  " in line.text or "\xa0\xa0" in line.text:
        return _run(text, found, first, _GAP, 2)
    if "...." in line.text or "……" in line.text or "____" in line.text or " . . . ." in line.text:
        return _run(text, found, first, _LEADER, 2)
    if ";" in line.text:
        return _run(text, found, first, _SEMICOLON, 2)
    return _labelled(text, found, first)


def _labelled(text: str, found: Sequence[Line], first: int) -> tuple[int, bool]:
    """Lines of a short label and a figure, behind a colon or with a percent sign ("Telefon: 61", "Aldrig 33 %")."""
    for separator, least in ((_COLON, 2), (_PERCENT, 3)):
        last = first
        while (
            last < len(found) and (last == first or not found[last].gap) and _is_labelled(text, found[last], separator)
        ):
            last += 1
        if last - first >= least:
            return last, True
    return first + 1, False


def _is_labelled(text: str, line: Line, separator: re.Pattern[str]) -> bool:
    if len(line.text) > _LABELLED or not line.text[0].isalpha() or bullet(line.text) or is_contact(line.text):
        return False
    cells = _cells(text, line, separator)
    return len(cells) == 2 and not any(character.isdigit() for character in cells[0].of(text)[:1])


def _run(text: str, found: Sequence[Line], first: int, separator: re.Pattern[str], least: int) -> tuple[int, bool]:
    last = first
    above: tuple[Span, ...] = ()
    while last < len(found) and (last == first or not found[last].gap):
        line = found[last]
        if len(line.text) > (_WIDEST if separator is _TAB else 6 * _CELL):
            break
        cells = _cells(text, line, separator)
        if len(cells) < 2:
            break
        if separator is _GAP and not _stands_below(text, above, cells, found[last - 1], line):
            break
        if separator is _SEMICOLON and above and len(cells) != len(above):
            break
        above, last = cells, last + 1
    if last - first < least:
        return first + 1, False
    return last, _is_data(text, found[first:last], separator)


def _stands_below(text: str, above: tuple[Span, ...], cells: tuple[Span, ...], upper: Line, lower: Line) -> bool:
    """Whether a column of one line begins or ends under one of the line above, or holds as many figures."""
    if max(cell.end - cell.begin for cell in cells) > _CELL:
        return False
    if not above:
        return True
    if len(cells) - len(above) in (0, 1) and all(_FIGURE.match(cell.of(text)) for cell in cells[1:]):
        return True
    begins = {cell.begin - upper.raw for cell in above[1:]} & {cell.begin - lower.raw for cell in cells[1:]}
    ends = {cell.end - upper.raw for cell in above[1:]} & {cell.end - lower.raw for cell in cells[1:]}
    return bool(begins or ends)


def _is_data(text: str, found: Sequence[Line], separator: re.Pattern[str]) -> bool:
    """Menus also stand between bars; a table has a figure outside its first line or column, or a rule."""
    if any(_RULE.fullmatch(line.text) for line in found):
        return True
    return any(
        any(
            character.isdigit()
            for cell in _cells(text, line, separator)[1:]
            for character in text[cell.begin : cell.end]
        )
        for line in found
    )


def _separator(found: Sequence[Line]) -> re.Pattern[str]:
    first = found[0].text if found else ""
    everything = [line.text for line in found]
    for separator, sign in ((_TAB, "\t"), (_BAR, "|")):
        if any(sign in line for line in everything):
            return separator
    if "  " in first or "\xa0\xa0" in first:
        return _GAP
    if _LEADER.search(first):
        return _LEADER
    if _SEMICOLON.search(first):
        return _SEMICOLON
    return _COLON if _COLON.search(first) else _PERCENT
