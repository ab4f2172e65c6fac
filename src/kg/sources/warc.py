"""Web archives: WARC 1.1 (ISO 28500) and the WET files of Common Crawl, record by record.

Of responses that arrived well (status 200) pages and plain text are documents, of conversions the text. Requests,
metadata, pictures and the like are passed over.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from kg.sources.content import Unreadable

SUFFIXES = frozenset({".warc", ".wet"})
_LINE = 64 * 1024
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SLUG = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Record:
    """A text of an archive: `address` it came from, `suffix` of its format, `charset` that the server declared."""

    address: str
    suffix: str
    data: bytes
    charset: str | None

    @property
    def name(self) -> str:
        """A name made of the address alone: readable, and told apart by a hash."""
        slug = _SLUG.sub("-", self.address.partition("://")[2] or self.address).strip("-.")[:60]
        return f"{slug}-{hashlib.sha256(self.address.encode()).hexdigest()[:8]}"


def records(stream: BinaryIO, limit: int) -> Iterator[Record | Unreadable]:
    """The texts of an archive; a record that cannot be read comes as the fault, and the next ones follow.

    Raises:
        Unreadable: what stands where a record should begin is none, so the rest cannot be found.
    """
    while (headers := _headers(stream, "WARC/")) is not None:
        try:
            length = int(headers.get("content-length", ""))
        except ValueError:
            raise Unreadable("a WARC record without a length", "Content-Length", "write the archive again") from None
        kind = headers.get("warc-type", "")
        address = headers.get("warc-target-uri", "").strip("<>") or headers.get("warc-record-id", "").strip("<>")
        if kind not in ("response", "conversion", "resource") or length > limit:
            _skip(stream, length)
            if kind in ("response", "conversion", "resource"):
                yield Unreadable(f"a record of {length:,} bytes ({address})", f"at most {limit:,}", "raise the limit")
            continue
        data = stream.read(length)
        if len(data) < length:
            raise Unreadable(
                f"a WARC record that ends early ({address})", f"{length:,} bytes", "copy the archive again"
            )
        try:
            found = _text(kind, address, headers, data, limit)
        except Unreadable as error:
            yield error
            continue
        if found is not None:
            yield found


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0 and (chunk := stream.read(min(length, 1 << 20))):
        length -= len(chunk)


def _headers(stream: BinaryIO, first: str) -> dict[str, str] | None:
    """The named fields up to an empty line; None at the end of the stream."""
    line = stream.readline(_LINE)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_LINE)
    if not line:
        return None
    if not line.startswith(first.encode()):
        raise Unreadable(f"{line[:40]!r} where a record should begin", "a WARC file", "copy the archive again")
    fields: dict[str, str] = {}
    while (line := stream.readline(_LINE)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _text(kind: str, address: str, headers: Mapping[str, str], data: bytes, limit: int) -> Record | None:
    if kind != "response" or not headers.get("content-type", "").startswith("application/http"):
        return _record(address, headers.get("content-type", "text/plain" if kind == "conversion" else ""), data)
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    if status.split(" ")[1:2] != ["200"]:
        return None
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if _suffix(fields.get("content-type", "")) is None:
        return None
    if fields.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunked(body)
    return _record(
        address, fields.get("content-type", ""), _decoded(body, fields.get("content-encoding", ""), address, limit)
    )


def _suffix(content_type: str) -> str | None:
    media = content_type.partition(";")[0].strip().lower()
    return ".html" if media in _PAGES else ".txt" if media == "text/plain" else None


def _record(address: str, content_type: str, data: bytes) -> Record | None:
    suffix = _suffix(content_type)
    if suffix is None or not data.strip():
        return None
    charset = _CHARSET.search(content_type)
    return Record(address, suffix, data, charset[1] if charset else None)


def _unchunked(body: bytes) -> bytes:
    """The body without its chunk sizes (RFC 9112, 7.1); as it is where an archiver has already taken them out."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at)) >= 0:
        try:
            size = int(body[at:end].partition(b";")[0], 16)
        except ValueError:
            return body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(parts) or body


def _decoded(body: bytes, coding: str, address: str, limit: int) -> bytes:
    """The body without its content coding, as it is where an archiver has already taken it off."""
    coding = coding.lower().strip()
    if coding in ("gzip", "x-gzip", "deflate") and body[:2] in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        try:
            return zlib.decompressobj(47).decompress(body, limit)
        except zlib.error as error:
            raise Unreadable(f"damaged data ({address}: {error})", coding, "fetch the page again") from None
    return body
