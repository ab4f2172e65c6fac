"""Channels of a sentence; those named together are one group: "telefon, e-post og chat", "chat på nettsiden"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.aliases import known
from kg.extract.phrases import Phrase
from kg.extract.tagged import Mark, Tagged


@dataclass(slots=True, eq=False)
class Group:
    """Channels named together, at the tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    marks: list[Mark]

    @property
    def codes(self) -> tuple[str, ...]:
        """The channels, each once, in text order."""
        return tuple(dict.fromkeys(mark.code for mark in self.marks))


def groups(tagged: Tagged, taken: set[int], people: Sequence[Phrase], aliases: dict[str, str]) -> list[Group]:
    """The channels in `tagged`, those named together in one group; no group reaches over the tokens `taken`."""
    joins = [
        tagged.starts("grammar", "and"),
        tagged.starts("grammar", "examples"),
        tagged.starts("population", "articles"),
    ]
    places = tagged.starts("population", "place")
    found: list[Group] = []
    marks = tagged.kept("channels")
    if aliases:
        marks = sorted([*marks, *known(tagged, aliases)])
    for mark in marks:
        if mark.code == "none":
            continue
        if (
            found
            and _alike(people, found[-1].marks[-1], mark)
            and _joined(tagged, found[-1].last, mark.first, joins, places, taken)
        ):
            found[-1].marks.append(mark)
            found[-1].last = mark.last
        else:
            found.append(Group(mark.first, mark.last, [mark]))
    return found


def _alike(people: Sequence[Phrase], before: Mark, mark: Mark) -> bool:
    """Whether both or neither of two channels only say of what kind people are ("Telefonkunden")."""
    inside = [any(p.human and p.first <= m.first and m.last <= p.last for p in people) for m in (before, mark)]
    return inside[0] == inside[1]


def _joined(
    tagged: Tagged, first: int, last: int, joins: list[dict[int, int]], places: dict[int, int], taken: set[int]
) -> bool:
    """Whether nothing but commas, conjunctions and prepositions stands between two channels ("chat på nettsiden")."""
    if last - first > 4:
        return False
    functions = tagged.starts("grammar", "functions")
    at, placed = first, False
    while at < last:
        mark = next((table[at] for table in joins if at in table), None)
        if at in places:
            if placed:
                return False
            placed = True
        elif mark is None and placed and tagged.words[at][0].islower() and at not in functions and at not in taken:
            pass
        elif at in taken or (mark is None and tagged.words[at] not in ',/«»"“”„-–&'):
            return False
        at = mark if mark is not None else at + 1
    return True
