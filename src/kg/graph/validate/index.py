"""Triples of N-Triples strings, looked up by predicate: how shapes, character checks and reports read a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kg.graph.terms import RDF, TYPE, Term, Triple, string

if TYPE_CHECKING:
    from rdflib import Dataset, Graph
    from rdflib.term import Node

SUBCLASS: Final = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
FIRST: Final = f"<{RDF}first>"
REST: Final = f"<{RDF}rest>"
NIL: Final = f"<{RDF}nil>"
_NOTHING: Final[Mapping[Term, tuple[Term, ...]]] = {}
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class Index:
    """A set of triples by predicate and subject, and by predicate and object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._forward: dict[Term, dict[Term, list[Term]]] = {}
        self._backward: dict[Term, dict[Term, list[Term]]] = {}
        self.size = 0
        for subject, predicate, value in set(triples):
            by_subject = self._forward.get(predicate)
            if by_subject is None:
                by_subject = self._forward[predicate] = {}
            values = by_subject.get(subject)
            if values is None:
                by_subject[subject] = [value]
            else:
                values.append(value)
            self.size += 1

    def triples(self) -> Iterator[Triple]:
        """All triples, in no order."""
        for predicate, by_subject in self._forward.items():
            for subject, values in by_subject.items():
                for value in values:
                    yield subject, predicate, value

    def forward(self, predicate: Term) -> Mapping[Term, Sequence[Term]]:
        """The values of a predicate by subject, in no order."""
        return self._forward.get(predicate) or _NOTHING

    def backward(self, predicate: Term) -> Mapping[Term, Sequence[Term]]:
        """The subjects of a predicate by value, in no order."""
        found = self._backward.get(predicate)
        if found is None:
            found = self._backward[predicate] = {}
            for subject, values in self.forward(predicate).items():
                for value in values:
                    found.setdefault(value, []).append(subject)
        return found

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        """The values of `predicate` at `subject`, sorted."""
        return sorted(self.forward(predicate).get(subject, ()))

    def value(self, subject: Term | None, predicate: Term) -> Term | None:
        """The first value in sorted order, or None."""
        return min(self.forward(predicate).get(subject, ()), default=None) if subject else None

    def about(self, subject: Term) -> Iterator[tuple[Term, Term]]:
        """All predicates and values of a subject."""
        for predicate, by_subject in self._forward.items():
            for value in by_subject.get(subject, ()):
                yield predicate, value

    def members(self, head: Term) -> Iterator[Term]:
        """The members of an RDF list."""
        seen: set[Term] = set()
        while head != NIL and head not in seen:
            seen.add(head)
            yield from self.forward(FIRST).get(head, ())
            head = self.value(head, REST) or NIL

    def subclasses(self, kind: Term) -> frozenset[Term]:
        """The class and all below it, by rdfs:subClassOf."""
        known = self._subclasses.get(kind)
        if known is None:
            reached, waiting = {kind}, [kind]
            while waiting:
                for lower in self.backward(SUBCLASS).get(waiting.pop(), ()):
                    if lower not in reached:
                        reached.add(lower)
                        waiting.append(lower)
            known = self._subclasses[kind] = frozenset(reached)
        return known

    @cached_property
    def _subclasses(self) -> dict[Term, frozenset[Term]]:
        return {}

    def instances(self, kind: Term) -> Set[Term]:
        """All that has the class, or one below it, for a type."""
        known = self._instances.get(kind)
        if known is None:
            typed = self.backward(TYPE)
            known = frozenset(node for lower in self.subclasses(kind) for node in typed.get(lower, ()))
            self._instances[kind] = known
        return known

    @cached_property
    def _instances(self) -> dict[Term, frozenset[Term]]:
        return {}

    def typed(self, kind: Term) -> Set[Term]:
        """The focus nodes of a class: its instances."""
        return self.instances(kind)

    def subjects(self, predicate: Term) -> Collection[Term]:
        """The focus nodes that a predicate has for subjects."""
        return self.forward(predicate)

    def objects(self, predicate: Term) -> Collection[Term]:
        """The focus nodes that a predicate has for values."""
        return self.backward(predicate)


def triples_of(graph: Graph | Dataset) -> Iterator[Triple]:
    """The triples of an rdflib graph, or of all graphs of a dataset, as N-Triples strings."""
    from rdflib import Dataset

    known: dict[Node, Term] = {}
    quads = graph.quads() if isinstance(graph, Dataset) else graph.triples((None, None, None))
    for quad in quads:
        terms = []
        for node in quad[:3]:
            term = known.get(node)
            if term is None:
                term = known[node] = _term(node)
            terms.append(term)
        yield terms[0], terms[1], terms[2]


def _term(node: Node) -> Term:
    from rdflib import BNode, Literal

    if isinstance(node, Literal):
        if node.language or node.datatype is None or str(node.datatype) == _STRING:
            return string(str(node), node.language)
        return f"{string(str(node))}^^<{node.datatype}>"
    return f"_:{node}" if isinstance(node, BNode) else f"<{node}>"


def graph_of(triples: Iterable[Triple]) -> Graph:
    """An rdflib graph of N-Triples strings; blank nodes keep their labels."""
    from rdflib import Graph
    from rdflib.term import Node

    graph, known = Graph(bind_namespaces="none"), dict[Term, Node]()
    for triple in triples:
        nodes = []
        for term in triple:
            node = known.get(term)
            if node is None:
                node = known[term] = _node(term)
            nodes.append(node)
        graph.add((nodes[0], nodes[1], nodes[2]))
    return graph


def _node(term: Term) -> Node:
    from rdflib import BNode, Literal, URIRef

    from kg.graph.terms import value_of

    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    suffix = term[term.rindex('"') + 1 :]
    if suffix.startswith("@"):
        return Literal(value_of(term), lang=suffix[1:])
    return Literal(value_of(term), datatype=URIRef(suffix[3:-1]) if suffix else None, normalize=False)
