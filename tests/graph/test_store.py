"""One interface to ask: a folder's store, its TriG file, an endpoint; nothing reaches out of them."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphError, QueryError
from kg.graph.build import build
from kg.graph.guard import check
from kg.graph.store import STORE, EmbeddedStore, open_store, store_path, write_store
from kg.model import Document, Extraction

VALUES = (
    "PREFIX kg: <https://w3id.org/surveykg/ontology#> "
    "SELECT ?m ?v WHERE { ?m a kg:Measurement ; kg:value ?v } ORDER BY ?m"
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, seed_extractions: tuple[Extraction, ...]) -> Path:
    folder = tmp_path_factory.mktemp("store") / "graph"
    known = {extraction.document.name: extraction for extraction in seed_extractions}

    def gold(document: Document) -> Extraction:
        return known[document.name]

    build([extraction.document for extraction in seed_extractions], folder, extract=gold, validate=False)
    return folder


@pytest.fixture
def copy(graph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graph, tmp_path / "copy"))


def test_queries_run_over_the_union_of_all_graphs(graph: Path, seed_extractions: tuple[Extraction, ...]) -> None:
    with open_store(graph) as store:
        found = store.select(VALUES)
        assert found.variables == ("m", "v")
        assert len(found) == sum(len(extraction.measurements) for extraction in seed_extractions)
        assert store.ask("ASK { GRAPH ?g { ?s ?p ?o } }") is True
        joined = "SELECT ?l { ?m a <https://w3id.org/surveykg/ontology#Measurement> ; ?p ?o . ?o a ?c . ?c ?q ?l }"
        assert store.select(joined).rows  # a document's graph, the shared one and the ontology


def test_the_store_on_disk_and_the_trig_file_answer_the_same(copy: Path) -> None:
    with open_store(copy) as on_disk:
        expected = list(on_disk.select(VALUES))
    shutil.rmtree(copy / STORE)
    with open_store(copy) as in_memory:
        assert list(in_memory.select(VALUES)) == expected


def test_a_store_of_older_files_is_passed_over(copy: Path) -> None:
    trig = (copy / "surveykg.trig").read_text("utf-8")
    (copy / "surveykg.trig").write_text(trig + "<x:g> { <x:s> <x:p> <x:o> }\n", "utf-8")
    sums = (copy / "SHA256SUMS").read_text("utf-8")
    (copy / "SHA256SUMS").write_text(sums.replace(sums[:4], "0000", 1), "utf-8")
    with open_store(copy) as store:
        assert store.ask("ASK { <x:s> <x:p> <x:o> }") is True


def test_a_damaged_store_says_how_to_mend_it(copy: Path) -> None:
    path = store_path(copy)
    assert path is not None
    for file in path.iterdir():
        if file.name.startswith(("CURRENT", "MANIFEST")):
            file.write_bytes(b"rubbish")
    with pytest.raises(GraphError, match=r"a damaged store .*: remove .*\.store; it is made again") as caught:
        open_store(copy)
    assert caught.value.place.path == str(path)


def test_a_damaged_trig_file_is_told_with_its_line(copy: Path) -> None:
    shutil.rmtree(copy / STORE)
    (copy / "surveykg.trig").write_text("<x:s> nonsense", "utf-8")
    with pytest.raises(GraphError, match="a damaged file"):
        open_store(copy)


@pytest.mark.parametrize("there", [False, True])
def test_no_graph_is_told_with_the_command_to_make_one(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "none"
    if there:
        folder.mkdir()
    with pytest.raises(GraphError, match="kg build"):
        open_store(folder)


def test_a_store_appears_only_whole(copy: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.trig"
    broken.write_text("<x:g> { <x:s> <x:p> ", "utf-8")
    with pytest.raises(GraphError):
        write_store(broken, tmp_path / "store" / "new")
    assert list((tmp_path / "store").iterdir()) == []


def test_construct_and_query_give_triples(graph: Path) -> None:
    with open_store(graph) as store:
        triples = store.construct(
            "CONSTRUCT { ?m <x:is> ?v } WHERE { ?m <https://w3id.org/surveykg/ontology#value> ?v }"
        )
        assert triples and all(isinstance(triple, pyoxigraph.Triple) for triple in triples)
        assert store.query("ASK {}") is True
        assert store.query("DESCRIBE <https://w3id.org/surveykg/ontology#value>")


def test_a_query_of_another_form_is_refused(graph: Path) -> None:
    with open_store(graph) as store:
        for call, query in ((store.select, "ASK {}"), (store.ask, VALUES), (store.construct, VALUES)):
            with pytest.raises(QueryError, match="another form"):
                call(query)


def test_a_graph_folder_takes_no_updates(graph: Path) -> None:
    with open_store(graph) as store:
        with pytest.raises(GraphError, match="kg build"):
            store.update("INSERT DATA { <x:s> <x:p> <x:o> }")
        with pytest.raises(QueryError):
            store.query("INSERT DATA { <x:s> <x:p> <x:o> }")


def test_the_dataset_has_every_graph_and_their_union(graph: Path) -> None:
    with open_store(graph) as store:
        dataset = store.dataset()
        (count,) = store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0]
    assert isinstance(dataset, rdflib.Dataset)
    assert sum(1 for _ in dataset.quads()) == int(count.value)  # type: ignore[union-attr]
    assert len(list(dataset.query(VALUES))) == 55


def test_syntax_errors_have_line_and_column(graph: Path) -> None:
    with open_store(graph) as store, pytest.raises(QueryError) as caught:
        store.select("SELECT * {\n  ?s ?p }")
    assert (caught.value.place.line, caught.value.place.column) == (2, 10)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "select * { service silent ?e { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE<x:y>{?s ?p ?o} } } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <FILE:/etc/passwd> { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "PREFIX a: <x:> LOAD SILENT <file:///etc/passwd> INTO GRAPH <x:g>",
        "INSERT DATA { <x:s> <x:p> 1 } ; LOAD <x:y>",
        "SELECT * { FILTER(?a<'x>' ) SERVICE <x:u> {} FILTER('y' = 'y') }",
        "SELECT * { FILTER(1<'x>'||'y'='y') SERVICE <x:u> {} }",
        "SELECT * { ?s ?p '\\u0027 } SERVICE <x:u> { ?s ?p \\u0027' }",
        "SELECT * { \\u0053ERVICE <x:u> {} }",
        "SELECT * { ?s ?p ?o } # \r SERVICE <x:u>",
    ],
)
def test_nothing_reaches_out_of_the_store(query: str) -> None:
    with pytest.raises(QueryError):
        check(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT ?service { ?service ?load 'SERVICE <x:y>' } # LOAD", "SELECT"),
        ('PREFIX service: <x:> ASK { service:load <x:/SERVICE/LOAD> "it\'s SERVICE" }', "ASK"),
        ("SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/surveykg/id/graph/shared> { ?s ?p ?o }", "SELECT"),
        ("CONSTRUCT { ?s ?p '''a\n'SERVICE' ''' } WHERE { ?s ?p ?o FILTER(?o<3 && ?o>1) }", "CONSTRUCT"),
        ("INSERT DATA { <x:s> <x:p> 'LOAD' }", "UPDATE"),
        ("DESCRIBE <x:y>", "DESCRIBE"),
    ],
)
def test_words_in_names_strings_and_comments_are_data(query: str, form: str) -> None:
    assert check(query) == form


@given(st.lists(st.sampled_from(["SERVICE", "<x:u>", "'", '"', "<", ">", "{", "}", "#", "\n", " ", "\\", "?a", "'''"])))
def test_what_the_guard_lets_pass_never_calls_out(parts: list[str]) -> None:
    query = "SELECT * { " + "".join(parts) + " }"
    try:
        check(query)
    except QueryError:
        return
    try:
        list(pyoxigraph.Store().query(query))  # type: ignore[arg-type]
    except SyntaxError:
        return


class _Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint over a store of the class."""

    store: EmbeddedStore
    updates: list[str]

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        self._answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

    def _answer(self, given: dict[str, list[str]]) -> None:
        if "update" in given:
            self.updates.append(given["update"][0])
            self._send(200, "text/plain", b"")
            return
        try:
            result = self.store.oxigraph.query(given["query"][0], use_default_graph_as_union=True)
        except SyntaxError as error:
            self._send(400, "text/plain", str(error.msg).encode())
            return
        if isinstance(result, pyoxigraph.QueryTriples):
            self._send(200, "text/turtle", result.serialize(format=pyoxigraph.RdfFormat.TURTLE) or b"")
        else:
            data = result.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""
            self._send(200, "application/sparql-results+json", data)

    def _send(self, status: int, media_type: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def endpoint(graph: Path) -> Iterator[str]:
    store = open_store(graph)
    assert isinstance(store, EmbeddedStore)
    handler = type("Handler", (_Endpoint,), {"store": store, "updates": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_answers_as_the_folder_does(graph: Path, endpoint: str) -> None:
    queries = (VALUES, "SELECT ?l (1 AS ?n) ?none { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l")
    with open_store(graph) as folder, open_store(endpoint) as remote:
        for query in queries:
            assert remote.select(query) == folder.select(query)
        assert remote.ask("ASK { ?s ?p ?o }") is True
        constructed = "CONSTRUCT { ?s <x:p> ?v } WHERE { ?s <https://w3id.org/surveykg/ontology#value> ?v }"
        assert set(remote.construct(constructed)) == set(folder.construct(constructed))
        remote.update("INSERT DATA { <x:s> <x:p> <x:o> }")


def test_a_long_query_goes_by_post(graph: Path, endpoint: str) -> None:
    with open_store(endpoint) as remote:
        assert remote.select(VALUES + " #" + "x" * 5000).rows


def test_errors_of_an_endpoint_are_told(endpoint: str) -> None:
    with open_store(endpoint) as remote:
        with pytest.raises(QueryError, match="refuses"):
            remote.select("SELECT * { ?s ?p }")
        with pytest.raises(QueryError, match="SERVICE"):
            remote.select("SELECT * { SERVICE <x:y> {} }")
    with pytest.raises(GraphError, match="no answer"), open_store("http://127.0.0.1:9/") as nobody:
        nobody.select("SELECT * { ?s ?p ?o }")


def test_importing_the_store_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, json, kg.graph.store; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))
    assert loaded.isdisjoint({"rdflib", "pyshacl", "owlrl", "SPARQLWrapper", "trafilatura", "rich", "multiprocessing"})
