"""The surveys that a text tells of: which places speak of the same one, its roles, its period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.cues import folded
from kg.extract.names import Names
from kg.extract.periods import Period, Periods
from kg.extract.survey_marks import Mark, Marks
from kg.extract.survey_roles import RoleReader, Roles
from kg.model import Reason, Sentence, Span, Survey

_DIGIT = re.compile(r"\d")
_BARRIER = re.compile(r"[,;:()]")
_QUOTES = tuple('«»„“”"–—')
_OPENING = 12
_RECALLED = 50
_CUES = {"conductor": "agent", "commissioner": "order", "publisher": "publish"}
_ABOUT = frozenset({"conduct", "ask", "nouns", "titles", "field"})
_LONGEST, _REACH, _PERIOD_REACH = 160, 120, 140


@dataclass(slots=True)
class Told:
    """A survey as the text unfolds it; `weak` while a preposition alone says who ran it, `own` where "we asked"."""

    name: str | None
    marks: list[Mark]
    description: str | None = None
    year: str | None = None
    acronym: str | None = None
    period: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    country: str | None = None
    weak: bool = False
    own: bool = False

    @property
    def organization(self) -> str | None:
        """Who ran it, else who published it, else who ordered it."""
        ordered = ("conductor", "publisher", "commissioner")
        return next((self.roles[role] for role in ordered if role in self.roles), None)

    @property
    def is_record(self) -> bool:
        """Whether it is worth a record: it has a name, somebody behind it, or a noun; "we asked" alone is none."""
        return self.name is not None or bool(self.roles) or not all(mark.asks for mark in self.marks)

    def record(self) -> Survey:
        """The record of the model; sample and population are filled in from the measurements."""
        spans = sorted({(mark.begin, mark.end) for mark in self.marks})
        return Survey(
            name=self.name,
            description=None if self.name else self.description,
            conductor=self.roles.get("conductor"),
            commissioner=self.roles.get("commissioner"),
            publisher=self.roles.get("publisher"),
            period=self.period,
            sample_size=None,
            population=None,
            min_age=None,
            max_age=None,
            country=self.country,
            mentions=tuple(Span(*span) for span in spans),
            reasons=tuple(self.reasons),
        )


def read_surveys(names: Names, sentences: Sequence[Sentence], periods: Periods) -> list[Told]:
    """The surveys in the order in which the text first tells of them. Organizations get a cue from their role."""
    if not sentences:
        return []
    reader = _Reader(Marks(names, sentences), periods)
    return reader.read()


class _Reader:
    def __init__(self, marks: Marks, periods: Periods) -> None:
        self.marks, self.periods, self.text = marks, periods, marks.text
        self.role_reader = RoleReader(marks)
        self.told: list[Told] = []

    def read(self) -> list[Told]:
        current: Told | None = None
        for mark in self.marks.read():
            roles = self.role_reader.roles(mark)
            survey = self._named(mark, roles) if mark.name is not None else self._described(mark, roles, current)
            if survey is not None:
                current = survey
                self._take(survey, mark, roles)
        for survey in self.told:
            survey.period = survey.year or self._period(survey)
        return self.told

    def _new(self, name: str | None, own: bool = False) -> Told:
        self.told.append(Told(name, [], own=own))
        return self.told[-1]

    def _named(self, mark: Mark, roles: Roles) -> Told:
        """The survey of this name, else a nameless one that the name belongs to, else a new one."""
        recent = self.told[-_RECALLED:]
        same = next((survey for survey in recent if survey.name is not None and self._is_same(survey, mark)), None)
        if same is not None:
            return same
        grown = next((survey for survey in recent if survey.name is None and self._grows(survey, mark, roles)), None)
        if grown is not None:
            grown.name = mark.name
        return grown or self._new(mark.name)

    def _described(self, mark: Mark, roles: Roles, current: Told | None) -> Told | None:
        """The survey spoken of last, unless the words tell of another; None for "asked" without anybody who did."""
        own = mark.asks and self._subject_is_own(mark)
        if own and self._is_speech(mark) and current is not None:
            return current
        if mark.asks and not roles and not own:
            return None
        if not mark.asks:
            noun = self.text[mark.begin : mark.end]
            for survey in self.told[-_RECALLED:]:
                if survey.name is not None and self._ends_with(survey.name, noun):
                    return survey
        if (
            own
            and current is not None
            and _is_near(current, mark)
            and self._block(mark) == self._block(current.marks[-1])
        ):
            return current
        if current is None or own or self._clashes(current, roles, mark.asks) or self._is_another(current, mark, roles):
            return self._new(None, own)
        return current

    def _is_same(self, survey: Told, mark: Mark) -> bool:
        name, full = folded(mark.name or ""), folded((survey.name or "").split(" (")[0])
        if survey.acronym is not None and name == folded(survey.acronym):
            return True
        return self.marks.stem(name) == self.marks.stem(full) or (len(name) > 5 and full.endswith(" " + name))

    def _ends_with(self, name: str, noun: str) -> bool:
        """Whether a noun is the last part of a survey's name ("the Monitor", "barometeret", "undersøkelsen")."""
        return len(noun) > 4 and self.marks.stem(name.split(" (")[0]).endswith(self.marks.stem(noun))

    def _grows(self, survey: Told, mark: Mark, roles: Roles) -> bool:
        """Whether a nameless survey is the one that `mark` names: told of right before, or by the same word."""
        if self._clashes(survey, roles):
            return False
        words = {self.marks.stem(self.text[m.begin : m.end]) for m in survey.marks[:_RECALLED]}
        return _is_near(survey, mark) or self.marks.stem(mark.name or "") in words

    def _subject_is_own(self, mark: Mark) -> bool:
        """Whether "we" or a common word for the organization stands right before the verb of asking."""
        at = self.marks.event_at(mark.begin) - 1
        event = self.marks.events[at] if at >= 0 else None
        if event is None or mark.begin - event.end >= 3:
            return False
        named = "generic" in event.tags and (event.word[0].isupper() or not self.marks.names.capital_nouns)
        return named or "own" in event.tags

    def _block(self, mark: Mark) -> int:
        return self.marks.sentences[mark.sentence].block

    def _is_speech(self, mark: Mark) -> bool:
        """Whether the sentence is what somebody says: "we" are those then whose survey the text tells of."""
        begin = self.marks.sentences[mark.sentence].begin
        return not (self.text[begin].isalnum() or self.text[begin].isspace()) or self.text[begin - 1 : begin] in _QUOTES

    def _is_another(self, survey: Told, mark: Mark, roles: Roles) -> bool:
        """Whether the words tell of another survey than the one told of last, some sentences ago."""
        if _is_near(survey, mark):
            return False
        if roles and not survey.roles and (mark.asks or survey.own):
            return True
        if not mark.fresh or not (survey.roles or survey.name):
            return False
        return not any(_are_kin(role.chunk.name, held) for role in roles.values() for held in survey.roles.values())

    def _clashes(self, survey: Told, roles: Roles, asks: bool = False) -> bool:
        """Whether a role is given to another than the survey's; what a preposition says yields to a verb."""
        for name, role in roles.items():
            held = survey.roles.get(name)
            weak = name == "conductor" and not asks and (survey.weak or role.weak)
            if held is not None and not weak and not _are_kin(held, role.chunk.name):
                return True
        return False

    def _take(self, survey: Told, mark: Mark, roles: Roles) -> None:
        """Adds what a mark and the words around it say."""
        survey.marks.append(mark)
        survey.year = survey.year or mark.year
        if mark.acronym and survey.acronym is None and survey.name is not None:
            survey.acronym = mark.acronym
            survey.name = f"{survey.name} ({mark.acronym})"
        if survey.description is None:
            survey.description = self._description(mark)
        for name, role in roles.items():
            if name == "conductor" and survey.weak and not role.weak and survey.roles[name] != role.chunk.name:
                survey.roles.setdefault("publisher", survey.roles.pop(name))
                survey.weak = False
            if name not in survey.roles:
                survey.roles[name] = role.chunk.name
                survey.weak = survey.weak or (name == "conductor" and role.weak)
                survey.reasons.append(Reason(name, "preposition" if role.weak else "verb", role.span))
            role.chunk.cues.setdefault(_CUES[name], role.span)

    def _description(self, mark: Mark) -> str:
        """The words around a nameless survey: its noun with what stands before and after it in the clause."""
        sentence = self.marks.sentences[mark.sentence]
        low, high = max(sentence.begin, mark.begin - _LONGEST), min(sentence.end, mark.end + _LONGEST)
        begin = max(low, *(self.text.rfind(sign, low, mark.begin) + 1 for sign in ",;:–—("))
        stops = (self.text.find(sign, mark.end, high) for sign in ",;:–—).")
        end = min((stop for stop in stops if stop >= 0), default=high)
        return " ".join(self.text[begin:end].split())[:_LONGEST]

    # ---- when ----

    def _period(self, survey: Told) -> str | None:
        """When a survey without a year in its name was made: a period beside its words, or a line on its field work."""
        for mark in survey.marks:
            sentence = self.marks.sentences[mark.sentence]
            for period in self.periods.within(sentence.begin, sentence.end):
                if period.role == "own" and self._belongs(period, mark):
                    survey.reasons.append(Reason("period", period.rule, Span(period.begin, period.end)))
                    return period.value
        return self._next_period(survey)

    def _next_period(self, survey: Told) -> str | None:
        """The quarter or month that opens the sentence after the survey's first place."""
        follow = survey.marks[0].sentence + 1
        if follow >= len(self.marks.sentences) or survey.organization is None:
            return None
        sentence = self.marks.sentences[follow]
        for period in self.periods.within(sentence.begin, min(sentence.end, sentence.begin + _OPENING)):
            if period.role == "own" and period.rule in ("quarter", "month"):
                survey.reasons.append(Reason("period", period.rule, Span(period.begin, period.end)))
                return period.value
        return None

    def _belongs(self, period: Period, mark: Mark) -> bool:
        if period.begin - mark.end >= _PERIOD_REACH:
            return False
        events = self.marks.events_of(mark.sentence)
        if not any(_ABOUT & event.tags and abs(event.begin - period.begin) < _REACH for event in events):
            return False
        between = self.text[min(mark.end, period.end) : max(mark.begin, period.begin)]
        return not (_DIGIT.search(between) and _BARRIER.search(between))


def _is_near(survey: Told, mark: Mark) -> bool:
    return bool(survey.marks) and mark.sentence - survey.marks[-1].sentence <= 1


def _are_kin(one: str, other: str) -> bool:
    """Whether two names begin with the same word ("Bitkom", "Bitkom Research")."""
    return one.split()[0] == other.split()[0]
