"""What holds for a document as a whole: whose text it is, its main survey, the year it gives account of, countries."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from kg.extract.organizations import Known
from kg.extract.places import Places
from kg.extract.surveys import Told
from kg.model import Reason, Span

_FOREIGN = frozenset({"bracket", "source", "agent", "again"})
_HEAD = 3
_LEAD = 4
_OWNER = 1.5
_TAIL = 0.75
_REACH = 90
_NAMED = 5


class Background:
    """The document's `owner`, `main` survey, `annual` period and the country that each survey asked in."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.body = next((i for i, s in enumerate(places.sentences) if s.kind == "paragraph"), 0)
        self.main = self._main_survey()
        self.owner, self.owner_reason = self._owner()
        self.annual = self._annual()
        self._countries = self._survey_countries()

    def country(self, survey: Told | None) -> tuple[str, Span] | None:
        """The country of the people that `survey` asked, and the words that say so."""
        return self._countries.get(id(survey))

    def section(self, place: int) -> Told | None:
        """The survey spoken of in the sentence of `place`, else last before it; before all, the main survey."""
        sentence = self.places.sentences[self.places.number(place)]
        inside = self.places.marks_in(sentence.begin, sentence.end)
        if inside:
            before = [mark for mark in inside if mark[0] <= place]
            return (before[-1] if before else inside[0])[2]
        last = self.places.mark_before(place)
        return last[2] if last is not None else self.main

    def _main_survey(self) -> Told | None:
        """The survey that figures belong to before any is spoken of: one told of at the head, or named with a year."""
        surveys = self.places.surveys
        for survey in surveys:
            known = survey.organization is not None or survey.name is not None
            if known and survey.marks[0].sentence <= self.body + _HEAD:
                return survey
        return next((s for s in surveys if s.name is not None and s.year is not None and len(s.marks) > 1), None)

    def _owner(self) -> tuple[str | None, Reason | None]:
        """The organization whose text this is: in title, lead and boilerplate, often; no mere institute."""
        best: tuple[float, Known | None] = (0.0, None)
        for known in self.places.organizations:
            rules = {reason.rule for reason in known.reasons}
            if rules - _FOREIGN or rules == {"again"}:
                score = self._ownership(known)
                if score > best[0]:
                    best = (score, known)
        if best[1] is None or best[0] < _OWNER:
            return self._ordering()
        return best[1].name, Reason("organization", "document", best[1].mentions[0])

    def _ownership(self, known: Known) -> float:
        """How much speaks for a document being this organization's own."""
        sentences, spans = self.places.sentences, known.mentions
        head = sentences[self.body].begin if sentences else 0
        lead = sentences[min(len(sentences) - 1, self.body + 1)].end if sentences else 0
        size = max(1, len(self.places.text))
        roles = [survey.roles for survey in self.places.surveys]
        score = float(min(len(spans), 5))
        score += 2.5 * any(span.begin < head for span in spans)
        score += 2.0 * any(head <= span.begin < lead for span in spans)
        score += 1.5 * any(span.begin >= _TAIL * size for span in spans)
        score -= 2.0 * any(role.get("conductor") == known.name for role in roles)
        score -= 0.5 * any(role.get("commissioner") == known.name for role in roles)
        return score - 0.001 * spans[0].begin / size

    def _ordering(self) -> tuple[str | None, Reason | None]:
        """Who ordered or published a survey that another one ran: the text is most likely theirs."""
        for survey in self.places.surveys:
            for reason in survey.reasons:
                if reason.property in ("commissioner", "publisher") and "conductor" in survey.roles:
                    return survey.roles[reason.property], Reason("organization", reason.property, reason.span)
        if len(self.places.organizations) == 1:
            only = self.places.organizations[0]
            return only.name, Reason("organization", "only", only.mentions[0])
        return None, None

    def _annual(self) -> tuple[str, Reason] | None:
        """The year that an annual report or a year's account tells of, from its title or lead."""
        places = self.places
        for sentence in places.sentences[: self.body + _LEAD]:
            cue = next((e for e in places.events_of(sentence) if "annual" in e.tags), None)
            if cue is None:
                continue
            for period in places.periods.within(sentence.begin, sentence.end):
                whole = period.rule in ("year", "last_year") and period.role in ("own", "date")
                if whole and abs(period.begin - cue.end) < _REACH:
                    return period.value, Reason("period", "annual", Span(period.begin, period.end))
        return self._titled()

    def _titled(self) -> tuple[str, Reason] | None:
        """The one year in the title of a text that tells of no survey ("Customer contact 2021")."""
        places = self.places
        title = places.sentences[0] if places.sentences else None
        if title is None or title.kind != "headline" or places.surveys or self.owner is None:
            return None
        found = [p for p in places.periods.within(title.begin, title.end) if p.role == "own"]
        if len(found) != 1 or found[0].rule != "year" or "-" in found[0].value:
            return None
        return found[0].value, Reason("period", "title", Span(found[0].begin, found[0].end))

    def _survey_countries(self) -> dict[int, tuple[str, Span]]:
        """The country of the people that each survey asked: of its name, else of the words of its sentences."""
        votes: dict[int, Counter[str]] = {}
        spans: dict[tuple[int, str], Span] = {}
        for event in self.places.events:
            code = country_of(event.tags)
            if code is None or self.places.inside_organization(event.begin, event.end):
                continue
            survey = self.section(event.begin)
            named = self.places.in_survey(event.begin)
            if survey is not None and (named or not self._international(event.begin)):
                votes.setdefault(id(survey), Counter())[code] += _NAMED if named else 1
                spans.setdefault((id(survey), code), Span(event.begin, event.end))
        found = {}
        for survey in self.places.surveys:
            counts = votes.get(id(survey))
            if counts is not None:
                code = max(counts, key=lambda c: (counts[c], -spans[id(survey), c].begin))
                survey.country = code
                found[id(survey)] = (code, spans[id(survey), code])
        return found

    def _international(self, place: int) -> bool:
        sentence = self.places.sentences[self.places.number(place)]
        return any("many" in event.tags for event in self.places.events_of(sentence))


@lru_cache(maxsize=1 << 12)
def country_of(tags: frozenset[str]) -> str | None:
    """The country that the tags of a cue word name, as ISO 3166-1 alpha-2."""
    return min((tag[8:] for tag in tags if tag.startswith("country:")), default=None)
