"""Validation document by document beside what all share: memory holds one document, and documents can go to processes.

A document's part is its graph, what is inferred of its subjects, and the triples by which shared entities point at its
characters. The shared part is the ontology, the shared entities without those triples, and what is inferred of them.
The results of all parts are those of the whole for shapes whose paths lead from a document to its characters, its
findings and shared entities, as the package's do: none may look from a shared entity back at all that points to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from kg.graph.terms import Term, Triple
from kg.graph.validate.characters import check_characters
from kg.graph.validate.compiled import compiled_results
from kg.graph.validate.index import Index
from kg.graph.validate.records import Raw
from kg.graph.validate.report import Result, ValidationReport, assemble, results_of
from kg.graph.validate.shapes import READ, Shapes

_MENTION: Final = READ[2]
_LAST: Final = "\U0010ffff"


class _Either(Mapping[Term, Sequence[Term]]):
    """Two mappings to lists, read as one."""

    def __init__(self, upper: Mapping[Term, Sequence[Term]], lower: Mapping[Term, Sequence[Term]]) -> None:
        self._upper, self._lower = upper, lower

    def __getitem__(self, key: Term) -> Sequence[Term]:
        upper, lower = self._upper.get(key), self._lower.get(key)
        if upper is None or lower is None:
            found = lower if upper is None else upper
            if found is None:
                raise KeyError(key)
            return found
        return list(dict.fromkeys((*upper, *lower)))

    def get(self, key: Term, default: Sequence[Term] = ()) -> Sequence[Term]:  # type: ignore[override]
        """The values of both for a key."""
        upper = self._upper.get(key)
        if upper is None:
            return self._lower.get(key, default)
        return self[key] if key in self._lower else upper

    def __iter__(self) -> Iterator[Term]:
        return iter({**self._upper, **self._lower})

    def __len__(self) -> int:
        return len({*self._upper, *self._lower})


class _Members(Set[Term]):
    """Two sets, read as one."""

    def __init__(self, upper: Set[Term], lower: Set[Term]) -> None:
        self._upper, self._lower = upper, lower

    def __contains__(self, member: object) -> bool:
        return member in self._upper or member in self._lower

    def __iter__(self) -> Iterator[Term]:
        return iter({*self._upper, *self._lower})

    def __len__(self) -> int:
        return len({*self._upper, *self._lower})


class _Beside(Index):
    """A document's triples beside the shared ones: both are read, focus nodes are what the document speaks of."""

    def __init__(self, triples: Iterable[Triple], shared: Index) -> None:
        super().__init__(triples)
        self._shared = shared
        self._speaks = {subject for by_subject in self._forward.values() for subject in by_subject}

    def forward(self, predicate: Term) -> Mapping[Term, Sequence[Term]]:
        own, shared = super().forward(predicate), self._shared.forward(predicate)
        return _Either(own, shared) if own and shared else own or shared

    def backward(self, predicate: Term) -> Mapping[Term, Sequence[Term]]:
        own, shared = super().backward(predicate), self._shared.backward(predicate)
        return _Either(own, shared) if own and shared else own or shared

    def subclasses(self, kind: Term) -> frozenset[Term]:
        return self._shared.subclasses(kind)

    def instances(self, kind: Term) -> Set[Term]:
        return _Members(self._own(kind), self._shared.instances(kind))

    def typed(self, kind: Term) -> Set[Term]:
        instances = self._shared.instances(kind)
        return {*self._own(kind), *(node for node in self._speaks if node in instances)}

    def subjects(self, predicate: Term) -> Collection[Term]:
        return super().forward(predicate)

    def objects(self, predicate: Term) -> Collection[Term]:
        return super().backward(predicate)

    def _own(self, kind: Term) -> Set[Term]:
        return super().instances(kind)


@dataclass(frozen=True, slots=True)
class PartResults:
    """What a part breaks, with the first mention by which each result is placed, and its new focus nodes by shape."""

    results: tuple[tuple[Raw, str, Result], ...]
    checked: Mapping[Term, int]


class Validator:
    """Shapes made ready beside the shared part. Can be sent to another process."""

    def __init__(self, shapes: Shapes, shared: Iterable[Triple]) -> None:
        self._shapes = shapes
        self._read = shapes.predicates()
        self._shared = Index(triple for triple in shared if triple[1] in self._read)
        self._targets = {shape: shapes.targets(shape, self._shared) for shape in shapes.targeting()}

    def shared(self) -> PartResults:
        """What the shared part breaks."""
        return self._part(self._shared, {})

    def document(self, triples: Iterable[Triple]) -> PartResults:
        """What a document's part breaks."""
        read = (triple for triple in triples if triple[1] in self._read)
        return self._part(_Beside(read, self._shared), self._targets)

    def _part(self, data: Index, known: Mapping[Term, Set[Term]]) -> PartResults:
        shapes = self._shapes
        found = results_of([*compiled_results(shapes, data), *check_characters(shapes, data)], shapes, data)
        placed = ((raw, data.value(raw.focus, _MENTION) or _LAST, result) for raw, result in found.items())
        checked = {}
        for shape in shapes.targeting():
            if shapes.active(shape):
                checked[shape] = len(shapes.targets(shape, data) - known.get(shape, frozenset()))
        return PartResults(tuple(placed), checked)


@dataclass(slots=True)
class Gathering:
    """The parts of a graph, added one by one, as one report."""

    shapes: Shapes
    checked: Counter[Term] = field(default_factory=Counter)
    _results: dict[Raw, tuple[str, Result]] = field(default_factory=dict)

    def add(self, part: PartResults) -> None:
        """Add a part; of a result that several have, the place that sorts first is kept, as in the whole."""
        self.checked.update(part.checked)
        for raw, mention, result in part.results:
            known = self._results.get(raw)
            if known is None or mention < known[0]:
                self._results[raw] = mention, result

    def report(self, engine: str, more: Mapping[Raw, Result] | None = None) -> ValidationReport:
        """The report of all parts, and of `more` results."""
        results = [result for _, result in self._results.values()]
        return assemble([*results, *(more or {}).values()], self.checked, self.shapes, engine)


__all__ = ["Gathering", "PartResults", "Validator"]
