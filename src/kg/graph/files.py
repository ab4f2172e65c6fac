"""The files of a graph folder as bytes: Turtle a graph, and the TriG file that holds all graphs.

A Turtle file is a header of directives, a blank line, and statements; the TriG file takes the statements as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.graph.iris import FINDINGS, Base
from kg.graph.terms import Triple
from kg.graph.turtle import PREFIXES, turtle


def prefixes(base: Base, document: str | None = None) -> dict[str, str]:
    """The prefixes for the instances below `base`; with a document, also for its findings."""
    found = {**PREFIXES, **{kind: f"{base.iri}{kind}/" for kind in ("organization", "survey", "population", "graph")}}
    if document is not None:
        found |= {kind: f"{base.document(document)}/{kind}/" for kind in FINDINGS}
    return found


def document_turtle(name: str, triples: Iterable[Triple], base: Base) -> str:
    """The file of a document's graph; relative to the document, so that `<#char=0,42>` are its characters 0 to 42."""
    return turtle(triples, prefixes(base, name), base.document(name))


def graph_turtle(triples: Iterable[Triple], base: Base) -> str:
    """The file of a graph that several documents share; relative to `base`."""
    return turtle(triples, prefixes(base), base.iri)


@dataclass(frozen=True, slots=True)
class Part:
    """A graph of the TriG file: its IRI, its directives that differ from the file's, its statements."""

    graph: str
    directives: str
    statements: str


def trig_header(base: Base) -> str:
    """The directives at the top of the TriG file: all prefixes, since statements follow as a stream."""
    known = prefixes(base)
    order = sorted(known, key=lambda prefix: (prefix != "kg", prefix))
    return "".join(f"@prefix {prefix}: <{known[prefix]}> .\n" for prefix in order)


def part(graph: str, file: str, base: Base) -> Part:
    """A Turtle file as a part of the TriG file: of its directives those that the file's header has not."""
    header, statements = split(file)
    common = trig_header(base)
    lines = [line for line in header.splitlines(keepends=True) if line not in common]
    return Part(graph, "".join(lines), statements)


def split(file: str) -> tuple[str, str]:
    """Directives and statements of a Turtle file that this module wrote."""
    if not file.startswith("@"):
        return "", file
    header, _, statements = file.partition("\n\n")
    return header + "\n", statements


def trig(parts: Iterable[Part], base: Base) -> Iterator[str]:
    """The TriG file in pieces, graphs in the given order."""
    yield trig_header(base)
    for one in parts:
        yield f"\n{one.directives}<{one.graph}> {{\n{one.statements}}}\n"


__all__ = ["Part", "document_turtle", "graph_turtle", "part", "prefixes", "split", "trig", "trig_header"]
