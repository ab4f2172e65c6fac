"""Inferences from rules and data: terms to numbers, saturation, and back to the triples worth keeping."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.graph.reason.program import is_of_datatype, program
from kg.graph.reason.records import Contradiction, Rule, Rules, is_anonymous, is_literal, is_vocabulary
from kg.graph.reason.saturation import Facts, Pair, Saturation
from kg.graph.reason.schema import check_data
from kg.graph.terms import TYPE, Term, Triple


class Inferences(NamedTuple):
    """What follows from one document.

    `crossing` are its facts, stated or inferred, that say something of a shared thing; `touched` are the shared things
    where rules may join facts of several documents.
    """

    triples: list[Triple]
    crossing: list[Triple]
    touched: set[Term]


class Reasoner:
    """Rules made ready, with what follows from the ontology and the `shared` triples already drawn.

    `inferred` holds that. `infer` then takes one document at a time, so that memory holds one document, and documents
    can go to several processes.
    """

    def __init__(self, rules: Rules, shared: Iterable[Triple] = (), assumed: Iterable[Triple] = ()) -> None:
        """Draws what follows from the ontology and the shared triples; `assumed` ones hold too."""
        self._rules = rules
        self._numbers: dict[Term, int] = {}
        self._resources: list[Term] = []
        self._literals: list[Term] = []
        self._program = program(rules.rules, self._number, self._helper)
        self._base = Facts()
        anyway: dict[int, set[int]] = {}
        for rule in rules.rules:
            if rule.head is not None and not rule.body:
                member, kind = (self._number(term) for term in (rule.head[0], rule.head[2]) if isinstance(term, str))
                anyway.setdefault(kind, set()).add(member)
        data = [*rules.facts, *shared]
        load = _Load(self, data)
        load.note(data)
        beside = _Load(self, assumed, load)
        load.type_literals({**self._numbers, **load.numbers})
        self._numbers.update(load.numbers)
        self._resources += load.resources
        self._literals += load.literals
        self._anonymous = {number for term, number in self._numbers.items() if is_anonymous(term)}
        self._own = {number for term, number in self._numbers.items() if is_vocabulary(term)}
        saturation = Saturation(self._program)
        saturation.run({}, anyway)
        saturation.run(beside.pairs, beside.members)
        saturation.run(load.pairs, load.members)
        self._base = saturation.facts
        self.inferred: list[Triple] = [*rules.implied, *self._output(load, self._base)]

    def infer(self, data: Iterable[Triple]) -> list[Triple]:
        """What follows from the data with the ontology and the shared triples, and from these alone does not."""
        return self.draw(data).triples

    def draw(self, data: Iterable[Triple]) -> Inferences:
        """The same with what a rule may join with the facts of another document."""
        load, facts = self._saturated(data)
        crossing = list(self._crossing(load, facts))
        touched = {subject for subject, _, _ in crossing}
        shared = len(self._resources)
        for values in facts.by_value.values():
            touched.update(load.term(value) for value in values if 0 <= value < shared)
        return Inferences(list(self._output(load, facts)), crossing, touched)

    def contradictions(self, data: Iterable[Triple]) -> list[Contradiction]:
        """Facts of the data, or inferred from them, that an axiom forbids together (disjoint classes and the like)."""
        load, facts = self._saturated(data)
        prohibitions = [rule for rule in self._rules.rules if rule.head is None]
        found = [hit for rule in prohibitions for hit in self._hits(rule, (self._base, facts), load)]
        return sorted(found, key=lambda contradiction: (contradiction.axiom, str(contradiction.facts)))

    def _saturated(self, data: Iterable[Triple]) -> tuple[_Load, Facts]:
        load = _Load(self, data)
        load.type_literals(load.numbers)
        saturation = Saturation(self._program, self._base)
        saturation.run(load.pairs, load.members)
        return load, saturation.facts

    def _crossing(self, load: _Load, facts: Facts) -> Iterator[Triple]:
        shared, joins = len(self._resources), self._program
        for prop in facts.pairs.keys() & (joins.second.keys() | joins.only_of.keys()):
            for subject, value in facts.pairs[prop]:
                if 0 <= subject < shared:
                    yield load.term(subject), load.term(prop), load.term(value)
        for kind in facts.members.keys() & (joins.some_of.keys() | joins.parts.keys() | joins.only.keys()):
            for member in facts.members[kind]:
                if 0 <= member < shared:
                    yield load.term(member), TYPE, load.term(kind)

    def is_shared(self, term: Term) -> bool:
        """Whether the ontology, its rules or the shared triples speak of the term."""
        return term in self._numbers

    def _hits(self, rule: Rule, layers: tuple[Facts, Facts], load: _Load) -> Iterator[Contradiction]:
        first = rule.body[0]
        common = self._extension(rule, 0, layers)
        if len(rule.body) == 2:
            common &= self._extension(rule, 1, layers)
        for hit in sorted(common):
            places = dict(zip((first[0], first[2]), map(load.term, hit), strict=False))
            atoms = tuple((places.get(s, s), p, places.get(o, o)) for s, p, o in rule.body)
            yield Contradiction(rule.axiom, atoms)  # type: ignore[arg-type]

    def _extension(self, rule: Rule, place: int, layers: tuple[Facts, Facts]) -> set[tuple[int, ...]]:
        """What fits an atom of a prohibition, the terms in the order of the first atom's variables."""
        subject, predicate, value = rule.body[place]
        number = self._numbers.get(value if predicate == TYPE else predicate)  # type: ignore[arg-type]
        if number is None:
            return set()
        if predicate == TYPE:
            return {(member,) for facts in layers for member in facts.members.get(number, ())}
        pairs = {pair for facts in layers for pair in facts.pairs.get(number, ())}
        if subject == value:
            return {pair for pair in pairs if pair[0] == pair[1]}
        return {(y, x) for x, y in pairs} if subject != rule.body[0][0] else set(pairs)

    def _number(self, term: Term) -> int:
        number = self._numbers.get(term)
        if number is None:
            if is_literal(term):
                self._literals.append(term)
                number = -len(self._literals)
            else:
                number = len(self._resources)
                self._resources.append(term)
            self._numbers[term] = number
        return number

    def _helper(self) -> int:
        return self._number(f"_:helper{len(self._resources)}")

    def _output(self, load: _Load, facts: Facts) -> Iterator[Triple]:
        """The facts as triples, less those that docs/reasoning.md lists."""
        anonymous = self._anonymous | {number for term, number in load.numbers.items() if is_anonymous(term)}
        hidden = self._own | anonymous
        for prop, pairs in facts.pairs.items():
            predicate = load.term(prop)
            if is_anonymous(predicate):
                continue
            for subject, value in pairs - load.pairs.get(prop, set()):
                if subject >= 0 and subject not in hidden and value not in anonymous:
                    yield load.term(subject), predicate, load.term(value)
        for kind, members in facts.members.items():
            named = load.term(kind)
            if is_anonymous(named) or is_vocabulary(named):
                continue
            for member in members - load.members.get(kind, set()):
                if member >= 0 and member not in hidden:
                    yield load.term(member), TYPE, named


