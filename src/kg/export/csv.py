"""CSV (RFC 4180) of the findings, with metadata of CSV on the Web (W3C Recommendation of 2015) in a file beside it.

A text that a spreadsheet would take for a formula gets an apostrophe in front, as do texts that begin with one; so
taking one apostrophe off the front of a text gives what was printed. Where that happens the metadata say so, and the
column yields no statements.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, Final

from kg.export.columns import COLUMNS, Column
from kg.export.figures import figures
from kg.export.records import Sink
from kg.export.view import View
from kg.graph.terms import canonical

METADATA: Final = "-metadata.json"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


def write(view: View, sink: Sink) -> None:
    """A row a finding; the header names the columns."""
    guarded: set[str] = set()
    sink.stream.write(_line(column.name for column in COLUMNS))
    for figure in figures(view):
        cells = []
        for column in COLUMNS:
            value = column.value(figure)
            text = "" if value is None else value if isinstance(value, str) else canonical_number(value)
            safe = guard(text) if column.type == "string" else text
            if safe != text:
                guarded.add(column.name)
            cells.append(safe)
        sink.stream.write(_line(cells))
        sink.count += 1
    sink.unit = "findings"
    if sink.beside:
        metadata = json.dumps(csvw(sink.name, view.build_hash, guarded), ensure_ascii=False, indent=1) + "\n"
        sink.beside(METADATA, metadata.encode())
    else:
        sink.notes.append("csv on standard output comes without its metadata; --output FILE writes both")
    if guarded:
        sink.notes.append(
            f"csv: texts that look like formulas got an apostrophe in front ({', '.join(sorted(guarded))})"
        )


def guard(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguard(cell: str) -> str:
    """The text that `guard` was given."""
    return cell.removeprefix("'")


def canonical_number(value: Any) -> str:
    """A number as its shortest decimal."""
    return str(value) if isinstance(value, int) else canonical(value)


def _line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


def csvw(url: str, build: str, guarded: Iterable[str]) -> dict[str, Any]:
    """The metadata of a table at `url`, relative to themselves."""
    marked = set(guarded)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": "Figures about how people reach organizations",
        "dc:description": f"Findings of the surveykg graph {build}, each with the sentence it came from.",
        "dc:license": {"@id": _LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "doubleQuote": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [_column(column, column.name in marked) for column in COLUMNS],
            "primaryKey": "finding",
            "aboutUrl": "{+finding}",
        },
    }


def _column(column: Column, guarded: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": {"string": "string", "iri": "anyURI"}.get(column.type, column.type),
    }
    if column.required:
        said["required"] = True
    if column.several:
        said["separator"] = " "
    if column.property and not guarded:
        said["propertyUrl"] = column.property
        if column.values:
            said["valueUrl"] = f"{column.values}{{+{column.name}}}"
        elif column.type == "iri":
            said["valueUrl"] = f"{{+{column.name}}}"
    else:
        said["suppressOutput"] = True
    if guarded:
        said["dc:source"] = "An apostrophe at the front of a text is not printed there."
    return said
