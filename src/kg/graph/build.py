"""From texts to a graph folder: read, extract, populate, describe what is shared, infer, validate, write, swap in.

The bytes depend on texts, ontology, language data and code alone. Only what changed is made again (`kg.graph.state`),
documents are worked on in several processes and held in memory one at a time each, and the folder changes in one step
(`kg.graph.folder`).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from kg.errors import GraphError, KgError
from kg.graph.builder import Builder, Progress, Settings
from kg.graph.folder import STATE, Replacement, locked, prepare, unwritable
from kg.graph.iris import Base
from kg.graph.pieces import Extract
from kg.graph.report import BuildReport
from kg.graph.state import State
from kg.graph.vocabulary import load_vocabulary
from kg.model import Document, Extraction

_STATE_FILE: Final = "build.sqlite"

Source = str | Path | Document


def build(
    sources: Iterable[Source],
    graph: Path | str,
    *,
    encoding: str | None = None,
    reason: bool = True,
    validate: bool = True,
    jobs: int | None = None,
    progress: Progress | None = None,
    base: Base | None = None,
    extract: Extract | None = None,
    wait: float | None = None,
) -> BuildReport:
    """Build the graph of `sources` (files, folders, `-` for standard input, Documents) in the folder `graph`.

    A text that cannot be read or worked on is a problem of the report, the rest is built. The folder is the old one or
    the new one at any moment; where no text could be read, it stays as it was. `jobs` processes are used (None: one a
    core). `progress` gets lines for a person. `extract` stands in for `kg.extract.extract`. `wait` is how many seconds
    to wait for another build of the folder (None: until it is done).

    Raises:
        GraphError: the folder cannot be written, is a folder of other files, or another build holds it.
        DataError: the ontology is wrong.
    """
    say = progress or _silence
    folder = Path(graph)
    prepare(folder)
    vocabulary = load_vocabulary()
    settings = Settings(
        base=base or Base(),
        reason=reason,
        validate=validate,
        jobs=jobs or _cores(),
        extract=extract or _extract,
    )
    try:
        with locked(folder, wait, say), State(folder / STATE / _STATE_FILE) as state:
            replacement = Replacement(folder)
            try:
                builder = Builder(settings, vocabulary, state, replacement, say)
                return builder.run(_documents(sources, encoding))
            finally:
                replacement.discard()
    except OSError as error:
        raise unwritable(folder, error) from error
    except sqlite3.OperationalError as error:
        raise GraphError(
            str(folder / STATE), f"a file that cannot be written ({error})", "a writable folder with room"
        ) from error


def _documents(sources: Iterable[Source], encoding: str | None) -> Iterator[Document | KgError]:
    """The documents of all sources, in the order of `kg.sources.read`; what cannot be read comes as an error."""
    from kg.sources import read, read_stdin

    given = list(sources)
    ready: list[Document | KgError] = [source for source in given if isinstance(source, Document)]
    if "-" in given:
        try:
            ready.append(read_stdin(sys.stdin.buffer, encoding=encoding))
        except KgError as error:
            ready.append(error)
    paths = [source for source in given if not isinstance(source, Document) and source != "-"]
    return chain(ready, read(paths, encoding=encoding))


def _extract(document: Document) -> Extraction:
    from kg.extract import extract

    return extract(document)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _silence(line: str) -> None:
    """No progress."""


__all__ = ["BuildReport", "build"]
