"""A graph to ask: the embedded store of a graph folder, or a SPARQL endpoint, behind one interface.

Queries run over the union of all graphs. Terms are pyoxigraph's. Only what the folder's checksums vouch for is opened:
`.store/HASH` where HASH is that of SHA256SUMS, else the TriG file. Importing this module imports nothing heavy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from kg.errors import GraphError, QueryError
from kg.graph.guard import check, has_dataset, syntax_error

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

CHECKSUMS: Final = "SHA256SUMS"
TRIG: Final = "surveykg.trig"
STORE: Final = ".store"

_IN_MEMORY: Final = 64 * 1024 * 1024  # bytes of TriG; loading them takes about a second and a half
_MEND: Final = "run: kg build SOURCES"


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a SELECT query: variables without their marks, and rows of terms in their order."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Store(Protocol):
    """What the embedded store and an endpoint have in common. All raise QueryError for a query that cannot run."""

    def select(self, sparql: str, /) -> Solutions:
        """The solutions of a SELECT query."""

    def ask(self, sparql: str, /) -> bool:
        """The answer to an ASK query."""

    def construct(self, sparql: str, /) -> list[pyoxigraph.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""

    def query(self, sparql: str, /) -> Solutions | bool | list[pyoxigraph.Triple]:
        """The result of a query of any form."""

    def update(self, sparql: str, /) -> None:
        """Run a SPARQL update.

        Raises:
            GraphError: the store is read-only.
        """

    def dataset(self) -> rdflib.Dataset:
        """A copy as an rdflib Dataset whose default graph is the union of its graphs."""

    def close(self) -> None:
        """Release the store."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


def open_store(graph: Path | str) -> Store:
    """The store of a graph folder, read-only, or the one behind the URL of a SPARQL endpoint.

    A folder without a current `.store` is read from its TriG file; a large one gets its `.store` made again.

    Raises:
        GraphError: there is no graph, or its store or TriG file is damaged.
    """
    if isinstance(graph, str) and graph.startswith(("http://", "https://")):
        from kg.graph.remote import RemoteStore

        return RemoteStore(graph)
    folder = Path(graph)
    if not (folder / TRIG).is_file():
        what = "no graph" if folder.is_dir() else "no such folder"
        raise GraphError(str(folder), what, f"a folder with {TRIG}", _MEND)
    from pyoxigraph import Store as Oxigraph

    path = store_path(folder)
    if path is None or not path.is_dir():
        return EmbeddedStore(_loaded(folder, path), folder)
    try:
        return EmbeddedStore(Oxigraph.read_only(str(path)), folder)
    except (OSError, RuntimeError) as error:  # the latter for damage that RocksDB finds
        raise GraphError(str(path), f"a damaged store ({error})", "the store of this graph", _remove(folder)) from None


def store_path(folder: Path) -> Path | None:
    """Where the store of what is in `folder` now lies, whether it is there or not; None without checksums."""
    try:
        digest = hashlib.sha256((folder / CHECKSUMS).read_bytes()).hexdigest()
    except OSError:
        return None
    return folder / STORE / digest[:16]


def write_store(trig: Path, path: Path) -> None:
    """Load a TriG file into a new store at `path`, which appears only when it is whole.

    Raises:
        GraphError: the file is damaged, or the store cannot be written.
    """
    import shutil
    import tempfile

    from pyoxigraph import RdfFormat
    from pyoxigraph import Store as Oxigraph

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = tempfile.mkdtemp(prefix=".new-", dir=path.parent)
    try:
        store = Oxigraph(beside)
        store.bulk_load(path=str(trig), format=RdfFormat.TRIG)
        store.flush()
        del store
        with suppress(OSError):  # another process made the same store
            Path(beside).replace(path)
    except SyntaxError as error:
        raise GraphError(str(trig), f"a damaged file ({error.msg})", "TriG", _MEND) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _loaded(folder: Path, path: Path | None) -> Any:
    """A store of the TriG file: on disk where that is large and can be written, else in memory."""
    from pyoxigraph import RdfFormat
    from pyoxigraph import Store as Oxigraph

    trig = folder / TRIG
    if path is not None and trig.stat().st_size > _IN_MEMORY:
        with suppress(OSError):
            write_store(trig, path)
            return Oxigraph.read_only(str(path))
    store = Oxigraph()
    try:
        store.bulk_load(path=str(trig), format=RdfFormat.TRIG)
    except SyntaxError as error:
        raise GraphError(str(trig), f"a damaged file ({error.msg})", "TriG", _MEND) from None
    except OSError as error:
        raise GraphError(str(trig), f"a file that cannot be read ({error})", "TriG", _MEND) from None
    return store


def _remove(folder: Path) -> str:
    return f"remove {folder / STORE}; it is made again from {TRIG}"


class EmbeddedStore:
    """A graph folder's store, inside this process. `oxigraph` is the pyoxigraph store itself."""

    def __init__(self, oxigraph: pyoxigraph.Store, folder: Path) -> None:
        self.oxigraph: pyoxigraph.Store = oxigraph
        self.folder = folder

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
        from pyoxigraph import QueryBoolean, QuerySolutions

        form = check(sparql)
        if form == "UPDATE":
            raise QueryError("query", "no query", "SELECT, ASK, CONSTRUCT or DESCRIBE")
        try:
            result = self.oxigraph.query(sparql, use_default_graph_as_union=not has_dataset(sparql))
            if isinstance(result, QuerySolutions):
                variables = tuple(variable.value for variable in result.variables)
                return Solutions(variables, [tuple(row) for row in result])
            return bool(result) if isinstance(result, QueryBoolean) else list(result)
        except SyntaxError as error:
            raise syntax_error(error, "query") from None
        except (OSError, RuntimeError) as error:
            raise GraphError(
                str(self.folder), f"a damaged store ({error})", "the store of this graph", _remove(self.folder)
            ) from None

    def update(self, sparql: str, /) -> None:
        """Refuse: a graph folder changes through a build alone."""
        raise GraphError(str(self.folder), "an update", "a query", "a graph folder changes by kg build alone")

    def dataset(self) -> rdflib.Dataset:
        """A copy as an rdflib Dataset whose default graph is the union of its graphs."""
        return dataset_of(self.oxigraph)

    def close(self) -> None:
        """Release the store."""
        del self.oxigraph

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def dataset_of(store: pyoxigraph.Store) -> rdflib.Dataset:
    """A pyoxigraph store as an rdflib Dataset whose default graph is the union."""
    import rdflib
    from pyoxigraph import DefaultGraph

    dataset = rdflib.Dataset(default_union=True)
    graphs: dict[Any, rdflib.Graph] = {}
    for quad in store:
        graph = graphs.get(quad.graph_name)
        if graph is None:
            name = None if isinstance(quad.graph_name, DefaultGraph) else rdflib_term(quad.graph_name)
            graph = graphs[quad.graph_name] = dataset.graph(name) if name is not None else dataset.default_graph
        graph.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    return dataset


def rdflib_term(term: Any) -> Any:
    """A pyoxigraph term as rdflib's."""
    import rdflib
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(f"{term} is no term of RDF 1.1")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(datatype))
