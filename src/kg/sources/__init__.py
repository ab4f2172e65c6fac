"""Documents from files, folders, archives and standard input.

In: paths or a stream of bytes. Out: `Document` records; what cannot be read comes out as a `SourceError` in its place.
A format is a module and a line in `READERS`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from kg.errors import Place, SourceError
from kg.model import Document
from kg.sources import compressed, html, plain, warc
from kg.sources.content import Content, Unreadable
from kg.sources.files import File, find, shown

__all__ = ["LIMIT", "READERS", "read", "read_stdin"]

Reader = Callable[[bytes, str | None, str | None], Content]
READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": plain.read,
    ".markdown": plain.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".shtml": html.read,
}
LIMIT = 256 * 1024 * 1024


def read(
    paths: Sequence[str | Path], *, encoding: str | None = None, limit: int = LIMIT
) -> Iterator[Document | SourceError]:
    """The documents of files and folders, sorted by name; each fault as a `SourceError` where the document would stand.

    Folders are read with all folders in them. Names that begin with a dot and suffixes that nothing reads are passed
    over in folders; a file that is named itself is read whatever its suffix. A file may be compressed (`.gz`, `.zst`)
    or an archive of pages (`.warc`, `.wet`), whose documents are named by their addresses. `limit` is in bytes, of a
    file or of a page in an archive.
    """
    taken: dict[str, str] = {}
    for found in find(paths, READERS.keys() | warc.SUFFIXES, compressed.NAMES):
        if isinstance(found, SourceError):
            yield found
            continue
        for each in _documents(found, encoding, limit):
            yield each if isinstance(each, SourceError) else _unless_taken(each, found, taken)


def read_stdin(stream: BinaryIO, *, encoding: str | None = None, name: str = "stdin") -> Document:
    """The one document of a stream: HTML where it begins like a page, else plain text.

    Raises:
        SourceError: the bytes are no text.
    """
    data = stream.read()
    try:
        return document(_sniffed(data)(data, encoding, None), name, name)
    except Unreadable as error:
        raise _fault(error, "standard input") from None


def document_of(text: str, name: str) -> Document:
    """The record of a text that is already at hand."""
    return document(Content(text, "utf-8"), name, name)


def document(content: Content, name: str, source: str) -> Document:
    """The record of a text that a reader gave."""
    digest = hashlib.sha256(content.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(
        name=unicodedata.normalize("NFC", name),
        text=content.text,
        sha256=digest,
        source=source,
        media_type=content.media_type,
        encoding=content.encoding,
        title=content.title,
        published=content.published,
    )


def _documents(file: File, encoding: str | None, limit: int) -> Iterator[Document | SourceError]:
    place = shown(file.path)
    try:
        if not file.compression and file.suffix not in warc.SUFFIXES and (size := file.path.stat().st_size) > limit:
            raise Unreadable(f"a file of {size:,} bytes", f"at most {limit:,}", "split it, or raise the limit")
        with compressed.opened(file.path, file.compression) as stream:
            if file.suffix in warc.SUFFIXES:
                yield from _archived(stream, file, encoding, limit)
                return
            data = compressed.read_all(stream, limit)
        reader = READERS.get(file.suffix) or _sniffed(data)
        yield document(reader(data, encoding, None), file.name, file.source)
    except Unreadable as error:
        yield _fault(error, place)
    except OSError as error:
        yield SourceError(place, error.strerror or str(error), "a readable file", "check its permissions and the disk")
    except MemoryError:
        yield SourceError(place, "more text than fits in memory", "a smaller file", "split it")


def _archived(stream: BinaryIO, file: File, encoding: str | None, limit: int) -> Iterator[Document | SourceError]:
    place = shown(file.path)
    for record in warc.records(stream, limit):
        if isinstance(record, Unreadable):
            yield _fault(record, place)
            continue
        try:
            content = READERS[record.suffix](record.data, encoding, record.charset)
        except Unreadable as error:
            yield _fault(error, f"{place}#{record.address}")
        else:
            yield document(content, record.name, f"{file.source}#{record.address}")


def _sniffed(data: bytes) -> Reader:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return html.read if head.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<html" in head else plain.read


def _fault(error: Unreadable, place: str) -> SourceError:
    return SourceError(Place(place, error.line), error.found, error.expected, error.mend)


def _unless_taken(found: Document, file: File, taken: dict[str, str]) -> Document | SourceError:
    place = shown(file.path) if found.source == file.source else f"{shown(file.path)}#{found.source.partition('#')[2]}"
    first = taken.setdefault(found.name, place)
    if first is place:
        return found
    return SourceError(
        place, f"a second document named {found.name!r}", f"one (the first is {first})", "rename one of the two"
    )
