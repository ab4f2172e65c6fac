"""Trends: something rises, falls or stays, told without a figure."""

from __future__ import annotations

import pytest

from kg.extract import mentions
from kg.extract.entities import read_entities, read_findings
from kg.language import sentences
from kg.model import Trend


def trends(text: str, language: str) -> tuple[Trend, ...]:
    found = sentences(text, language)
    channels = [mention for mention in mentions(text, language) if mention.kind == "channel"]
    return read_findings(text, found, read_entities(text, found, language), channels)[1]


@pytest.mark.parametrize(
    ("language", "text", "direction", "channel"),
    [
        ("nb", "Vi ser at telefonandelen øker i hele landet.", "rising", "phone"),
        ("nb", "Andelen telefoner, av alle henvendelser, er svakt økende.", "rising", "phone"),
        ("da", "Andelen af breve falder igen.", "falling", "letter"),
        ("sv", "Andelen samtal via chatten minskar stadigt.", "falling", "chat"),
        ("de", "Der Anteil der E-Mails sinkt weiter.", "falling", "email"),
        ("en", "The share of phone calls is growing again.", "rising", "phone"),
        ("fi", "Chatin osuus kasvaa edelleen.", "rising", "chat"),
        ("ru", "Доля звонков снижается уже давно.", "falling", "phone"),
    ],
)
def test_a_share_that_moves_is_a_trend(language: str, text: str, direction: str, channel: str) -> None:
    (trend,) = trends(text, language)
    assert (trend.direction, channel in trend.channels) == (direction, True)


@pytest.mark.parametrize(
    "text", ["Telefonandelen øker med 4 prosentpoeng.", "Telefonandelen øker ikke.", "Solen stiger over fjellet."]
)
def test_figures_negation_and_other_rising_things_are_no_trends(text: str) -> None:
    assert trends(text, "nb") == ()


def test_a_trend_keeps_its_words_and_reasons() -> None:
    text = "Norstat sier i Bankbarometeret 2021 at telefonandelen øker."
    (trend,) = trends(text, "nb")
    assert text[trend.begin : trend.end] == "øker"
    assert (trend.measure, trend.survey, trend.period) == ("contact", "Bankbarometeret", "2021")
    assert {reason.property for reason in trend.reasons} >= {"direction", "measure"}
