"""Where the bytes of an answer go before any of them leaves: memory, from a size on a file, up to a limit."""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import IO, Final

_INLINE: Final = 256 * 1024


class TooManyError(Exception):
    """An answer has more rows or bytes than may be answered; `what` and `limit` say which."""

    def __init__(self, what: str, limit: int) -> None:
        self.what, self.limit = what, limit
        super().__init__(f"more than {limit} {what}")


class Output:
    """A binary file that takes `limit` bytes and no more; what is long lies in a file in `scratch`."""

    def __init__(self, scratch: str, limit: int) -> None:
        self._scratch, self._limit = scratch, limit
        self._memory: IO[bytes] = BytesIO()
        self._file: IO[bytes] | None = None
        self.path: str | None = None
        self.length = 0

    def write(self, data: bytes) -> int:
        """Writes the bytes, or raises TooManyError."""
        self.length += len(data)
        if self.length > self._limit:
            raise TooManyError("bytes", self._limit)
        if self._file is None and self.length > _INLINE:
            handle, self.path = tempfile.mkstemp(dir=self._scratch)
            self._file = os.fdopen(handle, "wb")
            self._file.write(self._memory.getvalue())  # type: ignore[attr-defined]
        return (self._file or self._memory).write(data)

    def flush(self) -> None:
        """What writers of files call at their end."""

    def finish(self) -> bytes:
        """Closes the file at `path`, or gives the bytes where there is none."""
        if self._file is not None:
            self._file.close()
            return b""
        return self._memory.getvalue()  # type: ignore[attr-defined, no-any-return]

    def discard(self) -> None:
        """Removes the file, if any."""
        if self._file is not None and self.path is not None:
            self._file.close()
            Path(self.path).unlink()
