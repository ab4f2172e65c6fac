"""Why a triple holds: the same rules, a fact at a time, each inferred fact keeping what it was inferred from."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping

from kg.graph.reason.manchester import name
from kg.graph.reason.program import is_of_datatype
from kg.graph.reason.records import Derivation, Rule, Rules, Variable, is_anonymous, is_literal, is_vocabulary
from kg.graph.reason.schema import check_data
from kg.graph.terms import TYPE, Term, Triple

_Binding = dict[Variable, Term]
_EXPRESSION_RULES = ("cls-hv", "cls-svf", "cls-avf", "cls-int")


def explain(rules: Rules, data: Iterable[Triple], triple: Triple) -> Derivation | None:
    """Why the triple holds in the data (a document's triples with the shared ones), or None where it does not.

    Steps through nameless classes are folded into the step that names a class. Every chain of reasons ends in asserted
    triples.
    """
    return _Trace(rules, data).derivation(triple)


def explain_subject(rules: Rules, data: Iterable[Triple], subject: Term) -> tuple[Derivation, ...]:
    """The derivations of all inferred triples of a subject that `infer` gives, sorted by predicate and value."""
    trace = _Trace(rules, data)
    found = (trace.derivation(triple) for triple in sorted(trace.inferred(subject), key=str))
    return tuple(derivation for derivation in found if derivation is not None)


def text(derivation: Derivation, depth: int = 0) -> str:
    """The derivation as an indented outline: each triple, the axioms that gave it, below it the triples it rests on."""
    indent = "  " * depth
    subject, predicate, value = derivation.triple
    verb = "a" if predicate == TYPE else name(predicate)
    lines = [f"{indent}{name(subject)} {verb} {name(value)}{'  (stated)' if derivation.is_asserted else ''}"]
    lines += [f"{indent}  because {axiom}" for axiom in derivation.axioms]
    lines += [text(premise, depth + 1) for premise in derivation.premises]
    return "\n".join(lines)


class _Trace:
    """All facts, each with the rule and premises that first gave it (None: asserted), rules of stated axioms first."""

    def __init__(self, rules: Rules, data: Iterable[Triple]) -> None:
        self._reasons: dict[Triple, tuple[Rule, tuple[Triple, ...]] | None] = {}
        self._by_predicate: dict[tuple[Term, Term | None], list[Triple]] = defaultdict(list)
        self._by_subject: dict[tuple[Term, Term], list[Triple]] = defaultdict(list)
        self._by_value: dict[tuple[Term, Term], list[Triple]] = defaultdict(list)
        asserted = list(data)
        check_data({predicate for _, predicate, _ in asserted}, {o for _, p, o in asserted if p == TYPE})
        agenda = deque(dict.fromkeys([*rules.facts, *asserted]))
        agenda.extend(_literal_types(rules, agenda))
        self._reasons.update((triple, None) for triple in agenda)
        for rule in rules.rules:
            if rule.head is not None and not rule.body and rule.head not in self._reasons:
                self._reasons[rule.head] = (rule, ())  # type: ignore[index]
                agenda.append(rule.head)  # type: ignore[arg-type]
        for stated in (True, False):
            applied = [rule for rule in rules.rules if rule.head is not None and (rule.stated or not stated)]
            self._saturate(_triggers(applied), agenda)
            agenda = deque(self._reasons)

    def inferred(self, subject: Term) -> list[Triple]:
        """The inferred triples of a subject, less those that `infer` leaves out."""
        return [
            triple
            for triple, reason in self._reasons.items()
            if triple[0] == subject and reason is not None and _is_kept(triple)
        ]

    def derivation(self, triple: Triple) -> Derivation | None:
        """The derivation of a fact, or None for what is none."""
        if triple not in self._reasons:
            return None
        reason = self._reasons[triple]
        if reason is None:
            return Derivation(triple)
        names: list[str] = []
        axioms: list[str] = []
        premises: list[Triple] = []
        self._unfold(reason, names, axioms, premises)
        found = (self.derivation(premise) for premise in dict.fromkeys(premises))
        return Derivation(
            triple, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(axioms)), tuple(step for step in found if step)
        )

    def _unfold(
        self, reason: tuple[Rule, tuple[Triple, ...]], names: list[str], axioms: list[str], premises: list[Triple]
    ) -> None:
        """Gathers the rules, axioms and premises of one step, with those of the nameless steps below it."""
        rule, body = reason
        for premise in body:
            below = self._reasons[premise]
            if below is not None and is_anonymous(premise[2]) and premise[1] == TYPE:
                self._unfold(below, names, axioms, premises)
            elif not is_literal(premise[0]):
                premises.append(premise)
        names.append(rule.name)
        if not (rule.name.startswith(_EXPRESSION_RULES) and _is_expression(rule)):
            axioms.append(rule.axiom)

    def _saturate(
        self, triggers: Mapping[tuple[Term, Term | None], list[tuple[Rule, int]]], agenda: deque[Triple]
    ) -> None:
        seen: set[Triple] = set()
        while agenda:
            fact = agenda.popleft()
            if fact in seen:
                continue
            seen.add(fact)
            self._index(fact)
            for rule, place in triggers.get(_key(fact), ()):
                for body, head in self._matches(rule, place, fact):
                    if head not in self._reasons:
                        self._reasons[head] = (rule, body)
                        agenda.append(head)

    def _index(self, fact: Triple) -> None:
        subject, predicate, value = fact
        at_subject = self._by_subject[predicate, subject]
        if fact not in at_subject:
            at_subject.append(fact)
            self._by_value[predicate, value].append(fact)

    def _matches(self, rule: Rule, place: int, fact: Triple) -> Iterator[tuple[tuple[Triple, ...], Triple]]:
        """The bodies of the rule that hold with the fact in its place, each with its conclusion."""
        binding = _bind({}, rule.body[place], fact)
        if binding is None:
            return
        partial: list[tuple[_Binding, dict[int, Triple]]] = [(binding, {place: fact})]
        # Outward from the fact, so that each atom shares a variable with those bound before.
        order = [*range(place + 1, len(rule.body)), *range(place - 1, -1, -1)]
        for other in order:
            partial = [
                (bound, {**used, other: candidate})
                for known, used in partial
                for candidate in self._candidates(rule, other, known)
                if (bound := _bind(known, rule.body[other], candidate)) is not None
            ]
        assert rule.head is not None
        for bound, used in partial:
            subject, predicate, value = (bound[term] if isinstance(term, Variable) else term for term in rule.head)
            yield tuple(used[number] for number in range(len(rule.body))), (subject, predicate, value)

    def _candidates(self, rule: Rule, place: int, known: _Binding) -> list[Triple]:
        subject, predicate, value = rule.body[place]
        bound = known.get(subject) if isinstance(subject, Variable) else subject
        if bound is not None:
            return list(self._by_subject.get((predicate, bound), ()))
        end = known.get(value) if isinstance(value, Variable) else value
        return list(self._by_value.get((predicate, end), ())) if end is not None else []


def _key(fact: Triple) -> tuple[Term, Term | None]:
    return (TYPE, fact[2]) if fact[1] == TYPE else (fact[1], None)


def _triggers(rules: Iterable[Rule]) -> Mapping[tuple[Term, Term | None], list[tuple[Rule, int]]]:
    """Rules and the place of the atom, by what a fact must be to fit it."""
    triggers: dict[tuple[Term, Term | None], list[tuple[Rule, int]]] = defaultdict(list)
    for rule in rules:
        for place, (_, predicate, value) in enumerate(rule.body):
            key = (predicate, value if predicate == TYPE and not isinstance(value, Variable) else None)
            triggers[key].append((rule, place))
    return triggers


def _bind(known: _Binding, atom: tuple[Term | Variable, Term, Term | Variable], fact: Triple) -> _Binding | None:
    """The binding with the atom's variables set to the fact's terms, or None where they do not fit."""
    bound = dict(known)
    for wanted, given in ((atom[0], fact[0]), (atom[2], fact[2])):
        if isinstance(wanted, Variable):
            if bound.setdefault(wanted, given) != given:
                return None
        elif wanted != given:
            return None
    return bound


def _is_expression(rule: Rule) -> bool:
    """Whether the rule only spells out a nameless class."""
    atoms = (*rule.body, rule.head) if rule.head else rule.body
    return any(atom[1] == TYPE and not isinstance(atom[2], Variable) and is_anonymous(atom[2]) for atom in atoms)


def _literal_types(rules: Rules, facts: Iterable[Triple]) -> list[Triple]:
    """`dt-type2` for the datatypes that rules ask of."""
    wanted = {
        value
        for rule in rules.rules
        for _, predicate, value in rule.body
        if predicate == TYPE and not isinstance(value, Variable) and is_vocabulary(value)
    }
    literals = {value for _, _, value in facts if is_literal(value)} if wanted else set()
    return [(literal, TYPE, kind) for literal in literals for kind in wanted if is_of_datatype(literal, kind)]


def _is_kept(triple: Triple) -> bool:
    subject, predicate, value = triple
    if is_literal(subject) or is_anonymous(subject) or is_anonymous(value) or is_vocabulary(subject):
        return False
    return not is_anonymous(predicate) and not (predicate == TYPE and is_vocabulary(value))
