"""Organizations: found by general cues, brought to their basic form, joined on evidence; people are left out."""

from __future__ import annotations

import pytest

from kg.extract.cues import cues
from kg.extract.names import Names
from kg.extract.organizations import Known, organizations, stands_for
from kg.language import LANGUAGES


def known(text: str, language: str) -> tuple[Known, ...]:
    words = cues(language)
    return organizations(Names(text, words.events(text), words, language))


def named(text: str, language: str) -> list[str]:
    return [organization.name for organization in known(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("nb", "I fjor mottok Hafslund Strøm AS mange henvendelser.", "Hafslund Strøm"),
        ("nb", "Lundevik kommune fikk ny chat, og i Lundevik kommune ble den brukt.", "Lundevik kommune"),
        ("nb", "Tallene er laget av analysebyrået Innsikt Nord i vår.", "Innsikt Nord"),
        ("nb", "Det sier Kari Lund, daglig leder i Havnetrafikk.", "Havnetrafikk"),
        ("da", "Svarene kommer fra Nordlys A/S og andre.", "Nordlys"),
        ("da", "Det skriver Styrelsen for Patientsikkerhed.", "Styrelsen for Patientsikkerhed"),
        ("sv", "Siffrorna gäller Region Skåne och Elbolaget Norrsken AB.", "Region Skåne"),
        ("sv", "Nio av tio är nöjda (Accenture).", "Accenture"),
        ("de", "Das Institut Mentoris fragte nach.", "Mentoris"),
        ("de", "Gemäss dem Vergleichsdienst Geldblick sind es neun Prozent.", "Geldblick"),
        ("de", "Die Stadt Bergstedt zählt mit.", "Stadt Bergstedt"),
        ("de", "Das meldet die Lindenau Energie GmbH & Co. KG heute.", "Lindenau Energie"),
        ("en", "Last year BrightWater plc received more calls.", "BrightWater"),
        ("en", "The Lakeside Institute ran it.", "Lakeside Institute"),
        ("en", "Figures come from the Bank of Rivermouth today.", "Bank of Rivermouth"),
        ("fi", "Soittajia oli Virtaharjun kaupungilla enemmän kuin Virtaharjun kaupungissa.", "Virtaharjun kaupunki"),
        ("fi", "Vastaukset saatiin Järviseudun Pankin sivuilla.", "Järviseudun Pankki"),
        ("fi", "Kyselyn teki Taloustutkimuksen väki.", "Taloustutkimus"),
        ("ru", "Оператор «Сотел» сообщил о росте.", "Сотел"),
        ("ru", "Так считают в ООО «Ромашка».", "Ромашка"),
        ("ru", "Опрос прошёл по заказу Сбербанка.", "Сбербанк"),
    ],
)
def test_a_general_cue_gives_the_basic_form_of_a_name(language: str, text: str, name: str) -> None:
    assert name in named(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "– Folk ringer, sier direktør Solveig Aune. Aune vil ha chat."),
        ("sv", "Det säger analyschefen Maja Rydell om studien."),
        ("de", "„Wir warten“, sagt Geschäftsführerin Dr. Almut Brennecke."),
        ("en", "“People bank here,” says analyst Priya Nair."),
        ("fi", "Näin sanoo asiakaspalvelujohtaja Kirsi Lehtola."),
        ("ru", "Так говорит директор департамента Марина Зотова."),
    ],
)
def test_people_are_no_organizations(language: str, text: str) -> None:
    assert named(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Facebook, Twitter og WhatsApp brukes av mange. Nettbanken er åpen. Mobilbanken også."),
        ("de", "Die Hausbank hat eine Datenbank. Kunden der Bank nutzen WhatsApp und das Internet."),
        ("en", "Online banking is used most. The council and the bank answer on Facebook."),
        ("ru", "Банк отвечает во «ВКонтакте», клиенты звонят в банк."),
    ],
)
def test_platforms_and_common_nouns_are_no_organizations(language: str, text: str) -> None:
    assert named(text, language) == []


def test_an_acronym_that_the_text_defines_joins_its_places() -> None:
    (organization,) = known("Verband Digitale Finanzen (VDF) fragt. Der VDF antwortet.", "de")
    assert organization.acronyms == ("VDF",)
    assert len(organization.mentions) == 3


@pytest.mark.parametrize(
    ("short", "full", "right"),
    [
        ("FNO", "Finansnæringens Fellesorganisasjon", True),
        ("ВЦИОМ", "Всероссийский центр изучения общественного мнения", True),
        ("FNO", "Norges Bank", False),
        ("Oslo", "Organisasjonen Solidaritet", False),
        ("", "Norges Bank", False),
    ],
)
def test_an_acronym_is_spelled_by_the_letters_of_its_name(short: str, full: str, right: bool) -> None:
    assert stands_for(short, full) is right


def test_names_are_not_joined_by_guess() -> None:
    assert named("Nordbanken AS svarte. Nordkraft AS svarte ikke.", "nb") == ["Nordbanken", "Nordkraft"]


def test_a_name_without_its_type_noun_is_the_same_where_only_one_begins_so() -> None:
    (organization,) = known("Fjellvern Forsikring svarte raskt. De fleste anbefaler Fjellvern til en nabo.", "nb")
    assert organization.name == "Fjellvern Forsikring"
    assert len(organization.mentions) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_an_organization_has_its_characters(language: str) -> None:
    text = "Ipsos MORI и ООО «Ромашка», Hafslund Strøm AS, «Ipsos MORI»; Nordea:n Nordean.\r\n" * 3
    for organization in known(text, language):
        assert organization.reasons
        assert all(text[span.begin : span.end].strip() for span in organization.mentions)
