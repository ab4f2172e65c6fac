"""The concepts: every code of the guide, in seven languages, in trees."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SKOS

KG = rdflib.Namespace("https://w3id.org/surveykg/ontology#")
ID = "https://w3id.org/surveykg/id/"
LANGUAGES = {"en", "nb", "da", "sv", "fi", "de", "ru"}
GUIDE = (Path(__file__).parent.parent / "corpus" / "GUIDE.md").read_text("utf-8")
SCHEMES = {
    "channel": "channels",
    "measure": "measures",
    "unit": "units",
    "bound": "bounds",
    "change": "changes",
    "direction": "directions",
    "reason": "reasons",
    "age_band": "age_bands",
    "country": "countries",
}


def row(key: str) -> set[str]:
    """The codes in the row of the guide's table that explains a key."""
    (line,) = re.findall(rf"^\| `{key}` \|(.*)\|$", GUIDE, flags=re.MULTILINE)
    return set(re.findall(r"`(\w+)`", line)) - {"null", "measure"}


def guide_measures() -> set[str]:
    table = GUIDE.partition("| measure | what |")[2].partition("\n\n")[0]
    return {code for line in table.splitlines()[2:] for code in re.findall(r"`(\w+)`", line.split("|")[1])}


def guide_channels() -> set[str]:
    return set(re.findall(r"`(\w+)`", GUIDE.partition("\nChannels: ")[2].partition("\n\n")[0]))


def members(graph: rdflib.Graph, scheme: str) -> set[rdflib.URIRef]:
    return set(graph.subjects(SKOS.inScheme, rdflib.URIRef(f"{ID}scheme/{scheme}")))  # type: ignore[arg-type]


def codes(graph: rdflib.Graph, kind: str) -> set[str]:
    return {str(iri).removeprefix(f"{ID}{kind}/") for iri in members(graph, SCHEMES[kind])}


