"""Runs the application under uvicorn, with patience for clients that has an end."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.server.app import application
from kg.server.settings import Settings


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection on which no whole request head came in time."""

    seconds = 15.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts the clock."""
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
    port: int = 7879,
    token: str | None = None,
    settings: Settings | None = None,
    routes: Sequence[BaseRoute] = (),
) -> None:
    """Serves a graph folder until SIGINT or SIGTERM; then finishes what it is answering and ends.

    With `token` (or a token in the settings) clients that show it may write.

    Raises:
        GraphError: there is no graph, and nobody may write one.
    """
    from dataclasses import replace

    settings = settings or Settings()
    if token is not None:
        settings = replace(settings, token=token)
    _raise_file_limit()
    _log_to_stderr()
    uvicorn.run(application(graph, settings, routes), host=host, port=port, **server_options(settings))


def server_options(settings: Settings) -> dict[str, Any]:
    """The options of uvicorn that hold the limits of the settings."""
    protocol = type("Protocol", (PatientProtocol,), {"seconds": settings.receive_seconds})
    return {
        "http": protocol,
        "ws": "none",
        "access_log": False,
        "log_level": "warning",
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
    log = logging.getLogger("kg.server")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
