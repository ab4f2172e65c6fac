"""gzip (RFC 1952) and Zstandard (RFC 8878): the bytes inside, read as a stream."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kg.sources.content import Unreadable

NAMES = {".gz": "gzip", ".zst": "zstd"}
"""The suffixes of compressed files and what they are."""


@contextmanager
def opened(path: Path, compression: str) -> Iterator[BinaryIO]:
    """The bytes of a file, decompressed where `compression` is in `NAMES`.

    Raises:
        Unreadable: from inside the block, where the compressed data are damaged or end early.
    """
    with path.open("rb") as raw:
        if compression == ".gz":
            with _faults_told(compression, gzip.BadGzipFile, zlib.error), gzip.GzipFile(fileobj=raw) as stream:
                yield cast(BinaryIO, stream)
        elif compression == ".zst":
            from kg.sources import zstd

            with _faults_told(compression, zstd.ZstdError), zstd.stream(raw) as inner:
                yield inner
        else:
            yield raw


@contextmanager
def _faults_told(compression: str, *errors: type[Exception]) -> Iterator[None]:
    name = NAMES[compression]
    try:
        yield
    except EOFError:
        raise Unreadable(f"{name} data that end early", "a whole file", "copy or compress it again") from None
    except errors as error:
        raise Unreadable(f"damaged {name} data ({error})", f"a {name} file", "copy or compress it again") from None


def read_all(stream: BinaryIO, limit: int) -> bytes:
    """All bytes of a stream.

    Raises:
        Unreadable: there are more than `limit`.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"more than {limit:,} bytes", f"at most {limit:,}", "split it, or raise the limit")
    return data
