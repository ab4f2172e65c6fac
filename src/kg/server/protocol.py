"""SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/): queries and updates at one address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from kg.server.backend import Backend
from kg.server.description import describe_service
from kg.server.exchange import (
    authorize,
    own_url,
    parameters,
    read_body,
    response_of,
    text_of,
    while_connected,
)
from kg.server.negotiation import HTML, TRIPLES, choose
from kg.server.problems import RequestError
from kg.server.settings import Settings

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"

_DATASET: Final = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


class Endpoint:
    """The handler of `/sparql`."""

    def __init__(self, backend: Backend, settings: Settings) -> None:
        self._backend, self._settings = backend, settings

    async def answer(self, request: Request) -> Response:
        """Answers a query or update, or describes the service."""
        in_address = parameters(request.url.query)
        if request.method in ("GET", "HEAD"):
            if any(name == "update" for name, _ in in_address):
                raise RequestError(400, "an update is sent with POST (SPARQL 1.1 Protocol, section 2.2)")
            if not any(name == "query" for name, _ in in_address):
                return await self._described(request)
            return await self._query(request, _only(in_address, "query"), in_address)
        return await self._posted(request, in_address)

    async def _posted(self, request: Request, in_address: list[tuple[str, str]]) -> Response:
        content_type = request.headers.get("content-type", "")
        media_type = content_type.partition(";")[0].strip().lower()
        is_update = media_type == UPDATE
        if media_type not in (QUERY, UPDATE, FORM):
            detail = f"the body is {media_type or 'of no stated type'}: send {QUERY}, {UPDATE} or {FORM}"
            raise RequestError(415, detail, headers={"Accept-Post": f"{QUERY}, {UPDATE}, {FORM}"})
        if is_update:
            authorize(request, self._settings)
        is_large = is_update or (media_type == FORM and self._settings.token is not None)
        limit = self._settings.body_limit if is_large else self._settings.query_limit
        body = text_of(await read_body(request, limit, self._settings.receive_seconds), content_type)
        if media_type == FORM:
            form = parameters(body)
            names = {name for name, _ in form} & {"query", "update"}
            if len(names) != 1:
                raise RequestError(400, "a form has a query or an update")
            everything = [*in_address, *form]
            if "update" in names:
                authorize(request, self._settings)
                return await self._update(request, _only(everything, "update"), everything)
            return await self._query(request, _only(everything, "query"), everything)
        if any(name in ("query", "update") for name, _ in in_address):
            raise RequestError(400, "there are two: one in the address, one in the body")
        if is_update:
            return await self._update(request, body, in_address)
        return await self._query(request, body, in_address)

    async def _query(self, request: Request, query: str, given: list[tuple[str, str]]) -> Response:
        if len(query) > self._settings.query_limit:
            raise RequestError(413, f"the query has more than {self._settings.query_limit} characters")
        _refuse(given, ("using-graph-uri", "using-named-graph-uri"), "an update")
        accept = ",".join(request.headers.getlist("accept")) or None
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        if not self._backend.is_volatile(query):
            headers["ETag"] = etag = self._etag(query, accept, given)
            if _is_known(etag, request.headers.get("if-none-match", "")):
                return Response(status_code=304, headers=headers)
        job = {
            "do": "query",
            "query": query,
            "accept": accept,
            "base": own_url(request, self._settings),
            "default": graphs(given, "default-graph-uri"),
            "named": graphs(given, "named-graph-uri"),
        }
        answer = await while_connected(request, self._backend.read(job))
        return response_of(answer, headers)

    async def _update(self, request: Request, update: str, given: list[tuple[str, str]]) -> Response:
        _refuse(given, ("default-graph-uri", "named-graph-uri"), "a query")
        job = {
            "do": "update",
            "update": update,
            "base": own_url(request, self._settings),
            "using": graphs(given, "using-graph-uri"),
            "using_named": graphs(given, "using-named-graph-uri"),
        }
        return response_of(await self._backend.write(job), {"Cache-Control": "no-store"})

    async def _described(self, request: Request) -> Response:
        """The service description, or for a browser the page, where there is one."""
        accept = ",".join(request.headers.getlist("accept")) or None
        page = getattr(request.app.state, "query_page", None)
        wanted = choose(accept, (*TRIPLES, HTML) if page is not None else TRIPLES)
        if wanted is HTML and page is not None:
            response: Response = await page(request)
            return response
        return await describe_service(request, self._backend, self._settings)

    def _etag(self, query: str, accept: str | None, given: Sequence[tuple[str, str]]) -> str:
        """A weak tag for the answer: it depends on what the store holds, on the query and on the format."""
        dataset = [pair for pair in given if pair[0] in _DATASET]
        digest = hashlib.sha256(repr((query, accept, dataset)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f'W/"{self._backend.state()}-{digest}"'


def _is_known(etag: str, known: str) -> bool:
    """Whether If-None-Match names the tag, by the weak comparison of RFC 9110, section 8.8.3.2."""
    return known.strip() == "*" or etag.removeprefix("W/") in {
        tag.removeprefix("W/") for tag in re.split(r"\s*,\s*", known)
    }


def graphs(given: Sequence[tuple[str, str]], name: str) -> list[str]:
    """The IRIs of a parameter of the dataset.

    A value that was percent-encoded together with the next parameter, as in the W3C's test `query_multiple_dataset`, is
    read as the two that were meant: no IRI of a graph holds `&named-graph-uri=`.
    """
    text = "&".join(f"{key}={value}" for key, value in given if key in _DATASET)
    found = [
        value
        for key, value in re.findall(
            rf"(?:^|&)({'|'.join(_DATASET)})=(.*?)(?=&(?:{'|'.join(_DATASET)})=|\Z)", text, re.DOTALL
        )
        if key == name
    ]
    for iri in found:
        if not _ABSOLUTE.fullmatch(iri):
            raise RequestError(400, f"{name} is {iri!r}: give the absolute IRI of a graph")
        if iri.lower().startswith("file:"):
            raise RequestError(403, "no graph is read from a file")
    return list(dict.fromkeys(found))


def _only(given: Sequence[tuple[str, str]], name: str) -> str:
    values = [value for key, value in given if key == name]
    if len(values) > 1:
        raise RequestError(400, f"there are {len(values)} parameters {name}: send one")
    return values[0]


def _refuse(given: Sequence[tuple[str, str]], names: Sequence[str], what: str) -> None:
    for key, _ in given:
        if key in names:
            raise RequestError(400, f"{key} is a parameter of {what}")
