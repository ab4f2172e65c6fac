"""What a format's reader gives: the text of one document, before it has a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a document with what its format declares about it.

    `encoding` is the one that the bytes were decoded by, `published` a date in ISO 8601.
    """

    text: str
    encoding: str
    media_type: str = "text/plain"
    title: str | None = None
    published: str | None = None


class Unreadable(Exception):  # noqa: N818 -- it says what the bytes are
    """Bytes that a reader cannot make a text of: what was found, what was expected, how to mend it."""

    def __init__(self, found: str, expected: str, mend: str, line: int | None = None) -> None:
        super().__init__(found)
        self.found, self.expected, self.mend, self.line = found, expected, mend, line
