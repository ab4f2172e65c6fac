"""Axioms and class expressions in Manchester syntax (https://www.w3.org/TR/owl2-manchester-syntax/), for people."""

from __future__ import annotations

from collections.abc import Mapping

from kg.graph.reason.records import OWL, RDFS, is_anonymous, is_literal
from kg.graph.reason.schema import Axioms
from kg.graph.terms import RDF, XSD, Term

PREFIXES: Mapping[str, str] = {
    "kg": "https://w3id.org/surveykg/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
_INSTANCES = "/id/"
_NUMBERS = (f"<{XSD}decimal>", f"<{XSD}integer>")


def name(term: Term) -> str:
    """A term as a prefixed name, as the end of an instance's IRI, or as in N-Triples."""
    if is_literal(term):
        lexical, _, datatype = term.rpartition("^^")
        return lexical.strip('"') if datatype in _NUMBERS else term
    value = term[1:-1]
    for prefix, space in PREFIXES.items():
        if value.startswith(space) and "/" not in value[len(space) :]:
            return f"{prefix}:{value[len(space) :]}"
    return value.split(_INSTANCES, 1)[1] if _INSTANCES in value else term


def expression(term: Term, axioms: Axioms, depth: int = 0) -> str:
    """A class expression: `kg:Measurement and (kg:measure value measure/use)`."""
    if not is_anonymous(term) or depth > 8:
        return name(term)
    for construct, word in (("intersectionOf", " and "), ("unionOf", " or ")):
        if (members := axioms.value(term, construct)) is not None:
            parts = [expression(member, axioms, depth + 1) for member in axioms.sequence(members)]
            return word.join(f"({part})" if " " in part else part for part in parts)
    if (members := axioms.value(term, "oneOf")) is not None:
        return "{" + ", ".join(name(member) for member in axioms.sequence(members)) + "}"
    if (other := axioms.value(term, "complementOf")) is not None:
        return f"not ({expression(other, axioms, depth + 1)})"
    if (inverse := axioms.value(term, "inverseOf")) is not None:
        return f"inverse {name(inverse)}"
    prop = axioms.value(term, "onProperty")
    for construct, word in (("hasValue", "value"), ("someValuesFrom", "some"), ("allValuesFrom", "only")):
        if prop is not None and (filler := axioms.value(term, construct)) is not None:
            inner = expression(filler, axioms, depth + 1)
            return f"{expression(prop, axioms)} {word} {f'({inner})' if ' ' in inner and word != 'value' else inner}"
    return name(term)
