"""The surveys that a text tells of: their names or descriptions, and who ran, ordered and published them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.extract.cues import Event, table
from kg.extract.organizations import Chunk, Reader, stands_for
from kg.extract.periods import Period, Periods
from kg.language.lexicon import fold
from kg.model import Reason, Sentence, Span, Survey

_YEAR = re.compile(r"[ \u00a0,(]*\(?((?:19|20)\d\d(?:[/–-]\d{2,4})?)\)?\s*$")
_YEAR_AFTER = re.compile(r"[ \u00a0]\(?((?:19|20)\d\d(?:[/–-]\d{2,4})?)\)?")
_TITLE = re.compile(
    r"[ \u00a0]([A-ZÆØÅÄÖ][\w’'-]*(?:[ \u00a0][\w’'&-]+){0,7}?)[ \u00a0]((?:19|20)\d\d(?:[/–-]\d{2,4})?)(?!\w)"
)
_HYPHENED = re.compile(r"([A-ZÅÄÖ][\w:]*(?: [\wåäö&]+){0,5}) -$")
_HEADLINE = re.compile(r"([A-ZÆØÅÄÖ][^\n:–—|.!?\d]{3,60}?)[ \u00a0]((?:19|20)\d\d(?:[/–-]\d{2,4})?)[ \u00a0]*[:–—]")
_ACRONYM = re.compile(r"[ \u00a0]\(([^\W\d_][\w-]{1,14})\)")
_DIGIT = re.compile(r"\d")
_BARRIER = re.compile(r"[,;:()]")
_RECALLED = 50
_SLOT = 60
_CUES = {"conductor": "agent", "commissioner": "order", "publisher": "publish"}


@dataclass(slots=True)
class Mark:
    """A place that names or describes a survey. `year` is the one that stands in its name."""

    begin: int
    end: int
    name: str | None
    sentence: int
    year: str | None = None
    fresh: bool = False
    acronym: str | None = None


@dataclass(slots=True)
class Told:
    """A survey as the text unfolds it."""

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

    def record(self) -> Survey:
        """The record of the model; sample and population are filled in from the measurements."""
        spans = tuple(Span(*pair) for pair in sorted({(mark.begin, mark.end) for mark in self.marks}))
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
            mentions=spans,
            reasons=tuple(self.reasons),
        )


class Role(NamedTuple):
    """Who has a role, by which words; `weak` where a preposition or genitive says so, no verb."""

    chunk: Chunk
    span: Span
    weak: bool = False


class SurveyReader:
    """Finds the surveys of one text."""

    def __init__(self, reader: Reader, sentences: Sequence[Sentence], periods: Periods) -> None:
        self.reader, self.sentences, self.periods = reader, sentences, periods
        self.text, self.events = reader.text, reader.events
        self._sentence_begins = [sentence.begin for sentence in sentences]
        self._event_begins = [event.begin for event in reader.events]
        self.definite = tuple(table(reader.language, "surveys")["definite"])

    def sentence_of(self, begin: int) -> int:
        """The sentence that holds `begin` (the one before it, where none does)."""
        return max(0, bisect_right(self._sentence_begins, begin) - 1)

    def events_of(self, sentence: int) -> tuple[int, int]:
        """The events of a sentence, as a range."""
        s = self.sentences[sentence]
        return bisect_left(self._event_begins, s.begin), bisect_left(self._event_begins, s.end)

    def marks(self) -> list[Mark]:
        """Every place that speaks of a survey, in text order, without overlap, named ones first."""
        found = sorted([*self._named(), *self._generic()], key=lambda m: (m.begin, m.name is None, -m.end))
        kept: list[Mark] = []
        for mark in found:
            if kept and mark.begin < kept[-1].end:
                if mark.name is not None and kept[-1].name is None:
                    kept[-1] = mark
                continue
            kept.append(mark)
        return kept

    def _named(self) -> Iterator[Mark]:
        for chunk in self.reader.chunks:
            mark = self._quoted(chunk) if chunk.quoted else self._titled(chunk)
            if mark is not None:
                yield mark
        yield from self._after_noun()
        yield from self._headline()

    def _mark(self, begin: int, end: int, name: str, year: str | None) -> Mark:
        acronym = _ACRONYM.match(self.text, end)
        short = (
            acronym[1] if acronym and stands_for(acronym[1], name) or acronym and _inside(acronym[1], name) else None
        )
        return Mark(begin, end, name, self.sentence_of(begin), year, False, short)

    def _quoted(self, chunk: Chunk) -> Mark | None:
        content = self.text[chunk.begin : chunk.end]
        words = self.events[chunk.first : chunk.last]
        match = _YEAR.search(content)
        name = content[: match.start()] if match else content
        titled = any({"titles", "nouns"} & word.tags and not {"not_surveys"} & word.tags for word in words)
        before = self.events[chunk.first - 1] if chunk.first else None
        beside = before is not None and "nouns" in before.tags and chunk.begin - before.end <= 4
        beside = beside and before is not None and ":" not in self.text[before.end : chunk.begin]
        after = self.events[chunk.last] if chunk.last < len(self.events) else None
        follows = after is not None and "nouns" in after.tags and after.begin - chunk.end <= 3
        if name[:1].islower() or "kind" in chunk.cues or not name.strip() or content[-1:] in ".?!,":
            return None
        if beside or follows or (titled and (match or len(words) <= 5)):
            return self._mark(chunk.begin, chunk.end, name.strip(), match[1] if match else None)
        return None

    def _titled(self, chunk: Chunk) -> Mark | None:
        words = self.events[chunk.first : chunk.last]
        if "listed" in chunk.cues:
            return None
        last = next((i for i in range(len(words) - 1, -1, -1) if "titles" in words[i].tags), None)
        if last is None or {"not_surveys", "annual"} & words[last].tags:
            return self._dated(chunk)
        word = words[last]
        end = word.end
        year = _YEAR_AFTER.match(self.text, end)
        begin = next((w.begin for w in words[:last] if len(w.word) > 1), word.begin)
        if self.reader.nouns_capital:
            begin = word.begin
            compound = "-" in word.word or any(fold(word.word).endswith(t) for t in ())
            if not year and not compound and "nouns" in word.tags and not _known_title(self.reader, word.word):
                return None
        elif last == 0 and not year and chunk.opens and not self.reader.again(chunk):
            return None
        elif last == 0 and not year and "nouns" in word.tags and self._plain(word.word):
            return None
        name = self._base(begin, end, year is not None)
        return self._mark(begin, year.end() if year else end, name, year[1] if year else None)

    def _plain(self, word: str) -> bool:
        """Whether the word is a bare survey noun ("Index"), no compound."""
        cues = self.reader.cues
        parts = cues.parts(word, "titles") or cues.parts(word, "nouns")
        return bool(cues.base(word, "nouns")) or (parts is not None and not parts[0])

    def _base(self, begin: int, end: int, dated: bool) -> str:
        """The basic form of a survey's name: that of its last word's entry.

        Where a language lists a definite form first, only for one word after a genitive and without a year
        ("årets nettbankundersøkelse").
        """
        name = self.text[begin:end]
        head, mark, tail = name.rpartition(" ")
        parts = self.reader.cues.parts(tail, "titles")
        if parts is None:
            return name
        if self.definite:
            before = self.text[max(0, begin - 20) : begin].split()
            if head or dated or not before or not before[-1].endswith(self.definite):
                return name
        word = parts[0] + parts[1]
        return f"{head}{mark}{word[:1].upper() + word[1:] if self.definite else word}"

    def _dated(self, chunk: Chunk) -> Mark | None:
        words = self.events[chunk.first : chunk.last]
        if (
            not words
            or "listed" in chunk.cues
            or not {"nouns"} & words[-1].tags
            or {"not_surveys", "annual"} & words[-1].tags
        ):
            return None
        year = _YEAR_AFTER.match(self.text, chunk.end)
        if year is None or (len(words) == 1 and self._plain(words[0].word)):
            return None
        begin = words[-1].begin if self.reader.nouns_capital else chunk.begin
        return self._mark(begin, year.end(), self.text[begin : chunk.end], year[1])

    def _after_noun(self) -> Iterator[Mark]:
        """ "rapporten Den goda kundtjänsten 2013", "Some ja nuoret -katsaus", small compounds with a title's ending."""
        for at, event in enumerate(self.events):
            if "nouns" not in event.tags and "titles" not in event.tags or "not_surveys" in event.tags:
                continue
            bare = not self.reader.nouns_capital and ("titles" not in event.tags or self._plain(event.word))
            title = _TITLE.match(self.text, event.end) if bare else None
            if title is not None and "\n" not in title[0]:
                yield self._mark(title.start(1), title.end(), title[1], title[2])
            if self.text[event.begin - 1 : event.begin] == "-":
                window = self.text[max(0, event.begin - 60) : event.begin]
                match = _HYPHENED.search(window)
                if match is not None:
                    begin = event.begin - len(window) + match.start(1)
                    yield self._mark(begin, event.end, self._trimmed(match[1]), None)
            if "titles" in event.tags and event.word[0].islower() and self._is_compound(event, at):
                yield self._mark(event.begin, event.end, self._base(event.begin, event.end, False), None)

    def _is_compound(self, event: Event, at: int) -> bool:
        """Whether a compound in small letters is a survey's name: after its owner, or after "this year's"."""
        if self._plain(event.word):
            return False
        before = self.events[at - 1] if at else None
        yearly = before is not None and "this_year" in before.tags and event.begin - before.end <= 2
        return yearly or self._owner(at) is not None

    def _trimmed(self, title: str) -> str:
        """A title without the words before it that open its sentence in small letters."""
        words = title.split()
        start = max((i for i, word in enumerate(words) if word[0].isupper()), default=0)
        return " ".join(words[start:]) if start and words[0][0].isupper() and start > 2 else title

    def _headline(self) -> Iterator[Mark]:
        if not any("nouns" in event.tags and "annual" not in event.tags for event in self.events):
            return
        for sentence in self.sentences[:8]:
            match = _HEADLINE.match(self.text, sentence.begin)
            if match is not None and not self._is_annual(sentence.begin, match.end()):
                yield self._mark(match.start(1), match.end(2), match[1], match[2])

    def _is_annual(self, begin: int, end: int) -> bool:
        low, high = bisect_left(self._event_begins, begin), bisect_left(self._event_begins, end)
        return any({"annual", "published"} & event.tags for event in self.events[low:high])

    def _generic(self) -> Iterator[Mark]:
        """Survey nouns without a name, and sentences that say that somebody asked."""
        for at, event in enumerate(self.events):
            if "nouns" in event.tags and not {"not_surveys", "annual"} & event.tags and not self._in_name(event):
                before = self.events[at - 1] if at else None
                near = before is not None and event.begin - before.end < 14
                fresh = near and before is not None and "indefinite" in before.tags
                yield Mark(event.begin, event.end, None, self.sentence_of(event.begin), None, fresh)
            elif "ask" in event.tags:
                yield Mark(event.begin, event.end, None, self.sentence_of(event.begin), None, False)

    def _in_name(self, event: Event) -> bool:
        """Whether the word is part of an organization's name ("Svenskt Kvalitetsindex", "Finch Research")."""
        if "cap" not in event.tags:
            return False
        chunk = self.reader.chunk_before(event.end + 60, 60 + len(event.word), event.begin - 60)
        while chunk is not None and chunk.begin > event.begin:
            chunk = self.reader.chunk_before(chunk.begin, 60, event.begin - 60)
        inside = chunk is not None and chunk.begin <= event.begin and event.end <= chunk.end
        return inside and chunk is not None and bool({"listed", "after", "legal"} & chunk.cues.keys())

    def _owner(self, at: int) -> Chunk | None:
        """The organization whose genitive stands right before the event ("DNA:n somebarometri")."""
        begin = self.events[at].begin
        chunk = self.reader.chunk_before(begin, 2, begin - 80)
        if chunk is None or not self.reader.usable(chunk) or chunk.quoted:
            return None
        printed = self.text[chunk.begin : chunk.end]
        following = self.text[chunk.end : begin]
        genitive = printed != chunk.name or following.startswith(("'s", "’s")) or "listed" in chunk.cues
        return chunk if genitive and "\n" not in following else None

    def read(self) -> list[Told]:
        """The surveys in the order in which the text first tells of them, with roles and periods."""
        told: list[Told] = []
        current: Told | None = None
        for mark in self.marks():
            roles = self._roles(mark)
            survey = self._which(told, mark, roles, current)
            if survey is not None:
                current = survey
                self._take(current, mark, roles)
        for survey in told:
            survey.period = survey.year or self._period(survey)
        return told

    def _which(self, told: list[Told], mark: Mark, roles: dict[str, Role], current: Told | None) -> Told | None:
        """The survey that a mark speaks of: one of the same name, the one spoken of last, or a new one."""
        if mark.name is not None:
            for survey in told[-_RECALLED:]:
                if survey.name is not None and _same(survey, mark):
                    return survey
            for survey in told[-_RECALLED:]:
                if survey.name is None and self._grows(survey, mark, roles):
                    survey.name = mark.name
                    return survey
        else:
            ask = self._asks(mark)
            own = ask and self._own_near(mark)
            if ask and not roles and not own:
                return None
            other = current is not None and bool(roles) and not current.roles and (ask or current.own)
            if current is not None and (own or (other and not self._near(current, mark))):
                current = None
            for survey in told[-_RECALLED:]:
                if survey.name and not ask and _short_name(survey.name, self.text[mark.begin : mark.end]):
                    return survey
            if current is not None and not self._clash(current, roles) and not self._another(current, mark, roles):
                return current
        survey = Told(mark.name, [], own=mark.name is None and self._asks(mark) and self._own_near(mark))
        told.append(survey)
        return survey

    def _grows(self, survey: Told, mark: Mark, roles: dict[str, Role]) -> bool:
        """Whether a nameless survey is the one that `mark` names: told of right before, or by the same word."""
        if self._clash(survey, roles):
            return False
        words = {_stem(fold(self.text[m.begin : m.end])) for m in survey.marks[:_RECALLED]}
        return self._near(survey, mark) or _stem(fold(mark.name or "")) in words

    def _asks(self, mark: Mark) -> bool:
        at = bisect_left(self._event_begins, mark.begin)
        return at < len(self.events) and "ask" in self.events[at].tags and "nouns" not in self.events[at].tags

    def _own_near(self, mark: Mark) -> bool:
        at = bisect_left(self._event_begins, mark.begin) - 1
        beside = at >= 0 and mark.begin - self.events[at].end < 3
        if not beside:
            return False
        named = "generic" in self.events[at].tags and (
            self.events[at].word[0].isupper() or not self.reader.nouns_capital
        )
        return named or "own" in self.events[at].tags

    def _near(self, survey: Told, mark: Mark) -> bool:
        return bool(survey.marks) and mark.sentence - survey.marks[-1].sentence <= 1

    def _another(self, survey: Told, mark: Mark, roles: dict[str, Role]) -> bool:
        """Whether "a survey" is not the one told of so far: not right after it, nor by one that has a role in it."""
        if not mark.fresh or self._near(survey, mark) or not (survey.roles or survey.name):
            return False
        return not any(_family(role.chunk.name, held) for role in roles.values() for held in survey.roles.values())

    def _clash(self, survey: Told, roles: dict[str, Role]) -> bool:
        """Whether a role is given to another than the survey's; what a preposition says yields to a verb."""
        for name, role in roles.items():
            held = survey.roles.get(name)
            if held is None or _family(held, role.chunk.name):
                continue
            if name == "conductor" and (survey.weak or role.weak):
                continue
            return True
        return False

    def _take(self, survey: Told, mark: Mark, roles: dict[str, Role]) -> None:
        survey.marks.append(mark)
        survey.year = survey.year or mark.year
        if mark.acronym and survey.acronym is None and survey.name is not None:
            survey.acronym = mark.acronym
            survey.name = f"{survey.name} ({mark.acronym})"
        if survey.description is None:
            survey.description = self._description(mark)
        for name, role in roles.items():
            if name == "conductor" and survey.weak and not role.weak and survey.roles.get(name) != role.chunk.name:
                survey.roles.setdefault("publisher", survey.roles.pop(name))
                survey.weak = False
            if name not in survey.roles:
                survey.roles[name] = role.chunk.name
                survey.weak = survey.weak or (name == "conductor" and role.weak)
                survey.reasons.append(Reason(name, "preposition" if role.weak else "verb", role.span))
            role.chunk.cues.setdefault(_CUES[name], role.span)

    def _description(self, mark: Mark) -> str:
        """The words around a nameless survey: its noun with what stands before and after it in the clause."""
        sentence = self.sentences[mark.sentence]
        begin = max(self.text.rfind(sign, sentence.begin, mark.begin) + 1 for sign in ",;:–—(") or sentence.begin
        begin = max(begin, sentence.begin)
        stops = [self.text.find(sign, mark.end, sentence.end) for sign in ",;:–—)."]
        end = min([stop for stop in stops if stop >= 0], default=sentence.end)
        return " ".join(self.text[begin:end].split())[:160]

    def _roles(self, mark: Mark) -> dict[str, Role]:
        """Who has which role in the survey of `mark`, by the cues in its sentence and the next."""
        roles: dict[str, Role] = {}
        at = bisect_left(self._event_begins, mark.begin)
        owner = self._owner(at) if at < len(self.events) and self.events[at].begin == mark.begin else None
        if owner is not None:
            roles["conductor"] = Role(owner, Span(mark.begin, mark.end), True)
        stop = self.sentences[mark.sentence].end
        direct = self._from(mark, stop)
        weak = roles.pop("conductor", None) or direct
        self._conduct(mark.sentence, roles)
        if weak is not None and "conductor" not in roles:
            roles["conductor"] = weak
        follow = mark.sentence + 1
        if not roles and follow < len(self.sentences) and self._continues(follow):
            self._conduct(follow, roles)
        return roles

    def _continues(self, sentence: int) -> bool:
        low, high = self.events_of(sentence)
        return any({"conduct", "order"} & event.tags for event in self.events[low:high])

    def _from(self, mark: Mark, stop: int) -> Role | None:
        """ "undersøgelse fra X", "Atlas von der X": the organization right after a preposition right after the mark."""
        at = bisect_left(self._event_begins, mark.end)
        if at >= len(self.events) or not {"from", "by"} & self.events[at].tags:
            return None
        if self.text[mark.end : self.events[at].begin].strip(' \u00a0”“»«")') != "":
            return None
        chunk = self._next(self.events[at].end, stop, 40)
        return Role(chunk, Span(self.events[at].begin, self.events[at].end), True) if chunk is not None else None

    def _next(self, begin: int, stop: int, reach: int = _SLOT) -> Chunk | None:
        """The first chunk after `begin` that may be an organization, with nothing but words before it."""
        chunk = self.reader.chunk_at(begin, reach, stop)
        if chunk is None or not self.reader.usable(chunk) or self._only_opens(chunk):
            return None
        gap = self.text[begin : chunk.begin]
        if any(sign in gap for sign in ".;:,()") or any(c.isdigit() for c in gap):
            return None
        if self.reader.nouns_capital and not self._proper(chunk):
            return self._next(chunk.end, stop, reach - (chunk.end - begin)) if chunk.end - begin < reach else None
        return chunk

    def _proper(self, chunk: Chunk) -> bool:
        """Whether a capitalised German word is a name: a cue of its own, no article and no small form around."""
        if chunk.cues or chunk.quoted:
            return True
        words = self.text[chunk.begin : chunk.end].split()
        return (
            len(words) > 1
            and not any(word.endswith(("ung", "en", "er")) for word in words)
            or any(w.isupper() for w in words)
        )

    def _conduct(self, sentence: int, roles: dict[str, Role]) -> None:
        """Agents of verbs of conducting, who ordered, who published: all in one sentence."""
        low, high = self.events_of(sentence)
        bounds = self.sentences[sentence]
        for at in range(low, high):
            event = self.events[at]
            span = Span(event.begin, event.end)
            if "order" in event.tags and "commissioner" not in roles:
                chunk = self._next(event.end, bounds.end) or self._genitive_before(event.begin, bounds.begin)
                if chunk is not None:
                    roles["commissioner"] = Role(chunk, span)
            elif "with" in event.tags and "conductor" not in roles:
                chunk = self._next(event.end, bounds.end)
                if chunk is not None:
                    roles["conductor"] = Role(chunk, span)
            elif "publish" in event.tags and "publisher" not in roles:
                chunk = self.reader.chunk_before(event.begin, 4, bounds.begin)
                if chunk is not None and self.reader.usable(chunk):
                    roles["publisher"] = Role(chunk, span)
            if {"conduct", "ask"} & event.tags and "conductor" not in roles:
                self._agent(at, low, high, bounds, roles)

    def _genitive_before(self, end: int, start: int) -> Chunk | None:
        chunk = self.reader.chunk_before(end, 2, start)
        return chunk if chunk is not None and self.reader.usable(chunk) else None

    def _agent(self, at: int, low: int, high: int, bounds: Sentence, roles: dict[str, Role]) -> None:
        event = self.events[at]
        span = Span(event.begin, event.end)
        taken = {id(role.chunk) for role in roles.values()}
        chunk = None
        for after in range(at + 1, min(at + 4, high)):
            if "by" in self.events[after].tags and self.events[after].begin - event.end < 40:
                chunk = self._next(self.events[after].end, bounds.end)
                break
        else:
            chunk = self._before(event.begin, bounds.begin, taken) or self._following(event.end, bounds.end)
        if chunk is None or id(chunk) in taken:
            chunk = chunk if chunk is not None and id(chunk) not in taken else None
        if chunk is None:
            return
        roles["conductor"] = Role(chunk, span)
        for after in range(at + 1, min(at + 5, high)):
            if (
                "benefit" in self.events[after].tags
                and self.events[after].begin - event.end < 60
                and "commissioner" not in roles
            ):
                ordered = self._next(self.events[after].end, bounds.end, 40)
                if ordered is not None and ordered is not chunk:
                    roles["commissioner"] = Role(ordered, Span(self.events[after].begin, self.events[after].end))
                break

    def _following(self, end: int, stop: int) -> Chunk | None:
        """A subject right after its verb ("befragte das Institut X"): only articles and kinds of organization between."""
        chunk = self._next(end, stop, 40)
        if chunk is None:
            return None
        low, high = bisect_left(self._event_begins, end), bisect_left(self._event_begins, chunk.begin)
        places = any("places" in e.tags and "kinds" not in e.tags for e in self.events[low:high])
        words = [w for w in self.text[end : chunk.begin].split() if fold(w) not in self.reader.small]
        kinds = {e.word for e in self.events[low:high] if "kinds" in e.tags}
        return None if places or any(w.strip('«„“"') and w not in kinds for w in words) else chunk

    def _only_opens(self, chunk: Chunk) -> bool:
        """Whether a capital at the start of a sentence is all that speaks for a name."""
        return chunk.opens and not chunk.cues and not self.reader.again(chunk)

    def _before(self, end: int, start: int, taken: set[int]) -> Chunk | None:
        """The nearest chunk before a verb of conducting that may be its subject."""
        limit = end
        while (chunk := self.reader.chunk_before(limit, 200, start)) is not None:
            gap = self.text[chunk.end : end]
            if any(sign in gap for sign in ";:") or ". " in gap:
                return None
            named = self.reader.usable(chunk) and not self._survey_name(chunk) and id(chunk) not in taken
            named = named and self.text[chunk.begin - 1 : chunk.begin] != "(" and not self._only_opens(chunk)
            if named and (not self.reader.nouns_capital or self._proper(chunk)):
                return chunk
            limit = chunk.begin
        return None

    def _survey_name(self, chunk: Chunk) -> bool:
        if chunk.quoted:
            return "kind" not in chunk.cues
        words = self.events[chunk.first : chunk.last]
        return "listed" not in chunk.cues and any("titles" in word.tags for word in words)

    def _period(self, survey: Told) -> str | None:
        """When a survey without a year in its name was made: a period beside its words, or a line on its field work."""
        for mark in survey.marks:
            sentence = self.sentences[mark.sentence]
            found = [p for p in self.periods.within(sentence.begin, sentence.end) if p.role == "own"]
            near = [p for p in found if self._belongs(p, mark)]
            if near:
                survey.reasons.append(Reason("period", near[0].rule, Span(near[0].begin, near[0].end)))
                return near[0].value
        return None

    def _belongs(self, period: Period, mark: Mark) -> bool:
        low, high = self.events_of(mark.sentence)
        conduct = any(
            {"conduct", "ask", "nouns", "titles", "field"} & e.tags and abs(e.begin - period.begin) < 120
            for e in self.events[low:high]
        )
        between = self.text[min(mark.end, period.end) : max(mark.begin, period.begin)]
        return conduct and period.begin - mark.end < 140 and not (_DIGIT.search(between) and _BARRIER.search(between))