class _Load:
    """The triples of one call, numbered on from the reasoner's terms; only what rules speak of is kept."""

    def __init__(self, reasoner: Reasoner, data: Iterable[Triple], before: _Load | None = None) -> None:
        self.numbers: dict[Term, int] = before.numbers if before else {}
        self.resources: list[Term] = before.resources if before else []
        self.literals: list[Term] = before.literals if before else []
        self.pairs: dict[int, set[Pair]] = {}
        self.members: dict[int, set[int]] = {}
        self._reasoner = reasoner
        self._known_resources = len(reasoner._resources)
        self._known_literals = len(reasoner._literals)
        self._read(data)

    def term(self, number: int) -> Term:
        """The term of a number, the reasoner's or this call's."""
        if number >= 0:
            known = self._known_resources
            return self._reasoner._resources[number] if number < known else self.resources[number - known]
        place, known = -1 - number, self._known_literals
        return self._reasoner._literals[place] if place < known else self.literals[place - known]

    def note(self, data: Iterable[Triple]) -> None:
        """Numbers every resource that the triples speak of, whether or not a rule does."""
        for subject, _, value in data:
            self._number(subject)
            if not is_literal(value):
                self._number(value)

    def type_literals(self, numbers: Mapping[Term, int]) -> None:
        """`dt-type2`, for the datatypes that rules ask of."""
        for kind, datatype in self._reasoner._program.datatypes.items():
            literals = (term for term in numbers if is_literal(term) and is_of_datatype(term, datatype))
            self.members.setdefault(kind, set()).update(numbers[literal] for literal in literals)

    def _read(self, data: Iterable[Triple]) -> None:
        terms, known = self._reasoner._program.terms, self._reasoner._numbers
        number = self._number
        lanes: dict[Term, set[Pair] | None] = {}
        kinds: dict[Term, set[int]] = {}
        for subject, predicate, value in data:
            if predicate == TYPE:
                members = kinds.get(value)
                if members is None:
                    members = kinds[value] = set()
                members.add(number(subject))
                continue
            if predicate in lanes:
                lane = lanes[predicate]
            else:
                lane = lanes[predicate] = set() if known.get(predicate) in terms else None
            if lane is not None:
                lane.add((number(subject), number(value)))
        check_data(lanes, kinds)
        self.pairs = {known[predicate]: lane for predicate, lane in lanes.items() if lane is not None}
        self.members = {known[kind]: members for kind, members in kinds.items() if known.get(kind) in terms}

    def _number(self, term: Term) -> int:
        number = self._reasoner._numbers.get(term)
        if number is None:
            number = self.numbers.get(term)
        if number is None:
            if is_literal(term):
                self.literals.append(term)
                number = -(self._known_literals + len(self.literals))
            else:
                number = self._known_resources + len(self.resources)
                self.resources.append(term)
            self.numbers[term] = number
        return number


