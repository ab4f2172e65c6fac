"""Documents: what the graph says of each, its text as offsets count it, and its findings."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from kg.graph.iris import file_name, segment
from kg.questions.labels import BATCH, batches, best_label, short_name
from kg.questions.source import Source
from kg.questions.terms import Term, literal, spell
from kg.server.api.findings import KG, of_document

_FACTS: Final = {
    "title": "http://purl.org/dc/terms/title",
    "language": "http://purl.org/dc/terms/language",
    "source": "http://purl.org/dc/terms/source",
    "format": "http://purl.org/dc/terms/format",
    "issued": "http://purl.org/dc/terms/issued",
    "sha256": f"{KG}sha256",
}


def listing(source: Source, language: str) -> list[dict[str, Any]]:
    """All documents by name: IRI, name, title, language, source, format, date, hash."""
    rows = source.rows(f"SELECT DISTINCT ?document WHERE {{ ?document a <{KG}Document> }}")
    return facts(source, sorted({row[0] for row in rows if row[0] is not None}), language)


def facts(source: Source, documents: list[Term], language: str) -> list[dict[str, Any]]:
    """What the graph says of each of the documents."""
    properties = " ".join(f"<{iri}>" for iri in _FACTS.values())
    said: dict[tuple[Term, str], set[Term]] = {}
    for batch in batches(documents, BATCH):
        values = " ".join(map(spell, batch))
        for document, name, value in source.rows(
            f"SELECT ?document ?property ?value WHERE {{ VALUES ?document {{ {values} }} "
            f"VALUES ?property {{ {properties} }} ?document ?property ?value }}"
        ):
            if document is not None and name is not None and value is not None:
                said.setdefault((document, name.value), set()).add(value)
    return [
        {
            "iri": document.value,
            "name": short_name(document.value),
            **{key: best_label(said.get((document, iri), ()), language) or None for key, iri in _FACTS.items()},
        }
        for document in documents
    ]


def find(source: Source, name: str) -> Term | None:
    """The document of that name, if the graph has it."""
    ending = spell(literal(f"/document/{segment(name)}"))
    pattern = f"?document a <{KG}Document> FILTER(STRENDS(STR(?document), {ending}))"
    rows = source.rows(f"SELECT DISTINCT ?document WHERE {{ {pattern} }}")
    found = sorted(row[0] for row in rows if row[0] is not None and short_name(row[0].value) == name)
    return found[0] if found else None


def document(source: Source, graph: Path, name: str, language: str) -> dict[str, Any] | None:
    """A document with its text and findings; None where the graph has no such document.

    The text is null where the folder has none that its hash in the graph vouches for: offsets would be wrong.
    """
    term = find(source, name)
    if term is None:
        return None
    known = facts(source, [term], language)[0]
    text = text_of(graph, name, known["sha256"])
    return {**known, "text": text, "findings": of_document(source, term, language)}


def text_of(graph: Path, name: str, sha256: str | None) -> str | None:
    """The text kept in the graph folder under a document's name, if it is the one with this hash."""
    folder = graph / "texts"
    path = folder / f"{file_name(name)}.txt"
    if sha256 is None or path.parent != folder or "\0" in name or path.is_symlink():
        return None
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        return None
    return data.decode("utf-8", "replace") if hashlib.sha256(data).hexdigest() == sha256 else None
