"""Values for parameters: found by short name, label or IRI, or refused with what is possible."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ParameterError, QuestionError
from kg.questions import choices, load, parse, resolve
from kg.questions.parameters import normal
from kg.questions.source import Source
from kg.questions.terms import Term

PHONE = Term("https://w3id.org/surveykg/id/channel/phone")
TYPED = parse(
    "#+ summary: a\n#+ parameters:\n#+   count: {type: integer}\n#+   share: {type: decimal}\n#+   when: {type: year}\n"
    "#+   sure: {type: boolean}\n#+   tongue: {type: language}\n#+   word: {type: string, enumerate: [one, two]}\n"
    "#+   must: {type: string, required: true, description: needed}\n"
    "SELECT ?a WHERE { VALUES ?count { UNDEF } VALUES ?share { UNDEF } VALUES ?when { UNDEF } VALUES ?sure { UNDEF }"
    ' VALUES ?tongue { UNDEF } VALUES ?word { UNDEF } VALUES ?must { "an example" } ?a ?b ?c } ORDER BY ?a',
    Path("typed.rq"),
)


@pytest.fixture(scope="module")
def source(store: pyoxigraph.Store) -> Source:
    return Source(store)


def channel(source: Source, value: object, language: str = "en") -> list[tuple[str, str]]:
    found = resolve(source, load().find("channel-use"), {"channel": value}, language)["channel"]
    return [(choice.name, choice.label) for choice in found]


@pytest.mark.parametrize(
    "value",
    [
        "phone",
        "PHONE",
        " phone ",
        "Telefon",
        "puhelin",
        "телефон",
        "telephone",
        "https://w3id.org/surveykg/id/channel/phone",
        PHONE,
    ],
)
def test_an_iri_is_found_by_name_label_in_any_language_or_in_full(source: Source, value: object) -> None:
    assert [name for name, _ in channel(source, value)] == ["phone"]


def test_a_choice_is_labelled_in_the_readers_language(source: Source) -> None:
    assert channel(source, "phone", "fi") == [("phone", "puhelin")]
    assert channel(source, ["mobile-app", "mobile_app", "e-mail"], "en")[1:] == [("email", "e-mail")]


def test_organizations_are_found_by_acronym_and_by_name(source: Source) -> None:
    question = load().find("organizations")
    for value in ("fno", "FNO", "Finansnæringens Fellesorganisasjon", "finansnæringens  fellesorganisasjon"):
        (found,) = resolve(source, question, {"organization": value})["organization"]
        assert found.name == "finansnaeringens-fellesorganisasjon"
    assert resolve(source, question, {"organization": "tns gallup"})["organization"][0].name == "tns-gallup"


def test_documents_are_found_by_name(source: Source) -> None:
    (found,) = resolve(source, load().find("document"), {"document": "000_99d987602bd369a7"})["document"]
    assert found.label == "2 millioner kunder bruker sosiale medier"


def test_an_unknown_name_is_told_with_the_nearest_and_all(source: Source) -> None:
    with pytest.raises(ParameterError) as caught:
        channel(source, "fone")
    assert "no channel 'fone'; did you mean 'phone'?" in str(caught.value)
    assert {"phone", "chat", "email"} <= set(caught.value.possible)
    with pytest.raises(ParameterError, match=r"no channel 'telefn'; did you mean 'phone'\?"):
        channel(source, "telefn")
    with pytest.raises(ParameterError, match="no channel 'https:"):
        channel(source, "https://w3id.org/surveykg/id/channel/fone")
    with pytest.raises(ParameterError, match="no channel 'https:"):
        channel(source, "https://w3id.org/surveykg/id/measure/use")


def test_an_unknown_parameter_is_told_with_those_there_are(source: Source) -> None:
    with pytest.raises(
        ParameterError, match=r"no parameter 'chanel'; did you mean 'channel'\? possible: channel, country"
    ):
        resolve(source, load().find("channel-use"), {"chanel": "phone"})


def test_several_values_need_a_repeatable_parameter(source: Source) -> None:
    assert len(channel(source, ["phone", "chat", "phone"])) == 2
    with pytest.raises(ParameterError, match="2 values for country, which takes one"):
        resolve(source, load().find("channel-use"), {"country": ["NO", "DE"]})


def test_absent_means_default_and_empty_means_none(source: Source) -> None:
    question = load().find("same-figure")
    assert [choice.name for choice in resolve(source, question, {})["least_documents"]] == ["1"]
    assert [choice.name for choice in resolve(source, question, {"least-documents": None})["least_documents"]] == ["1"]
    assert resolve(source, question, {"least_documents": ""})["least_documents"] == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("count", " 1500 ", "1500"),
        ("count", 7, "7"),
        ("share", "47.50", "47.5"),
        ("share", ".5", "0.5"),
        ("when", 2014, "2014"),
        ("sure", True, "true"),
        ("sure", "No", "false"),
        ("tongue", "NB", "nb"),
        ("word", "two", "two"),
    ],
)
def test_values_are_typed(source: Source, name: str, value: object, expected: str) -> None:
    (found,) = resolve(source, TYPED, {name: value, "must": "x"})[name]
    assert found.term.value == expected


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("count", "1.5", "write a whole number"),
        ("count", "١٢", "write a whole number"),
        ("count", True, "write a whole number"),
        ("share", "47,5", "such as 47.5"),
        ("share", "NaN", "such as 47.5"),
        ("share", "1e9", "such as 47.5"),
        ("when", "14", "four digits"),
        ("when", "2014/2015", "four digits"),
        ("sure", "maybe", "write true or false"),
        ("tongue", "x y", "a language tag"),
        ("tongue", "zh", "no text in language 'zh'; possible: de, fi, nb, ru"),
        ("word", "thre", "no word 'thre'; possible: one, two"),
        ("must", None, "no must given"),
        ("must", "", "no must given"),
        ("must", "a\x00b", "without control characters"),
        ("must", "a\\u0022", "no backslash with u and four digits"),
    ],
)
def test_wrong_values_are_refused_with_how_to_write_them(source: Source, name: str, value: object, said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        resolve(source, TYPED, {"must": "x", name: value})
    assert said in str(caught.value)


def test_choices_are_offered_by_label(source: Source) -> None:
    question = load().find("channel-use")
    offered = choices(source, question.parameters["channel"], "nb")
    assert [choice.label for choice in offered] == sorted((choice.label for choice in offered), key=str.casefold)
    assert ("phone", "telefon") in [(choice.name, choice.label) for choice in offered]
    assert [choice.name for choice in choices(source, TYPED.parameters["word"])] == ["one", "two"]
    assert [choice.name for choice in choices(source, TYPED.parameters["tongue"])] == ["de", "fi", "nb", "ru"]
    assert choices(source, TYPED.parameters["count"]) == ()


def test_every_choice_resolves_to_itself(source: Source) -> None:
    question = load().find("channel-use")
    for name, parameter in question.parameters.items():
        for choice in choices(source, parameter):
            assert resolve(source, question, {name: choice.name})[name][0].term == choice.term


@given(st.text())
def test_any_text_is_a_choice_or_an_error_for_people(text: str) -> None:
    store = pyoxigraph.Store()
    with pytest.raises(ParameterError):
        resolve(Source(store), load().find("channel-use"), {"channel": text or "x"})


@given(st.text())
def test_normal_is_stable(text: str) -> None:
    assert normal(normal(text)) == normal(text)
