"""Shapes compiled to functions over an index of strings: SHACL Core, with the results of pyshacl, for large graphs.

What is not covered (SPARQL constraints and targets, own constraint components, rules) is refused;
`kg.graph.validate` then takes pyshacl.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.errors import DataError
from kg.graph.terms import XSD, Term, value_of
from kg.graph.validate.components import COMPONENTS, IGNORED, Bad, Check
from kg.graph.validate.index import FIRST, Index
from kg.graph.validate.records import Raw
from kg.graph.validate.shapes import PATH, PROPERTY, SH, TARGETS, Shapes

_TRUE: Final = f'"true"^^<{XSD}boolean>'
Values = Callable[[Term], Sequence[Term]]
_NODE, _NOT, _AND, _OR, _XONE = (f"<{SH}{name}>" for name in ("node", "not", "and", "or", "xone"))
_LOGIC: Final = (_NODE, _NOT, _AND, _OR, _XONE)
_QUALIFIED, _LEAST, _MOST, _APART = (
    f"<{SH}qualified{name}>" for name in ("ValueShape", "MinCount", "MaxCount", "ValueShapesDisjoint")
)
_KNOWN: Final = frozenset((_QUALIFIED, _LEAST, _MOST, _APART, *COMPONENTS, *_LOGIC, *IGNORED, *TARGETS, PATH, PROPERTY))
_INVERSE, _ALTERNATIVE, _ANY, _SOME, _MAYBE = (
    f"<{SH}{name}>" for name in ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
)
_DECLARED: Final = tuple(f"<{SH}{name}>" for name in ("ConstraintComponent", "SPARQLTarget", "SPARQLTargetType"))


@dataclass
class _Shape:
    """A compiled shape: what its values are, what is checked of them, the property shapes below it."""

    term: Term
    severity: Term
    active: bool
    values: Values | None = None  # None: the focus node itself
    checks: list[tuple[Term, Check]] = field(default_factory=list)
    properties: list[_Shape] = field(default_factory=list)


def uncovered(shapes: Shapes) -> str | None:
    """A term of the shapes that this engine does not cover, or None."""
    index = shapes.index
    for declared in _DECLARED:
        if index.instances(declared):
            return declared
    for predicate in sorted({predicate for _, predicate, _ in shapes.triples}):
        if predicate.startswith(f"<{SH}") and predicate not in _KNOWN:
            if predicate in (_INVERSE, _ALTERNATIVE, _ANY, _SOME, _MAYBE):
                continue
            return predicate
    return None


def compiled_results(shapes: Shapes, data: Index) -> Iterator[Raw]:
    """The results of the compiled shapes. `uncovered(shapes)` must be None.

    Raises:
        DataError: a parameter of a shape is wrong.
    """
    compiler = _Compiler(shapes, data)
    for term in shapes.targeting():
        shape = compiler.shape(term)
        if shape.active:
            for focus in shapes.targets(term, data):
                yield from _results(shape, focus)


def _results(shape: _Shape, focus: Term) -> Iterator[Raw]:
    """The results of a shape at a focus node; those of its property shapes have the value nodes as their focus."""
    values = (focus,) if shape.values is None else shape.values(focus)
    for component, check in shape.checks:
        for value in check(focus, values):
            yield Raw(shape.severity, shape.term, component, focus, value)
    for one in shape.properties:
        for value in values:
            yield from _results(one, value)


def _conforms(shape: _Shape, node: Term) -> bool:
    return not shape.active or next(_results(shape, node), None) is None


class _Compiler:
    def __init__(self, shapes: Shapes, data: Index) -> None:
        self._shapes, self._data, self._made = shapes, data, dict[Term, _Shape]()

    def shape(self, term: Term) -> _Shape:
        """The compiled shape; made once, so that shapes may be shared."""
        made = self._made.get(term)
        if made is None:
            shapes = self._shapes
            made = self._made[term] = _Shape(term, shapes.severity(term), shapes.active(term))
            path = shapes.index.value(term, PATH)
            made.values = self._path(path) if path else None
            made.checks = [*self._checks(term), *self._logic(term), *self._qualified(term)]
            below = (self.shape(one) for one in shapes.index.values(term, PROPERTY))
            made.properties = [one for one in below if one.active]
        return made

    def _checks(self, term: Term) -> Iterator[tuple[Term, Check]]:
        index = self._shapes.index
        for predicate, (name, make) in COMPONENTS.items():
            for parameter in index.values(term, predicate):
                try:
                    yield f"<{SH}{name}ConstraintComponent>", make(parameter, term, index, self._data)
                except (ValueError, re.error) as error:
                    raise DataError(
                        self._shapes.place, f"{predicate} {parameter} ({error})", "a parameter as SHACL wants it"
                    ) from error

    def _logic(self, term: Term) -> Iterator[tuple[Term, Check]]:
        index = self._shapes.index
        for predicate, name in ((_NODE, "Node"), (_NOT, "Not")):
            for other in index.values(term, predicate):
                yield f"<{SH}{name}ConstraintComponent>", _one(self.shape(other), wanted=predicate == _NODE)
        for predicate, name, right in (
            (_AND, "And", lambda passed, of: passed == of),
            (_OR, "Or", lambda passed, of: passed > 0),
            (_XONE, "Xone", lambda passed, of: passed == 1),
        ):
            for head in index.values(term, predicate):
                members = [self.shape(member) for member in index.members(head)]
                yield f"<{SH}{name}ConstraintComponent>", _several(members, right)

    def _qualified(self, term: Term) -> Iterator[tuple[Term, Check]]:
        index = self._shapes.index
        for other in index.values(term, _QUALIFIED):
            siblings = self._siblings(term) if _TRUE in index.values(term, _APART) else []
            for predicate, name in ((_LEAST, "Min"), (_MOST, "Max")):
                limit = index.value(term, predicate)
                if limit is not None:
                    check = _counted(self.shape(other), siblings, int(value_of(limit)), is_least=name == "Min")
                    yield f"<{SH}Qualified{name}CountConstraintComponent>", check

    def _siblings(self, term: Term) -> list[_Shape]:
        """The other qualified value shapes of the shapes that have the property shape (SHACL, section 4.7.3)."""
        index = self._shapes.index
        own = index.values(term, _QUALIFIED)
        found = {
            other
            for parent in index.backward(PROPERTY).get(term, ())
            for sibling in index.values(parent, PROPERTY)
            for other in index.values(sibling, _QUALIFIED)
        }
        return [self.shape(other) for other in sorted(found) if other not in own]

    def _path(self, path: Term, inverse: bool = False) -> Values:
        """What a path, or its inverse, leads to from a node (SHACL, section 2.3.1), without duplicates."""
        index, data = self._shapes.index, self._data
        if index.forward(FIRST).get(path):
            steps = [self._path(step, inverse) for step in index.members(path)]
            return _chain(steps[::-1] if inverse else steps)
        if (turned := index.value(path, _INVERSE)) is not None:
            return self._path(turned, not inverse)
        if (head := index.value(path, _ALTERNATIVE)) is not None:
            branches = [self._path(branch, inverse) for branch in index.members(head)]
            return lambda node: tuple(dict.fromkeys(value for branch in branches for value in branch(node)))
        for predicate, zero, many in ((_ANY, True, True), (_SOME, False, True), (_MAYBE, True, False)):
            if (step := index.value(path, predicate)) is not None:
                return _repeated(self._path(step, inverse), zero, many)
        values = data.backward(path) if inverse else data.forward(path)
        return lambda node: values.get(node, ())


def _chain(steps: Sequence[Values]) -> Values:
    def values(node: Term) -> Sequence[Term]:
        reached: Iterable[Term] = (node,)
        for step in steps:
            reached = dict.fromkeys(value for at in reached for value in step(at))
        return tuple(reached)

    return values


def _repeated(step: Values, zero: bool, many: bool) -> Values:
    def values(node: Term) -> Sequence[Term]:
        reached = dict.fromkeys(step(node))
        waiting = list(reached) if many else []
        while waiting:
            for value in step(waiting.pop()):
                if value not in reached:
                    reached[value] = None
                    waiting.append(value)
        return tuple({node: None, **reached} if zero else reached)

    return values


def _one(shape: _Shape, wanted: bool) -> Check:
    def check(focus: Term, values: Sequence[Term]) -> Bad:
        return [value for value in values if _conforms(shape, value) is not wanted]

    return check


def _several(members: Sequence[_Shape], right: Callable[[int, int], bool]) -> Check:
    def check(focus: Term, values: Sequence[Term]) -> Bad:
        return [v for v in values if not right(sum(_conforms(member, v) for member in members), len(members))]

    return check


def _counted(shape: _Shape, siblings: Sequence[_Shape], limit: int, is_least: bool) -> Check:
    def check(focus: Term, values: Sequence[Term]) -> Bad:
        fitting = (value for value in values if _conforms(shape, value))
        number = sum(not any(_conforms(sibling, value) for sibling in siblings) for value in fitting)
        return () if (number >= limit if is_least else number <= limit) else (None,)

    return check
