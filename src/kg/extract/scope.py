"""Which organization, survey, period and country hold for a figure, by its sentence, section and document."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.cues import Event, small_words
from kg.extract.organizations import Known
from kg.extract.periods import Period, Periods, governing
from kg.extract.surveys import Mark, Told
from kg.language.data import tables
from kg.language.lexicon import fold
from kg.model import Reason, Sentence, Span

_OPERATION = frozenset({"counted:contacts", "counted:branches", "counted:staff"})
_HUMAN = frozenset({"counted:people", "counted:customers", "counted:respondents", "counted:followers"})
_MONEY = re.compile(r"(?:[€£$₽]|\b(?:EUR|NOK|SEK|DKK|RUB|USD|GBP)\b)")
_SHARE = re.compile(r"\s?(?:%|pct|prosent|procent|prosentt|Prozent|percent|per cent|процент)", re.IGNORECASE)
_SHARES = frozenset({"percent", "percentage_point"})
_OWN_MEASURES = frozenset({"customers", "offering", "cost"})
_NEAR = 40
_FOREIGN = frozenset({"bracket", "source", "agent"})
_HEAD = 3
_OWNER = 1.5


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a figure beside its own words, each with a reason."""

    organization: str | None
    survey: str | None
    period: str | None
    country: str | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """From `begin` on, figures belong to `survey` (None: to the document's organization)."""

    begin: int
    survey: Told | None
    mark: Mark | None


