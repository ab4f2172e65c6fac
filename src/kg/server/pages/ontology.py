"""The page of the ontology: every term at its anchor, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import RedirectResponse, Response

from kg.graph.iris import ONTOLOGY
from kg.questions.labels import best_label
from kg.questions.terms import Term
from kg.server.negotiation import HTML, TRIPLES, choose
from kg.server.pages import queries
from kg.server.pages.data import SUFFIXES
from kg.server.pages.site import Visit, rendered

_SECTIONS: Final = ("Class", "ObjectProperty", "DatatypeProperty", "ConceptScheme")
_ASKED: Final = f"""{queries.PREFIXES}PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?term ?class ?p ?o WHERE {{
  VALUES ?class {{ owl:Class owl:ObjectProperty owl:DatatypeProperty skos:ConceptScheme }}
  GRAPH ?g {{ ?term a ?class }} FILTER(STRENDS(STR(?g), "/ontology"))
  OPTIONAL {{ VALUES ?p {{ rdfs:label skos:prefLabel skos:definition rdfs:comment skos:example rdfs:subClassOf
    rdfs:subPropertyOf rdfs:domain rdfs:range }} GRAPH ?g {{ ?term ?p ?o }} }}
}} ORDER BY ?term ?p ?o"""


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term with what it is called and what it means."""

    iri: str
    name: str
    label: str
    definition: str
    example: str
    related: tuple[tuple[str, str, str], ...]


def ontology_page(visit: Visit) -> Response:
    """The terms, or for other clients the way to the ontology as data (303)."""
    accept = ",".join(visit.request.headers.getlist("accept")) or None
    formats = (HTML, *(each for each in TRIPLES if each.name in SUFFIXES.values()))
    wanted = choose(accept, formats)
    if wanted is not None and wanted is not HTML:
        suffix = next(suffix for suffix, name in SUFFIXES.items() if name == wanted.name)
        return RedirectResponse(f"/ontology.{suffix}", 303)
    sections: dict[str, dict[str, dict[str, list[Term]]]] = {name: {} for name in _SECTIONS}
    for term, kind, predicate, value in visit.source.rows(_ASKED):
        if term is None or kind is None or not term.is_iri or "://" not in term.value:
            continue
        said = sections[_local(kind.value)].setdefault(term.value, {})
        if predicate is not None and value is not None:
            said.setdefault(_local(predicate.value), []).append(value)
    shown = [(name, [_shown(visit, iri, said) for iri, said in terms.items()]) for name, terms in sections.items()]
    return rendered(visit.request, visit.reader, "ontology.html", sections=shown, iri=ONTOLOGY)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _shown(visit: Visit, iri: str, said: dict[str, list[Term]]) -> OntologyTerm:
    def text(*names: str) -> str:
        return best_label([term for name in names for term in said.get(name, ()) if not term.is_iri], visit.language)

    related = tuple(
        (name, _local(term.value), visit.addresses.of(term.value))
        for name in ("subClassOf", "subPropertyOf", "domain", "range")
        for term in said.get(name, ())
        if term.is_iri and "://" in term.value
    )
    name = _local(iri)
    return OntologyTerm(
        iri, name, text("label", "prefLabel") or name, text("definition", "comment"), text("example"), related
    )
