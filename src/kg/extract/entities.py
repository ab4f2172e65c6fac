"""Organizations, surveys and periods of a text, and what they mean for a figure at a place of it.

entities = read_entities(text, sentences, "nb")
entities.scope(120, 130).organization
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.adoptions import read_adoptions
from kg.extract.cues import cues
from kg.extract.organizations import Reader, organizations
from kg.extract.periods import read_periods
from kg.extract.scope import Scope, Scopes
from kg.extract.surveys import SurveyReader
from kg.extract.trends import read_trends
from kg.language.data import LANGUAGES
from kg.model import Adoption, Mention, Organization, Quantity, Sentence, Span, Survey, Trend

__all__ = ["Entities", "Scope", "read_entities", "read_findings"]


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


def read_entities(
    text: str, sentences: Sequence[Sentence], language: str, figures: Sequence[Quantity | Span] = ()
) -> Entities:
    """The entities of `text` (its sentences in text order); `figures` tell which years are numbers, and of which period."""
    words = cues(language)
    events = words.events(text)
    reader = Reader(text, events, words, language)
    spans = [Span(figure.begin, figure.end) for figure in figures]
    periods = read_periods(text, sentences, events, language)
    told = SurveyReader(reader, sentences, periods).read()
    known = organizations(reader)
    scopes = Scopes(text, sentences, events, known, told, periods, spans, language)
    mentions = [Mention(s.begin, s.end, "organization", k.name) for k in known for s in k.mentions]
    mentions += [
        Mention(m.begin, m.end, "survey", survey.name or survey.description or "")
        for survey in told
        for m in survey.marks
    ]
    mentions += [Mention(p.begin, p.end, "period", p.value) for p in periods.found if p.role in ("own", "since")]
    mentions.sort(key=lambda m: (m.begin, m.end, m.kind))
    return Entities(
        organizations=tuple(k.record for k in known),
        surveys=tuple(survey.record() for survey in told),
        mentions=tuple(mentions),
        scopes=scopes,
        language=language,
    )


def read_findings(
    text: str, sentences: Sequence[Sentence], entities: Entities, channel_mentions: Sequence[Mention]
) -> tuple[tuple[Adoption, ...], tuple[Trend, ...]]:
    """The adoptions and trends of `text` in text order; `channel_mentions` are its channels in text order."""
    adoptions: list[Adoption] = []
    trends: list[Trend] = []
    begins = [mention.begin for mention in channel_mentions]
    earlier: Sequence[Mention] = ()
    for sentence in sentences:
        named = channel_mentions[bisect_left(begins, sentence.begin) : bisect_left(begins, sentence.end)]
        language = sentence.language if sentence.language in LANGUAGES else entities.language
        if named:
            adoptions += read_adoptions(text, sentence, named, entities, language)
        trends += read_trends(text, sentence, named, earlier, entities, language)
        earlier = named or earlier
    return tuple(adoptions), tuple(trends)
