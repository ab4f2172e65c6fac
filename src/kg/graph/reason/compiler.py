"""Rules from an ontology: each covered axiom of its closure becomes ground rules (OWL 2 RL, tables 5 to 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from kg.graph.reason.manchester import expression, name
from kg.graph.reason.records import Atom, Rule, Rules, Variable, X, Y, Z, is_anonymous, is_vocabulary, owl
from kg.graph.reason.schema import Axioms, close, is_named_axiom, refuse_uncovered, split
from kg.graph.terms import TYPE, Term, Triple

_THING, _NOTHING = owl("Thing"), owl("Nothing")


def compile_rules(ontology: Iterable[Triple], sources: Sequence[Path] = ()) -> Rules:
    """The rules of an ontology given as triples, its individuals and annotations among them.

    owlrl closes the axioms (a second or two); the same axioms again come from memory. `sources` are the files that hold
    the ontology, to find the line of an axiom. DataError for an axiom that the rules do not cover.
    """
    axioms, facts = split(ontology)
    refuse_uncovered(axioms, sources)
    rules, implied = _compiled(_canonical(axioms))
    return Rules(rules, tuple(facts), tuple(axioms), implied)


def _canonical(axioms: Iterable[Triple]) -> frozenset[Triple]:
    """The axioms with the blank nodes of RDF Dataset Canonicalization, the same however they were parsed."""
    lines = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in axioms)
    dataset = Dataset(Quad(quad.subject, quad.predicate, quad.object) for quad in parse(lines, RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in dataset)


@lru_cache(maxsize=8)
def _compiled(axioms: frozenset[Triple]) -> tuple[tuple[Rule, ...], tuple[Triple, ...]]:
    """Rules and implied axioms of one set of axioms with canonical blank nodes."""
    closed = close(axioms)
    stated = Axioms(axioms)
    compiler = _Compiler(Axioms(closed), _told(stated))
    unique = {(rule.body, rule.head): rule for rule in compiler.rules()}
    rules = tuple(sorted(unique.values(), key=lambda rule: (rule.axiom, rule.name, str(rule.head), str(rule.body))))
    implied = sorted((triple for triple in closed - axioms if is_named_axiom(triple)), key=str)
    return rules, tuple(implied)


def _told(stated: Axioms) -> frozenset[tuple[str, Term, Term]]:
    """The stated axioms that relate two terms, an equivalence as both of its directions."""
    told = {(kind, *pair) for kind in ("subClassOf", "subPropertyOf", "domain", "range") for pair in stated.pairs(kind)}
    for kind, direction in (("equivalentClass", "subClassOf"), ("equivalentProperty", "subPropertyOf")):
        for one, other in stated.pairs(kind):
            told |= {(direction, one, other), (direction, other, one)}
    # A union or intersection relates its class to each member.
    for owner, members in stated.pairs("intersectionOf"):
        told |= {("subClassOf", owner, member) for member in stated.sequence(members)}
    for owner, members in stated.pairs("unionOf"):
        told |= {("subClassOf", member, owner) for member in stated.sequence(members)}
    return frozenset(told)


def _is(individual: Term | Variable, kind: Term) -> Atom:
    return individual, TYPE, kind


class _Compiler:
    """The rules of one closed set of axioms."""

    def __init__(self, axioms: Axioms, told: frozenset[tuple[str, Term, Term]]) -> None:
        self._axioms = axioms
        self._told = told
        self._asked = {filler for _, filler in axioms.pairs("someValuesFrom") if is_vocabulary(filler)} - {_THING}

    def rules(self) -> Iterator[Rule]:
        yield from self._class_rules()
        yield from self._property_rules()
        yield from self._relation_rules()
        yield from self._restriction_rules()
        yield from self._boolean_rules()
        yield from self._prohibitions()

    def _is_used(self, kind: Term) -> bool:
        """Whether it matters who is of the class: a datatype counts only where a rule asks for it."""
        return not is_vocabulary(kind) or kind in self._asked

    def _text(self, term: Term) -> str:
        return expression(term, self._axioms)

    def _class_rules(self) -> Iterator[Rule]:
        equal = set(self._axioms.pairs("equivalentClass"))
        for lower, upper in self._axioms.pairs("subClassOf"):
            if lower != upper and not is_vocabulary(upper) and lower != _NOTHING:
                stated = ("subClassOf", lower, upper) in self._told
                one, other = (upper, lower) if is_anonymous(lower) and not is_anonymous(upper) else (lower, upper)
                if (lower, upper) in equal or (upper, lower) in equal:
                    axiom = f"{self._text(one)} EquivalentTo {self._text(other)}"
                else:
                    axiom = f"{self._text(lower)} SubClassOf {self._text(upper)}"
                yield Rule("cax-sco", (_is(X, lower),), _is(X, upper), axiom, stated)

    def _property_rules(self) -> Iterator[Rule]:
        for lower, upper in self._axioms.pairs("subPropertyOf"):
            if lower != upper and not is_vocabulary(upper):
                stated = ("subPropertyOf", lower, upper) in self._told
                axiom = f"{self._text(lower)} SubPropertyOf {self._text(upper)}"
                yield Rule("prp-spo1", ((X, lower, Y),), (X, upper, Y), axiom, stated)
        for prop, kind in self._axioms.pairs("domain"):
            if not is_vocabulary(kind):
                stated = ("domain", prop, kind) in self._told
                axiom = f"{self._text(prop)} Domain {self._text(kind)}"
                yield Rule("prp-dom", ((X, prop, Y),), _is(X, kind), axiom, stated)
        for prop, kind in self._axioms.pairs("range"):
            if self._is_used(kind):
                stated = ("range", prop, kind) in self._told
                axiom = f"{self._text(prop)} Range {self._text(kind)}"
                yield Rule("prp-rng", ((X, prop, Y),), _is(Y, kind), axiom, stated)

    def _relation_rules(self) -> Iterator[Rule]:
        for prop, other in self._axioms.pairs("inverseOf"):
            axiom = f"{self._text(prop)} InverseOf {self._text(other)}"
            yield Rule("prp-inv1", ((X, prop, Y),), (Y, other, X), axiom)
            yield Rule("prp-inv2", ((X, other, Y),), (Y, prop, X), axiom)
        for prop in self._axioms.instances("SymmetricProperty"):
            yield Rule("prp-symp", ((X, prop, Y),), (Y, prop, X), f"{name(prop)} Characteristics: Symmetric")
        for prop in self._axioms.instances("TransitiveProperty"):
            axiom = f"{name(prop)} Characteristics: Transitive"
            yield Rule("prp-trp", ((X, prop, Y), (Y, prop, Z)), (X, prop, Z), axiom)
        for prop, head in self._axioms.pairs("propertyChainAxiom"):
            links = self._axioms.sequence(head)
            places = [Variable(f"x{number}") for number in range(len(links) + 1)]
            body = tuple((places[n], link, places[n + 1]) for n, link in enumerate(links))
            axiom = f"{name(prop)} SubPropertyChain: {' o '.join(map(self._text, links))}"
            if links:
                yield Rule("prp-spo2", body, (places[0], prop, places[-1]), axiom)

    def _restriction_rules(self) -> Iterator[Rule]:
        for kind, prop in self._axioms.pairs("onProperty"):
            axiom = self._text(kind)
            if (filler := self._axioms.value(kind, "hasValue")) is not None:
                yield Rule("cls-hv1", (_is(X, kind),), (X, prop, filler), axiom)
                yield Rule("cls-hv2", ((X, prop, filler),), _is(X, kind), axiom)
            if (filler := self._axioms.value(kind, "someValuesFrom")) is not None:
                if filler == _THING:
                    yield Rule("cls-svf2", ((X, prop, Y),), _is(X, kind), axiom)
                else:
                    yield Rule("cls-svf1", ((X, prop, Y), _is(Y, filler)), _is(X, kind), axiom)
            if (filler := self._axioms.value(kind, "allValuesFrom")) is not None and self._is_used(filler):
                yield Rule("cls-avf", (_is(X, kind), (X, prop, Y)), _is(Y, filler), axiom)

    def _boolean_rules(self) -> Iterator[Rule]:
        for kind, head in self._axioms.pairs("intersectionOf"):
            parts = self._axioms.sequence(head)
            axiom = self._text(kind)
            if not is_anonymous(kind):
                axiom = f"{axiom} EquivalentTo {' and '.join(map(self._text, parts))}"
            if set(parts) - {_THING}:
                yield Rule("cls-int1", tuple(_is(X, part) for part in parts if part != _THING), _is(X, kind), axiom)

        for kind, head in self._axioms.pairs("oneOf"):
            for member in self._axioms.sequence(head):
                yield Rule("cls-oo", (), _is(member, kind), self._text(kind))

    def _prohibitions(self) -> Iterator[Rule]:
        for one, other in self._axioms.pairs("disjointWith"):
            axiom = f"{self._text(one)} DisjointWith {self._text(other)}"
            yield Rule("cax-dw", (_is(X, one), _is(X, other)), None, axiom)
        for group in self._axioms.instances("AllDisjointClasses"):
            kinds = self._axioms.sequence(self._axioms.value(group, "members") or group)
            for place, one in enumerate(kinds):
                for other in kinds[place + 1 :]:
                    axiom = f"DisjointClasses: {', '.join(map(self._text, kinds))}"
                    yield Rule("cax-adc", (_is(X, one), _is(X, other)), None, axiom)
        for one, other in self._axioms.pairs("complementOf"):
            axiom = f"{self._text(one)} DisjointWith {self._text(other)}"
            yield Rule("cls-com", (_is(X, one), _is(X, other)), None, axiom)
        for one, other in self._axioms.pairs("propertyDisjointWith"):
            axiom = f"{name(one)} DisjointWith {name(other)}"
            yield Rule("prp-pdw", ((X, one, Y), (X, other, Y)), None, axiom)
        for prop in self._axioms.instances("AsymmetricProperty"):
            yield Rule("prp-asyp", ((X, prop, Y), (Y, prop, X)), None, f"{name(prop)} Characteristics: Asymmetric")
        for prop in self._axioms.instances("IrreflexiveProperty"):
            yield Rule("prp-irp", ((X, prop, X),), None, f"{name(prop)} Characteristics: Irreflexive")
        for lower, upper in self._axioms.pairs("subClassOf"):
            if upper == _NOTHING and lower != _NOTHING:
                yield Rule("cls-nothing2", (_is(X, lower),), None, f"{self._text(lower)} SubClassOf owl:Nothing")
