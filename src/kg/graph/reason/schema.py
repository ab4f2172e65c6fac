"""The axioms of an ontology: told apart from its other triples, checked for what no rule covers, closed by owlrl."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError, Place
from kg.graph.reason.records import OWL, RDFS, is_anonymous, is_literal, is_vocabulary, owl
from kg.graph.terms import RDF, TYPE, Term, Triple, escape, iri, unescape

if TYPE_CHECKING:
    from rdflib.term import Node

# Predicates that state or build axioms.
_RDFS_AXIOMS = ("subClassOf", "subPropertyOf", "domain", "range")
_OWL_AXIOMS = tuple(
    """
    allValuesFrom complementOf disjointWith equivalentClass equivalentProperty hasValue intersectionOf inverseOf members
    onProperty oneOf propertyChainAxiom propertyDisjointWith someValuesFrom unionOf
    """.split()
)
AXIOMS = frozenset(iri(RDFS + name) for name in _RDFS_AXIOMS) | frozenset(owl(name) for name in _OWL_AXIOMS)
_LIST = frozenset((iri(RDF + "first"), iri(RDF + "rest")))

# Terms of OWL that entail nothing about individuals, or nothing without owl:sameAs, which no covered axiom yields.
_HARMLESS = frozenset(
    owl(name)
    for name in """
    AllDifferent AnnotationProperty Class DatatypeProperty DeprecatedClass DeprecatedProperty NamedIndividual Nothing
    ObjectProperty Ontology OntologyProperty Restriction Thing annotatedProperty annotatedSource annotatedTarget
    Annotation Axiom backwardCompatibleWith deprecated differentFrom distinctMembers imports incompatibleWith
    priorVersion versionIRI versionInfo AllDisjointClasses AsymmetricProperty IrreflexiveProperty SymmetricProperty
    TransitiveProperty
    """.split()
)
_MEND = {
    "FunctionalProperty": "state it as sh:maxCount 1 in shapes.ttl: it would merge individuals that differ by mistake",
    "InverseFunctionalProperty": "state it as a shape: it would merge individuals",
    "hasKey": "state it as a shape: it would merge individuals",
    "sameAs": "use one IRI, or skos:exactMatch, which does not merge individuals",
    "AllDisjointProperties": "write owl:propertyDisjointWith for each pair",
}
_COUNT_MEND = "state it as sh:minCount or sh:maxCount in shapes.ttl"
_OWL = f"<{OWL}"
_LITERAL = re.compile(r'"(.*)"(?:@(\S+)|\^\^<(.*)>)?', re.DOTALL)


def split(ontology: Iterable[Triple]) -> tuple[list[Triple], list[Triple]]:
    """The axioms with the declarations of terms, and the other triples (individuals, labels, definitions)."""
    axioms: list[Triple] = []
    others: list[Triple] = []
    for subject, predicate, value in ontology:
        if predicate == TYPE:
            is_schema = is_vocabulary(value)
        else:
            is_schema = predicate in AXIOMS or predicate in _LIST or predicate.startswith(_OWL)
        (axioms if is_schema else others).append((subject, predicate, value))
    return axioms, others


def refuse_uncovered(axioms: Iterable[Triple], sources: Sequence[Path] = ()) -> None:
    """DataError for the first axiom (by text) that no rule covers; its line, where `sources` hold the ontology."""
    wrong = sorted((str(triple[0]), str(triple[1]), str(triple[2]), triple) for triple in axioms if _uncovered(triple))
    if not wrong:
        return
    triple = wrong[0][3]
    construct = _uncovered(triple)
    assert construct is not None
    name = construct.removeprefix(_OWL).rstrip(">")
    mend = _MEND.get(name, _COUNT_MEND if "ardinality" in name else "write it with the constructs of docs/reasoning.md")
    raise DataError(
        _place(triple[0], construct, sources),
        f"the axiom {' '.join(map(str, triple))}",
        "only constructs whose rules yield no owl:sameAs (docs/reasoning.md lists them)",
        mend,
    )


def _uncovered(triple: Triple) -> Term | None:
    """The term of OWL in the triple that no rule covers."""
    subject, predicate, value = triple
    known = predicate in AXIOMS or predicate in _HARMLESS
    if predicate.startswith(_OWL) and not known:
        return predicate
    if predicate == TYPE and value.startswith(_OWL) and value not in _HARMLESS:
        return value
    if predicate in AXIOMS and TYPE in (subject, value):
        return TYPE
    return None


def _place(subject: Term, construct: Term, sources: Sequence[Path]) -> Place:
    """Where the ontology's files speak of the subject and the construct, as far as text can tell."""
    name = _local(construct)
    subject_name = None if is_anonymous(subject) else _local(subject)
    for path in sources:
        lines = path.read_text(encoding="utf-8").splitlines()
        begin = 0
        if subject_name:
            at_start = re.compile(rf"(?:\S*:|<\S*[#/]){re.escape(subject_name)}>?(?=\s|$)")
            begin = next((number for number, line in enumerate(lines) if at_start.match(line)), len(lines))
        for number in range(begin, len(lines)):
            if re.search(rf"[:#/]{re.escape(name)}\b", lines[number]):
                return Place(str(path), number + 1)
    return Place("the ontology")


