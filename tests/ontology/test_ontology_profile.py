"""OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#OWL_2_RL): which expressions may stand where; chains that end."""

from __future__ import annotations

import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection

KG = "https://w3id.org/surveykg/ontology#"
DATATYPES = {
    *(rdflib.XSD[name] for name in ("string", "decimal", "integer", "gYear", "boolean", "date", "dateTime", "anyURI")),
    RDFS.Literal,
}
AXIOMS = {
    *(OWL[name] for name in "equivalentClass disjointWith inverseOf propertyChainAxiom".split()),
    *(OWL[name] for name in "onProperty hasValue someValuesFrom intersectionOf".split()),
    *(OWL[name] for name in "versionIRI versionInfo".split()),
}
TYPES = {
    *(OWL[name] for name in "Ontology Class Restriction ObjectProperty DatatypeProperty AnnotationProperty".split()),
    OWL.TransitiveProperty,
}


def members(graph: rdflib.Graph, head: rdflib.term.Node) -> list[rdflib.term.Node]:
    return list(Collection(graph, head))


def is_subclass_expression(graph: rdflib.Graph, node: rdflib.term.Node) -> bool:
    """subClassExpression of the profile, of the constructs that we use."""
    if isinstance(node, rdflib.URIRef):
        return node != OWL.Thing
    if (head := graph.value(node, OWL.intersectionOf)) is not None:
        return all(is_subclass_expression(graph, member) for member in members(graph, head))
    if (filler := graph.value(node, OWL.someValuesFrom)) is not None:
        return filler == OWL.Thing or is_subclass_expression(graph, filler)
    return graph.value(node, OWL.hasValue) is not None


def is_superclass_expression(graph: rdflib.Graph, node: rdflib.term.Node) -> bool:
    """superClassExpression: no owl:someValuesFrom."""
    if isinstance(node, rdflib.URIRef):
        return node != OWL.Thing
    if (head := graph.value(node, OWL.intersectionOf)) is not None:
        return all(is_superclass_expression(graph, member) for member in members(graph, head))
    return graph.value(node, OWL.hasValue) is not None


def test_only_constructs_that_the_rules_cover_occur(ontology: rdflib.Graph) -> None:
    used = {predicate for _, predicate, _ in ontology if str(predicate).startswith(str(OWL))}
    types = {kind for _, _, kind in ontology.triples((None, RDF.type, None)) if str(kind).startswith(str(OWL))}
    assert used <= AXIOMS
    assert types <= TYPES


def test_subclass_axioms_have_expressions_of_the_profile_on_both_sides(ontology: rdflib.Graph) -> None:
    for lower, upper in ontology.subject_objects(RDFS.subClassOf):
        assert is_subclass_expression(ontology, lower), lower
        assert is_superclass_expression(ontology, upper), upper


def test_equivalent_classes_are_legal_on_either_side(ontology: rdflib.Graph) -> None:
    for one, other in ontology.subject_objects(OWL.equivalentClass):
        for side in (one, other):
            assert is_subclass_expression(ontology, side), side
            assert is_superclass_expression(ontology, side), side


def test_domains_and_ranges_are_classes_or_datatypes_of_the_profile(ontology: rdflib.Graph) -> None:
    for prop, domain in ontology.subject_objects(RDFS.domain):
        assert (domain, RDF.type, OWL.Class) in ontology, prop
    for prop, span in ontology.subject_objects(RDFS.range):
        is_data = (prop, RDF.type, OWL.DatatypeProperty) in ontology
        assert span in DATATYPES if is_data else (span, RDF.type, OWL.Class) in ontology, prop


def test_terms_are_either_classes_or_one_kind_of_property_or_individuals(ontology: rdflib.Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Ontology)
    for term in set(ontology.subjects(RDF.type)):
        assert sum((term, RDF.type, kind) in ontology for kind in kinds) <= 1, term


def test_restrictions_are_on_declared_object_properties_and_declared_fillers(ontology: rdflib.Graph) -> None:
    for restriction, prop in ontology.subject_objects(OWL.onProperty):
        assert (prop, RDF.type, OWL.ObjectProperty) in ontology, prop
        filler = ontology.value(restriction, OWL.hasValue) or ontology.value(restriction, OWL.someValuesFrom)
        assert (filler, RDF.type, None) in ontology, filler


def test_chains_have_two_or_more_declared_object_properties(ontology: rdflib.Graph) -> None:
    for prop, head in ontology.subject_objects(OWL.propertyChainAxiom):
        chain = members(ontology, head)
        assert len(chain) > 1, prop
        assert all((member, RDF.type, OWL.ObjectProperty) in ontology for member in [prop, *chain])


def test_no_chain_feeds_itself(ontology: rdflib.Graph) -> None:
    feeds: dict[rdflib.term.Node, set[rdflib.term.Node]] = {}
    for lower, upper in ontology.subject_objects(RDFS.subPropertyOf):
        feeds.setdefault(lower, set()).add(upper)
    for one, other in ontology.subject_objects(OWL.inverseOf):
        feeds.setdefault(one, set()).add(other)
        feeds.setdefault(other, set()).add(one)
    chains = [(prop, members(ontology, head)) for prop, head in ontology.subject_objects(OWL.propertyChainAxiom)]
    for prop, chain in chains:
        for member in chain:
            feeds.setdefault(member, set()).add(prop)
    for prop, chain in chains:
        reached, waiting = set(), [prop]
        while waiting:
            new = feeds.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        assert not reached & set(chain), prop


def test_transitive_properties_are_in_no_chain_of_their_own_making(ontology: rdflib.Graph) -> None:
    made = set(ontology.subjects(OWL.propertyChainAxiom))
    assert not made & set(ontology.subjects(RDF.type, OWL.TransitiveProperty))


def test_the_ontology_compiles_to_rules_and_contradicts_nothing() -> None:
    from kg.graph.reason import Reasoner, compile_rules
    from kg.graph.vocabulary import load_vocabulary

    rules = compile_rules(load_vocabulary().triples)
    assert rules.rules
    assert not list(Reasoner(rules).contradictions([]))
