"""Faults as answers: problem details (RFC 9457), as JSON or as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import KgError, QueryError
from kg.server.negotiation import PROBLEMS, choose

if TYPE_CHECKING:
    from starlette.responses import Response

_TITLES = {
    400: "The request cannot be understood",
    401: "Who writes must show a token",
    403: "This is not allowed",
    404: "There is no such thing",
    405: "This method is not for this address",
    406: "None of the formats that are taken can be given",
    408: "The request came too slowly",
    413: "Too large",
    414: "The address is too long",
    415: "This format cannot be read",
    422: "A parameter is wrong",
    431: "The headers are too long",
    500: "A fault of the server",
    503: "Not now",
}


class RequestError(Exception):
    """A fault that a client is told of. `extra` are members of the problem's JSON, `headers` those of the response."""

    def __init__(
        self, status: int, detail: str, extra: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status, self.detail = status, detail
        self.extra, self.headers = dict(extra or {}), dict(headers or {})
        super().__init__(f"{status} {detail}")

    @property
    def title(self) -> str:
        """What the status says in words."""
        return _TITLES.get(self.status, "A fault")

    def facts(self) -> dict[str, Any]:
        """The members of RFC 9457 with those of `extra`."""
        return {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail, **self.extra}

    def response(self, accept: str | None) -> Response:
        """The answer, as JSON unless the client wants text."""
        from starlette.responses import Response

        wanted = choose(accept, PROBLEMS)
        headers = {"Cache-Control": "no-store", "Vary": "Accept", **self.headers}
        if wanted is not None and wanted.name == "text":
            return Response(f"{self.title}: {self.detail}\n", self.status, headers, "text/plain")
        body = json.dumps(self.facts(), ensure_ascii=False)
        return Response(body, self.status, headers, "application/problem+json")


def of_error(error: KgError) -> RequestError:
    """The fault of one of the package's errors: 403 for what a query may not do, 400 for one that cannot be parsed."""
    status = 403 if isinstance(error, QueryError) and is_refused(error) else 400
    extra: dict[str, Any] = {"found": error.found}
    for name in ("expected", "mend"):
        if value := getattr(error, name):
            extra[name] = value
    for name in ("line", "column"):
        if (number := getattr(error.place, name)) is not None:
            extra[name] = number
    return RequestError(status, str(error), extra)


def is_refused(error: KgError) -> bool:
    """Whether the query was understood, but asks for what leaves the store."""
    return error.found in ("SERVICE", "LOAD") or error.found.startswith("FROM ")
