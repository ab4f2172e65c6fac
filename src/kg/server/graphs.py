"""SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

from __future__ import annotations

import re
import uuid
from email import message_from_bytes
from email.message import Message
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from kg.server.backend import Backend
from kg.server.exchange import authorize, base_url, own_url, parameters, read_body, response_of, while_connected
from kg.server.negotiation import TRIPLES, by_media_type
from kg.server.problems import RequestError
from kg.server.settings import Settings

_READABLE: Final = tuple(each for each in TRIPLES if each.name not in ("trig", "nquads"))
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_NEW: Final = object()


class GraphStore:
    """The handler of `/store` (graphs by parameter) and of what is below it (graphs by their own address)."""

    def __init__(self, backend: Backend, settings: Settings) -> None:
        self._backend, self._settings = backend, settings

    async def answer(self, request: Request) -> Response:
        """Gives, replaces, extends or removes a graph."""
        if request.method in ("GET", "HEAD"):
            return await self._get(request)
        authorize(request, self._settings)
        if request.method == "DELETE":
            answer = await self._backend.write({"do": "delete", "graph": self._graph(request)})
            return response_of(answer, {"Cache-Control": "no-store"})
        return await self._write(request)

    async def _get(self, request: Request) -> Response:
        graph = self._graph(request)
        accept = ",".join(request.headers.getlist("accept")) or None
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        answer = await while_connected(request, self._backend.read({"do": "graph", "graph": graph, "accept": accept}))
        return response_of(answer, headers)

    async def _write(self, request: Request) -> Response:
        graph = self._graph(request, may_be_new=request.method == "POST")
        headers = {"Cache-Control": "no-store"}
        if graph is _NEW:
            graph = f"{base_url(request, self._settings)}/store/{uuid.uuid4()}"
            headers["Location"] = graph
        content_type = request.headers.get("content-type", "")
        _readable(content_type, may_have_parts=True)
        body = await read_body(request, self._settings.body_limit, self._settings.write_time_limit)
        parts = _parts(content_type, body)
        job: dict[str, Any] = {
            "do": "put" if request.method == "PUT" else "post",
            "graph": graph,
            "base": graph or own_url(request, self._settings),
            "parts": [(name, len(part)) for name, part in parts],
        }
        answer = await self._backend.write(job, b"".join(part for _, part in parts))
        if answer.status == 201 and graph is not None:
            headers["Location"] = graph
        return response_of(answer, headers)

    def _graph(self, request: Request, *, may_be_new: bool = False) -> Any:
        """The IRI of the graph, None for the default graph, `_NEW` for one without a name yet (section 5.5)."""
        given = parameters(request.url.query)
        below = request.path_params.get("rest", "")
        iris = [value for name, value in given if name == "graph"]
        defaults = [value for name, value in given if name == "default"]
        if below and not iris and not defaults:
            return own_url(request, self._settings)
        if not below and not iris and not defaults and may_be_new:
            return _NEW
        if below or len(iris) + len(defaults) != 1:
            raise RequestError(400, "say which graph: ?graph=IRI or ?default")
        if defaults:
            return None
        if not _ABSOLUTE.fullmatch(iris[0]):
            raise RequestError(400, f"graph is {iris[0]!r}: give an absolute IRI")
        return iris[0]


def _readable(content_type: str, *, may_have_parts: bool = False) -> str:
    """The name of the format of a body.

    Raises:
        RequestError: it cannot be read.
    """
    if may_have_parts and content_type.lower().startswith("multipart/form-data"):
        return ""
    found = by_media_type(content_type, TRIPLES)
    if found is None:
        possible = [each.media_type for each in _READABLE]
        detail = f"the body is {content_type or 'of no stated type'}: send {', '.join(possible)}"
        raise RequestError(415, detail, {"possible": possible})
    return found.name


def _parts(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """Format and bytes of the body, or of each file of a form (section 5.5)."""
    if not content_type.lower().startswith("multipart/form-data"):
        return [(_readable(content_type), body)]
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode("latin-1") + body)
    if not message.is_multipart():
        raise RequestError(400, "the form has no parts that its boundary divides")
    parts: list[tuple[str, bytes]] = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        parts.append((_readable(part.get("Content-Type", "text/turtle")), content))
    return parts
