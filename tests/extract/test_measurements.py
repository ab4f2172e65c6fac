"""Measurements of made-up texts in seven languages, and what holds of any text."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evaluation import evaluate, read_gold
from kg.extract import extract, mentions
from kg.extract.guide import guide_record
from kg.extract.lexicon import CHANNELS, MEASURES, broader_channels
from kg.language import LANGUAGES
from kg.model import Extraction, Measurement
from kg.sources import document_of

EXAMPLES = Path(__file__).parent / "examples"
CORPUS = Path(__file__).parent.parent / "corpus"
WORDS = (
    "prosent av kundene prosenttia asiakkaista Prozent der Kunden percent of customers процентов клиентов procent "
    "henholdsvis respectively chat telefon phone puhelin звонков и og und and, som who, который : – ( ) « » • % 12 3,5 "
    "9 av 10 over 15 år 18–24 minutter ikke nicht не\n\n• \t | 2020 58 % 1 204 Wer de som тех, кто"
).split(" ")


def read(text: str) -> Extraction:
    return extract(document_of(text, "text"))


def texts() -> st.SearchStrategy[str]:
    """Texts of words that the rules look at, and of anything else."""
    return st.one_of(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.text(max_size=200))


def example_texts() -> list[Any]:
    found = []
    for path in sorted(EXAMPLES.glob("*.toml")):
        for number, entry in enumerate(tomllib.loads(path.read_text("utf-8"))["text"]):
            found.append(pytest.param(entry["text"], entry["expect"], id=f"{path.stem}-{number}"))
    return found


def line(text: str, found: Measurement) -> str:
    """A measurement as the examples write it."""
    value = f"{found.value.normalize():f}" + (f"-{found.upper.normalize():f}" if found.upper is not None else "")
    kind = (found.bound if found.bound != "exact" else "", found.change or "", found.per or "")
    ages = " ".join("-" if age is None else str(age) for age in (found.min_age, found.max_age))
    parts = [text[found.begin : found.end], f"{value} {found.unit}", " ".join(filter(None, kind)) or "-", found.measure]
    return " | ".join([*parts, ",".join(found.channels) or "-", found.population or "-", ages])


@pytest.mark.parametrize(("text", "expected"), example_texts())
def test_a_text_states_what_it_states(text: str, expected: list[str]) -> None:
    assert [line(text, found) for found in read(text).measurements] == expected


@pytest.mark.parametrize(("folder", "complete", "channels"), [("seeds", 0.85, 0.96), ("dev", 0.8, 0.9)])
def test_the_corpus_is_read_as_the_guide_says(folder: str, complete: float, channels: float) -> None:
    def predict(gold: Any) -> list[dict[str, Any]]:
        return [guide_record(gold.name, gold.text, m) for m in read(gold.text).measurements]

    figures = evaluate(read_gold(CORPUS / folder), predict, broader_channels())["all"].figures()
    assert figures["f1"] > 0.97
    assert figures["complete"] > complete
    assert figures["channel_f1"] > channels


@settings(max_examples=60)
@given(text=texts())
def test_any_text_is_read_and_its_spans_lie_in_it(text: str) -> None:
    found = read(text)
    for measurement in found.measurements:
        sentence = measurement.sentence
        assert 0 <= sentence.begin <= measurement.begin < measurement.end <= sentence.end <= len(text)
        assert set(measurement.channels) <= set(CHANNELS)
        assert measurement.measure in MEASURES
        assert Decimal(0) <= measurement.confidence <= Decimal(1)
        for reason in measurement.reasons:
            assert reason.span is None or 0 <= reason.span.begin < reason.span.end <= len(text)


@settings(max_examples=40)
@given(text=texts(), language=st.sampled_from(LANGUAGES))
def test_mentions_lie_in_their_text_in_order(text: str, language: str) -> None:
    found = mentions(text, language)
    assert list(found) == sorted(found, key=lambda m: (m.begin, -m.end, m.kind, m.concept))
    assert all(0 <= m.begin < m.end <= len(text) for m in found)


def test_reading_is_repeatable() -> None:
    text = (EXAMPLES / "nb.toml").read_text("utf-8")
    assert read(text) == read(text)


def test_figures_of_an_unknown_language_are_left_alone() -> None:
    assert read("De 60 procent van alle klanten belt liever met de bank. Het is een mooie dag.").measurements == ()


def test_a_norm_and_a_margin_of_error_are_no_measurements() -> None:
    text = "Målet er at 90 prosent av kundene får svar på telefon. Feilmarginen er 3 prosentpoeng."
    assert read(text).measurements == ()


def test_every_property_has_a_reason() -> None:
    (found,) = read("60 prosent av kundene ringer banken minst en gang i uken.").measurements
    assert {"measure", "channels", "population"} <= {reason.property for reason in found.reasons}


def test_a_sentence_of_very_many_figures_is_read_whole() -> None:
    found = read(
        "I undersøkelsen " + ", ".join(f"{n} prosent av kundene ringer" for n in range(1, 90)) + "."
    ).measurements
    assert [int(m.value) for m in found] == list(range(1, 90))
    assert {(m.measure, m.channels, m.population) for m in found} == {("use", ("phone",), "kundene")}
