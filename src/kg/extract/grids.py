"""Tables as grids: each figure with the words of its row and column, the header's unit and multiplier applied.

A header row holds no figures, or only years and ages; the stub is what stands left of the first column of figures. A
row of one cell is a heading for the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from kg.extract.headings import PLAIN, SLOW, Heading, heading, is_age, names_channel, sign
from kg.language import rows
from kg.language.quantities import quantities, rounded
from kg.model import Block, Quantity, Sentence, Span

_PROSE, _CAPTIONS, _NOTE = 48, 2, 160
_WHOLE, _AGED = Decimal(100), (10, 99)
_YEAR = re.compile(r"(?:19[4-9]|20[0-6])\d")
_NUMBER = re.compile(r"[+\-−–±]?\s?\d")
_BARE = re.compile(r"[~≈<>≤≥]?\s?[\d\s.,'\u00a0\u202f]*\d\s?%?")
_RANGE = re.compile(r"\D{0,10}\d{1,3}(?:\s?[-–—]\s?\d{1,3}|\s?\+)(?:\s\D{1,20}|-\D{1,20})?")
_TITLES = frozenset({"headline", "caption", "question"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table: its row, and the spans of the words that say what it is.

    `stub` is the row's label, `heads` are the cells above the figure, `sections` the headings between the rows,
    `captions` the lines above the table, nearest last; `corner` is the header of the stub.
    """

    sentence: Sentence
    quantity: Quantity
    column: int
    stub: Span | None
    heads: tuple[Span, ...]
    sections: tuple[Span, ...]
    captions: tuple[Span, ...]
    corner: Span | None
    grid: Grid

    @property
    def is_change(self) -> bool:
        """Whether the header or the stub says that the figure is the size of a change."""
        return self.quantity.change is not None


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What all cells of a table share: its columns' headers, whether all rows or columns name channels, or any ages."""

    heads: tuple[Span, ...]
    stubs_named: bool
    heads_named: bool
    aged: bool


@dataclass(slots=True)
class _Rows:
    """The rows of a table: cells in columns, each row with its sentence."""

    text: str
    language: str
    cells: list[list[Span]]
    sentences: list[Sentence]

    def words(self, row: int, column: int) -> str:
        """The characters of a cell."""
        line = self.cells[row]
        return line[column].of(self.text) if column < len(line) else ""


def grids(text: str, sentences: Sequence[Sentence]) -> tuple[dict[int, list[Cell]], set[int]]:
    """The figures of the tables by the begin of their row, and the begins of all rows that were read so."""
    found: dict[int, list[Cell]] = {}
    known: set[int] = set()
    for (kind, _), group in groupby(enumerate(sentences), key=lambda pair: (pair[1].kind, pair[1].block)):
        if kind != "table":
            continue
        numbered = list(group)
        first, last = numbered[0][0], numbered[-1][0]
        made = _read(text, [sentence for _, sentence in numbered])
        captions = _captions(sentences, first)
        note = sentences[last + 1] if last + 1 < len(sentences) else None
        if note is not None and last + 2 < len(sentences) and sentences[last + 2].kind == "table":
            note = None
        read = list(_cells(made, captions, note))
        if not read:
            continue
        prose = {s.begin for i, s in enumerate(made.sentences) if _has_prose(made, i)}
        known.update(s.begin for _, s in numbered if s.begin not in prose)
        for cell in read:
            if cell.sentence.begin not in prose:
                found.setdefault(cell.sentence.begin, []).append(cell)
    return found, known


def _read(text: str, sentences: list[Sentence]) -> _Rows:
    block = Block(sentences[0].begin, sentences[-1].end, "table", sentences[0].language)
    made = _Rows(text, sentences[0].language, [], [])
    at = 0
    for cells in rows(text, block):
        end = max(cell.end for cell in cells)
        while at + 1 < len(sentences) and sentences[at].end < end:
            at += 1
        made.cells.append(list(cells))
        made.sentences.append(sentences[at])
    width = max((len(row) for row in made.cells), default=0)
    for number, row in enumerate(made.cells):
        below = [made.words(1, column) for column in range(1, width)] if number == 0 and len(made.cells) > 1 else []
        if (
            len(row) == width - 1
            and width > 2
            and below
            and all(_BARE.fullmatch(w) and not _YEAR.fullmatch(w) for w in below)
        ):
            row.insert(0, Span(row[0].begin, row[0].begin))  # a header that leaves out the corner
        row.extend(Span(row[-1].end, row[-1].end) for _ in range(width - len(row)))
    return made


