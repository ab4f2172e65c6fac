"""What is published: nanopublications, stored questions, a crate that can be checked."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import QuestionError
from kg.export import Selection, export_graph
from kg.graph.store import open_store
from kg.questions import load
from kg.resources import folder

Export = Callable[..., Path]
Quads = set[tuple[str, str, str, str]]
NP = "http://www.nanopub.org/nschema#"
SH = "http://www.w3.org/ns/shacl#"


def trig(path: Path) -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TRIG))


def test_nanopublications_split_what_documents_say_and_no_triple_stands_twice(
    graph: Path, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    quads = trig(export(graph, "nanopub"))
    assert max(Counter((q.subject, q.predicate, q.object) for q in quads).values()) == 1
    found = {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}
    assert {row[:3] for row in quads_of(graph) if "/graph/document/" in row[3]} <= found
    store = pyoxigraph.Store()
    store.extend(quads)
    (number,) = store.query(
        f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?h {{ ?np a <{NP}Nanopublication> ; <{NP}hasAssertion> ?a ; "
        f"<{NP}hasProvenance> ?p ; <{NP}hasPublicationInfo> ?i }} "
        "FILTER EXISTS { GRAPH ?p { ?a ?pp ?po } } FILTER EXISTS { GRAPH ?i { ?np ?ip ?io } } "
        "FILTER EXISTS { GRAPH ?a { ?s ?q ?o } } }"
    )
    assert int(number[0].value) == len(list((graph / "documents").iterdir()))


def test_stored_questions_are_executables_that_run(graph: Path, export: Export) -> None:
    quads = trig(export(graph, "questions"))
    assert {str(q.graph_name) for q in quads} == {"<https://w3id.org/surveykg/id/.well-known/sparql-examples>"}
    queries = {str(q.subject): q.object.value for q in quads if q.predicate.value == f"{SH}select"}
    assert {name.rpartition("/")[2][:-1] for name in queries} == set(load(folder("queries")))
    with open_store(graph) as store:
        for query in queries.values():
            assert "#+" not in query
            store.select(query)
    comments = Counter(q.object.language for q in quads if q.predicate.value.endswith("#comment"))
    assert comments["en"] == len(queries)


def test_a_crate_describes_its_files_and_can_be_verified(graph: Path, export: Export, tmp_path: Path) -> None:
    with zipfile.ZipFile(export(graph, "rocrate")) as crate:
        names = set(crate.namelist())
        said = json.loads(crate.read("ro-crate-metadata.json"))
        entities = {entity["@id"]: entity for entity in said["@graph"]}
        files = {name: entity for name, entity in entities.items() if entity["@type"] == "File"}
        assert files.keys() | {"ro-crate-metadata.json"} == names
        for name, entity in files.items():
            data = crate.read(name)
            assert entity["contentSize"] == str(len(data))
            assert entity.get("sha256", sha256(data).hexdigest()) == sha256(data).hexdigest()
        assert {"name", "description", "datePublished", "license"} <= entities["./"].keys()
        crate.extractall(tmp_path / "crate")
    command = [sys.executable, "-m", "kg", "verify", "--graph", str(tmp_path / "crate" / "graph")]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert "SHA256SUMS" not in run.stdout + run.stderr
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_crate_of_a_part_is_refused(graph: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="whole graph"):
        export_graph(graph, "rocrate", Selection(channels=("phone",)), tmp_path / "crate.zip")
