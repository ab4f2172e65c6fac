"""A SPARQL 1.1 endpoint as a store (SPARQL 1.1 Protocol, results in JSON and N-Triples)."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg.errors import GraphError, QueryError
from kg.graph.guard import check
from kg.graph.store import Solutions, dataset_of
from kg.resources import version

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.graph.requests import Credentials

_TIMEOUT = 60  # seconds
_STRING = "http://www.w3.org/2001/XMLSchema#string"


class RemoteStore:
    """The endpoint at `url`; its default graph must be the union of its graphs."""

    def __init__(self, url: str, timeout: int = _TIMEOUT, credentials: Credentials | None = None) -> None:
        self.url = url
        self._timeout, self._credentials = timeout, credentials

    def select(self, sparql: str, /) -> Solutions:
        """The solutions of a SELECT query."""
        self._expect(sparql, "SELECT")
        found = self._json(sparql)
        variables = tuple(found["head"].get("vars", ()))
        rows = [tuple(_term(row.get(name)) for name in variables) for row in found["results"]["bindings"]]
        return Solutions(variables, rows)

    def ask(self, sparql: str, /) -> bool:
        """The answer to an ASK query."""
        self._expect(sparql, "ASK")
        found = self._json(sparql)
        if "boolean" in found:
            return bool(found["boolean"])
        rows = found.get("results", {}).get("bindings", ())  # Virtuoso's answer to a pattern without variables
        return bool(rows) and all(term["value"] in ("1", "true") for row in rows for term in row.values())

    def construct(self, sparql: str, /) -> list[pyoxigraph.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        from pyoxigraph import RdfFormat, parse

        self._expect(sparql, "CONSTRUCT", "DESCRIBE")
        data, media_type = self._run(sparql, "turtle")
        form = RdfFormat.from_media_type(media_type) or RdfFormat.TURTLE
        return [quad.triple for quad in parse(data, form)]

    def query(self, sparql: str, /) -> Solutions | bool | list[pyoxigraph.Triple]:
        """The result of a query of any form."""
        form = check(sparql)
        if form == "SELECT":
            return self.select(sparql)
        return self.ask(sparql) if form == "ASK" else self.construct(sparql)

    def update(self, sparql: str, /) -> None:
        """Run a SPARQL update at the endpoint."""
        if check(sparql) != "UPDATE":
            raise QueryError("update", "a query", "INSERT, DELETE or another update")
        self._run(sparql, "json", update=True)

    def dataset(self) -> rdflib.Dataset:
        """A copy as an rdflib Dataset whose default graph is the union of its graphs."""
        from pyoxigraph import NamedNode, Quad
        from pyoxigraph import Store as Oxigraph

        store = Oxigraph()
        found: Any = self.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        store.bulk_extend(Quad(s, p, o, g) for s, p, o, g in found if isinstance(g, NamedNode))
        return dataset_of(store)

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def _expect(self, sparql: str, *forms: str) -> None:
        found = check(sparql)
        if found not in forms:
            raise QueryError("query", f"a query of the form {found}", " or ".join(forms))

    def _json(self, sparql: str) -> Any:
        import json

        data, _ = self._run(sparql, "json")
        try:
            return json.loads(data)
        except ValueError as error:
            raise GraphError(self.url, "an answer that is cut or no JSON", "SPARQL results in JSON") from error

    def _run(self, sparql: str, form: str, *, update: bool = False) -> tuple[bytes, str]:
        from urllib.error import URLError

        from SPARQLWrapper import DIGEST, POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        wrapper = SPARQLWrapper(self.url, agent=f"surveykg/{version()}")
        wrapper.setTimeout(self._timeout)
        if self._credentials and (header := self._credentials.header()):
            wrapper.addCustomHttpHeader("Authorization", header)
        elif self._credentials and self._credentials.user is not None:
            wrapper.setHTTPAuth(DIGEST)
            wrapper.setCredentials(self._credentials.user, self._credentials.password or "")
        wrapper.setReturnFormat(form)
        wrapper.setQuery(sparql)
        if update or len(sparql) > 2000:
            wrapper.setMethod(POST)
        try:
            response = wrapper.query()
            data = response.response.read()
            return data, str(response.info().get("content-type", "")).partition(";")[0].strip()
        except QueryBadFormed as error:
            raise QueryError(self.url, "a query that the endpoint refuses", str(error).strip()) from None
        except SPARQLWrapperException as error:
            raise GraphError(self.url, f"{type(error).__name__}: {error}".strip(), "an answer") from None
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise GraphError(self.url, f"no answer ({reason})", "a SPARQL endpoint", "check the address") from None


def _term(binding: dict[str, str] | None) -> Any:
    """A term of the SPARQL 1.1 Query Results JSON Format, section 3.2.2."""
    from pyoxigraph import BlankNode, Literal, NamedNode

    if binding is None:
        return None
    kind, value = binding["type"], binding["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if language := binding.get("xml:lang"):
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(binding.get("datatype", _STRING)))
