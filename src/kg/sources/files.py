"""Which files there are to read: named ones, and those of folders, in an order that does not depend on the disk."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SourceError

# Formats that people keep texts in and that are not read: passing over them in silence would lose a document.
_FOREIGN = frozenset(".pdf .doc .docx .odt .rtf .ppt .pptx .xls .xlsx .epub .pages .eml .msg .mht .mhtml".split())


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: `name` of its document, `source` below the folder given (with `/`), `suffix` of its format.

    `compression` is the suffix behind it (`.gz`), or empty.
    """

    path: Path
    name: str
    source: str
    suffix: str
    compression: str = ""


def find(
    paths: Sequence[str | Path], suffixes: Container[str], compressions: Container[str] = ()
) -> Iterator[File | SourceError]:
    """The files of `paths` and of the folders among them, each once, sorted by source; faults come first."""
    files: dict[tuple[str, str], File] = {}
    faults: list[SourceError] = []
    for given in paths:
        path = Path(given)
        found: Iterator[File | SourceError]
        if os.path.isdir(path):  # noqa: PTH112 -- Path.is_dir raises where a folder above cannot be entered
            found = _in_folder(path, suffixes, compressions)
        else:
            found = iter([_named(path, path.name, compressions)])
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


def _named(path: Path, source: str, compressions: Container[str]) -> File | SourceError:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if path.is_symlink():
            return SourceError(shown(path), "a link that leads nowhere", "a file or folder to read", "mend the link")
        what = "no such file or folder" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
        return SourceError(shown(path), what, "a file or folder to read", "check the path")
    if not stat.S_ISREG(mode):
        return SourceError(
            shown(path), "neither a file nor a folder", "a file or folder to read", "copy it into a file"
        )
    return _file(path, source, compressions)


def _file(path: Path, source: str, compressions: Container[str]) -> File | SourceError:
    inner, compression = _uncompressed(path, compressions)
    name = inner.stem
    if not name.isprintable() or not unicodedata.normalize("NFC", name).strip():
        return SourceError(shown(path), "a name with control characters", "printable characters", "rename the file")
    return File(path, name, source, inner.suffix.lower(), compression)


def _uncompressed(path: Path, compressions: Container[str]) -> tuple[Path, str]:
    """The path without the suffix of a compression, and that suffix: `a.html.gz` is `a.html`, `.gz`."""
    suffix = path.suffix.lower()
    return (path.with_suffix(""), suffix) if suffix in compressions and path.stem else (path, "")


def _in_folder(folder: Path, suffixes: Container[str], compressions: Container[str]) -> Iterator[File | SourceError]:
    """Files below `folder`. A folder that links reach again is entered once, so that loops end."""
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[Path, str]] = [(folder, "")]
    while todo:
        at, prefix = todo.pop()
        try:
            status = at.stat()
            if (status.st_dev, status.st_ino) in seen:
                if at.is_symlink() and _leads_back(at):
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
            path = at / entry.name
            if _is_folder(entry):
                todo.append((path, f"{prefix}{entry.name}/"))
            else:
                yield from _entry(path, prefix + entry.name, suffixes, compressions)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _entry(
    path: Path, source: str, suffixes: Container[str], compressions: Container[str]
) -> Iterator[File | SourceError]:
    suffix = _uncompressed(path, compressions)[0].suffix.lower()
    if suffix in _FOREIGN:
        yield SourceError(shown(path), f"a {suffix} file", "text or HTML", "save it as text or HTML")
    elif suffix in suffixes:
        yield _named(path, source, compressions)


def _leads_back(link: Path) -> bool:
    """Whether a link leads to a folder that it lies in."""
    target = os.path.realpath(link)
    return os.path.realpath(link.parent).startswith(target.rstrip("/") + "/") or os.path.realpath(link.parent) == target
