"""Servers on free ports, in threads of their own, and clients for them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn

from kg.graph.build import build
from kg.model import Extraction
from kg.server.app import application
from kg.server.run import server_options
from kg.server.settings import Settings

TOKEN = "a-token-for-tests"
QUICK = Settings(workers=2, time_limit=5.0)
Start = Callable[..., httpx.Client]


@contextmanager
def running(graph: Path, settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server that serves the folder."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application(graph, settings), **server_options(settings))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        headers = {"Authorization": f"Bearer {settings.token}"} if settings.token else {}
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server with settings of its own: `start(folder, token=…, time_limit=…)`; its client."""
    with ExitStack() as stack:

        def begin(graph: Path | None = None, **changes: object) -> httpx.Client:
            settings = replace(QUICK, **changes)  # type: ignore[arg-type]
            return stack.enter_context(running(graph or tmp_path / "new", settings))

        yield begin


@pytest.fixture
def serving() -> Callable[[Path, Settings], AbstractContextManager[httpx.Client]]:
    """The context manager itself: `with serving(folder, settings) as client`."""
    return running


@pytest.fixture(scope="session")
def writable_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """An empty read-write store, the same for all tests."""
    with running(tmp_path_factory.mktemp("writable"), replace(QUICK, token=TOKEN)) as client:
        yield client


@pytest.fixture
def writable(writable_server: httpx.Client) -> httpx.Client:
    """The read-write store, emptied."""
    answer = writable_server.post("/sparql", data={"update": "CLEAR ALL"})
    assert answer.status_code == 204, answer.text
    return writable_server


TRIG = """
PREFIX : <https://example.org/>
PREFIX graph: <https://example.org/graph/>
PREFIX void: <http://rdfs.org/ns/void#>
GRAPH graph:one { :a :p :b , "ä\\n\\"quoted\\", with comma" , "tagged"@nb , 3 , 4.5 . _:x :p _:x . }
GRAPH graph:two { :b :p :c }
GRAPH graph:catalog { :dataset a void:Dataset ; void:triples 8 }
"""


@pytest.fixture(scope="session")
def graph_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder of three small graphs."""
    folder = tmp_path_factory.mktemp("graph")
    (folder / "surveykg.trig").write_text(TRIG, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def read_only(graph_folder: Path) -> Iterator[httpx.Client]:
    """A read-only server of that folder."""
    with running(graph_folder, QUICK) as client:
        yield client


@pytest.fixture(scope="session")
def built_seeds(seed_extractions: tuple[Extraction, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder of the five seeds as the gold has them, so that what is tested here is not the reading."""
    known = {extraction.document.name: extraction for extraction in seed_extractions}
    folder = tmp_path_factory.mktemp("seeds") / "graph"
    documents = [extraction.document for extraction in seed_extractions]
    build(documents, folder, extract=lambda document: known[document.name], validate=False, jobs=1)
    return folder


@pytest.fixture(scope="session")
def seeds_server(built_seeds: Path) -> Iterator[httpx.Client]:
    """A read-only server of the seeds."""
    with running(built_seeds, QUICK) as client:
        yield client