def _has_prose(made: _Rows, row: int) -> bool:
    return any(cell.end - cell.begin > _PROSE and made.words(row, i) and i for i, cell in enumerate(made.cells[row]))


def _captions(sentences: Sequence[Sentence], first: int) -> tuple[Span, ...]:
    """The line before a table, and where both are titles the one before that."""
    found: list[Span] = []
    for sentence in reversed(sentences[max(0, first - _CAPTIONS) : first]):
        if sentence.kind == "table" or (found and sentence.kind not in _TITLES):
            break
        found.append(Span(sentence.begin, sentence.end))
    return tuple(reversed(found))


def _is_figure(made: _Rows, row: int, column: int) -> bool:
    """Whether a cell holds a figure: no year, no age, no prose, no label with a number in it."""
    words = made.words(row, column)
    if not words or len(words) > _PROSE or words[0] == "±" or not any(character.isdigit() for character in words):
        return False
    if _YEAR.fullmatch(words) or is_age(words, made.language):
        return False
    found = _quantities(words, made.language)
    if len(found) == 1 and found[0].code in ("year", "age") and _AGED[0] <= found[0].value <= _AGED[1]:
        return False
    if _NUMBER.match(words):
        return bool(found) or _BARE.fullmatch(words) is not None or ":" in words
    if len(found) != 1 or found[0].end != len(words) or found[0].code == "rank":
        return False
    return found[0].bound != "exact" and len(words[: found[0].begin].split()) <= 2


@lru_cache(maxsize=4096)
def _quantities(words: str, language: str) -> tuple[Quantity, ...]:
    return quantities(words, language)


def _header_rows(made: _Rows) -> int:
    """How many rows at the head hold no figure outside the stub."""
    for number, row in enumerate(made.cells):
        filled = [i for i in range(1, len(row)) if made.words(number, i)]
        figures = [i for i in filled if _is_figure(made, number, i)]
        ranges = [i for i in filled if _RANGE.fullmatch(made.words(number, i))]
        if figures and len(ranges) < len(filled) and not _heads_next(made, number, filled, figures):
            return number
        if (
            not figures
            and filled
            and number
            and made.words(number, 0)
            and all(_YEAR.fullmatch(made.words(number, i)) for i in filled)
        ):
            return number  # a row of founding years, not of headers
    return len(made.cells)


def _heads_next(made: _Rows, row: int, filled: Sequence[int], figures: Sequence[int]) -> bool:
    """Whether a row with a few figures in its labels is the header: the next row has figures in all columns."""
    if 2 * len(figures) > len(filled) or row + 1 >= len(made.cells):
        return False
    return all(_is_figure(made, row + 1, column) for column in filled)


def _cells(made: _Rows, captions: tuple[Span, ...], note: Sentence | None) -> Iterator[Cell]:
    top = _header_rows(made)
    body = range(top, len(made.cells))
    width = len(made.cells[0]) if made.cells else 0
    columns = [c for c in range(1, width) if any(_is_figure(made, r, c) for r in body)]
    if not columns:
        return
    alone = top > 0 and all(_is_figure(made, r, 0) for r in body) and len(columns) == width - 1
    if alone:
        columns.insert(0, 0)
    stub_width = columns[0]
    heads = [_heads(made, top, column) for column in range(width)]
    corner = heads[0][-1] if heads[0] and stub_width else None
    grid = _grid(made, body, columns, heads, stub_width)
    sections: tuple[Span, ...] = ()
    after = _note(made, note)
    for row in body:
        filled = [i for i in range(width) if made.words(row, i)]
        if filled == [0] and width > 1:
            sections = (made.cells[row][0],)
            continue
        stub = _stub(made, row, stub_width)
        levels = [_heading(made, span) for span in captions]
        for column in columns:
            if not _is_figure(made, row, column):
                continue
            over = [_heading(made, span) for span in heads[column]]
            beside = [_beside(made, corner), *(_heading(made, span) for span in sections)]
            label = [_heading(made, stub)] if stub else []
            near = [*levels, *beside, *label, *over] if _is_measure(over) else [*levels, *beside, *over, *label]
            quantity = _quantity(made, row, column, near, after)
            if quantity is not None and grid.aged and not any(head.is_count or head.is_base for head in near):
                quantity = _as_share(quantity)
            if quantity is not None:
                yield Cell(made.sentences[row], quantity, column, stub, heads[column], sections, captions, corner, grid)


