"""Validation of what changed: documents found clean are not looked at again until they, or what they share, change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import GraphError
from kg.graph.files import prefixes
from kg.graph.inference import mentions
from kg.graph.iris import Base
from kg.graph.parallel import Failure, mapped
from kg.graph.populate import Entry
from kg.graph.state import State
from kg.graph.terms import Triple
from kg.graph.vocabulary import parse_turtle

if TYPE_CHECKING:
    from kg.graph.validate import Gathering, Shapes, ValidationReport, Validator
    from kg.graph.validate.partition import PartResults

_WORTH_PROCESSES = 200  # documents


@dataclass(frozen=True, slots=True)
class CheckJob:
    """A document to validate: the key to remember it under, its files, its entries."""

    key: str
    document: str
    turtle: bytes
    inferred: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Checker:
    """Validates a document's part; can be sent to another process."""

    validator: Validator
    header: str

    def __call__(self, job: CheckJob) -> PartResults:
        inferred = parse_turtle((self.header + job.inferred).encode(), job.document) if job.inferred else []
        return self.validator.document([*parse_turtle(job.turtle, job.document), *inferred, *mentions(job.entries)])


def check_parts(
    state: State,
    shapes: Shapes,
    shared: Iterable[Triple],
    settings: str,
    keys: Mapping[str, str],
    job: Callable[[str, str], CheckJob],
    base: Base,
    jobs: int,
) -> ValidationReport:
    """The report on the `shared` part and on all documents.

    `settings` is the hash of shapes and code, `keys` the hash of what each document's part depends on beside those;
    `job` makes the work for a document and the key to remember it under.
    """
    from kg.graph.validate import Gathering, Validator, gathered

    read = shapes.predicates()
    triples = sorted(triple for triple in shared if triple[1] in read)
    digest = hashlib.sha256(repr((settings, triples)).encode()).hexdigest()
    gathering = Gathering(shapes)
    part_keys = {name: hashlib.sha256(f"{digest} {key}".encode()).hexdigest() for name, key in keys.items()}
    known = {name: state.checked(key) for name, key in part_keys.items()}
    clean_shared = state.checked(digest)
    missing = [name for name, counts in known.items() if counts is None]
    if missing or clean_shared is None:
        validator = Validator(shapes, triples)
        if clean_shared is None:
            _add(state, gathering, digest, validator.shared())
        checker = _Checker(validator, _header(base))
        several = jobs if len(missing) > _WORTH_PROCESSES else 1
        for done, part in mapped(checker, (job(name, part_keys[name]) for name in missing), several):
            if isinstance(part, Failure):
                raise GraphError(done.document, f"no validation ({part.words})", "results or none", "report this")
            _add(state, gathering, done.key, part)
    for counts in (clean_shared, *known.values()):
        if counts is not None:
            gathering.checked.update(Counter(counts))
    state.tidy_checked([digest, *part_keys.values()])
    state.commit()
    return gathered(gathering)


def _add(state: State, gathering: Gathering, key: str, part: PartResults) -> None:
    """Add a part to the report, and remember it if it is clean."""
    gathering.add(part)
    if not part.results:
        state.put_checked(key, part.checked)


def _header(base: Base) -> str:
    """The directives that statements of the inferred graph are read with."""
    known = prefixes(base)
    return f"@base <{base.iri}> .\n" + "".join(f"@prefix {name}: <{space}> .\n" for name, space in known.items())
