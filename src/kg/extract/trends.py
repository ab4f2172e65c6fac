"""Trends without a figure: that a share, a number or a time rises, falls or stays ("telefonandelen øker")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.cues import Event
from kg.model import Mention, Reason, Sentence, Span, Trend

if TYPE_CHECKING:
    from kg.extract.entities import Entities

_DIRECTIONS = {"trends.rising": "rising", "trends.falling": "falling", "trends.stable": "stable"}
_MEASURES = ("use", "volume", "satisfaction", "response_time", "trust", "preference")
_DIGIT = re.compile(r"\d")
_REACH = 140
_BESIDE = 16


def read_trends(
    text: str,
    sentence: Sentence,
    mentions: Sequence[Mention],
    earlier: Sequence[Mention],
    events: Sequence[Event],
    entities: Entities,
) -> tuple[Trend, ...]:
    """The trends that `sentence` tells; `mentions` are its channels, `earlier` those of the sentence before it.

    A trend has a word that says what rises or falls, and no figure near it: with one it is a measurement.
    """
    found: list[Trend] = []
    for at, event in enumerate(events):
        direction = next((_DIRECTIONS[tag] for tag in sorted(event.tags) if tag in _DIRECTIONS), None)
        if direction is None or _negated(text, events, at) or (found and event.begin < found[-1].end):
            continue
        subject = _subject(text, events, at)
        if subject is None or _has_figure(text, sentence, subject, event, entities):
            continue
        trend = _trend(text, sentence, subject, event, direction, mentions, earlier, events, entities)
        if trend is not None:
            found.append(trend)
    return tuple(found)


def _negated(text: str, events: Sequence[Event], at: int) -> bool:
    near = (e for e in events[max(0, at - 2) : at + 3] if "trends.negation" in e.tags)
    return any(abs(e.begin - events[at].begin) < 2 * _BESIDE for e in near)


def _subject(text: str, events: Sequence[Event], at: int) -> Event | None:
    """What rises or falls: the nearest such word before the verb, else right after it."""
    event = events[at]
    after = [e for e in events[at + 1 : at + 3] if e.begin - event.end <= _BESIDE and _measure_tag(e) is not None]
    if after and (_measure_tag(after[0]) == "pointer" or _measure_tag(event) is not None):
        return after[0]
    for before in reversed(events[:at]):
        if event.begin - before.end > _REACH:
            break
        if _measure_tag(before) is not None:
            return before
    if after:
        return after[0]
    return event if _measure_tag(event) is not None else None


def _measure_tag(event: Event) -> str | None:
    names = (tag[7:] for tag in sorted(event.tags) if tag.startswith("trends."))
    return next((name for name in names if name in (*_MEASURES, "share", "pointer")), None)


def _has_figure(text: str, sentence: Sentence, subject: Event, event: Event, entities: Entities) -> bool:
    low, high = min(subject.begin, event.begin), max(subject.end, event.end)
    stop = min([i for sign in ",;–—" if (i := text.find(sign, high, sentence.end)) >= 0], default=sentence.end)
    return bool(_DIGIT.search(text, low, stop)) or entities.scopes.places.has_figure(low, stop)


def _trend(
    text: str,
    sentence: Sentence,
    subject: Event,
    event: Event,
    direction: str,
    mentions: Sequence[Mention],
    earlier: Sequence[Mention],
    events: Sequence[Event],
    entities: Entities,
) -> Trend | None:
    low, high = min(subject.begin, event.begin), max(subject.end, event.end)
    tag = _measure_tag(subject)
    near = (
        [m for m in mentions if low - 1 <= m.begin < high] or [m for m in mentions if m.begin < high] or list(mentions)
    )
    channels = near or list(earlier) if tag == "pointer" else near
    if not channels and tag in ("share", "pointer", "preference"):
        return None
    counted = [e for e in events if e.begin >= low and any(t.startswith("counted:") for t in e.tags)]
    people = any(t in ("counted:people", "counted:customers") for e in counted[:1] for t in e.tags)
    measure = ("use" if people else "contact") if tag in ("share", "pointer") else tag or "other"
    if measure == "volume" and not channels and not counted:
        return None
    scope = entities.scope(event.begin, event.end, None, measure)
    population = counted[0].word if counted and tag != "pointer" else None
    reasons = (
        Reason("direction", direction, Span(event.begin, event.end)),
        Reason("measure", tag or "", Span(subject.begin, subject.end)),
        *scope.reasons,
    )
    return Trend(
        event.begin,
        event.end,
        Span(sentence.begin, sentence.end),
        direction,
        measure,
        tuple(dict.fromkeys(m.concept for m in channels)),
        population,
        scope.country,
        scope.organization,
        scope.survey,
        scope.period,
        reasons,
    )
