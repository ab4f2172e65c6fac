"""Entities as a whole: mentions, completed surveys, any text at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DataError
from kg.extract import mentions
from kg.extract.cues import KEYS, cues, table
from kg.extract.entities import complete_surveys, read_entities, read_findings
from kg.language import LANGUAGES, sentences
from kg.model import Measurement, Span

PIECES = st.sampled_from(
    "Norstat Nordea:n kommune bank «X» (FNO) – undersøkelse av på oppdrag for Kundemonitoren 2021 46 % i år . , ; : \n "
    "\u202e \U0001f600 e\u0301 \r\n „ “ опрос провёл ВЦИОМ GmbH Ltd is carried out by 1 200 a\u00adb İ".split(" ")
)


@settings(max_examples=150)
@given(words=st.lists(PIECES, max_size=40), language=st.sampled_from(LANGUAGES), glue=st.sampled_from([" ", "", "\n"]))
def test_whatever_the_text_every_place_lies_in_it(words: list[str], language: str, glue: str) -> None:
    text = glue.join(words)
    found = sentences(text, language)
    entities = read_entities(text, found, language)
    spans = [(m.begin, m.end) for m in entities.mentions]
    channels = [mention for mention in mentions(text, language) if mention.kind == "channel"]
    adoptions, trends = read_findings(text, found, entities, channels)
    spans += [(f.begin, f.end) for f in (*adoptions, *trends)]
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    for place in range(0, len(text), 7):
        reasons = entities.scope(place, min(place + 1, len(text))).reasons
        assert all(r.span is None or 0 <= r.span.begin <= r.span.end <= len(text) for r in reasons)


def test_mentions_name_organization_survey_and_period() -> None:
    text = "Det viser Bankbarometeret 2021, som Norstat har gjennomført i mai 2020."
    entities = read_entities(text, sentences(text, "nb"), "nb")
    assert [(text[m.begin : m.end], m.kind, m.concept) for m in entities.mentions] == [
        ("Bankbarometeret 2021", "survey", "Bankbarometeret"),
        ("2021", "period", "2021"),
        ("Norstat", "organization", "Norstat"),
        ("mai 2020", "period", "2020-05"),
    ]


def test_a_survey_takes_its_sample_from_the_measurement() -> None:
    text = "Det viser Bankbarometeret 2021 fra Norstat. Vi spurte 1 200 nordmenn over 18 år."
    entities = read_entities(text, sentences(text, "nb"), "nb")
    begin = text.index("1 200")
    sample = Measurement(
        begin=begin,
        end=begin + 5,
        sentence=Span(0, len(text)),
        value=Decimal(1200),
        upper=None,
        unit="count",
        bound="exact",
        change=None,
        per=None,
        measure="sample_size",
        channels=(),
        population="nordmenn over 18 år",
        min_age=19,
        max_age=None,
        country="NO",
        organization="Norstat",
        survey="Bankbarometeret",
        period="2021",
    )
    (survey,) = complete_surveys(entities, (sample,))
    assert (survey.sample_size, survey.population, survey.min_age, survey.country) == (
        1200,
        "nordmenn over 18 år",
        19,
        "NO",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_organizations_surveys_and_periods(language: str) -> None:
    empty = {"by", "order", "benefit", "from", "sources_after", "places", "before", "suffixes", "definite", "endings"}
    empty |= {"capital_nouns", "regrow", "genitive", "genitive_after", "tails"}
    for name, keys in KEYS.items():
        for key in keys:
            assert table(language, name)[key] or key in empty, f"{language}.toml [{name}] {key}"
    assert len(table(language, "periods")["months"]) == 12
    assert len(table(language, "periods")["quarters"]) == 4
    assert cues(language) is cues(language)


def test_an_unknown_language_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(DataError, match="one of da, de, en, fi, nb, ru, sv"):
        read_entities("Text.", (), "xx")


def test_a_long_line_costs_in_proportion() -> None:
    text = "Norstat spurte 1 200 nordmenn og Nordea svarte i 2021 at 46 prosent ringer "
    for times in (1, 400):
        long = text * times
        entities = read_entities(long, sentences(long, "nb"), "nb")
        assert len(entities.organizations) == 2
        assert entities.scope(len(long) - 20, len(long) - 18).organization is not None


@pytest.mark.parametrize("piece", ["Norstat ", "undersøkelse av Norstat ", "2019 ", "«X» ", "(", "Om Norstat\n"])
def test_the_same_piece_thousands_of_times_is_read(piece: str) -> None:
    text = piece * 4000
    entities = read_entities(text, sentences(text, "nb"), "nb")
    assert all(text[m.begin : m.end] for m in entities.mentions)
