"""What every page shares: who reads it, the templates, the headers, and faults as pages."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import KgError, ParameterError
from kg.questions.source import Source
from kg.questions.words import reader_language, word
from kg.server.pages.addresses import Addresses, base_of
from kg.server.pages.interface import interface_word, preferred, tables
from kg.server.problems import RequestError, of_error

THEMES: Final = ("auto", "light", "dark")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_YEAR: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, the theme (auto, light or dark), and whether the address chose the language."""

    language: str
    theme: str
    chose: bool = False

    def word(self, key: str) -> str:
        """The interface's word under a key."""
        return interface_word(self.language, key)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page: the graph to ask, the reader, the folder of the graph."""

    request: Request
    reader: Reader
    source: Source
    addresses: Addresses
    graph: Path
    questions: Path

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.reader.language

    @property
    def state(self) -> str:
        """The name of what the graph holds now."""
        return str(self.request.app.state.backend.state())

    def parameter(self, name: str) -> str:
        """A parameter of the address, empty where it is absent."""
        return self.request.query_params.get(name, "").strip()

    def number(self, name: str, default: int, highest: int = 1_000_000) -> int:
        """A parameter as a number from 1 to `highest`."""
        text = self.parameter(name)
        return min(max(int(text), 1), highest) if text.isascii() and text.isdigit() and len(text) < 12 else default


View = Callable[[Visit], Response]


class Site:
    """The pages of a graph folder; `page` makes a handler of a view."""

    def __init__(self, graph: Path, questions: Path) -> None:
        self._graph, self._questions = graph, questions

    def page(self, view: View, policy: str = POLICY) -> Callable[[Request], Awaitable[Response]]:
        """A handler that runs the view in a thread; what goes wrong becomes a page in the reader's language."""

        async def handle(request: Request) -> Response:
            reader = reader_of(request)
            response: Response = await run_in_threadpool(self._answered, view, request, reader)
            return finished(request, response, reader, policy)

        return handle

    def _answered(self, view: View, request: Request, reader: Reader) -> Response:
        try:
            source = Source(request.app.state.store)
            base = base_of(source)
            return view(Visit(request, reader, source, Addresses(base), self._graph, self._questions))
        except RequestError as error:
            return fault(request, reader, error)
        except ParameterError as error:
            extra = {"possible": list(error.possible), "near": error.near}
            return fault(request, reader, RequestError(422, str(error), extra))
        except KgError as error:
            return fault(request, reader, of_error(error))


def reader_of(request: Request) -> Reader:
    """The reader of a request: language by address, cookie or Accept-Language; theme by cookie."""
    asked = request.query_params.get("lang", "")
    chose = asked in tables()
    kept = request.cookies.get("lang", "")
    language = asked if chose else kept if kept in tables() else ""
    language = language or preferred(request.headers.get("accept-language", ""))
    theme = request.cookies.get("theme", "auto")
    return Reader(reader_language(language), theme if theme in THEMES else "auto", chose)


def rendered(request: Request, reader: Reader, template: str, status: int = 200, **facts: Any) -> Response:
    """A page made from a template."""
    context = {
        "t": reader.word,
        "w": partial(word, reader.language),
        "reader": reader,
        "languages": {code: words["language"] for code, words in tables().items()},
        "appearances": THEMES,
        "here": partial(_here, request),
        "path": request.url.path,
        **facts,
    }
    body = environment().get_template(template).render(context)
    return Response(body, status, media_type="text/html; charset=utf-8")


def fault(request: Request, reader: Reader, error: RequestError) -> Response:
    """A fault as a page, with what would be possible."""
    return rendered(request, reader, "fault.html", error.status, fault=error)


def finished(request: Request, response: Response, reader: Reader, policy: str = POLICY) -> Response:
    """The response with the headers of pages: policy, variants, tag; unchanged pages are not sent again."""
    response.headers["Content-Security-Policy"] = policy
    response.headers.setdefault("Vary", "Accept, Accept-Language, Cookie")
    if reader.chose and response.media_type and response.media_type.startswith("text/html"):
        keep(response, request, "lang", reader.language)
    if response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    tag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()[:24]}"'
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", "no-cache")
    if tag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers={k: v for k, v in response.headers.items() if k in _KEPT})
    return response


_KEPT: Final = ("etag", "vary", "cache-control", "content-security-policy", "set-cookie")


def keep(response: Response, request: Request, name: str, value: str) -> None:
    """Keeps a reader's choice for a year, for this host alone."""
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https")


async def settle(request: Request) -> Response:
    """Keeps the theme that a reader chose and leads back to the page."""
    theme = request.query_params.get("theme", "auto")
    back = request.query_params.get("back", "/")
    # A path of this host alone: `//host` and `/\host` would lead elsewhere
    is_path = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    response = RedirectResponse(back if is_path else "/", 303)
    keep(response, request, "theme", theme if theme in THEMES else "auto")
    response.headers["Cache-Control"] = "no-store"
    return response


def _here(request: Request, **changes: Any) -> str:
    """The address of this page with some parameters changed; None removes one."""
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key not in changes]
    pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
    raw = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.partition(b"?")[0].decode("ascii", "replace")
    return f"{path}?{urlencode(pairs)}" if pairs else path


@cache
def environment() -> Any:
    """The templates; everything they are given is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["assets"] = _asset
    return made


@cache
def _asset(name: str) -> str:
    """The address of a file of ours; its hash makes a new address of a new content."""
    data = (Path(__file__).parent / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(data).hexdigest()[:10]}"


def flattened(facts: Mapping[str, Any]) -> str:
    """Parameters as a query string; lists repeat their name."""
    pairs = [
        (key, item) for key, value in facts.items() for item in (value if isinstance(value, (list, tuple)) else [value])
    ]
    return urlencode([(key, value) for key, value in pairs if value not in ("", None)])
