"""Surveys: names without year and quotes, nameless ones with a description, who ran, ordered and published them."""

from __future__ import annotations

import pytest

from kg.extract.entities import read_entities
from kg.language import sentences
from kg.model import Survey


def surveys(text: str, language: str) -> tuple[Survey, ...]:
    return read_entities(text, sentences(text, language), language).surveys


@pytest.mark.parametrize(
    ("language", "text", "name", "period"),
    [
        ("nb", "Det viser Norsk Bankmonitor 2022, og 81 prosent er med.", "Norsk Bankmonitor", "2022"),
        ("nb", "Det viser årets nettbankundersøkelse fra Norstat.", "Nettbankundersøkelsen", None),
        ("da", "Det fremgår af målingen »Borgernes Post 2019« i dag.", "Borgernes Post", "2019"),
        ("sv", "Det visar rapporten Den goda vården 2013 från Novus.", "Den goda vården", "2013"),
        ("de", "Das zeigt der „Kundenmonitor 2014/2015“ deutlich.", "Kundenmonitor", "2014/2015"),
        ("en", "So says the Everyday Water Monitor, run by Ipsos.", "Everyday Water Monitor", None),
        ("fi", "Some ja työ -katsauksessa 93 prosenttia vastasi.", "Some ja työ", None),
        ("ru", "Таковы данные исследования «Цифровая среда» центра.", "Цифровая среда", None),
    ],
)
def test_a_survey_is_named_without_year_and_quotes(language: str, text: str, name: str, period: str | None) -> None:
    assert (name, period) in [(survey.name, survey.period) for survey in surveys(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "conductor", "commissioner"),
    [
        ("nb", "Undersøkelsen er utført av Norstat for Havn Forsikring.", "Norstat", "Havn Forsikring"),
        ("nb", "Målingen som Opinio Nord AS har gjennomført på oppdrag fra Nav.", "Opinio Nord", "Nav"),
        ("da", "En undersøgelse foretaget af Epinion for Danske Bank viser det.", "Epinion", "Danske Bank"),
        ("sv", "En ny undersökning som Novus har genomfört på uppdrag av Telia.", "Novus", "Telia"),
        ("de", "Eine Umfrage, die YouGov im Auftrag der Commerzbank durchgeführt hat.", "YouGov", "Commerzbank"),
        ("en", "The poll was carried out by Ipsos on behalf of Vodafone.", "Ipsos", "Vodafone"),
        ("fi", "Kyselyn toteutti Taloustutkimus Nordean toimeksiannosta.", "Taloustutkimus", "Nordea"),
        ("ru", "Опрос провёл ВЦИОМ по заказу Сбербанка.", "ВЦИОМ", "Сбербанк"),
    ],
)
def test_who_ran_and_who_ordered_a_survey(language: str, text: str, conductor: str, commissioner: str) -> None:
    (survey,) = surveys(text, language)
    assert (survey.conductor, survey.commissioner) == (conductor, commissioner)
    assert {reason.property for reason in survey.reasons} >= {"conductor", "commissioner"}


def test_a_nameless_survey_has_a_description_in_the_words_of_the_text() -> None:
    (survey,) = surveys("Det viser en ny undersøkelse fra Norstat, og den er fersk.", "nb")
    assert survey.name is None
    assert survey.description == "Det viser en ny undersøkelse fra Norstat"


def test_a_name_and_its_generic_noun_are_one_survey() -> None:
    text = "Det viser Bankbarometeret 2021. Undersøkelsen er laget av Norstat. Barometeret har 1000 svar."
    (survey,) = surveys(text, "nb")
    assert (survey.name, survey.conductor, len(survey.mentions)) == ("Bankbarometeret", "Norstat", 3)


def test_two_institutes_make_two_surveys() -> None:
    text = (
        "Det visar en undersökning som Novus har genomfört.\n\n"
        "Fyra dagar senare kom nya siffror. De bekräftar bilden.\n\n"
        "Det visar en annan undersökning som Demoskop har genomfört."
    )
    assert [survey.conductor for survey in surveys(text, "sv")] == ["Novus", "Demoskop"]


def test_a_verb_says_more_of_who_ran_it_than_a_preposition() -> None:
    text = "According to a survey by Zendesk, people chat. The poll was carried out by Ipsos."
    (survey,) = surveys(text, "en")
    assert (survey.conductor, survey.publisher) == ("Ipsos", "Zendesk")


def test_a_survey_is_made_when_its_sentence_says() -> None:
    (survey,) = surveys("Undersökningen gjordes i oktober 2020 av Novus bland svenskar.", "sv")
    assert survey.period == "2020-10"
