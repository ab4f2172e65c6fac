"""Things as data: which form a client gets (303 from the thing to its page or data), and RDF in four formats."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from kg.graph.iris import ONTOLOGY
from kg.graph.turtle import PREFIXES
from kg.questions.terms import iri, spell
from kg.server.negotiation import HTML, TRIPLES, Format, choose
from kg.server.pages import queries
from kg.server.pages.addresses import below
from kg.server.pages.site import Visit
from kg.server.problems import RequestError

SUFFIXES: Final = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml"}
_OFFERED: Final = (HTML, *(each for each in TRIPLES if each.name in SUFFIXES.values()))
_DESCRIBED: Final = """CONSTRUCT {{ {it} ?p ?o . ?o ?named ?label . ?mention ?q ?v . ?sentence ?r ?w }} WHERE {{
  {{ {it} ?p ?o OPTIONAL {{ VALUES ?named {{ rdfs:label skos:prefLabel dcterms:title }} ?o ?named ?label }} }}
  UNION {{ {it} kg:mention ?mention . ?mention ?q ?v }}
  UNION {{ {it} prov:wasDerivedFrom ?sentence . ?sentence ?r ?w }}
}}"""
_DOCUMENT: Final = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ {it} a kg:Document }} GRAPH ?g {{ ?s ?p ?o }} }}"""
_ONTOLOGY: Final = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ {it} a ?class }} GRAPH ?g {{ ?s ?p ?o }} }}"""


def thing(visit: Visit) -> Response:
    """Leads from the address of a thing to its page or its data, by the Accept header (303)."""
    raw = visit.request.scope.get("raw_path") or visit.request.url.path.encode()
    rest = below(raw, b"/id/")
    found = queries.exists(visit.source, visit.addresses.candidates(rest))
    if found is None:
        raise RequestError(404, f"the graph says nothing of {rest}")
    return _led(visit, f"/page/{quote(rest, safe='/')}", f"/data/{quote(rest, safe='/')}")


def term(visit: Visit) -> Response:
    """Leads from a term of the ontology to its place on the page, or to the ontology as data (303)."""
    name = str(visit.request.path_params["name"])
    if queries.exists(visit.source, (ONTOLOGY + name,)) is None:
        raise RequestError(404, f"the ontology has no term {name}")
    return _led(visit, f"/ontology#{quote(name)}", "/ontology")


def _led(visit: Visit, page: str, data: str) -> Response:
    wanted = _wanted(visit)
    suffix = next((suffix for suffix, name in SUFFIXES.items() if wanted.name == name), None)
    return RedirectResponse(f"{data}.{suffix}" if suffix else page, 303, {"Vary": "Accept"})


def _wanted(visit: Visit) -> Format:
    accept = ",".join(visit.request.headers.getlist("accept")) or None
    wanted = choose(accept, _OFFERED)
    if wanted is None:
        raise RequestError(406, "there are HTML, Turtle, JSON-LD, N-Triples and RDF/XML")
    return wanted


def data(visit: Visit) -> Response:
    """What the graph says of a thing, in the format of the suffix."""
    rest, _, suffix = str(visit.request.path_params["rest"]).rpartition(".")
    if suffix not in SUFFIXES:
        raise RequestError(404, f"no format {suffix}", {"possible": sorted(SUFFIXES)})
    found = queries.exists(visit.source, visit.addresses.candidates(rest))
    if found is None:
        raise RequestError(404, f"the graph says nothing of {rest}")
    form = _DOCUMENT if visit.addresses.kind(found) == "document" else _DESCRIBED
    return described(visit, form, found, suffix)


def ontology_data(visit: Visit) -> Response:
    """The ontology in the format of the suffix."""
    suffix = str(visit.request.path_params["suffix"])
    if suffix not in SUFFIXES:
        raise RequestError(404, f"no format {suffix}", {"possible": sorted(SUFFIXES)})
    return described(visit, _ONTOLOGY, ONTOLOGY[:-1], suffix)


def described(visit: Visit, form: str, thing: str, suffix: str) -> Response:
    """The triples of a CONSTRUCT query about a thing, in a format; nothing about it is a fault."""
    from pyoxigraph import RdfFormat, serialize

    triples = visit.source.store.construct(queries.PREFIXES + form.format(it=spell(iri(thing))))
    if not triples:
        raise RequestError(404, f"the graph says nothing of {thing}")
    wanted = next(each for each in TRIPLES if each.name == SUFFIXES[suffix])
    known = RdfFormat.from_media_type(wanted.media_type)
    assert known is not None
    takes_prefixes = wanted.name in ("turtle", "rdfxml")
    ordered = sorted(triples, key=str)
    body = serialize(ordered, format=known, prefixes=dict(PREFIXES) if takes_prefixes else None)
    return Response(body or b"", media_type=wanted.content_type)
