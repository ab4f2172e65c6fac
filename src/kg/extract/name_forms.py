"""Basic forms of names: case endings taken off on evidence, type nouns by their table."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from kg.extract.chunks import Chunk
from kg.extract.cues import Cues, Event, folded, table
from kg.extract.known_names import HEAD as _HEAD
from kg.extract.known_names import listed, listed_heads

_NUMBERED = re.compile(r"([^\W\d_]{3,})(\d.*)")
_SHORTEST = 5


class NameForms:
    """Brings the names of one text to their basic form; `surfaces` are all names as printed, folded."""

    def __init__(self, text: str, events: Sequence[Event], cues: Cues, surfaces: Container[str], language: str) -> None:
        self._text, self._events, self._cues, self._surfaces = text, events, cues, surfaces
        data = table(language, "organizations")
        self._endings = sorted(data["endings"], key=lambda ending: (-len(ending), ending))
        self._world = listed()
        self._shown: dict[str, str | None] = {}
        self._any_ending = tuple(self._endings)
        self._regrow = [tuple(rule.split("|")) for rule in data["regrow"]]
        self._genitive = tuple(data["genitive"])
        self._genitive_after = frozenset("".join(data["genitive_after"]))

    def base(self, chunk: Chunk) -> str:
        """The basic form: type nouns by their table, else other endings on evidence, else as printed."""
        surface = self._text[chunk.begin : chunk.end]
        words = surface.split()
        if not words:
            return surface
        if chunk.last > chunk.first:
            if len(words) > 1:
                words[0] = self._typed(words[0], self._events[chunk.first], "before")
            words[-1] = self._typed(words[-1], self._events[chunk.last - 1], "after")
        numbered = _NUMBERED.fullmatch(words[-1])
        if numbered is not None and (base := self._cues.base(numbered[1], "kinds")):
            words[-1] = _cased(base, words[-1]) + numbered[2]
        name = " ".join(words)
        return self.bare(name, chunk.end) if name == surface else name

    def _typed(self, word: str, event: Event, tag: str) -> str:
        base = self._cues.base(word, tag)
        return word if base is None or event.word != word else _cased(base, word)

    def is_listed(self, begin: int, end: int) -> bool:
        """Whether `text[begin:end]` is a form of a name that the world knows."""
        name = self._text[begin:end]
        return folded(name[:_HEAD]) in listed_heads() and folded(self.bare(name, end)) in self._world

    def bare(self, name: str, end: int) -> str:
        """`name`, which ends at `end`, without a case ending where a listed name or another of the text shows it."""
        if name not in self._shown:
            self._shown[name] = self._by_evidence(name)
        return self._shown[name] or self._by_rule(name, end)

    def _by_evidence(self, name: str) -> str | None:
        form, world = folded(name), self._world
        if form in world:
            return name if name.isupper() and not world[form].isupper() else world[form]
        if not form.endswith(self._any_ending):
            return None
        for ending in self._endings:
            if len(name) < len(ending) + 2 or not form.endswith(ending):
                continue
            for candidate in self._regrown(name[: -len(ending)]):
                key = folded(candidate)
                if key in world:
                    return world[key]
                if len(candidate) > 2 and key in self._surfaces:
                    return candidate
        return None

    def _regrown(self, stem: str) -> list[str]:
        """`stem`, and the basic forms that it may have by the language's rules (`old|new` endings)."""
        return [stem, *(stem[: len(stem) - len(old)] + new for old, new in self._regrow if stem.endswith(old))]

    def _by_rule(self, name: str, end: int) -> str:
        """Case endings that no evidence resolves: after a colon always, a genitive before a word in small letters."""
        head, mark, _ = name.rpartition(":")
        if mark and head:
            return head
        blank, letter = self._text[end : end + 1], self._text[end + 1 : end + 2]
        if not (blank in (" ", "\u00a0") and letter.islower()) or len(name) < _SHORTEST or name.isupper():
            return name
        for ending in self._genitive:
            if name.endswith(ending) and name[-len(ending) - 1] in self._genitive_after:
                return name[: -len(ending)]
        return name

    def is_genitive(self, word: str) -> bool:
        """Whether `word` has the ending of a genitive."""
        return word.endswith(self._genitive)


def _cased(base: str, like: str) -> str:
    return base[0].upper() + base[1:] if like[0].isupper() else base
