"""A gold corpus: pairs NAME.txt and NAME.json by the annotation guide (tests/corpus/GUIDE.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import SourceError


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """One annotated measurement: the guide's keys, and where its quote stands in the text."""

    keys: Mapping[str, Any]
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text with its records in text order, and the spans whose figures are neither right nor wrong."""

    name: str
    text: str
    language: str
    records: tuple[GoldRecord, ...]
    ignored: tuple[tuple[int, int], ...]


def read_gold(folder: Path) -> list[GoldDocument]:
    """The gold documents below `folder`, in any depth, by path.

    Raises:
        SourceError: there is none, or one is not JSON of the guide's form.
    """
    found = [_read(path) for path in sorted(folder.rglob("*.json")) if path.with_suffix(".txt").exists()]
    if not found:
        raise SourceError(str(folder), "no gold documents", "pairs NAME.txt and NAME.json")
    return found


def _read(path: Path) -> GoldDocument:
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    try:
        gold = json.loads(path.read_text("utf-8"))
        records = tuple(_located(text, gold["measurements"]))
        ignored = [match.span() for quote in gold.get("ignore", ()) for match in re.finditer(re.escape(quote), text)]
        return GoldDocument(path.stem, text, gold["language"], records, tuple(ignored))
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(str(path), f"{type(error).__name__} {error}", "a gold document by the guide") from error


def _located(text: str, measurements: Sequence[Mapping[str, Any]]) -> list[GoldRecord]:
    """Records with offsets: quotes of one sentence are sought one after another, each after its namesake."""
    found: list[GoldRecord] = []
    sentence, at = None, 0
    after: dict[str, int] = {}  # quote -> where its last namesake in this sentence ends
    for keys in measurements:
        quote = keys["quote"]
        used_up = quote in after and text.find(quote, after[quote], at + len(keys["sentence"])) < 0
        if keys["sentence"] != sentence or used_up:
            again = text.find(keys["sentence"], at + (keys["sentence"] == sentence))
            at = again if again >= 0 else text.find(keys["sentence"])
            sentence, after = keys["sentence"], {}
        start = max(at, after.get(quote, at))
        match = re.compile(r"(?<!\d)" + re.escape(quote)).search(text, start)
        begin = match.start() if match else text.find(quote, start)
        after[quote] = begin + len(quote)
        found.append(GoldRecord(keys, begin, begin + len(quote)))
    return found
