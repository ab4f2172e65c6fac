"""Which organization, survey, period and country hold for a figure, by its sentence, section and document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.background import Background, country_of
from kg.extract.cues import small_words
from kg.extract.figure_periods import FigurePeriods
from kg.extract.organizations import Known
from kg.extract.places import Figure, Places
from kg.extract.surveys import Told
from kg.language.lexicon import fold
from kg.model import Reason, Sentence, Span

_OPERATION = frozenset({"counted:contacts", "counted:branches", "counted:staff"})
_HUMAN = frozenset({"counted:people", "counted:customers", "counted:respondents", "counted:followers"})
_ROLES = frozenset({"conductor", "commissioner", "publisher"})
_CURRENCIES = frozenset({"EUR", "NOK", "SEK", "DKK", "RUB", "USD", "GBP"})
_MONEY = re.compile(r"[€£$₽]")
_SHARES = frozenset({"percent", "percentage_point"})
_OWN_MEASURES = frozenset({"customers", "offering", "cost"})
_BACK = 12
_NEAR = 40
_TAIL = 0.7


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a figure beside its own words, each with a reason."""

    organization: str | None
    survey: str | None
    period: str | None
    country: str | None
    reasons: tuple[Reason, ...] = ()


class Scopes:
    """Answers for any place of one text."""

    def __init__(self, places: Places, language: str) -> None:
        self.places = places
        self.background = Background(places)
        self.periods = FigurePeriods(places, self.background, language)
        self._small = small_words(language)

    def at(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Scope:
        """What holds for the figure `text[begin:end]`; `unit` and `measure` as in the guide, where known."""
        if not self.places.sentences:
            return Scope(None, None, None, None)
        figure = self.places.figure(begin, end, unit, measure)
        reasons: list[Reason] = []
        boilerplate = self._is_boilerplate(figure)
        survey = self._survey(figure, boilerplate, reasons)
        organization = self._organization(figure, survey, reasons)
        period = self.periods.of(figure, survey, boilerplate, reasons)
        country = self._country(figure, survey, reasons)
        return Scope(organization, survey.name if survey is not None else None, period, country, tuple(reasons))

    def survey_at(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Told | None:
        """The survey, named or not, that the figure `text[begin:end]` belongs to."""
        if not self.places.sentences:
            return None
        figure = self.places.figure(begin, end, unit, measure)
        return self._survey(figure, self._is_boilerplate(figure), [])

    # ---- survey or organization ----

    def _survey(self, figure: Figure, boilerplate: bool, reasons: list[Reason]) -> Told | None:
        survey = self.background.section(figure.begin)
        if survey is None or boilerplate or figure.measure == "tenure":
            return None
        marks = self.places.marks_in(figure.sentence.begin, figure.sentence.end)
        inside = any(mark[2] is survey for mark in marks)
        if not inside and self._elsewhere(figure, survey):
            return None
        mark = survey.marks[0]
        reasons.append(Reason("survey", "sentence" if inside else "document", Span(mark.begin, mark.end)))
        return survey

    def _elsewhere(self, figure: Figure, survey: Told) -> bool:
        """Whether the figure is about the doings of an organization, told beside the survey."""
        other = self._speaker(figure.number, figure.begin)
        if other is not None and other.name not in survey.roles.values():
            return True
        if other is not None and other.name != survey.organization and any(e.tags & _OPERATION for e in figure.events):
            return True
        owner = self.background.owner
        owned = owner is not None and bool(survey.roles) and owner != survey.organization
        if figure.measure in _OWN_MEASURES and (owned or survey.name is None):
            return True
        share = self._is_share(figure)
        if self._is_money(figure) or self._speaks_of_itself(figure, share):
            return owned or (survey.name is None and not share)
        return owned and (self._counts_operations(figure, share) or self._at_another_time(figure, survey, share))

    def _is_share(self, figure: Figure) -> bool:
        printed = self.places.text[figure.begin : figure.end + 2]
        return figure.unit in _SHARES or (figure.unit is None and "%" in printed)

    def _is_money(self, figure: Figure) -> bool:
        around = self.places.text[max(0, figure.begin - 2) : figure.end + 3]
        return figure.unit in _CURRENCIES or bool(_MONEY.search(around))

    def _speaks_of_itself(self, figure: Figure, share: bool) -> bool:
        """Whether the sentence opens with "we", or says it before what is no share, and does not say "we asked"."""
        own = next((e for e in figure.events if "own" in e.tags and e.begin < figure.begin), None)
        if own is None or (share and own.begin - figure.sentence.begin >= 6):
            return False
        return not any({"ask", "nouns"} & e.tags for e in figure.events)

    def _counts_operations(self, figure: Figure, share: bool) -> bool:
        """Whether the figure counts calls, messages, branches or staff: the noun after it, or the sentence's subject."""
        counted = next(
            (e for e in figure.events if e.tags & (_OPERATION | _HUMAN) and self._counts(figure, e.begin, share)), None
        )
        if counted is not None:
            return bool(counted.tags & _OPERATION) and not counted.tags & _HUMAN
        if share:
            return False
        subjects = [e for e in figure.events if e.begin < figure.begin and e.tags & (_OPERATION | _HUMAN)]
        alone = len(subjects) == 1 and subjects[0].begin - figure.sentence.begin < _NEAR
        return alone and bool(subjects[0].tags & _OPERATION) and not subjects[0].tags & _HUMAN

    def _counts(self, figure: Figure, begin: int, share: bool) -> bool:
        """Whether a noun at `begin` is what the figure before it counts: beside it, or after "of"."""
        if not figure.end <= begin < figure.end + 16:
            return False
        words = self.places.text[figure.end : begin].split()
        return all(fold(word) in self._small for word in words) if share else len(words) <= 1

    def _at_another_time(self, figure: Figure, survey: Told, share: bool) -> bool:
        """Whether a number, no share, holds at another time than the survey."""
        own = self.periods.own(figure) if not share and figure.unit in (None, "count") else None
        return own is not None and survey.period is not None and own.value != survey.period

    def _is_boilerplate(self, figure: Figure) -> bool:
        """Whether the sentence says what the organization is: below a heading "About", or opening with its name at the end."""
        places, sentence = self.places, figure.sentence
        above = [s for s in places.sentences[max(0, figure.number - 3) : figure.number] if s.kind == "headline"]
        earlier = places.sentences[figure.number - 1] if figure.number else sentence
        if earlier.block == sentence.block and earlier.end - earlier.begin < 30:
            above.append(earlier)
        events = [places.events_of(s) for s in above]
        if any({"nouns", "titles"} & e.tags for found in events for e in found):
            return False
        openings = [(s, found[:1]) for s, found in zip(above, events, strict=True)]
        openings.append((sentence, figure.events[:1]))
        if any("about" in e.tags and e.begin - s.begin < 3 for s, found in openings for e in found):
            return figure.number > len(places.sentences) // 2
        if sentence.begin < _TAIL * len(places.text) or sentence.block < 3:
            return False
        return any(m[2].name == self.background.owner for m in places.named(sentence.begin, sentence.begin + _BACK)[:1])

    def _organization(self, figure: Figure, survey: Told | None, reasons: list[Reason]) -> str | None:
        background = self.background
        if survey is not None and survey.organization is not None:
            reasons.extend(reason for reason in survey.reasons if reason.property in _ROLES)
            return survey.organization
        if survey is None:
            named = self.places.named(figure.sentence.begin, figure.sentence.end)
            speaker = self._speaker(figure.number, figure.begin) or next((m[2] for m in named), None)
            if speaker is not None:
                reasons.append(Reason("organization", "sentence", speaker.mentions[0]))
                return speaker.name
        if background.owner_reason is not None:
            reasons.append(background.owner_reason)
        return background.owner

    # ---- who speaks, or is spoken of ----

    def _speaker(self, number: int, begin: int) -> Known | None:
        """The organization that a figure is told of: named before it or as its source, else in the sentences before."""
        sentence = self.places.sentences[number]
        named = self.places.named(sentence.begin, sentence.end)
        before = [mention for mention in named if mention[0] < begin]
        if before:
            return before[-1][2]
        sources = [mention for mention in named if self._is_source(mention[0])]
        if sources or not number or named:
            return sources[0][2] if sources else None
        while number and sentence.block == self.places.sentences[number - 1].block and self._continues(sentence):
            number -= 1
            sentence = self.places.sentences[number]
            named = self.places.named(sentence.begin, sentence.end)
            if named:
                return named[-1][2]
        return self._only_in_block(number)

    def _is_source(self, begin: int) -> bool:
        """Whether a bracket or "according to" stands right before `begin`."""
        if self.places.text[begin - 1 : begin] == "(":
            return True
        event = self.places.event_before(begin)
        return event is not None and "sources" in event.tags and begin - event.end < 20

    def _continues(self, sentence: Sentence) -> bool:
        """Whether a sentence points back to whom the one before it is about: "it", "the company"."""
        events = self.places.events_of(sentence)
        if any("firm" in e.tags for e in events):
            return True
        return any("pronouns" in e.tags and e.begin - sentence.begin < 4 for e in events[:2])

    def _only_in_block(self, number: int) -> Known | None:
        """The one organization that the paragraph has named so far, where no survey was spoken of."""
        sentences = self.places.sentences
        first = number
        while first and sentences[first - 1].block == sentences[number].block and number - first < _BACK:
            first -= 1
        begin, end = sentences[first].begin, sentences[number].begin
        named = self.places.named(begin, end)
        if len({mention[2].name for mention in named}) != 1 or self.places.marks_in(begin, end):
            return None
        return named[0][2]

    # ---- country ----

    def _country(self, figure: Figure, survey: Told | None, reasons: list[Reason]) -> str | None:
        if any("many" in e.tags for e in figure.events):
            return None
        own = [e for e in figure.events if country_of(e) is not None]
        own = [e for e in own if not self.places.inside_organization(e.begin, e.end)]
        if own:
            near = min(own, key=lambda e: abs(e.begin - figure.begin))
            reasons.append(Reason("country", "sentence", Span(near.begin, near.end)))
            return country_of(near)
        main = self.background.main
        found = self.background.country(survey if survey is not None else main)
        people = any("counted:people" in e.tags and abs(e.begin - figure.begin) < _NEAR for e in figure.events)
        if found is None or (survey is None and (main is None or not people)):
            return None
        reasons.append(Reason("country", "survey", found[1]))
        return found[0]
