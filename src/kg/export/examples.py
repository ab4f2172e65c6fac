"""Stored questions for other tools: `sh:SPARQLExecutable` (SHACL-SPARQL), in the graph where they are sought.

The graph is `.well-known/sparql-examples`, as endpoints of the life sciences keep their example queries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from kg.export.records import Sink
from kg.export.view import View
from kg.graph.files import prefixes
from kg.graph.terms import TYPE, Triple, iri, string, typed
from kg.graph.turtle import Names, body
from kg.questions import Question, load
from kg.resources import folder

_SH: Final = "http://www.w3.org/ns/shacl#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA: Final = "https://schema.org/"
_PREFIX: Final = re.compile(r"^PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
WELL_KNOWN: Final = ".well-known/sparql-examples"


def write(view: View, sink: Sink) -> None:
    """TriG with one graph; the same for every part of a graph."""
    names = Names(prefixes(view.base))
    questions = list(load(folder("queries")).values())
    statements = body(example_triples(view.base.iri, questions), names)
    graph = f"<{view.base.iri}{WELL_KNOWN}>"
    sink.stream.write(f"{names.header()}{graph} {{\n{statements}}}\n".encode())
    sink.count, sink.unit = len(questions), "questions"


def example_triples(base: str, questions: Iterable[Question], endpoint: str | None = None) -> Iterator[Triple]:
    """Each question with its query, its summary in all languages, its tags and, if given, its endpoint."""
    declared: dict[str, str] = {}
    for question in questions:
        node = iri(f"{base}question/{question.name}")
        query = query_of(question)
        yield node, TYPE, f"<{_SH}SPARQLExecutable>"
        yield node, TYPE, f"<{_SH}SPARQLSelectExecutable>"
        yield node, f"<{_SH}select>", string(query)
        yield node, f"<{_SH}prefixes>", iri(f"{base}question")
        yield node, f"<{_RDFS}label>", string(question.name)
        for language, summary in {"en": question.summary, **question.summaries}.items():
            yield node, f"<{_RDFS}comment>", string(summary, language)
        yield from ((node, f"<{_SCHEMA}keywords>", string(tag)) for tag in question.tags)
        if endpoint:
            yield node, f"<{_SCHEMA}target>", iri(endpoint)
        declared |= dict(_PREFIX.findall(query))
    for prefix, namespace in sorted(declared.items()):
        node = iri(f"{base}question/prefix/{prefix}")
        yield iri(f"{base}question"), f"<{_SH}declare>", node
        yield node, TYPE, f"<{_SH}PrefixDeclaration>"
        yield node, f"<{_SH}prefix>", string(prefix)
        yield node, f"<{_SH}namespace>", typed(namespace, "anyURI")


def example_graphs(base: str, endpoint: str) -> Mapping[str, Callable[[], Iterable[Triple]]]:
    """The graph of the stored questions, for `kg.graph.load.load`."""
    questions = load(folder("queries"))
    return {base + WELL_KNOWN: lambda: example_triples(base, questions.values(), endpoint)}


def query_of(question: Question) -> str:
    """The query of a question without its header."""
    return "".join(line for line in question.text.splitlines(keepends=True) if not line.startswith("#+")).strip() + "\n"
