"""Blocks: layout of plain text; each kind by example, and what holds on any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.language import blocks, rows
from kg.model import Block

PARAGRAPH = "Halvparten av kundene ringer fortsatt til banken når de lurer på noe, viser en ny undersøkelse fra i høst."


def kinds(text: str, language: str = "nb") -> list[tuple[str, str]]:
    return [(each.kind, text[each.begin : each.end]) for each in blocks(text, language)]


def kind_of(line: str, language: str = "nb") -> str:
    """The kind of a line between two paragraphs."""
    (found,) = (kind for kind, text in kinds(f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}", language) if text == line)
    return found


def cells(text: str, block: Block) -> list[list[str]]:
    return [[cell.of(text) for cell in row] for row in rows(text, block)]


EXAMPLES = {
    "headline": [
        "Flere ringer til banken",
        "2 millioner kunder bruker sosiale medier",
        "Nordea palvelee asiakkaitaan siellä missä he ovat – asiakaspalvelua jo 10 vuotta",
        "«Lune» svarer 24/7",
        "Schriftlich bleibt die E-Mail vorn",
        "Telefon 50 prosent, chat 20 prosent",
    ],
    "question": ["Hvorfor ringer folk fortsatt?", "Wer schreibt?", "– Hva gjør dere nå?"],
    "paragraph": [
        "Det er bra.",
        "– Vi ser en økning, sier hun.",
        "–Vi har også spurt kundene om dette.",
        "50 prosent svarte ja, resten nei.",
        "3. mars kom svaret, og det var ja.",
        "Dette er hva de sa:",
        "Telefon: 44 prosent av alle henvendelser kom på telefon.",
    ],
    "bullet": [
        "• Svarprosent: 31 %",
        "* Studenter var pålogget 36 timer i uken.",
        "1. Formål",
        "2.1 The centre answered.",
        "b) chat",
    ],
    "caption": [
        "Foto: Camilla Haugland",
        "[Bilde: Illustrasjon av en samtale. Foto: Kommunen]",
        "Abb. 3: Anrufe nach Monat",
        "Bildunterschrift: Blick in das Servicecenter im 3. Stock.",
        "KUVA: Kännykkä kulkee mukana – 97 prosenttia käyttää somea.",
        "Figure 2.4 Use of channels",
    ],
    "contact": [
        "Hjem / Aktuelt / Rapporter",
        "Presse | Themen | Veranstaltungen | Kontakt",
        "Home › Über uns › Medien",
        "Kontakt: presse@pengeforum.example, tlf. 33 70 10 00",
        "Nordean viestintä, p. 09 4245 1006",
        "Medienstelle +41 62 555 01 23",
        "Телефон для справок: 8 (800) 555-01-22",
        "14.02.2023",
        "Publisert 14.02.2023 kl. 09:12",
        "Lue myös",
        "Skip to main content",
        "www.example.org",
    ],
}


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, found in EXAMPLES.items() for line in found])
def test_a_line_by_itself_is_of_the_kind(kind: str, line: str) -> None:
    assert kind_of(line) == kind


def test_dashes_in_a_row_are_bullets_and_speech_is_not() -> None:
    text = "Asiakaspalvelu lukuina\n– suositteluhalukkuus (NPS): 47\n– chatin arvosana: 4,6/5\n– konttoreita: 11"
    assert [kind for kind, _ in kinds(text, "fi")] == ["headline", "bullet", "bullet", "bullet"]
    text = "– Hvem er du, og hva gjør du egentlig her nå?\n– Jeg er den nye lederen for kundesenteret i byen."
    assert {kind for kind, _ in kinds(text)} <= {"paragraph", "question"}
    assert kinds("Tal på post:\n\n- 4,8 mio. borgere\n\n- 118 mio. meddelelser\n", "da")[1:] == [
        ("bullet", "- 4,8 mio. borgere"),
        ("bullet", "- 118 mio. meddelelser"),
    ]


TABLES = {
    "tabs": (
        "Канал\t2022\t2023\nЗвонки\t58 %\t44 %\nЧат\t27 %\t\n",
        [["Канал", "2022", "2023"], ["Звонки", "58 %", "44 %"]],
    ),
    "empty stub": ("\t2020\t2021\nChat\t1\t2\n", [["", "2020", "2021"], ["Chat", "1", "2"]]),
    "bars": ("| Kanal | Andel |\n|-------|------:|\n| Chat | 12 % |\n", [["Kanal", "Andel"], ["Chat", "12 %"]]),
    "gaps": (
        "Kanal        Tid til svar\nChat         40 sekunder\n",
        [["Kanal", "Tid til svar"], ["Chat", "40 sekunder"]],
    ),
    "figures to the right": ("Puhelin      58 %\nChat          7 %\n", [["Puhelin", "58 %"], ["Chat", "7 %"]]),
    "semicolons": ("Kanal;2020;2021\nChat;1,5;2\n", [["Kanal", "2020", "2021"], ["Chat", "1,5", "2"]]),
}


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_columns_are_one_table(name: str) -> None:
    table, expected = TABLES[name]
    text = f"Svartid\n\n{PARAGRAPH}\n\n{table}\n{PARAGRAPH}\n"
    (found,) = (each for each in blocks(text, "nb") if each.kind == "table")
    assert cells(text, found)[:2] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Det utgjør 2 millioner personer.  Totalt er 9 av 10 på nett.\nDet viser en undersøkelse.  Den kom i går.\n",
        "Hjem | Om oss | Kontakt\nPresse | Jobb | Søk\n",
        "Han kom; hun gikk; de ble.\nVi så; vi vant; vi dro.\n",
    ],
    ids=["two blanks after a stop", "menu", "clauses"],
)
def test_what_only_resembles_a_table_is_none(text: str) -> None:
    assert all(kind != "table" for kind, _ in kinds(text))


WRAPPED = """Andelen som bruker nettbank, har økt fra 54 prosent i 2018 til 61 prosent i
2020, altså med sju prosentpoeng. Blant de unge er den enda litt høyere enn
den var året før.

