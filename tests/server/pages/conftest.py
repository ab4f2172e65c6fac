"""A server with pages over a graph of the seeds and of hostile texts, a client without and a browser with scripts."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from kg.graph.build import build
from kg.server import pages
from kg.server.app import application
from kg.server.run import server_options
from kg.server.settings import Settings

ROOT = Path(__file__).parents[3]
HOSTILE = "<img src=x onerror=window.hacked=1>"
SCRIPT = "</script><script>window.hacked=1</script>"
TEXT = f"""50 prosent av kundene bruker telefon {HOSTILE}

I en undersøkelse som ">{SCRIPT} Norsk Gallup har gjort, sier 60 prosent av kundene at de bruker chat.
{SCRIPT} Minst 40 prosent av de unge foretrekker e-post. 😀 Over 70 prosent bruker telefon.
"""


@contextmanager
def running(graph: Path) -> Iterator[str]:
    """The address of a server of a folder with its pages."""
    settings = Settings(workers=2, time_limit=10.0)
    listener = socket.create_server(("127.0.0.1", 0))
    app = pages.mount(application(graph, settings, pages.routes(graph)), graph)
    server = uvicorn.Server(uvicorn.Config(app, **server_options(settings)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session")
def hostile_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of the seeds and of a text with scripts in its title, sentences, names and file name."""
    sources = tmp_path_factory.mktemp("sources")
    for seed in (ROOT / "seeds").glob("*.txt"):
        shutil.copy(seed, sources)
    (sources / f"{HOSTILE}.txt").write_text(TEXT, "utf-8")
    graph = tmp_path_factory.mktemp("pages") / "graph"
    build([sources], graph)
    return graph


@pytest.fixture(scope="session")
def address(hostile_graph: Path) -> Iterator[str]:
    """The address of the server with pages."""
    with running(hostile_graph) as found:
        yield found


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """A client that asks for pages."""
    with httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=30) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, for one module: Playwright keeps an event loop running that other tests must not meet."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: run tools/setup")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


def _is_fault(line: str, path: str) -> bool:
    """Whether a line of the console tells of something that the policy stopped; the editor has a handler of its own."""
    is_own = path.startswith("/sparql") and "inline event handler" in line
    return "Content Security" in line and not is_own


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens an address in a context of its own: `visit("/", color_scheme="dark")`; at the end nothing went outside."""
    contexts: list[Any] = []
    outside: list[str] = []
    faults: list[str] = []

    def opened(path: str, **options: Any) -> Any:
        context = chromium.new_context(**{"locale": "en-GB", "base_url": address, **options})
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:", "blob:")) else outside.append(request.url)
            ),
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if _is_fault(line.text, path) else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert outside == []
    assert faults == []
