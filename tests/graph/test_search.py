"""Words found in other forms, in seven languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.search import Index, fold, forms_of

TEXTS = {
    "fi": "Asiakkaat ottavat yhteyttä puhelimella ja verkkopankissa.",
    "nb": "Kundene foretrekker å bruke nettbanken og telefonen på Østlandet.",
    "sv": "Kunderna föredrar telefonen framför sociala medier.",
    "da": "Kunderne ønsker hjælp på hjemmesiden.",
    "de": "Die Größe der Haushalte: Kunden nutzen häufig soziale Netzwerke.",
    "en": "Customers preferred calling their banks.",
    "ru": "Клиенты обращаются в банк по телефону, ёлка.",
}


@pytest.fixture
def index() -> Index:
    made = Index()
    made.add([(language, text, language, True) for language, text in TEXTS.items()], [("fi", "country", "FI")])
    return made


@pytest.mark.parametrize(
    ("sought", "language"),
    [
        ("puhelin", "fi"), ("puhelimessa", "fi"), ("verkkopankki", "fi"), ("YHTEYTTA", "fi"), ("asiakkaalle", "fi"),
        ("nettbank", "nb"), ("ostlandet", "nb"), ("telefoner sosiale", ""), ("mediernas", "sv"), ("hjaelp", "da"),
        ("Grösse", "de"), ("haus", "de"), ("netzwerk", "de"), ("preferring", "en"), ("bank calls", "en"),
        ("телефон", "ru"), ("клиентам", "ru"), ("елки", "ru"), ("обращаться", "ru"),
    ],
)  # fmt: skip
def test_words_are_found_in_other_forms(index: Index, sought: str, language: str) -> None:
    hits = [hit.iri for hit in index.find(sought).hits]
    assert (language in hits) if language else hits == []


def test_marks_are_the_words_found(index: Index) -> None:
    (hit,) = index.find("puhelimessa").hits
    assert [hit.text[begin:end] for begin, end in hit.marks] == ["puhelimella"]


def test_facets_count_and_narrow(index: Index) -> None:
    found = index.find("asiakas", {"country": "FI"})
    assert (found.total, found.facets["country"]) == (1, (("FI", 1),))
    assert index.find("kunde", {"country": "FI"}).total == 0


@given(st.text(max_size=60))
def test_anything_can_be_sought(sought: str) -> None:
    index = Index()
    index.add([("a", sought, "fi", True)])
    index.find(sought)
    index.close()


@given(st.text(max_size=20), st.sampled_from(sorted(TEXTS)))
def test_folding_is_idempotent_and_a_form_of_every_word(word: str, language: str) -> None:
    assert fold(fold(word)) == fold(word)
    assert fold(word) in forms_of(word, language)
