"""What follows from the graph, drawn document by document beside the small shared graph.

Mentions stand in the shared graph, but reasoning takes them with the document whose characters they are: so the base
that all documents share holds organizations, surveys and populations alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from kg.graph.files import prefixes
from kg.graph.iris import Base
from kg.graph.pieces import counts
from kg.graph.populate import MENTION, Entry
from kg.graph.reason import Reasoner, Rule, Rules, compile_rules
from kg.graph.reason.records import Variable
from kg.graph.state import Counts, State, pack
from kg.graph.terms import TYPE, Term, Triple, iri
from kg.graph.turtle import Names, block, body, subject_key
from kg.graph.vocabulary import Vocabulary, parse_turtle

_LINK: Final = " "  # begins no term, and sorts before all
_ROUNDS: Final = 4  # how far from a document's entities a change can reach its inferences, in steps of the shared graph


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows from a document: statements about its own subjects as Turtle, and about others.

    `others` are triples, which other documents may give too. `links` are statements of other subjects about this
    document's, which no other document can give: subject, predicate, and objects as Turtle, a line each.
    """

    prefixes: tuple[str, ...]
    counts: Counts
    others: tuple[Triple, ...]
    links: tuple[tuple[Term, Term, str], ...]
    statements: str

    def facts(self) -> str:
        """All but the statements, as JSON."""
        return json.dumps([self.prefixes, self.counts.facts(), self.others, self.links], ensure_ascii=False)

    @classmethod
    def of(cls, facts: str, statements: bytes) -> Inference:
        """The inference of its facts and statements."""
        used, counted, others, links = json.loads(facts)
        return cls(
            tuple(used), Counts(*counted), tuple(map(tuple, others)), tuple(map(tuple, links)), statements.decode()
        )

    def rows(self, number: int) -> Iterator[tuple[str, str, str]]:
        """Others and links as `statements_about` takes them, sorted; `number` is the place of the document."""
        yield from self.others
        for subject, predicate, objects in self.links:
            yield subject, predicate, f"{_LINK}{number:09d}\n{objects}"


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
        linked: dict[tuple[Term, Term], list[Term]] = {}
        mine = tuple(f"<{self.base.document(name)}{mark}" for mark in "/#>")
        for triple in self.reasoner.infer([*triples, *mentions(entries)]):
            subject, predicate, value = triple
            if subject.startswith(mine):
                own.append(triple)
            elif value.startswith(mine) and predicate != TYPE:
                linked.setdefault((subject, predicate), []).append(value)
            else:
                others.append(triple)
        names = Names(prefixes(self.base), self.base.iri)
        statements = body(own, names)
        links = [
            (subject, predicate, "\n".join(names[value] for value in sorted(values, key=subject_key)))
            for (subject, predicate), values in sorted(linked.items())
        ]
        counted = counts([*own, *((s, p, value) for (s, p), values in linked.items() for value in values)])
        return Inference(tuple(sorted(names.used)), counted, tuple(sorted(others)), tuple(links), statements)


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


def statements_about(
    rows: Iterable[tuple[str, str, str]], names: Names, base: Base
) -> Iterator[tuple[Term, str, Counts]]:
    """Subject, block, and counts of the triples that are no links, from rows of inferences that come sorted."""
    documents = (f"{base.iri}document/", -1, 0, "")
    for subject, about in groupby(rows, key=itemgetter(0)):
        written: dict[Term, list[str]] = {}
        plain: list[Triple] = []
        for predicate, group in groupby(about, key=itemgetter(1)):
            values = [value for _, _, value in group]
            links = [line for value in values if value.startswith(_LINK) for line in value.split("\n")[1:]]
            terms = sorted((value for value in values if not value.startswith(_LINK)), key=subject_key)
            plain += [(subject, predicate, term) for term in terms]
            before = [names[term] for term in terms if subject_key(term) < documents]
            written[predicate] = [*before, *links, *(names[term] for term in terms if subject_key(term) >= documents)]
        yield subject, block(subject, written, names), counts(plain)


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
