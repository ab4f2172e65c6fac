"""The records of reasoning: rules, derivations, contradictions. Terms are strings, as in `kg.graph.terms`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from pyoxigraph import Quad
from pyoxigraph import Triple as OxTriple

from kg.graph.terms import RDF, XSD, Term, Triple, iri

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
_VOCABULARIES = tuple(f"<{space}" for space in (RDF, RDFS, OWL, XSD))


class Variable(NamedTuple):
    """A place in an atom that any term may take."""

    name: str


Atom: TypeAlias = tuple[Term | Variable, Term, Term | Variable]
X, Y, Z = Variable("x"), Variable("y"), Variable("z")


@dataclass(frozen=True, slots=True)
class Rule:
    """If every atom of `body` holds, `head` holds; a rule without a head says that the body must never hold.
    One without a body says that its head holds anyway (`cls-oo`).

    `name` is the rule of OWL 2 RL that it is a ground case of (https://www.w3.org/TR/owl2-profiles/, section 4.3,
    tables 5 to 7: `prp-dom`, `cls-hv1`, `cax-sco` …). `axiom` is the axiom it came from, in Manchester syntax; `stated`
    is False for an axiom that follows from others.
    """

    name: str
    body: tuple[Atom, ...]
    head: Atom | None
    axiom: str
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """What an ontology lets one conclude, compiled.

    `facts` are the triples of the ontology that are no axioms (channels, labels …), `schema` the axioms
    and declarations themselves; `implied` the axioms that follow from them.
    """

    rules: tuple[Rule, ...] = field(repr=False)
    facts: tuple[Triple, ...] = field(repr=False)
    schema: tuple[Triple, ...] = field(repr=False)
    implied: tuple[Triple, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that an axiom of the ontology forbids together."""

    axiom: str
    facts: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """Why a triple holds: `rules` by name, `axioms` in Manchester syntax, `premises`, each with its own reasons.

    An asserted triple has no rules, axioms and premises.
    """

    triple: Triple
    rules: tuple[str, ...] = ()
    axioms: tuple[str, ...] = ()
    premises: tuple[Derivation, ...] = field(default=())

    @property
    def is_asserted(self) -> bool:
        """Whether the triple was given, not inferred."""
        return not self.rules

    def asserted(self) -> Iterator[Triple]:
        """The asserted triples that it rests on, each once, in order of use."""
        yield from dict.fromkeys(self._leaves())

    def _leaves(self) -> Iterator[Triple]:
        if self.is_asserted:
            yield self.triple
        for premise in self.premises:
            yield from premise._leaves()


def from_oxigraph(statements: Iterable[OxTriple | Quad]) -> Iterator[Triple]:
    """Triples and quads of pyoxigraph as triples of strings; graph names are left behind."""
    for statement in statements:
        yield str(statement.subject), str(statement.predicate), str(statement.object)


def is_anonymous(term: Term) -> bool:
    """Whether the term is a blank node, or an IRI that stands for one (RDF 1.1 Concepts, section 3.5)."""
    return term.startswith("_:") or (term.startswith("<") and "/.well-known/genid/" in term)


def is_literal(term: Term) -> bool:
    """Whether the term is a literal."""
    return term.startswith('"')


def owl(name: str) -> Term:
    """The term of OWL's vocabulary."""
    return iri(OWL + name)


def is_vocabulary(term: Term | Variable) -> bool:
    """Whether the term is one of RDF, RDFS, OWL or XSD."""
    return not isinstance(term, Variable) and term.startswith(_VOCABULARIES)
