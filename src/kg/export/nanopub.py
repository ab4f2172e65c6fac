"""Nanopublications (guidelines of 2018) in TriG, one a document: what it asserts, where from, who published it.

Assertion: the findings. Provenance: sentences, mentions, the document, and which finding comes from which. Publication:
software, licence, the build's hash; no times, so that the same graph gives the same bytes. No triple stands twice.
"""

from __future__ import annotations

from typing import Final

from kg.export.records import Sink
from kg.export.view import Part, View
from kg.graph.files import prefixes
from kg.graph.iris import ONTOLOGY, segment
from kg.graph.populate import DERIVED, MENTION
from kg.graph.terms import TYPE, Triple, iri, string
from kg.graph.turtle import Names, body
from kg.resources import version

_NP: Final = "http://www.nanopub.org/nschema#"
_PROV: Final = "http://www.w3.org/ns/prov#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_SUPPORT: Final = frozenset({DERIVED, MENTION})


def write(view: View, sink: Sink) -> None:
    """Four graphs a document. Names of organizations, surveys and populations are in the other formats."""
    known = {**prefixes(view.base), "np": _NP}
    order = sorted(known, key=lambda prefix: (prefix != "kg", prefix))
    sink.stream.write("".join(f"@prefix {prefix}: <{known[prefix]}> .\n" for prefix in order).encode())
    for part in view.documents():
        for graph, triples in split(part, view):
            sink.stream.write(f"\n<{graph}> {{\n{body(triples, Names(known))}}}\n".encode())
        sink.count += 1
    sink.unit = "nanopublications"
    sink.notes.append("nanopub holds what documents say alone: trig has labels of what they share, and inferences")


def split(part: Part, view: View) -> list[tuple[str, list[Triple]]]:
    """A document's nanopublication: the IRIs of head, assertion, provenance and publication info with their triples."""
    node = f"{view.base.iri}nanopub/{segment(part.name)}"
    head, assertion, provenance, publication = (
        f"{node}#{name}" for name in ("head", "assertion", "provenance", "publication")
    )
    findings = {subject for subject, predicate, _ in part.triples if predicate == DERIVED}
    said = [t for t in part.triples if t[0] in findings and t[1] not in _SUPPORT]
    rest = [t for t in part.triples if t[0] not in findings or t[1] in _SUPPORT]
    return [
        (
            head,
            [
                (iri(node), TYPE, f"<{_NP}Nanopublication>"),
                (iri(node), f"<{_NP}hasAssertion>", iri(assertion)),
                (iri(node), f"<{_NP}hasProvenance>", iri(provenance)),
                (iri(node), f"<{_NP}hasPublicationInfo>", iri(publication)),
            ],
        ),
        (assertion, said),
        (provenance, [*rest, (iri(assertion), DERIVED, iri(part.iri))]),
        (
            publication,
            [
                (iri(node), f"<{_DCTERMS}license>", iri(_LICENCE)),
                (iri(node), f"<{_PROV}wasAttributedTo>", iri(f"{view.base.iri}software/surveykg-{version()}")),
                (iri(node), f"<{_PROV}wasGeneratedBy>", iri(f"{view.base.iri}build")),
                (iri(node), f"<{ONTOLOGY}sha256>", string(view.build_hash)),
            ],
        ),
    ]
