"""The addresses of the pages and what answers at each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.resources import folder
from kg.server.pages import data, files
from kg.server.pages.compare import compare_page
from kg.server.pages.editor import EDITOR_POLICY, editor_page, table_page
from kg.server.pages.home import documents_page, home
from kg.server.pages.ontology import ontology_page
from kg.server.pages.question import query_text, question_page, specification
from kg.server.pages.search import Searcher
from kg.server.pages.site import Site, settle
from kg.server.pages.things import thing_page

READ: Final = ["GET", "HEAD"]


def routes(graph: Path, questions: Path | None = None) -> list[BaseRoute]:
    """The pages of a graph folder, with the stored questions of a folder (those that ship with the package if None)."""
    site = Site(graph, questions or folder("queries"))
    searcher = Searcher()
    pages = {
        "/": home,
        "/questions/{name}": question_page,
        "/questions/{name}/query.rq": query_text,
        "/questions/{name}/chart.json": specification,
        "/documents": documents_page,
        "/page/{rest:path}": thing_page,
        "/compare": compare_page,
        "/search": searcher.page,
        "/query": table_page,
        "/ontology": ontology_page,
        "/ontology.{suffix}": data.ontology_data,
        "/ontology/{name}": data.term,
        "/id/{rest:path}": data.thing,
        "/data/{rest:path}": data.data,
    }
    return [
        *(Route(path, site.page(view), methods=READ) for path, view in pages.items()),
        Route("/questions", _home, methods=READ),
        Route("/settings", settle, methods=READ),
        Route("/static/{name}", files.static, methods=READ),
        Route("/static/editor/{name}", files.editor, methods=READ),
    ]


def mount(app: Starlette, graph: Path, questions: Path | None = None) -> Starlette:
    """The application with the editor for browsers that come to `/sparql`."""
    site = Site(graph, questions or folder("queries"))
    app.state.query_page = site.page(editor_page, EDITOR_POLICY)
    return app


async def _home(_: Request) -> Response:
    return RedirectResponse("/", 308)
