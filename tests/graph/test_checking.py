"""Validation of what changed gives the report of the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.graph.build import build
from kg.graph.validate import validate_folder
from kg.model import Document, Extraction

COPIES = 2  # of the gold: enough triples for validation by parts


@pytest.fixture(scope="module")
def copies(gold_extractions: dict[str, Extraction]) -> list[Document]:
    return [
        replace(extraction.document, name=f"{name}~{copy}")
        for name, extraction in gold_extractions.items()
        for copy in range(COPIES)
    ]


@pytest.fixture(scope="module")
def gold(gold_extractions: dict[str, Extraction]) -> Callable[[Document], Extraction]:
    def extract(document: Document) -> Extraction:
        known = gold_extractions[document.name.partition("~")[0]]
        if document.title != "broken":
            return replace(known, document=document)
        first = replace(known.measurements[0], confidence=known.measurements[0].confidence + 7)
        return replace(known, document=document, measurements=(first, *known.measurements[1:]))

    return extract


def test_parts_give_the_report_of_the_whole(
    copies: list[Document], gold: Callable[[Document], Extraction], tmp_path: Path
) -> None:
    broken = [replace(document, title="broken") if document.name.endswith("~1") else document for document in copies]
    for documents in (copies, broken, broken, broken[1:], copies[2:]):
        report = build(documents, tmp_path / "graph", extract=gold)
        whole = validate_folder(tmp_path / "graph", engine="compiled")
        assert report.validation is not None
        assert report.validation.json() == whole.json()
        assert report.validation.conforms == (documents in (copies, copies[2:]))
