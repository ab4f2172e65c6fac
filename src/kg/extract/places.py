"""A text with its sentences, cue words, names, surveys, periods and figures, each to be looked up by place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extract.cues import Event
from kg.extract.organizations import Known
from kg.extract.periods import Period, Periods
from kg.extract.surveys import Told
from kg.model import Sentence, Span

_LONGEST = 3000
_LISTS = frozenset({"bullet", "table"})


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with what stands in it: cue words, organizations, surveys, periods of its own and figures."""

    number: int
    sentence: Sentence
    events: Sequence[Event]
    named: Sequence[tuple[int, int, Known]]
    marks: Sequence[tuple[int, int, Told]]
    periods: Sequence[Period]
    figures: Sequence[tuple[int, int]]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A place to find out about: the figure `text[begin:end]` in its line.

    `unit` and `measure` are codes of the guide, where they are known.
    """

    line: Line
    begin: int
    end: int
    unit: str | None
    measure: str | None


class Places:
    """Everything known of one text, by place. `figures` are the spans of all its figures, where known."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        events: Sequence[Event],
        organizations: Sequence[Known],
        surveys: Sequence[Told],
        periods: Periods,
        figures: Sequence[Span],
    ) -> None:
        self.text, self.sentences, self.events = text, sentences, events
        self.organizations, self.surveys, self.periods = organizations, surveys, periods
        self._sentence_begins = [sentence.begin for sentence in sentences]
        self._event_begins = [event.begin for event in events]
        self._figures = sorted((figure.begin, figure.end) for figure in figures)
        named = ((span.begin, span.end, known) for known in organizations for span in known.mentions)
        self.mentions = sorted(named, key=lambda m: m[:2])
        self._mention_begins = [mention[0] for mention in self.mentions]
        told = ((mark.begin, mark.end, survey) for survey in surveys for mark in survey.marks)
        self.marks = sorted(told, key=lambda m: m[:2])
        self._mark_begins = [mark[0] for mark in self.marks]
        self._lines: dict[int, Line] = {}
        self._lists = list(self._lead_lines())

    def figure(self, begin: int, end: int, unit: str | None, measure: str | None) -> Figure:
        """The figure `text[begin:end]`; the text has a sentence."""
        return Figure(self.line(self.number(begin)), begin, end, unit, measure)

    def line(self, number: int) -> Line:
        """The sentence `number` with what stands in it."""
        found = self._lines.get(number)
        if found is None:
            sentence = self.sentences[number]
            begin, end = sentence.begin, sentence.end
            events = self.events_of(sentence)
            periods = [p for p in self.periods.within(begin, end) if p.role == "own" and not self.in_survey(p.begin)]
            tags = frozenset(tag for event in events for tag in event.tags)
            named, marks, figures = self.named(begin, end), self.marks_in(begin, end), self.figures_in(begin, end)
            found = self._lines[number] = Line(number, sentence, events, named, marks, periods, figures, tags)
        return found

    def number(self, place: int) -> int:
        """The sentence that holds `place`, else the one before it."""
        return max(0, bisect_right(self._sentence_begins, place) - 1)

    def events_of(self, sentence: Sentence) -> Sequence[Event]:
        """The cue words of a sentence."""
        begins = self._event_begins
        low = bisect_left(begins, sentence.begin)
        return self.events[low : bisect_left(begins, sentence.end, low)]

    def event_before(self, place: int) -> Event | None:
        """The last cue word that begins before `place`."""
        at = bisect_left(self._event_begins, place) - 1
        return self.events[at] if at >= 0 else None

    def named(self, begin: int, end: int) -> list[tuple[int, int, Known]]:
        """The organizations that `text[begin:end]` names, with their places."""
        low = bisect_left(self._mention_begins, begin)
        return self.mentions[low : bisect_left(self._mention_begins, end, low)]

    def inside_organization(self, begin: int, end: int) -> bool:
        """Whether `text[begin:end]` is part of an organization's name."""
        at = bisect_right(self._mention_begins, begin) - 1
        return at >= 0 and end <= self.mentions[at][1]

    def marks_in(self, begin: int, end: int) -> list[tuple[int, int, Told]]:
        """The places in `text[begin:end]` that speak of a survey."""
        low = bisect_left(self._mark_begins, begin)
        return self.marks[low : bisect_left(self._mark_begins, end, low)]

    def mark_before(self, place: int) -> tuple[int, int, Told] | None:
        """The last place up to `place` that speaks of a survey."""
        at = bisect_right(self._mark_begins, place) - 1
        return self.marks[at] if at >= 0 else None

    def in_survey(self, place: int) -> bool:
        """Whether `place` lies inside the words that name or describe a survey."""
        mark = self.mark_before(place)
        return mark is not None and place < mark[1]

    def figures_in(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The figures that begin in `text[begin:end]`."""
        low = bisect_left(self._figures, (begin, 0))
        return self._figures[low : bisect_left(self._figures, (end, 0), low)]

    def has_figure(self, begin: int, end: int) -> bool:
        """Whether a figure begins in `text[begin:end]`."""
        return bool(self.figures_in(begin, end))

    def lead(self, number: int) -> tuple[int, int]:
        """For a line of a list or table: the sentence before it, and the first row of periods (-1: none)."""
        return self._lists[number]

    def _lead_lines(self) -> Iterator[tuple[int, int]]:
        lead, header = 0, -1
        for number, sentence in enumerate(self.sentences):
            if sentence.kind not in _LISTS:
                lead, header = number, -1
            elif header < 0 and sentence.kind == "table":
                found = self.periods.within(sentence.begin, sentence.end)
                header = number if sum(period.role in ("own", "date") for period in found) > 1 else -1
            yield lead, header


def bounded(text: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """`sentences`, those of thousands of characters cut at blanks: what is far away says nothing of a figure."""
    if all(sentence.end - sentence.begin <= _LONGEST for sentence in sentences):
        return tuple(sentences)
    return tuple(piece for sentence in sentences for piece in _pieces(text, sentence))


def _pieces(text: str, sentence: Sentence) -> Iterator[Sentence]:
    begin = sentence.begin
    while sentence.end - begin > _LONGEST:
        cut = text.rfind(" ", begin + 1, begin + _LONGEST)
        cut = begin + _LONGEST if cut < 0 else cut
        yield replace(sentence, begin=begin, end=cut)
        begin = cut
    yield replace(sentence, begin=begin)
