"""Proving a graph folder: each measurement from the characters of its text, each file from what it was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.errors import DataError, GraphError, KgError
from kg.graph.assembly import trig_pieces
from kg.graph.catalog import ABOUT_TRIG
from kg.graph.files import graph_turtle
from kg.graph.folder import files_of
from kg.graph.iris import CONCEPTS, ONTOLOGY, Base, file_name
from kg.graph.pieces import Extract
from kg.graph.populate import MENTION
from kg.graph.proof import Finding, Proof, prove
from kg.graph.store import CHECKSUMS, TRIG
from kg.graph.terms import TYPE, Triple, value_of
from kg.graph.vocabulary import parse_turtle

_GRAPHS: Final = ("build", "catalog", "inferred", "ontology", "shared")
_DCAT_SIZE: Final = "<http://www.w3.org/ns/dcat#byteSize>"
_CHECKSUM_VALUE: Final = "<http://spdx.org/rdf/terms#checksumValue>"


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: what could not be proved, and how much was."""

    findings: tuple[Finding, ...]
    documents: int
    measurements: int
    sentences: int
    files: int

    @property
    def ok(self) -> bool:
        """Whether everything was proved."""
        return not self.findings

    def summary(self) -> str:
        """One line."""
        if self.findings:
            number = len(self.findings)
            return f"{number} {'finding' if number == 1 else 'findings'} in {self.files} files"
        return (
            f"{self.measurements} measurements in {self.documents} documents proved from {self.sentences} sentences; "
            f"{self.files} files as they were written"
        )


def verify(
    graph: Path | str,
    sources: Sequence[str | Path] = (),
    *,
    encoding: str | None = None,
    base: Base | None = None,
    extract: Extract | None = None,
) -> Verification:
    """What in the folder `graph` cannot be proved; with `sources`, also whether the texts kept are theirs.

    Every file is hashed, the TriG file composed again, every sentence and quote compared with its characters, every
    value derived from its quote again, every inference drawn again.

    Raises:
        GraphError: there is no graph in the folder.
    """
    folder = Path(graph)
    if not (folder / CHECKSUMS).is_file() and not (folder / TRIG).is_file():
        raise GraphError(str(folder), "no graph", f"a folder with {TRIG}", "run: kg build SOURCES")
    verifier = _Verifier(folder, base or Base(), extract)
    findings = [
        *verifier.checksums(),
        *verifier.documents(),
        *verifier.links(),
        *verifier.inferences(),
        *verifier.composition(),
        *verifier.sources(sources, encoding),
    ]
    proofs = verifier.proofs
    return Verification(
        tuple(dict.fromkeys(findings)),
        len(proofs),
        sum(proof.measurements for proof in proofs),
        sum(proof.sentences for proof in proofs),
        len(verifier.files),
    )