def infer(rules: Rules, data: Iterable[Triple], shared: Iterable[Triple] = ()) -> list[Triple]:
    """Everything that follows from ontology, shared triples and data, less the triples given and those of no use.

    docs/reasoning.md lists what is left out. The order is the same in every process for the same order of input.
    """
    return Reasoner(rules, [*shared, *data]).inferred


def infer_documents(
    rules: Rules, documents: Collection[Iterable[Triple]], shared: Iterable[Triple] = ()
) -> Iterator[list[Triple]]:
    """What `infer` gives over all documents together, in parts: each document's, then what the shared triples give.

    One document is in memory at a time. Where rules join facts of two documents at a shared thing, the documents are
    gone through again. `documents` can be gone through more than once. What two of them speak of stands in the shared
    triples or the ontology.
    """
    shared = list(shared)
    reasoner = Reasoner(rules, shared)
    left = dict.fromkeys(reasoner.inferred)
    seen: set[Triple] = set()
    meetings = _Meetings()
    for document in documents:
        stated = list(document)
        drawn = reasoner.draw(stated)
        meetings.note(drawn)
        for triple in stated:
            left.pop(triple, None)
        yield list(_unseen(drawn.triples, reasoner, seen))
    yield list(left)
    assumed: set[Triple] = set()
    while assumed != (crossing := meetings.crossing()):
        assumed = crossing
        wider = Reasoner(rules, shared, sorted(assumed))
        late = dict.fromkeys(triple for triple in wider.inferred if triple not in assumed)
        for triple in reasoner.inferred:
            late.pop(triple, None)
        meetings = _Meetings()
        for document in documents:
            stated = list(document)
            known = {*stated, *reasoner.infer(stated)}
            drawn = wider.draw(stated)
            meetings.note(drawn, assumed)
            for triple in known:
                late.pop(triple, None)
            yield list(_unseen((triple for triple in drawn.triples if triple not in known), wider, seen))
        yield list(late)
        reasoner = wider


class _Meetings:
    """The shared things that several documents touch, and what is known of them."""

    def __init__(self) -> None:
        self._once: set[Term] = set()
        self._often: set[Term] = set()
        self._facts: dict[Triple, None] = {}

    def note(self, drawn: Inferences, assumed: Iterable[Triple] = ()) -> None:
        self._facts.update(dict.fromkeys((*drawn.crossing, *assumed)))
        self._often |= self._once & drawn.touched
        self._once |= drawn.touched

    def crossing(self) -> set[Triple]:
        """The facts about things that more than one document touches."""
        return {triple for triple in self._facts if triple[0] in self._often}


def _unseen(inferred: Iterable[Triple], reasoner: Reasoner, seen: set[Triple]) -> Iterator[Triple]:
    """Triples that no other document gave: only those between shared things can come twice."""
    for triple in inferred:
        if reasoner.is_shared(triple[0]) and reasoner.is_shared(triple[2]):
            if triple in seen:
                continue
            seen.add(triple)
        yield triple
