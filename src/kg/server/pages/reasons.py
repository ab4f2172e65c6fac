"""Why a figure was read as it was: the text kept with the graph is read again, which gives the same reading."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.graph.iris import file_name
from kg.model import Reason

LONGEST: Final = 60_000  # characters; a longer text takes seconds to read
Key = tuple[str, int, int]


def kept_text(graph: Path, name: str) -> str | None:
    """The text of a document as the graph folder keeps it; None where there is none, as in a writable store."""
    try:
        return (graph / "texts" / f"{file_name(name)}.txt").read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None


@lru_cache(maxsize=32)
def reasons(text: str, name: str) -> Mapping[Key, tuple[Reason, ...]]:
    """The reasons of each finding, by its kind and place; none for a text over `LONGEST` characters."""
    if len(text) > LONGEST:
        return {}
    from kg.extract import extract
    from kg.sources import document_of

    read = extract(document_of(text, name))
    return {
        **{("measurement", found.begin, found.end): found.reasons for found in read.measurements},
        **{("adoption", found.begin, found.end): found.reasons for found in read.adoptions},
        **{("trend", found.begin, found.end): found.reasons for found in read.trends},
    }
