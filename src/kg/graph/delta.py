"""The store of a new graph folder made from the old one's: a copy that shares its files, and the triples that differ.

Turtle files of the same graph are compared block by block, since equal subjects make equal blocks; only blocks that
differ are parsed.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.graph.catalog import ABOUT_TRIG
from kg.graph.iris import Base
from kg.graph.store import CHECKSUMS, TRIG, store_path

if TYPE_CHECKING:
    from pyoxigraph import Quad

_WORTH: Final = 0.2  # the share of changed bytes from which loading everything is quicker
_CHUNK: Final = 1 << 16  # bytes


def update_store(old: Path, new: Path, target: Path, base: Base) -> bool:
    """Make the store of the folder `new` at `target` from that of `old`; False where it must be loaded whole."""
    current = store_path(old)
    if current is None or not current.is_dir():
        return False
    before, after = checksums(old / CHECKSUMS), checksums(new / CHECKSUMS)
    paths = {**before, **after}
    changed = sorted(path for path in paths if path.endswith(".ttl") and before.get(path) != after.get(path))
    sizes = [path.stat().st_size for name in changed for path in (old / name, new / name) if path.exists()]
    if sum(sizes) > _WORTH * (new / TRIG).stat().st_size:
        return False
    if any(path in before and _hash(old / path) != before[path] for path in changed):
        return False  # the store is of other files than these
    try:
        _copy(current, target)
        _change(target, (difference(old / path, new / path, base) for path in changed))
    except (OSError, RuntimeError, SyntaxError, ValueError):
        shutil.rmtree(target, ignore_errors=True)
        return False
    return True


def checksums(path: Path) -> dict[str, str]:
    """The hashes of a SHA256SUMS file by path; none where it cannot be read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {line[66:]: line[:64] for line in lines}


def difference(old: Path, new: Path, base: Base) -> tuple[set[Quad], set[Quad]]:
    """The quads of a graph's Turtle file that are gone and those that are new; a missing file has none.

    Raises:
        SyntaxError: a block is no Turtle by itself.
        ValueError: the file is no graph's.
    """
    before, after = (path.read_bytes() if path.exists() else b"" for path in (old, new))
    gone, come = _blocks(before, after)
    graph = _graph(old, before or after, base)
    removed, added = _quads(before, gone, graph), _quads(after, come, graph)
    return removed - added, added - removed


def _blocks(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """The blocks of two files that are not in the other, headers left out."""
    start = _common(before, after)
    start = before.rfind(b"\n\n", 0, start) + 2 if b"\n\n" in before[:start] else 0
    one, other = before[start:].split(b"\n\n"), after[start:].split(b"\n\n")
    if start == 0:
        one, other = one[1:], other[1:]
    known, found = {block.strip() for block in one}, {block.strip() for block in other}
    return [b for b in map(bytes.strip, one) if b not in found], [b for b in map(bytes.strip, other) if b not in known]


def _graph(path: Path, file: bytes, base: Base) -> str:
    """The graph of a file: of the document that a document's file is relative to, else of the file's name."""
    if path.parent.name != "documents":
        return base.graph(path.stem)
    place = base.locate(file.partition(b"\n")[0].decode().removeprefix("@base <").removesuffix("> ."))
    if place is None:
        raise ValueError(f"{path} is no document's graph")
    return base.document_graph(place.document)


def _common(before: bytes, after: bytes) -> int:
    """How many bytes at the beginning are the same, less than a chunk short."""
    limit = min(len(before), len(after))
    at = 0
    while at < limit and before[at : at + _CHUNK] == after[at : at + _CHUNK]:
        at += _CHUNK
    return min(at, limit)


def _quads(file: bytes, blocks: Iterable[bytes], graph: str) -> set[Quad]:
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse

    header = file.partition(b"\n\n")[0] + b"\n\n"
    name = NamedNode(graph)
    found = parse(header + b"\n\n".join(blocks), RdfFormat.TURTLE)
    return {
        Quad(quad.subject, quad.predicate, quad.object, name)
        for quad in found
        if not (str(quad.subject).endswith(ABOUT_TRIG) or str(quad.object).endswith(ABOUT_TRIG))
    }


def _copy(store: Path, target: Path) -> None:
    from pyoxigraph import Store

    target.parent.mkdir(parents=True, exist_ok=True)
    Store.read_only(str(store)).backup(str(target))


def _change(target: Path, differences: Iterable[tuple[set[Quad], set[Quad]]]) -> None:
    from pyoxigraph import Store

    store = Store(str(target))
    added: set[Quad] = set()
    for gone, come in differences:
        for quad in gone:
            store.remove(quad)
        added |= come
    store.extend(added)
    store.flush()
    del store


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
