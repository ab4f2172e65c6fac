"""Who ran, ordered and published a survey, by the words around the place that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.chunks import Chunk
from kg.extract.cues import Event, folded
from kg.extract.survey_marks import Mark, Marks
from kg.model import Sentence, Span

_SLOT, _SHORT_SLOT, _CLAUSE = 60, 40, 200
_STOPS = frozenset(".;:,()")
_QUOTES = ' \u00a0”“»«")'


class Role(NamedTuple):
    """Who has a role, by which words; `weak` where a preposition or genitive says so, no verb."""

    chunk: Chunk
    span: Span
    weak: bool = False


Roles = dict[str, Role]


class RoleReader:
    """Reads the roles around the marks of one text."""

    def __init__(self, marks: Marks) -> None:
        self.marks, self.names = marks, marks.names
        self.text, self.events = marks.text, marks.events
        self._by_sentence: dict[int, Roles] = {}

    def roles(self, mark: Mark) -> Roles:
        """The roles that the sentence of `mark` gives, else the next one: `conductor`, `commissioner`, `publisher`."""
        roles = dict(self._of_sentence(mark.sentence))
        weak = self._owner(mark) or self._preposition(mark)
        if weak is not None:
            roles.setdefault("conductor", weak)
        follow = mark.sentence + 1
        if not roles and follow < len(self.marks.sentences) and self._conducts(follow):
            roles = dict(self._of_sentence(follow))
        return roles

    def _of_sentence(self, sentence: int) -> Roles:
        found = self._by_sentence.get(sentence)
        if found is None:
            found = self._by_sentence[sentence] = {}
            self._read(sentence, found)
        return found

    def _conducts(self, sentence: int) -> bool:
        return any({"conduct", "order"} & event.tags for event in self.marks.events_of(sentence))

    def _owner(self, mark: Mark) -> Role | None:
        owner = self.marks.owner(mark.begin)
        return Role(owner, Span(mark.begin, mark.end), True) if owner is not None else None

    def _preposition(self, mark: Mark) -> Role | None:
        """ "undersøgelse fra X", "Atlas von der X": the organization right after a preposition right after the mark."""
        genitive = self.names.after(mark.end, 2, self.marks.sentences[mark.sentence].end)
        if genitive is not None and {"listed", "kind"} & genitive.cues.keys() and mark.name is None:
            return Role(genitive, Span(mark.begin, mark.end), True)
        at = self.marks.event_at(mark.end)
        event = self.events[at] if at < len(self.events) else None
        if event is None or not {"from", "by"} & event.tags or event.begin - mark.end > 4:
            return None
        if self.text[mark.end : event.begin].strip(_QUOTES):
            return None
        chunk = self._next(event.end, self.marks.sentences[mark.sentence].end, _SHORT_SLOT)
        return Role(chunk, Span(event.begin, event.end), True) if chunk is not None else None

    def _read(self, sentence: int, roles: Roles) -> None:
        """Agents of verbs of conducting, who ordered, who published: all in one sentence."""
        bounds, events = self.marks.sentences[sentence], self.marks.events_of(sentence)
        for at, event in enumerate(events):
            span = Span(event.begin, event.end)
            if "order" in event.tags and "commissioner" not in roles:
                chunk = self._next(event.end, bounds.end) or self._beside(event.begin, 2, bounds)
                _give(roles, "commissioner", chunk, span)
            elif "let" in event.tags and "conductor" not in roles:
                self._causes(events, at, bounds, roles)
            elif "with" in event.tags and "conductor" not in roles:
                _give(roles, "conductor", self._next(event.end, bounds.end), span)
            elif "publish" in event.tags and "publisher" not in roles:
                _give(roles, "publisher", self._beside(event.begin, 20, bounds), span)
            if {"conduct", "ask"} & event.tags and "conductor" not in roles:
                self._agent(events, at, bounds, roles)

    def _causes(self, events: Sequence[Event], at: int, bounds: Sentence, roles: Roles) -> None:
        """ "X had Y ask …": Y ran the survey that X ordered, where a verb of asking or doing stands in the sentence."""
        let, asks = events[at], {"conduct", "ask"}
        if not any(asks & event.tags and event is not let for event in events[at + 1 :]):
            return
        span, chunk = Span(let.begin, let.end), self._next(let.end, bounds.end, _SHORT_SLOT)
        if chunk is not None:
            roles["conductor"] = Role(chunk, span)
            _give(roles, "commissioner", self._subject(let.begin, bounds.begin, {id(chunk)}), span)

    def _agent(self, events: Sequence[Event], at: int, bounds: Sentence, roles: Roles) -> None:
        """The agent of the verb `events[at]`, and whom it did it for."""
        verb = events[at]
        taken = {id(role.chunk) for role in roles.values()}
        by = next((e for e in events[at + 1 : at + 4] if "by" in e.tags and e.begin - verb.end < _SHORT_SLOT), None)
        chunk = self._next(by.end, bounds.end) if by is not None else None
        if chunk is None:
            chunk = self._subject(verb.begin, bounds.begin, taken) or self._inverted(verb.end, bounds.end)
        if chunk is None or id(chunk) in taken:
            return
        roles["conductor"] = Role(chunk, Span(verb.begin, verb.end))
        near = (e for e in events[max(0, at - 4) : at + 5] if "benefit" in e.tags)
        benefit = next((e for e in near if e.begin > chunk.begin and e.begin - verb.end < _SLOT), None)
        if benefit is not None and "commissioner" not in roles:
            ordered = self._next(benefit.end, bounds.end, _SHORT_SLOT)
            if ordered is not chunk:
                _give(roles, "commissioner", ordered, Span(benefit.begin, benefit.end))

    def _beside(self, end: int, reach: int, bounds: Sentence) -> Chunk | None:
        chunk = self.names.before(end, reach, bounds.begin)
        if chunk is None or not self.names.usable(chunk) or self._only_opens(chunk):
            return None
        between = self.text[chunk.end : end]
        return chunk if between.islower() or not between.strip(_QUOTES) else None

    def _next(self, begin: int, stop: int, reach: int = _SLOT) -> Chunk | None:
        """The first chunk after `begin` that may be an organization, with nothing but words before it."""
        limit = begin + reach
        while (chunk := self.names.after(begin, limit - begin, stop)) is not None:
            gap = self.text[begin : chunk.begin]
            if any(sign in _STOPS or sign.isdigit() for sign in gap):
                return None
            if not self.names.usable(chunk) or self._only_opens(chunk):
                return None
            if self.names.proper(chunk):
                return chunk
            begin = chunk.end
        return None

    def _inverted(self, end: int, stop: int) -> Chunk | None:
        """A subject right after its verb ("befragte das Institut X"): only articles and kinds between."""
        chunk = self._next(end, stop, _SHORT_SLOT)
        if chunk is None:
            return None
        between = self.events[self.marks.event_at(end) : self.marks.event_at(chunk.begin)]
        if any("places" in event.tags and "kinds" not in event.tags for event in between):
            return None
        kinds = {event.word for event in between if "kinds" in event.tags}
        words = (word.strip(_QUOTES + "„") for word in self.text[end : chunk.begin].split())
        return chunk if all(not word or word in kinds or folded(word) in self.names.small for word in words) else None

    def _subject(self, end: int, start: int, taken: set[int]) -> Chunk | None:
        """The nearest chunk before a verb of conducting that may be its subject."""
        limit = end
        while (chunk := self.names.before(limit, _CLAUSE, max(start, end - _CLAUSE))) is not None:
            gap = self.text[chunk.end : end]
            if ";" in gap or ":" in gap or ". " in gap:
                return None
            if self._is_for(chunk):
                taken.add(id(chunk))
            free = id(chunk) not in taken and self.text[chunk.begin - 1 : chunk.begin] != "("
            named = free and self.names.usable(chunk) and not self._is_survey(chunk) and not self._only_opens(chunk)
            if named and self.names.proper(chunk):
                return chunk
            limit = chunk.begin
        return None

    def _is_for(self, chunk: Chunk) -> bool:
        """Whether the name stands after "for": whom it was done for."""
        before = self.events[chunk.first - 1] if chunk.first else None
        return before is not None and "benefit" in before.tags and chunk.begin - before.end == 1

    def _only_opens(self, chunk: Chunk) -> bool:
        """Whether a capital at the start of a sentence is all that speaks for a name."""
        return chunk.opens and not chunk.cues and not self.names.again(chunk)

    def _is_survey(self, chunk: Chunk) -> bool:
        if chunk.quoted:
            return "kind" not in chunk.cues
        words = self.events[chunk.first : chunk.last]
        return "listed" not in chunk.cues and any("titles" in word.tags for word in words)


def _give(roles: Roles, name: str, chunk: Chunk | None, span: Span) -> None:
    if chunk is not None:
        roles[name] = Role(chunk, span)
