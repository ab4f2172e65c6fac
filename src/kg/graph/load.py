"""Putting a graph folder into a triplestore: graph by graph, through the SPARQL 1.1 Graph Store Protocol.

Each graph is replaced as a whole (PUT; large ones in pieces, the first by PUT, the others by POST), so that a load that
was cut off is repeated safely. What a store has taken is remembered in the folder's `.state` by address and content: a
graph is skipped if its content is what was loaded last and the store still counts as many statements.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from kg.errors import GraphError, KgError
from kg.graph.folder import STATE
from kg.graph.remote import RemoteStore
from kg.graph.requests import Client, Credentials
from kg.graph.store import TRIG
from kg.graph.terms import Triple, iri, value_of

PIECE: Final = 8 << 20  # bytes of N-Triples in one request; stores and proxies limit bodies
_GRAPHS: Final = ("build", "catalog", "inferred", "ontology", "shared")
_GENERATED: Final = "<http://www.w3.org/ns/prov#generated>"
_DOCUMENT: Final = "<https://w3id.org/surveykg/ontology#Document>"
_TURTLE: Final = "text/turtle"
# A Graph Store's path ends like the left side; its queries go to the right side: surveykg and Oxigraph, Virtuoso,
# Fuseki, RDF4J and GraphDB. Tried in this order.
_QUERY_PATHS: Final = (
    ("/sparql-graph-crud-auth", ("/sparql-auth", "/sparql")),
    ("/sparql-graph-crud", ("/sparql",)),
    ("/rdf-graphs/service", ("",)),
    ("/statements", ("",)),
    ("/store", ("/sparql", "/query")),
    ("/data", ("/sparql", "/query")),
    ("/get", ("/sparql", "/query")),
    ("", ("", "/sparql", "/query")),
)

Progress = Callable[[str], object]
More = Callable[[str, str], Mapping[str, Callable[[], Iterable[Triple]]]]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: graphs and statements sent, graphs that were there already, and what the user should know."""

    endpoint: str
    graphs: int
    skipped: int
    removed: int
    triples: int
    notes: tuple[str, ...] = ()

    def summary(self) -> str:
        """Notes, and one line."""
        were = f", {self.skipped} of them there already" if self.skipped else ""
        gone = f", {self.removed} others removed" if self.removed else ""
        line = f"{self.graphs} graphs with {self.triples} statements in {self.endpoint}, counted{were}{gone}"
        return "\n".join([*self.notes, line])


@dataclass(slots=True)
class _Source:
    """A graph to load: its statements as N-Triples, read twice: once to hash and count, once to send."""

    graph: str
    triples: Callable[[], Iterable[Triple]]
    sha256: str = ""
    count: int = 0
    pieces: int = 0

    def measure(self) -> None:
        digest = hashlib.sha256()
        for piece in self.each():
            digest.update(piece)
            self.pieces += 1
        self.sha256 = digest.hexdigest()

    def each(self) -> Iterator[bytes]:
        lines: list[bytes] = []
        size = self.count = 0
        for triple in self.triples():
            line = f"{' '.join(triple)} .\n".encode()
            lines.append(line)
            size += len(line)
            self.count += 1
            if size >= PIECE:
                yield b"".join(lines)
                lines, size = [], 0
        if lines or not self.count:
            yield b"".join(lines)


@dataclass(slots=True)
class _Memory:
    """What a store has taken, by graph; kept in a file of the graph folder if that can be written."""

    path: Path
    taken: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, endpoint: str) -> _Memory:
        path = folder / STATE / f"load-{hashlib.sha256(endpoint.encode()).hexdigest()[:16]}.json"
        taken: dict[str, str] = {}
        with suppress(OSError, ValueError, AttributeError):
            taken = {str(graph): str(digest) for graph, digest in json.loads(path.read_bytes()).items()}
        return cls(path, taken)

    def remember(self, graph: str, digest: str | None) -> None:
        if digest is None:
            self.taken.pop(graph, None)
        else:
            self.taken[graph] = digest
        beside = self.path.with_suffix(".new")
        with suppress(OSError):
            self.path.parent.mkdir(exist_ok=True)
            beside.write_text(json.dumps(self.taken, indent=1, sort_keys=True) + "\n", "utf-8")
            beside.replace(self.path)


def load(
    graph: Path,
    endpoint: str,
    credentials: Credentials | None = None,
    query_endpoint: str | None = None,
    progress: Progress | None = None,
    *,
    more: More | None = None,
    prune: bool = False,
) -> LoadReport:
    """Put the folder `graph` into the triplestore whose Graph Store is at `endpoint`; then check by counts.

    Args:
        credentials: for stores that want some; never sent to another host than the endpoint's.
        query_endpoint: where the store answers queries; else the places where known products do are tried.
        progress: is told a line a graph.
        more: gives further graphs by IRI, such as the stored questions, for a base of IRIs and a query endpoint.
        prune: remove graphs below the graph's base that the folder has not (of documents taken out).

    Raises:
        GraphError: there is no graph, the store does not take it, or counts another number of statements afterwards.
    """
    folder = Path(graph)
    if not (folder / TRIG).is_file():
        raise GraphError(str(folder), "no graph", f"a folder with {TRIG}", "run: kg build SOURCES")
    say = progress or (lambda line: None)
    client = Client(credentials)
    queries = _query_store(endpoint, query_endpoint, credentials)
    base, sources = _sources(folder, lambda base: more(base, queries.url) if more else {})
    memory = _Memory.of(folder, endpoint)
    counts = _counts(queries)
    skipped = total = 0
    for at, source in enumerate(sources, 1):
        source.measure()
        total += source.count
        where = f"{at}/{len(sources)} {source.graph}"
        if memory.taken.get(source.graph) == source.sha256 and counts.get(source.graph, 0) == source.count:
            skipped += 1
            say(f"{where}: there already")
            continue
        memory.remember(source.graph, None)
        _send(client, endpoint, source, lambda line, where=where: say(f"{where}: {line}"))  # type: ignore[misc]
        _check(queries, source)
        memory.remember(source.graph, source.sha256)
        say(f"{where}: {source.count} statements")
    removed, notes = _others(client, endpoint, base, sources, _counts(queries), prune)
    return LoadReport(endpoint, len(sources), skipped, removed, total, (*notes, *_union(queries)))


