"""What every exchange gets: limits of addresses and headers, CORS, timing, a line in the log, answers to faults."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server.problems import RequestError
from kg.server.settings import Settings

LOG: Final = logging.getLogger("kg.server.access")
_FAULTS: Final = logging.getLogger("kg.server")

_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, Location, Retry-After, Server-Timing",
}
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_METHODS: Final = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
_DAY: Final = 86_400


class Envelope:
    """Wraps an application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One exchange."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, self._settings.send_seconds)
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
            if scope["method"] == "OPTIONS":
                await _preflight(headers, _methods(scope))(scope, receive, exchange.send)
            else:
                await self._app(scope, receive, exchange.send)
        except RequestError as error:
            await exchange.fault(error, headers, receive)
        except (TimeoutError, ConnectionError):
            exchange.status = exchange.status or 408
            raise
        except Exception:
            _FAULTS.exception("a fault at %s", _safe(scope))
            await exchange.fault(RequestError(500, "the server met a fault and noted it"), headers, receive)
        finally:
            exchange.log()

    def _check(self, scope: Scope, headers: Headers) -> None:
        length = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if length > self._settings.url_limit:
            limit = self._settings.url_limit
            raise RequestError(414, f"the address has {length} bytes, {limit} are taken: send the query with POST")
        size = sum(len(name) + len(value) for name, value in headers.raw)
        if size > self._settings.header_limit:
            raise RequestError(431, f"the headers have {size} bytes, {self._settings.header_limit} are taken")


class _Exchange:
    """What is sent in one exchange, and what is known of it."""

    def __init__(self, scope: Scope, send: Send, seconds: float) -> None:
        self._scope, self._send, self._seconds = scope, send, seconds
        self._begin = time.perf_counter()
        self.status = 0
        self._length = 0

    async def send(self, message: Message) -> None:
        """Passes a message on; a client that takes nothing for too long loses its connection."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in {**_CORS, **_ALWAYS}.items():
                headers.setdefault(name, value)
            total = f"total;dur={self._milliseconds():.1f}"
            timing = headers.get("Server-Timing")
            headers["Server-Timing"] = f"{timing}, {total}" if timing else total
        elif message["type"] == "http.response.body":
            self._length += len(message.get("body", b""))
        async with asyncio.timeout(self._seconds):
            await self._send(message)

    async def fault(self, error: RequestError, headers: Headers, receive: Receive) -> None:
        """Answers with a fault, if nothing was answered yet."""
        if not self.status:
            await error.response(headers.get("accept"))(self._scope, receive, self.send)

    def log(self) -> None:
        """One line without query strings, headers or bodies, which may hold secrets."""
        client = (self._scope.get("client") or ("-",))[0]
        LOG.info("%s %s %d %d %.1f", client, _safe(self._scope), self.status, self._length, self._milliseconds())

    def _milliseconds(self) -> float:
        return (time.perf_counter() - self._begin) * 1000


def _safe(scope: Scope) -> str:
    """Method and path on one line, whatever characters they have."""
    return f"{scope['method'][:16]} {quote(scope['path'][:512], safe='/')}"


def _methods(scope: Scope) -> str:
    """The methods of the address, as the routes of the application have them; all, where they do not say."""
    routes = scope["app"].routes if "app" in scope else ()
    found = {
        method
        for route in routes
        if route.matches(scope)[0] is not Match.NONE
        for method in getattr(route, "methods", None) or _METHODS.split(", ")
    }
    return ", ".join(each for each in _METHODS.split(", ") if each in found or each == "OPTIONS") if found else _METHODS


def _preflight(headers: Headers, methods: str) -> Response:
    """The answer to OPTIONS (Fetch standard, section 3.3): all methods, and the headers that were asked for."""
    answer = {"Allow": methods, **_CORS}
    if "access-control-request-method" in headers:
        asked = headers.get("access-control-request-headers", "")
        names = [name.strip() for name in asked.split(",") if name.strip().replace("-", "").isalnum()]
        answer |= {
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": ", ".join(names or ["Accept", "Authorization", "Content-Type"]),
            "Access-Control-Max-Age": str(_DAY),
            "Vary": "Access-Control-Request-Headers",
        }
    return Response(status_code=204, headers=answer)
