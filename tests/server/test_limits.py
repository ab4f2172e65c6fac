"""What a server refuses, bounds and keeps to itself."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from kg.errors import GraphError, QueryError
from kg.server import application, serve
from kg.server.problems import RequestError
from kg.server.settings import Settings

Start = Callable[..., httpx.Client]
TOKEN = "a-secret-token"
NUMBERS = "VALUES ?{0} { " + " ".join(map(str, range(100))) + " }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(NUMBERS.replace("{0}", name) for name in "abcdef") + " }"


def query(client: httpx.Client, text: str, **headers: str) -> httpx.Response:
    return client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-query", **headers})


# Who may write


@pytest.mark.parametrize(
    ("method", "path", "arguments"),
    [
        ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}),
        ("POST", "/sparql", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}),
        ("PUT", "/store?default", {"content": "", "headers": {"Content-Type": "text/turtle"}}),
        ("POST", "/store?default", {"content": "", "headers": {"Content-Type": "text/turtle"}}),
        ("DELETE", "/store?default", {}),
    ],
)
def test_writing_needs_the_token(
    start: Start, read_only: httpx.Client, method: str, path: str, arguments: dict[str, object]
) -> None:
    assert read_only.request(method, path, **arguments).status_code == 403  # type: ignore[arg-type]
    client = start(token=TOKEN)
    arguments = dict(arguments)
    headers = dict(arguments.pop("headers", {}))  # type: ignore[call-overload]
    for given, status in (("", 401), ("Bearer wrong", 401), (f"Basic {TOKEN}", 401)):
        answer = client.request(method, path, headers=headers | {"Authorization": given}, **arguments)  # type: ignore[arg-type]
        assert answer.status_code == status
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert client.request(method, path, headers=headers, **arguments).status_code < 300 or method == "DELETE"  # type: ignore[arg-type]


def test_what_was_written_is_there_after_a_restart(
    serving: Callable[[Path, Settings], AbstractContextManager[httpx.Client]], tmp_path: Path
) -> None:
    settings = Settings(token=TOKEN, workers=1)
    insert = "INSERT DATA { <http://s.example/> <http://p.example/> 1 }"
    with serving(tmp_path / "kept", settings) as first:
        assert first.post("/sparql", data={"update": insert}).is_success
    with serving(tmp_path / "kept", settings) as second:
        assert query(second, "ASK { ?s ?p 1 }").json()["boolean"] is True


def test_with_a_token_a_graph_folder_is_the_beginning_of_a_store(start: Start, tmp_path: Path) -> None:
    trig = "GRAPH <http://g.example/> { <http://s.example/> <http://p.example/> 1 }"
    (tmp_path / "surveykg.trig").write_text(trig, encoding="utf-8")
    client = start(tmp_path, token=TOKEN)
    assert client.post(
        "/sparql", data={"update": "INSERT DATA { <http://s.example/> <http://p.example/> 2 }"}
    ).is_success
    assert query(client, "ASK { ?s ?p 1 . ?s ?p 2 }").json()["boolean"] is True
    assert (tmp_path / "surveykg.trig").read_text(encoding="utf-8") == trig


# What leaves the store


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
        "PREFIX SERVICE: <http://a.example/> SELECT * { { service <http://127.0.0.1:1/> { } } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_query_that_leaves_the_store_is_refused(read_only: httpx.Client, text: str) -> None:
    answer = query(read_only, text)
    assert answer.status_code == 403
    assert answer.json()["line"] == 1


@pytest.mark.parametrize(
    "text", ["LOAD <http://127.0.0.1:1/>", "PREFIX a: <http://a.example/> LOAD SILENT <file:///etc/passwd>"]
)
def test_update_that_leaves_the_store_is_refused(writable: httpx.Client, text: str) -> None:
    assert writable.post("/sparql", data={"update": text}).status_code == 403


def test_words_in_strings_iris_and_comments_are_data(read_only: httpx.Client) -> None:
    text = '# SERVICE\nASK { BIND("SERVICE LOAD" AS ?x) BIND(<http://a.example/SERVICE> AS ?y) }'
    assert query(read_only, text).json()["boolean"] is True


def test_file_as_graph_of_the_request_is_refused(read_only: httpx.Client) -> None:
    params = {"query": "ASK {}", "default-graph-uri": "file:///etc/passwd"}
    assert read_only.get("/sparql", params=params).status_code == 403


# Limits of queries


def test_query_that_takes_too_long_is_ended_with_a_full_error(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, time_limit=1.0)
    answer = query(client, ENDLESS)
    assert answer.status_code == 503
    assert answer.json()["limit"] == "time"
    assert query(client, "ASK {}").status_code == 200


def test_query_that_takes_too_much_memory_is_ended_with_a_full_error(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, memory_limit=30_000_000, time_limit=20.0)
    names = "abcd"
    text = f"SELECT DISTINCT * {{ {' '.join(NUMBERS.replace('{0}', name) for name in names)} }} ORDER BY ?a"
    answer = query(client, text)
    assert answer.status_code == 503
    assert answer.json()["limit"] == "memory"
    assert query(client, "ASK {}").status_code == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "application/sparql-results+xml"])
def test_answer_with_too_many_rows_is_an_error_not_a_cut_answer(start: Start, graph_folder: Path, accept: str) -> None:
    client = start(graph_folder, row_limit=150)
    exact = "SELECT * { " + NUMBERS.replace("{0}", "a") + " VALUES ?b { %s } }"
    assert query(client, exact % "1", Accept=accept).status_code == 200
    answer = query(client, exact % "1 2", Accept=accept)
    assert answer.status_code == 413
    assert "150" in answer.text


def test_graph_with_too_many_triples_is_an_error(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, row_limit=50)
    text = "CONSTRUCT { <http://s.example/> <http://p.example/> ?a } WHERE { " + NUMBERS.replace("{0}", "a") + " }"
    assert query(client, text).status_code == 413


def test_answer_that_is_too_long_is_an_error(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, answer_limit=10_000)
    text = "SELECT * { " + NUMBERS.replace("{0}", "a") + " VALUES ?b { 1 2 3 } }"
    assert query(client, text).status_code == 413


def test_long_answers_come_whole(read_only: httpx.Client) -> None:
    text = "SELECT * { " + NUMBERS.replace("{0}", "a") + NUMBERS.replace("{0}", "b") + " }"
    answer = query(read_only, text)
    assert len(answer.content) > 512 * 1024
    assert len(answer.json()["results"]["bindings"]) == 10_000
    answer = query(read_only, text, Accept="text/csv")
    assert answer.text.count("\r\n") == 10_001


def test_brackets_without_end_are_refused_before_they_are_parsed(read_only: httpx.Client) -> None:
    for text in ("ASK " + "{" * 50_000 + "}" * 50_000, "ASK { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }"):
        assert query(read_only, text).status_code == 400


def test_query_that_crashes_its_process_is_an_error_and_no_more(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder)
    answer = query(client, "ASK { FILTER(" + "!" * 900_000 + "true) }")
    assert answer.status_code in (400, 503)
    assert query(client, "ASK {}").status_code == 200


def test_runaway_queries_leave_short_ones_their_places(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, workers=2, slow_workers=2, slow_after=0.2, time_limit=6.0)
    url = str(client.base_url)
    statuses: list[int] = []

    def run_away() -> None:
        with httpx.Client(base_url=url, timeout=30) as other:
            statuses.append(query(other, ENDLESS).status_code)

    threads = [threading.Thread(target=run_away) for _ in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    answered = 0
    while any(thread.is_alive() for thread in threads):
        assert query(client, "ASK {}").status_code == 200
        answered += 1
    assert answered > 20
    assert statuses == [503] * 6


def test_client_that_goes_away_ends_its_query(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, workers=1, slow_workers=0, slow_after=60.0, time_limit=60.0)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/sparql", data={"query": ENDLESS}, timeout=0.5)
    assert query(client, "ASK {}").status_code == 200


def test_too_many_waiting_queries_are_told_to_come_again(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, workers=1, slow_workers=0, slow_after=60.0, waiting=1, time_limit=3.0)
    url = str(client.base_url)
    answers: list[httpx.Response] = []

    def ask() -> None:
        with httpx.Client(base_url=url, timeout=30) as other:
            answers.append(query(other, ENDLESS))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {503}
    assert any("Retry-After" in answer.headers for answer in answers)


# Limits of requests


def test_address_that_is_too_long_is_refused(read_only: httpx.Client) -> None:
    answer = read_only.get("/sparql", params={"query": "ASK {}" + " " * 20_000})
    assert answer.status_code == 414
    assert answer.headers["access-control-allow-origin"] == "*"


def test_headers_that_are_too_long_are_refused(read_only: httpx.Client) -> None:
    assert read_only.get("/health", headers={"X-Long": "x" * 40_000}).status_code == 431


def test_query_that_is_too_long_is_refused(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, query_limit=1000)
    assert query(client, "ASK {}" + " " * 1000).status_code == 413
    assert client.post("/sparql", data={"query": "ASK {}" + " " * 1000}).status_code == 413


def test_body_that_is_too_long_is_refused_with_and_without_a_declared_length(start: Start) -> None:
    client = start(token=TOKEN, body_limit=1000)
    chunks = (b"# comment\n" for _ in range(200))
    for content in (b"# comment\n" * 200, chunks):
        answer = client.put("/store?default", content=content, headers={"Content-Type": "text/turtle"})
        assert answer.status_code == 413


def connect(client: httpx.Client) -> socket.socket:
    return socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=10)


def test_client_that_sends_its_head_slowly_loses_its_connection(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, receive_seconds=0.5)
    for head in (b"", b"GET /health HTTP/1.1\r\nHost: a\r\nX"):
        with connect(client) as slow:
            slow.sendall(head)
            assert slow.recv(100) in (b"",)


def test_client_that_sends_its_body_slowly_is_told_so(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, receive_seconds=0.5)
    with connect(client) as slow:
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
            b"Content-Type: application/sparql-query\r\n\r\nASK"
        )
        assert b" 408 " in slow.recv(1000)


def test_client_that_reads_slowly_does_not_hold_others(start: Start, graph_folder: Path) -> None:
    client = start(graph_folder, workers=1, send_seconds=1.0)
    text = "SELECT * { " + "".join(NUMBERS.replace("{0}", name) for name in "ab") + " VALUES ?c { 1 2 3 4 5 6 7 8 9 } }"
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: {len(text)}\r\n"
    body = f"{head}Content-Type: application/sparql-query\r\n\r\n{text}"
    with connect(client) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        slow.sendall(body.encode())
        assert query(client, "ASK {}").status_code == 200


@pytest.mark.parametrize("host", ["a>b", "a b", "<script>", "a/b", ""])
def test_host_that_is_none_is_refused(read_only: httpx.Client, host: str) -> None:
    with connect(read_only) as raw:
        raw.sendall(f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert b" 400 " in raw.recv(1000)


# CORS, caching, health


@pytest.mark.parametrize("path", ["/sparql", "/store?default", "/nothing", "/health", "/.well-known/void"])
def test_every_answer_may_be_read_by_pages_of_others(read_only: httpx.Client, path: str) -> None:
    for method in ("GET", "PATCH", "OPTIONS"):
        answer = read_only.request(method, path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["access-control-allow-origin"] == "*", (method, answer.status_code)
        assert "total;dur=" in answer.headers["server-timing"]


def test_preflight_allows_what_is_asked(read_only: httpx.Client) -> None:
    headers = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = read_only.options("/store", headers=headers)
    assert answer.status_code == 204
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "authorization, content-type"


def test_an_answer_is_had_again_only_when_the_graph_changed(start: Start, tmp_path: Path) -> None:
    line = "<http://s.example/> <http://p.example/> {} ."
    (tmp_path / "surveykg.trig").write_text(line.format(1), encoding="utf-8")
    client = start(tmp_path)
    params = {"query": "SELECT ?o { ?s ?p ?o }"}
    first = client.get("/sparql", params=params)
    etag = first.headers["etag"]
    again = client.get("/sparql", params=params, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/sparql", params=params, headers={"If-None-Match": etag, "Accept": "text/csv"})
    assert other.status_code == 200
    (tmp_path / "new.trig").write_text(line.format(22), encoding="utf-8")
    os.replace(tmp_path / "new.trig", tmp_path / "surveykg.trig")  # noqa: PTH105
    time.sleep(0.6)
    changed = client.get("/sparql", params=params, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.json()["results"]["bindings"][0]["o"]["value"] == "22"


def test_answers_that_change_by_themselves_have_no_tag(read_only: httpx.Client) -> None:
    assert "etag" not in read_only.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"}).headers


def test_health_and_readiness(read_only: httpx.Client) -> None:
    assert read_only.get("/health").json() == {"status": "ok"}
    assert read_only.get("/ready").json()["status"] == "ready"


def test_log_has_no_secrets_and_one_line_an_exchange(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    client = start(token=TOKEN)
    with caplog.at_level(logging.INFO, logger="kg.server"):
        client.get("/sparql", params={"query": "ASK { BIND('private' AS ?x) }", "token": TOKEN})
        client.get("/a%0Ab%1b[31m")
        client.post("/sparql", data={"update": "INSERT DATA { <http://private.example/> <http://p.example/> 1 }"})
        while len(lines := [record.getMessage() for record in caplog.records if "access" in record.name]) < 3:
            time.sleep(0.01)  # a line is written after its answer
    assert len(lines) == 3
    assert not any(TOKEN in line or "private" in line or "\n" in line or "\x1b" in line for line in lines)


@pytest.mark.parametrize(
    "path", ["/../etc/passwd", "/store/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/.well-known/../x"]
)
def test_paths_lead_nowhere(read_only: httpx.Client, path: str) -> None:
    with connect(read_only) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        answer = raw.recv(100_000)
    assert b" 404 " in answer or b" 400 " in answer
    assert b"root:" not in answer


# The command


def test_damaged_graph_and_taken_port_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no such folder"):
        serve(tmp_path / "absent", port=0)
    (tmp_path / "surveykg.trig").write_text("no TriG {", encoding="utf-8")
    with pytest.raises(GraphError, match="damaged"):
        serve(tmp_path, port=0)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(GraphError, match="--port"):
        serve(tmp_path, port=taken.getsockname()[1], token=TOKEN)


def test_server_ends_gracefully_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "surveykg.trig").write_text("<http://s.example/> <http://p.example/> 1 .", encoding="utf-8")
    command = (
        "import sys; from pathlib import Path; from kg.server import serve; serve(Path(sys.argv[1]), port=0, workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", command, str(tmp_path)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    url = re.search(r"http://[\d.:]+", line)
    assert url, line
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 2
    assert httpx.get(f"{url[0]}/sparql", params={"query": "ASK { ?s ?p 1 }"}).json()["boolean"] is True
    process.terminate()
    process.communicate(timeout=20)
    assert not any(Path(f"/proc/{child}/cmdline").exists() for child in children)


def test_killed_server_takes_its_workers_with_it(tmp_path: Path) -> None:
    (tmp_path / "surveykg.trig").write_text("", encoding="utf-8")
    command = (
        "import sys; from pathlib import Path; from kg.server import serve; serve(Path(sys.argv[1]), port=0, workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", command, str(tmp_path)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    process.stderr.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.communicate(timeout=20)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{child}/cmdline").read_bytes() for child in children if Path(f"/proc/{child}").exists()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


# The store for stored questions


def test_stored_questions_can_ask_through_the_workers(graph_folder: Path) -> None:
    app = application(graph_folder, Settings(workers=1, row_limit=5))

    async def ask() -> None:
        async with app.router.lifespan_context(app):
            store = app.state.store
            found = await asyncio.to_thread(store.select, "SELECT ?o { <https://example.org/b> ?p ?o }")
            assert found.variables == ("o",)
            assert [str(row[0]) for row in found] == ["<https://example.org/c>"]
            assert await asyncio.to_thread(store.ask, "ASK {}") is True
            triples = await asyncio.to_thread(store.construct, "CONSTRUCT WHERE { <https://example.org/b> ?p ?o }")
            assert len(triples) == 1
            with pytest.raises(QueryError, match="query:1:6"):
                await asyncio.to_thread(store.select, "ASK {")
            with pytest.raises(QueryError, match="SERVICE"):
                await asyncio.to_thread(store.select, "SELECT * { SERVICE <http://a.example/> {} }")
            with pytest.raises(RequestError, match="413"):
                await asyncio.to_thread(store.select, "SELECT * { ?s ?p ?o }")

    asyncio.run(ask())
