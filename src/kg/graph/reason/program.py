"""Rules over integers, grouped by what sets them off: what the saturation runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.graph.reason.records import Rule, Variable, X, is_vocabulary
from kg.graph.terms import TYPE, XSD, Term

Encode = Callable[[Term], int]


@dataclass(slots=True)
class Program:
    """The rules of an ontology over integer terms. Classes and properties that nothing follows from have no entry.

    Resources are numbers from 0, literals below 0, so that no rule makes a literal a subject.

    - `supers[c]`: every class that a member of `c` is of, too.
    - `implied[p]`: every (q, flipped) such that `p(x, y)` gives `q(x, y)`, or flipped `q(y, x)`; `domain[p]`,
      `range[p]`: every class of its subjects and of its values.
    - `given[c]`: (p, v) that every member of `c` has; `marks[p][v]`: classes of whatever has `p` of `v`.
    - `some[p]`: (d, c), whoever has `p` of a `d` is a `c`; `some_of[d]`: (p, c).
    - `only[c]`: (p, d), all `p` of a `c` are `d`; `only_of[p]`: (c, d).
    - `parts[c]`: (others, d), whoever is `c` and all the others is a `d`.
    - `first[p]`: (q, r) such that `p(x, y), q(y, z)` give `r(x, z)`; `second[q]`: (p, r).
    - `by_subject`, `by_value`: properties looked up in joins; `datatypes`: those that a rule asks of a literal;
      `helpers`: properties that stand for the beginning of a chain; `terms`: every class and property of a rule.
    """

    supers: dict[int, tuple[int, ...]] = field(default_factory=dict)
    implied: dict[int, tuple[tuple[int, bool], ...]] = field(default_factory=dict)
    domain: dict[int, tuple[int, ...]] = field(default_factory=dict)
    range: dict[int, tuple[int, ...]] = field(default_factory=dict)
    given: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    marks: dict[int, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    some: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    some_of: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    only: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    only_of: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[int, list[tuple[tuple[int, ...], int]]] = field(default_factory=lambda: defaultdict(list))
    first: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    second: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    by_subject: set[int] = field(default_factory=set)
    by_value: set[int] = field(default_factory=set)
    datatypes: dict[int, Term] = field(default_factory=dict)
    helpers: set[int] = field(default_factory=set)
    terms: set[int] = field(default_factory=set)


def program(rules: Iterable[Rule], encode: Encode, helper: Callable[[], int]) -> Program:
    """The program of the rules; `encode` numbers a term, `helper` numbers the beginning of a chain."""
    builder = _Builder(encode, helper)
    for rule in rules:
        builder.mention(rule)
        if rule.head is not None and rule.body:
            builder.add(rule)
    return builder.finished()


class _Builder:
    def __init__(self, encode: Encode, helper: Callable[[], int]) -> None:
        self._encode, self._helper = encode, helper
        self._program = Program()
        self._supers: dict[int, set[int]] = defaultdict(set)
        self._implied: dict[int, set[tuple[int, bool]]] = defaultdict(set)
        self._domain: dict[int, set[int]] = defaultdict(set)
        self._range: dict[int, set[int]] = defaultdict(set)
        self._beginnings: dict[tuple[int, int], int] = {}

    def mention(self, rule: Rule) -> None:
        """Notes the classes and properties of a rule, so that facts of them are kept."""
        for _, predicate, kind in (*rule.body, *([rule.head] if rule.head else [])):
            self._program.terms.add(self._number(kind if predicate == TYPE else predicate))

    def add(self, rule: Rule) -> None:
        """Enters a rule with a head by the shape of its body."""
        assert rule.head is not None
        (subject, predicate, value), *more = rule.body
        if all(atom[1] == TYPE for atom in rule.body):
            self._from_classes(rule)
        elif rule.name.startswith("cls-svf1"):
            kind = more[0][2]
            self._some(self._number(predicate), self._number(kind), self._number(rule.head[2]))
            if is_vocabulary(kind) and not isinstance(kind, Variable):
                self._program.datatypes[self._number(kind)] = kind
        elif rule.name == "cls-avf":
            prop, owner = self._number(more[0][1]), self._number(value)
            self._program.only[owner].append((prop, self._number(rule.head[2])))
            self._program.only_of[prop].append((owner, self._number(rule.head[2])))
            self._program.by_subject.add(prop)
        elif more:
            self._chain([self._number(atom[1]) for atom in rule.body], self._number(rule.head[1]))
        else:
            self._from_property(self._number(predicate), subject, value, rule)

    def _number(self, term: Term | Variable) -> int:
        assert not isinstance(term, Variable)
        return self._encode(term)

    def _from_classes(self, rule: Rule) -> None:
        assert rule.head is not None
        kinds = [self._number(atom[2]) for atom in rule.body]
        _, predicate, value = rule.head
        if predicate != TYPE:
            self._program.given[kinds[0]].append((self._number(predicate), self._number(value)))
        elif len(kinds) == 1:
            self._supers[kinds[0]].add(self._number(value))
        else:
            for place, kind in enumerate(kinds):
                others = tuple(kinds[:place] + kinds[place + 1 :])
                self._program.parts[kind].append((others, self._number(value)))

    def _some(self, prop: int, kind: int, result: int) -> None:
        self._program.some[prop].append((kind, result))
        self._program.some_of[kind].append((prop, result))
        self._program.by_value.add(prop)

    def _from_property(self, prop: int, subject: Term | Variable, value: Term | Variable, rule: Rule) -> None:
        assert rule.head is not None
        head_subject, predicate, head_value = rule.head
        if not isinstance(value, Variable):
            self._program.marks[prop][self._number(value)].append(self._number(head_value))
        elif predicate != TYPE:
            self._implied[prop].add((self._number(predicate), head_subject != X))
        elif head_subject == subject:
            self._domain[prop].add(self._number(head_value))
        else:
            self._range[prop].add(self._number(head_value))

    def _chain(self, links: list[int], result: int) -> None:
        """Joins two links at a time; chains that begin alike share the join."""
        left = links[0]
        for place, link in enumerate(links[1:], start=1):
            is_last = place == len(links) - 1
            if is_last:
                target = result
            elif (left, link) in self._beginnings:
                left = self._beginnings[left, link]
                continue
            else:
                target = self._beginnings[left, link] = self._helper()
                self._program.helpers.add(target)
            self._program.first[left].append((link, target))
            self._program.second[link].append((left, target))
            self._program.by_value.add(left)
            self._program.by_subject.add(link)
            left = target

    def finished(self) -> Program:
        """The program with implications followed to their ends."""
        made = self._program
        made.supers = {kind: tuple(sorted(_reach(kind, self._supers))) for kind in list(self._supers)}
        for prop in set(self._implied) | set(self._domain) | set(self._range):
            reached = _reach_properties(prop, self._implied)
            made.implied[prop] = tuple(sorted(reached))
            domain, values = set(), set()
            for other, flipped in {(prop, False), *reached}:
                domain |= (self._range if flipped else self._domain).get(other, set())
                values |= (self._domain if flipped else self._range).get(other, set())
            for target, kinds in ((made.domain, domain), (made.range, values)):
                if kinds:
                    target[prop] = tuple(sorted(kinds.union(*(made.supers.get(kind, ()) for kind in kinds))))
        return made


def _reach(start: int, edges: dict[int, set[int]]) -> set[int]:
    """What can be reached from the start, without it."""
    reached: set[int] = set()
    agenda = [start]
    while agenda:
        for target in edges.get(agenda.pop(), ()):
            if target not in reached:
                reached.add(target)
                agenda.append(target)
    return reached - {start}


def _reach_properties(start: int, edges: dict[int, set[tuple[int, bool]]]) -> set[tuple[int, bool]]:
    """The same for properties; two flips are none."""
    reached: set[tuple[int, bool]] = set()
    agenda = [(start, False)]
    while agenda:
        prop, flipped = agenda.pop()
        for target, flips in edges.get(prop, ()):
            step = (target, flips != flipped)
            if step not in reached:
                reached.add(step)
                agenda.append(step)
    return reached - {(start, False)}


# XML Schema's numeric types, each with the type it restricts (XML Schema Part 2, section 3).
_RESTRICTS = {
    "integer": "decimal", "long": "integer", "int": "long", "short": "int", "byte": "short",
    "nonNegativeInteger": "integer", "positiveInteger": "nonNegativeInteger", "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong", "unsignedShort": "unsignedInt", "unsignedByte": "unsignedShort",
    "nonPositiveInteger": "integer", "negativeInteger": "nonPositiveInteger", "dateTimeStamp": "dateTime",
    "normalizedString": "string", "token": "normalizedString", "language": "token", "Name": "token", "NCName": "Name",
    "NMTOKEN": "token",
}  # fmt: skip


def is_of_datatype(literal: Term, datatype: Term) -> bool:
    """Whether the literal's datatype is the one asked for or restricts it."""
    if datatype.endswith("#Literal>"):
        return True
    own: str | None = literal.rpartition('"')[2].removeprefix("^^") or f"<{XSD}string>"
    while own is not None and own != datatype:
        base = _RESTRICTS.get(own.removeprefix(f"<{XSD}").rstrip(">"))
        own = base and f"<{XSD}{base}>"
    return own is not None
