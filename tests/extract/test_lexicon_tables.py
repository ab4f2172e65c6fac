"""The tables of the language files: keys, forms, the labels of the ontology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from kg.errors import DataError
from kg.extract import lexicon
from kg.extract.lexicon import CHANNELS, broader_channels, vocabulary
from kg.extract.phrases import age_bounds, phrases
from kg.extract.tagged import Page
from kg.language import LANGUAGES, data


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The tables of a made-up language."""
    made: dict[str, Any] = {}

    def read(code: str) -> Mapping[str, Any]:
        return made

    monkeypatch.setattr(data, "tables", read)
    monkeypatch.setattr(lexicon, "tables", read)
    vocabulary.cache_clear()
    yield made
    vocabulary.cache_clear()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_names_every_channel_it_has_a_word_for(code: str) -> None:
    words = {
        "facebook": "Facebook",
        "sms": "SMS",
        "whatsapp": "WhatsApp",
        "chatbot": {"ru": "чат-бот"}.get(code, "chatbot"),
    }
    for channel, word in words.items():
        tagged = Page(word, 0, len(word), vocabulary(code)).tagged(0, len(word))
        assert [mark.code for mark in tagged.kept("channels")] == [channel]


def test_an_unknown_key_is_named(tables: dict[str, Any]) -> None:
    tables["channels"] = {"fone": ["telefon"]}
    with pytest.raises(DataError, match="fone"):
        vocabulary("xx")


def test_a_form_that_is_no_word_is_named(tables: dict[str, Any]) -> None:
    tables["nouns"] = {"people": ["kunder", 3]}
    with pytest.raises(DataError, match="people"):
        vocabulary("xx")


def test_a_mark_in_a_form_is_a_token_of_its_own(tables: dict[str, Any]) -> None:
    tables["population"] = {"clause": ["тех, кто"]}
    text = "тех, кто звонит"
    assert [p.clause for p in phrases(Page(text, 0, len(text), vocabulary("xx")).tagged(0, len(text)))] == [True]


def test_broader_channels_are_channels() -> None:
    assert broader_channels()["facebook"] == "social_media"
    assert {*broader_channels(), *broader_channels().values()} <= set(CHANNELS)


@pytest.mark.parametrize(
    ("code", "printed", "bounds"),
    [
        ("over", "over 15 år", (16, None)),
        ("from", "ab 14 Jahren", (14, None)),
        ("under", "alle 30-vuotiaista", (None, 29)),
        ("to", "til og med 25 år", (None, 25)),
        ("between", "18–24-летних", (18, 24)),
        ("exact", "18-åringer", (18, 18)),
        ("over", "over 1500", (None, None)),
    ],
)
def test_ages_are_inclusive(code: str, printed: str, bounds: tuple[int | None, int | None]) -> None:
    assert age_bounds(code, printed) == bounds
