"""The steps of a build, in order, over one state and one new folder."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError, SourceError
from kg.graph.assembly import TURTLE, Assembly
from kg.graph.catalog import build_record, catalog
from kg.graph.checking import CheckJob, check_parts
from kg.graph.delta import update_store
from kg.graph.files import graph_turtle, prefixes
from kg.graph.folder import Replacement
from kg.graph.inferring import Inferrer
from kg.graph.iris import ONTOLOGY, Base, file_name
from kg.graph.parallel import Failure, mapped
from kg.graph.pieces import (
    Extract,
    PieceMaker,
    counts,
    inference_code,
    language_hash,
    piece_code,
    piece_key,
    validation_code,
)
from kg.graph.populate import MENTION
from kg.graph.report import BuildReport
from kg.graph.shared import aliases, describe
from kg.graph.state import Counts, State
from kg.graph.store import CHECKSUMS, STORE, TRIG, write_store
from kg.graph.terms import Term, Triple
from kg.graph.turtle import Names, body
from kg.graph.vocabulary import Vocabulary
from kg.model import Document

Progress = Callable[[str], object]

_COMMIT_EVERY: Final = 64  # documents; after a kill, the next build goes on from the last commit
_WORTH_PROCESSES: Final = 300_000  # code points of text; below, starting processes costs more than they save
_LISTED: Final = (
    ("shared.ttl", "Organizations, surveys and populations", TURTLE),
    ("inferred.ttl", "Inferences", TURTLE),
    ("ontology.ttl", "Ontology", TURTLE),
    ("build.ttl", "Software and data that made the graph", TURTLE),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build."""

    base: Base
    reason: bool
    validate: bool
    jobs: int
    extract: Extract


@dataclass(frozen=True, slots=True)
class _Known:
    """A document of this build: its key, and what of its record is in no file."""

    key: str
    source: str
    media_type: str
    title: str | None
    published: str | None
    sha256: str


