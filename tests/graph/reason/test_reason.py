"""Reasoning over a small ontology that has every covered construct."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.errors import DataError
from kg.graph.reason import (
    Reasoner,
    Rules,
    compile_rules,
    explain,
    explain_subject,
    from_oxigraph,
    infer,
    infer_documents,
)
from kg.graph.reason.explanation import text
from kg.graph.terms import TYPE, Triple

Turtle = Callable[[str], list[Triple]]
SPACE = "https://example.org/"

DOCUMENT = """
:m1 a :Measurement ; :measure :use ; :unit :percent ; :value 89.0 ; :sentence :s1 ;
    :population :youths ; :channel :facebook .
:m2 a :Share ; :related :m1 ; :sentence :s1 ; :value 47 .
:m3 a :Counted , :Checked ; :population :adults .
:youths a :Young .
:s1 :inDocument :d1 .
:d1 :issuer :bank .
"""


def iri(name: str) -> str:
    return f"<{SPACE}{name}>"


def has(found: Iterable[Triple], subject: str, predicate: str, value: str) -> bool:
    return (iri(subject), TYPE if predicate == "a" else iri(predicate), iri(value)) in set(found)


@pytest.mark.parametrize(
    ("construct", "triple"),
    [
        ("subClassOf", "m2 a Finding"),
        ("equivalentClass", "m2 a Same"),
        ("subPropertyOf", "m1 evidence s1"),
        ("domain of the super-property", "m1 a Finding"),
        ("range", "s1 a Sentence"),
        ("inverseOf", "s1 evidenceOf m1"),
        ("SymmetricProperty", "m1 related m2"),
        ("TransitiveProperty", "facebook broaderTransitive digital"),
        ("chain of two", "m1 statedIn d1"),
        ("chain of three over an equivalent property", "m2 institute bank"),
        ("chain after a transitive property", "m1 aboutChannel digital"),
        ("intersection of hasValue", "m1 a UsageShare"),
        ("hasValue gives its value", "m3 unit count"),
        ("someValuesFrom", "m1 a AboutYoung"),
        ("someValuesFrom owl:Thing", "m2 a Sourced"),
        ("someValuesFrom a datatype", "m1 a Valued"),
        ("someValuesFrom a datatype that the literal's restricts", "m2 a Valued"),
        ("allValuesFrom", "adults a Adult"),
        ("unionOf", "adults a Group"),
        ("oneOf", "use a Basic"),
    ],
)
def test_construct_entails(construct: str, triple: str, rules: Rules, turtle: Turtle) -> None:
    subject, predicate, value = triple.split()
    assert has(infer(rules, turtle(DOCUMENT)), subject, predicate, value), construct


def test_inferences_equal_owlrl_less_the_documented_list(
    constructs: list[Triple], rules: Rules, turtle: Turtle, owlrl_closure: Callable[[list[Triple]], set[Triple]]
) -> None:
    data = turtle(DOCUMENT)
    expected = owlrl_closure([*constructs, *data])
    assert set(infer(rules, data)) == expected


def test_documents_apart_give_what_they_give_together(rules: Rules, turtle: Turtle) -> None:
    shared = turtle(":youths a :Young . :bank :related :club .")
    documents = [
        turtle(":m1 :population :youths ; :sentence :s1 . :s1 :inDocument :d1 ."),
        turtle(":m2 :population :youths ."),
    ]
    reasoner = Reasoner(rules, shared)
    apart = set(reasoner.inferred).union(*(reasoner.infer(document) for document in documents))
    assert apart == set(infer(rules, [*documents[0], *documents[1]], shared))


def test_a_document_gives_nothing_that_the_shared_triples_give(rules: Rules, turtle: Turtle) -> None:
    reasoner = Reasoner(rules, turtle(":m9 a :Share ."))
    assert not set(reasoner.infer(turtle(":m1 a :Share ."))) & set(reasoner.inferred)


def test_no_asserted_triple_comes_back(rules: Rules, turtle: Turtle) -> None:
    data = turtle(DOCUMENT + ":m1 a :Finding .")
    assert not set(infer(rules, data)) & set(data)


def test_contradictions_name_axiom_and_facts(rules: Rules, turtle: Turtle) -> None:
    data = turtle(
        ":x a :Young , :Adult . :d a :Document . :m :sentence :d . :a :precedes :b . :b :precedes :a . "
        ":c :differs :c . :e :differs :f ; :equals :f ."
    )
    found = {contradiction.axiom for contradiction in Reasoner(rules).contradictions(data)}
    assert len(found) == 5
    assert any("Asymmetric" in axiom for axiom in found)
    assert Reasoner(rules).contradictions(turtle(DOCUMENT)) == []


@pytest.mark.parametrize(
    "axiom",
    [
        ":p a owl:FunctionalProperty .",
        ":p a owl:InverseFunctionalProperty .",
        ":C owl:hasKey ( :p ) .",
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        ":a owl:sameAs :b .",
        ":p a owl:ReflexiveProperty .",
        ":p rdfs:subPropertyOf rdf:type .",
    ],
)
def test_uncovered_axiom_is_refused_by_name(axiom: str, turtle: Turtle) -> None:
    with pytest.raises(DataError) as error:
        compile_rules(turtle(axiom))
    assert "the axiom" in error.value.found
    assert error.value.mend


def test_refusal_names_the_line(turtle: Turtle, tmp_path_factory: pytest.TempPathFactory) -> None:
    source = tmp_path_factory.mktemp("ontology") / "own.ttl"
    body = ":p a owl:ObjectProperty .\n:value a owl:DatatypeProperty ,\n    owl:FunctionalProperty .\n"
    source.write_text(body, encoding="utf-8")
    with pytest.raises(DataError, match=r"own\.ttl:3: found the axiom .*value.*FunctionalProperty.*sh:maxCount"):
        compile_rules(turtle(body), [source])


@pytest.mark.parametrize("triple", [":A rdfs:subClassOf :B .", ":p a owl:TransitiveProperty .", ":a owl:sameAs :b ."])
def test_data_that_adds_to_the_ontology_is_refused(triple: str, rules: Rules, turtle: Turtle) -> None:
    with pytest.raises(DataError, match="the data"):
        infer(rules, turtle(triple))


def test_explanation_names_the_axiom_and_ends_in_asserted_triples(rules: Rules, turtle: Turtle) -> None:
    data = turtle(DOCUMENT)
    derivation = explain(rules, data, (iri("m1"), TYPE, iri("UsageShare")))
    assert derivation is not None
    assert "cls-int1" in derivation.rules
    assert any("UsageShare> EquivalentTo" in axiom for axiom in derivation.axioms)
    assert set(derivation.asserted()) <= set(data)
    assert "(stated)" in text(derivation)


def test_explanation_is_made_of_stated_axioms(rules: Rules, turtle: Turtle) -> None:
    derivation = explain(rules, turtle(":m :sentence :s ."), (iri("m"), TYPE, iri("Finding")))
    assert derivation is not None
    assert derivation.axioms == (f"{iri('evidence')} Domain {iri('Finding')}",)
    assert derivation.premises[0].axioms == (f"{iri('sentence')} SubPropertyOf {iri('evidence')}",)


def test_what_does_not_hold_has_no_explanation(rules: Rules, turtle: Turtle) -> None:
    assert explain(rules, turtle(DOCUMENT), (iri("m2"), TYPE, iri("UsageShare"))) is None


def test_every_inference_about_a_subject_is_explained(rules: Rules, turtle: Turtle) -> None:
    data = turtle(DOCUMENT)
    inferred = {triple for triple in infer(rules, data) if triple[0] == iri("m1")}
    assert {derivation.triple for derivation in explain_subject(rules, data, iri("m1"))} == inferred


NAMES = ["a", "b", "c", "d", "e"]
PROPERTIES = [
    *(
        "measure",
        "unit",
        "population",
        "sentence",
        "evidence",
        "evidenceOf",
        "inDocument",
        "publisher",
        "issuer",
        "broader",
    ),
    *("broaderTransitive", "related", "channel", "aboutChannel", "statedIn"),
]
CLASSES = [
    "Measurement",
    "Share",
    "UsageShare",
    "Counted",
    "AboutYoung",
    "Sourced",
    "Checked",
    "Young",
    "Group",
    "Same",
    "Basic",
]
VALUES = [*NAMES, "use", "percent", "count", "facebook", "digital"]
TRIPLES = st.one_of(
    st.tuples(st.sampled_from(NAMES).map(iri), st.sampled_from(PROPERTIES).map(iri), st.sampled_from(VALUES).map(iri)),
    st.tuples(st.sampled_from(NAMES).map(iri), st.just(TYPE), st.sampled_from(CLASSES).map(iri)),
    st.tuples(st.sampled_from(NAMES).map(iri), st.just(iri("value")), st.sampled_from(['"1"', '"x"@en'])),
)


@cache
def own_rules() -> Rules:
    """The rules again: hypothesis would spell a fixture out."""
    text = (Path(__file__).parent / "constructs.ttl").read_text(encoding="utf-8")
    return compile_rules(from_oxigraph(parse(text, RdfFormat.TURTLE)))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
@given(data=st.lists(TRIPLES, max_size=14, unique=True))
def test_random_graphs_equal_owlrl(data: list[Triple], owlrl_closure: Callable[[list[Triple]], set[Triple]]) -> None:
    expected = owlrl_closure([*own_rules().schema, *own_rules().facts, *data])
    found = set(infer(own_rules(), data))
    assert (found - expected, expected - found) == (set(), set())


@settings(max_examples=60, deadline=None)
@given(data=st.lists(TRIPLES, max_size=30, unique=True))
def test_explanations_cover_exactly_what_is_inferred(data: list[Triple]) -> None:
    inferred = set(infer(own_rules(), data))
    for name in NAMES:
        explained = {derivation.triple for derivation in explain_subject(own_rules(), data, iri(name))}
        assert explained == {triple for triple in inferred if triple[0] == iri(name)}


@settings(max_examples=60, deadline=None)
@given(data=st.lists(TRIPLES, max_size=40, unique=True), cut=st.integers(0, 40))
def test_shared_and_document_give_what_they_give_together(data: list[Triple], cut: int) -> None:
    reasoner = Reasoner(own_rules(), data[:cut])
    apart = {*reasoner.inferred, *reasoner.infer(data[cut:])} - set(data)
    assert apart == set(infer(own_rules(), data))


DOCUMENTS = st.lists(st.lists(TRIPLES, max_size=8, unique=True), min_size=1, max_size=4)


def own(document: list[Triple], number: int) -> list[Triple]:
    """The triples with the things a and b as the document's own, and statements about its own things alone."""
    names = {iri(name): iri(f"{name}{number}") for name in "ab"}
    renamed = [(names.get(s, s), p, names.get(o, o)) for s, p, o in document]
    return [triple for triple in renamed if triple[0] in names.values()]


@settings(max_examples=100, deadline=None)
@given(documents=DOCUMENTS, shared=st.lists(TRIPLES, max_size=10, unique=True))
def test_document_by_document_equals_all_at_once(documents: list[list[Triple]], shared: list[Triple]) -> None:
    parts = [own(document, number) for number, document in enumerate(documents)]
    shared = [*shared, *((iri(name), iri("label"), '"shared"') for name in VALUES)]
    found = [triple for part in infer_documents(own_rules(), parts, shared) for triple in part]
    everything = [triple for part in parts for triple in part]
    assert len(found) == len(set(found))
    assert set(found) == set(infer(own_rules(), everything, shared))


def test_rules_that_join_two_documents_are_seen(rules: Rules, turtle: Turtle) -> None:
    documents = [turtle(":m1 :population :crowd ."), turtle(":m2 a :Checked ; :population :crowd ; :evidence :note .")]
    young = turtle(":note :broader :old . :m3 :population :crowd .")
    both = [*documents, turtle(":m4 :unit :percent . :x :evidenceOf :m1 .")]
    found = {triple for part in infer_documents(rules, both, young) for triple in part}
    assert found == set(infer(rules, [triple for document in both for triple in document], young))
