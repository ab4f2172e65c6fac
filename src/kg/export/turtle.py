"""Turtle and TriG (RDF 1.1): blocks of statements about one subject, as a stream; only used prefixes are declared."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from kg.export.records import Sink
from kg.export.view import View
from kg.graph.files import prefixes
from kg.graph.terms import Term, Triple
from kg.graph.turtle import OWN, Names, body

_RENEW: Final = 100_000  # terms that are remembered as they are written
_CHUNK: Final = 1 << 20  # bytes


class _Writing:
    """Blocks written so far, and the prefixes that they used."""

    def __init__(self, view: View) -> None:
        self._prefixes = prefixes(view.base)
        self._names = Names(self._prefixes)
        self.used: set[str] = set()
        self.count = 0

    def blocks(self, triples: Iterable[Triple]) -> Iterator[str]:
        """A block a subject; files hold the statements about a subject together."""
        for _, group in groupby(triples, key=lambda triple: triple[0]):
            about = list(group)
            self.count += len(about)
            yield body(about, self._names)
            if len(self._names) > _RENEW:
                self.used |= self._names.used
                self._names = Names(self._prefixes)

    def header(self) -> bytes:
        """The directives for all that was written."""
        self.used |= self._names.used
        names = sorted(self.used, key=lambda prefix: (prefix != OWN, prefix))
        return "".join(f"@prefix {name}: <{self._prefixes[name]}> .\n" for name in names).encode()

    def term(self, term: Term) -> str:
        """A term as Turtle writes it."""
        return self._names[term]


def write_turtle(view: View, sink: Sink) -> None:
    """All graphs merged into one."""
    writing, graphs = _Writing(view), 0

    def statements(target: BinaryIO) -> None:
        nonlocal graphs
        for _, triples in view.graphs():
            graphs += 1
            for block in writing.blocks(triples):
                target.write(f"\n{block}".encode())

    _headed(writing, sink, statements)
    sink.notes.append(f"turtle keeps no named graphs: {graphs} graphs became one (trig keeps them)")


def write_trig(view: View, sink: Sink) -> None:
    """Each graph by its name."""
    writing = _Writing(view)

    def statements(target: BinaryIO) -> None:
        for graph, triples in view.graphs():
            target.write(f"\n{writing.term(f'<{graph}>')} {{\n".encode())
            first = True
            for block in writing.blocks(triples):
                target.write(block.encode() if first else f"\n{block}".encode())
                first = False
            target.write(b"}\n")

    _headed(writing, sink, statements)


def _headed(writing: _Writing, sink: Sink, statements: Callable[[BinaryIO], None]) -> None:
    with TemporaryFile() as beside:
        statements(beside)
        sink.stream.write(writing.header())
        beside.seek(0)
        shutil.copyfileobj(beside, sink.stream, _CHUNK)
    sink.count, sink.unit = writing.count, "statements"
