"""A graph put into two real triplestores, graph by graph, counted, resumed; both answer as the folder does."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyoxigraph
import pytest

import kg
from kg.errors import GraphError
from kg.graph import load as loading
from kg.graph.load import Credentials, graph_url, load, query_endpoints
from kg.graph.remote import RemoteStore
from kg.graph.store import open_store
from kg.questions import ask, render
from kg.questions import load as load_questions
from kg.resources import folder

GRAPH = Path(__file__).parents[2] / "graph"
VIRTUOSO = shutil.which("virtuoso-t")
QUESTIONS = sorted(load_questions(folder("queries")))


@dataclass(frozen=True)
class Server:
    """Where a store takes graphs and answers queries, and what it wants to see."""

    graphs: str
    queries: str
    credentials: Credentials | None = None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def process(command: list[str], url: str, at: Path) -> Iterator[None]:
    """A server as a process, from when it answers."""
    with (at / "server.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=at, stdout=log, stderr=log)
        try:
            for _ in range(600):
                assert running.poll() is None, (at / "server.log").read_text("utf-8")
                try:
                    with urllib.request.urlopen(url, timeout=5):
                        break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            running.kill()
            running.wait()


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    at, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve", "--location", "store", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    url = f"http://127.0.0.1:{port}"
    with process(command, f"{url}/", at):
        yield Server(f"{url}/store", f"{url}/query")


VIRTUOSO_INI = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = vt.db
TransactionFile = vt.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
NumberOfBuffers = 4000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 1000000
"""


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if VIRTUOSO is None:
        pytest.skip("virtuoso-t is not installed: run tools/setup")
    at, http = tmp_path_factory.mktemp("virtuoso"), free_port()
    (at / "v.ini").write_text(VIRTUOSO_INI.format(sql=free_port(), http=http), "utf-8")
    url = f"http://127.0.0.1:{http}"
    with process([VIRTUOSO, "-f", "-c", "v.ini"], f"{url}/sparql", at):
        credentials = Credentials(user="dba", password="dba", digest=True)
        yield Server(f"{url}/sparql-graph-crud-auth", f"{url}/sparql", credentials)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A copy of the seeds' graph that a test may change."""
    ignored = shutil.ignore_patterns(".store", ".state", ".lock")
    return Path(shutil.copytree(GRAPH, tmp_path / "graph", ignore=ignored))


def statements(graph: Path) -> set[tuple[str, str, str, str]]:
    """Of the Turtle files; the TriG file lacks what the catalogue says of that file itself."""
    files = {path: f"document/{path.stem}" for path in (graph / "documents").glob("*.ttl")}
    files |= {path: path.stem for path in graph.glob("*.ttl")}
    return {
        (str(q.subject), str(q.predicate), str(q.object), f"<https://w3id.org/surveykg/id/graph/{name}>")
        for path, name in files.items()
        for q in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    }


def plain(row: tuple[str, str, str, str]) -> tuple[str, ...]:
    """A statement without the datatype of its value: stores keep one type for all whole numbers."""
    return tuple(part.partition('"^^<')[0] for part in row)


def loaded(server: Server) -> set[tuple[str, str, str, str]]:
    of_ours = "FILTER(STRSTARTS(STR(?g), 'https://w3id.org/surveykg/id/graph/'))"
    query = f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {of_ours} }}"
    return {(str(s), str(p), str(o), str(g)) for s, p, o, g in RemoteStore(server.queries).select(query)}


def test_every_statement_arrives_in_its_graph(server: Server, graph: Path) -> None:
    report = load(graph, server.graphs, server.credentials)
    wanted = statements(graph)
    assert report.triples == len(wanted)
    assert {plain(row) for row in loaded(server)} == {plain(row) for row in wanted}


def test_stored_questions_have_the_same_rows_remotely(server: Server, graph: Path) -> None:
    load(graph, server.graphs, server.credentials)
    questions = load_questions(folder("queries"))
    with open_store(graph) as here, open_store(server.queries) as there:
        for name in QUESTIONS:
            question = questions[name]
            given = {
                key: parameter.defaults[0].value
                for key, parameter in question.parameters.items()
                if parameter.required and parameter.defaults
            }
            assert render(ask(there, question, given), "json") == render(ask(here, question, given), "json"), name


def test_what_is_there_already_is_not_sent_again(server: Server, graph: Path) -> None:
    load(graph, server.graphs, server.credentials)
    said: list[str] = []
    report = load(graph, server.graphs, server.credentials, progress=said.append)
    assert report.skipped == report.graphs == len(said)
    assert all(line.endswith("there already") for line in said)


def test_a_graph_that_the_store_lost_is_sent_again(server: Server, graph: Path) -> None:
    first = load(graph, server.graphs, server.credentials)
    shared = "https://w3id.org/surveykg/id/graph/shared"
    loading.Client(server.credentials).send("DELETE", graph_url(server.graphs, shared), None, None)
    report = load(graph, server.graphs, server.credentials)
    assert (report.skipped, report.triples) == (first.graphs - 1, first.triples)


def test_a_graph_that_changed_replaces_the_old_one(server: Server, graph: Path) -> None:
    load(graph, server.graphs, server.credentials)
    build = graph / "build.ttl"
    build.write_text(build.read_text("utf-8").replace("with inferences", "with no inferences"), "utf-8")
    report = load(graph, server.graphs, server.credentials)
    assert report.skipped == report.graphs - 1
    query = "ASK { GRAPH ?g { ?s <http://purl.org/dc/terms/description> 'with inferences'@en } }"
    assert not RemoteStore(server.queries).ask(query)


