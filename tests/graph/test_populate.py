"""A document's graph holds each figure with its characters; what documents share is described once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.iris import CONCEPTS, ONTOLOGY, Base
from kg.graph.populate import OA, Entry, excerpt, populate, title
from kg.graph.shared import aliases, describe
from kg.graph.terms import TYPE, Triple, iri, string, value_of
from kg.graph.vocabulary import Vocabulary, load_vocabulary
from kg.model import Adoption, Document, Extraction, Measurement, Organization, Sentence, Span, Survey, Trend

TEXT = "Undersøkelse\n\n89 prosent av kundene i Norge bruker e\u0301n app.\u00a0Banken (FNO) ringer 𝄞 mer."
BASE = Base()


def extraction(**given: object) -> Extraction:
    document = Document("a", TEXT, sha256(TEXT.encode()).hexdigest(), "a.txt")
    sentences = (Sentence(0, 12, "nb", "headline"), Sentence(14, 58, "nb"), Sentence(59, len(TEXT), "nb"))
    return replace(Extraction(document, "nb", sentences, (measurement(),)), **given)


def measurement(**given: object) -> Measurement:
    plain = Measurement(
        14, 24, Span(14, 58), Decimal("89.0"), None, "percent", "exact", None, None, "use", ("mobile_app", "web"),
        "kundene", 15, 24, "NO", "Banken", "Kundeindeks", "2014",
    )  # fmt: skip
    return replace(plain, **given)


def about(triples: list[Triple], node: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for subject, predicate, value in triples:
        if subject == f"<{node}>":
            found.setdefault(predicate[1:-1].removeprefix(ONTOLOGY), set()).add(value)
    return found


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def test_a_measurement_has_all_it_says() -> None:
    triples = populate(extraction()).triples
    facts = about(triples, BASE.finding("measurement", "a", 14, 24))
    assert facts["value"] == {'"89"^^<http://www.w3.org/2001/XMLSchema#decimal>'}
    assert facts["printedValue"] == {'"89 prosent"'}
    assert facts["channel"] == {f"<{CONCEPTS}channel/mobile_app>", f"<{CONCEPTS}channel/web>"}
    assert facts["unit"] == {f"<{CONCEPTS}unit/percent>"} and facts["bound"] == {f"<{CONCEPTS}bound/exact>"}
    assert facts["population"] == {f"<{CONCEPTS}population/nb-kundene-NO-15-24>"}
    assert facts["organization"] == {f"<{CONCEPTS}organization/banken>"}
    assert facts["survey"] == {f"<{CONCEPTS}survey/kundeindeks>"}
    assert facts["period"] == {'"2014"'} and facts["confidence"] == {'"1"^^<http://www.w3.org/2001/XMLSchema#decimal>'}
    assert facts["mention"] == {f"<{BASE.char('a', 14, 24)}>"}
    assert facts["http://www.w3.org/ns/prov#wasDerivedFrom"] == {f"<{BASE.char('a', 14, 58)}>"}
    assert {"upperValue", "change", "per"}.isdisjoint(facts)


def test_quotes_carry_their_characters_and_those_around_them_in_the_sentence() -> None:
    found = about(populate(extraction()).triples, BASE.char("a", 14, 24))
    assert found[f"{OA}exact"] == {'"89 prosent"'}
    assert f"{OA}prefix" not in found  # the sentence begins here
    assert found[f"{OA}suffix"] == {string(TEXT[24:56])}
    assert found["inSentence"] == {f"<{BASE.char('a', 14, 58)}>"}


def test_changes_ranges_and_rates_are_kept() -> None:
    changed = measurement(upper=Decimal("91.50"), change="increase", per="day", bound="over")
    facts = about(populate(extraction(measurements=(changed,))).triples, BASE.finding("measurement", "a", 14, 24))
    assert facts["upperValue"] == {'"91.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'}
    assert facts["change"] == {f"<{CONCEPTS}change/increase>"} and facts["per"] == {f"<{CONCEPTS}unit/day>"}


def test_adoptions_and_trends_are_findings_too() -> None:
    sentence = Span(59, len(TEXT))
    adoption = Adoption(59, 65, sentence, "Banken", "chat", 2014)
    trend = Trend(72, 78, sentence, "rising", "contact", ("phone",), "kundene", "NO", None, None, None)
    triples = populate(extraction(adoptions=(adoption,), trends=(trend,))).triples
    facts = about(triples, BASE.finding("adoption", "a", 59, 65))
    assert facts["year"] == {'"2014"^^<http://www.w3.org/2001/XMLSchema#gYear>'}
    assert facts["channel"] == {f"<{CONCEPTS}channel/chat>"}
    facts = about(triples, BASE.finding("trend", "a", 72, 78))
    assert facts["direction"] == {f"<{CONCEPTS}direction/rising>"}
    assert facts["population"] == {f"<{CONCEPTS}population/nb-kundene-NO>"}


def test_two_figures_of_the_same_characters_are_two() -> None:
    twice = (measurement(), measurement(measure="trust"))
    for order in (twice, twice[::-1]):
        triples = populate(extraction(measurements=order)).triples
        found = {s: o for s, p, o in triples if p == f"<{ONTOLOGY}measure>"}
        assert len(found) == 2
        assert found[f"<{BASE.finding('measurement', 'a', 14, 24)}>"] == f"<{CONCEPTS}measure/trust>"


def test_an_acronym_and_its_name_are_one_organization() -> None:
    organization = Organization("Finansnæringens Fellesorganisasjon", ("FNO",), (Span(67, 70),))
    found = populate(extraction(organizations=(organization,), measurements=(measurement(organization="FNO"),)))
    entry = next(entry for entry in found.entries if entry.kind == "organization")
    assert entry.iri == BASE.organization("Finansnæringens Fellesorganisasjon")
    assert ("mention", BASE.char("a", 67, 70)) in entry.facts
    assert (iri(BASE.finding("measurement", "a", 14, 24)), f"<{ONTOLOGY}organization>", iri(entry.iri)) in found.triples


def test_an_acronym_stands_for_what_another_document_defines() -> None:
    stands_for = aliases([("nb", "fno", "finansnaeringens-fellesorganisasjon")])["nb"]
    found = populate(extraction(measurements=(measurement(organization="FNO"),)), aliases=stands_for)
    assert found.names == ("fno",)
    assert {entry.iri for entry in found.entries if entry.kind == "organization"} == {
        BASE.organization("Finansnæringens Fellesorganisasjon")
    }


def test_an_acronym_of_two_organizations_stands_for_neither() -> None:
    assert aliases([("nb", "fno", "a"), ("nb", "fno", "b"), ("sv", "fno", "c")]) == {"sv": {"fno": "c"}}


def test_acronyms_that_stand_for_one_another_are_left_alone() -> None:
    assert aliases([("nb", "a", "b"), ("nb", "b", "a")]) == {}


def test_surveys_have_roles_sample_and_population(vocabulary: Vocabulary) -> None:
    survey = Survey(
        "Kundeindeks", None, "Kantar", "Banken", None, "2014", 1000, "kundene", 15, None, "NO", (Span(0, 12),)
    )
    found = populate(extraction(surveys=(survey,)))
    described = dict(describe(sorted(found.entries), vocabulary))
    facts = about(described[BASE.survey("Kundeindeks", "2014")], BASE.survey("Kundeindeks", "2014"))
    assert facts["conductedBy"] == {iri(BASE.organization("Kantar"))}
    assert facts["commissionedBy"] == {iri(BASE.organization("Banken"))}
    assert facts["sampleSize"] == {'"1000"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    assert facts["population"] == {iri(BASE.population("nb", "kundene", "NO", 15, None))}
    assert facts["mention"] == {iri(BASE.char("a", 0, 12))}
    node = iri(BASE.finding("measurement", "a", 14, 24))
    assert (node, f"<{ONTOLOGY}survey>", iri(BASE.survey("Kundeindeks", "2014"))) in found.triples


def test_a_nameless_survey_is_its_documents_own(vocabulary: Vocabulary) -> None:
    survey = Survey(None, "en undersøkelse", None, None, None, None, None, None, None, None, None, (Span(0, 12),))
    described = dict(describe(sorted(populate(extraction(surveys=(survey,))).entries), vocabulary))
    facts = about(described[f"{CONCEPTS}survey/a-en-undersokelse"], f"{CONCEPTS}survey/a-en-undersokelse")
    assert facts["http://purl.org/dc/terms/description"] == {'"en undersøkelse"@nb'}


def test_populations_nest_by_ages_among_the_same_words_and_within_people(vocabulary: Vocabulary) -> None:
    people = [
        ("kundene", "NO", None, None), ("kundene", "NO", 15, None), ("kundene", "NO", 15, 24), (None, "NO", 15, 30),
        (None, "NO", None, None), ("lærere", "NO", 10, 60), (None, None, None, 30),
    ]  # fmt: skip
    entries: list[Entry] = []
    for label, country, low, high in people:
        record = measurement(population=label, country=country, min_age=low, max_age=high)
        entries += populate(extraction(measurements=(record,))).entries
    triples = [triple for _, found in describe(sorted(set(entries)), vocabulary) for triple in found]

    def broader(*parts: object) -> set[str]:
        node = BASE.population("nb", *parts)  # type: ignore[arg-type]
        return {value_of(o) for s, p, o in triples if s == iri(node) and p == f"<{ONTOLOGY}broaderPopulation>"}

    assert broader("kundene", "NO", 15, 24) == {
        BASE.population("nb", "kundene", "NO", 15, None),
        BASE.population("nb", None, "NO", 15, 30),
    }
    assert broader("kundene", "NO", 15, None) == {BASE.population("nb", "kundene", "NO", None, None)}
    assert broader("kundene", "NO", None, None) == {BASE.population("nb", None, "NO", None, None)}
    assert broader(None, "NO", 15, 30) == {
        BASE.population("nb", None, "NO", None, None),
        BASE.population("nb", None, None, None, 30),
    }


def test_ages_lie_in_the_bands_of_the_ontology(vocabulary: Vocabulary) -> None:
    def bands(low: int | None, high: int | None) -> list[str]:
        return [band.code for band in vocabulary.age_bands if band.holds(low, high)]

    assert bands(15, 24) == ["young"] and bands(60, None) == ["older"] and bands(None, 14) == ["child"]
    assert bands(16, None) == ["adult"] and bands(10, 70) == []


@given(st.one_of(st.none(), st.integers(0, 110)), st.one_of(st.none(), st.integers(0, 110)))
def test_no_ages_lie_in_two_bands(low: int | None, high: int | None) -> None:
    if (low, high) == (None, None) or (low is not None and high is not None and low > high):
        return
    assert sum(band.holds(low, high) for band in load_vocabulary().age_bands) <= 1


def test_a_nameless_population_is_labelled_in_every_language(vocabulary: Vocabulary) -> None:
    entries = populate(extraction(measurements=(measurement(population=None),))).entries
    triples = dict(describe(sorted(entries), vocabulary))[BASE.population("nb", None, "NO", 15, 24)]
    labels = {value for _, predicate, value in triples if predicate.endswith("label>")}
    assert {'"Norge 15–24"@nb', '"Norja 15–24"@fi', '"Norway 15–24"@en'} <= labels


def test_no_triple_is_both_in_a_document_and_shared(
    gold_extractions: dict[str, Extraction], vocabulary: Vocabulary
) -> None:
    populated = [populate(extraction) for extraction in gold_extractions.values()]
    documents = [triple for found in populated for triple in set(found.triples)]
    entries = sorted({entry for found in populated for entry in found.entries})
    shared = [triple for _, triples in describe(entries, vocabulary) for triple in set(triples)]
    together = [*documents, *shared, *vocabulary.triples]
    assert len(together) == len(set(together))


def test_every_entity_of_a_figure_is_described(gold_extractions: dict[str, Extraction], vocabulary: Vocabulary) -> None:
    populated = [populate(extraction) for extraction in gold_extractions.values()]
    described = {node for node, _ in describe(sorted({e for p in populated for e in p.entries}), vocabulary)}
    kinds = tuple(f"<{CONCEPTS}{kind}/" for kind in ("organization", "survey", "population"))
    named = {value_of(o) for found in populated for _, _, o in found.triples if o.startswith(kinds)}
    assert named <= described


def test_every_mention_is_the_characters_of_its_text(gold_extractions: dict[str, Extraction]) -> None:
    for extraction in gold_extractions.values():
        for subject, predicate, value in populate(extraction).triples:
            if predicate in (f"<{OA}exact>", f"<{ONTOLOGY}text>"):
                place = BASE.locate(subject[1:-1])
                assert place is not None and place.span is not None
                assert place.span.of(extraction.document.text) == value_of(value)


@given(st.text(min_size=1, max_size=200), st.data())
def test_labels_are_one_line_with_the_figure_in_it(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    label = excerpt(text, Span(0, len(text)), begin, end)
    assert "".join(text[begin:end].split()) in "".join(label.split())
    assert "\n" not in label


def test_long_sentences_are_cut_at_words() -> None:
    text = "Tallene fra årets store undersøkelse viser at 89 prosent over 15 år bruker internett hver eneste dag i året"
    begin = text.index("89")
    assert (
        excerpt(text, Span(0, len(text)), begin, begin + 10)
        == "… store undersøkelse viser at 89 prosent over 15 år bruker internett hver eneste dag i …"
    )


def test_titles_are_the_first_line_that_says_something() -> None:
    assert title("\n \n  To  ord \nmer") == "To ord"
    assert title("x" * 500) == "x" * 119 + "…"
    assert title(" \n") == ""


def test_a_document_says_where_it_came_from() -> None:
    document = replace(extraction().document, title="Tittel", published="2014-06-02", media_type="text/html")
    facts = about(populate(extraction(document=document)).triples, BASE.document("a"))
    terms = "http://purl.org/dc/terms/"
    assert facts[terms + "title"] == {'"Tittel"@nb'} and facts[terms + "language"] == {'"nb"'}
    assert facts[terms + "issued"] == {'"2014-06-02"^^<http://www.w3.org/2001/XMLSchema#date>'}
    assert facts[terms + "source"] == {'"a.txt"'} and facts[terms + "format"] == {'"text/html"'}
    assert facts["sha256"] == {string(document.sha256)}
    assert facts[TYPE[1:-1]] == {f"<{ONTOLOGY}Document>"}
