"""`kg serve` beside `oxigraph serve`: requests a second and response times of stored questions at 1, 8 and 64 clients.

`python bench/serve.py [--graph DIR] [--seconds N] [--clients 1,8,64]`. Each server gets the same queries (the stored
questions as they stand in `queries/`, with their defaults) over the same TriG file, one after the other, from this
process. Clients and server share the machine. `oxigraph` is measured where the command is installed (`pip install
oxigraph`).
"""

from __future__ import annotations

import argparse
import asyncio
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
        for _ in range(600):
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
    arguments = parser.parse_args()
    questions = queries(Path("queries"))
    with tempfile.TemporaryDirectory() as folder:
        servers = {"kg serve": _ours(arguments.graph), "kg serve, nothing kept": _ours(arguments.graph, cache_limit=0)}
        if shutil.which("oxigraph"):
            servers["oxigraph serve"] = _oxigraph(arguments.graph, Path(folder) / "store")
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