def concepts(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return sorted(set(graph.subjects(SKOS.inScheme)))  # type: ignore[arg-type,type-var]


def test_the_guide_is_read_by_this_test() -> None:
    assert len(guide_measures()) == 25
    assert len(guide_channels()) == 33
    assert len(row("unit")) == 20


def test_channels_are_those_of_the_guide_and_groups(ontology: rdflib.Graph) -> None:
    groups = {str(iri).removeprefix(f"{ID}channel/") for iri in ontology.subjects(RDF.type, KG.ChannelGroup)}
    assert codes(ontology, "channel") == guide_channels() | groups
    assert not guide_channels() & groups


def test_measures_are_those_of_the_guide(ontology: rdflib.Graph) -> None:
    assert codes(ontology, "measure") == guide_measures()


def test_units_bounds_and_changes_are_those_of_the_guide(ontology: rdflib.Graph) -> None:
    assert codes(ontology, "unit") == row("unit")
    assert codes(ontology, "bound") == row("bound")
    assert codes(ontology, "change") == row("change")
    assert row("per") <= codes(ontology, "unit")


def test_directions_are_those_of_the_records(ontology: rdflib.Graph) -> None:
    assert codes(ontology, "direction") == {"rising", "falling", "stable"}


def test_every_concept_is_labelled_in_seven_languages(ontology: rdflib.Graph) -> None:
    for concept in concepts(ontology):
        labels = [label.language for label in ontology.objects(concept, SKOS.prefLabel)]  # type: ignore[attr-defined]
        assert sorted(labels) == sorted(LANGUAGES), concept


def test_every_concept_is_defined_with_an_example_and_its_code(ontology: rdflib.Graph) -> None:
    for concept in concepts(ontology):
        code = str(concept).rpartition("/")[2]
        assert [str(value) for value in ontology.objects(concept, SKOS.notation)] == [code]
        assert ontology.value(concept, SKOS.definition)
        assert ontology.value(concept, SKOS.example)
        assert ontology.value(concept, rdflib.RDFS.isDefinedBy)


@pytest.mark.parametrize(("kind", "scheme"), sorted(SCHEMES.items()))
def test_concepts_of_a_scheme_lie_under_its_name_and_have_its_class(
    ontology: rdflib.Graph, kind: str, scheme: str
) -> None:
    for concept in members(ontology, scheme):
        assert str(concept).startswith(f"{ID}{kind}/")
        assert len(set(ontology.objects(concept, RDF.type))) == 1


@pytest.mark.parametrize("scheme", sorted(SCHEMES.values()))
def test_preferred_labels_tell_the_concepts_of_a_scheme_apart(ontology: rdflib.Graph, scheme: str) -> None:
    labels = Counter(
        label for concept in members(ontology, scheme) for label in ontology.objects(concept, SKOS.prefLabel)
    )
    assert [label for label, number in labels.items() if number > 1] == []


def test_labels_of_channels_mean_one_channel(ontology: rdflib.Graph) -> None:
    meant: dict[tuple[str, str | None], set[str]] = {}
    for concept in ontology.subjects(RDF.type, KG.Channel):
        for predicate in (SKOS.prefLabel, SKOS.altLabel):
            for label in ontology.objects(concept, predicate):
                key = (str(label).casefold(), label.language)  # type: ignore[attr-defined]
                meant.setdefault(key, set()).add(str(concept))
    assert {key: found for key, found in meant.items() if len(found) > 1} == {}


def test_an_alternative_label_repeats_no_other_label_of_its_concept(ontology: rdflib.Graph) -> None:
    for concept in concepts(ontology):
        preferred = {(str(label).casefold(), label.language) for label in ontology.objects(concept, SKOS.prefLabel)}  # type: ignore[attr-defined]
        others = [(str(label).casefold(), label.language) for label in ontology.objects(concept, SKOS.altLabel)]  # type: ignore[attr-defined]
        assert len(others) == len(set(others)), concept
        assert not preferred & set(others), concept


def test_broader_concepts_form_no_circle(ontology: rdflib.Graph) -> None:
    for concept in concepts(ontology):
        assert concept not in set(ontology.transitive_objects(concept, SKOS.broader)) - {concept}
        assert (concept, SKOS.broader, concept) not in ontology
        for above in ontology.objects(concept, SKOS.broader):
            assert concept not in set(ontology.transitive_objects(above, SKOS.broader))


def test_broader_concepts_stay_in_their_scheme_and_tops_have_none(ontology: rdflib.Graph) -> None:
    for concept in concepts(ontology):
        scheme = ontology.value(concept, SKOS.inScheme)
        broader = set(ontology.objects(concept, SKOS.broader))
        assert all((above, SKOS.inScheme, scheme) in ontology for above in broader)
        is_top = (concept, SKOS.topConceptOf, scheme) in ontology
        assert is_top == (not broader) == ((scheme, SKOS.hasTopConcept, concept) in ontology), concept


def test_no_broader_link_is_said_that_follows_from_others(ontology: rdflib.Graph) -> None:
    for concept in concepts(ontology):
        direct = set(ontology.objects(concept, SKOS.broader))
        for above in direct:
            higher = set(ontology.transitive_objects(above, SKOS.broader)) - {above}
            assert not direct & higher, concept


def test_who_uses_daily_uses_weekly_and_monthly_too(ontology: rdflib.Graph) -> None:
    measure = rdflib.Namespace(f"{ID}measure/")
    above = list(ontology.transitive_objects(measure.use_daily, SKOS.broader))
    assert above == [measure.use_daily, measure.use_weekly, measure.use_monthly, measure.use]


def test_countries_of_the_corpus_are_there(ontology: rdflib.Graph) -> None:
    import json

    corpus = Path(__file__).parent.parent / "corpus"
    used = set()
    for path in [*corpus.glob("seeds/*.json"), *corpus.glob("dev/*/*.json")]:
        used |= {record["country"] for record in json.loads(path.read_text("utf-8"))["measurements"]}
    assert used - {None} <= codes(ontology, "country")


def test_age_bands_overlap_nowhere(ontology: rdflib.Graph) -> None:
    from kg.graph.vocabulary import load_vocabulary

    bands = load_vocabulary().age_bands
    assert {band.code for band in bands} == codes(ontology, "age_band")
    ages = [None, *range(121)]
    for low in ages:
        for high in ages:
            if low is None or high is None or low <= high:
                assert sum(band.holds(low, high) for band in bands) <= 1, (low, high)


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        (9, 12, "child"),
        (15, 24, "young"),
        (18, 34, "young"),
        (None, 29, "young"),
        (30, 49, "middle"),
        (25, 54, "middle"),
        (66, None, "older"),
        (60, 79, "older"),
        (16, None, "adult"),
        (14, None, "adult"),
        (16, 79, "adult"),
    ],
)
def test_ages_lie_in_their_band(low: int | None, high: int | None, code: str) -> None:
    from kg.graph.vocabulary import load_vocabulary

    assert [band.code for band in load_vocabulary().age_bands if band.holds(low, high)] == [code]


def test_units_of_time_convert_to_seconds(ontology: rdflib.Graph) -> None:
    multiplier = rdflib.URIRef("http://qudt.org/schema/qudt/conversionMultiplier")
    for unit in ontology.subjects(RDF.type, KG.TimeUnit):
        assert ontology.value(unit, multiplier) is not None, unit


def test_shapes_and_units_give_the_same_ranges(ontology: rdflib.Graph, ontology_files: dict[str, rdflib.Graph]) -> None:
    shapes, shape = ontology_files["shapes"], rdflib.Namespace("https://w3id.org/surveykg/shapes#")
    unit = rdflib.Namespace(f"{ID}unit/")
    parts = {
        "percent": "part-upTo100",
        "percentage_point": "part-upTo100",
        "rank": "part-from1",
        "score": "part-fromMinus100",
    }
    for iri in members(ontology, "units"):
        part = shape[parts.get(str(iri).rpartition("/")[2], "part-from0")]
        for key, limit in ((KG.minimum, rdflib.SH.minInclusive), (KG.maximum, rdflib.SH.maxInclusive)):
            one, other = ontology.value(iri, key), shapes.value(part, limit)
            assert (one is None) == (other is None), iri
            assert one is None or one.value == other.value, iri  # type: ignore[attr-defined,union-attr]
    assert unit.percent in members(ontology, "units")
