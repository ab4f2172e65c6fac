"""A graph folder as an export sees it: graph by graph, document by document, cut down to a selection.

A part of a graph holds the findings selected with their mentions, sentences and documents, the organizations, surveys
and populations that these name, and what was inferred about all of them. It has no ontology (its IRI leads there) and
no catalogue, which describes the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import GraphError
from kg.export.records import Selection
from kg.graph.iris import CONCEPTS, ONTOLOGY, Base, file_name
from kg.graph.store import CHECKSUMS, TRIG, open_store
from kg.graph.terms import TYPE, Term, Triple

if TYPE_CHECKING:
    from kg.graph.store import Store

SHARED: Final = ("build", "catalog", "inferred", "ontology", "shared")  # the graphs beside those of documents

_DOCUMENT: Final = f"<{ONTOLOGY}Document>"
_GENERATED: Final = "<http://www.w3.org/ns/prov#generated>"
_PLACES: Final = ("document", "organization", "survey", "population")

Node = Mapping[Term, Sequence[Term]]


@dataclass(frozen=True, slots=True)
class Part:
    """A document of the view: its name, IRI, graph, the triples kept and the text that offsets refer to."""

    name: str
    iri: str
    graph: str
    triples: Sequence[Triple]
    text: str

    def nodes(self) -> dict[Term, dict[Term, list[Term]]]:
        """The triples by subject and predicate."""
        return by_subject(self.triples)


def by_subject(triples: Iterable[Triple]) -> dict[Term, dict[Term, list[Term]]]:
    """Triples by subject and predicate, all in their order."""
    nodes: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, value in triples:
        nodes.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return nodes


def read_triples(path: Path) -> Iterator[Triple]:
    """The triples of a Turtle file in its order, as a stream.

    Raises:
        GraphError: it is not there, or damaged.
    """
    from pyoxigraph import RdfFormat, parse

    mend = "run: kg build SOURCES"
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield str(quad.subject), str(quad.predicate), str(quad.object)
    except SyntaxError as error:
        raise GraphError(str(path), f"a damaged file ({error.msg})", "Turtle", mend) from error
    except OSError as error:
        raise GraphError(str(path), "no such file", "the file of a graph", mend) from error


class View:
    """The part of a graph folder that a selection keeps.

    Raises:
        GraphError: there is no graph, or it has no such document.
        QuestionError: there is no such organization, channel or question.
    """

    def __init__(self, folder: Path, selection: Selection) -> None:
        if not (folder / TRIG).is_file():
            what = "no graph" if folder.is_dir() else "no such folder"
            raise GraphError(str(folder), what, f"a folder with {TRIG}", "run: kg build SOURCES")
        self.folder, self.selection = folder, selection
        self._files = self._documents()

    @cached_property
    def base(self) -> Base:
        """The IRI under which the instances of this graph lie."""
        for _, predicate, value in read_triples(self.folder / "build.ttl"):
            if predicate == _GENERATED:
                return Base(value[1:-1].removesuffix("dataset"))
        return Base()

    @cached_property
    def build_hash(self) -> str:
        """The hash that names this state of the graph: SHA-256 of its list of checksums."""
        sums = self.folder / CHECKSUMS
        data = sums.read_bytes() if sums.is_file() else (self.folder / TRIG).read_bytes()
        return hashlib.sha256(data).hexdigest()

    @cached_property
    def store(self) -> Store:
        """The folder's store."""
        return open_store(self.folder)

    def close(self) -> None:
        """Release the store, if it was opened."""
        if "store" in self.__dict__:
            self.store.close()

    def graphs(self) -> Iterator[tuple[str, Iterator[Triple]]]:
        """The graphs, by IRI, each with its triples as a stream."""
        names = [name for name in SHARED if (self.folder / f"{name}.ttl").is_file()]
        before = [name for name in names if name < "document"]
        for name in before:
            yield self.base.graph(name), self._shared(name)
        for part in self.documents():
            yield part.graph, iter(part.triples)
        for name in names[len(before) :]:
            yield self.base.graph(name), self._shared(name)

    def graph_paths(self) -> Iterator[tuple[str, Path]]:
        """The graphs of the whole folder with their Turtle files, by IRI."""
        found = {self.base.graph(name): self.folder / f"{name}.ttl" for name in SHARED}
        for path in self._files:
            name = self._name(next(read_triples(path))[0])
            found[self.base.document_graph(name)] = path
        return iter([(graph, found[graph]) for graph in sorted(found) if found[graph].is_file()])

    def documents(self) -> Iterator[Part]:
        """The documents that hold anything selected, by file name."""
        for path in self._files:
            triples = list(read_triples(path))
            node = next((s for s, p, o in triples if p == TYPE and o == _DOCUMENT), None)
            if node is None:
                raise GraphError(str(path), "no kg:Document", "the graph of a document", "run: kg build SOURCES")
            kept = self._cut(node, triples)
            if kept:
                name = self._name(node)
                yield Part(name, node[1:-1], self.base.document_graph(name), kept, self._text(name))

    def shared_nodes(self) -> dict[Term, dict[Term, list[Term]]]:
        """Organizations, surveys and populations by IRI, as far as the view keeps them."""
        return by_subject(self._shared("shared"))

    def labels(self, scheme: str, language: str = "en") -> dict[str, str]:
        """The labels of the concepts of a kind (`channel`), by code."""
        start, tail = f"<{CONCEPTS}{scheme}/", f"@{language}"
        return {
            subject[len(start) : -1]: value[1 : -len(tail) - 1]
            for subject, predicate, value in read_triples(self.folder / "ontology.ttl")
            if subject.startswith(start)
            and predicate == "<http://www.w3.org/2004/02/skos/core#prefLabel>"
            and value.endswith(tail)
        }

    def _documents(self) -> list[Path]:
        at = self.folder / "documents"
        wanted = self.selection.documents
        if not wanted:
            return sorted(at.glob("*.ttl"), key=lambda path: path.name)
        found = []
        for name in dict.fromkeys(wanted):
            path = at / f"{file_name(name)}.ttl"
            if not path.is_file():
                from kg.graph.show import text_of

                text_of(self.folder, name)  # raises with the names that come near
                raise GraphError(str(path), "no such file", "the graph of a document", "run: kg build SOURCES")
            found.append(path)
        return sorted(found, key=lambda path: path.name)

    def _name(self, node: Term) -> str:
        place = self.base.locate(node[1:-1].partition("#")[0])
        if place is None:
            raise GraphError(str(self.folder), f"the document {node}", f"one below {self.base.iri}")
        return place.document

    def _text(self, name: str) -> str:
        path = self.folder / "texts" / f"{file_name(name)}.txt"
        try:
            return path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GraphError(str(path), "no text", "the text of a document", "run: kg build SOURCES") from error

    @cached_property
    def _roots(self) -> frozenset[Term] | None:
        """What the selection asks for by organization, channel or question; None for everything."""
        selection = self.selection
        if not (selection.organizations or selection.channels or selection.question):
            return None
        from kg.export.chosen import by_name, by_question

        roots: frozenset[Term] | None = None
        if selection.organizations or selection.channels:
            roots = by_name(self.store, selection.organizations, selection.channels)
        if selection.question:
            behind = by_question(self.store, selection.question)
            roots = behind if roots is None else roots & behind
        return roots

    def _cut(self, document: Term, triples: list[Triple]) -> list[Triple]:
        """The triples of a document about what is selected and what that points at in the document."""
        roots = self._roots
        if roots is None:
            return triples
        nodes = by_subject(triples)
        wanted = [node for node in nodes if node in roots]
        kept: set[Term] = set()
        while wanted:
            node = wanted.pop()
            if node not in kept and node in nodes:
                kept.add(node)
                wanted += [value for values in nodes[node].values() for value in values if value in nodes]
        return [triple for triple in triples if triple[0] in kept] if kept - {document} else []

    @cached_property
    def _kept(self) -> frozenset[Term]:
        """All that the documents of a part describe, and what that points at, with what those point at in turn."""
        subjects: set[Term] = set()
        wanted: list[Term] = list(self._roots or ())
        for part in self.documents():
            for subject, _, value in part.triples:
                subjects.add(subject)
                if value.startswith("<"):
                    wanted.append(value)
        nodes = by_subject(read_triples(self.folder / "shared.ttl"))
        while wanted:
            node = wanted.pop()
            if node in nodes and node not in subjects:
                subjects.add(node)
                wanted += [value for values in nodes[node].values() for value in values]
        return frozenset(subjects)

    def _shared(self, name: str) -> Iterator[Triple]:
        triples = read_triples(self.folder / f"{name}.ttl")
        if self.selection.whole or name == "build":
            yield from triples
        elif name in ("inferred", "shared"):
            starts = tuple(f"<{self.base.iri}{place}/" for place in _PLACES)
            kept = self._kept
            for subject, predicate, value in triples:
                if subject in kept and (value in kept or not value.startswith(starts)):
                    yield subject, predicate, value
