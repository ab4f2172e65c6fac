"""What is new, changed and gone from one graph folder to another, and which line of which text caused it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from kg.errors import GraphError
from kg.graph.folder import files_of
from kg.graph.iris import CONCEPTS, ONTOLOGY, Base
from kg.graph.store import TRIG
from kg.graph.terms import TYPE, Term, value_of
from kg.graph.vocabulary import parse_turtle

_KINDS: Final = {f"<{ONTOLOGY}{kind}>": kind.lower() for kind in ("Measurement", "Adoption", "Trend")}
_SHARED: Final = {f"<{ONTOLOGY}{kind}>": kind.lower() for kind in ("Organization", "Survey", "Population")}
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DERIVED: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
_PLACES: Final = ("mention", "wasDerivedFrom", "label", "type")  # they move with the text, or repeat it
_ALIKE: Final = 0.6  # of the words of two sentences, for a figure to be the same one changed

Facts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` is new, changed or gone; `what` a document, measurement, organization …

    `line` is the line in the text of `document`: of the new graph, or of the old one for what is gone. `before` and
    `after` hold the properties that differ.
    """

    kind: str
    what: str
    name: str
    document: str | None = None
    line: int | None = None
    sentence: str | None = None
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The change as JSON values."""
        return {
            "kind": self.kind,
            "what": self.what,
            "name": self.name,
            "document": self.document,
            "line": self.line,
            "sentence": self.sentence,
            "before": {name: list(values) for name, values in self.before.items()},
            "after": {name: list(values) for name, values in self.after.items()},
        }

    def __str__(self) -> str:
        where = (
            f" in {self.document}, line {self.line}" if self.line else f" in {self.document}" if self.document else ""
        )
        parts = [
            f"{name} {_listed(self.before.get(name))} → {_listed(self.after.get(name))}"
            for name in sorted({*self.before, *self.after})
        ]
        details = f": {'; '.join(parts)}" if parts else ""
        sentence = f"\n    {self.sentence}" if self.sentence else ""
        return f"{self.kind} {self.what} {self.name}{where}{details}{sentence}"


@dataclass(frozen=True, slots=True)
class _Finding:
    what: str
    name: str
    facts: Facts
    sentence: str
    line: int


def diff(old: Path | str, new: Path | str) -> list[Change]:
    """The changes from the graph folder `old` to `new`: documents with their findings, shared entities, the rest.

    Raises:
        GraphError: one of the folders has no graph.
        DataError: a file of one of them is damaged.
    """
    one, other = Path(old), Path(new)
    for folder in (one, other):
        if not (folder / TRIG).is_file():
            raise GraphError(str(folder), "no graph", f"a folder with {TRIG}", "run: kg build SOURCES")
    paths = sorted({*files_of(one), *files_of(other)})
    changes: list[Change] = []
    for path in (path for path in paths if path.startswith("documents/")):
        changes += _document(one, other, path)
    changes += _entities(_shared(one), _shared(other))
    changes += _rest(one, other)
    return changes


def _document(old: Path, new: Path, path: str) -> Iterator[Change]:
    before, after = ((folder / path).read_bytes() if (folder / path).exists() else None for folder in (old, new))
    text = f"texts/{path.removeprefix('documents/').removesuffix('.ttl')}.txt"
    if before == after:
        return
    name = _name(before or after or b"")
    if before is None or after is None:
        found = list(_findings(new if after else old, path, text))
        kind = "new" if before is None else "gone"
        yield Change(kind, "document", name, after={"findings": (str(len(found)),)} if found else {})
        for finding in found:
            yield Change(kind, finding.what, finding.name, name, finding.line, finding.sentence)
        return
    yield from _paired(name, list(_findings(old, path, text)), list(_findings(new, path, text)))


def _paired(document: str, before: Sequence[_Finding], after: Sequence[_Finding]) -> Iterator[Change]:
    """Findings in order: equal ones are the same wherever they stand; of those between, the likest are one changed."""
    keys = [[(f.what, tuple(sorted(f.facts.items())), f.sentence) for f in found] for found in (before, after)]
    for tag, first, last, begin, end in SequenceMatcher(a=keys[0], b=keys[1], autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        rest = list(before[first:last])
        for finding in after[begin:end]:
            match = max(rest, key=lambda old: _likeness(old, finding), default=None)
            if match is None or _likeness(match, finding) < _ALIKE:
                yield Change("new", finding.what, finding.name, document, finding.line, finding.sentence)
                continue
            rest.remove(match)
            gone, come = _differing(match.facts, finding.facts)
            if match.sentence != finding.sentence:
                gone, come = {**gone, "sentence": (match.sentence,)}, {**come, "sentence": (finding.sentence,)}
            yield Change("changed", finding.what, finding.name, document, finding.line, finding.sentence, gone, come)
        for finding in rest:
            yield Change("gone", finding.what, finding.name, document, finding.line, finding.sentence)


def _likeness(one: _Finding, other: _Finding) -> float:
    """How alike two findings are, 0 to 1: half their sentences' words, half their properties."""
    if one.what != other.what:
        return 0
    words = SequenceMatcher(None, one.sentence.split(), other.sentence.split(), autojunk=False).ratio()
    names = {*one.facts, *other.facts}
    same = sum(one.facts.get(name) == other.facts.get(name) for name in names)
    return (words + same / len(names)) / 2 if names else words


