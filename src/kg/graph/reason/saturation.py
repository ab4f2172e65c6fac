"""Semi-naive saturation: applies a program to facts, a whole property or class at a time, until nothing new follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from kg.graph.reason.program import Program

Pair: TypeAlias = tuple[int, int]
Index: TypeAlias = dict[int, dict[int, list[int]]]
_NO_PAIRS: frozenset[Pair] = frozenset()
_NO_MEMBERS: frozenset[int] = frozenset()


class Facts:
    """What holds: the pairs of each property, the members of each class, and indexes for the properties of joins."""

    __slots__ = ("by_subject", "by_value", "members", "pairs")

    def __init__(self) -> None:
        self.pairs: dict[int, set[Pair]] = {}
        self.members: dict[int, set[int]] = {}
        self.by_subject: Index = {}
        self.by_value: Index = {}


class Saturation:
    """Facts that grow over a fixed `base` (facts saturated by the same program), which stays as it is."""

    def __init__(self, program: Program, base: Facts | None = None) -> None:
        self.facts = Facts()
        self._program = program
        self._base = base or Facts()
        self._new_pairs: dict[int, set[Pair]] = defaultdict(set)
        self._new_members: dict[int, set[int]] = defaultdict(set)

    def run(self, pairs: Mapping[int, set[Pair]], members: Mapping[int, set[int]]) -> None:
        """Adds facts and all that follows from them and the base; the sets given stay as they are."""
        for kind, subjects in members.items():
            self._classify(kind, subjects)
        for prop, stated in pairs.items():
            self._relate(prop, stated)
        while self._new_pairs or self._new_members:
            while self._new_members:
                self._join_class(*self._new_members.popitem())
            if self._new_pairs:
                self._join_property(*self._new_pairs.popitem())

    # What follows from one fact alone

    def _relate(self, prop: int, pairs: set[Pair]) -> None:
        new = self._unknown_pairs(prop, pairs)
        if not new:
            return
        program = self._program
        self._enter(prop, new)
        implied = program.implied.get(prop, ())
        flipped: set[Pair] | None = None
        for other, flips in implied:
            if flips and flipped is None:
                flipped = {(value, subject) for subject, value in new if value >= 0}
            also = self._unknown_pairs(other, flipped if flips and flipped is not None else new)
            if also:
                self._enter(other, also)
        if prop in program.domain:
            subjects = {subject for subject, _ in new}
            for kind in program.domain[prop]:
                self._enter_members(kind, subjects)
        if prop in program.range:
            values = {value for _, value in new}
            resources = {value for value in values if value >= 0}
            for kind in program.range[prop]:
                self._enter_members(kind, values if kind in program.datatypes else resources)

    def _classify(self, kind: int, subjects: set[int]) -> None:
        new = self._enter_members(kind, subjects)
        if new:
            for upper in self._program.supers.get(kind, ()):
                self._enter_members(upper, new)

    def _unknown_pairs(self, prop: int, pairs: set[Pair]) -> set[Pair]:
        base, own = self._base.pairs.get(prop), self.facts.pairs.get(prop)
        if base:
            pairs = pairs - base
        return pairs - own if own else pairs

    def _enter(self, prop: int, new: set[Pair]) -> None:
        """Takes up pairs that are new; those of joins are indexed and wait for their join."""
        program, facts = self._program, self.facts
        if prop in facts.pairs:
            facts.pairs[prop] |= new
        else:
            facts.pairs[prop] = set(new)
        if prop in program.by_subject:
            index = facts.by_subject.setdefault(prop, {})
            for subject, value in new:
                index.setdefault(subject, []).append(value)
        if prop in program.by_value:
            index = facts.by_value.setdefault(prop, {})
            for subject, value in new:
                index.setdefault(value, []).append(subject)
        if prop in program.marks:
            marks = program.marks[prop]
            marked: dict[int, set[int]] = {}
            for subject, value in new:
                if value in marks:
                    marked.setdefault(value, set()).add(subject)
            for value, subjects in marked.items():
                for kind in marks[value]:
                    self._classify(kind, subjects)
        if prop in program.first or prop in program.second or prop in program.some or prop in program.only_of:
            self._new_pairs[prop] |= new

    def _enter_members(self, kind: int, subjects: set[int]) -> set[int]:
        """Takes up the members that are new, and gives them back."""
        base, own = self._base.members.get(kind), self.facts.members.get(kind)
        new = subjects - base if base else subjects
        if own:
            new = new - own
        if not new:
            return new
        if own is None:
            self.facts.members[kind] = set(new)
        else:
            own |= new
        program = self._program
        if kind in program.given or kind in program.some_of or kind in program.only or kind in program.parts:
            self._new_members[kind] |= new
        return new

    # What follows from facts together

    def _join_class(self, kind: int, new: set[int]) -> None:
        program = self._program
        for prop, value in program.given.get(kind, ()):
            self._relate(prop, {(subject, value) for subject in new})
        for others, result in program.parts.get(kind, ()):
            subjects = set(new)
            for other in others:
                subjects &= self._members_among(other, subjects)
            if subjects:
                self._classify(result, subjects)
        for prop, result in program.some_of.get(kind, ()):
            self._classify(result, {subject for value in new for subject in self._subjects(prop, value)})
        for prop, result in program.only.get(kind, ()):
            values = {value for subject in new for value in self._values(prop, subject)}
            self._classify(result, self._fit(result, values))

    def _join_property(self, prop: int, new: set[Pair]) -> None:
        program = self._program
        for kind, result in program.some.get(prop, ()):
            values = self._members_among(kind, {value for _, value in new})
            self._classify(result, {subject for subject, value in new if value in values})
        for kind, result in program.only_of.get(prop, ()):
            subjects = self._members_among(kind, {subject for subject, _ in new})
            self._classify(result, self._fit(result, {value for subject, value in new if subject in subjects}))
        for other, result in program.first.get(prop, ()):
            self._relate(result, self._forward(new, other))
        for other, result in program.second.get(prop, ()):
            self._relate(result, self._backward(new, other))

    def _forward(self, pairs: set[Pair], link: int) -> set[Pair]:
        """Each pair's subject with the values of `link` at its value."""
        own = self.facts.by_subject.get(link, {})
        base = self._base.by_subject.get(link, {})
        found = {(subject, end) for subject, value in pairs for end in own.get(value, ())} if own else set()
        if base:
            found |= {(subject, end) for subject, value in pairs for end in base.get(value, ())}
        return found

    def _backward(self, pairs: set[Pair], link: int) -> set[Pair]:
        """The subjects of `link` at each pair's subject, with its value."""
        own = self.facts.by_value.get(link, {})
        base = self._base.by_value.get(link, {})
        found = {(start, value) for subject, value in pairs for start in own.get(subject, ())} if own else set()
        if base:
            found |= {(start, value) for subject, value in pairs for start in base.get(subject, ())}
        return found

    def _fit(self, kind: int, values: set[int]) -> set[int]:
        """The values that may be of a class: literals are of datatypes only."""
        return values if kind in self._program.datatypes else {value for value in values if value >= 0}

    def _members_among(self, kind: int, subjects: set[int]) -> set[int]:
        return (subjects & self.facts.members.get(kind, _NO_MEMBERS)) | (
            subjects & self._base.members.get(kind, _NO_MEMBERS)
        )

    def _values(self, prop: int, subject: int) -> list[int]:
        own = self.facts.by_subject.get(prop, {}).get(subject, [])
        return own + self._base.by_subject.get(prop, {}).get(subject, [])

    def _subjects(self, prop: int, value: int) -> list[int]:
        own = self.facts.by_value.get(prop, {}).get(value, [])
        return own + self._base.by_value.get(prop, {}).get(value, [])
