"""What follows from the graph, drawn document by document beside the small shared graph.

Mentions stand in the shared graph, but reasoning takes them with the document whose characters they are: so the base
that all documents share holds organizations, surveys and populations alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.graph.files import prefixes
from kg.graph.iris import Base
from kg.graph.pieces import counts
from kg.graph.populate import MENTION, Entry
from kg.graph.reason import Reasoner, Rule, Rules, compile_rules
from kg.graph.reason.records import Variable
from kg.graph.state import Counts, State, pack
from kg.graph.terms import Term, Triple, iri
from kg.graph.turtle import Names, body
from kg.graph.vocabulary import Vocabulary, parse_turtle

_ROUNDS: Final = 4  # how far from a document's entities a change can reach its inferences, in steps of the shared graph


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows from a document: the statements about its own subjects as Turtle, and the triples about others."""

    prefixes: tuple[str, ...]
    counts: Counts
    others: tuple[Triple, ...]
    statements: str

    def facts(self) -> str:
        """All but the statements, as JSON."""
        return json.dumps([self.prefixes, self.counts.facts(), self.others], ensure_ascii=False)

    @classmethod
    def of(cls, facts: str, statements: bytes) -> Inference:
        """The inference of its facts and statements."""
        used, counted, others = json.loads(facts)
        triples = tuple((subject, predicate, value) for subject, predicate, value in others)
        return cls(tuple(used), Counts(*counted), triples, statements.decode())


@dataclass(frozen=True, slots=True)
class InferenceJob:
    """A document to infer from: the key to keep the result under, its name, its Turtle file, its entries."""

    key: str
    document: str
    turtle: bytes
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class InferenceMaker:
    """Draws the inferences of documents; can be sent to another process."""

    reasoner: Reasoner
    base: Base

    def __call__(self, job: InferenceJob) -> tuple[str, bytes]:
        """Facts and packed statements of what follows from a document, as the state keeps them."""
        found = self.infer(job.document, job.turtle, job.entries)
        return found.facts(), pack(found.statements.encode())

    def infer(self, name: str, turtle: bytes, entries: Iterable[Entry]) -> Inference:
        """What follows from a document with the shared graph, and not from the shared graph alone."""
        triples = parse_turtle(turtle, name)
        own: list[Triple] = []
        others: list[Triple] = []
        subjects = (f"<{self.base.document(name)}/", f"<{self.base.document(name)}#", f"<{self.base.document(name)}>")
        for triple in self.reasoner.infer([*triples, *mentions(entries)]):
            (own if triple[0].startswith(subjects) else others).append(triple)
        names = Names(prefixes(self.base), self.base.iri)
        statements = body(own, names)
        return Inference(tuple(sorted(names.used)), counts(own), tuple(sorted(others)), statements)


def mentions(entries: Iterable[Entry]) -> list[Triple]:
    """The triples of the shared graph by which entities point at the characters of a document."""
    return [
        (iri(entry.iri), MENTION, iri(value)) for entry in entries for key, value in entry.facts if key == "mention"
    ]


def rules_of(vocabulary: Vocabulary, state: State, code: str) -> Rules:
    """The rules compiled from the ontology, or those remembered: compiling takes longer than a small build."""
    key = f"rules:{hashlib.sha256(f'{code} {vocabulary.sha256}'.encode()).hexdigest()}"
    known = state.memo(key)
    if known is not None:
        return _rules(known)
    rules = compile_rules(vocabulary.triples)
    state.put_memo("rules:", key, _json(rules))
    return rules


def digests(entities: Mapping[Term, Sequence[Triple]]) -> dict[Term, str]:
    """A hash of each shared entity, of its triples and of its neighbours within some steps."""
    known = {
        node: hashlib.blake2b("\n".join(sorted(map(str, triples))).encode(), digest_size=16).digest()
        for node, triples in entities.items()
    }
    around = {
        node: sorted({value for _, _, value in triples if value in entities and value != node})
        for node, triples in entities.items()
    }
    for _ in range(_ROUNDS):
        known = {
            node: hashlib.blake2b(known[node] + b"".join([known[other] for other in others]), digest_size=16).digest()
            if others
            else known[node]
            for node, others in around.items()
        }
    return {node: digest.hex() for node, digest in known.items()}


def inference_key(rules: str, piece: str, entities: Iterable[str], known: Mapping[Term, str]) -> str:
    """The hash of what the inferences of a document depend on."""
    used = [f"{entity} {known.get(iri(entity), '')}" for entity in entities]
    return hashlib.sha256("\n".join([rules, piece, *used]).encode()).hexdigest()


def statements_about(others: Iterable[Triple], names: Names) -> Iterator[tuple[Term, str, Counts]]:
    """Subject, block and counts, for triples that come sorted by subject, each once."""
    subject: Term | None = None
    group: list[Triple] = []
    for triple in others:
        if triple[0] != subject:
            if subject is not None:
                yield subject, body(group, names), counts(group)
            subject, group = triple[0], []
        group.append(triple)
    if subject is not None:
        yield subject, body(group, names), counts(group)


def _json(rules: Rules) -> bytes:
    def atom(terms: tuple[object, ...]) -> list[object]:
        return [[term.name] if isinstance(term, Variable) else term for term in terms]

    compiled = [
        [rule.name, [atom(each) for each in rule.body], rule.head and atom(rule.head), rule.axiom, rule.stated]
        for rule in rules.rules
    ]
    return json.dumps([compiled, rules.facts, rules.schema, rules.implied], ensure_ascii=False).encode()


def _rules(data: bytes) -> Rules:
    def atom(terms: list[object]) -> tuple[object, ...]:
        return tuple(Variable(term[0]) if isinstance(term, list) else term for term in terms)

    compiled, *triples = json.loads(data)
    rules = tuple(
        Rule(name, tuple(map(atom, atoms)), atom(head) if head else None, axiom, stated)  # type: ignore[arg-type]
        for name, atoms, head, axiom, stated in compiled
    )
    return Rules(rules, *(tuple(map(tuple, part)) for part in triples))