def _sources(
    folder: Path, more: Callable[[str], Mapping[str, Callable[[], Iterable[Triple]]]]
) -> tuple[str, list[_Source]]:
    """The IRI of all graphs up to their names, and the graphs, by IRI."""
    base = "https://w3id.org/surveykg/id/"
    for _, predicate, value in _triples(folder / "build.ttl"):
        if predicate == _GENERATED:
            base = value_of(value).removesuffix("dataset")
    found = {f"{base}graph/{name}": folder / f"{name}.ttl" for name in _GRAPHS if (folder / f"{name}.ttl").is_file()}
    for path in sorted((folder / "documents").glob("*.ttl")):
        document = next((subject for subject, _, value in _triples(path) if value == _DOCUMENT), None)
        if document is None:
            raise GraphError(str(path), "no kg:Document", "the graph of a document", "run: kg build SOURCES")
        found[f"{base}graph/{value_of(document).removeprefix(base)}"] = path
    sources = [_Source(name, lambda path=path: _triples(path)) for name, path in found.items()]  # type: ignore[misc]
    sources += [_Source(name, triples) for name, triples in more(base).items()]
    return f"{base}graph/", sorted(sources, key=lambda source: source.graph)


def _triples(path: Path) -> Iterator[Triple]:
    from pyoxigraph import RdfFormat, parse

    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield str(quad.subject), str(quad.predicate), str(quad.object)
    except (SyntaxError, OSError) as error:
        raise GraphError(str(path), f"a damaged file ({error})", "Turtle", "run: kg build SOURCES") from error


def _send(client: Client, endpoint: str, source: _Source, say: Progress) -> None:
    url = graph_url(endpoint, source.graph)
    for at, piece in enumerate(source.each()):
        client.send("PUT" if at == 0 else "POST", url, piece, _TURTLE)
        if source.pieces > 1:
            say(f"{at + 1} of {source.pieces} pieces")


def graph_url(endpoint: str, graph: str) -> str:
    """The address of a named graph (Graph Store Protocol, section 4.2: indirect identification)."""
    parts = urlsplit(endpoint)
    query = f"{parts.query}&" if parts.query else ""
    return urlunsplit(parts._replace(query=f"{query}graph={quote(graph, safe='')}"))


def _check(queries: RemoteStore, source: _Source) -> None:
    found = queries.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {iri(source.graph)} {{ ?s ?p ?o }} }}").rows
    count = int(value_of(str(found[0][0]))) if found and found[0][0] is not None else 0
    if count != source.count:
        raise GraphError(
            source.graph,
            f"{count} statements in the store",
            f"{source.count}",
            "load again; it starts where it stopped",
        )


def _counts(queries: RemoteStore) -> dict[str, int]:
    """Statements in each named graph of the store."""
    rows = queries.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    return {value_of(str(name)): int(value_of(str(n))) for name, n in rows if name is not None and n is not None}


def _others(
    client: Client, endpoint: str, base: str, sources: list[_Source], counts: Mapping[str, int], prune: bool
) -> tuple[int, tuple[str, ...]]:
    known = {source.graph for source in sources}
    others = sorted(name for name in counts if name.startswith(base) and name not in known)
    if not prune:
        some = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        note = f"the store has {len(others)} graphs that the folder has not ({some}); --prune removes them"
        return 0, (note,) if others else ()
    for name in others:
        client.send("DELETE", graph_url(endpoint, name), None, None)
    return len(others), ()


def _union(queries: RemoteStore) -> tuple[str, ...]:
    """A note where queries without GRAPH do not see named graphs."""
    if queries.ask(f"ASK {{ ?document a {_DOCUMENT} }}"):
        return ()
    if not queries.ask(f"ASK {{ GRAPH ?graph {{ ?document a {_DOCUMENT} }} }}"):
        return ()
    return (
        "the store's default graph is not the union of its graphs, which stored questions need: "
        "start Oxigraph with --union-default-graph, set tdb2:unionDefaultGraph in Fuseki",
    )


def _query_store(endpoint: str, given: str | None, credentials: Credentials | None) -> RemoteStore:
    """The query endpoint of a store.

    Raises:
        GraphError: none of the places where known products answer queries does.
    """
    if given:
        return RemoteStore(given, credentials=credentials)
    tried = []
    for url in query_endpoints(endpoint):
        store = RemoteStore(url, credentials=credentials)
        try:
            store.ask("ASK {}")
        except KgError as error:
            tried.append(str(error))
        else:
            return store
    raise GraphError(
        endpoint, f"no SPARQL endpoint near ({'; '.join(tried)})", "one to check by", "name it with --sparql URL"
    )


def query_endpoints(endpoint: str) -> Iterator[str]:
    """Where known products answer queries, given the address of their Graph Store."""
    parts = urlsplit(endpoint)
    path = parts.path.rstrip("/")
    for tail, others in _QUERY_PATHS:
        if path.endswith(tail):
            for other in others:
                yield urlunsplit((parts.scheme, parts.netloc, path.removesuffix(tail) + other or "/", "", ""))
            return


__all__ = ["Credentials", "LoadReport", "graph_url", "load", "query_endpoints"]
