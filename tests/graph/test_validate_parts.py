"""Document by document, validation reports what it reports of the whole; engines agree on the gold graph."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.graph import validate as package
from kg.graph.build import build
from kg.graph.terms import Triple
from kg.graph.validate import ValidationReport, load_shapes, validate, validate_folder
from kg.graph.validate.folders import gather
from kg.graph.vocabulary import parse_turtle
from kg.model import Document, Extraction


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, gold_extractions: dict[str, Extraction]) -> Path:
    """A graph folder of the gold."""
    graph = tmp_path_factory.mktemp("gold") / "graph"
    documents: list[Document] = [extraction.document for extraction in gold_extractions.values()]
    build(documents, graph, validate=False, jobs=1, extract=lambda document: gold_extractions[document.name])
    return graph


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder's Turtle files, to be broken."""
    for path in folder.rglob("*.ttl"):
        if ".state" not in path.parts:
            target = tmp_path / path.relative_to(folder)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path


def triples(graph: Path) -> list[Triple]:
    return [triple for path in sorted(graph.rglob("*.ttl")) for triple in parse_turtle(path.read_bytes(), str(path))]


def found(report: ValidationReport) -> list[dict[str, object]]:
    return report.facts()["results"]


def rewrite(path: Path, change: Callable[[list[Triple]], list[Triple]]) -> None:
    changed = change(sorted(parse_turtle(path.read_bytes(), str(path))))
    path.write_text("".join(f"{' '.join(triple)} .\n" for triple in changed), "utf-8")


def some_gone_and_some_mixed(seed: int) -> Callable[[list[Triple]], list[Triple]]:
    chance = random.Random(seed)

    def change(before: list[Triple]) -> list[Triple]:
        values = [value for _, _, value in before]
        return [
            (subject, predicate, chance.choice(values) if chance.random() < 0.05 else value)
            for subject, predicate, value in before
            if chance.random() > 0.05
        ]

    return change


def test_the_gold_graph_conforms(folder: Path) -> None:
    report = validate_folder(folder, engine="compiled")
    assert (report.conforms, report.results) == (True, ())


def test_parts_of_the_gold_graph_are_checked_at_all_places_of_the_whole(folder: Path) -> None:
    whole = validate(triples(folder), engine="compiled")
    assert gather(folder, load_shapes(), 1).report("compiled").checked == whole.checked


@pytest.mark.parametrize("seed", range(6))
def test_parts_of_a_broken_graph_report_what_the_whole_reports(copy: Path, seed: int) -> None:
    for place, path in enumerate([*sorted((copy / "documents").glob("*.ttl"))[:8], copy / "shared.ttl"]):
        rewrite(path, some_gone_and_some_mixed(100 * seed + place))
    whole = validate(triples(copy), engine="compiled")
    parts = gather(copy, load_shapes(), 1).report("compiled")
    assert len(whole.results) > 20
    assert found(parts) == found(whole)


def test_parts_in_several_processes_give_the_same_report(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.graph.validate.folders as folders

    monkeypatch.setattr(folders, "_MANY", 2)
    for path in sorted((copy / "documents").glob("*.ttl"))[:3]:
        rewrite(path, some_gone_and_some_mixed(7))
    assert found(gather(copy, load_shapes(), 2).report("x")) == found(gather(copy, load_shapes(), 1).report("x"))


def test_large_folders_go_by_document_and_still_require_documents(
    folder: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "LARGE", 0)
    assert validate_folder(folder, jobs=1).engine == "compiled"
    for path in (copy / "documents").glob("*.ttl"):
        path.unlink()
    (copy / "surveykg.trig").write_text("", "utf-8")
    (copy / "shared.ttl").write_text("", "utf-8")
    (copy / "inferred.ttl").unlink()
    shapes = {result.shape.rpartition("#")[2] for result in validate_folder(copy, jobs=1).results}
    assert shapes == {"Document", "Measurement"}


def test_a_document_file_that_is_no_turtle_is_named(copy: Path) -> None:
    path = min((copy / "documents").glob("*.ttl"))
    path.write_text("<a> <b> .", "utf-8")
    with pytest.raises(GraphError, match=path.stem):
        gather(copy, load_shapes(), 1)


def test_engines_report_what_pyshacl_reports_of_the_broken_gold_graph(copy: Path) -> None:
    for place, path in enumerate([*sorted((copy / "documents").glob("*.ttl"))[:6], copy / "shared.ttl"]):
        rewrite(path, some_gone_and_some_mixed(place))
    data = triples(copy)
    reference = found(validate(data, engine="pyshacl"))
    assert found(validate(data, engine="compiled")) == reference
    pytest.importorskip("pyshacl_turbo")
    assert found(validate(data, engine="turbo")) == reference
