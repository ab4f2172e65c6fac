"""Replacing a graph folder as a whole: after a kill at any moment, the folder is the old one or the new one.

The new folder is written beside the old one, unchanged files as hard links. Linux exchanges the two in one step
(renameat2 with RENAME_EXCHANGE). Where a file system cannot, a journal lists the renames before the first one is made,
and whoever locks the folder next carries them through.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kg.errors import GraphError
from kg.graph.store import CHECKSUMS, STORE, TRIG, store_path

STATE: Final = ".state"
LOCK: Final = ".lock"

_JOURNAL: Final = "journal.json"
_FILES: Final = (CHECKSUMS, TRIG, "shared.ttl", "inferred.ttl", "ontology.ttl", "build.ttl", "catalog.ttl")
_FOLDERS: Final = ("documents", "texts")
_MANAGED: Final = frozenset((*_FILES, *_FOLDERS, STORE, STATE, LOCK))
_AT_WORKING_FOLDER: Final = -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE
_FEW: Final = 64  # files that are flushed to the disk one by one; more, with all of the file system


class Replacement:
    """A graph folder in the making. `old` is the folder as it is, `new` the one that will take its place."""

    def __init__(self, old: Path) -> None:
        self.old = old
        beside = old.absolute().with_name(f".{old.absolute().name}.next")
        self.exchanges = _can_exchange(old, beside)
        self.new = beside if self.exchanges else old / STATE / "next"
        self._paths = os.fspath(self.old), os.fspath(self.new)
        self._written: list[Path] = []
        shutil.rmtree(self.new, ignore_errors=True)
        for name in _FOLDERS:
            (self.new / name).mkdir(parents=True)

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the new folder."""
        path = self.new / name
        path.write_bytes(data)
        self._written.append(path)

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A path to write a file of the new folder to, piece by piece."""
        path = self.new / name
        yield path
        self._written.append(path)

    def keep(self, name: str) -> None:
        """Take a file over from the old folder."""
        _link(f"{self._paths[0]}/{name}", f"{self._paths[1]}/{name}")

    def drop(self, name: str) -> None:
        """Take a file out of the new folder."""
        path = self.new / name
        path.unlink(missing_ok=True)
        self._written = [other for other in self._written if other != path]

    def same(self, name: str) -> bool:
        """Whether a file has the same bytes in both folders."""
        try:
            return (self.old / name).read_bytes() == (self.new / name).read_bytes()
        except OSError:
            return False

    def commit(self) -> None:
        """Make the new folder the folder."""
        _flush(self._written, self.new)
        if self.exchanges:
            self._carry()
            _exchange(self.new, self.old.absolute())
            _flush_folder(self.old.absolute().parent)
            shutil.rmtree(self.new, ignore_errors=True)
        else:
            _move_stores(self.new / STORE, self.old / STORE, store_path(self.old))
            journal = self.old / STATE / _JOURNAL
            _write_whole(journal, json.dumps(sorted(_files_below(self.new))).encode())
            roll_forward(self.old)

    def discard(self) -> None:
        """Leave the old folder as it is, unless the swap has begun: then the journal has the last word."""
        if not (self.old / STATE / _JOURNAL).exists():
            shutil.rmtree(self.new, ignore_errors=True)

    def _carry(self) -> None:
        """Take over what no build writes anew: state, lock, the store that readers have open, files of others."""
        current = store_path(self.old)
        if current is not None and current.is_dir():
            _link_tree(current, self.new / STORE / current.name)
        for entry in os.scandir(self.old):
            if entry.name in (STATE, LOCK) or entry.name not in _MANAGED:
                _link_tree(Path(entry.path), self.new / entry.name)


def prepare(graph: Path) -> None:
    """Make the folder where there is none.

    Raises:
        GraphError: it cannot be made or written, or is a folder of other files.
    """
    try:
        if graph.is_dir():
            names = {entry.name for entry in os.scandir(graph)}
            if names - {LOCK, STATE} and not names & {CHECKSUMS, TRIG, STATE}:
                some = ", ".join(sorted(names)[:3])
                raise GraphError(str(graph), f"a folder with other files ({some})", "an empty or a graph folder")
        (graph / STATE).mkdir(parents=True, exist_ok=True)
        with (graph / LOCK).open("ab"):
            pass
    except OSError as error:
        raise unwritable(graph, error) from error


def unwritable(graph: Path, error: OSError) -> GraphError:
    """The error for a graph folder that the system does not let us write."""
    return GraphError(
        str(graph),
        f"a folder that cannot be written ({error.strerror or error})",
        "a writable folder with room",
        "choose another with --graph; what was there is unchanged",
    )


@contextlib.contextmanager
def locked(graph: Path, wait: float | None, say: Callable[[str], object]) -> Iterator[None]:
    """Hold the folder against other builds, finishing what a killed one left; `wait` is in seconds, None for ever.

    Raises:
        GraphError: another build holds it longer than that.
    """
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        yield
        return
    deadline = None if wait is None else time.monotonic() + wait
    while True:
        prepare(graph)
        handle = os.open(graph / LOCK, os.O_RDWR)
        try:
            while not _acquired(fcntl, handle):
                if deadline is not None and time.monotonic() >= deadline:
                    raise GraphError(str(graph), "another build at work", "none", "wait until it is done")
                say(f"{graph}: waiting for another build")
                time.sleep(0.1)
            # The build that we waited for may have put another folder here; its lock is a link to this one.
            if os.fstat(handle).st_ino != (graph / LOCK).stat().st_ino:
                continue
            roll_forward(graph)
            yield
            return
        finally:
            os.close(handle)


def _acquired(fcntl: object, handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[attr-defined]
    except BlockingIOError:
        return False
    except OSError:  # the file system has no locks
        return True
    return True


def roll_forward(graph: Path) -> None:
    """Carry through the renames that a journal lists."""
    journal, new = graph / STATE / _JOURNAL, graph / STATE / "next"
    if not journal.is_file():
        return
    names: list[str] = json.loads(journal.read_bytes())
    for name in names:
        target = graph / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # renamed before the kill
            (new / name).replace(target)
    kept = set(names)
    for name in files_of(graph):
        if name not in kept:
            (graph / name).unlink()
    for name in ("", *_FOLDERS):
        _flush_folder(graph / name)
    journal.unlink()
    shutil.rmtree(new, ignore_errors=True)


def _move_stores(source: Path, target: Path, current: Path | None) -> None:
    """Put new stores beside the current one, and remove older ones."""
    if target.is_dir():
        for entry in os.scandir(target):
            if current is None or entry.name != current.name:
                shutil.rmtree(entry.path, ignore_errors=True)
    for path in list(source.iterdir()) if source.is_dir() else ():
        target.mkdir(exist_ok=True)
        path.replace(target / path.name)


def files_of(graph: Path) -> list[str]:
    """The paths of a graph folder's files, sorted: without store, state and what others keep there."""
    inside = [path for name in _FOLDERS if (graph / name).is_dir() for path in (graph / name).iterdir()]
    return sorted(
        path.relative_to(graph).as_posix() for path in (*inside, *(graph / name for name in _FILES)) if path.is_file()
    )