def test_large_graphs_go_in_pieces(server: Server, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PIECE", 100_000)
    said: list[str] = []
    report = load(graph, server.graphs, server.credentials, progress=said.append)
    assert any(" pieces" in line for line in said)
    assert report.triples == len(statements(graph))


def test_graphs_that_the_folder_has_no_more_are_named_and_removed_if_asked(server: Server, graph: Path) -> None:
    extra = "https://w3id.org/surveykg/id/graph/document/gone"
    other = "https://example.org/graph"
    for name in (extra, other):
        statement = b"<https://example.org/a> <https://example.org/p> 1 ."
        loading.Client(server.credentials).send("PUT", graph_url(server.graphs, name), statement, "text/turtle")
    assert extra in load(graph, server.graphs, server.credentials).summary()
    assert load(graph, server.graphs, server.credentials, prune=True).removed == 1
    ask_store = RemoteStore(server.queries).ask
    assert not ask_store(f"ASK {{ GRAPH <{extra}> {{ ?s ?p ?o }} }}")
    assert ask_store(f"ASK {{ GRAPH <{other}> {{ ?s ?p ?o }} }}")


def test_any_text_arrives_as_it_was(oxigraph: Server, graph: Path) -> None:
    strange = '"\\u0001 \\"q\\" \\\\ \\n\\r\\t é 𝄞 <&> \'"'
    triples = [("<https://example.org/s>", "<https://example.org/p>", strange)]
    load(graph, oxigraph.graphs, more=lambda base, queries: {"https://example.org/strange": lambda: triples})
    query = "SELECT ?o WHERE { GRAPH <https://example.org/strange> { ?s ?p ?o } }"
    ((found,),) = RemoteStore(oxigraph.queries).select(query).rows
    assert found.value == '\x01 "q" \\ \n\r\t é 𝄞 <&> \''


def test_a_wrong_password_is_an_error_that_says_what_to_set(virtuoso: Server, graph: Path) -> None:
    with pytest.raises(GraphError, match="KG_PASSWORD"):
        load(graph, virtuoso.graphs, Credentials(user="dba", password="no", digest=True))


def test_a_store_whose_default_graph_is_no_union_is_told_of(graph: Path, tmp_path: Path) -> None:
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve", "--location", "store", "--bind", f"127.0.0.1:{port}"]
    with process(command, f"http://127.0.0.1:{port}/", tmp_path):
        assert "--union-default-graph" in load(graph, f"http://127.0.0.1:{port}/store").summary()


Seen = list[tuple[str, str, str | None, str | None]]


@pytest.fixture
def forgetful() -> Iterator[tuple[str, Seen]]:
    """A store that takes everything, keeps nothing and answers every count with nought; what it saw."""
    seen: Seen = []

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            agent, authorization = self.headers.get("User-Agent"), self.headers.get("Authorization")
            seen.append((self.command, self.path.partition("?")[0], agent, authorization))
            answer = {"boolean": True} if "ASK" in self.path else {"results": {"bindings": []}}
            body = json.dumps({"head": {"vars": []}, **answer})
            self.send_response(302 if self.path.startswith("/moved") else 200)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_PUT = do_POST = do_DELETE = _take  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("credentials", "header"),
    [
        (Credentials(user="me", password="så"), "Basic bWU6c8Ol"),
        (Credentials(token="abc"), "Bearer abc"),
        (Credentials(), None),
    ],
)
def test_requests_carry_agent_and_authorization(
    forgetful: tuple[str, Seen], graph: Path, credentials: Credentials, header: str | None
) -> None:
    url, seen = forgetful
    with pytest.raises(GraphError, match="0 statements in the store"):
        load(graph, f"{url}/store", credentials)
    assert {method for method, *_ in seen} == {"GET", "PUT"}
    assert {(agent, given) for _, _, agent, given in seen} == {(f"surveykg/{kg.__version__}", header)}


def test_what_the_count_contradicts_is_not_remembered(forgetful: tuple[str, Seen], graph: Path) -> None:
    url, seen = forgetful
    for _ in range(2):
        with pytest.raises(GraphError, match="load again"):
            load(graph, f"{url}/store")
    assert sum(method == "PUT" for method, *_ in seen) == 2


def test_redirects_are_refused(forgetful: tuple[str, Seen], graph: Path) -> None:
    url, seen = forgetful
    with pytest.raises(GraphError, match=r"302.*elsewhere"):
        load(graph, f"{url}/moved", Credentials(token="secret"), query_endpoint=f"{url}/sparql")
    assert not any(path == "/elsewhere" for _, path, _, _ in seen)


def test_no_error_shows_a_secret(graph: Path) -> None:
    credentials = Credentials(user="me", password="hidden", token="hidden")
    assert "hidden" not in repr(credentials)
    with pytest.raises(GraphError) as raised:
        load(graph, "http://127.0.0.1:9/store", credentials)
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize(
    ("store", "queries"),
    [
        ("http://h/store", "http://h/query"),
        ("http://h/store", "http://h/sparql"),
        ("http://h/sparql-graph-crud-auth", "http://h/sparql"),
        ("http://h/ds/data", "http://h/ds/sparql"),
        ("http://h/ds/data", "http://h/ds/query"),
        ("http://h/repositories/r/rdf-graphs/service", "http://h/repositories/r"),
    ],
)
def test_the_query_endpoints_of_known_products_are_tried(store: str, queries: str) -> None:
    assert queries in set(query_endpoints(store))
