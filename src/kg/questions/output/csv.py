"""Answers as CSV (RFC 4180, UTF-8): labels and plain numbers, a line for each piece of evidence.

A row with several pieces of evidence takes several lines, told by the column `row`. Text that a spreadsheet would run
as a formula is prefixed by an apostrophe; numbers are not.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from kg.questions.labels import short_name
from kg.questions.records import Answer, Cell, Column, Row
from kg.questions.terms import plain

EVIDENCE = ("document", "begin", "end", "quote", "sentence")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def csv_text(answer: Answer) -> str:
    """The answer with a heading of column names, lines ending in CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [column.name for column in answer.columns]
    prefix = "evidence_" if set(names) & {"row", *EVIDENCE} else ""
    writer.writerow(["row", *names, *(f"{prefix}{name}" if name in names else name for name in EVIDENCE)])
    for number, row in enumerate(answer.rows, 1):
        for line in _lines(answer.columns, row):
            writer.writerow([number, *map(safe, line)])
    return out.getvalue()


def _lines(columns: Iterable[Column], row: Row) -> Iterable[list[str]]:
    cells = [_cell(column, cell) for column, cell in zip(columns, row.cells, strict=True)]
    for item in row.evidence:
        yield [*cells, item.name, str(item.begin), str(item.end), item.quote, item.text]
    if not row.evidence:
        yield [*cells, *("" for _ in EVIDENCE)]


def _cell(column: Column, cell: Cell) -> str:
    """A number in plain digits, the codes of a figure's parts, labels else."""
    if cell.term is None:
        return ""
    number = cell.term.number
    if number is not None and len(cell.terms) == 1:
        return plain(number)
    if column.hidden and all(term.is_iri for term in cell.terms):
        return ", ".join(short_name(term.value) for term in cell.terms)
    return cell.text


def safe(text: str) -> str:
    """The text such that no spreadsheet takes it for a formula.

    >>> safe("=1+1"), safe("-5"), safe("- not said"), safe("50-70%")
    ("'=1+1", '-5', "'- not said", '50-70%')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text