def _differing(before: Facts, after: Facts) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )


def _findings(folder: Path, path: str, text: str) -> Iterator[_Finding]:
    """The findings of a document's file, in the order of its text."""
    about = _about((folder / path).read_bytes(), f"{folder}/{path}")
    characters = (folder / text).read_bytes().decode("utf-8", "replace") if (folder / text).exists() else ""
    found = []
    for node, facts in about.items():
        what = next((_KINDS[kind] for kind in facts.get(TYPE, ()) if kind in _KINDS), None)
        place = Base(_base(node)).locate(node[1:-1]) if what else None
        if what and place and place.span:
            sentence = next(iter(facts.get(f"<{_DERIVED}>", ())), "")
            told = value_of(next(iter(about.get(sentence, {}).get(f"<{ONTOLOGY}text>", ())), '""'))
            line = characters.count("\n", 0, place.span.begin) + 1
            label = value_of(next(iter(facts.get(f"<{ONTOLOGY}printedValue>", ())), '""'))
            name = repr(label) if label else f"at {place.span.begin}-{place.span.end}"
            found.append((place.span.begin, _Finding(what, name, _plain(facts), " ".join(told.split()), line)))
    yield from (finding for _, finding in sorted(found, key=lambda pair: pair[0]))


def _plain(facts: Mapping[Term, Sequence[Term]]) -> Facts:
    """Properties by local name, with local names of concepts and values of literals; without places."""
    named = {
        _local(predicate[1:-1]): tuple(sorted(_shown(value) for value in values)) for predicate, values in facts.items()
    }
    return {name: values for name, values in named.items() if name not in _PLACES}


def _shown(term: Term) -> str:
    text = value_of(term)
    if not term.startswith("<"):
        return text
    place = text.removeprefix(CONCEPTS)
    return place.partition("/")[2] or _local(place)


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def _shared(folder: Path) -> dict[str, tuple[str, Facts]]:
    """Organizations, surveys and populations by IRI."""
    found: dict[str, tuple[str, Facts]] = {}
    for node, facts in _about((folder / "shared.ttl").read_bytes(), f"{folder}/shared.ttl").items():
        what = next((_SHARED[kind] for kind in facts.get(TYPE, ()) if kind in _SHARED), None)
        if what:
            label = sorted(value_of(value) for value in facts.get(f"<{_LABEL}>", ()))
            found[node[1:-1]] = (what, {**_plain(facts), **({"label": tuple(label)} if label else {})})
    return found


def _entities(before: Mapping[str, tuple[str, Facts]], after: Mapping[str, tuple[str, Facts]]) -> Iterator[Change]:
    for node in sorted({*before, *after}):
        what, facts = after.get(node) or before[node]
        name = _listed(facts.get("label")) if facts.get("label") else _local(node)
        if node not in before or node not in after:
            yield Change("new" if node in after else "gone", what, name)
        elif before[node] != after[node]:
            gone, come = _differing(before[node][1], facts)
            yield Change("changed", what, name, before=gone, after=come)


def _rest(old: Path, new: Path) -> Iterator[Change]:
    """Ontology, inferences and build record: how many statements came and went."""
    for name, what in (("ontology.ttl", "ontology"), ("inferred.ttl", "inferences"), ("build.ttl", "build record")):
        before, after = ((folder / name).read_bytes() if (folder / name).exists() else b"" for folder in (old, new))
        if before != after:
            gone, come = set(parse_turtle(before, f"{old}/{name}")), set(parse_turtle(after, f"{new}/{name}"))
            yield Change(
                "changed",
                what,
                name,
                before={"statements gone": (str(len(gone - come)),)},
                after={"statements new": (str(len(come - gone)),)},
            )


def _about(turtle: bytes, path: str) -> dict[Term, dict[Term, list[Term]]]:
    about: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, value in parse_turtle(turtle, path):
        about.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return about


def _base(node: Term) -> str:
    return node[1:].partition("document/")[0]


def _name(turtle: bytes) -> str:
    iri = turtle.partition(b"\n")[0].decode().removeprefix("@base <").removesuffix("> .")
    place = Base(_base(f"<{iri}")).locate(iri)
    return place.document if place else iri


def _listed(values: Iterable[str] | None) -> str:
    return ", ".join(values) if values else "none"
