"""Adoptions: an organization began to offer a channel."""

from __future__ import annotations

import pytest

from kg.extract import mentions
from kg.extract.entities import read_entities, read_findings
from kg.language import sentences
from kg.model import Adoption


def adoptions(text: str, language: str) -> tuple[Adoption, ...]:
    found = sentences(text, language)
    channels = [mention for mention in mentions(text, language) if mention.kind == "channel"]
    return read_findings(text, found, read_entities(text, found, language), channels)[0]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "nb",
            "Havn Forsikring AS lanserte chat i 2016 og tok i bruk chatbot i 2019.",
            [("chat", 2016), ("chatbot", 2019)],
        ),
        (
            "fi",
            "Chat avattiin vuonna 2015 ja WhatsApp otettiin käyttöön vuonna 2019.",
            [("chat", 2015), ("whatsapp", 2019)],
        ),
        ("sv", "Chatten öppnades 2017 och Facebook-sidan startades 2012.", [("chat", 2017), ("facebook", 2012)]),
        ("da", "Kommunen tog i 2020 en chatbot i brug.", [("chatbot", 2020)]),
        ("de", "Seit Februar 2021 können Kunden per WhatsApp schreiben.", [("whatsapp", 2021)]),
        ("en", "The company launched WhatsApp support in 2018.", [("whatsapp", 2018)]),
        ("ru", "Чат-бот компания запустила в 2018 году.", [("chatbot", 2018)]),
    ],
)
def test_a_channel_and_the_year_it_was_begun(language: str, text: str, expected: list[tuple[str, int]]) -> None:
    assert [(a.channel, a.year) for a in adoptions(text, language)] == expected


def test_years_ago_is_a_year_only_where_the_text_dates_itself() -> None:
    told = "Chatti avattiin kolme vuotta sitten Järviseudun Pankissa."
    assert [a.year for a in adoptions(told, "fi")] == [None]
    assert [a.year for a in adoptions(f"Tiedote 14.2.2020\n\n{told}\n", "fi")] == [2017]


def test_the_narrower_channel_stands_for_the_broader_one() -> None:
    text = "Palvelu sosiaalisessa mediassa aloitettiin kymmenen vuotta sitten Facebookissa."
    assert [a.channel for a in adoptions(text, "fi")] == ["facebook"]


@pytest.mark.parametrize(
    "text",
    [
        "Banken vil lansere chat i 2030.",
        "I 2020 brukte 45 % chat, og 12 % startet med chatbot.",
        "Banken har chat.",
    ],
)
def test_plans_shares_and_mere_use_are_no_adoptions(text: str) -> None:
    assert adoptions(text, "nb") == ()


def test_an_adoption_names_its_organization_and_its_words() -> None:
    text = "Hafslund Strøm AS lanserte chat i 2016."
    (adoption,) = adoptions(text, "nb")
    assert adoption.organization == "Hafslund Strøm"
    assert text[adoption.begin : adoption.end] == "chat"
    assert {reason.property for reason in adoption.reasons} >= {"channel", "year"}
