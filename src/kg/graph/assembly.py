"""The files of a graph folder, put together: each with its checksum, all graphs in the TriG file."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from kg.graph.catalog import File, Statistics
from kg.graph.files import graph_turtle, part, trig_header
from kg.graph.folder import Replacement, files_of
from kg.graph.iris import Base
from kg.graph.pieces import counts
from kg.graph.state import Fingerprint
from kg.graph.store import CHECKSUMS, TRIG
from kg.graph.terms import Triple
from kg.graph.turtle import Names

TURTLE: Final = "text/turtle"
_CHUNK: Final = 1 << 20  # bytes


class Assembly:
    """A new graph folder while its files are written."""

    def __init__(self, replacement: Replacement, base: Base, known: Mapping[str, Fingerprint]) -> None:
        self.replacement, self.base = replacement, base
        self.statistics = Statistics()
        self.sums: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self._known = known
        self._kept: dict[str, Fingerprint] = {}
        self._old = os.fspath(replacement.old)

    def place(self, path: str, data: bytes) -> None:
        """A file of the new folder: the old folder's where that has the same bytes."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.keep(path, sha256):
            self.replacement.write(path, data)
            self.sums[path], self.sizes[path] = sha256, len(data)

    def keep(self, path: str, sha256: str) -> bool:
        """Take a file over from the old folder, if it is there and has this hash."""
        try:
            found = self._fingerprint(path)
            if found is None or found.sha256 != sha256:
                return False
            self.replacement.keep(path)
        except OSError:
            return False
        self.sums[path], self.sizes[path] = sha256, found.size
        self._kept[path] = found
        return True

    def fingerprints(self) -> dict[str, Fingerprint]:
        """How the files of the new folder look, to be known by at the next build."""
        new = os.fspath(self.replacement.new)
        return {
            path: self._kept.get(path) or _seen(os.lstat(f"{new}/{path}"), sha256) for path, sha256 in self.sums.items()
        }

    def _fingerprint(self, path: str) -> Fingerprint | None:
        """The old folder's file; hashed where it does not look as it did when it was written. None for a link."""
        place = f"{self._old}/{path}"
        status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode):
            return None
        known = self._known.get(path)
        if known is not None and known == _seen(status, known.sha256):
            return known
        return _seen(status, _hash(place))

    def drop(self, path: str) -> None:
        """Leave a file out after all."""
        self.replacement.drop(path)
        self.sums.pop(path, None)

    def unchanged(self) -> bool:
        """Whether the old folder has these files, byte for byte, and no others."""
        old = self.replacement.old
        try:
            return {path for path in files_of(old) if path != CHECKSUMS} == self.sums.keys() and all(
                path in self._kept or _hash(old / path) == sha256 for path, sha256 in self.sums.items()
            )
        except OSError:
            return False

    def graph(self, path: str, triples: Iterable[Triple]) -> None:
        """A graph that fits in memory, as a Turtle file; counted."""
        unique = set(triples)
        self.statistics.add(counts(unique))
        self.place(path, graph_turtle(unique, self.base).encode())

    @contextmanager
    def streamed(self, path: str, names: Names) -> Iterator[Callable[[str], object]]:
        """A Turtle file written block by block by the function given; its header is known when all are."""
        beside = self.replacement.new / f"{path}.part"
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            first = True

            def write(block: str) -> None:
                nonlocal first
                file.write(block if first else f"\n{block}")
                first = False

            yield write
        with self.replacement.writing(path) as target, target.open("wb") as whole, beside.open("rb") as statements:
            whole.write(names.header().encode())
            shutil.copyfileobj(statements, whole, _CHUNK)
        beside.unlink()
        self.sums[path], self.sizes[path] = _hash(target), target.stat().st_size

    def trig(self, graphs: Iterable[tuple[str, str | Path]]) -> None:
        """The TriG file of graphs, each an IRI and its Turtle, as text or as a file of the new folder."""
        digest = hashlib.sha256()
        size = 0
        with self.replacement.writing(TRIG) as path, path.open("wb") as target:
            for piece in trig_pieces(graphs, self.base):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
        self.sums[TRIG], self.sizes[TRIG] = digest.hexdigest(), size

    def checksums(self) -> str:
        """SHA256SUMS, as `sha256sum --check` reads it; the hash of the file names the store."""
        data = "".join(f"{self.sums[path]}  {path}\n" for path in sorted(self.sums)).encode()
        self.replacement.write(CHECKSUMS, data)
        return hashlib.sha256(data).hexdigest()

    def listed(self, titles: Iterable[tuple[str, str, str]]) -> list[File]:
        """The files among (path, title, media type) that there are, for the catalogue."""
        return [
            File(path, title, media_type, self.sums[path], self.sizes[path])
            for path, title, media_type in titles
            if path in self.sums
        ]


def trig_pieces(graphs: Iterable[tuple[str, str | Path]], base: Base) -> Iterator[bytes]:
    """The TriG file in pieces: graphs in the given order, each an IRI and its Turtle as text or as a file."""
    yield trig_header(base).encode()
    for graph, source in graphs:
        if isinstance(source, str):
            one = part(graph, source, base)
            yield f"\n{one.directives}<{graph}> {{\n{one.statements}}}\n".encode()
            continue
        with source.open("rb") as file:
            header = _header(file)
            one = part(graph, header, base)
            yield f"\n{one.directives}<{graph}> {{\n".encode()
            while chunk := file.read(_CHUNK):
                yield chunk
            yield b"}\n"


def _header(file: IO[bytes]) -> str:
    """The directives of a Turtle file and the blank line after them; the file is left where statements begin."""
    lines: list[bytes] = []
    while (line := file.readline()).startswith(b"@"):
        lines.append(line)
    if not lines:
        file.seek(0)
        return ""
    return b"".join(lines).decode() + "\n"


def _hash(path: str | Path) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 -- a Path for each of many files costs more than reading them
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(status: os.stat_result, sha256: str) -> Fingerprint:
    return Fingerprint(status.st_ino, status.st_mtime_ns, status.st_size, sha256)


__all__ = ["TURTLE", "Assembly", "trig_pieces"]
