"""What the ontology concludes: restrictions classify, chains and inverses connect."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph.reason import compile_rules, infer
from kg.graph.vocabulary import load_vocabulary, parse_turtle

KG = "<https://w3id.org/surveykg/ontology#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DIRECTIVES = (Path(__file__).parents[1] / "graph" / "shapes" / "valid.ttl").read_text("utf-8").partition("\n\n")[0]


@pytest.fixture(scope="module")
def rules():  # type: ignore[no-untyped-def]
    return compile_rules(load_vocabulary().triples)


def inferred(rules, turtle: str) -> set[tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    data = parse_turtle(f"{DIRECTIVES}\n{turtle}".encode(), "test")
    return {*infer(rules, data), *data}


def classes(rules, turtle: str, node: str = "measurement/1-2") -> set[str]:  # type: ignore[no-untyped-def]
    iri = f"<https://w3id.org/surveykg/id/document/{node}>"
    return {o[len(KG) : -1] for s, p, o in inferred(rules, turtle) if s == iri and p == TYPE and o.startswith(KG)}


def measurement(**said: str) -> str:
    lines = "".join(f" ; kg:{key} {value}" for key, value in said.items() if key != "types")
    return f"<measurement/1-2> a kg:Measurement{said.get('types', ' , kg:Level')}{lines} ."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"measure": "measure:use", "unit": "unit:percent"}, {"Share", "UsageShare"}),
        (
            {"measure": "measure:use_daily", "unit": "unit:percent"},
            {"Share", "UsageShare", "MonthlyUseShare", "WeeklyUseShare", "DailyUseShare"},
        ),
        (
            {"measure": "measure:use_weekly", "unit": "unit:percent"},
            {"Share", "UsageShare", "MonthlyUseShare", "WeeklyUseShare"},
        ),
        ({"measure": "measure:use_often", "unit": "unit:percent"}, {"Share", "UsageShare", "FrequentUseShare"}),
        ({"measure": "measure:use_rarely", "unit": "unit:percent"}, {"Share", "UsageShare"}),
        ({"measure": "measure:use_never", "unit": "unit:percent"}, {"Share", "NonUseShare"}),
        ({"measure": "measure:preference", "unit": "unit:percent"}, {"Share", "PreferenceShare"}),
        ({"measure": "measure:rejection", "unit": "unit:percent"}, {"Share", "RejectionShare"}),
        ({"measure": "measure:contact", "unit": "unit:percent"}, {"Share", "ContactShare"}),
        ({"measure": "measure:trust", "unit": "unit:percent"}, {"Share", "TrustShare"}),
        ({"measure": "measure:resolution", "unit": "unit:percent"}, {"Share", "ResolutionShare"}),
        ({"measure": "measure:offering", "unit": "unit:percent"}, {"Share", "OfferingShare"}),
        ({"measure": "measure:response_rate", "unit": "unit:percent"}, {"Share", "ResponseRate"}),
        ({"measure": "measure:response_time", "unit": "unit:percent"}, {"Share", "WaitingShare"}),
        ({"measure": "measure:response_time", "unit": "unit:minute"}, {"ResponseTime"}),
        ({"measure": "measure:tenure", "unit": "unit:year"}, {"ServiceAge"}),
        ({"measure": "measure:satisfaction", "unit": "unit:score"}, {"SatisfactionFigure", "SatisfactionScore"}),
        (
            {"measure": "measure:satisfaction", "unit": "unit:percent"},
            {"Share", "SatisfactionFigure", "SatisfactionShare"},
        ),
        ({"measure": "measure:cost", "unit": "unit:NOK"}, {"Cost"}),
        ({"measure": "measure:volume", "unit": "unit:count"}, {"Count", "Volume"}),
        ({"measure": "measure:volume", "unit": "unit:count", "per": "unit:day"}, {"Count", "Volume", "Rate"}),
        ({"measure": "measure:sample_size", "unit": "unit:count"}, {"Count", "SampleSize"}),
        ({"measure": "measure:customers", "unit": "unit:count"}, {"Count", "CustomerBase"}),
        ({"measure": "measure:use", "unit": "unit:count"}, {"Count", "UserNumber"}),
        ({"measure": "measure:population_size", "unit": "unit:count"}, {"Count", "PopulationSize"}),
        ({"measure": "measure:popularity", "unit": "unit:rank"}, {"Rank"}),
        ({"bound": "bound:about"}, {"Estimate"}),
        ({"bound": "bound:at_least"}, {"LowerLimit"}),
        ({"bound": "bound:over"}, {"LowerLimit"}),
        ({"bound": "bound:at_most"}, {"UpperLimit"}),
        ({"bound": "bound:under"}, {"UpperLimit"}),
        ({"bound": "bound:exact"}, set()),
        ({"channel": "channel:twitter"}, {"DigitalFinding", "SocialMediaFinding", "WrittenFinding"}),
        ({"channel": "channel:mobile_bank"}, {"DigitalFinding"}),
        ({"channel": "channel:phone"}, {"SpokenFinding"}),
        ({"channel": "channel:branch"}, {"SpokenFinding", "InPersonFinding"}),
        ({"channel": "channel:letter"}, {"WrittenFinding"}),
    ],
)
def test_levels_are_classified(rules, said: dict[str, str], found: set[str]) -> None:  # type: ignore[no-untyped-def]
    assert classes(rules, measurement(**said)) == found | {"Measurement", "Level", "Finding"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("increase", {"ChangeFigure", "Development", "Growth"}),
        ("decrease", {"ChangeFigure", "Development", "Decline"}),
        ("more", {"ChangeFigure", "Difference"}),
        ("less", {"ChangeFigure", "Difference"}),
    ],
)
def test_sizes_of_changes_are_no_shares(rules, change: str, found: set[str]) -> None:  # type: ignore[no-untyped-def]
    said = measurement(types="", measure="measure:use", unit="unit:percent", change=f"change:{change}")
    assert classes(rules, said) == found | {"Measurement", "Finding"}


@pytest.mark.parametrize(
    ("band", "population", "finding"),
    [
        ("young", "YoungPopulation", "YoungFinding"),
        ("older", "OlderPopulation", "OlderFinding"),
        ("adult", "AdultPopulation", "AdultFinding"),
        ("middle", "MiddleAgedPopulation", None),
        ("child", "ChildPopulation", None),
    ],
)
def test_populations_and_what_is_found_of_them(  # type: ignore[no-untyped-def]
    rules, band: str, population: str, finding: str | None
) -> None:
    said = f"population:p a kg:Population ; kg:ageBand age_band:{band} . {measurement(population='population:p')}"
    people = {o for s, p, o in inferred(rules, said) if s.endswith("population/p>") and p == TYPE}
    assert f"{KG}{population}>" in people
    expected = {"Measurement", "Level", "Finding", *([finding] if finding else [])}
    assert classes(rules, said) == expected


def test_a_trend_is_classified_by_its_direction(rules) -> None:  # type: ignore[no-untyped-def]
    for direction, name in (("rising", "RisingTrend"), ("falling", "FallingTrend"), ("stable", "StableTrend")):
        said = f"<trend/1-2> a kg:Trend ; kg:direction direction:{direction} ."
        assert classes(rules, said, "trend/1-2") == {"Trend", "Finding", name}


SURVEY = """
survey:s a kg:Survey ; kg:conductedBy organization:a ; kg:commissionedBy organization:b ;
    kg:publishedBy organization:c .