class _Verifier:
    def __init__(self, folder: Path, base: Base, extract: Extract | None) -> None:
        self._folder, self._base, self._extract = folder, base, extract
        self.files = [path for path in files_of(folder) if path != CHECKSUMS]
        self.proofs: list[Proof] = []
        self._names: dict[str, str] = {}  # path of a document's graph -> its name
        self._intact = True  # whether files are as SHA256SUMS has them

    def checksums(self) -> Iterator[Finding]:
        """Files against SHA256SUMS, both ways."""
        listed: dict[str, str] = {}
        try:
            lines = self._bytes(CHECKSUMS).decode().splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
            yield Finding(CHECKSUMS, "", "no list of hashes", "one line a file")
        for number, line in enumerate(lines, start=1):
            digest, gap, path = line.partition("  ")
            if not gap or len(digest) != 64 or path in listed:
                yield Finding(CHECKSUMS, f"line {number}", repr(line), "a SHA-256 hash, two blanks, a path")
            listed[path] = digest
        for path in self.files:
            if path not in listed:
                yield Finding(path, "", f"a file that {CHECKSUMS} does not list", "no such file")
        for path, digest in sorted(listed.items()):
            if path not in self.files:
                yield Finding(path, "", "no such file", f"the file with SHA-256 {digest}")
            elif (found := hashlib.sha256(self._bytes(path)).hexdigest()) != digest:
                self._intact = False
                yield Finding(path, "", f"SHA-256 {found}", f"SHA-256 {digest}, as {CHECKSUMS} has it")

    def documents(self) -> Iterator[Finding]:
        """Each document's graph against its text."""
        texts = {path for path in self.files if path.startswith("texts/")}
        for path in self.files:
            if not path.startswith("documents/"):
                continue
            turtle = self._bytes(path)
            name = _named(turtle, self._base)
            if name is None or path != f"documents/{file_name(name)}.ttl":
                yield Finding(path, "", "a base that is not this document's", f"@base <{self._base.iri}document/…>")
                continue
            self._names[path] = name
            text = f"texts/{file_name(name)}.txt"
            if text not in texts:
                yield Finding(text, "", "no such file", f"the text of {path}")
                continue
            texts.remove(text)
            proof = prove(name, path, turtle, self._bytes(text), self._base, self._extract)
            self.proofs.append(proof)
            yield from proof.findings
        for text in sorted(texts):
            yield Finding(text, "", "a text without a graph", "none")

    def links(self) -> Iterator[Finding]:
        """Shared entities and documents point at one another and nowhere else."""
        if "shared.ttl" not in self.files:
            yield Finding("shared.ttl", "", "no such file", "the shared graph")
            return
        triples = yield from self._triples("shared.ttl")
        mentions = frozenset().union(*(proof.mentions for proof in self.proofs))
        named = frozenset().union(*(proof.entities for proof in self.proofs))
        described = {subject[1:-1] for subject, predicate, _ in triples if predicate == TYPE}
        for subject, predicate, value in triples:
            if predicate == MENTION and value[1:-1] not in mentions:
                yield Finding("shared.ttl", self._short(subject[1:-1]), f"the mention {value}", "one of a document")
        for entity in sorted(named - described):
            yield Finding("shared.ttl", self._short(entity), "no description", "one, since documents name it")

    def inferences(self) -> Iterator[Finding]:
        """Inferences against those drawn again; where files are damaged already, that says nothing more."""
        if not self._intact or "inferred.ttl" not in self.files:
            return
        ontology = yield from self._triples("ontology.ttl")
        shared = yield from self._triples("shared.ttl")
        stated = yield from self._triples("inferred.ttl")
        documents = [self._bytes(path) for path in self._names]
        drawn = _drawn(tuple(ontology), tuple(shared), tuple(documents))
        for triples, found, expected in (
            (set(stated) - drawn, "an inference that does not follow", "none"),
            (drawn - set(stated), "no inference", "that it follows"),
        ):
            for subject, predicate, value in sorted(triples):
                statement = f"{self._short(value_of(predicate))} {self._short(value_of(value))}"
                yield Finding("inferred.ttl", self._short(subject[1:-1]), f"{found}: {statement}", expected)

    def composition(self) -> Iterator[Finding]:
        """The TriG file and the catalogue against the files that they are made of."""
        missing = [path for path in (TRIG, "catalog.ttl", "build.ttl", "ontology.ttl") if path not in self.files]
        for path in missing:
            yield Finding(path, "", "no such file", "a part of every graph folder")
        if missing:
            return
        catalog = yield from self._triples("catalog.ttl")
        yield from self._catalogued(catalog)
        inside = [t for t in catalog if not (t[0].endswith(ABOUT_TRIG) or t[2].endswith(ABOUT_TRIG))]
        graphs: list[tuple[str, str | Path]] = [
            (self._base.graph(name), self._folder / f"{name}.ttl")
            for name in _GRAPHS
            if f"{name}.ttl" in self.files and name != "catalog"
        ]
        graphs.append((self._base.graph("catalog"), graph_turtle(inside, self._base)))
        graphs += [(self._base.document_graph(name), self._folder / path) for path, name in self._names.items()]
        expected = hashlib.sha256()
        for piece in trig_pieces(sorted(graphs, key=lambda graph: graph[0]), self._base):
            expected.update(piece)
        if expected.digest() != hashlib.sha256(self._bytes(TRIG)).digest():
            yield Finding(TRIG, "", "other statements", "those of the Turtle files, in order")

    def _catalogued(self, catalog: Iterable[Triple]) -> Iterator[Finding]:
        for node, predicate, value in catalog:
            path = node[1:-1].rpartition("/")[2]
            if path not in self.files:
                continue
            data = self._bytes(path)
            if predicate == _CHECKSUM_VALUE and value_of(value) != (found := hashlib.sha256(data).hexdigest()):
                yield Finding("catalog.ttl", path, f"SHA-256 {value_of(value)}", f"SHA-256 {found}")
            if predicate == _DCAT_SIZE and value_of(value) != str(len(data)):
                yield Finding("catalog.ttl", path, f"{value_of(value)} bytes", f"{len(data)} bytes")

    def sources(self, paths: Sequence[str | Path], encoding: str | None) -> Iterator[Finding]:
        """The texts kept against those of the sources."""
        if not paths:
            return
        from kg.sources import read

        names = set(self._names.values())
        for document in read(paths, encoding=encoding):
            if isinstance(document, KgError):
                yield Finding(str(document.place), "", document.found, document.expected or "a text")
                continue
            path = f"texts/{file_name(document.name)}.txt"
            if document.name not in names:
                yield Finding(document.source, document.name, "a text that is not in the graph", "that it was built")
                continue
            names.discard(document.name)
            if path in self.files and (place := _difference(document.text, self._bytes(path))):
                yield Finding(path, place, "a text other than its source", f"that of {document.source}")
        for name in sorted(names):
            yield Finding(f"documents/{file_name(name)}.ttl", name, "no source", "the text that it was read from")

    def _triples(self, path: str) -> Generator[Finding, None, list[Triple]]:
        try:
            return _parsed(self._bytes(path), path)
        except DataError as error:
            yield Finding(path, f"line {error.place.line}", error.found, "Turtle")
            return []

    def _bytes(self, path: str) -> bytes:
        return (self._folder / path).read_bytes()

    def _short(self, text: str) -> str:
        return text.removeprefix(self._base.iri).removeprefix(ONTOLOGY).removeprefix(CONCEPTS)


