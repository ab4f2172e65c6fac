"""Reading what a client asks for: parameters, the format, the language of labels; and the tag of the answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from difflib import get_close_matches
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import ParameterError, QuestionError
from kg.questions import MEDIA_TYPES, Question
from kg.questions.terms import plain
from kg.questions.words import languages, reader_language
from kg.server.exchange import parameters
from kg.server.negotiation import Format, choose
from kg.server.problems import RequestError

FORMATS: Final = (
    Format("json", "application/json"),
    Format("csv", "text/csv"),
    Format("markdown", "text/markdown"),
    Format("turtle", "text/turtle", ("application/x-turtle", "application/turtle")),
    Format("jsonl", "application/x-ndjson", ("application/jsonl", "application/ndjson", "application/jsonlines")),
    Format("table", "text/plain"),
)
TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_EXPONENT: Final = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,30})?[eE][+-]?[0-9]{1,3}")
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
NUMBER_LIMIT: Final = 10**15
_EXACT: Final = Context(prec=64)
_LISTED: Final = 200


class Asked:
    """The parameters of a request by name, in order."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.given: dict[str, list[str]] = {}
        for name, value in parameters(request.url.query):
            self.given.setdefault(name, []).append(value)

    def take(self, name: str) -> str | None:
        """The value of a parameter that is given once, and leaves the others.

        Raises:
            RequestError: it is given more than once, or empty.
        """
        values = self.given.pop(name, [])
        if len(values) > 1:
            raise wrong(name, f"{len(values)} values for {name}, which takes one")
        if values == [""]:
            raise _empty(name)
        return values[0] if values else None

    def form(self, formats: Sequence[Format] = FORMATS) -> Format:
        """The format asked for by `format`, else by the Accept header.

        Raises:
            RequestError: there is no such format (422), or none that the client takes (406).
        """
        names = {each.name: each for each in formats}
        if (name := self.take("format")) is not None:
            if name not in names:
                raise wrong("format", f"no format {name!r}", tuple(names))
            return names[name]
        found = choose(",".join(self.request.headers.getlist("accept")) or None, formats)
        if found is None:
            possible = {"possible": [each.media_type for each in formats]}
            raise RequestError(406, "there is no answer in a format that the client takes", possible)
        return found

    def language(self) -> str:
        """The language of labels: `lang`, else the first of Accept-Language that answers can be read in.

        Raises:
            RequestError: `lang` is no language tag.
        """
        if (tag := self.take("lang")) is not None:
            if not TAG.fullmatch(tag):
                raise wrong("lang", f"the language {tag!r}: write a tag such as nb or en-GB", languages())
            return tag
        return _preferred(self.request.headers.get("accept-language", ""))

    def nothing_else(self) -> None:
        """Refuses parameters that were not taken.

        Raises:
            RequestError: there are some.
        """
        for name in self.given:
            raise wrong(name, f"no parameter {name!r}")

    def of(self, question: Question) -> dict[str, object]:
        """The values for a question's parameters, as `kg.questions.ask` takes them.

        Raises:
            RequestError: the question has no such parameter, or a value is empty.
        """
        found: dict[str, object] = {}
        for name, values in self.given.items():
            parameter = question.parameters.get(name)
            if parameter is None:
                near = get_close_matches(name, question.parameters, 1)
                possible = (*question.parameters, "format", "lang")
                raise wrong(name, f"no parameter {name!r}", possible, near[0] if near else "")
            if "" in values:
                raise _empty(name)
            if parameter.type in ("decimal", "integer"):
                values = [_bounded(name, _without_exponent(value)) for value in values]
            found[name] = values if len(values) > 1 else values[0]
        return found


def _bounded(name: str, text: str) -> str:
    """The text, unless it is a number beyond what the description says."""
    if _PLAIN.fullmatch(text) and abs(Decimal(text)) > NUMBER_LIMIT:
        raise wrong(name, f"the {name} {text}: write a number from {-NUMBER_LIMIT} to {NUMBER_LIMIT}")
    return text


def _without_exponent(text: str) -> str:
    """A number as JSON may write it (`1e-07`), without its exponent and to 18 decimals; other texts as they are."""
    if not _EXPONENT.fullmatch(text):
        return text
    number = Decimal(text)
    return text if number.adjusted() > 17 else plain(_EXACT.quantize(number, Decimal(1).scaleb(-18)))


def _preferred(header: str) -> str:
    """The tag that a reader likes best of those that answers have words in (RFC 9110, section 12.5.4)."""
    ranges = []
    for part in header.split(",")[:50]:
        tag, _, rest = part.partition(";")
        quality = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", rest)
        ranges.append((float(quality[1]) if quality else 1.0, tag.strip()))
    for weight, tag in sorted(ranges, key=lambda pair: -pair[0]):
        primary = tag.lower().partition("-")[0]
        if weight > 0 and TAG.fullmatch(tag) and (reader_language(tag) != "en" or primary == "en"):
            return tag
    return "en"


def _empty(name: str) -> RequestError:
    return wrong(name, f"an empty {name}: leave it out")


def wrong(parameter: str, detail: str, possible: Sequence[str] = (), near: str = "") -> RequestError:
    """The fault of a parameter: 422, with what is possible."""
    extra: dict[str, object] = {"parameter": parameter}
    if possible:
        extra |= {"possible": list(possible[:_LISTED]), "possible_count": len(possible)}
    if near:
        extra["near"] = near
        detail = f"{detail}; did you mean {near!r}?"
    return RequestError(422, detail, extra)


def fault(error: QuestionError) -> RequestError:
    """What is wrong with a parameter's value, or with the name of a question (404)."""
    if not isinstance(error, ParameterError):
        return RequestError(422, str(error), {"found": error.found})
    detail = error.found + (f": {error.mend}" if error.mend else "")
    found = wrong(error.parameter, detail, error.possible, error.near)
    return RequestError(404, found.detail, found.extra) if error.parameter == "question" else found


def tag_of(state: str, *parts: object) -> str:
    """A weak tag for an answer that depends on what the store holds and on `parts`."""
    return f'W/"{state}-{hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]}"'


def headers_of(tag: str | None) -> dict[str, str]:
    """The headers of an answer that changes with the store, the format and the language."""
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
    return {**headers, "ETag": tag} if tag else headers


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has the answer (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return tag.removeprefix("W/") in {each.strip().removeprefix("W/") for each in known.split(",")}


def unchanged(tag: str) -> Response:
    """The answer to who has it."""
    return Response(status_code=304, headers=headers_of(tag))


def content_type(form: str) -> str:
    """The Content-Type of a format."""
    return MEDIA_TYPES[form]


def plain_values(given: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """The values in an order that is always the same."""
    return tuple(sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in given.items()))