def _grid(made: _Rows, body: range, columns: Sequence[int], heads: Sequence[tuple[Span, ...]], width: int) -> Grid:
    filled = [r for r in body if any(_is_figure(made, r, c) for c in columns)]
    stubs = [stub.of(made.text) for r in filled if (stub := _stub(made, r, width))]
    tops = [heads[c][-1] for c in columns if heads[c]]
    words = [span.of(made.text) for span in tops]
    corner = [span.of(made.text) for span in heads[0]]
    return Grid(
        heads=tuple(tops),
        stubs_named=bool(stubs) and all(names_channel(w, made.language) for w in stubs),
        heads_named=bool(words) and all(names_channel(w, made.language) for w in words),
        aged=any(is_age(w, made.language) or heading(w, made.language).is_age for w in (*stubs, *words, *corner)),
    )


def _is_measure(over: Sequence[Heading]) -> bool:
    """Whether the column says by itself in what its figures are."""
    return any(head.unit is not None or head.is_change for head in over)


def _heads(made: _Rows, top: int, column: int) -> tuple[Span, ...]:
    """The header cells above a column; a cell of an upper row reaches over the empty ones right of it."""
    found = []
    for row in range(top):
        at = column
        while at > 0 and row < top - 1 and not made.words(row, at):
            at -= 1
        if made.words(row, at) and (at > 0 or column == 0):
            found.append(made.cells[row][at])
    return tuple(found)


def _stub(made: _Rows, row: int, width: int) -> Span | None:
    cells = [made.cells[row][i] for i in range(width) if made.words(row, i)]
    words = [cell for cell in cells if any(c.isalpha() for c in cell.of(made.text))] or cells
    return words[0] if words else None


def _heading(made: _Rows, span: Span) -> Heading:
    return heading(span.of(made.text), made.language)


def _beside(made: _Rows, corner: Span | None) -> Heading:
    """The header of the stub; "Year" is what the rows are, not a unit."""
    found = _heading(made, corner) if corner is not None else PLAIN
    return PLAIN if found.unit in SLOW else found


def _note(made: _Rows, note: Sentence | None) -> Heading:
    """What the line after a table says of its units ("Tall i prosent")."""
    if note is None or note.end - note.begin > _NOTE:
        return PLAIN
    return heading(made.text[note.begin : note.end], made.language)


def _quantity(made: _Rows, row: int, column: int, near: Sequence[Heading], note: Heading) -> Quantity | None:
    """The figure of a cell; `near` are its headings, the nearest last."""
    span = made.cells[row][column]
    words = span.of(made.text)
    if any(head.is_rank for head in near[-2:]):
        return None
    given = next((head for head in reversed(near) if head.unit is not None or head.is_count or head.is_base), note)
    found = _quantities(words, made.language)
    if not found and given.printed:
        found = _quantities(f"{words} {given.printed}", made.language)
    if not found or found[0].code is None or found[0].code == "age":
        return None
    read = found[0]
    read = replace(
        read, begin=span.begin + read.begin, end=span.begin + min(read.end, len(words)), concept=None, cues=()
    )
    if read.code == "count":
        read = _headed(read, given, [*(() if given is not note else (note,)), *near])
    return _changed(read, found[0].code, sign(words), near)


def _as_share(read: Quantity) -> Quantity:
    """Bare numbers of up to a hundred for age groups are shares."""
    return replace(read, code="percent") if read.code == "count" and read.value <= _WHOLE and not read.change else read


def _headed(read: Quantity, given: Heading, near: Sequence[Heading]) -> Quantity:
    """A bare number with the unit, multiplier and rate of its headings."""
    factor = next((head.factor for head in reversed(near) if head.factor != 1), Decimal(1))
    value, upper, code = read.value, read.upper, given.unit
    if given.is_base:
        code, factor = None, Decimal(1)
    elif code is None and not given.is_count:
        if any(head.is_score for head in near):
            code = "score"
        elif any(head.is_share for head in near) and value <= _WHOLE and factor == 1:
            code = "percent"
    if code is None or given.factor != 1:
        value, upper = value * factor, None if upper is None else upper * factor
    per = read.per or next((head.per for head in reversed(near) if head.per), None)
    return replace(read, value=rounded(value), upper=upper, code=code or "count", per=per if code is None else read.per)


def _changed(read: Quantity, printed: str, mark: str, near: Sequence[Heading]) -> Quantity:
    """A figure whose heading or sign says that it is the size of a change; of shares a bare one is in points."""
    told = any(head.is_change for head in near[-2:])
    if read.change is not None or not (told or mark == "+"):
        return read
    change = "decrease" if mark and mark != "+" else "increase"
    own = any(head.is_change and head.unit for head in near)
    code = "percentage_point" if read.code == "percent" and printed == "count" and not own else read.code
    return replace(read, change=change, code=code, value=abs(read.value))
