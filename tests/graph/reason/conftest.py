"""The small ontology of the tests, and owlrl as the other opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.graph.reason import Rules, compile_rules, from_oxigraph
from kg.graph.terms import Triple

HERE = Path(__file__).parent
VOCABULARIES = tuple(
    f"<http://www.w3.org/{path}"
    for path in ("1999/02/22-rdf-syntax-ns#", "2000/01/rdf-schema#", "2002/07/owl#", "2001/XMLSchema#")
)
TYPE = f"{VOCABULARIES[0]}type>"
SCHEMA = {
    *(f"{VOCABULARIES[1]}{name}>" for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(f"{VOCABULARIES[2]}{name}>" for name in ("equivalentClass", "equivalentProperty", "disjointWith")),
}


def triples_of(text: str) -> list[Triple]:
    """The triples of Turtle."""
    return list(from_oxigraph(parse(text, RdfFormat.TURTLE)))


@pytest.fixture(scope="session")
def turtle() -> Callable[[str], list[Triple]]:
    """Triples from Turtle with the prefixes of the small ontology."""
    prefixes = (HERE / "constructs.ttl").read_text(encoding="utf-8").partition("<https://example.org> a")[0]
    return lambda text: triples_of(prefixes + text)


@pytest.fixture(scope="session")
def constructs() -> list[Triple]:
    """The triples of the ontology with every covered construct."""
    return triples_of((HERE / "constructs.ttl").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def rules(constructs: list[Triple]) -> Rules:
    """Its rules."""
    return compile_rules(constructs)


@pytest.fixture(scope="session")
def owlrl_closure() -> Callable[[Iterable[Triple]], set[Triple]]:
    """What owlrl's full closure adds to the triples, less the list of docs/reasoning.md, item by item."""
    return added_by_owlrl


def added_by_owlrl(triples: Iterable[Triple]) -> set[Triple]:
    """The same, as a function."""
    given = set(triples)
    return useful(closure(given), given)


def closure(triples: Iterable[Triple]) -> set[tuple[object, ...]]:
    """owlrl's full closure, axiomatic triples included, as rdflib terms."""
    import owlrl
    from rdflib import Graph

    graph = Graph()
    graph.parse(data="".join(f"{' '.join(triple)} .\n" for triple in triples), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=True, datatype_axioms=True).expand(graph)
    return set(graph)


def useful(closed: set[tuple[object, ...]], asserted: set[Triple]) -> set[Triple]:
    """The closure less: literal subjects, blank nodes, sameAs, OWL's terms, reflexive axioms, respelled literals."""
    from rdflib import BNode, Literal

    values = {(s, p, _value(o)) for s, p, o in asserted if o.startswith('"')}
    kept = set()
    for s, p, o in closed:
        if isinstance(s, Literal | BNode) or isinstance(o, BNode) or isinstance(p, BNode):
            continue
        subject, predicate, value = (term.n3() for term in (s, p, o))  # type: ignore[attr-defined]
        if subject.startswith(VOCABULARIES) or predicate == f"{VOCABULARIES[2]}sameAs>":
            continue
        if value.startswith(VOCABULARIES) and predicate in {TYPE, *SCHEMA}:
            continue
        if subject == value and predicate in SCHEMA:
            continue
        if isinstance(o, Literal) and (subject, predicate, _value(value)) in values:
            continue
        kept.add((subject, predicate, value))
    return kept - asserted


def _value(term: str) -> object:
    from rdflib.util import from_n3

    literal = from_n3(term)
    return getattr(literal, "value", None) or term
