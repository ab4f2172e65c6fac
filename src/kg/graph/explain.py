"""Why the graph says what it says: the rules and words behind a finding, and the axioms behind what was inferred."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import GraphError
from kg.graph.iris import Base
from kg.graph.reason import compile_rules, explain_subject
from kg.graph.reason.explanation import text as outline
from kg.graph.show import text_of
from kg.graph.terms import Triple, iri
from kg.graph.vocabulary import load_vocabulary, parse_turtle
from kg.model import Adoption, Extraction, Measurement, Trend

Finding = Measurement | Adoption | Trend


def explain(graph: Path, name: str, base: Base | None = None) -> str:
    """What gave each property of a finding, and why each inferred triple of a thing holds, as lines of text.

    Args:
        graph: the graph folder.
        name: an IRI, or what follows the base of one.

    Raises:
        GraphError: the graph has no such thing.
    """
    root = base or Base()
    full = name if "://" in name else root.iri + name
    place = root.locate(full)
    document = place.document if place else None
    data = [*_file(graph / "shared.ttl")]
    if document is not None:
        data += _file(graph / "documents" / f"{document}.ttl")
    if not any(subject == iri(full) for subject, _, _ in data):
        raise GraphError(
            str(graph), f"nothing about {full}", "the IRI of a finding, organization, survey or population"
        )
    lines = [full]
    if document is not None:
        lines += _reasons(graph, document, full, root)
    derivations = explain_subject(compile_rules(load_vocabulary().triples), data, iri(full))
    return "\n".join([*lines, "", "Inferred:", *(outline(derivation, 1) for derivation in derivations)])


def _file(path: Path) -> Iterator[Triple]:
    if path.is_file():
        yield from parse_turtle(path.read_bytes(), str(path))


def _reasons(graph: Path, document: str, full: str, base: Base) -> Iterator[str]:
    """A line a property: its value, the rule that gave it, and the words that the rule read."""
    from kg.extract import extract
    from kg.sources import document_of

    text = text_of(graph, document)
    found = extract(document_of(text, document))
    for finding in _findings(found):
        kind = type(finding).__name__.lower()
        if base.finding(kind, document, finding.begin, finding.end) != full:
            continue
        yield f"  sentence: {' '.join(finding.sentence.of(text).split())}"
        yield f"  quote: {text[finding.begin : finding.end]!r} at {finding.begin}–{finding.end}"
        for reason in finding.reasons:
            value = f"{_plain(getattr(finding, reason.property))} " if hasattr(finding, reason.property) else ""
            said = f" ← {reason.span.of(text)!r} at {reason.span.begin}–{reason.span.end}" if reason.span else ""
            yield f"  {reason.property}: {value}by {reason.rule}{said}"
        if isinstance(finding, Measurement):
            yield f"  confidence: {finding.confidence}"


def _findings(found: Extraction) -> Iterator[Finding]:
    yield from found.measurements
    yield from found.adoptions
    yield from found.trends


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