def _family(one: str, other: str) -> bool:
    """Whether two names begin with the same word ("Bitkom", "Bitkom Research")."""
    return one.split()[0] == other.split()[0]


def _known_title(reader: Reader, word: str) -> bool:
    return reader.cues.tags(word) >= {"titles"} and len(word) > 12 and "nouns" not in reader.cues.tags(word)


def _inside(short: str, name: str) -> bool:
    """Whether a mixed acronym is made of letters and a part of the name ("KSIndeks", "Norsk Kundeserviceindeks")."""
    lower = fold(short)
    return sum(c.isupper() for c in short) > 1 and any(
        lower.endswith(part) for part in (fold(name)[-6:], fold(name)[-5:])
    )


def _same(survey: Told, mark: Mark) -> bool:
    name = fold(mark.name or "")
    full = fold((survey.name or "").split(" (")[0])
    if survey.acronym and name == fold(survey.acronym):
        return True
    return name == full or _stem(name) == _stem(full) or (len(name) > 5 and full.endswith(" " + name))


def _stem(name: str) -> str:
    return re.sub(r"(?:en|et|n|a|ет|а|е)$", "", name)


def _short_name(name: str, noun: str) -> bool:
    """Whether a noun is the last part of a survey's name ("the Monitor", "barometeret", "undersøkelsen")."""
    return len(noun) > 4 and _stem(fold(name.split(" (")[0])).endswith(_stem(fold(noun)))
