"""Where a question's rows come from: any store with `select`, an rdflib graph or dataset, or a pyoxigraph store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from kg.errors import QueryError
from kg.questions.terms import Term, term


class Solutions(Protocol):
    """The solutions of a SELECT query: names of variables, and rows of terms in their order."""

    @property
    def variables(self) -> Iterable[str]: ...
    @property
    def rows(self) -> Iterable[Iterable[Any]]: ...


class Store(Protocol):
    """Anything that runs SELECT queries over the union of its graphs, such as `kg.graph.open_store` gives."""

    def select(self, sparql: str, /) -> Solutions: ...


class Source:
    """A store seen as rows of `Term`, whatever its engine."""

    def __init__(self, store: Any) -> None:
        self.store = store

    def table(self, sparql: str) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
        """Variables and rows of a SELECT query."""
        if hasattr(self.store, "select"):
            solutions = self.store.select(sparql)
            return _table(solutions.variables, solutions.rows)
        if type(self.store).__module__.startswith("rdflib"):
            if hasattr(self.store, "graphs") and not self.store.default_union:
                mend = "rdflib.Dataset(default_union=True)"
                raise QueryError("store", "a dataset whose default graph is not the union of its graphs", mend)
            result = self.store.query(sparql)
            return _table(result.vars or (), result)
        solutions = self.store.query(sparql, use_default_graph_as_union=True)
        return _table([variable.value for variable in solutions.variables], solutions)

    def rows(self, sparql: str) -> list[tuple[Term | None, ...]]:
        """The rows of a SELECT query."""
        return self.table(sparql)[1]


def _table(
    variables: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    return tuple(str(variable).lstrip("?") for variable in variables), [tuple(map(term, row)) for row in rows]
