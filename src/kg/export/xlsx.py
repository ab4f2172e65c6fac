"""Office Open XML workbook (ECMA-376) of the findings: a sheet of findings, and one that says what each column means.

Needs XlsxWriter (`pip install 'surveykg[xlsx]'`). Every text is written as a text, never as a formula or a link. Rows
are written as they come; what a sheet cannot hold is refused or goes to a further sheet, never cut.
"""

from __future__ import annotations

import datetime
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kg.errors import GraphError
from kg.export.columns import COLUMNS, Column, Value
from kg.export.figures import figures
from kg.export.records import Sink
from kg.export.view import View

ROWS: Final = 1_048_576  # of a sheet, its header among them
TEXT: Final = 32_767  # UTF-16 code units of a cell
_DIGITS: Final = 15  # of a number; a sheet keeps doubles
_EPOCH: Final = datetime.datetime(1980, 1, 1)  # the first moment of a ZIP file: no clock in what is written
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(view: View, sink: Sink) -> None:
    """A row a finding.

    Raises:
        GraphError: XlsxWriter is not installed, or a text is longer than a cell.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise GraphError("xlsx", f"no {error.name}", "XlsxWriter", "pip install 'surveykg[xlsx]'") from error

    with tempfile.TemporaryDirectory() as at:
        path = Path(at) / "book.xlsx"
        book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": at})
        book.set_properties({"title": "surveykg findings", "comments": f"graph {view.build_hash}", "created": _EPOCH})
        bold = book.add_format({"bold": True})
        _explain(book, bold, view.build_hash)
        _fill(book, bold, view, sink)
        book.close()
        with path.open("rb") as made:
            while chunk := made.read(1 << 20):
                sink.stream.write(chunk)
    sink.unit = "findings"


def _explain(book: Any, bold: Any, build: str) -> None:
    sheet = book.add_worksheet("columns")
    for place, title in enumerate(("column", "meaning", "type", "property")):
        sheet.write_string(0, place, title, bold)
    for row, column in enumerate(COLUMNS, 1):
        for place, text in enumerate((column.name, column.description, column.type, column.property)):
            sheet.write_string(row, place, text)
    sheet.write_string(len(COLUMNS) + 2, 0, "graph")
    sheet.write_string(len(COLUMNS) + 2, 1, build)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)


def _fill(book: Any, bold: Any, view: View, sink: Sink) -> None:
    sheet, row, number = None, 0, 0
    for figure in figures(view):
        if sheet is None or row == ROWS:
            number += 1
            sheet, row = _sheet(book, bold, number), 1
        for place, column in enumerate(COLUMNS):
            _write(sheet, row, place, column, column.value(figure), figure.iri)
        row += 1
        sink.count += 1
    if sheet is None:
        sheet = _sheet(book, bold, 1)
    book.get_worksheet_by_name("findings").activate()


def _sheet(book: Any, bold: Any, number: int) -> Any:
    sheet = book.add_worksheet("findings" if number == 1 else f"findings {number}")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.name, bold)
    return sheet


def _write(sheet: Any, row: int, place: int, column: Column, value: Value, finding: str) -> None:
    if value is None or value == "":
        return
    if isinstance(value, (int, Decimal)):
        if len(Decimal(value).normalize().as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, place, value)
        else:
            sheet.write_string(row, place, f"{value:f}")
        return
    if len(value.encode("utf-16-le", "surrogatepass")) // 2 > TEXT:
        found = f"{column.name} of {len(value)} characters"
        raise GraphError(finding, found, f"at most {TEXT}, which a cell holds", "export csv or parquet instead")
    sheet.write_string(row, place, value)
