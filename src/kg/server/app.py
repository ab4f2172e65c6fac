"""The application: routes, their handlers, and the processes behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import KgError
from kg.server.api import Desk
from kg.server.api import routes as api_routes
from kg.server.backend import Backend
from kg.server.description import describe_dataset
from kg.server.envelope import Envelope
from kg.server.graphs import GraphStore
from kg.server.mcp import HttpEndpoint
from kg.server.problems import RequestError, of_error
from kg.server.protocol import Endpoint
from kg.server.settings import Settings
from kg.server.store import PooledStore


def application(graph: Path, settings: Settings | None = None, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The server of a graph folder, or of a writable store in it where the settings have a token.

    `routes` are served beside those of the protocols and the API, such as pages. Their handlers find at
    `request.app.state` the `backend`, the `desk` of stored questions, and the `store` for code that runs in a thread,
    such as `kg.questions.ask`; faults raised as `RequestError` or `KgError` become answers. A handler at
    `app.state.query_page`, if set, answers browsers at `/sparql`.

    Raises:
        GraphError: there is no graph, and nobody may write one.
    """
    settings = settings or Settings()
    backend = Backend(graph, settings)
    endpoint, store = Endpoint(backend, settings), GraphStore(backend, settings)
    desk = Desk(graph, backend, settings)
    models = HttpEndpoint(desk)

    async def void(request: Request) -> Response:
        return await describe_dataset(request, backend, settings)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    async def ready(_: Request) -> Response:
        if not backend.is_ready:
            raise RequestError(503, "the store is being opened", headers={"Retry-After": "1"})
        return JSONResponse({"status": "ready", "state": backend.state()}, headers={"Cache-Control": "no-store"})

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        try:
            await backend.start()
            served.state.store = PooledStore(backend, asyncio.get_running_loop())
            desk.open()
            async with models.running():
                yield
        finally:
            desk.close()
            await backend.stop()

    writing = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    app = Starlette(
        routes=[
            *(Route(path, endpoint.answer, methods=["GET", "HEAD", "POST"]) for path in ("/sparql", "/sparql/")),
            *(Route(path, store.answer, methods=writing) for path in ("/store", "/store/", "/store/{rest:path}")),
            Route("/.well-known/void", void),
            Route("/health", health),
            Route("/ready", ready),
            *api_routes(desk),
            Route("/mcp", models, methods=["POST"]),
            *routes,
        ],
        middleware=[Middleware(Envelope, settings=settings)],
        exception_handlers={RequestError: _fault, KgError: _error, HTTPException: _http},  # type: ignore[dict-item]
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.backend = backend
    app.state.desk = desk
    app.state.settings = settings
    return app


async def _fault(request: Request, error: RequestError) -> Response:
    return error.response(request.headers.get("accept"))


async def _error(request: Request, error: KgError) -> Response:
    return of_error(error).response(request.headers.get("accept"))


async def _http(request: Request, error: HTTPException) -> Response:
    details = {404: f"there is nothing at {request.url.path}", 405: f"{request.method} is not for this address"}
    detail = details.get(error.status_code, error.detail)
    return RequestError(error.status_code, detail, headers=error.headers).response(request.headers.get("accept"))
