"""Clients that others wrote, against a real server."""

from __future__ import annotations

import asyncio
import resource
import socket
import warnings

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

TOKEN = "a-token-for-tests"
NODE = rdflib.URIRef("https://example.org/a")


def wrapper(client: httpx.Client) -> SPARQLWrapper:
    return SPARQLWrapper(f"{client.base_url}/sparql")


def test_sparqlwrapper_reads_every_format(read_only: httpx.Client) -> None:
    for form in (JSON, XML, CSV, TSV):
        client = wrapper(read_only)
        client.setQuery("SELECT ?o { <https://example.org/a> ?p ?o }")
        client.setReturnFormat(form)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = client.queryAndConvert()
        if form == JSON:
            assert len(found["results"]["bindings"]) == 5
        elif form == XML:
            assert len(found.getElementsByTagName("result")) == 5
        else:
            assert b"tagged" in found


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML])
def test_sparqlwrapper_reads_graphs(read_only: httpx.Client, form: str) -> None:
    client = wrapper(read_only)
    client.setQuery("CONSTRUCT WHERE { <https://example.org/a> ?p ?o }")
    client.setReturnFormat(form)
    found = client.queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == 5


@pytest.mark.parametrize("method", [POSTDIRECTLY, "urlencoded"])
def test_sparqlwrapper_posts(writable: httpx.Client, method: str) -> None:
    client = wrapper(writable)
    client.setMethod(POST)
    client.setRequestMethod(method)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.setQuery("INSERT DATA { <http://s.example/> <http://p.example/> 1 }")
    assert client.query().response.getcode() == 204
    client.setQuery("ASK { ?s ?p 1 }")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["boolean"] is True


def test_sparqlwrapper_tells_of_a_bad_query(read_only: httpx.Client) -> None:
    client = wrapper(read_only)
    client.setQuery("SELECT ?o {")
    with pytest.raises(QueryBadFormed, match="query:1:"):
        client.query()


def test_rdflib_reads_as_from_a_graph(read_only: httpx.Client) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{read_only.base_url}/sparql"))
    assert len(list(graph.objects(NODE))) == 5
    assert {str(row.o) for row in graph.query("SELECT ?o { <https://example.org/b> ?p ?o }")} == {
        "https://example.org/c"
    }


def test_rdflib_writes_as_to_a_graph(writable: httpx.Client) -> None:
    url = f"{writable.base_url}/sparql"
    store = SPARQLUpdateStore(url, url, headers={"Authorization": f"Bearer {TOKEN}"})
    graph = rdflib.Graph(store, rdflib.URIRef("http://g.example/"))
    triple = (NODE, rdflib.RDFS.label, rdflib.Literal("æøå \"'\\\n", lang="nb"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert list(graph) == []


async def knock(host: str, port: int, count: int) -> int:
    """Opens so many connections that say nothing, and asks one question beside them; its status."""
    silent = []
    for _ in range(count):
        try:
            silent.append(await asyncio.open_connection(host, port))
        except OSError:
            break
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=30) as client:
        status = (await client.get("/sparql", params={"query": "ASK {}"})).status_code
    for _, writer in silent:
        writer.transport.abort()
    return status


def test_thousands_of_silent_connections_do_not_stop_a_server(start: object, graph_folder: object) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(3000, hard // 3)
    client = start(graph_folder, connections=count * 2)  # type: ignore[operator]
    try:
        status = asyncio.run(knock(client.base_url.host, client.base_url.port, count))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert status == 200


def test_connections_past_the_limit_are_told_so_and_the_others_go_on(start: object, graph_folder: object) -> None:
    client = start(graph_folder, connections=20)  # type: ignore[operator]
    assert client.get("/health").status_code == 200
    held = [socket.create_connection((client.base_url.host, client.base_url.port)) for _ in range(40)]
    with httpx.Client(base_url=client.base_url) as other:
        assert other.get("/health").status_code == 503
    for each in held:
        each.close()
    for _ in range(100):
        if client.get("/health").status_code == 200:
            break
    assert client.get("/health").status_code == 200
