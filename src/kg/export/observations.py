"""Measurements as cells of a cube: a code for each dimension, and what each code means.

What the text does not say has the code `not_stated`, what cannot be said of such a figure `not_applicable`; both are
the ontology's reasons. Where several figures have all codes alike, `statement` counts them, by document and place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.export.figures import Figure, Named, figures
from kg.export.view import View, read_triples
from kg.graph.iris import CONCEPTS, slug
from kg.graph.terms import Term, string, value_of

NOT_STATED: Final = "not_stated"
NOT_APPLICABLE: Final = "not_applicable"
STATEMENT: Final = "statement"
_PREF_LABEL: Final = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_NOBODY: Final = frozenset({"tenure"})  # measures that the annotation guide gives no population


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: its name, label, and the ontology's kind of concept that its codes are (empty: codes of our own)."""

    name: str
    label: str
    kind: str
    code: Callable[[Figure], str]


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a dimension: its labels as terms, the concept or thing that it stands for, the concepts it joins."""

    name: str
    labels: tuple[Term, ...]
    concept: str = ""
    thing: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure and its codes, one a dimension in their order; `statement` is 1 unless figures have all codes alike."""

    figure: Figure
    codes: tuple[str, ...]
    statement: int


@dataclass(frozen=True, slots=True)
class Table:
    """The observations of a view, the codes that they use by dimension, and how many findings have no place in it."""

    observations: Sequence[Observation]
    codes: Mapping[str, Mapping[str, Code]]
    valueless: int
    others: int

    def notes(self, form: str) -> list[str]:
        """What was left out."""
        found = []
        if self.others:
            found.append(f"{form} holds measurements alone: {self.others} adoptions and trends left out")
        if self.valueless:
            found.append(f"{form}: {self.valueless} measurements without a value left out")
        return found


def _named(named: Named | None) -> str:
    return named.iri.rsplit("/", 1)[-1] if named else NOT_STATED


def _population(figure: Figure) -> str:
    if figure.population is None and figure.measure in _NOBODY:
        return NOT_APPLICABLE
    return _named(figure.population)


DIMENSIONS: Final = (
    Dimension("measure", "what was measured", "measure", lambda figure: figure.measure or NOT_STATED),
    Dimension("channels", "channels", "channel", lambda figure: "+".join(figure.channels) or NOT_STATED),
    Dimension("population", "people or things counted", "", _population),
    Dimension("organization", "organization", "", lambda figure: _named(figure.organization)),
    Dimension("survey", "survey", "", lambda figure: _named(figure.survey)),
    Dimension("period", "period", "", lambda figure: figure.period or NOT_STATED),
    Dimension("unit", "unit", "unit", lambda figure: figure.unit or NOT_STATED),
    Dimension("change", "kind of change", "change", lambda figure: figure.change or NOT_APPLICABLE),
    Dimension("per", "time that a rate is counted by", "unit", lambda figure: figure.per or NOT_APPLICABLE),
)


def table(view: View) -> Table:
    """The measurements of a view that have a value."""
    found: list[Figure] = []
    others = valueless = 0
    for figure in figures(view):
        if figure.kind != "measurement":
            others += 1
        elif figure.value is None:
            valueless += 1
        else:
            found.append(figure)
    seen: Counter[tuple[str, ...]] = Counter()
    observations = []
    for figure in found:
        codes = tuple(dimension.code(figure) for dimension in DIMENSIONS)
        seen[codes] += 1
        observations.append(Observation(figure, codes, seen[codes]))
    return Table(observations, _codes(view, observations), valueless, others)


def _codes(view: View, observations: Sequence[Observation]) -> dict[str, dict[str, Code]]:
    labels = concept_labels(view)
    found: dict[str, dict[str, Code]] = {}
    for at, dimension in enumerate(DIMENSIONS):
        things = {observation.codes[at]: observation.figure for observation in observations}
        found[dimension.name] = {code: _code(dimension, code, things[code], labels) for code in sorted(things)}
    return found


def concept_labels(view: View) -> dict[str, tuple[Term, ...]]:
    """The labels of the ontology's concepts in all languages, by what follows the base of concepts."""
    found: dict[str, list[Term]] = {}
    for subject, predicate, value in read_triples(view.folder / "ontology.ttl"):
        if predicate == _PREF_LABEL and subject.startswith(f"<{CONCEPTS}"):
            found.setdefault(subject[len(CONCEPTS) + 1 : -1], []).append(value)
    return {name: tuple(sorted(values, key=lambda term: term.rpartition("@")[2])) for name, values in found.items()}


def _code(dimension: Dimension, code: str, figure: Figure, labels: Mapping[str, tuple[Term, ...]]) -> Code:
    if code in (NOT_STATED, NOT_APPLICABLE):
        return Code(code, labels.get(f"reason/{code}", ()), f"{CONCEPTS}reason/{code}")
    if dimension.kind:
        parts = tuple(f"{dimension.kind}/{part}" for part in code.split("+"))
        if len(parts) == 1:
            return Code(code, labels.get(parts[0], (string(code),)), CONCEPTS + parts[0])
        return Code(code, _joined(parts, labels), "", "", tuple(CONCEPTS + part for part in parts))
    if dimension.name == "period":
        return Code(code, (string(code),))
    named: Named | None = getattr(figure, dimension.name)
    assert named is not None
    return Code(code, (string(named.label or code.replace("-", " ")),), "", named.iri)


def _joined(parts: Sequence[str], labels: Mapping[str, tuple[Term, ...]]) -> tuple[Term, ...]:
    """The labels of several concepts together, in each language that all have."""
    by_language = [{term.rpartition("@")[2]: value_of(term) for term in labels.get(part, ())} for part in parts]
    languages = set.intersection(*map(set, by_language))
    return tuple(string(", ".join(names[tag] for names in by_language), tag) for tag in sorted(languages))


def local(code: str) -> str:
    """A code as the last segment of an IRI."""
    return code if code.replace("+", "").replace("-", "").replace("_", "").isalnum() and code.isascii() else slug(code)
