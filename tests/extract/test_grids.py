"""Tables: header, stub and caption say what a bare figure is."""

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.document import extract
from kg.extract.grids import grids
from kg.extract.headings import ages, heading
from kg.language import sentences
from kg.model import Document, Measurement


def read(text: str) -> tuple[Measurement, ...]:
    found = extract(Document("table", text, hashlib.sha256(text.encode()).hexdigest(), "table.txt"))
    return tuple(m for m in found.measurements if text[m.sentence.begin : m.sentence.end].count("58"))


GERMAN = "Stadtwerke Lindenau: Kundenservice 2023\n\nAnteil der Anliegen nach Kontaktweg\n\n{}\n\nVielen Dank.\n"
LAYOUTS = {
    "tabs": "Weg\tAnteil in %\nTelefon\t58\nE-Mail\t42",
    "bars": "| Weg | Anteil in % |\n|---|---:|\n| Telefon | 58 |\n| E-Mail | 42 |",
    "gaps": "Weg          Anteil in %\nTelefon               58\nE-Mail                42",
    "two blanks": "Weg  Anteil in %\nTelefon  58\nE-Mail  42",
    "semicolons": "Weg;Anteil in %\nTelefon;58\nE-Mail;42",
    "leaders": "Telefon ....... 58 %\nE-Mail ........ 42 %",
    "colons": "Telefon: 58 %\nE-Mail: 42 %",
    "headers without a corner": "\tAnteil in %\nTelefon\t58\nE-Mail\t42",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_is_read_in_any_layout(layout: str) -> None:
    (found,) = read(GERMAN.format(LAYOUTS[layout]))
    assert (found.value, found.unit, found.measure, found.channels) == (58, "percent", "contact", ("phone",))
    assert found.population == "Anliegen"


@pytest.mark.parametrize(
    ("language", "words", "unit", "factor"),
    [
        ("de", "Anrufe (Tsd.)", None, 1000),
        ("ru", "Обращения, тыс.", None, 1000),
        ("nb", "Henvendelser i tusen", None, 1000),
        ("fi", "Yhteydenotot, miljoonaa", None, 1_000_000),
        ("en", "Contacts (000s)", None, 1000),
        ("sv", "Väntetid (minuter)", "minute", 1),
        ("da", "Andel i procent", "percent", 1),
        ("de", "Antwortzeit in Tagen", "day", 1),
        ("en", "Year", "year", 1),
    ],
)
def test_a_heading_tells_unit_and_multiplier(language: str, words: str, unit: str | None, factor: int) -> None:
    found = heading(words, language)
    assert (found.unit, found.factor) == (unit, Decimal(factor))


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("de", "18–34 Jahre", (18, 34)),
        ("nb", "over 60 år", (61, None)),
        ("fi", "Alle 30-v.", (None, 29)),
        ("en", "65+", (65, None)),
        ("nb", "under 6 timer", (None, None)),
        ("sv", "Telefon", (None, None)),
    ],
)
def test_a_label_of_an_age_group_gives_its_bounds(
    language: str, words: str, expected: tuple[int | None, int | None]
) -> None:
    assert ages(words, language) == expected


def test_columns_give_the_period_and_changes_hold_for_the_latest() -> None:
    text = "Northgate Water\n\nContacts by channel (thousands)\n\nChannel\t2021\t2022\tChange (%)\nPhone\t64\t58\t-9\n"
    before, after, change = read(text)
    assert [m.period for m in (before, after, change)] == ["2021", "2022", "2022"]
    assert (after.value, after.unit, after.measure) == (58_000, "count", "volume")
    assert (change.value, change.unit, change.change, change.measure) == (9, "percent", "decrease", "volume")


def test_rows_of_companies_belong_to_them() -> None:
    text = "Vi testade kundtjänsten.\n\nBolag\tVäntetid telefon (sekunder)\nNordia\t58\nSyd & Son\t120\n"
    (found,) = read(text)
    assert (found.organization, found.unit, found.channels) == ("Nordia", "second", ("phone",))


def test_totals_of_shares_targets_and_years_are_no_measurements() -> None:
    text = "Anrufe nach Weg\n\nWeg\tAnteil (%)\tZiel (%)\nTelefon\t58\t50\nSumme\t100\t100\n"
    assert [m.value for m in read(text)] == [58]
    assert read("Gegründet\n\nFirma\tJahr\tFilialen 58\nA\t1998\tx\n") == ()


@given(
    st.lists(
        st.lists(st.text("ab1 2.,%–|\t;:+-€", max_size=9), min_size=1, max_size=4).map("\t".join),
        min_size=2,
        max_size=6,
    )
)
def test_figures_of_cells_stand_in_their_rows(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = sentences(text, "de")
    cells, _ = grids(text, found)
    for begin, row in cells.items():
        for cell in row:
            assert begin == cell.sentence.begin <= cell.quantity.begin < cell.quantity.end <= cell.sentence.end
