"""What comes from people who mean harm: nothing of it is run, nothing leaks, nobody else waits."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INJECTIONS = [
    "phone> } ; DROP ALL #",
    'phone" } SELECT * { ?s ?p ?o } #',
    "https://w3id.org/surveykg/id/channel/phone> . ?s ?p ?o . <x:y",
    "phone\\u0022",
    "} SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } {",
    "UNDEF",
    "?channel",
    "$(id)",
    "'; --",
    "\u202e\u0000",
]
TRAVERSALS = [
    "../../../../etc/passwd",
    "..",
    ".",
    "/etc/passwd",
    "....//x",
    "a\0b",
    "..\\..\\x",
    "%2e%2e",
    "~",
    "SHA256SUMS",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_sparql_in_a_parameter_is_a_value(seeds_server: httpx.Client, value: str) -> None:
    for path in (
        "channel-use?channel=",
        "documents?language=",
        "incomplete?lacking=",
        "figures?minimum=",
        "figures?year=",
    ):
        answer = seeds_server.get(f"/api/questions/{path}{quote(value, safe='')}")
        assert answer.status_code == 422, answer.text
        assert "Traceback" not in answer.text
    assert seeds_server.get(f"/api/labels?q={quote(value, safe='')}").status_code == 200


@pytest.mark.parametrize("name", TRAVERSALS)
@pytest.mark.parametrize("path", ["/api/documents/", "/api/questions/"])
def test_a_path_in_a_name_leads_nowhere(seeds_server: httpx.Client, path: str, name: str) -> None:
    address = str(seeds_server.base_url)
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        target = f"{path}{quote(name, safe='').replace('.', '%2E')}"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer


def test_a_text_outside_the_folder_is_not_given_through_a_link(
    built_seeds: Path, tmp_path: Path, start: object
) -> None:
    import shutil

    folder = Path(shutil.copytree(built_seeds, tmp_path / "graph"))
    text = next((folder / "texts").iterdir())
    secret = tmp_path / "secret.txt"
    secret.write_bytes(text.read_bytes())
    text.unlink()
    text.symlink_to(secret)
    client = start(folder)  # type: ignore[operator]
    assert client.get(f"/api/documents/{text.stem}").json()["text"] is None


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "%0d%0aSet-Cookie:%20x=1", "a\nX: y", "\r\n\r\n<script>"])
def test_no_header_comes_from_a_parameter(seeds_server: httpx.Client, value: str) -> None:
    text = value if "%0d" in value else quote(value, safe="")
    for path in (
        "/api/questions/channel-use/form?channel=",
        "/api/questions/channel-use?lang=",
        "/api/labels?q=",
        "/api/documents/",
    ):
        answer = seeds_server.get(path + text)
        assert "set-cookie" not in answer.headers
        assert "x" not in answer.headers
        assert "<script>" not in answer.headers.get("location", "")
        assert answer.status_code < 500


def test_a_form_leads_to_its_own_server_only(seeds_server: httpx.Client) -> None:
    answer = seeds_server.get("/api/questions/channel-use/form?channel=//evil.example&next=https://evil.example")
    assert answer.headers["location"].startswith("/api/questions/channel-use?")


def test_huge_requests_are_refused(seeds_server: httpx.Client) -> None:
    assert seeds_server.get("/api/questions/channel-use?channel=" + "a" * 20_000).status_code == 414
    assert seeds_server.get("/api/questions", headers={"X-Long": "a" * 40_000}).status_code == 431
    assert seeds_server.get("/api/questions/channel-use?" + "&".join(["channel=phone"] * 1000)).status_code == 200
    assert seeds_server.post("/mcp", content=b"a" * (3 << 20)).status_code == 413
    assert (
        seeds_server.post(
            "/sparql", content=b"a" * (3 << 20), headers={"Content-Type": "application/sparql-query"}
        ).status_code
        == 413
    )


@pytest.mark.parametrize("depth", [300, 3000, 100_000])
def test_nested_queries_do_no_harm(seeds_server: httpx.Client, depth: int) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    brackets = (
        "SELECT * { " + "{ " * depth + "?s ?p ?o" + " }" * depth + " }",
        "SELECT * { ?s ?p ?o FILTER(" + "(" * depth + "1" + ")" * depth + ") }",
    )
    for query in brackets:
        assert 400 <= seeds_server.post("/sparql", content=query, headers=headers).status_code <= 503
    signs = "SELECT * { ?s ?p ?o FILTER(" + "!" * depth + "1) } LIMIT 1"
    assert seeds_server.post("/sparql", content=signs, headers=headers).status_code in (200, 400, 413, 503)
    assert seeds_server.get("/api/questions/channel-use?channel=phone").status_code == 200


def test_idle_connections_do_not_keep_others_out(seeds_server: httpx.Client) -> None:
    host, port = str(seeds_server.base_url).removeprefix("http://").split(":")
    connections = []
    try:
        for number in range(500):
            connection = socket.create_connection((host, int(port)), timeout=10)
            connection.sendall(
                b"GET /api HTTP/1.1\r\n"
                if number % 2
                else b"POST /mcp HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"
            )
            connections.append(connection)
        assert seeds_server.get("/api/questions/channel-use?channel=phone").status_code == 200
    finally:
        for connection in connections:
            connection.close()


def test_runaway_queries_do_not_stop_the_api(start: object, built_seeds: Path) -> None:
    import threading

    client = start(built_seeds, time_limit=12.0)  # type: ignore[operator]
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"
    statuses: list[int] = []

    def run(number: int) -> None:
        body = f"{endless} # {number}"
        headers = {"Content-Type": "application/sparql-query"}
        statuses.append(httpx.post(f"{client.base_url}/sparql", content=body, headers=headers, timeout=60).status_code)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    assert client.get("/api/questions/channel-use?channel=phone").status_code == 200
    for thread in threads:
        thread.join()
    assert set(statuses) == {503}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(name=st.sampled_from(["channel", "year", "format", "lang", "other"]), value=st.text(max_size=40))
def test_any_value_is_answered_or_refused(seeds_server: httpx.Client, name: str, value: str) -> None:
    text = quote(value.encode("utf-8", "surrogatepass"), safe="")
    answer = seeds_server.get(f"/api/questions/channel-use?{name}={text}")
    assert answer.status_code in (200, 400, 422)
    assert answer.status_code == 200 or answer.headers["content-type"] == "application/problem+json"
