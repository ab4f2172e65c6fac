"""Errors for people: where, what was found, what was expected, how to mend it.

KgError
├── SourceError     a text cannot be read
├── DataError       ontology, language data or shapes are wrong
├── QuestionError   a stored question or its parameters are wrong
│   └── ParameterError   a value that a question does not take; says what is possible
├── QueryError      SPARQL that cannot be parsed, is refused, or hits a limit
└── GraphError      the graph folder or store cannot be read or written
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: `path`, and 1-based `line` and `column` where known."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


class KgError(Exception):
    """An error with its place, what was found, what was expected and how to mend it."""

    def __init__(self, place: Place | str, found: str, expected: str = "", mend: str = "") -> None:
        self.place = Place(place) if isinstance(place, str) else place
        self.found, self.expected, self.mend = found, expected, mend
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.place}: found {self.found}"
        if self.expected:
            text += f", expected {self.expected}"
        return f"{text}: {self.mend}" if self.mend else text

    def __reduce__(self) -> tuple[type[KgError], tuple[Place, str, str, str]]:
        return type(self), (self.place, self.found, self.expected, self.mend)


class SourceError(KgError):
    """A text cannot be read."""


class DataError(KgError):
    """Ontology, language data or shapes are wrong."""


class QuestionError(KgError):
    """A stored question or one of its parameters is wrong."""


class ParameterError(QuestionError):
    """A value that a stored question does not take: `possible` lists what it takes, `near` what may have been meant."""

    def __init__(
        self, question: str, parameter: str, found: str, possible: tuple[str, ...] = (), near: str = "", mend: str = ""
    ) -> None:
        self.question, self.parameter, self.possible, self.near = question, parameter, possible, near
        super().__init__(question, found, "", mend)

    def __str__(self) -> str:
        text = f"{self.question}: {self.found}"
        if self.near:
            text += f"; did you mean {self.near!r}?"
        if self.possible:
            shown = ", ".join(self.possible[:40])
            more = f" and {len(self.possible) - 40} more" if len(self.possible) > 40 else ""
            text += f"{'' if self.near else ';'} possible: {shown}{more}"
        return f"{text}: {self.mend}" if self.mend else text

    def __reduce__(self) -> tuple[type[ParameterError], tuple[str, str, str, tuple[str, ...], str, str]]:  # type: ignore[override]
        return type(self), (self.question, self.parameter, self.found, self.possible, self.near, self.mend)


class QueryError(KgError):
    """SPARQL that cannot be parsed, is refused, or hits a limit."""


class GraphError(KgError):
    """The graph folder or its store cannot be read or written."""
