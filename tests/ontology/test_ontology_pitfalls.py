"""Pitfalls of the catalogue of OOPS! (https://oops.linkeddata.es/catalogue.jsp) that can be found without a person."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

SPACE = "https://w3id.org/surveykg/ontology#"
BUILT_IN = (str(OWL), str(RDF), str(RDFS), str(rdflib.XSD))


def own(graph: rdflib.Graph, kind: URIRef) -> list[URIRef]:
    return sorted(term for term in graph.subjects(RDF.type, kind) if str(term).startswith(SPACE))  # type: ignore[misc,type-var]


def note(graph: rdflib.Graph, term: rdflib.term.Node) -> str:
    return str(graph.value(term, SKOS.scopeNote) or "")


def chained(graph: rdflib.Graph) -> set[rdflib.term.Node]:
    """Properties that follow from chains, and their inverses: their members say domain and range."""
    made = set(graph.subjects(OWL.propertyChainAxiom))
    return made | {one for one, other in graph.subject_objects(OWL.inverseOf) if other in made}


def test_p04_every_class_is_connected(ontology: rdflib.Graph) -> None:
    for term in own(ontology, OWL.Class):
        users = [p for _, p, _ in ontology.triples((None, None, term)) if p not in (RDFS.isDefinedBy, OWL.disjointWith)]
        uppers = list(ontology.objects(term, RDFS.subClassOf))
        assert users or uppers, term


def test_p05_inverses_exchange_domain_and_range(core: rdflib.Graph) -> None:
    for one, other in core.subject_objects(OWL.inverseOf):
        if not (str(one).startswith(SPACE) and str(other).startswith(SPACE)):
            continue
        for this, that in ((one, other), (other, one)):
            domain, span = core.value(this, RDFS.domain), core.value(that, RDFS.range)
            assert domain is None or span is None or domain == span, (this, that)


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_p06_hierarchies_have_no_circle(ontology: rdflib.Graph, predicate: URIRef) -> None:
    for term in {term for term in ontology.subjects(predicate) if isinstance(term, URIRef)}:
        above = {
            higher
            for upper in ontology.objects(term, predicate)
            for higher in ontology.transitive_objects(upper, predicate)
        }
        assert term not in above


def test_p10_things_of_different_kinds_are_disjoint(core: rdflib.Graph) -> None:
    assert len(list(core.subject_objects(OWL.disjointWith))) >= 15


@pytest.mark.parametrize("kind", [OWL.ObjectProperty, OWL.DatatypeProperty])
def test_p11_domain_and_range_are_said_or_their_absence_explained(core: rdflib.Graph, kind: URIRef) -> None:
    for term in own(core, kind):
        for predicate, word in ((RDFS.domain, "domain"), (RDFS.range, "range")):
            if core.value(term, predicate) is None and term not in chained(core):
                assert re.search(rf"No (domain and )?{word}", note(core, term)), (term, word)


def test_p13_inverses_are_said_or_their_absence_explained(core: rdflib.Graph) -> None:
    inverse = set(core.subjects(OWL.inverseOf)) | set(core.objects(None, OWL.inverseOf))
    for term in own(core, OWL.ObjectProperty):
        assert term in inverse or "No inverse" in note(core, term), term


@pytest.mark.parametrize("predicate", [RDFS.domain, RDFS.range])
def test_p19_a_property_has_one_domain_and_one_range(ontology: rdflib.Graph, predicate: URIRef) -> None:
    assert [term for term, number in Counter(ontology.subjects(predicate)).items() if number > 1] == []


def test_p22_classes_are_in_camel_case_with_a_capital_and_properties_without(core: rdflib.Graph) -> None:
    for kind, pattern in (
        (OWL.Class, r"[A-Z][A-Za-z]*"),
        (OWL.ObjectProperty, r"[a-z][A-Za-z]*"),
        (OWL.DatatypeProperty, r"[a-z][A-Za-z0-9]*"),
        (OWL.AnnotationProperty, r"[a-z][A-Za-z]*"),
    ):
        for term in own(core, kind):
            assert re.fullmatch(pattern, term.removeprefix(SPACE)), term


def test_p24_no_definition_uses_what_it_defines(ontology: rdflib.Graph) -> None:
    for term in own(ontology, OWL.Class):
        for node in ontology.objects(term, OWL.equivalentClass):
            reached, waiting = set(), [node]
            while waiting:
                new = {o for o in ontology.objects(waiting.pop()) if o not in reached}
                reached |= new
                waiting += [o for o in new if isinstance(o, rdflib.BNode)]
            assert term not in reached


def test_p25_no_property_is_its_own_inverse(ontology: rdflib.Graph) -> None:
    assert all(one != other for one, other in ontology.subject_objects(OWL.inverseOf))


def test_p27_a_property_has_one_inverse(ontology: rdflib.Graph) -> None:
    pairs = list(ontology.subject_objects(OWL.inverseOf))
    assert max(Counter(term for pair in pairs for term in pair).values()) == 1


def test_p29_transitive_properties_lead_from_a_class_to_itself(core: rdflib.Graph) -> None:
    for term in own(core, OWL.TransitiveProperty):
        assert core.value(term, RDFS.domain) == core.value(term, RDFS.range)


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty])
def test_p32_labels_tell_terms_apart(core: rdflib.Graph, kind: URIRef) -> None:
    labels = Counter(label for term in own(core, kind) for label in core.objects(term, RDFS.label))
    assert [label for label, number in labels.items() if number > 1] == []


def test_p33_chains_have_more_than_one_property(ontology: rdflib.Graph) -> None:
    for head in ontology.objects(None, OWL.propertyChainAxiom):
        assert len(list(rdflib.collection.Collection(ontology, head))) > 1


def test_p34_p35_every_class_and_property_used_is_declared(ontology: rdflib.Graph) -> None:
    kinds = (OWL.Class, OWL.Restriction)
    for predicate in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith):
        for pair in ontology.subject_objects(predicate):
            assert all(any((term, RDF.type, kind) in ontology for kind in kinds) for term in pair), pair
    for kind in set(ontology.objects(None, RDF.type)):
        assert str(kind).startswith(BUILT_IN) or (kind, RDF.type, OWL.Class) in ontology, kind
    for predicate in set(ontology.predicates()):
        if str(predicate).startswith(SPACE):
            assert (predicate, RDF.type, None) in ontology, predicate


def test_foreign_terms_that_axioms_use_are_declared_with_label_and_source(ontology: rdflib.Graph) -> None:
    axioms = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf, OWL.onProperty, SKOS.closeMatch)
    used = {term for predicate in axioms for pair in ontology.subject_objects(predicate) for term in pair}
    for term in used:
        if isinstance(term, URIRef) and not str(term).startswith(SPACE):
            assert ontology.value(term, RDF.type), term
            assert ontology.value(term, RDFS.label), term
            assert ontology.value(term, RDFS.isDefinedBy), term


def test_p36_p39_namespace_is_stated_and_has_no_file_extension(core: rdflib.Graph) -> None:
    vann = rdflib.Namespace("http://purl.org/vocab/vann/")
    assert str(core.value(URIRef(SPACE[:-1]), vann.preferredNamespaceUri)) == SPACE


def test_p38_p41_the_ontology_is_declared_and_licensed(core: rdflib.Graph) -> None:
    assert (URIRef(SPACE[:-1]), RDF.type, OWL.Ontology) in core
    assert core.value(URIRef(SPACE[:-1]), rdflib.DCTERMS.license)


def test_every_term_that_shapes_and_code_name_is_declared(
    core: rdflib.Graph, ontology_files: dict[str, rdflib.Graph]
) -> None:
    from kg.resources import folder

    declared = {str(term).removeprefix(SPACE) for term in core.subjects(RDF.type) if str(term).startswith(SPACE)}
    shapes = {str(term) for triple in ontology_files["shapes"] for term in triple if str(term).startswith(SPACE)}
    assert {term.removeprefix(SPACE) for term in shapes} <= declared
    queries = folder("ontology").parent / "queries"
    for path in sorted(queries.glob("*.rq")):
        used = set(re.findall(r"(?<![\w-])kg:(\w+)", re.sub(r"^#.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)))
        assert used <= declared, path.name


def test_every_predicate_and_class_of_the_graph_is_declared(core: rdflib.Graph, gold_extractions: dict) -> None:  # type: ignore[type-arg]
    from kg.graph.populate import populate

    used = {
        term[len(SPACE) + 1 : -1]
        for extraction in gold_extractions.values()
        for triple in populate(extraction).triples
        for term in triple[1:]
        if term.startswith(f"<{SPACE}")
    }
    declared = {str(term).removeprefix(SPACE) for term in core.subjects(RDF.type)}
    assert used <= declared
