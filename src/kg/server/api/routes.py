"""The addresses of the API and what answers at each."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import QuestionError
from kg.questions import Question, render
from kg.questions.words import languages
from kg.server.api.asked import (
    Asked,
    content_type,
    fault,
    headers_of,
    is_known,
    plain_values,
    tag_of,
    unchanged,
    wrong,
)
from kg.server.api.desk import SHOWN, Desk
from kg.server.api.documents import document, listing
from kg.server.api.looking import KINDS, look_up
from kg.server.api.openapi import described
from kg.server.api.page import HEADERS, page
from kg.server.exchange import base_url, parameters
from kg.server.negotiation import Format
from kg.server.pool import Answer
from kg.server.problems import RequestError

JSON: Final = Format("json", "application/json")
TEXT: Final = Format("text", "text/plain")
MOST: Final = 100  # things that a look-up gives
Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """The handlers, over a desk that asks the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def questions(self, request: Request) -> Response:
        """All stored questions with their parameters."""
        asked = Asked(request)
        asked.form((JSON,))
        language = asked.language()
        asked.nothing_else()
        return await self._json(request, ("questions", language), self._listed, language)

    async def question(self, request: Request) -> Response:
        """The answer to a stored question."""
        question = self._found(request.path_params["name"])
        asked = Asked(request)
        form = asked.form() if "format" not in question.parameters else JSON
        language = asked.language()
        given = asked.of(question)
        key = (question.name, plain_values(given), form.name, language)
        state, tag = self._desk.backend.state(), tag_of(self._desk.backend.state(), *key)
        if is_known(request, tag):
            return unchanged(tag)
        kept = self._desk.kept((state, *key))
        if kept is None:
            body = await self._desk.run(self._answered, question, given, language, form.name)
            kept = Answer(200, body, None, {"media_type": content_type(form.name)})
            if self._desk.backend.state() == state:
                self._desk.keep((state, *key), kept)
        return Response(kept.body, 200, headers_of(tag), kept.facts["media_type"])

    async def form(self, request: Request) -> Response:
        """Leads a form to its answer, without the fields that were left empty."""
        question = self._found(request.path_params["name"])
        given = [(name, value) for name, value in parameters(request.url.query) if value]
        address = f"/api/questions/{question.name}"
        return RedirectResponse(f"{address}?{urlencode(given)}" if given else address, 303)

    async def parameters(self, request: Request) -> Response:
        """What one must know to ask a question: its parameters with all that they can be."""
        question = self._found(request.path_params["name"])
        asked = Asked(request)
        asked.form((JSON,))
        language = asked.language()
        asked.nothing_else()
        return await self._json(request, ("parameters", question.name, language), self._facts, question, language, None)

    async def documents(self, request: Request) -> Response:
        """All documents."""
        asked = Asked(request)
        asked.form((JSON,))
        language = asked.language()
        asked.nothing_else()
        return await self._json(
            request, ("documents", language), lambda: {"documents": listing(self._desk.source, language)}
        )

    async def document(self, request: Request) -> Response:
        """A document: its text, its findings; or the text alone."""
        asked = Asked(request)
        form, language = asked.form((JSON, TEXT)), asked.language()
        asked.nothing_else()
        name = request.path_params["name"]
        state = self._desk.backend.state()
        tag = tag_of(state, "document", name, form.name, language)
        found = await self._desk.run(document, self._desk.source, self._desk.graph, name, language)
        if found is None:
            raise RequestError(404, f"there is no document {name!r}: /api/documents lists them")
        if is_known(request, tag):
            return unchanged(tag)
        if form is JSON:
            return Response(_dump(found), 200, headers_of(tag), "application/json")
        if found["text"] is None:
            raise RequestError(404, f"the text of {name!r} is not kept here")
        return Response(found["text"].encode(), 200, headers_of(tag), "text/plain; charset=utf-8")

    async def labels(self, request: Request) -> Response:
        """What is called so."""
        asked = Asked(request)
        asked.form((JSON,))
        language, text, limit = asked.language(), asked.take("q"), _limit(asked.take("limit"))
        kinds = asked.given.pop("kind", [])
        asked.nothing_else()
        if text is None:
            raise wrong("q", "no q given: what to look for")
        if len(text) > 200:
            raise wrong("q", "a q of more than 200 characters")
        for kind in kinds:
            if kind not in KINDS:
                raise wrong("kind", f"no kind {kind!r}", tuple(KINDS))

        def found() -> dict[str, Any]:
            things = look_up(self._desk.source, text, kinds, language)
            return {"count": len(things), "things": things[:limit]}

        return await self._json(request, ("labels", text, limit, tuple(kinds), language), found)

    async def description(self, request: Request) -> Response:
        """The OpenAPI document."""
        base = base_url(request, self._desk.settings)
        return await self._json(request, ("openapi", base), described, self._desk, base)

    async def page(self, request: Request) -> Response:
        """The questions as a page without scripts."""
        asked = Asked(request)
        language = asked.language()
        tag = tag_of(self._desk.backend.state(), "page", language)
        if is_known(request, tag):
            return unchanged(tag)
        listed = await self._desk.run(self._listed, language)
        body = page(listed["questions"], language)
        return Response(body, 200, {**headers_of(tag), **HEADERS}, "text/html; charset=utf-8")

    def _found(self, name: str) -> Question:
        try:
            return self._desk.find(name)
        except QuestionError as error:
            raise fault(error) from None

    def _listed(self, language: str) -> dict[str, Any]:
        return {
            "questions": [self._facts(each, language, SHOWN) for each in self._desk.questions.values()],
            "languages": list(languages()),
        }

    def _facts(self, question: Question, language: str, most: int | None) -> dict[str, Any]:
        facts = {**question.facts(), "summary": question.summary_in(language.partition("-")[0])}
        for parameter in facts["parameters"]:
            possible = self._desk.possible(question.parameters[parameter["name"]])
            parameter["choices_count"] = len(possible)
            parameter["choices"] = list(possible) if most is None or len(possible) <= most else None
        return {**facts, "url": f"/api/questions/{question.name}"}

    def _answered(self, question: Question, given: dict[str, object], language: str, form: str) -> bytes:
        try:
            answer = self._desk.ask(question, given, language)
        except QuestionError as error:
            raise fault(error) from None
        return render(answer, form).encode("utf-8", "replace")

    async def _json(
        self, request: Request, key: Sequence[object], work: Callable[..., dict[str, Any]], *given: Any
    ) -> Response:
        """What the work returns, as JSON with a tag that `key` and the state of the store make."""
        tag = tag_of(self._desk.backend.state(), *key)
        if is_known(request, tag):
            return unchanged(tag)
        body = await self._desk.run(lambda: _dump(work(*given)))
        return Response(body, 200, headers_of(tag), "application/json")


def _limit(text: str | None) -> int:
    if text is None:
        return 20
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise wrong("limit", f"the limit {text!r}: write a number from 1 to {MOST}")
    return int(text)


def _dump(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def routes(desk: Desk) -> list[Route]:
    """The routes of the API."""
    api = Api(desk)
    addresses: dict[str, Handler] = {
        "/api": api.page,
        "/api/questions": api.questions,
        "/api/questions/{name}": api.question,
        "/api/questions/{name}/form": api.form,
        "/api/questions/{name}/parameters": api.parameters,
        "/api/documents": api.documents,
        "/api/documents/{name}": api.document,
        "/api/labels": api.labels,
        "/openapi.json": api.description,
    }
    return [Route(path, handler, methods=["GET"]) for path, handler in addresses.items()]
