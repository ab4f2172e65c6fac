"""RDF formats: the same bytes each time; what is read back is what the folder holds; what is lost is said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.errors import GraphError, QuestionError
from kg.export import FORMATS, Selection, export_graph

Quads = set[tuple[str, str, str, str]]
Export = Callable[..., Path]
PARSERS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
GRAPHS = ("graph", "nasty_graph")


def read(path: Path, form: str) -> Quads:
    return {
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name))
        for q in pyoxigraph.parse(path=str(path), format=PARSERS[form])
    }


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("form", PARSERS)
def test_an_export_reads_back_as_the_same_statements(
    form: str, name: str, request: pytest.FixtureRequest, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    graph = request.getfixturevalue(name)
    found, wanted = read(export(graph, form), form), quads_of(graph)
    if FORMATS[form].named_graphs:
        assert found == wanted
    else:
        assert {row[:3] for row in found} == {row[:3] for row in wanted}


@pytest.mark.parametrize(("form", "parser"), [("turtle", "turtle"), ("rdfxml", "xml"), ("ntriples", "nt")])
def test_rdflib_reads_the_same_graph(form: str, parser: str, nasty_graph: Path, export: Export) -> None:
    one = rdflib.Graph().parse(export(nasty_graph, form), format=parser)
    other = rdflib.Graph().parse(export(nasty_graph, "ntriples", "other"), format="nt")
    assert isomorphic(one, other)


@pytest.mark.parametrize("form", [form for form, said in FORMATS.items() if not said.named_graphs and form in PARSERS])
def test_a_format_without_named_graphs_says_so(form: str, graph: Path, export: Export) -> None:
    path = export(graph, form)
    assert "keeps no named graphs" in path.with_name(path.name + ".report").read_text("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_bytes_are_the_same_whatever_the_hash_seed(form: str, graph: Path, tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        output = tmp_path / seed
        output.mkdir()
        command = [sys.executable, "-m", "kg", "export", "--graph", str(graph), "--format", form]
        run = subprocess.run(
            [*command, "--output", str(output / "out")], env={"PYTHONHASHSEED": seed}, capture_output=True, check=False
        )
        assert run.returncode == 0, run.stderr
        found.append({path.name: path.read_bytes() for path in sorted(output.iterdir())})
    assert found[0] == found[1]
    assert found[0]


def test_a_part_holds_what_its_findings_rest_on_and_nothing_else(
    graph: Path, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    part = read(export(graph, "nquads", organizations=("nordea",), channels=("facebook",)), "nquads")
    assert part < quads_of(graph)
    kg = "https://w3id.org/surveykg/ontology#"
    subjects = {row[0] for row in part}
    for row in part:
        if row[1] in (f"<{kg}mention>", f"<{kg}inSentence>", f"<{kg}inDocument>", f"<{kg}organization>"):
            assert row[2] in subjects, row
    findings = {row[0] for row in part if row[1] == f"<{kg}mention>" and "/document/" in row[0]}
    assert findings
    for finding in findings:
        about = {row[2] for row in part if row[0] == finding and row[1] in (f"<{kg}channel>", f"<{kg}aboutChannel>")}
        assert "<https://w3id.org/surveykg/id/channel/facebook>" in about
        assert (finding, f"<{kg}organization>", "<https://w3id.org/surveykg/id/organization/nordea>") in {
            row[:3] for row in part
        }


def test_a_channel_stands_for_those_below_it(graph: Path, export: Export) -> None:
    wide = read(export(graph, "nquads", "wide", channels=("social_media",)), "nquads")
    narrow = read(export(graph, "nquads", "narrow", channels=("facebook",)), "nquads")
    assert narrow < wide


def test_a_document_is_exported_with_all_that_it_says(
    graph: Path, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    name = "001_a7f089adf9625f02"
    part = read(export(graph, "trig", documents=(name,)), "trig")
    own = f"<https://w3id.org/surveykg/id/graph/document/{name}>"
    assert {row for row in part if row[3] == own} == {row for row in quads_of(graph) if row[3] == own}
    assert {row[3] for row in part if "/graph/document/" in row[3]} == {own}


def test_a_question_gives_the_findings_behind_its_answer(graph: Path, export: Export) -> None:
    part = read(export(graph, "nquads", question="response-times"), "nquads")
    measures = {row[2] for row in part if row[1] == "<https://w3id.org/surveykg/ontology#measure>"}
    assert measures == {"<https://w3id.org/surveykg/id/measure/response_time>"}


def test_parts_of_all_documents_make_the_whole(graph: Path, export: Export, quads_of: Callable[[Path], Quads]) -> None:
    whole = {row for row in quads_of(graph) if "/graph/document/" in row[3]}
    names = sorted({row[3].rpartition("/")[2][:-1] for row in whole})
    parts = [read(export(graph, "nquads", name, documents=(name,)), "nquads") for name in names]
    assert {row for part in parts for row in part if "/graph/document/" in row[3]} == whole


@pytest.mark.parametrize(
    "wrong",
    [
        Selection(organizations=("nordeaa",)),
        Selection(channels=("telefon-x",)),
        Selection(question="no-such"),
        Selection(documents=("../../etc/passwd",)),
    ],
)
def test_what_is_not_there_is_an_error_not_an_empty_file(wrong: Selection, graph: Path, tmp_path: Path) -> None:
    with pytest.raises((QuestionError, GraphError)):
        export_graph(graph, "turtle", wrong, tmp_path / "out.ttl")
    assert list(tmp_path.iterdir()) == []


def test_rdfxml_refuses_characters_that_xml_cannot_hold(graph: Path, tmp_path: Path) -> None:
    import shutil

    broken = Path(shutil.copytree(graph, tmp_path / "graph"))
    with (broken / "build.ttl").open("a", encoding="utf-8") as file:
        file.write('\n<build> <http://purl.org/dc/terms/title> "a\\u000Bb" .\n')
    with pytest.raises(GraphError, match=r"U\+000B"):
        export_graph(broken, "rdfxml", Selection(), tmp_path / "out.rdf")
    assert not (tmp_path / "out.rdf").exists()
    export_graph(broken, "trig", Selection(), tmp_path / "out.trig")
