"""Why a capitalised or quoted stretch of a text may name an organization; people and platforms are left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from kg.extract.chunks import Chunk, Chunker, opens
from kg.extract.cues import Cues, Event, folded, legal_forms, small_words, table
from kg.extract.known_names import listed
from kg.extract.lexicon import vocabulary
from kg.extract.name_forms import NameForms
from kg.model import Span

_BRACKET = re.compile(r"\([^()\n]{2,60}\)\s*[.;]?\s*(?=\n|$|[^\W\d_a-zæøåäöа-яё]|[•*–-])")
_APPOSED = re.compile(r"[ \u00a0][–—-][ \u00a0](?:\w{1,5}[ \u00a0])?|,[ \u00a0](?:\w{1,5}[ \u00a0])?")
_FEW_WORDS = re.compile(r"(?:[ \u00a0][^\W\d_A-ZÆØÅÄÖА-ЯЁ][^\W\d_]*){0,3}[ \u00a0]")
_SURE = frozenset({"listed", "legal", "after", "before"})
_TYPED = frozenset({"cap", "acts", "after", "before", "suffixes"})
_NO_NAME = frozenset({"generic", "nouns", "titles", "annual", "published", "month"})
_GENERIC = frozenset({"generic", "own", "firm"})
_MARKS = ' \u00a0«»„“”"‘'
_ROLE_REACH = 25
_LONGEST_FORM = 16
_LINE = 80
_OFTEN = 3
_OPENERS = frozenset({"about", "annual"})
_LONGEST_NAME = 5


class Names:
    """The chunks of one text in one language with their cues, to be looked up by place."""

    def __init__(self, text: str, events: Sequence[Event], cues: Cues, language: str) -> None:
        self.text, self.events, self.cues, self.language = text, events, cues, language
        self.small = small_words(language)
        data = table(language, "organizations")
        self.capital_nouns = bool(data["capital_nouns"])
        self._noun_endings = tuple(data["capital_nouns"])
        self._copulas = frozenset(data["copulas"])
        self.chunks = Chunker(text, events, cues, language).chunks()
        self._begins = [chunk.begin for chunk in self.chunks]
        surfaces = Counter(folded(text[chunk.begin : chunk.end]) for chunk in self.chunks)
        self._heads = frozenset(form.split()[0] for form in self._inside_sentences())
        self.forms = NameForms(text, events, cues, surfaces, language)
        self.chunks = [part for chunk in self.chunks for part in self._parts(chunk)]
        self._begins = [chunk.begin for chunk in self.chunks]
        for chunk in self.chunks:
            self._cue(chunk)
        self._names = Counter(folded(chunk.name) for chunk in self.chunks)
        self._inner_names = Counter(folded(chunk.name) for chunk in self.chunks if not chunk.opens)
        self._mark_persons()
        for chunk in self.chunks:
            self._cue_again(chunk)

    def _inside_sentences(self) -> list[str]:
        return [f for c in self.chunks if not c.opens and (f := folded(self.text[c.begin : c.end]).strip())]

    @cached_property
    def _lowers(self) -> frozenset[str]:
        """The words of the text that stand in small letters."""
        return frozenset(word.strip('.,:;!?()"«»„“”–') for word in self.text.split() if word[0].islower())

    def _parts(self, chunk: Chunk) -> list[Chunk]:
        """The chunk, or two where it is one listed name after another ("Taloustutkimus Nordean toimeksiannosta")."""
        if chunk.quoted or chunk.last - chunk.first < 2 or self.forms.is_listed(chunk.begin, chunk.end):
            return [chunk]
        for at in range(chunk.first + 1, chunk.last):
            cut, begin = self.events[at - 1].end, self.events[at].begin
            noun = at == chunk.first + 1 and "nouns" in self.events[chunk.first].tags
            if (noun or self.forms.is_listed(chunk.begin, cut)) and self.forms.is_listed(begin, chunk.end):
                first = Chunk(chunk.begin, cut, chunk.first, at, chunk.opens)
                return [first, Chunk(begin, chunk.end, at, chunk.last, False)]
        return [chunk]

    # ---- cues ----

    def _cue(self, chunk: Chunk) -> None:
        """Sets the chunk's name and cues."""
        chunk.name = self.forms.base(chunk)
        self._cue_beside(chunk)
        self._cut_common(chunk)
        if len(chunk.name) > 1 and folded(chunk.name) in listed():
            chunk.cues["listed"] = Span(chunk.begin, chunk.end)
        if chunk.quoted:
            return
        self._cue_legal(chunk)
        self._cue_line(chunk)
        words = self.events[chunk.first : chunk.last]
        if len(words) == 1:
            if {"suffixes", "generic"} & words[0].tags == {"suffixes"} and not self._is_common(chunk):
                chunk.cues["suffix"] = Span(chunk.begin, chunk.end)
            return
        common = any({"generic", "platforms"} & word.tags for word in words[:-1])
        if "after" in words[-1].tags and not common and len(words) <= _LONGEST_NAME:
            chunk.cues["after"] = Span(words[-1].begin, words[-1].end)
        if "before" in words[0].tags and "generic" not in words[1].tags:
            chunk.cues["before"] = Span(words[0].begin, words[0].end)

    def _cue_line(self, chunk: Chunk) -> None:
        """The name that a heading "About" gives, or that a line gives beside "Annual report"."""
        near = self.events[max(0, chunk.first - 4) : chunk.first]
        if all(_OPENERS.isdisjoint(event.tags) for event in near):
            return
        line = self.text.rfind("\n", max(0, chunk.begin - _LINE), chunk.begin) + 1
        before = [event for event in near if event.begin >= line]
        if not before or chunk.begin - line >= _LINE or not self.proper(chunk):
            return
        ends = self.text[chunk.end : chunk.end + 1] in ("", "\n", "\r")
        about = before[0] if "about" in before[0].tags and before[0].begin - line < 3 else None
        annual = next((e for e in before if "annual" in e.tags), None)
        if ends and (about is not None or annual is not None):
            cue = about or annual
            chunk.cues["line"] = Span(cue.begin, cue.end) if cue is not None else Span(line, chunk.begin)

    def _cue_again(self, chunk: Chunk) -> None:
        """A name without any other cue that the text prints again and again, not only at the start of sentences."""
        if chunk.cues or chunk.person or chunk.quoted or self._names[folded(chunk.name)] < _OFTEN:
            return
        if not self.again(chunk) or not self.proper(chunk) or folded(chunk.name) in self._lowers:
            return
        words = self.events[chunk.first : chunk.last]
        common = any(word.tags - _TYPED or self._in_vocabulary(word.word) for word in words)
        if not common and not self._is_place(chunk):
            chunk.cues["again"] = Span(chunk.begin, chunk.end)

    def _is_place(self, chunk: Chunk) -> bool:
        before = self.events[chunk.first - 1] if chunk.first else None
        return before is not None and "places" in before.tags and chunk.begin - before.end == 1

    def _cue_legal(self, chunk: Chunk) -> None:
        """A legal form after the name or as its last word, which is then cut off."""
        legal = legal_forms().match(self.text, chunk.end)
        inner: list[re.Match[str]] = []
        if chunk.last - chunk.first > 1:
            found = legal_forms().finditer(self.text, chunk.begin + 1, chunk.end + _LONGEST_FORM)
            inner = [match for match in found if match.start() < chunk.end <= match.end()]
        if inner:
            chunk.end = inner[-1].start()
            chunk.name = self.forms.base(chunk)
        if inner or legal is not None:
            match = inner[-1] if inner else legal
            chunk.cues["legal"] = Span(match.start(), match.end()) if match else Span(chunk.end, chunk.end)

    def _cue_beside(self, chunk: Chunk) -> None:
        """A kind of organization right before the name, else cues at a distance."""
        before = self.events[chunk.first - 1] if chunk.first else None
        gap = self.text[before.end : chunk.begin] if before is not None else "\n"
        beside = len(gap) <= 3 and "\n" not in gap and not gap.strip(_MARKS)
        if before is not None and beside and "kinds" in before.tags:
            chunk.cues["kind"] = Span(before.begin, before.end)
        elif not chunk.quoted:
            self._cue_verb(chunk)
            if before is not None:
                self._cue_before(chunk, before, gap)
            bracket = self.text[chunk.begin - 1 : chunk.begin] + self.text[chunk.end : chunk.end + 1]
            if bracket == "()" and _BRACKET.match(self.text, chunk.begin - 1):
                chunk.cues["bracket"] = Span(chunk.begin - 1, chunk.end + 1)

    def _cue_verb(self, chunk: Chunk) -> None:
        """What follows the name: it reports or does something, or "– the magazine"."""
        after = self.events[chunk.last] if chunk.last < len(self.events) else None
        if after is None or after.begin - chunk.end > 10:
            return
        gap = self.text[chunk.end : after.begin]
        plain = self.capital_nouns and self.text[chunk.begin + 1 : chunk.end].islower()
        span = Span(after.begin, after.end)
        if "reports" in after.tags and gap.isspace() and not plain:
            chunk.cues["reports"] = span
        if "sources_after" in after.tags and gap.isspace():
            chunk.cues["source"] = span
        if "acts" in after.tags and gap.isspace() and self._is_subject(chunk):
            chunk.cues["acts"] = span
        if "kinds" in after.tags and _APPOSED.fullmatch(gap):
            chunk.cues["kind"] = span

    def _cue_before(self, chunk: Chunk, before: Event, gap: str) -> None:
        """What stands before the name: "the winner is …", "director of …", "according to …"."""
        few = _FEW_WORDS.fullmatch(gap.replace(":", " "))
        linked = few is not None and not self._copulas.isdisjoint(gap.split())
        if linked and "kinds" in before.tags and opens(self.text, before.begin):
            chunk.cues["kind"] = Span(before.begin, before.end)
        if "sources" in before.tags and few:
            chunk.cues["source"] = Span(before.begin, before.end)
        if "places" in before.tags and gap.isspace() and chunk.first > 1:
            role = self.events[chunk.first - 2]
            if "roles" in role.tags and _FEW_WORDS.fullmatch(self.text[role.end : before.begin]):
                chunk.cues["role"] = Span(role.begin, role.end)

    def _is_subject(self, chunk: Chunk) -> bool:
        """Whether a capitalised word before a verb of doing is a name: no common word, no article before it."""
        if any(word.tags - _TYPED for word in self.events[chunk.first : chunk.last]) or self._is_common(chunk):
            return False
        before = self.text[max(0, chunk.begin - 12) : chunk.begin].split()
        return not (self.capital_nouns and before and not chunk.opens and folded(before[-1]) in self.small)

    def _is_common(self, chunk: Chunk) -> bool:
        """Whether a word that opens its sentence is a common one: in small letters elsewhere, or in the vocabulary."""
        surface = self.text[chunk.begin : chunk.end]
        return chunk.opens and (folded(surface) in self._lowers or self._in_vocabulary(surface))

    def _in_vocabulary(self, word: str) -> bool:
        hits = vocabulary(self.language).lexicon.hits([word])
        return any(hit.tag.kind in ("channels", "nouns") for hit in hits)

    def _cut_common(self, chunk: Chunk) -> None:
        """Cuts a common word off before a listed name ("Контакт-центр Сбербанка")."""
        words = self.events[chunk.first : chunk.last]
        if len(words) != 2 or chunk.quoted or folded(chunk.name) in listed() or not self._in_vocabulary(words[0].word):
            return
        name = self.forms.bare(words[1].word, chunk.end)
        if folded(name) in listed():
            chunk.begin, chunk.first, chunk.name, chunk.opens = words[1].begin, chunk.first + 1, name, False

    # ---- people ----

    def _mark_persons(self) -> None:
        """Marks the names of people: a role or a title beside, and their surnames anywhere."""
        surnames: set[str] = set()
        for chunk in self.chunks:
            if chunk.quoted or chunk.cues.keys() & _SURE:
                continue
            words = self.text[chunk.begin : chunk.end].split()
            if words and (self._has_title(chunk) or (len(words) > 1 and self._role_follows(chunk))):
                chunk.person = True
                surnames.add(folded(words[-1]))
        for chunk in self.chunks:
            if not chunk.quoted and chunk.cues.keys() <= {"reports", "source"}:
                words = folded(self.text[chunk.begin : chunk.end]).split()
                chunk.person = chunk.person or (bool(words) and words[-1] in surnames)

    def _has_title(self, chunk: Chunk) -> bool:
        """Whether a role or title stands right before, at most kinds of organization between ("head of service")."""
        at, end = chunk.first - 1, chunk.begin
        while at >= 0 and end - self.events[at].end < 4 and not self.text[self.events[at].end : end].strip(" .,\u00a0"):
            if "roles" in self.events[at].tags:
                return True
            if "kinds" not in self.events[at].tags:
                return False
            at, end = at - 1, self.events[at].begin
        return False

    def _role_follows(self, chunk: Chunk) -> bool:
        if self.text[chunk.end : chunk.end + 1] != "," or chunk.last >= len(self.events):
            return False
        after = self.events[chunk.last]
        return "roles" in after.tags and after.begin - chunk.end < _ROLE_REACH

    # ---- looking up ----

    def after(self, begin: int, reach: int, stop: int) -> Chunk | None:
        """The first chunk that begins within `reach` characters after `begin` and before `stop`."""
        at = bisect_left(self._begins, begin)
        found = at < len(self.chunks) and self.chunks[at].begin < min(begin + reach, stop)
        return self.chunks[at] if found else None

    def before(self, end: int, reach: int, start: int) -> Chunk | None:
        """The last chunk that ends within `reach` characters before `end` and begins after `start`."""
        at = bisect_right(self._begins, end - 1) - 1
        while at >= 0 and self.chunks[at].end > end:
            at -= 1
        found = at >= 0 and self.chunks[at].begin >= start and end - self.chunks[at].end <= reach
        return self.chunks[at] if found else None

    def covering(self, place: int) -> Chunk | None:
        """The chunk that `place` lies in."""
        at = bisect_right(self._begins, place) - 1
        return self.chunks[at] if at >= 0 and place < self.chunks[at].end else None

    def again(self, chunk: Chunk) -> bool:
        """Whether the name stands elsewhere too, not at the start of a sentence."""
        return self._inner_names[folded(chunk.name)] > (0 if chunk.opens else 1)

    def proper(self, chunk: Chunk) -> bool:
        """Whether a capitalised word is more than a noun, in a language that gives every noun a capital."""
        if not self.capital_nouns or chunk.cues or chunk.quoted:
            return True
        words = self.text[chunk.begin : chunk.end].split()
        typical = any(word.endswith(self._noun_endings) for word in words)
        return (len(words) > 1 and not typical) or any(word.isupper() for word in words)

    def usable(self, chunk: Chunk) -> bool:
        """Whether the chunk may name an organization at all."""
        words = self.events[chunk.first : chunk.last]
        if chunk.person or not chunk.name or (not words and not chunk.quoted):
            return False
        if "listed" in chunk.cues or not words:
            return True
        tags = words[0].tags
        if len(chunk.name.split()) == 1 and _GENERIC & (self.cues.tags(chunk.name) | tags):
            return False
        if len(words) == 1 and (_NO_NAME & tags or any(tag.startswith("country:") for tag in tags)):
            return False
        if "legal" in chunk.cues:
            return True
        last = words[-1].tags
        if "platforms" in tags or "titles" in last or ("nouns" in last and "after" not in chunk.cues):
            return False
        return not chunk.opens or "cap" in last or self._seen(chunk)

    def _seen(self, chunk: Chunk) -> bool:
        """Whether a name that opens a sentence ("Lisäksi pankki") is one: a genitive, or printed again."""
        head = self.text[chunk.begin : chunk.end].split()[0]
        return folded(head) in self._heads or self._names[folded(chunk.name)] > 1 or self.forms.is_genitive(head)
