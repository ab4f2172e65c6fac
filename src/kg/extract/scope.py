"""Which organization, survey, period and country hold for a figure, by its sentence, section and document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.background import Background, country_of
from kg.extract.cues import folded
from kg.extract.figure_periods import FigurePeriods
from kg.extract.organizations import Known
from kg.extract.places import Figure, Line, Places
from kg.extract.surveys import Told
from kg.language.data import tables
from kg.model import Reason, Span

_OPERATION = frozenset({"counted:contacts", "counted:branches", "counted:staff"})
_HUMAN = frozenset({"counted:people", "counted:customers", "counted:respondents", "counted:followers"})
_ROLES = frozenset({"conductor", "commissioner", "publisher"})
_CURRENCIES = frozenset({"EUR", "NOK", "SEK", "DKK", "RUB", "USD", "GBP"})
_MONEY = re.compile(r"[€£$₽]")
_SHARES = frozenset({"percent", "percentage_point"})
_OWN_MEASURES = frozenset({"customers", "offering", "cost"})
_DOINGS = frozenset({"response_time", "volume", "resolution"})
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
        counting = tables(language)["population"]
        self._of = frozenset(folded(word) for key in ("of", "articles") for word in counting.get(key, ()))
        self._boilerplate: dict[int, bool] = {}

    def at(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Scope:
        """What holds for the figure `text[begin:end]`; `unit` and `measure` as in the guide, where known."""
        if not self.places.sentences:
            return Scope(None, None, None, None)
        figure = self.places.figure(begin, end, unit, measure)
        reasons: list[Reason] = []
        boilerplate = self._is_boilerplate(figure.line)
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
        return self._survey(figure, self._is_boilerplate(figure.line), [])

    # ---- survey or organization ----

    def _survey(self, figure: Figure, boilerplate: bool, reasons: list[Reason]) -> Told | None:
        survey = self.background.section(figure.begin)
        if survey is None or boilerplate or figure.measure == "tenure":
            return None
        inside = any(mark[2] is survey for mark in figure.line.marks)
        if not inside and self._elsewhere(figure, survey):
            return None
        mark = survey.marks[0]
        reasons.append(Reason("survey", "sentence" if inside else "document", Span(mark.begin, mark.end)))
        return survey

    def _elsewhere(self, figure: Figure, survey: Told) -> bool:
        """Whether the figure is about the doings of an organization, told beside the survey."""
        other = self._speaker(figure.line, figure.begin)
        owner = self.background.owner
        if other is not None and other.name != survey.organization:
            unrun = survey.organization is None and survey.name is not None and other.name == owner
            if other.name not in survey.roles.values() and not unrun:
                return True
            if _OPERATION & figure.line.tags or self._is_before(figure, survey):
                return not unrun
            if figure.measure in _DOINGS and not figure.line.marks:
                return not unrun
        owned = owner is not None and bool(survey.roles) and owner != survey.organization
        if figure.measure in _OWN_MEASURES and (owned or survey.name is None):
            return True
        share = self._is_share(figure)
        if self._is_money(figure) or self._speaks_of_itself(figure, share):
            return owned or (survey.name is None and not share)
        return owned and (self._counts_operations(figure, share) or self._at_another_time(figure, survey, share))

    def _is_before(self, figure: Figure, survey: Told) -> bool:
        """Whether the figure stands in an earlier paragraph than the survey is first told of."""
        first = survey.marks[0]
        return figure.end <= first.begin and figure.line.sentence.block < self.places.sentences[first.sentence].block

    def _is_share(self, figure: Figure) -> bool:
        printed = self.places.text[figure.begin : figure.end + 2]
        return figure.unit in _SHARES or (figure.unit is None and "%" in printed)

    def _is_money(self, figure: Figure) -> bool:
        around = self.places.text[max(0, figure.begin - 2) : figure.end + 3]
        return figure.unit in _CURRENCIES or bool(_MONEY.search(around))

    def _speaks_of_itself(self, figure: Figure, share: bool) -> bool:
        """Whether the sentence opens with "we", or says it before what is no share, and does not say "we asked"."""
        if "own" not in figure.line.tags or {"ask", "nouns"} & figure.line.tags:
            return False
        own = next((e for e in figure.line.events if "own" in e.tags and e.begin < figure.begin), None)
        return own is not None and not (share and own.begin - figure.line.sentence.begin >= 6)

    def _counts_operations(self, figure: Figure, share: bool) -> bool:
        """Whether the figure counts calls, messages, branches or staff: the noun after it, or the subject."""
        counted = next(
            (e for e in figure.line.events if e.tags & (_OPERATION | _HUMAN) and self._counts(figure, e.begin, share)),
            None,
        )
        if counted is not None:
            return bool(counted.tags & _OPERATION) and not counted.tags & _HUMAN
        if share:
            return False
        subjects = [e for e in figure.line.events if e.begin < figure.begin and e.tags & (_OPERATION | _HUMAN)]
        alone = len(subjects) == 1 and subjects[0].begin - figure.line.sentence.begin < _NEAR
        return alone and bool(subjects[0].tags & _OPERATION) and not subjects[0].tags & _HUMAN

    def _counts(self, figure: Figure, begin: int, share: bool) -> bool:
        """Whether a noun at `begin` is what the figure before it counts: beside it, or after "of"."""
        if not figure.end <= begin < figure.end + 16:
            return False
        words = self.places.text[figure.end : begin].split()
        return all(folded(word) in self._of for word in words) if share else len(words) <= 1

    def _at_another_time(self, figure: Figure, survey: Told, share: bool) -> bool:
        """Whether a number, no share, holds at another time than the survey."""
        own = self.periods.own(figure) if not share and figure.unit in (None, "count") else None
        return own is not None and survey.period is not None and own.value != survey.period

    def _is_boilerplate(self, line: Line) -> bool:
        """Whether the sentence says what the organization is: below "About", or opening with its name at the end."""
        found = self._boilerplate.get(line.number)
        if found is None:
            found = self._boilerplate[line.number] = self._introduces(line)
        return found

    def _introduces(self, line: Line) -> bool:
        places, sentence = self.places, line.sentence
        numbers = range(max(0, line.number - 3), line.number)
        above = [places.line(n) for n in numbers if places.sentences[n].kind == "headline"]
        if line.number:
            earlier = places.line(line.number - 1)
            short = earlier.sentence.end - earlier.sentence.begin < 30
            above += [earlier] if short and earlier.sentence.block == sentence.block else []
        if any({"nouns", "titles"} & other.tags for other in above):
            return False
        for other in (*above, line):
            first = other.events[0] if other.events else None
            if first is not None and "about" in first.tags and first.begin - other.sentence.begin < 3:
                return line.number > len(places.sentences) // 2
        if sentence.begin < _TAIL * len(places.text) or sentence.block < 3:
            return False
        return bool(line.named) and self._opens_with_owner(line)

    def _opens_with_owner(self, line: Line) -> bool:
        begin, _, known = line.named[0]
        return begin - line.sentence.begin < _BACK and known.name == self.background.owner

    def _organization(self, figure: Figure, survey: Told | None, reasons: list[Reason]) -> str | None:
        background = self.background
        if survey is not None and survey.organization is not None:
            reasons.extend(reason for reason in survey.reasons if reason.property in _ROLES)
            return survey.organization
        if survey is None:
            speaker = self._speaker(figure.line, figure.begin) or next((m[2] for m in figure.line.named), None)
            if speaker is not None:
                reasons.append(Reason("organization", "sentence", speaker.mentions[0]))
                return speaker.name
        if background.owner_reason is not None:
            reasons.append(background.owner_reason)
        return background.owner

    # ---- who speaks, or is spoken of ----

    def _speaker(self, line: Line, begin: int) -> Known | None:
        """The organization that a figure is told of: named before it or as its source, else in the sentences before."""
        before = [mention for mention in line.named if mention[0] < begin]
        if before:
            return before[-1][2]
        sources = [mention for mention in line.named if self._is_source(mention[0])]
        if sources or not line.number or line.named:
            return sources[0][2] if sources else None
        block, number = line.sentence.block, line.number
        while line.number and line.sentence.block == block and self._continues(line):
            line = self.places.line(line.number - 1)
            if line.named and line.sentence.block == block:
                return line.named[-1][2]
        return self._only_in_block(number)

    def _is_source(self, begin: int) -> bool:
        """Whether a bracket or "according to" stands right before `begin`."""
        if self.places.text[begin - 1 : begin] == "(":
            return True
        event = self.places.event_before(begin)
        return event is not None and "sources" in event.tags and begin - event.end < 20

    def _continues(self, line: Line) -> bool:
        """Whether a sentence points back to whom the one before it is about: "it", "the company"."""
        if "firm" in line.tags or "pronouns" not in line.tags:
            return "firm" in line.tags
        return any("pronouns" in e.tags and e.begin - line.sentence.begin < 4 for e in line.events[:2])

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
        line = figure.line
        if "many" in line.tags:
            return None
        if country_of(line.tags) is not None:
            own = [e for e in line.events if country_of(e.tags) is not None]
            own = [e for e in own if not self.places.inside_organization(e.begin, e.end)]
            if own:
                near = min(own, key=lambda e: abs(e.begin - figure.begin))
                reasons.append(Reason("country", "sentence", Span(near.begin, near.end)))
                return country_of(near.tags)
        main = self.background.main
        found = self.background.country(survey if survey is not None else main)
        if found is None or (survey is None and (main is None or not self._is_about_people(figure))):
            return None
        reasons.append(Reason("country", "survey", found[1]))
        return found[0]

    def _is_about_people(self, figure: Figure) -> bool:
        events = figure.line.events
        return any("counted:people" in e.tags and abs(e.begin - figure.begin) < _NEAR for e in events)
