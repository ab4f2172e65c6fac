"""Numbers read back: spelled by num2words, printed by CLDR (Babel), written in the examples."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from kg.errors import DataError
from kg.language import LANGUAGES, parse_number

FOLDER = Path(__file__).parent / "numbers"
SPELLED = {"nb": "no", "fi": "fi", "ru": "ru", "de": "de", "en": "en", "sv": "sv", "da": "da"}
# What num2words 0.5 misspells, and the spelling of the dictionaries.
MISSPELLED = {"da": [("treds", "tres")], "nb": [("millard", "milliard")], "sv": [("förtio", "fyrtio")]}


def spelled(number: int, language: str) -> str:
    """`number` in words."""
    text: str = num2words(number, lang=SPELLED[language])
    for wrong, right in MISSPELLED.get(language, []):
        text = text.replace(wrong, right).replace("halv" + right, "halv" + wrong)
    return text


def examples() -> list[tuple[str, str, str]]:
    """Language, value and spelling of every example."""
    return [
        (path.stem, group["value"], text)
        for path in sorted(FOLDER.glob("*.toml"))
        for group in tomllib.loads(path.read_text("utf-8")).get("numbers", [])
        for text in group["printed"]
    ]


@pytest.mark.parametrize(("language", "value", "text"), examples())
def test_a_spelling_means_its_value(language: str, value: str, text: str) -> None:
    found = parse_number(text, language)
    if value == "none":
        assert found is None
    elif "/" in value:
        over, under = map(Decimal, value.split("/"))
        assert found == over / under
    else:
        assert found == Decimal(value)


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=st.integers(0, 999_999) | st.integers(0, 120))
def test_numbers_in_words_are_read_back(language: str, number: int) -> None:
    assert parse_number(spelled(number, language), language) == number


@pytest.mark.parametrize("language", [*LANGUAGES, "de_CH", "en_IN"])
@given(number=st.decimals(0, 10**12, places=2) | st.integers(0, 10**12).map(Decimal))
def test_numbers_printed_by_cldr_are_read_back(language: str, number: Decimal) -> None:
    text = format_decimal(number, locale=language, decimal_quantization=False)
    found = parse_number(text, language[:2])
    assert found == number or (found is None and len(text) > 40)


@given(text=st.text(max_size=40), language=st.sampled_from(LANGUAGES))
def test_any_text_is_a_number_or_none(text: str, language: str) -> None:
    found = parse_number(text, language)
    assert found is None or isinstance(found, Decimal)


def test_a_language_without_a_data_file_is_refused() -> None:
    with pytest.raises(DataError, match="no data file for language 'xx'"):
        parse_number("5", "xx")
