"""A graph folder validated document by document, so that it may be larger than memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import GraphError
from kg.graph.parallel import Failure, mapped
from kg.graph.terms import Triple
from kg.graph.validate.partition import Gathering, PartResults, Validator
from kg.graph.validate.shapes import READ, Shapes

_MENTION: Final = READ[2]
_STEM: Final = re.compile(r"<.*?/document/[^/#>]+")
_MANY: Final = 200  # documents that are worth a second process


class Job(NamedTuple):
    """A document's file, and the triples about it that other files hold."""

    path: Path
    more: Sequence[Triple]


@dataclass(frozen=True, slots=True)
class _Check:
    """Validates a document; can be sent to another process."""

    validator: Validator

    def __call__(self, job: Job) -> PartResults:
        return self.validator.document([*_read(job.path), *job.more])


def gather(graph: Path, shapes: Shapes, jobs: int) -> Gathering:
    """The results of all parts of a graph folder.

    Raises:
        GraphError: a file cannot be read or parsed.
    """
    mentions: dict[str, list[Triple]] = defaultdict(list)
    shared: list[Triple] = [*_read(graph / "ontology.ttl")]
    read = shapes.predicates()
    for triple in _read(graph / "shared.ttl"):
        stem = _STEM.match(triple[2]) if triple[1] == _MENTION else None
        if stem:
            mentions[stem[0]].append(triple)
        elif triple[1] in read:
            shared.append(triple)
    inferred = graph / "inferred.ttl"
    if inferred.is_file():
        shared += (triple for triple in _read(inferred) if triple[1] in read and not _STEM.match(triple[0]))
    for name in ("build.ttl", "catalog.ttl"):
        if (graph / name).is_file():
            shared += (triple for triple in _read(graph / name) if triple[1] in read)
    validator = Validator(shapes, shared)
    gathering = Gathering(shapes)
    gathering.add(validator.shared())
    paths = sorted((graph / "documents").glob("*.ttl"))
    stream = _jobs(paths, mentions, _inferences(inferred, read))
    for job, part in mapped(_Check(validator), stream, jobs if len(paths) > _MANY else 1):
        if isinstance(part, Failure):
            raise GraphError(str(job.path), part.words, "a document's graph in Turtle", "build the graph again")
        gathering.add(part)
    return gathering


def _jobs(
    paths: Iterable[Path], mentions: dict[str, list[Triple]], inferences: Iterator[tuple[str, list[Triple]]]
) -> Iterator[Job]:
    """Each document's file with its mentions and inferences; both come in about the same order."""
    waiting: dict[str, list[Triple]] = {}
    for path in paths:
        stem = _stem(path)
        while stem not in waiting and (found := next(inferences, None)) is not None:
            waiting[found[0]] = found[1]
        yield Job(path, [*mentions.pop(stem, ()), *waiting.pop(stem, ())])


def _stem(path: Path) -> str:
    """The beginning of the IRIs of a document's subjects, from the first subject of its file."""
    for subject, _, _ in _read(path):
        if stem := _STEM.match(subject):
            return stem[0]
    return ""


def _inferences(path: Path, read: frozenset[str]) -> Iterator[tuple[str, list[Triple]]]:
    """What is inferred of the subjects of each document, as the file has them together."""
    if not path.is_file():
        return
    of_documents = ((stem[0], triple) for triple in _read(path) if (stem := _STEM.match(triple[0])))
    for key, group in groupby(of_documents, key=lambda pair: pair[0]):
        yield key, [triple for _, triple in group if triple[1] in read]


def _read(path: Path) -> Iterator[Triple]:
    from pyoxigraph import RdfFormat, parse

    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield str(quad.subject), str(quad.predicate), str(quad.object)
    except OSError as error:
        mend = "run: kg build SOURCES"
        raise GraphError(str(path), error.strerror or str(error), "a file of a graph folder", mend) from error
    except SyntaxError as error:
        raise GraphError(str(path), error.msg, "Turtle", "build the graph again") from error
