"""`kg serve` beside `oxigraph serve` and rdflib-endpoint: requests a second and response times of stored questions.

`python bench/serve.py [--graph DIR] [--triples N] [--seconds N] [--clients 1,8,64] [--servers kg,oxigraph,rdflib]`.
Each server gets the same queries (the stored questions as they stand in `queries/`, with their defaults) over the same
TriG file, one after the other, from this process. `--triples` repeats the documents under other names until there are
so many. Clients and server share the machine. Servers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx


def queries(folder: Path) -> list[str]:
    """The stored questions as SPARQL."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))]


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], url: str) -> Iterator[str]:
    """A server as a process, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(3000):
            try:
                if httpx.get(url, params={"query": "ASK {}"}).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


async def load(url: str, questions: list[str], clients: int, seconds: float) -> dict[str, float]:
    """Requests a second, median and 99th percentile in milliseconds, and faults."""
    times: list[float] = []
    faults = 0
    end = time.monotonic() + seconds

    async def client(number: int) -> None:
        nonlocal faults
        headers = {"Accept": "application/sparql-results+json", "Content-Type": "application/sparql-query"}
        async with httpx.AsyncClient(timeout=60, headers=headers) as session:
            turn = number
            while time.monotonic() < end:
                begin = time.perf_counter()
                answer = await session.post(url, content=questions[turn % len(questions)].encode())
                times.append((time.perf_counter() - begin) * 1000)
                faults += answer.status_code != 200
                turn += 1

    begin = time.monotonic()
    await asyncio.gather(*(client(number) for number in range(clients)))
    spent = time.monotonic() - begin
    times.sort()
    return {
        "clients": clients,
        "requests_per_second": round(len(times) / spent, 1),
        "p50_ms": round(statistics.median(times), 1),
        "p99_ms": round(times[int(len(times) * 0.99)], 1),
        "faults": faults,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, default=Path("graph"))
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", default="1,8,64")
    parser.add_argument("--triples", type=int, default=0)
    parser.add_argument("--servers", default="kg,oxigraph,rdflib")
    arguments = parser.parse_args()
    questions = queries(Path("queries"))
    with tempfile.TemporaryDirectory() as folder:
        graph = enlarged(arguments.graph, Path(folder) / "graph", arguments.triples)
        wanted = arguments.servers.split(",")
        servers = {}
        if "kg" in wanted:
            servers = {"kg serve": _ours(graph), "kg serve, nothing kept": _ours(graph, cache_limit=0)}
        if "oxigraph" in wanted and shutil.which("oxigraph"):
            servers["oxigraph serve"] = _oxigraph(graph, Path(folder) / "store")
        if "rdflib" in wanted and importlib.util.find_spec("rdflib_endpoint"):
            servers["rdflib-endpoint"] = _rdflib(graph)
        for name, (command, url) in servers.items():
            with running(command, url):
                for clients in map(int, arguments.clients.split(",")):
                    row = asyncio.run(load(url, questions, clients, arguments.seconds))
                    print(json.dumps({"server": name, **row}))


def _ours(graph: Path, **settings: int) -> tuple[list[str], str]:
    port = free_port()
    serve = f"serve(Path({str(graph)!r}), port={port}, settings=Settings(**{settings!r}))"
    command = f"from pathlib import Path; from kg.server import Settings, serve; {serve}"
    return [sys.executable, "-c", command], _url(port, "sparql")


def enlarged(graph: Path, folder: Path, triples: int) -> Path:
    """A graph folder of at least so many triples: the documents of the given one again and again, under other names."""
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

    quads = list(parse(path=str(graph / "surveykg.trig"), format=RdfFormat.TRIG))
    if len(quads) >= triples:
        return graph
    documents = [quad for quad in quads if "/document/" in f"{quad.subject}"]

    def renamed(term: Any, copy: int) -> Any:
        inside = isinstance(term, NamedNode) and "/id/" in term.value and "/document/" in term.value
        return NamedNode(term.value.replace("/document/", f"/document/{copy}-", 1)) if inside else term

    def repeated() -> Iterator[Any]:
        yield from quads
        for copy in range(1, (triples - len(quads)) // len(documents) + 2):
            for quad in documents:
                terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
                yield Quad(*(renamed(term, copy) for term in terms))

    folder.mkdir()
    serialize(repeated(), str(folder / "surveykg.trig"), format=RdfFormat.TRIG)
    return folder


def _rdflib(graph: Path) -> tuple[list[str], str]:
    port = free_port()
    trig = str(graph / "surveykg.trig")
    command = (
        "import rdflib, uvicorn; from rdflib_endpoint import SparqlEndpoint; "
        f"graph = rdflib.Dataset(default_union=True); graph.parse({trig!r}, format='trig'); "
        f"uvicorn.run(SparqlEndpoint(graph=graph, path='/sparql'), port={port}, log_level='critical')"
    )
    return [sys.executable, "-c", command], _url(port, "sparql")


def _oxigraph(graph: Path, store: Path) -> tuple[list[str], str]:
    load_command = ["oxigraph", "load", "--location", str(store), "--file", str(graph / "surveykg.trig")]
    subprocess.run(load_command, check=True, stderr=subprocess.DEVNULL)
    port = free_port()
    command = ["oxigraph", "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    return [*command, "--union-default-graph"], _url(port, "query")


def _url(port: int, path: str) -> str:
    return f"http://127.0.0.1:{port}/{path}"


if __name__ == "__main__":
    main()
