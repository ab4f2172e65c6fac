"""Property paths of shapes: as SPARQL writes them, and as RDF with an IRI for each node that a shape left blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.graph.terms import Term, Triple
from kg.graph.validate.index import FIRST, Index
from kg.graph.validate.shapes import PATH, SH, Shapes
from kg.graph.vocabulary import named

_ALTERNATIVE: Final = f"<{SH}alternativePath>"
_MARKS: Final = (
    (f"<{SH}inversePath>", "^", ""),
    (f"<{SH}zeroOrMorePath>", "", "*"),
    (f"<{SH}oneOrMorePath>", "", "+"),
    (f"<{SH}zeroOrOnePath>", "", "?"),
)


@dataclass(frozen=True, slots=True)
class PathName:
    """A path in SPARQL, and the term that stands for it in a report."""

    sparql: str
    term: Term


def path_names(shapes: Shapes) -> tuple[dict[Term, PathName], list[Triple]]:
    """The path of each property shape, and the triples about the terms that stand for paths of several steps."""
    triples = [triple for triple in shapes.triples if triple[1] == PATH or triple[0].startswith("_:")]
    pairs = list(zip(triples, named(triples), strict=True))
    names = {old[0]: PathName(sparql(old[2], shapes.index), new[2]) for old, new in pairs if old[1] == PATH}
    return names, [new for old, new in pairs if old[0].startswith("_:") and old[1] != PATH]


def sparql(path: Term, index: Index) -> str:
    """The path as SPARQL 1.1 writes it, with whole IRIs."""
    if index.forward(FIRST).get(path):
        return "/".join(_step(member, index) for member in index.members(path))
    head = index.value(path, _ALTERNATIVE)
    if head is not None:
        return "|".join(_step(member, index) for member in index.members(head))
    for predicate, before, after in _MARKS:
        inner = index.value(path, predicate)
        if inner is not None:
            return f"{before}{_step(inner, index)}{after}"
    return path


def _step(path: Term, index: Index) -> str:
    text = sparql(path, index)
    return text if text == path or text == f"^{path}" else f"({text})"


def described(structure: Iterable[Triple], used: Iterable[Term]) -> set[Triple]:
    """The triples of `structure` that describe the used terms, and the terms that these lead to."""
    about: dict[Term, list[Triple]] = {}
    for triple in structure:
        about.setdefault(triple[0], []).append(triple)
    found: set[Triple] = set()
    waiting = list(used)
    while waiting:
        for triple in about.pop(waiting.pop(), ()):
            found.add(triple)
            waiting.append(triple[2])
    return found
