"""Scope: whose figure it is, which survey's, of when and where."""

from __future__ import annotations

import pytest

from kg.extract.entities import Scope, read_entities
from kg.language import quantities, sentences

PRESS = """Kundene vil ha chat

Oslo, 12. mars 2021

Sju av ti forsikringskunder foretrekker chat. Det kommer fram i Kundemonitoren 2021, en undersøkelse utført av Norstat \
for Havn Forsikring. Den omfatter 1 200 nordmenn over 18 år.

I fjor var andelen 58 prosent.

– Vi mottok 340 000 henvendelser i 2020, sier kundedirektør Kari Lund i Havn Forsikring.

Ifølge SSB bruker 96 prosent av befolkningen internett.

Om Havn Forsikring
Havn Forsikring har 500 000 kunder og ble etablert i 1931.
"""


def scope(text: str, language: str, quote: str, unit: str | None = None, measure: str | None = None) -> Scope:
    found = quantities(text, language)
    begin = text.index(quote)
    return read_entities(text, sentences(text, language), language, found).scope(
        begin, begin + len(quote), unit, measure
    )


@pytest.mark.parametrize(
    ("quote", "unit", "expected"),
    [
        ("Sju av ti", "percent", ("Norstat", "Kundemonitoren", "2021", "NO")),
        ("1 200", "count", ("Norstat", "Kundemonitoren", "2021", "NO")),
        ("58 prosent", "percent", ("Norstat", "Kundemonitoren", "2020", "NO")),
        ("340 000", "count", ("Havn Forsikring", None, "2020", None)),
        ("96 prosent", "percent", ("SSB", None, None, "NO")),
        ("500 000", "count", ("Havn Forsikring", None, None, None)),
    ],
)
def test_a_press_release_tells_survey_house_and_source_apart(
    quote: str, unit: str, expected: tuple[str | None, ...]
) -> None:
    found = scope(PRESS, "nb", quote, unit)
    assert (found.organization, found.survey, found.period, found.country) == expected


def test_every_decision_has_a_reason_in_the_text() -> None:
    found = scope(PRESS, "nb", "58 prosent", "percent")
    assert {reason.property for reason in found.reasons} >= {"survey", "conductor", "period", "country"}
    assert all(r.span is None or PRESS[r.span.begin : r.span.end].strip() for r in found.reasons)


def test_the_year_of_an_account_holds_for_all_its_figures() -> None:
    text = (
        "Geschäftsbericht 2020 der Bank Aarewald\n\nDie Kunden führten 1,2 Millionen Gespräche. "
        "2019 waren es 900.000.\n\nDie Wartezeit betrug 45 Sekunden.\n"
    )
    assert scope(text, "de", "1,2 Millionen", "count").period == "2020"
    assert scope(text, "de", "900.000", "count").period == "2019"
    assert scope(text, "de", "45 Sekunden", "second").organization == "Bank Aarewald"


def test_a_paragraph_about_one_organization_goes_on_about_it() -> None:
    text = (
        "Calls fell in many places.\n\nLast month BrightWater plc received 900 calls. It answered 80% of them. "
        "The average wait was 40 seconds.\n\nElsewhere 12% gave up.\n"
    )
    assert scope(text, "en", "80%", "percent").organization == "BrightWater"
    assert scope(text, "en", "40 seconds", "second").organization == "BrightWater"


def test_a_table_takes_its_periods_from_its_columns() -> None:
    text = "Оператор «Сотел» сообщил о каналах.\n\nКанал\t2022\t2023\nЗвонки\t58 %\t44 %\nПочта\t27 %\t39 %\n"
    assert [scope(text, "ru", quote, "percent").period for quote in ("58 %", "44 %", "27 %", "39 %")] == [
        "2022",
        "2023",
        "2022",
        "2023",
    ]


def test_a_list_takes_its_period_from_the_line_above() -> None:
    text = "Asiakaspalvelu lukuina 2019\n– suositteluhalukkuus: 47\n– konttoreita: 11\n"
    assert scope(text, "fi", "47", "score").period == "2019"


def test_a_continued_sentence_keeps_the_period() -> None:
    text = (
        "Banken fikk 900 henvendelser i tredje kvartal 2023. Av disse kom 40 prosent på chat. Nå ringer 30 prosent.\n"
    )
    assert scope(text, "nb", "40 prosent", "percent").period == "2023-Q3"
    assert scope(text, "nb", "30 prosent", "percent").period is None


def test_how_long_a_service_exists_has_no_period_and_no_survey() -> None:
    text = "Det viser Bankbarometeret 2021 fra Norstat. Chatten har vært åpen i åtte år.\n"
    found = scope(text, "nb", "åtte år", "year", "tenure")
    assert (found.survey, found.period) == (None, None)


def test_an_empty_text_has_no_scope() -> None:
    assert read_entities("", (), "nb").scope(0, 0) == Scope(None, None, None, None)
