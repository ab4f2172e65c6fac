"""Apache Parquet of the findings: the columns of csv with their types, in row groups, so that memory stays bounded.

Needs pyarrow (`pip install 'surveykg[parquet]'`). Numbers are decimals of 38 digits, ten of them behind the point; a
value that needs more is refused, never rounded. The metadata hold the build's hash and each column's meaning.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any, Final

from kg.errors import GraphError
from kg.export.columns import COLUMNS, Column
from kg.export.figures import figures
from kg.export.records import Sink
from kg.export.view import View
from kg.resources import version

DIGITS: Final = 38
SCALE: Final = 10
_ROWS: Final = 50_000  # in a row group


def write(view: View, sink: Sink) -> None:
    """A row a finding; `channels` is a list.

    Raises:
        GraphError: pyarrow is not installed, or a value has more digits than the type.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        raise GraphError("parquet", f"no {error.name}", "pyarrow", "pip install 'surveykg[parquet]'") from error

    types = {"integer": pa.int64(), "decimal": pa.decimal128(DIGITS, SCALE), "string": pa.string(), "iri": pa.string()}
    fields = [
        pa.field(
            column.name,
            pa.list_(pa.string()) if column.several else types[column.type],
            nullable=not column.required,
            metadata={"description": column.description, **({"property": column.property} if column.property else {})},
        )
        for column in COLUMNS
    ]
    said = {"surveykg.build": view.build_hash, "surveykg.version": version()}
    schema = pa.schema(fields, metadata=said)
    rows: list[dict[str, Any]] = []
    with pq.ParquetWriter(sink.stream, schema, compression="zstd", store_schema=True) as writer:
        for figure in figures(view):
            rows.append({column.name: _cell(column, column.value(figure), figure.iri) for column in COLUMNS})
            sink.count += 1
            if len(rows) == _ROWS:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, schema))
    sink.unit = "findings"


def _cell(column: Column, value: Any, finding: str) -> Any:
    if column.several:
        return value.split(" ") if value else []
    if not isinstance(value, Decimal):
        return value
    with localcontext(prec=DIGITS) as context:
        context.clear_flags()
        exact = value.quantize(Decimal(1).scaleb(-SCALE)) if value.adjusted() < DIGITS - SCALE else None
    if exact is None or exact != value:
        expected = f"at most {DIGITS - SCALE} digits before and {SCALE} behind the point"
        raise GraphError(finding, f"{column.name} {value}", expected, "export csv, which holds any number")
    return exact
