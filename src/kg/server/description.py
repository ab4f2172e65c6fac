"""What the server says of itself: SPARQL 1.1 Service Description, and VoID."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from kg.server.backend import Backend
from kg.server.exchange import base_url
from kg.server.negotiation import SOLUTIONS, TRIPLES, choose
from kg.server.problems import RequestError
from kg.server.results import PREFIXES, rdf_format
from kg.server.settings import Settings

_FORMATS: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
    "n3": "N3",
}
_GRAPHS: Final = (
    "SELECT ?graph (COUNT(*) AS ?triples) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph LIMIT 1000"
)
_TOTAL: Final = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"
_CATALOG: Final = """PREFIX void: <http://rdfs.org/ns/void#>
CONSTRUCT { ?s ?p ?o } WHERE {
  { SELECT DISTINCT ?g { GRAPH ?g { ?dataset a void:Dataset } } } GRAPH ?g { ?s ?p ?o }
}"""


async def describe_service(request: Request, backend: Backend, settings: Settings) -> Response:
    """The description of the endpoint: languages, formats, the rule of its default graph, and its graphs."""
    endpoint = f"{base_url(request, settings)}/sparql"
    named = []
    for place, row in enumerate(await _rows(backend, _GRAPHS)):
        graph, triples = row["graph"]["value"], row["triples"]["value"]
        node, held = f"<{endpoint}#graph-{place}>", f"<{endpoint}#triples-{place}>"
        named.append(
            f"<{endpoint}#dataset> sd:namedGraph {node} . {node} a sd:NamedGraph ; sd:name <{graph}> ; "
            f"sd:graph {held} . {held} a sd:Graph ; void:triples {triples} ."
        )
    languages = ["sd:SPARQL11Query", *(["sd:SPARQL11Update"] if backend.is_writable else [])]
    formats = [f"<http://www.w3.org/ns/formats/{_FORMATS[each.name]}>" for each in (*SOLUTIONS, *TRIPLES)]
    inputs = [f"<http://www.w3.org/ns/formats/{_FORMATS[each.name]}>" for each in TRIPLES]
    turtle = f"""{_prefixes()}
<{endpoint}#service> a sd:Service ; sd:endpoint <{endpoint}> ; sd:supportedLanguage {", ".join(languages)} ;
    sd:resultFormat {", ".join(formats)} ; sd:feature sd:UnionDefaultGraph ; sd:defaultDataset <{endpoint}#dataset> .
<{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#default> .
<{endpoint}#default> a sd:Graph ; void:triples {await _total(backend)} .
{f"<{endpoint}#service> sd:inputFormat {', '.join(inputs)} ." if backend.is_writable else ""}
{" ".join(named)}"""
    return _response(request, turtle, backend)


async def describe_dataset(request: Request, backend: Backend, settings: Settings) -> Response:
    """VoID: the catalog of the build, where the store has one, with the addresses of this server."""
    base = base_url(request, settings)
    answer = await backend.read(
        {"do": "query", "query": _CATALOG, "accept": "text/turtle", "base": base, "default": [], "named": []}
    )
    catalog = answer.body.decode() if answer.file is None else answer.file.read_text(encoding="utf-8")
    if answer.file is not None:
        answer.file.unlink()
    here, dataset = f"<{base}/.well-known/void>", f"<{base}/.well-known/void#dataset>"
    features = ", ".join(f"<http://www.w3.org/ns/formats/{_FORMATS[each.name]}>" for each in TRIPLES)
    turtle = f"""{catalog}
{_prefixes()}
{here} a void:DatasetDescription ; <http://xmlns.com/foaf/0.1/topic> {dataset} .
{dataset} a void:Dataset ; void:triples {await _total(backend)} ; void:sparqlEndpoint <{base}/sparql> ;
    void:feature {features} ."""
    return _response(request, turtle, backend)


def _prefixes() -> str:
    return "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("sd", "void"))


async def _total(backend: Backend) -> int:
    return int((await _rows(backend, _TOTAL))[0]["triples"]["value"])


async def _rows(backend: Backend, query: str) -> list[dict[str, Any]]:
    answer = await backend.read(
        {"do": "query", "query": query, "accept": None, "base": "http://localhost/", "default": [], "named": []}
    )
    text = answer.body if answer.file is None else answer.file.read_bytes()
    if answer.file is not None:
        answer.file.unlink()
    rows: list[dict[str, Any]] = json.loads(text)["results"]["bindings"]
    return rows


def _response(request: Request, turtle: str, backend: Backend) -> Response:
    """The Turtle in the format that the client wants."""
    from pyoxigraph import RdfFormat, parse, serialize

    accept = ",".join(request.headers.getlist("accept")) or None
    wanted = choose(accept, TRIPLES)
    if wanted is None:
        possible = [each.media_type for each in TRIPLES]
        raise RequestError(406, f"this can be had as {', '.join(possible)}", {"possible": possible})
    triples = sorted({quad.triple for quad in parse(turtle, RdfFormat.TURTLE)}, key=str)
    prefixes = PREFIXES if wanted.name in ("turtle", "trig", "rdfxml", "jsonld") else None
    body = serialize(triples, format=rdf_format(wanted.name), prefixes=prefixes)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "Content-Type": wanted.content_type}
    return Response(body, headers=headers)