class Builder:
    """One build; `run` once."""

    def __init__(
        self, settings: Settings, vocabulary: Vocabulary, state: State, replacement: Replacement, say: Progress
    ) -> None:
        self._settings, self._vocabulary, self._state, self._say = settings, vocabulary, state, say
        self._base = settings.base
        self._replacement = replacement
        self._files = state.files()
        self._assembly = Assembly(replacement, settings.base, self._files)
        self._problems: list[KgError] = []
        self._documents: dict[str, _Known] = {}
        self._made = self._removed = self._inferred = 0
        self._shared: list[Triple] = []  # what documents share, with inferences, without mentions
        self._parts: dict[str, str] = {}  # name of a document -> hash of what its triples and inferences depend on
        extract = settings.extract
        self._code = f"{piece_code()} {getattr(extract, '__module__', '')}.{getattr(extract, '__qualname__', extract)}"

    def run(self, documents: Iterable[Document | KgError]) -> BuildReport:
        """Build, and put the new folder in the old one's place."""
        self._read(documents)
        if not self._documents:
            return BuildReport(self._replacement.old, problems=tuple(self._problems), written=False)
        self._reconcile()
        order = sorted(self._documents, key=self._base.document)
        self._place(order)
        entities = self._share()
        self._shared = list(chain.from_iterable(entities.values()))
        self._parts = {name: self._documents[name].key for name in order}
        if self._settings.reason:
            self._say("inferring")
            inferrer = Inferrer(self._state, self._assembly, self._vocabulary, self._settings.jobs)
            self._parts = inferrer.infer(self._parts, entities)
            self._shared += inferrer.about_shared
            self._inferred = inferrer.count
        asserted = self._describe()
        digest = self._write(order)
        validation = self._validate(digest) if self._settings.validate else None
        unidentified = tuple(name for name in order if self._state.spell(self._documents[name].key)[0] == "und")
        self._swap(digest)
        return self._report(asserted, unidentified, validation)

    # Texts to pieces

    def _read(self, documents: Iterable[Document | KgError]) -> None:
        started, done = time.monotonic(), 0
        make = PieceMaker(self._settings.extract, self._base)
        jobs, stream = self._jobs(self._pending(documents))
        for (key, document, _), result in mapped(make, stream, jobs):
            if isinstance(result, Failure):
                self._set_aside(document, result)
                continue
            self._state.put_piece(key, result)
            self._made += 1
            done += 1
            if done % _COMMIT_EVERY == 0:
                self._state.commit()
                self._say(f"{done} documents extracted, {done / (time.monotonic() - started):.0f} a second")
        self._state.commit()

    def _pending(self, documents: Iterable[Document | KgError]) -> Iterator[tuple[str, Document, Mapping[str, str]]]:
        """The documents without a piece; all texts are written on the way."""
        for document in documents:
            if isinstance(document, KgError):
                self._problems.append(document)
                continue
            if document.name in self._documents:
                found = f"a second document named {document.name!r}"
                self._problems.append(SourceError(document.source, found, "one", "rename one of the two"))
                continue
            try:
                data = document.text.encode()
            except UnicodeEncodeError as error:
                found = f"half of a surrogate pair at character {error.start}"
                self._problems.append(SourceError(document.source, found, "Unicode text", "mend the text"))
                continue
            key = piece_key(document, self._code, {})
            self._documents[document.name] = _Known(
                key, document.source, document.media_type, document.title, document.published, document.sha256
            )
            self._assembly.place(_text_path(document.name), data)
            if not self._state.has_piece(key):
                yield key, document, {}

    def _jobs(self, pending: Iterator[Any]) -> tuple[int, Iterator[Any]]:
        """How many processes are worth starting, after a look at the first of what is to be done."""
        first: list[Any] = []
        length = 0
        for job in pending:
            first.append(job)
            length += len(job[1].text)
            if length > _WORTH_PROCESSES:
                return self._settings.jobs, chain(first, pending)
        return 1, iter(first)

    def _set_aside(self, document: Document, failure: Failure) -> None:
        self._problems.append(
            SourceError(document.source, f"a text that could not be worked on ({failure.words})", "figures or none")
        )
        del self._documents[document.name]
        self._assembly.drop(_text_path(document.name))

    # Pieces to files

    def _reconcile(self) -> None:
        """The state speaks of these documents and no others; acronyms stand for what other documents define."""
        gone = set(self._state.documents()) - self._documents.keys()
        self._removed = len(gone)
        for name in sorted(gone):
            self._state.remove(name)
        for name, known in self._documents.items():
            self._state.name(name, known.key)
        stands_for = aliases(self._state.acronyms())
        aliased = {
            name: language
            for language, short in stands_for.items()
            for slug in short
            for name in self._state.naming(language, slug)
        }
        for name, known in list(self._documents.items()):
            key = self._aliased(name, known, stands_for[aliased[name]]) if name in aliased else known.key
            self._state.finish(name, key)
            if key != known.key:
                self._documents[name] = _Known(
                    key, known.source, known.media_type, known.title, known.published, known.sha256
                )
        self._state.commit()

    def _aliased(self, name: str, known: _Known, stands_for: Mapping[str, str]) -> str:
        """The key of the piece that a document has with aliases; it is made if there is none."""
        _, names = self._state.spell(known.key)
        mine = {slug: stands_for[slug] for slug in names if slug in stands_for}
        text = (self._replacement.new / _text_path(name)).read_bytes().decode()
        document = Document(
            name, text, known.sha256, known.source, known.media_type, title=known.title, published=known.published
        )
        key = piece_key(document, self._code, mine)
        if not self._state.has_piece(key):
            self._state.put_piece(key, PieceMaker(self._settings.extract, self._base)((key, document, mine)))
        return key

    def _place(self, order: list[str]) -> None:
        for name in order:
            key = self._documents[name].key
            sha256, counted = self._state.outline(key)
            self._assembly.statistics.add(counted)
            path = _document_path(name)
            if not self._assembly.keep(path, sha256):
                self._assembly.place(path, self._state.turtle(key))

    def _share(self) -> dict[Term, list[Triple]]:
        """Write the shared graph; the triples that reasoning takes as its base, by subject."""
        entities: dict[Term, list[Triple]] = {}
        names = Names(prefixes(self._base), self._base.iri)
        blocks = self._state.sorter("shared_block")
        for target, triples in describe(self._state.entries(), self._vocabulary):
            unique = set(triples)
            self._assembly.statistics.add(counts(unique))
            entities[f"<{target}>"] = sorted(triple for triple in unique if triple[1] != MENTION)
            blocks.add([(target, body(unique, names), "")])
        with self._assembly.streamed("shared.ttl", names) as write:
            for _, block, _ in blocks:
                write(block)
        return entities

    # The rest of the folder

    def _describe(self) -> dict[Term, int]:
        """Ontology, build record; the number of typed things, before the ontology adds its own."""
        classes = dict(self._assembly.statistics.classes)
        self._ontology()
        record = build_record(self._base, self._vocabulary, language_hash(), self._settings.reason)
        self._assembly.graph("build.ttl", record)
        return classes

    def _ontology(self) -> None:
        """The ontology's graph; written anew where the ontology or the way of writing changed."""
        key = f"ontology:{hashlib.sha256(f'{self._vocabulary.sha256} {inference_code()}'.encode()).hexdigest()}"
        known = self._state.memo(key)
        if known is None:
            unique = set(self._vocabulary.triples)
            file = graph_turtle(unique, self._base)
            known = json.dumps([counts(unique).facts(), file], ensure_ascii=False).encode()
            self._state.put_memo("ontology:", key, known)
        counted, file = json.loads(known)
        self._assembly.statistics.add(Counts(*counted))
        self._assembly.place("ontology.ttl", file.encode())

    def _write(self, order: list[str]) -> str:
        """Catalogue, TriG, checksums; the hash of the checksums, which names the store."""
        assembly, base = self._assembly, self._base
        examples = [base.document(name) for name in order[:1]]
        described = catalog(base, assembly.statistics, self._vocabulary, assembly.listed(_LISTED), examples)
        # The TriG file cannot hold its own hash: its copy of the catalogue does without.
        new = self._replacement.new
        graphs: list[tuple[str, str | Path]] = [
            (base.graph("build"), new / "build.ttl"),
            (base.graph("catalog"), graph_turtle(described, base)),
            *((base.document_graph(name), new / _document_path(name)) for name in order),
            *([(base.graph("inferred"), new / "inferred.ttl")] if self._settings.reason else []),
            (base.graph("ontology"), new / "ontology.ttl"),
            (base.graph("shared"), new / "shared.ttl"),
        ]
        self._say("writing")
        assembly.trig(graphs)
        whole = assembly.listed([(TRIG, "All graphs", "application/trig")])
        full = catalog(base, assembly.statistics, self._vocabulary, (*assembly.listed(_LISTED), *whole), examples)
        assembly.place("catalog.ttl", graph_turtle(full, base).encode())
        return assembly.checksums()

    def _validate(self, digest: str) -> Any:
        """The report on the new folder: a small one as a whole, of a large one what is not known to be clean."""
        from kg.graph.validate import SMALL, ValidationReport, load_shapes, validate_folder

        shapes = load_shapes()
        settings = hashlib.sha256(validation_code().encode() + Path(shapes.place).read_bytes()).hexdigest()
        self._say("validating")
        if self._assembly.statistics.triples > SMALL:
            shared = chain(self._vocabulary.triples, self._shared)
            return check_parts(
                self._state, shapes, shared, settings, self._parts, self._check_job, self._base, self._settings.jobs
            )
        key = f"valid:{digest}{settings}"
        if known := self._state.memo(key):
            checked, engine = json.loads(known)
            return ValidationReport((), checked, engine)
        report = validate_folder(self._replacement.new)
        if not report.results:
            self._state.put_memo("valid:", key, json.dumps([dict(report.checked), report.engine]).encode())
        return report

    def _check_job(self, name: str, key: str) -> CheckJob:
        final = self._documents[name].key
        inferred = self._state.statements(self._parts[name]) if self._settings.reason else ""
        return CheckJob(key, name, self._state.turtle(final), inferred, tuple(self._state.entries_of(name)))

    def _swap(self, digest: str) -> None:
        """Load the store and put the new folder in the old one's place, if they differ."""
        store = Path(STORE) / digest[:16]
        self._state.put_files(self._files, self._assembly.fingerprints())
        self._state.commit()
        same = self._replacement.same(CHECKSUMS) and self._assembly.unchanged()
        if same and (self._replacement.old / store).is_dir():
            return
        self._say("loading the store")
        old, new = self._replacement.old, self._replacement.new
        if not update_store(old, new, new / store, self._base):
            write_store(new / TRIG, new / store)
        self._state.close()
        self._replacement.commit()

    def _report(self, classes: Mapping[Term, int], unidentified: tuple[str, ...], validation: Any) -> BuildReport:
        def count(name: str) -> int:
            return classes.get(f"<{ONTOLOGY}{name}>", 0)

        return BuildReport(
            graph=self._replacement.old,
            documents=count("Document"),
            measurements=count("Measurement"),
            adoptions=count("Adoption"),
            trends=count("Trend"),
            organizations=count("Organization"),
            surveys=count("Survey"),
            populations=count("Population"),
            triples=self._assembly.statistics.triples,
            inferred=self._inferred,
            made=self._made,
            kept=len(self._documents) - self._made,
            removed=self._removed,
            problems=tuple(self._problems),
            unidentified=unidentified,
            validation=validation,
        )


def _text_path(name: str) -> str:
    return f"texts/{file_name(name)}.txt"


def _document_path(name: str) -> str:
    return f"documents/{file_name(name)}.ttl"
