"""Sentences: what always holds on any text, and what each language does with its full stops."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.language import LANGUAGES, blocks, sentences

PIECES = [
    *"abÅäßжЖ.!?…,:;()[]«»„“”\"'–—-•*|\t %5",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\u2028",
    "\u00a0",
    "\u202f",
    "e\u0301",
    "\u200f",
    "\u200b",
    "\U0001f600",
    "\U00010400",
    "\x00",
    "\x0c",
    " 3. ",
    " bl.a. ",
    "Dr. ",
    "Hei. ",
    "Привет! ",
    "2,5 ",
    "...",
    "  ",
]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
CODES = st.sampled_from([*LANGUAGES, "und"])


def split(text: str, language: str) -> list[str]:
    return [text[each.begin : each.end] for each in sentences(text, language)]


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, language=st.one_of(st.none(), CODES))
@example(text="\x1c a.\x1d b", language="nb")
@example(text="\ufeffHei. Ha det.", language=None)
def test_every_character_but_white_space_is_in_exactly_one_sentence(text: str, language: str | None) -> None:
    found = sentences(text, language)
    covered = [0] * len(text)
    for each in found:
        assert each.begin < each.end
        for place in range(each.begin, each.end):
            covered[place] += 1
    assert all(
        count == (not character.isspace()) or character.isspace()
        for count, character in zip(covered, text, strict=True)
    )
    assert max(covered, default=0) <= 1


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=CODES)
def test_sentences_stand_in_order_without_white_space_around_them_inside_their_block(text: str, language: str) -> None:
    layout = blocks(text, language)
    last = 0
    for each in sentences(text, language):
        block = layout[each.block]
        assert last <= each.begin and block.begin <= each.begin < each.end <= block.end
        assert not text[each.begin].isspace() and not text[each.end - 1].isspace()
        assert (each.kind, each.language) == (block.kind, block.language)
        last = each.end


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(
        st.sampled_from(["Hei på deg. Ha det!", "Kort tittel", "• punkt", "12 %", "– Ja, sier hun."]), max_size=8
    )
)
def test_line_ends_of_any_system_give_the_same_sentences(lines: list[str]) -> None:
    unix, windows = "\n".join(lines), "\r\n".join(lines)
    assert split(unix, "nb") == split(windows, "nb")


WHOLE = {
    "nb": [
        "Undersøkelsen ble utført av bl.a. Opinion AS og TNS Gallup.",
        "Rapporten kom 1. mars 2020 kl. 12.30 og gjelder jf. § 4 nr. 2 hele landet.",
        "I underkant av 2,5 mill. kunder ringte i 3. kvartal.",
        "Direktør J. P. Hansen og dr. Kari Lie i St. Olavs gate svarte.",
        "«Hvorfor ringer du?» spurte hun.",
        "Hun jobber hos Det norske Veritas og i Den norske kirke.",
        "Nettbank 2.0 finnes på www.bank.no og bank24.ru.",
        "Om lag 80 pst. av kundene (f.eks. de eldre) ringer.",
    ],
    "da": [
        "Ca. 78 pct. af opkaldene blev besvaret inden d. 1. april.",
        "Undersøgelsen er lavet af bl.a. Epinion for Danske Bank A/S i 2. kvartal.",
        "Kongen, dvs. Frederik d. 10., ringede kl. 8.15.",
        "»Kom nu!« råbte han.",
    ],
    "sv": [
        "Ca 47 procent, dvs. knappt hälften, använder t.ex. chatt.",
        "Undersökningen gjordes av bl.a. Novus på uppdrag av prof. Anna K. Berg.",
        "”Varför det?” frågade han.",
        "Omsättningen var 2,5 milj. kr. under 2019.",
        "Det visar rapporten Den goda kundtjänsten 2013 från bolaget.",
    ],
    "fi": [
        "Kysely tehtiin 1. tammikuuta 2020 klo 9.00 ja siihen vastasi n. 1 000 henkilöä.",
        "Asiakkaat käyttävät mm. chattia, ks. s. 12.",
        "Toim.joht. A. B. Virtanen kertoo asiasta esim. Facebookissa.",
        "”Miksi?” kysyi Matti.",
    ],
    "de": [
        "Die Fanpage soll am 8. Dezember live geschaltet werden.",
        "Laut Dr. Roland Heintze nutzen ca. 2,5 Mio. Kunden z. B. den Chat.",
        "Im 3. Quartal gingen rd. 1.200 Anrufe ein, d. h. 5 % mehr.",
        "Das 19. Jahrhundert und der II. Weltkrieg sind vorbei.",
        "„Warum denn?“, fragte er.",
        "Die Umfrage von Prof. Dr. H. Meier (vgl. S. 12 ff.) liegt vor.",
    ],
    "en": [
        "Dr. Smith of St. Mary's Hospital said 4.5 percent of U.S. adults use it.",
        "Mr. J. R. Brown Jr. and Gen. Lee met at 5 p.m. on Jan. 5 in Washington.",
        'She asked, "Why not?" and left.',
        "It grew by approx. 3.2 million vs. No. 2 in the U.K. market.",
        "Acme Inc. shares rose (see Fig. 3 and p. 12).",
    ],
    "ru": [
        "В 2021 г. банк принял 2,5 млн. звонков, т.е. на 12 % больше.",
        "Опрос проведён в г. Москве на ул. Ленина, д. 5, компанией им. А. С. Пушкина.",
        "«Почему?» – спросил он.",
        "Доля выросла на 5 п. п. и составила 41 %.",
        "К концу 2019-го г. в банке было 300 тыс. клиентов и др. посетителей.",
    ],
    "und": ["Lorem ipsum 3.5 dolor sit amet."],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in WHOLE.items() for text in texts])
def test_no_boundary_inside(language: str, text: str) -> None:
    assert split(text, language) == [text]


SEVERAL = {
    "nb": [
        ["Halvparten ringer.", "Resten skriver e-post."],
        ["Det var i 2018.", "78 prosent er fornøyd."],
        ["De bruker telefon, e-post osv.", "Det gjelder alle."],
        ["– Vi ser en økning, sier hun.", "– Det er bra."],
        ["Er du kunde?", "Da får du svar.", "Flott!"],
        ["Han sa: «Vi er klare.»", "Så gikk han."],
    ],
    "da": [["Det skete i 2018.", "78 pct. blev klaret."], ["Hvad nu?", "Vi venter."]],
    "sv": [["Kunderna ringer m.m.", "De skriver också."], ["Det tog 5 minuter.", "Sedan blev det kö."]],
    "fi": [["Osuus oli 5 %.", "Se kasvoi."], ["Käytössä ovat chat, puhelin jne.", "Kanavia on monta."]],
    "de": [
        ["Das war im Jahr 2019.", "Die Kunden rufen an."],
        ["Sie nutzen Telefon, E-Mail usw.", "Der Rest schreibt."],
        ["Es waren 12.", "Das sind viele."],
        ["„Wir sind bereit.“", "Dann ging er."],
    ],
    "en": [
        ["It fell to 5 p.m.", "The rest waited."],
        ["We moved to the U.S.", "It was cold."],
        ["Wow!", "That is great."],
        ["The rate was 3.5.", "It rose."],
    ],
    "ru": [
        ["Это было в 2021 г.", "Банк вырос."],
        ["Клиенты звонят, пишут и т.д.", "Остальные молчат."],
        ["– Никто не ждёт, – говорит Марина Зотова.", "– В чате ответ быстрее."],
    ],
}


@pytest.mark.parametrize(("language", "parts"), [(code, parts) for code, texts in SEVERAL.items() for parts in texts])
def test_boundaries_between(language: str, parts: list[str]) -> None:
    assert split(" ".join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("nb", ["Flere ringer til banken", "Men de unge bruker chat."]),
        ("sv", ["Kunderna väljer telefonen", "Det är en ökning från i fjol."]),
        ("de", ["Kunden rufen lieber selbst", "Trotzdem wächst der Chat."]),
    ],
)
def test_a_headline_without_a_mark_ends_before_a_word_that_begins_sentences(language: str, parts: list[str]) -> None:
    assert split(" ".join(parts), language) == parts


def test_hard_wrapped_lines_are_one_sentence() -> None:
    text = (
        "Andelen som bruker nettbank, har økt fra 54 prosent i 2018 til 61 prosent i\n"
        "2020, altså med sju prosentpoeng, og blant de unge er den enda litt høyere\n"
        "enn den var året før. Andelen som ringer, er tre ganger så høy blant de\n"
        "eldste som i resten av befolkningen.\n"
    )
    assert len(split(text, "nb")) == 2


def test_lines_that_are_not_full_are_sentences_of_their_own() -> None:
    text = (
        "Flere ringer til banken\nHalvparten av kundene ringer fortsatt til banken sin hver måned i året.\nKontakt oss"
    )
    assert split(text, "nb") == text.split("\n")


def test_each_paragraph_has_its_own_language() -> None:
    text = (
        "Halvparten av kundene ringer fortsatt til banken når de lurer på noe.\n\n"
        "Die Hälfte der Kunden ruft immer noch bei der Bank an, wenn sie Fragen haben.\n\n"
        "Puolet asiakkaista soittaa edelleen pankkiin, kun heillä on kysyttävää.\n\n"
        "Половина клиентов по-прежнему звонит в банк, когда у них есть вопросы.\n"
    )
    assert [each.language for each in sentences(text)] == ["nb", "de", "fi", "ru"]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 200_000,
        "(" * 100_000,
        "( Hei der. " * 20_000,
        '"Hei. ' * 20_000,
        "." * 200_000 + "x",
        "a" + " " * 200_000 + "\u2003b",
    ],
    ids=["digits", "brackets", "open brackets", "open quotes", "stops", "blanks"],
)
def test_hostile_texts_are_split(text: str) -> None:
    found = " ".join(text[each.begin : each.end] for each in sentences(text, "nb"))
    assert found.split() == text.split()


def test_ten_million_characters_on_one_line_are_split() -> None:
    sentence = "Dette er en setning om 50 prosent av kundene. "
    assert len(sentences(sentence * 220_000, "nb")) == 220_000
