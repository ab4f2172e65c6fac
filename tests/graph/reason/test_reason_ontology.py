"""Reasoning with the project's own ontology, on the figures of the five texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg import resources
from kg.graph import shared
from kg.graph.iris import Base
from kg.graph.populate import populate
from kg.graph.reason import Reasoner, Rules, compile_rules, explain_subject, from_oxigraph, infer, infer_documents
from kg.graph.terms import TYPE, Triple
from kg.graph.vocabulary import load_vocabulary
from kg.model import Extraction

NOT_ONTOLOGY = ("shapes.ttl",)
KG = "<https://w3id.org/surveykg/ontology#"


@cache
def ontology_rules() -> Rules:
    """The rules of the ontology that ships with the package."""
    files = sorted(path for path in resources.folder("ontology").glob("*.ttl") if path.name not in NOT_ONTOLOGY)
    triples = [triple for path in files for triple in from_oxigraph(parse(path=str(path), format=RdfFormat.TURTLE))]
    return compile_rules(triples, files)


def graph_of(extractions: Iterable[Extraction]) -> tuple[list[list[Triple]], list[Triple]]:
    """Each document's triples, and the shared ones."""
    parts = [populate(extraction, Base()) for extraction in extractions]
    entries = sorted({entry for part in parts for entry in part.entries})
    together = [triple for _, triples in shared.describe(entries, load_vocabulary()) for triple in triples]
    return [list(part.triples) for part in parts], together


def spoken_of(rules: Rules) -> set[str]:
    """The properties that some rule speaks of."""
    return {atom[1] for rule in rules.rules for atom in (*rule.body, *([rule.head] if rule.head else []))}


def test_inferences_on_the_five_texts_equal_owlrl(
    seed_extractions: tuple[Extraction, ...], owlrl_closure: Callable[[list[Triple]], set[Triple]]
) -> None:
    rules = ontology_rules()
    documents, together = graph_of(seed_extractions)
    triples = [*together, *(triple for document in documents for triple in document)]
    # Labels, definitions and offsets, which no rule speaks of, would cost owlrl half a minute.
    matter = [triple for triple in (*rules.facts, *triples) if triple[1] in spoken_of(rules)]
    assert set(infer(rules, triples)) == owlrl_closure([*rules.schema, *matter])


def test_documents_one_by_one_equal_the_whole(gold_extractions: dict[str, Extraction]) -> None:
    documents, together = graph_of(gold_extractions.values())
    found = [triple for part in infer_documents(ontology_rules(), documents, together) for triple in part]
    everything = [triple for document in documents for triple in document]
    assert len(found) == len(set(found))
    assert set(found) == set(infer(ontology_rules(), everything, together))


def test_the_gold_contradicts_no_axiom(gold_extractions: dict[str, Extraction]) -> None:
    documents, together = graph_of(gold_extractions.values())
    reasoner = Reasoner(ontology_rules(), together)
    assert [reasoner.contradictions(document) for document in documents] == [[]] * len(documents)


@pytest.mark.parametrize("kind", ["UsageShare", "PreferenceShare", "ContactShare", "ResponseTime", "Volume"])
def test_figures_are_classified(kind: str, gold_extractions: dict[str, Extraction]) -> None:
    documents, together = graph_of(gold_extractions.values())
    reasoner = Reasoner(ontology_rules(), together)
    assert any(triple[2] == f"{KG}{kind}>" for document in documents for triple in reasoner.infer(document))


def test_each_inference_about_a_figure_is_explained_from_what_is_stated(
    seed_extractions: tuple[Extraction, ...],
) -> None:
    documents, together = graph_of(seed_extractions)
    document = documents[0]
    figure = next(s for s, p, o in document if p == TYPE and o == f"{KG}Measurement>")
    derivations = explain_subject(ontology_rules(), [*document, *together], figure)
    stated = {*document, *together, *ontology_rules().facts}
    inferred = {triple for triple in Reasoner(ontology_rules(), together).infer(document) if triple[0] == figure}
    assert {derivation.triple for derivation in derivations} == inferred
    assert all(set(derivation.asserted()) <= stated and derivation.axioms for derivation in derivations)


@st.composite
def graphs(draw: st.DrawFn) -> list[Triple]:
    """Random triples over the terms that the ontology's rules speak of, and a few things of their own."""
    rules = ontology_rules()
    properties = sorted(term for term in spoken_of(rules) if term != TYPE and term.startswith("<"))
    values = [value for _, _, value in rules.facts if value.startswith("<https://w3id.org/surveykg/id/")]
    classes = sorted(
        {atom[2] for rule in rules.rules for atom in rule.body if atom[1] == TYPE and str(atom[2])[0] == "<"}
    )
    things = st.sampled_from([f"<https://example.org/{name}>" for name in "abcdef"])
    typed = st.tuples(things, st.just(TYPE), st.sampled_from(classes))
    related = st.tuples(things, st.sampled_from(properties), things | st.sampled_from(sorted(set(values))))
    return draw(st.lists(typed | related, min_size=5, max_size=25, unique=True))


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=graphs())
def test_random_graphs_equal_owlrl(data: list[Triple], owlrl_closure: Callable[[list[Triple]], set[Triple]]) -> None:
    rules = ontology_rules()
    facts = [triple for triple in rules.facts if triple[1] in spoken_of(rules)]
    expected, found = owlrl_closure([*rules.schema, *facts, *data]), set(infer(rules, data))
    assert (found - expected, expected - found) == (set(), set())