organization:a a kg:Organization . organization:b a kg:Organization . organization:c a kg:Organization .
"""


def test_organizations_are_classified_by_their_part_in_surveys(rules) -> None:  # type: ignore[no-untyped-def]
    triples = inferred(rules, SURVEY)
    for name, role in (("a", "SurveyInstitute"), ("b", "SurveyCommissioner"), ("c", "SurveyPublisher")):
        assert (f"<https://w3id.org/surveykg/id/organization/{name}>", TYPE, f"{KG}{role}>") in triples


def test_a_finding_has_the_institute_commissioner_and_publisher_of_its_survey(rules) -> None:  # type: ignore[no-untyped-def]
    triples = inferred(rules, SURVEY + measurement(survey="survey:s"))
    for name, role in (("a", "institute"), ("b", "commissioner"), ("c", "publisher")):
        assert any(p == f"{KG}{role}>" and o.endswith(f"organization/{name}>") for _, p, o in triples)
        assert any(p == f"{KG}{role}Of>" and s.endswith(f"organization/{name}>") for s, p, _ in triples)
    assert "SurveyFinding" in classes(rules, SURVEY + measurement(survey="survey:s"))


def test_a_finding_is_stated_in_the_document_of_its_sentence(rules) -> None:  # type: ignore[no-untyped-def]
    said = (
        "<> a kg:Document . <#char=0,9> a kg:Sentence ; kg:inDocument <> . <measurement/1-2> a kg:Measurement ; "
        "prov:wasDerivedFrom <#char=0,9> ; kg:mention <#char=1,2> . "
        "<#char=1,2> a kg:Mention ; kg:inSentence <#char=0,9> ."
    )
    links = {(s.rpartition("/")[2], p[len(KG) : -1], o.rpartition("/")[2]) for s, p, o in inferred(rules, said)}
    assert {
        ("1-2>", "statedIn", "valid>"),
        ("valid>", "states", "1-2>"),
        ("valid>", "hasSentence", "valid#char=0,9>"),
        ("valid#char=0,9>", "supports", "1-2>"),
        ("valid#char=1,2>", "mentionOf", "1-2>"),
        ("valid#char=0,9>", "hasMention", "valid#char=1,2>"),
        ("1-2>", "namedIn", "valid>"),
    } <= links


def test_a_finding_is_about_every_population_that_includes_its_own(rules) -> None:  # type: ignore[no-untyped-def]
    said = (
        "population:a kg:broaderPopulation population:b . population:b kg:broaderPopulation population:c ; "
        f"kg:country country:NO . population:a kg:country country:NO . {measurement(population='population:a')}"
    )
    triples = inferred(rules, said)
    about = {o.rpartition("/")[2] for _, p, o in triples if p == f"{KG}aboutPopulation>"}
    assert about >= {"b>", "c>"}
    assert any(p == f"{KG}aboutCountry>" and o.endswith("country/NO>") for _, p, o in triples)


def test_a_channel_is_below_every_broader_one(rules) -> None:  # type: ignore[no-untyped-def]
    triples = inferred(rules, measurement(channel="channel:mobile_bank"))
    about = {o.rpartition("/")[2][:-1] for s, p, o in triples if p == f"{KG}aboutChannel>" and "1-2" in s}
    assert about == {"mobile_bank", "mobile_app", "online_bank", "self_service", "digital"}


def test_gold_graphs_contradict_nothing(rules, gold_extractions) -> None:  # type: ignore[no-untyped-def]
    from kg.graph.populate import populate
    from kg.graph.reason import Reasoner

    reasoner = Reasoner(rules)
    for extraction in gold_extractions.values():
        assert reasoner.contradictions(populate(extraction).triples) == []


def test_a_survey_that_is_an_organization_is_a_contradiction(rules) -> None:  # type: ignore[no-untyped-def]
    from kg.graph.reason import Reasoner

    data = parse_turtle(f"{DIRECTIVES}\nsurvey:s a kg:Survey , kg:Organization .".encode(), "test")
    assert Reasoner(rules).contradictions(data)
