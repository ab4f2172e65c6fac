"""Which files there are to read: named ones, and those of folders, in an order that does not depend on the disk."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SourceError

# Formats that people keep texts in and that are not read: passing over them in silence would lose a document.
_FOREIGN = frozenset(".pdf .doc .docx .odt .rtf .ppt .pptx .xls .xlsx .epub .pages .eml .msg .mht .mhtml".split())


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: `name` of its document, `source` below the folder given (with `/`), `suffix` of its format."""

    path: Path
    name: str
    source: str
    suffix: str


def find(paths: Sequence[str | Path], suffixes: Container[str]) -> Iterator[File | SourceError]:
    """The files of `paths` and of the folders among them, each once, sorted by source; faults come first."""
    files: dict[tuple[str, str], File] = {}
    faults: list[SourceError] = []
    for given in paths:
        path = Path(given)
        try:
            found = _in_folder(path, suffixes) if path.is_dir() else _named(path)
        except (OSError, ValueError) as error:
            found = iter([SourceError(shown(path), f"{error}", "a file or folder", "check the path")])
        for each in found:
            if isinstance(each, SourceError):
                faults.append(each)
            else:
                files.setdefault((os.path.realpath(each.path), each.name), each)
    yield from faults
    yield from sorted(files.values(), key=lambda file: (file.source, os.fspath(file.path)))


def shown(path: Path) -> str:
    """The path as a message shows it: on one line, whatever characters it has."""
    text = os.fspath(path)
    return text if text.isprintable() else ascii(text)


def _named(path: Path) -> Iterator[File | SourceError]:
    if not path.exists():
        what = "a link that leads nowhere" if path.is_symlink() else "no such file or folder"
        yield SourceError(shown(path), what, "a file or folder to read", "check the path")
    elif not path.is_file():
        yield SourceError(shown(path), "neither a file nor a folder", "a file or folder to read", "copy it into a file")
    else:
        yield _file(path, path.name)


def _file(path: Path, source: str) -> File | SourceError:
    suffix = path.suffix.lower()
    name = path.stem
    if not name.isprintable() or not unicodedata.normalize("NFC", name).strip():
        return SourceError(shown(path), "a name with control characters", "printable characters", "rename the file")
    return File(path, name, source, suffix)


def _in_folder(folder: Path, suffixes: Container[str]) -> Iterator[File | SourceError]:
    """Files below `folder`. A folder that links reach again is entered once, so that loops end."""
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[Path, str]] = [(folder, "")]
    while todo:
        at, prefix = todo.pop()
        try:
            status = at.stat()
            if (status.st_dev, status.st_ino) in seen:
                if at.is_symlink() and folder_of_itself(at):
                    yield SourceError(shown(at), "a link back to a folder it is in", "no loop", "remove the link")
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(at) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield SourceError(
                shown(at), error.strerror or "a fault of the disk", "a readable folder", "check permissions"
            )
            continue
        for entry in inside:
            if entry.name.startswith("."):
                continue
            yield from _entry(at / entry.name, prefix + entry.name, suffixes, todo)


def _entry(
    path: Path, source: str, suffixes: Container[str], todo: list[tuple[Path, str]]
) -> Iterator[File | SourceError]:
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            todo.append((path, source + "/"))
        elif suffix in _FOREIGN:
            yield SourceError(shown(path), f"a {suffix} file", "text or HTML", "save it as text or HTML")
        elif suffix in suffixes:
            yield from ([_file(path, source)] if path.is_file() else _named(path))
    except OSError as error:
        yield SourceError(shown(path), error.strerror or "a fault of the disk", "a readable file", "check the link")


def folder_of_itself(link: Path) -> bool:
    """Whether a link leads to a folder that it lies in."""
    target = os.path.realpath(link)
    return os.path.realpath(link.parent).startswith(target.rstrip("/") + "/") or os.path.realpath(link.parent) == target
