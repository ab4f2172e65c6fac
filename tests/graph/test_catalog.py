"""The catalogue counts what is there and lists the files as they are."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rdflib

from kg.graph.build import build
from kg.graph.store import open_store
from kg.model import Document, Extraction

VOID, DCAT = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
DATASET = rdflib.URIRef("https://w3id.org/surveykg/id/dataset")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, seed_extractions: tuple[Extraction, ...]) -> Path:
    known = {extraction.document.name: extraction for extraction in seed_extractions}

    def gold(document: Document) -> Extraction:
        return known[document.name]

    folder = tmp_path_factory.mktemp("catalog") / "graph"
    build([extraction.document for extraction in seed_extractions], folder, extract=gold, validate=False)
    return folder


@pytest.fixture(scope="module")
def catalog(graph: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(graph / "catalog.ttl")


def test_statistics_are_those_of_the_graph(graph: Path, catalog: rdflib.Graph) -> None:
    outside = "FILTER(?g != <https://w3id.org/surveykg/id/graph/catalog>)"
    with open_store(graph) as store:
        total = store.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {outside} }}").rows[0][0]
        properties = store.select(
            f"SELECT ?p (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {outside} }} GROUP BY ?p"
        ).rows
        classes = store.select(f"SELECT ?c (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s a ?c }} {outside} }} GROUP BY ?c").rows
    assert str(catalog.value(DATASET, VOID.triples)) == total.value  # type: ignore[union-attr]
    for kind, naming, counting, rows in (
        ("propertyPartition", VOID.property, VOID.triples, properties),
        ("classPartition", VOID["class"], VOID.entities, classes),
    ):
        stated = {
            str(catalog.value(node, naming)): str(catalog.value(node, counting))
            for node in catalog.objects(DATASET, VOID[kind])
        }
        assert stated == {row[0].value: row[1].value for row in rows}  # type: ignore[union-attr]


def test_distributions_have_size_type_and_checksum_of_their_files(graph: Path, catalog: rdflib.Graph) -> None:
    paths = set()
    for node in catalog.objects(DATASET, DCAT.distribution):
        path = str(catalog.value(node, rdflib.DCTERMS.identifier))
        data = (graph / path).read_bytes()
        checksum = catalog.value(catalog.value(node, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum).lower() == hashlib.sha256(data).hexdigest()
        assert int(catalog.value(node, DCAT.byteSize)) == len(data)  # type: ignore[arg-type]
        assert str(catalog.value(node, DCAT.mediaType)).startswith("https://www.iana.org/assignments/media-types/")
        paths.add(path)
    assert paths == {"build.ttl", "inferred.ttl", "ontology.ttl", "shared.ttl", "surveykg.trig"}


def test_the_example_is_a_document(graph: Path, catalog: rdflib.Graph) -> None:
    example = catalog.value(DATASET, VOID.exampleResource)
    with open_store(graph) as store:
        assert store.ask(f"ASK {{ <{example}> a <https://w3id.org/surveykg/ontology#Document> }}")


def test_vocabularies_are_namespaces_that_are_used(catalog: rdflib.Graph) -> None:
    spaces = {str(space) for space in catalog.objects(DATASET, VOID.vocabulary)}
    assert "https://w3id.org/surveykg/ontology#" in spaces and "http://www.w3.org/2004/02/skos/core#" in spaces


def test_the_build_record_has_versions_and_no_times(graph: Path) -> None:
    record = (graph / "build.ttl").read_text("utf-8")
    assert "schema:softwareVersion" in record and "kg:sha256" in record
    assert "Time" not in record and "xsd:date" not in record
