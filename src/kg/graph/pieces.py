"""From a document to its piece of the graph, in a process of its own if there are many."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.graph.files import document_turtle
from kg.graph.iris import Base, slug
from kg.graph.populate import populate
from kg.graph.state import Counts, Piece, Row
from kg.graph.terms import TYPE, Triple
from kg.model import Document, Extraction
from kg.resources import PACKAGE, folder

_MODULES: Final = ("files.py", "iris.py", "pieces.py", "populate.py", "terms.py", "turtle.py")

Extract = Callable[[Document], Extraction]


@dataclass(frozen=True, slots=True)
class PieceMaker:
    """Makes pieces; can be sent to another process."""

    extract: Extract
    base: Base

    def __call__(self, job: tuple[str, Document, Mapping[str, str]]) -> Row:
        """A document's piece, as the state keeps it. A job is the piece's key, the document, its aliases."""
        _, document, aliases = job
        return make_piece(self.extract(document), self.base, aliases).row()


def make_piece(extraction: Extraction, base: Base, aliases: Mapping[str, str]) -> Piece:
    """The piece of an extraction."""
    populated = populate(extraction, base, aliases)
    triples = set(populated.triples)
    acronyms = {
        (slug(short), slug(organization.name))
        for organization in extraction.organizations
        for short in organization.acronyms
    }
    return Piece(
        extraction.language,
        document_turtle(populated.name, triples, base).encode(),
        populated.entries,
        populated.names,
        tuple(sorted(acronyms)),
        counts(triples),
    )


def counts(triples: Iterable[Triple]) -> Counts:
    """How many triples of each property, and types of each class; every triple must come once."""
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    for _, predicate, value in triples:
        properties[predicate] += 1
        if predicate == TYPE:
            classes[value] += 1
    return Counts(properties.total(), dict(sorted(properties.items())), dict(sorted(classes.items())))


def piece_key(document: Document, settings: str, aliases: Mapping[str, str]) -> str:
    """The hash of all that a document's piece depends on."""
    facts = [
        settings,
        document.name,
        document.source,
        document.media_type,
        document.title,
        document.published,
        document.sha256,
        sorted(aliases.items()),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@lru_cache(maxsize=1)
def piece_code() -> str:
    """The hash of the code, language data and lexical data that turn a text into a piece."""
    ontology = [path for path in folder("ontology").glob("*") if path.is_file() and path.name != "shapes.ttl"]
    return _hash([*_inside("language", "extract", "model.py", *(f"graph/{name}" for name in _MODULES)), *ontology])


@lru_cache(maxsize=1)
def inference_code() -> str:
    """The hash of the code that draws and writes inferences."""
    return _hash(_inside("graph/reason", "graph/inference.py", *(f"graph/{name}" for name in _MODULES)))


@lru_cache(maxsize=1)
def validation_code() -> str:
    """The hash of the code that validates."""
    return _hash(_inside("graph/validate"))


@lru_cache(maxsize=1)
def language_hash() -> str:
    """The hash of the language data."""
    return _hash([path for path in _inside("language") if path.suffix == ".toml"])


def _inside(*names: str) -> list[Path]:
    return [
        path
        for name in names
        for path in (sorted((PACKAGE / name).rglob("*")) if (PACKAGE / name).is_dir() else [PACKAGE / name])
        if path.suffix in (".py", ".toml", ".json", ".txt", ".tsv")
    ]


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.as_posix()):
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode() + data)
    return digest.hexdigest()