Flere ringer
Andelen som ringer, er tre ganger så høy blant de eldste som i resten av
befolkningen, og Nordea og DNB merker det godt i sine kundesentre i hele
Norge.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_broken_to_a_width_are_one_paragraph(end: str) -> None:
    text = WRAPPED.replace("\n", end)
    found = kinds(text)
    assert [kind for kind, _ in found] == ["paragraph", "headline", "paragraph"]
    assert found[2][1].endswith("Norge.")


def test_paragraphs_on_lines_of_their_own_stay_apart() -> None:
    text = f"{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}"
    assert [kind for kind, _ in kinds(text)] == ["paragraph"] * 3


def test_a_bullet_goes_on_over_its_wrapped_lines() -> None:
    text = "• Landsrepresentativt utvalg på mer enn to tusen personer fra 18 år og\n  oppover i landet\n• Svar: 31 %\n"
    assert len(kinds(text)) == 2


def test_each_block_has_its_language_and_short_ones_that_of_the_text() -> None:
    text = (
        f"{PARAGRAPH}\n\nNordea Bank\n\n"
        "Die Hälfte der Kunden ruft immer noch bei der Bank an, wenn sie Fragen haben.\n\n"
        "Половина клиентов по-прежнему звонит в банк, когда у них есть вопросы.\n\n"
        "La moitié des clients appellent encore leur banque quand ils ont des questions.\n"
    )
    assert [each.language for each in blocks(text)] == ["nb", "nb", "de", "ru", "und"]
    assert {each.language for each in blocks(text, "sv")} == {"sv"}


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "• a",
                "– Ja.",
                "a\tb",
                "|a|1|",
                "x  y  1",
                "Tittel",
                "Hva?",
                "1. En",
                "a;1",
                " ",
                "",
                "Foto: X",
                "ord " * 15,
            ]
        ),
        max_size=14,
    ),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\x0b", "\u2028"]),
)
def test_every_character_but_white_space_is_in_exactly_one_block(found: list[str], end: str) -> None:
    text = end.join(found)
    layout = blocks(text, "nb")
    inside = set()
    for each in layout:
        assert not text[each.begin].isspace() and not text[each.end - 1].isspace()
        places = range(each.begin, each.end)
        assert inside.isdisjoint(places)
        inside.update(places)
        for row in rows(text, each):
            assert all(each.begin <= cell.begin <= cell.end <= each.end for cell in row)
    assert all(character.isspace() or place in inside for place, character in enumerate(text))
