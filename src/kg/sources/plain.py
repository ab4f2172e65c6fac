"""Plain text: the document's text is the file's, character by character."""

from __future__ import annotations

from kg.sources.content import Content, Unreadable
from kg.sources.decode import decode


def read(data: bytes, encoding: str | None = None, declared: str | None = None) -> Content:
    """The text of `data` as it stands; `declared` is the encoding that a server names.

    Raises:
        Unreadable: the bytes are no text, or there is nothing but white space.
    """
    text, used = decode(data, encoding, declared)
    if not text.strip():
        raise Unreadable("nothing but white space", "text", "remove the file, or fill it")
    return Content(text, used)