def _local(term: Term) -> str:
    return re.split(r"[#/]", term.rstrip(">"))[-1]


def check_data(predicates: Iterable[Term], classes: Iterable[Term]) -> None:
    """DataError where data would add to the ontology: an axiom, a declaration of a class or property, owl:sameAs."""
    for predicate in predicates:
        if predicate in AXIOMS or predicate == owl("sameAs"):
            raise DataError(
                "the data", f"a triple with {predicate}", "no axioms among the data", "move it to the ontology"
            )
    for kind in classes:
        if kind.startswith(_OWL) and kind not in _ALLOWED_CLASSES:
            raise DataError(
                "the data", f"an individual of {kind}", "no declarations among the data", "move it to the ontology"
            )


_ALLOWED_CLASSES = frozenset(owl(name) for name in ("NamedIndividual", "Ontology", "Thing"))


def close(axioms: Iterable[Triple]) -> set[Triple]:
    """All that follows from the axioms, by owlrl: the schema rules of OWL 2 RL (table 9) and what they rest on."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import BNode, Graph, URIRef
    from rdflib import Literal as RdflibLiteral

    def outward(term: Term) -> Node:
        if term.startswith("<"):
            return URIRef(term[1:-1])
        if term.startswith("_:"):
            return BNode(term[2:])
        match = _LITERAL.fullmatch(term)
        assert match
        text, language, datatype = match.groups()
        return RdflibLiteral(unescape(text), lang=language, datatype=datatype and URIRef(datatype), normalize=False)

    def inward(node: Node) -> Term:
        if isinstance(node, URIRef):
            return iri(str(node))
        if isinstance(node, BNode):
            return f"_:{node}"
        assert isinstance(node, RdflibLiteral)
        suffix = f"@{node.language}" if node.language else f"^^<{node.datatype}>" if node.datatype else ""
        return f'"{escape(str(node))}"{suffix}'

    graph = Graph()
    for subject, predicate, value in axioms:
        graph.add((outward(subject), outward(predicate), outward(value)))
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    closed: set[Triple] = set()
    for s, p, o in graph:
        if not isinstance(s, RdflibLiteral) and isinstance(p, URIRef):
            closed.add((inward(s), inward(p), inward(o)))
    return closed


class Axioms:
    """Axioms by predicate, with lists read."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_predicate: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        self._by_subject: dict[tuple[Term, Term], Term] = {}
        for subject, predicate, value in sorted(triples, key=lambda triple: tuple(map(str, triple))):
            self._by_predicate[predicate].append((subject, value))
            self._by_subject[subject, predicate] = value

    def pairs(self, name: str) -> list[tuple[Term, Term]]:
        """Subjects and values of the predicate of OWL or RDFS, sorted."""
        space = RDFS if name in _RDFS_AXIOMS else OWL
        return self._by_predicate.get(iri(space + name), [])

    def instances(self, name: str) -> list[Term]:
        """The subjects typed with the class of OWL, sorted."""
        kind = owl(name)
        return [subject for subject, value in self._by_predicate.get(TYPE, []) if value == kind]

    def value(self, subject: Term, name: str) -> Term | None:
        """The value of the predicate of OWL for a subject that has one at most."""
        return self._by_subject.get((subject, owl(name)))

    def sequence(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list."""
        members = []
        seen = set()
        first, rest = iri(RDF + "first"), iri(RDF + "rest")
        while (member := self._by_subject.get((head, first))) is not None and head not in seen:
            seen.add(head)
            members.append(member)
            head = self._by_subject.get((head, rest), head)
        return tuple(members)


def is_named_axiom(triple: Triple) -> bool:
    """Whether an axiom that follows says something to people: between named terms that differ, none of OWL's own."""
    subject, predicate, value = triple
    if subject == value or is_anonymous(subject) or is_anonymous(value) or is_literal(value):
        return False
    return predicate in AXIOMS and not is_vocabulary(subject) and not is_vocabulary(value)
