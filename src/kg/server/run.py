"""Runs the application under uvicorn, with patience for clients that has an end."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import GraphError
from kg.server import pages
from kg.server.app import application
from kg.server.settings import Settings

_LOG = logging.getLogger("kg.server")


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection on which no whole request head came in time."""

    seconds = 15.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts the clock, and lets answers leave at once: without TCP_NODELAY they wait 40 ms for the client."""
        if (connection := transport.get_extra_info("socket")) is not None and connection.family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        self._clock = self.loop.call_later(self.seconds, self._expire)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the clock."""
        self._clock.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Starts the clock again: the next request on the connection may be slow, too."""
        self._clock.cancel()
        super().on_response_complete()
        if not self.transport.is_closing():
            self._clock = self.loop.call_later(self.seconds, self._expire)

    def _expire(self) -> None:
        is_served = self.cycle is not None and not self.cycle.response_complete
        if not is_served and not self.transport.is_closing():
            self.transport.close()


def serve(
    graph: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str | None = None,
    *,
    timeout: float | None = None,
    workers: int | None = None,
    settings: Settings | None = None,
    routes: Sequence[BaseRoute] = (),
) -> None:
    """Serves a graph folder until SIGINT or SIGTERM; then finishes what it is answering and ends.

    With `token` clients that show it may write. `timeout` is in seconds, for a query; `workers` are processes. What is
    None is as in the settings.

    Raises:
        GraphError: there is no graph, and nobody may write one; or it cannot be opened, or the port is taken.
    """
    given = {"token": token, "time_limit": timeout, "workers": workers}
    settings = replace(settings or Settings(), **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    _raise_file_limit()
    _log_to_stderr()
    app = pages.mount(application(graph, settings, [*routes, *pages.routes(graph)]), graph)
    listener = _listener(host, port)
    server = _Server(uvicorn.Config(app, **server_options(settings)))
    server.announcement = f"serving {graph} at http://{host}:{listener.getsockname()[1]}/sparql"
    try:
        server.run(sockets=[listener])
    except SystemExit:  # how uvicorn ends when the start fails
        fault = app.state.backend.fault
        facts = fault.extra if fault else {}
        found = facts.get("found") or (fault.detail if fault else "a server that did not start")
        raise GraphError(str(graph), found, facts.get("expected", ""), facts.get("mend", "")) from None
    finally:
        listener.close()


class _Server(uvicorn.Server):
    announcement = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Says where the server is once it is there."""
        await super().startup(sockets)
        if self.started:
            _LOG.info(self.announcement)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        found = f"an address that cannot be had ({error.strerror or error})"
        raise GraphError(f"{host}:{port}", found, "a free port", "choose another with --port") from None


def server_options(settings: Settings) -> dict[str, Any]:
    """The options of uvicorn that hold the limits of the settings."""
    protocol = type("Protocol", (PatientProtocol,), {"seconds": settings.receive_seconds})
    return {
        "http": protocol,
        "ws": "none",
        "access_log": False,
        "log_level": "critical",  # the envelope logs what goes wrong in an exchange; what does at the start is raised
        "server_header": False,
        "limit_concurrency": settings.connections,
        "timeout_keep_alive": int(settings.idle_seconds),
        "timeout_graceful_shutdown": int(settings.stop_seconds),
        "h11_max_incomplete_event_size": 2 * (settings.url_limit + settings.header_limit),
    }


def _raise_file_limit() -> None:
    """Lets the process have as many connections as the system allows."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _log_to_stderr() -> None:
    if not _LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False
