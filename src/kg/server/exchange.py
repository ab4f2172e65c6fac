"""Reading requests within limits, and answering with what a worker wrote."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from kg.server.pool import Answer
from kg.server.problems import RequestError
from kg.server.settings import Settings

_CHUNK = 256 * 1024
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_PATH = "/:@!$&'()*+,;=~"


async def read_body(request: Request, limit: int, seconds: float) -> bytes:
    """The body of a request.

    Raises:
        RequestError: it is larger than `limit` bytes, or took longer than `seconds`.
    """
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    length = 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                length += len(chunk)
                if length > limit:
                    raise _too_large(limit)
                chunks.append(chunk)
    except TimeoutError:
        raise RequestError(
            408, f"the body took longer than {seconds:g} seconds", headers={"Connection": "close"}
        ) from None
    except ClientDisconnect:
        raise RequestError(400, "the body ended early") from None
    return b"".join(chunks)


def _too_large(limit: int) -> RequestError:
    return RequestError(413, f"the body has more than {limit} bytes", {"limit": limit}, {"Connection": "close"})


def text_of(body: bytes, content_type: str) -> str:
    """The characters of a body in UTF-8, the only encoding of SPARQL (SPARQL 1.1 Protocol, section 2.1.3)."""
    charset = charset_of(content_type)
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RequestError(415, f"the body is in {charset}: send UTF-8")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, f"the body is no UTF-8 at byte {error.start}") from None


def charset_of(content_type: str) -> str:
    """The charset parameter of a Content-Type, in lower case."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def parameters(text: str) -> list[tuple[str, str]]:
    """Names and values of a query string or form.

    Raises:
        RequestError: percent-encoded bytes are no UTF-8.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except (UnicodeDecodeError, ValueError):
        raise RequestError(400, "the parameters are no UTF-8, or too many") from None


def authorize(request: Request, settings: Settings) -> None:
    """Lets a request write.

    Raises:
        RequestError: the server is read-only, or the request does not show its token.
    """
    if settings.token is None:
        raise RequestError(403, "this server is read-only: start it with --token to let clients write")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        detail = "send the header: Authorization: Bearer TOKEN"
        raise RequestError(401, detail, headers={"WWW-Authenticate": 'Bearer realm="surveykg"'})
    if not hmac.compare_digest(given.strip().encode(), settings.token.encode()):
        header = 'Bearer realm="surveykg", error="invalid_token"'
        raise RequestError(401, "this is not the token of the server", headers={"WWW-Authenticate": header})


def base_url(request: Request, settings: Settings) -> str:
    """The server's address without a final slash, as its clients know it."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise RequestError(400, "the Host header names no host")
    return f"{request.url.scheme}://{host}"


def own_url(request: Request, settings: Settings) -> str:
    """The address of the request without its query string."""
    return f"{base_url(request, settings)}{quote(request.scope['path'], safe=_PATH)}"


async def while_connected(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """The result of the work, which is given up when the client goes away. The request's body has been read."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise RequestError(400, "the client went away")
        return await task
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def response_of(answer: Answer, headers: dict[str, str]) -> Response:
    """The response that carries what a worker wrote."""
    timing = f"query;dur={answer.facts['seconds'] * 1000:.1f}"
    headers = {"Server-Timing": timing, **headers}
    media_type = answer.facts.get("media_type")
    if media_type is not None:
        headers["Content-Type"] = media_type
    if answer.file is None:
        return Response(answer.body, answer.status, headers)
    headers["Content-Length"] = str(answer.facts["length"])
    return StreamingResponse(_chunks(answer.file), answer.status, headers)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        path.unlink()
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