def _files_below(folder: Path) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        if Path(at) == folder:
            folders[:] = [name for name in folders if name not in (STATE, STORE)]
        for name in files:
            yield (Path(at) / name).relative_to(folder).as_posix()


def _can_exchange(old: Path, beside: Path) -> bool:
    """Whether two folders can change places here: tried on two empty ones, on Linux, in a folder that is no mount."""
    if not sys.platform.startswith("linux") or old.is_symlink():
        return False
    trial = beside.with_name(f"{beside.name}.trial")
    try:
        if old.stat().st_dev != old.absolute().parent.stat().st_dev or os.path.ismount(old):
            return False
        for name in ("a", "b"):
            (trial / name).mkdir(parents=True, exist_ok=True)
        _exchange(trial / "a", trial / "b")
    except OSError:
        return False
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    return True


def _exchange(one: Path, other: Path) -> None:
    system = ctypes.CDLL(None, use_errno=True)
    if not hasattr(system, "renameat2"):
        raise OSError("no renameat2")
    paths = os.fsencode(one), os.fsencode(other)
    if system.renameat2(_AT_WORKING_FOLDER, paths[0], _AT_WORKING_FOLDER, paths[1], _EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one))


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # no hard links here, or too many to this file
        shutil.copy2(source, target)


def _link_tree(source: Path, target: Path) -> None:
    if source.is_symlink():
        target.symlink_to(source.readlink())
    elif source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for entry in os.scandir(source):
            _link_tree(Path(entry.path), target / entry.name)
    elif not target.exists():
        _link(source, target)


def _write_whole(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(data)
    _flush([beside], path.parent)
    beside.replace(path)
    _flush_folder(path.parent)


def _flush(files: list[Path], folder: Path) -> None:
    """See that the files are on the disk."""
    if len(files) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some systems do not open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
