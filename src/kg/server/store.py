"""The server's store for code that runs in threads, such as stored questions: a `kg.graph.store.Store` of workers."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg.errors import GraphError, Place, QueryError
from kg.graph.store import Solutions
from kg.server.backend import Backend
from kg.server.problems import RequestError

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib


class PooledStore:
    """Asks the worker processes, with their limits, from any thread but that of the event loop.

    A fault of the query is a QueryError; a limit that it hits stays a RequestError, which a handler may let through.
    """

    def __init__(self, backend: Backend, loop: asyncio.AbstractEventLoop) -> None:
        self._backend, self._loop = backend, loop

    def select(self, sparql: str, /) -> Solutions:
        """The solutions of a SELECT query."""
        result = self.query(sparql)
        if not isinstance(result, Solutions):
            raise QueryError("query", "a query of another form", "SELECT")
        return result

    def ask(self, sparql: str, /) -> bool:
        """The answer to an ASK query."""
        result = self.query(sparql)
        if not isinstance(result, bool):
            raise QueryError("query", "a query of another form", "ASK")
        return result

    def construct(self, sparql: str, /) -> list[pyoxigraph.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        result = self.query(sparql)
        if not isinstance(result, list):
            raise QueryError("query", "a query of another form", "CONSTRUCT or DESCRIBE")
        return result

    def query(self, sparql: str, /) -> Solutions | bool | list[pyoxigraph.Triple]:
        """The result of a query of any form."""
        from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

        accept = "application/sparql-results+json, application/n-triples"
        form, data = self._asked(sparql, accept)
        if form in ("CONSTRUCT", "DESCRIBE"):
            return [quad.triple for quad in parse(data, RdfFormat.N_TRIPLES)]
        result = parse_query_results(data, QueryResultsFormat.JSON)
        if isinstance(result, QuerySolutions):
            variables = tuple(variable.value for variable in result.variables)
            return Solutions(variables, [tuple(row) for row in result])
        assert isinstance(result, QueryBoolean)
        return bool(result)

    def update(self, sparql: str, /) -> None:
        """Refuses: writing is for requests that show the token."""
        raise GraphError("the server's store", "an update", "a query")

    def dataset(self) -> rdflib.Dataset:
        """Refuses: a copy of everything is no answer to one client."""
        raise GraphError("the server's store", "a request for all of it", "queries")

    def close(self) -> None:
        """Leaves the workers to the server."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def _asked(self, sparql: str, accept: str) -> tuple[str, bytes]:
        job: dict[str, Any] = {
            "do": "query",
            "query": sparql,
            "accept": accept,
            "base": None,
            "default": [],
            "named": [],
        }
        try:
            answer = asyncio.run_coroutine_threadsafe(self._backend.read(job), self._loop).result()
        except RequestError as error:
            if error.status not in (400, 403):
                raise
            place = Place("query", error.extra.get("line"), error.extra.get("column"))
            found, expected = error.extra.get("found", error.detail), error.extra.get("expected", "")
            raise QueryError(place, found, expected, error.extra.get("mend", "")) from None
        if answer.file is None:
            return answer.facts["form"], answer.body
        data = answer.file.read_bytes()
        answer.file.unlink()
        return answer.facts["form"], data
