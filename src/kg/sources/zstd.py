"""A stream over Zstandard frames that tells an early end from a whole file, which the library's own does not."""

from __future__ import annotations

import io
from typing import BinaryIO

import zstandard

_CHUNK = 4096
_WINDOW = 1 << 27

ZstdError = zstandard.ZstdError


def stream(raw: BinaryIO) -> BinaryIO:
    """The bytes inside the frames of `raw`, one frame after another; reading raises EOFError where one is cut off."""
    return io.BufferedReader(_Frames(raw))


class _Frames(io.RawIOBase):
    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame = self._decompressor.decompressobj()
        self._inside = False
        self._rest, self._ready = b"", b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if not self._ready:
            self._ready = self._more()
        part, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def _more(self) -> bytes:
        while True:
            chunk, self._rest = self._rest or self._raw.read(_CHUNK), b""
            if not chunk:
                if self._inside:
                    raise EOFError
                return b""
            self._inside = True
            data = self._frame.decompress(chunk)
            if self._frame.eof:
                self._rest = self._frame.unused_data
                self._frame = self._decompressor.decompressobj()
                self._inside = False
            if data:
                return data