class Scopes:
    """Answers for any place of one text. `figures` are the spans of all its figures, where known."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        events: Sequence[Event],
        organizations: Sequence[Known],
        surveys: Sequence[Told],
        periods: Periods,
        figures: Sequence[Span],
        language: str,
    ) -> None:
        self.text, self.sentences, self.events = text, sentences, events
        self.organizations, self.surveys, self.periods = organizations, surveys, periods
        grammar = tables(language).get("grammar", {})
        self.words_from = frozenset(fold(word) for word in grammar.get("from", ()))
        self.words_to = frozenset(fold(word) for word in grammar.get("to", ()))
        self.small = small_words(language)
        self._sentence_begins = [s.begin for s in sentences]
        self._event_begins = [e.begin for e in events]
        self._figures = sorted((f.begin, f.end) for f in figures)
        self._mentions = sorted(
            ((span.begin, span.end, known) for known in organizations for span in known.mentions), key=lambda m: m[:2]
        )
        self._mention_begins = [m[0] for m in self._mentions]
        self._marks = sorted(((m.begin, m.end, s) for s in surveys for m in s.marks), key=lambda m: m[:2])
        self._mark_begins = [m[0] for m in self._marks]
        self.main = self._main_survey()
        self.owner, self.owner_reason = self._owner()
        self.annual = self._annual()
        self._countries = self._survey_countries()

    # ---- the document as a whole ----

    def _main_survey(self) -> Told | None:
        """The survey that figures belong to before any is spoken of: a named one, or one told of at the head."""
        head = _HEAD + self._first_body()
        for survey in self.surveys:
            if survey.marks[0].sentence <= head and (survey.organization is not None or survey.name is not None):
                return survey
        return next((s for s in self.surveys if s.name is not None and s.year is not None), None)

    def _first_body(self) -> int:
        return next((i for i, s in enumerate(self.sentences) if s.kind == "paragraph"), 0)

    def _owner(self) -> tuple[str | None, Reason | None]:
        """The organization whose text this is: in title, lead and boilerplate, and again and again; no mere institute."""
        roles = {name for survey in self.surveys for name in survey.roles.values()}
        conductors = {survey.roles.get("conductor") for survey in self.surveys}
        best: tuple[float, str | None, Span | None] = (0.0, None, None)
        body = self._first_body()
        lead_end = self.sentences[min(len(self.sentences) - 1, body + 1)].end if self.sentences else 0
        head_end = self.sentences[body].begin if self.sentences else 0
        tail = int(len(self.text) * 0.75)
        for known in self.organizations:
            spans = known.mentions
            if not {reason.rule for reason in known.reasons} - _FOREIGN:
                continue
            score = min(len(spans), 5) * 1.0
            score += 2.5 * any(span.begin < head_end for span in spans)
            score += 2.0 * any(head_end <= span.begin < lead_end for span in spans)
            score += 1.5 * any(span.begin >= tail for span in spans)
            score -= 2.0 * (known.name in conductors) + 0.5 * (known.name in roles)
            score -= 0.001 * spans[0].begin / max(1, len(self.text))
            if score > best[0]:
                best = (score, known.name, spans[0])
        if best[1] is None or best[2] is None or best[0] < _OWNER:
            return self._ordering()
        return best[1], Reason("organization", "document", best[2])

    def _ordering(self) -> tuple[str | None, Reason | None]:
        """Who ordered or published a survey that another one ran: the text is most likely theirs."""
        for survey in self.surveys:
            for reason in survey.reasons:
                if reason.property in ("commissioner", "publisher") and "conductor" in survey.roles:
                    return survey.roles[reason.property], Reason("organization", reason.property, reason.span)
        if len(self.organizations) == 1:
            only = self.organizations[0]
            return only.name, Reason("organization", "only", only.mentions[0])
        return None, None

    def _annual(self) -> tuple[str, Reason] | None:
        """The year that an annual report or a year's account tells of, from its title or lead."""
        for sentence in self.sentences[: self._first_body() + 4]:
            events = self.events_of(sentence)
            cue = next((e for e in events if "annual" in e.tags), None)
            if cue is None:
                continue
            found = [p for p in self.periods.within(sentence.begin, sentence.end) if p.role in ("own", "date")]
            near = [p for p in found if p.rule in ("year", "last_year") and abs(p.begin - cue.end) < 90]
            if near:
                return near[0].value, Reason("period", "annual", Span(near[0].begin, near[0].end))
        return None

    def _survey_countries(self) -> dict[int, tuple[str, Span]]:
        """The country of the people that each survey asked: of its name, else of the words of its sentences."""
        votes: dict[int, Counter[str]] = {}
        spans: dict[tuple[int, str], Span] = {}
        for event in self.events:
            code = _country(event)
            if code is None or self._inside_organization(event):
                continue
            survey = self._section(event.begin)
            if survey is None:
                continue
            at = bisect_right(self._mark_begins, event.begin) - 1
            named = at >= 0 and event.begin < self._marks[at][1]
            if named or not self._many(event.begin):
                votes.setdefault(id(survey), Counter())[code] += 5 if named else 1
                spans.setdefault((id(survey), code), Span(event.begin, event.end))
        found = {}
        for survey in self.surveys:
            if (counts := votes.get(id(survey))) is not None:
                survey.country = max(counts, key=lambda c: (counts[c], -spans[id(survey), c].begin))
                found[id(survey)] = (survey.country, spans[id(survey), survey.country])
        return found

    def _many(self, place: int) -> bool:
        sentence = self.sentences[self._sentence(place)]
        return any("many" in e.tags for e in self.events_of(sentence))

    def _inside_organization(self, event: Event) -> bool:
        at = bisect_right(self._mention_begins, event.begin) - 1
        return at >= 0 and event.end <= self._mentions[at][1]

    # ---- a place ----

    def at(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Scope:
        """What holds for the figure `text[begin:end]`; `unit` and `measure` as in the guide, where known."""
        if not self.sentences:
            return Scope(None, None, None, None)
        number = self._sentence(begin)
        sentence = self.sentences[number]
        reasons: list[Reason] = []
        survey = self._survey(number, begin, end, unit, measure, reasons)
        organization = self._organization(number, begin, survey, reasons)
        period = self._period(number, begin, end, survey, unit, measure, reasons)
        country = self._country_at(sentence, begin, survey, reasons)
        name = survey.name if survey is not None else None
        return Scope(organization, name, period, country, tuple(reasons))

    def survey_at(self, begin: int, end: int, unit: str | None = None, measure: str | None = None) -> Told | None:
        """The survey, named or not, that the figure `text[begin:end]` belongs to."""
        return self._survey(self._sentence(begin), begin, end, unit, measure, []) if self.sentences else None

    def _sentence(self, place: int) -> int:
        return max(0, bisect_right(self._sentence_begins, place) - 1)

    def events_of(self, sentence: Sentence) -> Sequence[Event]:
        """The cue words of a sentence."""
        return self.events[
            bisect_left(self._event_begins, sentence.begin) : bisect_left(self._event_begins, sentence.end)
        ]

    def _section(self, place: int) -> Told | None:
        """The survey spoken of last before `place`, or in its sentence; before all, the document's main survey."""
        sentence = self.sentences[self._sentence(place)]
        at = bisect_left(self._mark_begins, sentence.begin)
        inside = []
        while at < len(self._marks) and self._marks[at][0] < sentence.end:
            inside.append(self._marks[at])
            at += 1
        if inside:
            before = [m for m in inside if m[0] <= place]
            return (before[-1] if before else inside[0])[2]
        at = bisect_right(self._mark_begins, place) - 1
        if at < 0:
            return self.main
        survey = self._marks[at][2]
        return survey

    def _survey(
        self, number: int, begin: int, end: int, unit: str | None, measure: str | None, reasons: list[Reason]
    ) -> Told | None:
        survey = self._section(begin)
        if survey is None or measure == "tenure" or self._is_boilerplate(number):
            return None
        sentence = self.sentences[number]
        inside = any(sentence.begin <= m.begin < sentence.end for m in survey.marks)
        if not inside and self._elsewhere(number, begin, end, survey, unit, measure):
            return None
        mark = survey.marks[0]
        reasons.append(Reason("survey", "sentence" if inside else "document", Span(mark.begin, mark.end)))
        return survey

    def _elsewhere(
        self, number: int, begin: int, end: int, survey: Told, unit: str | None, measure: str | None
    ) -> bool:
        """Whether the figure is about the doings of an organization, told beside the survey."""
        sentence = self.sentences[number]
        events = self.events_of(sentence)
        other = self._speaker(number, begin)
        if other is not None and other.name not in survey.roles.values():
            return True
        operations = any(e.tags & _OPERATION for e in events)
        if other is not None and other.name != survey.organization and operations:
            return True
        owned = self.owner is not None and bool(survey.roles) and self.owner != survey.organization
        if measure in _OWN_MEASURES and (owned or survey.name is None):
            return True
        share = unit in _SHARES or (unit is None and bool(_SHARE.search(self.text, begin, min(end + 12, sentence.end))))
        after = [e for e in events if end <= e.begin < end + 16 and self._counts(end, e.begin, share)]
        counted = next((e for e in after if e.tags & (_OPERATION | _HUMAN)), None)
        money = unit in ("EUR", "NOK", "SEK", "DKK", "RUB", "USD", "GBP") or bool(
            _MONEY.search(self.text[begin - 2 : end + 4])
        )
        own_words = [e for e in events if "own" in e.tags and e.begin < begin]
        opening = own_words and (own_words[0].begin - sentence.begin < 6 or not share)
        if money or (opening and not any({"ask", "nouns"} & e.tags for e in events)):
            return owned or (survey.name is None and not share)
        if counted is not None and counted.tags & _OPERATION and not counted.tags & _HUMAN:
            return owned
        subjects = [e for e in events if e.begin < begin and e.tags & (_OPERATION | _HUMAN) and not share]
        operation = len(subjects) == 1 and subjects[0].tags & _OPERATION and not subjects[0].tags & _HUMAN
        operation = operation and subjects[0].begin - sentence.begin < 40
        if operation and owned and counted is None:
            return True
        own = self._own_period(number, begin, end)
        return bool(
            owned
            and not share
            and own is not None
            and survey.period is not None
            and own.value != survey.period
            and unit in (None, "count")
        )

    def _counts(self, end: int, begin: int, share: bool) -> bool:
        """Whether a noun at `begin` is what the figure before it counts: beside it, or after "of"."""
        words = self.text[end:begin].split()
        return all(fold(word) in self.small for word in words) if share else len(words) <= 1

    def _speaker(self, number: int, begin: int) -> Known | None:
        """The organization that a figure is told of: named before it or as its source, else in the sentences before."""
        named = self._named(number)
        before = [m for m in named if m[0] < begin]
        if before:
            return before[-1][2]
        sources = [m for m in named if self.text[m[0] - 1 : m[0]] == "(" or self._is_source(m[0])]
        if sources or not number or named:
            return sources[0][2] if sources else None
        sentence = self.sentences[number]
        if sentence.block == self.sentences[number - 1].block and self._continues(sentence):
            return self._speaker(number - 1, sentence.begin)
        return self._only_in_block(number)

    def _named(self, number: int) -> list[tuple[int, int, Known]]:
        """The organizations that a sentence names, with their places."""
        sentence = self.sentences[number]
        low = bisect_left(self._mention_begins, sentence.begin)
        return self._mentions[low : bisect_left(self._mention_begins, sentence.end, low)]

    def _is_source(self, begin: int) -> bool:
        """Whether "according to" stands right before `begin`."""
        at = bisect_left(self._event_begins, begin) - 1
        return at >= 0 and "sources" in self.events[at].tags and begin - self.events[at].end < 20

    def _continues(self, sentence: Sentence) -> bool:
        """Whether a sentence points back to whom the one before it is about: it opens with a pronoun."""
        events = self.events_of(sentence)
        if any("pronouns" in e.tags and e.begin - sentence.begin < 4 for e in events[:2]):
            return True
        return any("firm" in e.tags for e in events)

    def _only_in_block(self, number: int) -> Known | None:
        """The one organization that the paragraph has named so far, where no survey was spoken of."""
        block = self.sentences[number].block
        first = number
        while first and self.sentences[first - 1].block == block:
            first -= 1
        begin, end = self.sentences[first].begin, self.sentences[number].begin
        low, high = bisect_left(self._mention_begins, begin), bisect_left(self._mention_begins, end)
        names = {m[2].name for m in self._mentions[low:high]}
        marked = bisect_left(self._mark_begins, begin) < bisect_left(self._mark_begins, end)
        return self._mentions[low][2] if len(names) == 1 and not marked else None

    def _is_source(self, begin: int) -> bool:
        """Whether "according to" stands right before `begin`."""
        at = bisect_left(self._event_begins, begin) - 1
        return at >= 0 and "sources" in self.events[at].tags and begin - self.events[at].end < 20

    def _continues(self, sentence: Sentence) -> bool:
        """Whether a sentence points back to whom the one before it is about: it opens with a pronoun."""
        events = self.events_of(sentence)
        if any("pronouns" in e.tags and e.begin - sentence.begin < 4 for e in events[:2]):
            return True
        return any("firm" in e.tags for e in events)

    def _is_boilerplate(self, number: int) -> bool:
        """Whether the sentence says what the organization is: it opens with its name, or a heading "About" stands above."""
        sentence = self.sentences[number]
        above = [s for s in self.sentences[max(0, number - 3) : number] if s.kind == "headline"]
        earlier = self.sentences[number - 1] if number else sentence
        if earlier.block == sentence.block and earlier.end - earlier.begin < 30:
            above.append(earlier)
        opening = [self.events_of(s)[:1] for s in (*above, sentence)]
        if self._about_survey(above):
            return False
        if any(
            first and "about" in first[0].tags and first[0].begin - s.begin < 3
            for s, first in zip((*above, sentence), opening, strict=True)
        ):
            return number > len(self.sentences) // 2
        if sentence.begin < len(self.text) * 0.7 or sentence.block < 3:
            return False
        at = bisect_left(self._mention_begins, sentence.begin)
        if at >= len(self._mentions):
            return False
        begin, _, known = self._mentions[at]
        return known.name == self.owner and begin - sentence.begin < 12

    def _about_survey(self, above: Sequence[Sentence]) -> bool:
        """Whether a heading above says that what follows is about the survey ("Om undersøkelsen")."""
        return any("nouns" in e.tags or "titles" in e.tags for s in above for e in self.events_of(s))

    def _organization(self, number: int, begin: int, survey: Told | None, reasons: list[Reason]) -> str | None:
        if survey is not None:
            if survey.organization is not None:
                reasons.extend(r for r in survey.reasons if r.property in ("conductor", "commissioner", "publisher"))
                return survey.organization
        else:
            speaker = self._speaker(number, begin) or next((m[2] for m in self._named(number)), None)
            if speaker is not None:
                reasons.append(Reason("organization", "sentence", speaker.mentions[0]))
                return speaker.name
        if self.owner_reason is not None:
            reasons.append(self.owner_reason)
        return self.owner

    # ---- time ----

    def _period(
        self,
        number: int,
        begin: int,
        end: int,
        survey: Told | None,
        unit: str | None,
        measure: str | None,
        reasons: list[Reason],
    ) -> str | None:
        if measure == "tenure":
            return None
        own = self._own_period(number, begin, end) or self._lead_period(number, begin)
        if own is not None:
            reasons.append(Reason("period", own.rule, Span(own.begin, own.end)))
            return str(own.year) if unit == "ratio" and "-" in own.value[4:5] and len(own.value) == 9 else own.value
        start = self._start(number, begin, end)
        if start is not None:
            reasons.append(Reason("period", "from", Span(start[1].begin, start[1].end)))
            return start[0]
        if survey is not None and survey.period is not None:
            reasons.append(Reason("period", "survey", Span(survey.marks[0].begin, survey.marks[0].end)))
            return survey.period
        foreign = survey is not None and survey.organization not in (None, self.owner)
        if self.annual is not None and not foreign and not self._is_boilerplate(number):
            reasons.append(self.annual[1])
            return self.annual[0]
        return None

    def _start(self, number: int, begin: int, end: int) -> tuple[str, Span] | None:
        """The year that a change began in, for the level that it began from ("с 2018 года … с 59 до 72 процентов")."""
        words = self.text[max(0, begin - 12) : begin].split()
        after = self.text[end : end + 12].split()
        if not words or not after or fold(words[-1]) not in self.words_from or fold(after[0]) not in self.words_to:
            return None
        sentence = self.sentences[number]
        since = [p for p in self.periods.within(sentence.begin, sentence.end) if p.role == "since" and p.end <= begin]
        return (since[-1].value, Span(since[-1].begin, since[-1].end)) if len(since) == 1 else None

    def _reached(self, begin: int, found: list[Period], figures: list[tuple[int, int]]) -> bool:
        """Whether the figure is the level that a change ended at, and no period of its own follows ("to 18,700")."""
        words = self.text[max(0, begin - 12) : begin].split()
        if not words or fold(words[-1]) not in self.words_to or any(p.begin > begin for p in found):
            return False
        before = [p for p in found if p.end <= begin]
        return bool(before) and any(f[1] <= before[-1].begin and before[-1].begin - f[1] < 12 for f in figures)

    def _own_period(self, number: int, begin: int, end: int) -> Period | None:
        """The period of the figure's own sentence that governs it."""
        sentence = self.sentences[number]
        found = [p for p in self.periods.within(sentence.begin, sentence.end) if p.role == "own"]
        found = [p for p in found if not (p.begin < end and begin < p.end) and not self._in_survey_name(p)]
        if sentence.kind == "table":
            return None
        if not found:
            return None
        figures = self._figures_of(sentence) or [(begin, end)]
        return None if self._reached(begin, found, figures) else governing(self.text, found, figures, begin, end)

    def _in_survey_name(self, period: Period) -> bool:
        at = bisect_right(self._mark_begins, period.begin) - 1
        return at >= 0 and period.begin < self._marks[at][1]

    def has_figure(self, begin: int, end: int) -> bool:
        """Whether a figure begins in `text[begin:end]`."""
        low = bisect_left(self._figures, (begin, 0))
        return low < len(self._figures) and self._figures[low][0] < end

    def _figures_of(self, sentence: Sentence) -> list[tuple[int, int]]:
        low = bisect_left(self._figures, (sentence.begin, 0))
        found = []
        while low < len(self._figures) and self._figures[low][0] < sentence.end:
            found.append(self._figures[low])
            low += 1
        return found

    def _lead_period(self, number: int, begin: int) -> Period | None:
        """The period of the line that leads in a list or table; in a table, that of the figure's column."""
        sentence = self.sentences[number]
        if sentence.kind not in ("bullet", "table"):
            return self._carried(number)
        at = number
        while at and self.sentences[at].kind in ("bullet", "table"):
            at -= 1
            row = self.sentences[at]
            if row.kind == "table":
                heads = [p for p in self.periods.within(row.begin, row.end) if p.role in ("own", "date")]
                cells = self._figures_of(sentence)
                if len(heads) > 1 and len(cells) == len(heads):
                    return heads[next((i for i, c in enumerate(cells) if c[0] == begin), 0)]
        lead = self.sentences[at]
        if lead.kind in ("headline", "caption") or self.text[: lead.end].rstrip().endswith(":"):
            found = [p for p in self.periods.within(lead.begin, lead.end) if p.role == "own"]
            if found and not self._in_survey_name(found[-1]):
                return found[-1]
        return None

    def _carried(self, number: int) -> Period | None:
        """The period of the sentence before, where this one plainly goes on from it ("av disse", "niistä")."""
        if not number:
            return None
        sentence = self.sentences[number]
        first = self.events_of(sentence)[:2]
        if not any("back" in e.tags and e.begin - sentence.begin < 25 for e in first):
            return None
        if sentence.block != self.sentences[number - 1].block:
            return None
        earlier = self.sentences[number - 1]
        found = [
            p
            for p in self.periods.within(earlier.begin, earlier.end)
            if p.role == "own" and not self._in_survey_name(p)
        ]
        return found[-1] if len(found) == 1 else None

    # ---- country ----

    def _country_at(self, sentence: Sentence, begin: int, survey: Told | None, reasons: list[Reason]) -> str | None:
        events = self.events_of(sentence)
        if any("many" in e.tags for e in events):
            return None
        own = [e for e in events if _country(e) is not None and not self._inside_organization(e)]
        if own:
            near = min(own, key=lambda e: abs(e.begin - begin))
            reasons.append(Reason("country", "sentence", Span(near.begin, near.end)))
            return _country(near)
        if survey is not None:
            found = self._countries.get(id(survey))
            if found is not None:
                reasons.append(Reason("country", "survey", found[1]))
                return found[0]
        elif self.main is not None and (found := self._countries.get(id(self.main))) is not None:
            if any("counted:people" in e.tags and abs(e.begin - begin) < _NEAR for e in events):
                reasons.append(Reason("country", "document", found[1]))
                return found[0]
        return None


def _country(event: Event) -> str | None:
    if len(event.tags) == 1 and "cap" in event.tags:
        return None
    return min((tag[8:] for tag in event.tags if tag.startswith("country:")), default=None)
