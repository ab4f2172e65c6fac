"""When an organization began to offer a channel: "vuonna 2014 Twitteriin", "introduced eighteen months ago"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.cues import Event, table
from kg.extract.periods import governing
from kg.language.lexicon import expand
from kg.language.quantities import parse_number
from kg.model import Adoption, Mention, Reason, Sentence, Span

if TYPE_CHECKING:
    from kg.extract.entities import Entities

_GENERAL = frozenset({"social_media", "messaging", "web"})
_SHARE = re.compile(r"\d\s?%")


def read_adoptions(
    text: str,
    sentence: Sentence,
    mentions: Sequence[Mention],
    events: Sequence[Event],
    entities: Entities,
    language: str,
) -> tuple[Adoption, ...]:
    """The adoptions that `sentence` tells of; `mentions` are its channels in text order, `events` its cue words.

    A sentence tells of one where a verb of beginning stands beside a channel and a time. The year is None where the
    time counts back from a day that the text does not give.
    """
    periods = [
        p for p in entities.scopes.places.periods.within(sentence.begin, sentence.end) if p.role in ("own", "since")
    ]
    since = any(p.role == "since" for p in periods)
    starts = [e for e in events if "adoptions.start" in e.tags or (since and "adoptions.since_start" in e.tags)]
    if (
        not starts
        or any("adoptions.soon" in e.tags for e in events)
        or _SHARE.search(text, sentence.begin, sentence.end)
    ):
        return ()
    ago = _ago(text, sentence, language)
    if not periods and ago is None:
        return ()
    named = [m for m in mentions if not (m.concept in _GENERAL and _narrower(mentions))]
    spans = [(m.begin, m.end) for m in named]
    found = []
    for mention in named:
        period = governing(text, periods, spans, mention.begin, mention.end) if periods else None
        if period is None and ago is None:
            continue
        if ago is not None and 0 <= ago[1].begin - mention.end < 30:
            period = None
        start = min(starts, key=lambda e: abs(e.begin - mention.begin))
        if any(mention.end <= other.begin < start.begin and other.concept != mention.concept for other in named):
            continue
        reasons = [Reason("channel", "start", Span(start.begin, start.end))]
        year = period.year if period is not None else _year(ago, entities)
        when = Span(period.begin, period.end) if period is not None else ago[1] if ago is not None else None
        reasons.append(Reason("year", period.rule if period is not None else "ago", when))
        scope = entities.scope(mention.begin, mention.end, None, "offering")
        found.append(
            Adoption(
                mention.begin,
                mention.end,
                Span(sentence.begin, sentence.end),
                scope.organization,
                mention.concept,
                year,
                (*reasons, *(r for r in scope.reasons if r.property == "organization")),
            )
        )
    return tuple(found)


def _narrower(mentions: Sequence[Mention]) -> bool:
    return any(m.concept not in _GENERAL for m in mentions)


def _year(ago: tuple[int | None, Span] | None, entities: Entities) -> int | None:
    published = entities.scopes.places.periods.published
    if ago is None or ago[0] is None or published is None:
        return None
    return published - ago[0]


def _ago(text: str, sentence: Sentence, language: str) -> tuple[int | None, Span] | None:
    """How many years ago the sentence says, where it says so; None for a number that is no whole count of years."""
    match = _ago_pattern(language, "ago").search(text, sentence.begin, sentence.end)
    if match is None:
        match = _ago_pattern(language, "ago_other").search(text, sentence.begin, sentence.end)
        return (None, Span(match.start(), match.end())) if match is not None else None
    number = parse_number(next(group for group in match.groups() if group is not None), language)
    years = int(number) if number is not None and number == int(number) else None
    return years, Span(match.start(), match.end())


@cache
def _ago_pattern(language: str, key: str) -> re.Pattern[str]:
    forms = [variant for form in table(language, "adoptions")[key] for variant in expand(form)]
    sources = [re.escape(form).replace(r"\#", r"([^\W_]+)").replace(r"\ ", r"\s+") for form in forms]
    return re.compile("|".join(sources) or "(?!)", re.IGNORECASE)
