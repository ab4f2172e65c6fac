"""Bytes to text: by byte order mark, declaration, strict UTF-8, then detection. No character is changed or dropped."""

from __future__ import annotations

import codecs
import re

from kg.sources.content import Unreadable
from kg.sources.detect import detect

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (docx, xlsx, odt, epub …)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (doc, xls, ppt)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_TEXT = "text in UTF-8 or a declared encoding"
_SAVE = "save the file as text (UTF-8)"
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding it was in; a byte order mark is not part of the text.

    `encoding` is the reader's own order and wins; `declared` is what the file says of itself and gives way where the
    bytes contradict it.

    Raises:
        Unreadable: empty or binary data, or bytes that the encoding does not have.
    """
    if not data:
        raise Unreadable("an empty file", "text", "remove it, or fill it")
    if encoding is not None:
        return _ordered(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, name), name
    _refuse_binary(data)
    wide = _wide(data)
    if wide is not None:
        return _strict(data, wide, wide), wide
    if b"\x00" in data:
        raise Unreadable(f"binary data (a NUL byte at {data.index(0):,})", _TEXT, _SAVE)
    return _narrow(data, declared)


def _ordered(data: bytes, encoding: str) -> tuple[str, str]:
    name = known(encoding)
    if name is None:
        raise Unreadable(
            f"unknown encoding {encoding!r}", "an encoding's name", "try --encoding cp1252, koi8-r or utf-16"
        )
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(name.removesuffix("-sig")):
            return _strict(data[len(mark) :], marked, encoding), marked
    return _strict(data, name, encoding), name


def known(encoding: str) -> str | None:
    """Python's name of a text encoding, or None where there is no such encoding."""
    try:
        found = codecs.lookup(encoding.strip())
        "".encode(found.name)
    except (LookupError, ValueError, TypeError):
        return None
    return found.name


def _strict(data: bytes, name: str, shown: str) -> str:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, UnicodeError) as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        byte = f"byte 0x{data[at]:02x} at {at:,}" if at < len(data) else "bytes"
        line = data.count(b"\n", 0, at) + 1
        raise Unreadable(f"{byte} that is not {shown}", f"text in {shown}", "give the right --encoding", line) from None
    return text


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(what, _TEXT, _SAVE)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in text of these languages every other byte is 0 or 4."""
    head = data[:4000]
    half = len(head) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = head[0::2], head[1::2]
    for high, low, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if high.count(0) + high.count(4) + high.count(0x20) > 0.9 * half and low.count(0) + low.count(4) < 0.1 * half:
            return name if high.count(0) + high.count(4) > 0.6 * half else None
    return None


def _narrow(data: bytes, declared: str | None) -> tuple[str, str]:
    if len(_CONTROL.findall(data, 0, 100_000)) > 0.02 * min(len(data), 100_000):
        raise Unreadable("binary data (control characters)", _TEXT, _SAVE)
    name = known(declared) if declared else None
    if name is not None and not name.startswith(("utf-8", "utf-16", "utf-32", "utf_", "ascii")):
        # Browsers, and the servers that write "iso-8859-1", mean Windows-1252 (WHATWG Encoding, 4.2).
        name = {"iso8859-1": "cp1252", "iso8859-9": "cp1254"}.get(name, name)
        utf8 = _utf8(data)
        if utf8 is not None and not data.isascii() and _MULTIBYTE.search(data):
            return utf8, "utf-8"
        try:
            return data.decode(name), name
        except UnicodeError:
            pass
    utf8 = _utf8(data)
    if utf8 is not None:
        return utf8, "utf-8"
    _refuse_broken_utf8(data)
    return detect(data)


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _refuse_broken_utf8(data: bytes) -> None:
    """Bytes that are UTF-8 but for a few are a damaged file, not one in another encoding."""
    head = data[:1_000_000]
    good = len(_MULTIBYTE.findall(head))
    bad = len(re.findall(rb"[\x80-\xff]", _MULTIBYTE.sub(b"", head)))
    if len(head) < len(data) and not bad:
        good, bad = max(good, 1), 0
    if good > 3 * bad:
        _strict_utf8_or_explain(data)


def _strict_utf8_or_explain(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"malformed UTF-8 (byte 0x{data[error.start]:02x} at {error.start:,})"
        raise Unreadable(found, "UTF-8", "save the file as UTF-8 again, or give --encoding", line) from None
