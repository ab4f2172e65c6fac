"""The ontology as the graph holds it: triples without blank nodes, and the reference data that shared entities need."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import DataError, Place
from kg.graph.iris import CONCEPTS, ONTOLOGY
from kg.graph.terms import Term, Triple, value_of
from kg.resources import folder

# RDF 1.1 Concepts, section 3.5: IRIs that stand for blank nodes are recognised by this path.
GENID: Final = "https://w3id.org/.well-known/genid/"
_OUTSIDE_GRAPH: Final = ("shapes.ttl", "organizations.ttl")  # shapes are no statements; names are the extractor's words
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True, slots=True)
class AgeBand:
    """A band of ages: what the youngest and the oldest age of its populations may be (None: anything)."""

    code: str
    low_from: int | None
    low_to: int | None
    high_from: int | None
    high_to: int | None

    def holds(self, low: int | None, high: int | None) -> bool:
        """Whether people from `low` to `high` lie in the band; no lower age is 0, no upper age is above any."""
        first = low or 0
        return (
            (self.low_from is None or first >= self.low_from)
            and (self.low_to is None or first <= self.low_to)
            and (self.high_from is None or high is None or high >= self.high_from)
            and (self.high_to is None or (high is not None and high <= self.high_to))
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology: triples, version, hash of its files, names of countries as (language, name), age bands."""

    triples: tuple[Triple, ...]
    version: str
    sha256: str
    countries: Mapping[str, Sequence[tuple[str, str]]]
    age_bands: tuple[AgeBand, ...]


def load_vocabulary(source: Path | None = None) -> Vocabulary:
    """The ontology's files, without shapes and gazetteer, from `source` or where the package keeps them.

    Raises:
        DataError: a file is no Turtle, with line and column, or there is none.
    """
    at = source or folder("ontology")
    files = [path for path in sorted(at.glob("*.ttl")) if path.name not in _OUTSIDE_GRAPH]
    if not files:
        raise DataError(str(at), "no Turtle files", "the ontology", "install the package again")
    digest = hashlib.sha256()
    triples: list[Triple] = []
    for path in files:
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode() + data)
        triples += named(parse_turtle(data, str(path)))
    unique = tuple(dict.fromkeys(triples))
    version = next((value_of(o) for _, p, o in unique if p == "<http://www.w3.org/2002/07/owl#versionInfo>"), "")
    return Vocabulary(unique, version, digest.hexdigest(), _countries(unique), _age_bands(unique))


def parse_turtle(data: bytes, path: str) -> list[Triple]:
    """The triples of Turtle, blank nodes with the labels of the parser.

    Raises:
        DataError: it cannot be parsed, with line and column.
    """
    from pyoxigraph import RdfFormat, parse

    try:
        return [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in parse(data, RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise DataError(Place(path, error.lineno, error.offset), error.msg, "Turtle") from error


def named(triples: Sequence[Triple]) -> list[Triple]:
    """The triples with an IRI for each blank node, made from what is said of it (equal descriptions get equal IRIs)."""
    about: dict[Term, list[Triple]] = {}
    if not any(subject.startswith("_:") or value.startswith("_:") for subject, _, value in triples):
        return list(triples)
    for triple in triples:
        if triple[0].startswith("_:"):
            about.setdefault(triple[0], []).append(triple)
    names: dict[Term, Term] = {}

    def name(term: Term, path: tuple[Term, ...] = ()) -> Term:
        if not term.startswith("_:"):
            return term
        if term not in names:
            inside = (*path, term)
            # A node inside its own description stands for its place there.
            told = sorted(
                f"{p} {f'^{inside.index(o)}' if o in inside else name(o, inside)}" for _, p, o in about.get(term, ())
            )
            digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:20]
            names[term] = f"<{GENID}{digest}>"
        return names[term]

    return [(name(s), p, name(o)) for s, p, o in triples]


def _countries(triples: Iterable[Triple]) -> dict[str, list[tuple[str, str]]]:
    start = f"<{CONCEPTS}country/"
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, value in triples:
        if predicate == f"<{_SKOS}prefLabel>" and subject.startswith(start):
            tag = value.rpartition("@")[2]
            found.setdefault(subject[len(start) : -1], []).append((tag, value_of(value)))
    return {code: sorted(names) for code, names in found.items()}


def _age_bands(triples: Iterable[Triple]) -> tuple[AgeBand, ...]:
    start = f"<{CONCEPTS}age_band/"
    limits: dict[str, dict[str, int]] = {}
    for subject, predicate, value in triples:
        if subject.startswith(start):
            ages = limits.setdefault(subject[len(start) : -1], {})
            if predicate.startswith((f"<{ONTOLOGY}minAge", f"<{ONTOLOGY}maxAge")):
                ages[predicate[len(ONTOLOGY) + 1 : -1]] = int(value_of(value))
    return tuple(
        AgeBand(code, *(ages.get(key) for key in ("minAgeFrom", "minAgeTo", "maxAgeFrom", "maxAgeTo")))
        for code, ages in sorted(limits.items())
        if ages
    )
