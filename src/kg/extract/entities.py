"""Organizations, surveys and periods of a text, and what they mean for a figure at a place of it.

entities = read_entities(text, sentences, "nb")
entities.scope(120, 130).organization
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.adoptions import read_adoptions
from kg.extract.cues import cues
from kg.extract.names import Names
from kg.extract.organizations import organizations
from kg.extract.periods import read_periods
from kg.extract.places import Places, bounded
from kg.extract.scope import Scope, Scopes
from kg.extract.surveys import read_surveys
from kg.extract.trends import read_trends
from kg.language.data import LANGUAGES
from kg.model import Adoption, Measurement, Mention, Organization, Quantity, Reason, Sentence, Span, Survey, Trend

__all__ = ["Entities", "Scope", "complete_surveys", "read_entities", "read_findings"]


@dataclass(frozen=True, slots=True)
class Entities:
    """The organizations and surveys of a text in text order, and all places that name one, or a period."""

    organizations: tuple[Organization, ...]
    surveys: tuple[Survey, ...]
    mentions: tuple[Mention, ...]
    scopes: Scopes
    language: str

    def scope(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Scope:
        """What holds for the figure at `text[begin:end]`; `unit` and `measure` (the guide's codes) sharpen it."""
        return self.scopes.at(begin, end, unit, measure)

    def period(self, spans: Sequence[Span], last: bool = False) -> str | None:
        """The period that the first of `spans` with any names, or the latest of all."""
        found = [p for span in spans for p in self.scopes.places.periods.within(span.begin, span.end)]
        if not found:
            return None
        return max(found, key=lambda p: p.year).value if last else found[0].value


def read_entities(
    text: str, sentences: Sequence[Sentence], language: str, figures: Sequence[Quantity | Span] = ()
) -> Entities:
    """The entities of `text`, read by the words of `language`; `sentences` and `figures` stand in text order.

    `figures` (of the whole text) tell which period belongs to which of them.
    """
    sentences = bounded(text, sentences)
    words = cues(language)
    events = words.events(text)
    names = Names(text, events, words, language)
    spans = [Span(figure.begin, figure.end) for figure in figures]
    periods = read_periods(text, sentences, events, language)
    told = read_surveys(names, sentences, periods)
    known = organizations(names)
    places = Places(text, sentences, events, known, told, periods, spans)
    scopes = Scopes(places, language)
    mentions = [Mention(s.begin, s.end, "organization", k.name) for k in known for s in k.mentions]
    mentions += [
        Mention(m.begin, m.end, "survey", survey.name or survey.description or "")
        for survey in told
        if survey.is_record
        for m in survey.marks
    ]
    mentions += [Mention(p.begin, p.end, "period", p.value) for p in periods.found if p.role in ("own", "since")]
    mentions.sort(key=lambda m: (m.begin, m.end, m.kind))
    return Entities(
        organizations=tuple(k.record for k in known),
        surveys=tuple(survey.record() for survey in told if survey.is_record),
        mentions=tuple(mentions),
        scopes=scopes,
        language=language,
    )


def complete_surveys(entities: Entities, measurements: Sequence[Measurement]) -> tuple[Survey, ...]:
    """The surveys of `entities` with sample size, population, ages and country of their `sample_size`."""
    samples: dict[int, Measurement] = {}
    for measurement in measurements:
        if measurement.measure == "sample_size" and measurement.unit == "count":
            found = entities.scopes.survey_at(measurement.begin, measurement.end, measurement.unit, measurement.measure)
            if found is not None:
                samples.setdefault(id(found), measurement)
    told = [survey for survey in entities.scopes.places.surveys if survey.is_record]
    return tuple(
        _sampled(record, samples[id(survey)]) if id(survey) in samples else record
        for survey, record in zip(told, entities.surveys, strict=True)
    )


def _sampled(survey: Survey, sample: Measurement) -> Survey:
    return replace(
        survey,
        sample_size=int(sample.value),
        population=sample.population,
        min_age=sample.min_age,
        max_age=sample.max_age,
        country=survey.country or sample.country,
        reasons=(*survey.reasons, Reason("sample_size", "measurement", Span(sample.begin, sample.end))),
    )


def read_findings(
    text: str, sentences: Sequence[Sentence], entities: Entities, channel_mentions: Sequence[Mention]
) -> tuple[tuple[Adoption, ...], tuple[Trend, ...]]:
    """The adoptions and trends of `text` in text order; `channel_mentions` are its channels in text order."""
    adoptions: list[Adoption] = []
    trends: list[Trend] = []
    begins = [mention.begin for mention in channel_mentions]
    earlier: Sequence[Mention] = ()
    for sentence in bounded(text, sentences):
        named = channel_mentions[bisect_left(begins, sentence.begin) : bisect_left(begins, sentence.end)]
        language = sentence.language if sentence.language in LANGUAGES else entities.language
        events = entities.scopes.places.events_of(sentence)
        if language != entities.language:
            events = cues(language).events(text, sentence.begin, sentence.end)
        if named:
            adoptions += read_adoptions(text, sentence, named, events, entities, language)
        trends += read_trends(text, sentence, named, earlier, events, entities)
        earlier = named or earlier
    return tuple(adoptions), tuple(trends)