def _named(turtle: bytes, base: Base) -> str | None:
    """The document whose graph a Turtle file says it is."""
    first = turtle.partition(b"\n")[0].decode("utf-8", "replace")
    if not (first.startswith("@base <") and first.endswith("> .")):
        return None
    place = base.locate(first[7:-3])
    return place.document if place and place.kind == "document" else None


def _difference(text: str, kept: bytes) -> str | None:
    """The line and character where the texts part, or None."""
    other = kept.decode("utf-8", "replace")
    if text == other:
        return None
    at = next((i for i, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(min(text, other)))
    return f"character {at}, line {text.count(chr(10), 0, at) + 1}"


@lru_cache(maxsize=16)
def _parsed(data: bytes, path: str) -> list[Triple]:
    return parse_turtle(data, path)


def _drawn(ontology: tuple[Triple, ...], shared: tuple[Triple, ...], documents: tuple[bytes, ...]) -> set[Triple]:
    """Everything that follows, drawn as a build draws it: document by document."""
    from kg.graph.reason import Reasoner, compile_rules

    mentions: dict[str, list[Triple]] = {}
    for triple in shared:
        if triple[1] == MENTION:
            mentions.setdefault(triple[2].partition("#")[0][1:], []).append(triple)
    reasoner = Reasoner(compile_rules(ontology), [triple for triple in shared if triple[1] != MENTION])
    found = set(reasoner.inferred)
    for turtle in documents:
        base = turtle.partition(b"\n")[0].decode()[7:-3]
        found.update(reasoner.infer([*parse_turtle(turtle, base), *mentions.get(base, ())]))
    return found


__all__ = ["Finding", "Verification", "verify"]
