"""The library's face: open a graph, ask it, follow the evidence; read, extract and build.

>>> import kg
>>> graph = kg.open("graph")                                    # doctest: +SKIP
>>> answer = graph.ask("channel-use", channel="phone")          # doctest: +SKIP
>>> for row in answer.rows: print(row.evidence[0].sentence)     # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg.errors import QuestionError, SourceError
from kg.model import Document, Extraction
from kg.resources import folder

if TYPE_CHECKING:
    import rdflib

    from kg.graph.build import BuildReport
    from kg.graph.store import Solutions, Store
    from kg.questions import Answer, Question


class KnowledgeGraph:
    """An opened graph: a folder that `kg build` wrote, or a SPARQL endpoint."""

    def __init__(self, store: Store, questions: Path) -> None:
        self.store = store
        self._folder = questions

    def questions(self) -> Mapping[str, Question]:
        """The stored questions by name."""
        from kg.questions import load

        return load(self._folder).questions

    def ask(self, name: str, language: str = "en", **parameters: Any) -> Answer:
        """The answer to a stored question; rows with labels in `language`, each with its evidence.

        Raises:
            QuestionError: there is no such question or parameter, or a value is none of those possible.
        """
        from kg.questions import ask, load_one

        question = load_one(self._folder, name)
        given = {key.replace("_", "-") if key not in question.parameters else key: v for key, v in parameters.items()}
        return ask(self.store, question, {key: value for key, value in given.items() if value is not None}, language)

    def query(self, sparql: str) -> Solutions:
        """The solutions of a SPARQL SELECT query over the union of all graphs.

        Raises:
            QueryError: it cannot be parsed, or reaches outside (SERVICE, FROM a file).
        """
        return self.store.select(sparql)

    def graph(self) -> rdflib.Dataset:
        """A copy as an rdflib Dataset; its default graph is the union."""
        return self.store.dataset()

    def close(self) -> None:
        """Release the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(graph: str | Path = "graph", *, questions: str | Path | None = None) -> KnowledgeGraph:
    """The graph in a folder, or behind the URL of a SPARQL endpoint.

    Raises:
        GraphError: there is no graph, or it cannot be read.
    """
    from kg.graph.store import open_store

    return KnowledgeGraph(open_store(graph), Path(questions) if questions else folder("queries"))


def read(*paths: str | Path, encoding: str | None = None) -> Iterator[Document | SourceError]:
    """The documents of files and folders; what cannot be read comes as the error that says why."""
    from kg.sources import read as read_sources

    return read_sources(paths, encoding=encoding)


def extract(document: Document | str, *, name: str = "text") -> Extraction:
    """All figures, organizations and surveys of a document or of a text."""
    from kg.extract import extract as extract_document
    from kg.sources import document_of

    return extract_document(document_of(document, name) if isinstance(document, str) else document)


def build(sources: Sequence[str | Path], graph: str | Path = "graph", **options: Any) -> BuildReport:
    """Read, extract, populate, reason, validate and write the graph folder; see `kg.graph.build.build`."""
    from kg.graph.build import build as build_graph

    return build_graph(sources, Path(graph), **options)


__all__ = ["KnowledgeGraph", "QuestionError", "build", "extract", "open", "read"]
