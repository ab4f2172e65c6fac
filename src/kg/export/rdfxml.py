"""RDF/XML (W3C Recommendation of 2014), a description a subject, as a stream."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.errors import GraphError
from kg.export.records import Sink
from kg.export.view import View
from kg.graph.files import prefixes
from kg.graph.terms import RDF, Term, unescape

_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<(.*)>)?', re.DOTALL)
# XML 1.0, section 2.2: characters that no XML document can hold
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_KEPT: Final = {"\r": "&#13;"}  # a parser would make a line feed of it


def write(view: View, sink: Sink) -> None:
    """All graphs merged into one.

    Raises:
        GraphError: a text holds a character that XML cannot, or a property has no name in XML.
    """
    known = {namespace: prefix for prefix, namespace in prefixes(view.base).items()}
    spaces = _namespaces(view, known)
    declared = "".join(
        f"\n    xmlns:{spaces[space]}={quoteattr(space)}" for space in sorted(spaces, key=spaces.__getitem__)
    )
    sink.stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    graphs = 0
    for _, triples in view.graphs():
        graphs += 1
        for subject, group in groupby(triples, key=lambda triple: triple[0]):
            lines = []
            for _, predicate, value in group:
                lines.append(f"    {_element(predicate, value, spaces)}\n")
            sink.count += len(lines)
            about = f"  <rdf:Description rdf:about={quoteattr(_inside(subject))}>\n"
            sink.stream.write((about + "".join(lines) + "  </rdf:Description>\n").encode())
    sink.stream.write(b"</rdf:RDF>\n")
    sink.unit = "statements"
    sink.notes.append(f"rdfxml keeps no named graphs: {graphs} graphs became one (trig keeps them)")


def _namespaces(view: View, known: dict[str, str]) -> dict[str, str]:
    """The namespaces of all properties, with their prefixes; `rdf` is always among them."""
    used = {RDF} | {
        _split(predicate)[0] for predicate in {triple[1] for _, triples in view.graphs() for triple in triples}
    }
    new = sorted(used - known.keys())
    return {space: known[space] for space in used & known.keys()} | {
        space: f"ns{at}" for at, space in enumerate(new, 1)
    }


def _split(predicate: Term) -> tuple[str, str]:
    inside = predicate[1:-1]
    cut = max(inside.rfind("/"), inside.rfind("#")) + 1
    if not _NAME.match(inside, cut):
        raise GraphError("rdfxml", f"the property {predicate}", "one whose last part is a name in XML", "export trig")
    return inside[:cut], inside[cut:]


def _inside(term: Term) -> str:
    return term[1:-1]


def _element(predicate: Term, value: Term, spaces: dict[str, str]) -> str:
    space, local = _split(predicate)
    name = f"{spaces[space]}:{local}"
    if value.startswith("<"):
        return f"<{name} rdf:resource={quoteattr(_inside(value))}/>"
    match = _QUOTED.fullmatch(value)
    if match is None:
        raise GraphError("rdfxml", f"the term {value}", "an IRI or a literal", "export trig")
    quoted, language, datatype = match.groups()
    text = unescape(quoted)
    if wrong := _IMPOSSIBLE.search(text):
        found = f"U+{ord(wrong[0]):04X} in {text[:40]!r}"
        raise GraphError("rdfxml", found, "characters that XML can hold", "export trig, turtle or jsonld instead")
    said = (
        f" xml:lang={quoteattr(language)}" if language else f" rdf:datatype={quoteattr(datatype)}" if datatype else ""
    )
    return f"<{name}{said}>{escape(text, _KEPT)}</{name}>"
