"""What FOOPS! checks of an ontology (CEUR 2980, paper 321), as far as it can be checked without a network."""

from __future__ import annotations

import re
from datetime import date

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, URIRef

import kg

ONTOLOGY = URIRef("https://w3id.org/surveykg/ontology")
SPACE = f"{ONTOLOGY}#"
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")
BIBO = rdflib.Namespace("http://purl.org/ontology/bibo/")
OWN_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def own_terms(core: rdflib.Graph) -> set[rdflib.term.Node]:
    found = {term for kind in OWN_KINDS for term in core.subjects(RDF.type, kind)}
    return {term for term in found if str(term).startswith(SPACE)}


def test_purl1_the_iri_is_persistent(core: rdflib.Graph) -> None:
    assert list(core.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    assert str(ONTOLOGY).startswith("https://w3id.org/")


def test_uri1_the_iri_has_no_file_extension_and_no_version() -> None:
    assert not re.search(r"\.(ttl|owl|rdf)|\d", str(ONTOLOGY).removeprefix("https://w3id.org/"))


def test_uri2_the_terms_lie_in_the_namespace_of_the_ontology(core: rdflib.Graph) -> None:
    for term in own_terms(core):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", str(term).removeprefix(SPACE)), term


def test_ver1_the_version_iri_holds_the_version_of_the_software(core: rdflib.Graph) -> None:
    assert core.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{kg.__version__}")
    assert str(core.value(ONTOLOGY, OWL.versionInfo)) == kg.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", kg.__version__)


def test_ver2_the_shapes_have_the_version_of_the_ontology(ontology_files: dict[str, rdflib.Graph]) -> None:
    shapes = URIRef("https://w3id.org/surveykg/shapes")
    assert str(ontology_files["shapes"].value(shapes, OWL.versionInfo)) == kg.__version__


@pytest.mark.parametrize("term", ["title", "description", "license", "creator", "created"])
def test_om1_minimum_metadata(core: rdflib.Graph, term: str) -> None:
    assert core.value(ONTOLOGY, DCTERMS[term]) is not None


@pytest.mark.parametrize(
    "term", ["contributor", "modified", "issued", "bibliographicCitation", "publisher", "abstract"]
)
def test_om2_recommended_metadata(core: rdflib.Graph, term: str) -> None:
    assert core.value(ONTOLOGY, DCTERMS[term]) is not None


def test_om3_detailed_metadata(core: rdflib.Graph) -> None:
    assert core.value(ONTOLOGY, DCTERMS.source) is not None
    assert isinstance(core.value(ONTOLOGY, BIBO.status), URIRef)


def test_om4_the_licence_is_an_iri(core: rdflib.Graph) -> None:
    assert core.value(ONTOLOGY, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")


def test_om5_provenance_has_typed_dates_and_agents_by_iri(core: rdflib.Graph) -> None:
    created, modified = (core.value(ONTOLOGY, DCTERMS[term]) for term in ("created", "modified"))
    for value in (created, modified):
        assert value.datatype == rdflib.XSD.date  # type: ignore[union-attr]
        assert isinstance(value.value, date)  # type: ignore[union-attr]
    assert created.value <= modified.value  # type: ignore[union-attr]
    for term in ("creator", "contributor", "publisher"):
        agent = core.value(ONTOLOGY, DCTERMS[term])
        assert isinstance(agent, URIRef)
        assert core.value(agent, RDFS.label)


def test_find_preferred_prefix_and_namespace(core: rdflib.Graph) -> None:
    assert str(core.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "kg"
    assert str(core.value(ONTOLOGY, VANN.preferredNamespaceUri)) == SPACE


def test_doc1_the_page_is_written_for_people() -> None:
    from pathlib import Path

    assert (Path(__file__).parents[2] / "docs" / "ontology.html").is_file()


def test_rdf1_the_ontology_serializes_to_other_formats(core: rdflib.Graph) -> None:
    for form in ("xml", "json-ld", "nt"):
        assert len(rdflib.Graph().parse(data=core.serialize(format=form), format=form)) == len(core)


def test_voc1_metadata_use_known_vocabularies(core: rdflib.Graph) -> None:
    spaces = (str(DCTERMS), str(VANN), str(BIBO), str(OWL), str(RDFS), str(RDF))
    assert all(str(predicate).startswith(spaces) for predicate in core.predicates(ONTOLOGY))


def test_voc2_terms_of_others_are_reused(ontology: rdflib.Graph) -> None:
    foreign = {
        str(upper)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch)
        for upper in ontology.objects(None, predicate)
        if isinstance(upper, URIRef) and not str(upper).startswith(SPACE)
    }
    for space in ("prov#", "cube#", "qudt", "discovery#", "sosa", "nif-core#", "schema.org", "sdmx", "skos"):
        assert any(space in term for term in foreign), space


def test_voc3_every_term_has_a_label_in_seven_languages(core: rdflib.Graph) -> None:
    for term in own_terms(core):
        languages = sorted(label.language for label in core.objects(term, RDFS.label))  # type: ignore[attr-defined]
        assert languages == ["da", "de", "en", "fi", "nb", "ru", "sv"], term


def test_voc4_every_term_has_a_definition_an_example_and_its_ontology(core: rdflib.Graph) -> None:
    for term in own_terms(core):
        for predicate in (SKOS.definition, SKOS.example):
            (text,) = core.objects(term, predicate)
            assert str(text).endswith((".", "”@nb")), (term, text)
        assert core.value(term, RDFS.isDefinedBy) == ONTOLOGY
