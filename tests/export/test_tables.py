"""Tables: types kept, text as printed, no cell that a spreadsheet would run, read back as the graph says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from kg.errors import GraphError
from kg.evaluation import evaluate, read_gold
from kg.export.columns import COLUMNS
from kg.export.csv import guard, unguard
from kg.export.parquet import _cell
from kg.extract.lexicon import broader_channels
from kg.graph.build import build
from kg.model import Document, Extraction

Export = Callable[..., Path]
Quads = set[tuple[str, str, str, str]]
SEEDS = Path(__file__).parents[1] / "corpus" / "seeds"
XSD = "http://www.w3.org/2001/XMLSchema#"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_holds_what_the_graph_says_of_its_finding(
    graph: Path, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    found = {(f"<{row['finding']}>", row["value"]) for row in rows(export(graph, "csv")) if row["value"]}
    property_ = "<https://w3id.org/surveykg/ontology#value>"
    wanted = {(s, re.sub(r'^"(.*)"\^\^.*', r"\1", o)) for s, p, o, _ in quads_of(graph) if p == property_}
    assert found == wanted


def test_csvw_yields_statements_of_the_graph(graph: Path, export: Export, quads_of: Callable[[Path], Quads]) -> None:
    path = export(graph, "csv")
    metadata = json.loads((path.parent / f"{path.name}-metadata.json").read_text("utf-8"))
    known = {row[:3] for row in quads_of(graph)}
    table = CSVW(str(path))
    assert table.is_valid
    columns = [column for column in metadata["tableSchema"]["columns"] if not column.get("suppressOutput")]
    assert len(columns) >= 15
    made = set()
    for row in rows(path):
        for column in columns:
            cell = row[column["name"]]
            for value in cell.split(column["separator"]) if "separator" in column else [cell]:
                if value:
                    made.add((f"<{row['finding']}>", f"<{column['propertyUrl']}>", term(column, value)))
    assert made <= known
    assert len(made) > 500


def term(column: dict[str, str], value: str) -> str:
    if "valueUrl" in column:
        return f"<{column['valueUrl'].replace('{+' + column['name'] + '}', value)}>"
    if column["datatype"] == "string":
        return json.dumps(value, ensure_ascii=False)
    return f'"{value}"^^<{XSD}{column["datatype"]}>'


def test_the_csvw_library_reads_types_and_lists(graph: Path, export: Export) -> None:
    path = export(graph, "csv")
    (table,) = CSVW(str(path)).tables
    found = list(table)
    assert [str(row["value"]) for row in found if row["value"] is not None]
    assert all(isinstance(row["value"], Decimal) for row in found if row["value"] is not None)
    assert any(len(row["channels"]) > 1 for row in found)


DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize("form", ["csv"])
def test_no_cell_is_a_formula(form: str, nasty_graph: Path, export: Export) -> None:
    text = export(nasty_graph, form).read_text("utf-8")
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.startswith(DANGEROUS) or re.fullmatch(r"-?[0-9.]+", cell), cell


def test_guarded_texts_say_so_in_the_metadata_and_can_be_undone(nasty_graph: Path, export: Export) -> None:
    path = export(nasty_graph, "csv")
    metadata = json.loads((path.parent / f"{path.name}-metadata.json").read_text("utf-8"))
    marked = {column["name"] for column in metadata["tableSchema"]["columns"] if "dc:source" in column}
    assert {"sentence", "population", "organization", "document"} <= marked
    found = rows(path)
    text = (nasty_graph / "texts").glob("*.txt").__next__().read_bytes().decode()
    assert all(unguard(row["sentence"]) == text[int(row["sentence_begin"]) : int(row["sentence_end"])] for row in found)
    assert {unguard(row["organization"]) for row in found} == {"=HYPERLINK(A1)", "'Tis", "@SUM"}


def test_parquet_holds_the_cells_of_csv_with_types(graph: Path, export: Export) -> None:
    table = pq.read_table(export(graph, "parquet"))
    assert table.schema.field("value").type == pa.decimal128(38, 10)
    assert len(table.schema.metadata[b"surveykg.build"]) == 64
    for row, cells in zip(table.to_pylist(), rows(export(graph, "csv")), strict=True):
        for column in COLUMNS:
            value, cell = row[column.name], cells[column.name]
            if column.several:
                assert value == cell.split()
            elif column.type == "decimal":
                assert value == (Decimal(cell) if cell else None)
            else:
                assert ("" if value is None else str(value)) == (unguard(cell) if column.type == "string" else cell)


def test_a_number_that_parquet_cannot_hold_is_refused() -> None:
    column = next(column for column in COLUMNS if column.name == "value")
    for value in ("0.12345678901", "1" + "0" * 28):
        with pytest.raises(GraphError, match="digits"):
            _cell(column, Decimal(value), "finding")
    assert _cell(column, Decimal("-66.67"), "finding") == Decimal("-66.67")


@pytest.mark.parametrize("name", ["graph", "nasty_graph"])
def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(
    name: str, request: pytest.FixtureRequest, export: Export
) -> None:
    source = request.getfixturevalue(name)
    book = openpyxl.load_workbook(export(source, "xlsx"))
    head, *found = list(book["findings"].iter_rows())
    assert [cell.value for cell in head] == [column.name for column in COLUMNS]
    wanted = rows(export(source, "csv"))
    assert len(found) == len(wanted)
    for row, cells in zip(found, wanted, strict=True):
        for cell, column in zip(row, COLUMNS, strict=True):
            text = cells[column.name]
            if text == "":
                assert cell.value is None
            elif column.type in ("decimal", "integer"):
                assert cell.data_type == "n" and Decimal(str(cell.value)) == Decimal(text)
            else:
                assert cell.data_type == "s" and cell.hyperlink is None
                assert unescape(str(cell.value)) == (unguard(text) if column.type == "string" else text)


@given(st.text())
def test_the_guard_is_undone_and_never_leaves_a_formula(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(DANGEROUS)


@pytest.fixture(scope="module")
def gold_graph(gold_extractions: dict[str, Extraction], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the seeds as the gold has them."""
    at = tmp_path_factory.mktemp("gold")

    def extract(document: Document) -> Extraction:
        return gold_extractions[document.name]

    build(sorted(SEEDS.glob("*.txt")), at / "graph", extract=extract, validate=False, jobs=1)
    return at / "graph"


def test_json_lines_of_the_gold_score_as_the_gold(gold_graph: Path, export: Export) -> None:
    lines = [json.loads(line) for line in export(gold_graph, "jsonl").read_text("utf-8").splitlines()]
    found = evaluate(
        read_gold(SEEDS), lambda gold: [line for line in lines if line["document"] == gold.name], broader_channels()
    )
    figures = found["all"].figures()
    assert figures["gold"] == len(lines)
    assert {key: value for key, value in figures.items() if key != "gold" and value != 1} == {}


def test_json_lines_have_the_keys_of_the_guide(graph: Path, export: Export) -> None:
    gold = json.loads(next(SEEDS.glob("*.json")).read_text("utf-8"))["measurements"][0]
    lines = [json.loads(line) for line in export(graph, "jsonl").read_text("utf-8").splitlines()]
    wanted = {*gold, "document", "start", "end"}
    assert all(wanted <= line.keys() for line in lines)
    assert {key for line in lines for key in line} - wanted <= {"confidence"}
    for line in lines:
        text = (graph / "texts" / f"{line['document']}.txt").read_bytes().decode()
        assert text[line["start"] : line["end"]] == line["quote"]
        assert line["sentence"] in text
