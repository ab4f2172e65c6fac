"""Identification: single sentences in seven languages and in others, short lines, scripts, and what has no language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.language import LANGUAGES, identify
from kg.language.identify import identify_parts

SENTENCES = {
    "nb": [
        "Halvparten av kundene ringer fortsatt banken når de lurer på noe.",
        "Hun sa at de ikke hadde fått noen melding fra kommunen.",
        "Andelen som bruker nettbank, har økt kraftig de siste årene.",
        "Hvor lenge må du vente på svar?",
        "Ein av fire seier at dei ikkje har fått brev frå kommunen.",
        "Svarprosent og metode",
    ],
    "da": [
        "Halvdelen af kunderne ringer stadig til banken, når de er i tvivl om noget.",
        "Hun sagde, at de ikke havde fået nogen besked fra kommunen.",
        "Hvor længe skal man vente på svar?",
        "Antallet af opkald er steget med en fjerdedel siden sidste år.",
        "Flere skriver i stedet for at ringe",
    ],
    "sv": [
        "Hälften av kunderna ringer fortfarande till banken när de undrar över något.",
        "Hon sade att de inte hade fått något meddelande från kommunen.",
        "Hur länge måste du vänta på svar?",
        "Allt fler väljer chatten",
    ],
    "fi": [
        "Puolet asiakkaista soittaa edelleen pankkiin.",
        "Kuinka kauan vastausta pitää odottaa?",
        "Nuoret kirjoittavat mieluummin kuin soittavat",
    ],
    "de": [
        "Die Hälfte der Kunden ruft immer noch bei der Bank an.",
        "Wie lange muss man auf eine Antwort warten?",
        "Immer weniger Anrufe bei der Hotline",
    ],
    "en": [
        "Half of all customers still call the bank when they are unsure.",
        "How long do you have to wait for an answer?",
        "Fewer calls, more chats",
    ],
    "ru": [
        "Половина клиентов по-прежнему звонит в банк.",
        "Сколько нужно ждать ответа?",
        "Всё больше обращений в чат",
    ],
    "und": [
        "De helft van de klanten belt nog steeds met de bank als ze iets niet weten.",
        "La moitié des clients appellent encore leur banque.",
        "La mitad de los clientes todavía llama al banco por teléfono.",
        "Połowa klientów nadal dzwoni do banku.",
        "Половина клієнтів досі телефонує до банку, а решта пише в чат.",
        "Половината от клиентите все още се обаждат в банката по телефона.",
        "Pooled kliendid helistavad ikka veel panka, kui neil on küsimusi.",
        "Helmingur viðskiptavina hringir enn í bankann þegar þeir eru í vafa.",
        "顧客の半分はまだ銀行に電話をかけています。",
        "Οι μισοί πελάτες τηλεφωνούν ακόμα στην τράπεζα.",
        "12 345,6 % – 2020/21",
        "https://www.example.org/om-oss post@example.org",
        "",
        " \n\t",
        "😀 !!! ...",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in SENTENCES.items() for text in texts])
def test_one_sentence_tells_its_language(language: str, text: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_and_wrapping_change_nothing(language: str) -> None:
    text = " ".join(SENTENCES[language])
    assert identify(text.upper()) == identify(text.replace(" ", "\r\n")) == identify(text * 500) == language


def test_a_part_keeps_the_language_of_its_text_unless_its_words_speak_against_it() -> None:
    parts = [
        *SENTENCES["nb"],
        "Nordea Bank",
        "OK, Facebook",
        SENTENCES["de"][0],
        SENTENCES["und"][1],
        "12 %",
        "",
        "顧客の半分は銀行に電話を",
    ]
    overall, languages = identify_parts(parts)
    assert overall == "nb"
    assert languages == [*["nb"] * len(SENTENCES["nb"]), "nb", "nb", "de", "und", "nb", "nb", "nb"]
    assert identify_parts([]) == ("und", [])
    assert identify_parts(["12 %", ""]) == ("und", ["und", "und"])


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_has_a_language_or_none_and_always_the_same(text: str) -> None:
    assert identify(text) == identify(text) in {*LANGUAGES, "und"}


def test_a_long_text_is_read_all_over() -> None:
    beginning = SENTENCES["en"][0] + " "
    rest = " ".join(SENTENCES["fi"]) + " "
    assert identify(beginning * 20 + rest * 2000) == "fi"
    assert identify("x" * 2_000_000 + "@") == "und" or identify("x" * 2_000_000 + "@") in LANGUAGES
