"""The proof of one document: everything that its graph says of characters holds of the characters of its text.

Values are derived again from the quote, in its sentence, by `kg.language`; where context made the value (a multiplier
in the head of a table), by a new extraction of the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from kg.errors import DataError
from kg.graph.iris import CONCEPTS, ONTOLOGY, Base, Place
from kg.graph.pieces import Extract
from kg.graph.populate import CONTEXT, DCTERMS, OA
from kg.graph.terms import TYPE, Term, Triple, value_of
from kg.graph.vocabulary import parse_turtle
from kg.model import Document, Measurement, Quantity, Span

_ENTITIES: Final = ("organization", "survey", "population")
_DERIVED: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that cannot be proved: where (a file, and what in it), what was found, what was expected."""

    path: str
    subject: str
    found: str
    expected: str

    def facts(self) -> dict[str, str]:
        """The finding as JSON values."""
        return {"path": self.path, "subject": self.subject, "found": self.found, "expected": self.expected}

    def __str__(self) -> str:
        where = f"{self.path}: {self.subject}" if self.subject else self.path
        return f"{where}: found {self.found}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What one document's graph and text gave: findings, and how much was proved.

    `mentions` are the IRIs of its mentions, `entities` those of the organizations, surveys and populations it names.
    """

    findings: tuple[Finding, ...]
    measurements: int = 0
    sentences: int = 0
    mentions: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def prove(name: str, path: str, turtle: bytes, text: bytes, base: Base, extract: Extract | None = None) -> Proof:
    """The proof of the document `name` from the bytes of its Turtle file (at `path`) and of its text."""
    try:
        characters = text.decode()
        triples = parse_turtle(turtle, path)
    except UnicodeDecodeError as error:
        return Proof((Finding(path, name, f"a text that is no UTF-8 at byte {error.start}", "UTF-8"),))
    except DataError as error:
        return Proof((Finding(path, f"line {error.place.line}", error.found, "Turtle"),))
    return _Prover(name, path, characters, hashlib.sha256(text).hexdigest(), base, extract, triples).proof()


class _Prover:
    def __init__(
        self,
        name: str,
        path: str,
        text: str,
        sha256: str,
        base: Base,
        extract: Extract | None,
        triples: Iterable[Triple],
    ) -> None:
        self._name, self._path, self._text, self._sha256 = name, path, text, sha256
        self._base, self._extract = base, extract
        self._about: dict[Term, dict[Term, list[Term]]] = {}
        for subject, predicate, value in triples:
            self._about.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self._measurements: dict[tuple[int, int], list[Measurement]] | None = None

    def proof(self) -> Proof:
        """All checks."""
        kinds = {kind: self._of_kind(kind) for kind in ("Sentence", "Mention", "Measurement", "Adoption", "Trend")}
        findings = [
            *self._document(),
            *self._strangers(),
            *(finding for node in kinds["Sentence"] for finding in self._sentence(node)),
            *(finding for node in kinds["Mention"] for finding in self._mention(node)),
            *(
                finding
                for kind in ("Measurement", "Adoption", "Trend")
                for n in kinds[kind]
                for finding in self._place(n)
            ),
            *(finding for node in kinds["Measurement"] for finding in self._measurement(node)),
        ]
        entities = {
            value_of(term)
            for facts in self._about.values()
            for name in _ENTITIES
            for term in facts.get(f"<{ONTOLOGY}{name}>", ())
        }
        return Proof(
            tuple(findings),
            len(kinds["Measurement"]),
            len(kinds["Sentence"]),
            frozenset(map(value_of, kinds["Mention"])),
            frozenset(entities),
        )

    def _of_kind(self, kind: str) -> list[Term]:
        wanted = f"<{ONTOLOGY}{kind}>"
        return [node for node, facts in self._about.items() if wanted in facts.get(TYPE, ())]

    def _document(self) -> Iterator[Finding]:
        node = f"<{self._base.document(self._name)}>"
        if node not in self._about:
            yield Finding(self._path, "", "another document's graph", f"the graph of {self._name!r}")
            return
        yield from self._compare(node, f"{ONTOLOGY}sha256", self._sha256)
        for predicate in ("title", "language", "source", "format"):
            if not self._values(node, DCTERMS + predicate):
                yield Finding(self._path, self._name, f"no dcterms:{predicate}", "one")

    def _strangers(self) -> Iterator[Finding]:
        """Subjects that are not of this document, or whose characters lie outside its text."""
        for node in self._about:
            place = self._base.locate(node[1:-1])
            if place is None or place.document != self._name:
                yield self._finding(node, "a subject of another document", f"subjects of {self._name!r}")
            elif place.span and not place.span.begin < place.span.end <= len(self._text):
                expected = f"characters of a text of {len(self._text)}"
                yield self._finding(node, f"{place.span.begin} to {place.span.end}", expected)

    def _sentence(self, node: Term) -> Iterator[Finding]:
        span = self._span(node)
        yield from self._compare(node, f"{ONTOLOGY}text", span.of(self._text))
        yield from self._offsets(node, span, ONTOLOGY, "begin", "end")
        yield from self._compare(node, f"{ONTOLOGY}inDocument", self._base.document(self._name))

    def _mention(self, node: Term) -> Iterator[Finding]:
        span = self._span(node)
        yield from self._offsets(node, span, ONTOLOGY, "begin", "end")
        yield from self._offsets(node, span, OA, "start", "end")
        yield from self._compare(node, f"{OA}exact", span.of(self._text))
        sentences = self._values(node, f"{ONTOLOGY}inSentence")
        around = self._span(f"<{sentences[0]}>") if len(sentences) == 1 else Span(0, 0)
        if f"<{ONTOLOGY}Sentence>" not in self._about.get(f"<{sentences[0]}>" if sentences else "", {}).get(TYPE, ()):
            yield self._finding(node, f"{len(sentences)} sentences around it", "one sentence of this document")
        if not around.begin <= span.begin < span.end <= around.end:
            yield self._finding(node, f"{span.begin} to {span.end}", f"inside {around.begin} to {around.end}")
        before = self._text[max(around.begin, span.begin - CONTEXT) : span.begin]
        after = self._text[span.end : min(around.end, span.end + CONTEXT)]
        yield from self._compare(node, f"{OA}prefix", *filter(None, [before]))
        yield from self._compare(node, f"{OA}suffix", *filter(None, [after]))

    def _place(self, node: Term) -> Iterator[Finding]:
        """A finding has the mention of its own characters, and the sentence that the mention is in."""
        span = self._span(node)
        mention = self._base.char(self._name, span.begin, span.end)
        yield from self._compare(node, f"{ONTOLOGY}mention", mention)
        sentences = self._values(f"<{mention}>", f"{ONTOLOGY}inSentence")
        derived = self._values(node, _DERIVED)
        if len(derived) != 1 or not self._around(derived[0], span):
            yield self._finding(node, f"evidence in {derived}", f"the sentence of its characters, {sentences}")

    def _around(self, sentence: str, span: Span) -> bool:
        place = self._base.locate(sentence)
        return bool(place and place.span and place.span.begin <= span.begin and span.end <= place.span.end)

    def _measurement(self, node: Term) -> Iterator[Finding]:
        span = self._span(node)
        yield from self._compare(node, f"{ONTOLOGY}printedValue", span.of(self._text))
        stated = (
            self._number(node, "value"),
            self._number(node, "upperValue"),
            "".join(self._values(node, f"{ONTOLOGY}unit")).removeprefix(f"{CONCEPTS}unit/"),
        )
        readings = list(dict.fromkeys(self._readings(node, span)))
        if not any(_same(stated, reading) for reading in readings):
            readings += [reading for reading in self._extracted(span) if reading not in readings]
            if not any(_same(stated, reading) for reading in readings):
                expected = " or ".join(map(_shown, readings)) or f"a figure that {span.of(self._text)!r} prints"
                yield self._finding(node, _shown(stated), expected)

    def _readings(self, node: Term, span: Span) -> Iterator[tuple[Any, ...]]:
        """What the sentence's quantities at the figure's characters say."""
        for sentence in self._values(node, _DERIVED):
            place = self._base.locate(sentence)
            tags = self._about.get(f"<{sentence}>", {}).get(f"<{ONTOLOGY}text>", [""])
            if place and place.span:
                for quantity in _quantities(place.span.of(self._text), tags[0].rpartition('"')[2][1:]):
                    if (quantity.begin + place.span.begin, quantity.end + place.span.begin) == (span.begin, span.end):
                        yield quantity.value, quantity.upper, quantity.code

    def _extracted(self, span: Span) -> Iterator[tuple[Any, ...]]:
        if self._measurements is None:
            self._measurements = {}
            extract = self._extract or _extract
            for measurement in extract(self._record()).measurements:
                self._measurements.setdefault((measurement.begin, measurement.end), []).append(measurement)
        for measurement in self._measurements.get((span.begin, span.end), ()):
            yield measurement.value, measurement.upper, measurement.unit

    def _record(self) -> Document:
        node = f"<{self._base.document(self._name)}>"
        source, form = (next(iter(self._values(node, DCTERMS + name)), "") for name in ("source", "format"))
        return Document(self._name, self._text, self._sha256, source, form)

    def _span(self, node: Term) -> Span:
        place: Place | None = self._base.locate(node[1:-1])
        return place.span if place and place.span else Span(0, 0)

    def _values(self, node: Term, predicate: str) -> list[str]:
        return [value_of(term) for term in self._about.get(node, {}).get(f"<{predicate}>", ())]

    def _number(self, node: Term, name: str) -> Decimal | None:
        values = self._values(node, ONTOLOGY + name)
        try:
            return Decimal(values[0]) if len(values) == 1 else None
        except InvalidOperation:
            return None

    def _offsets(self, node: Term, span: Span, space: str, first: str, last: str) -> Iterator[Finding]:
        yield from self._compare(node, space + first, str(span.begin))
        yield from self._compare(node, space + last, str(span.end))

    def _compare(self, node: Term, predicate: str, *expected: str) -> Iterator[Finding]:
        found = self._values(node, predicate)
        if sorted(found) != sorted(expected):
            name = predicate[max(predicate.rfind("/"), predicate.rfind("#")) + 1 :]
            yield self._finding(node, f"{name} {_listed(found)}", _listed(expected))

    def _finding(self, node: Term, found: str, expected: str) -> Finding:
        inside = node[1:-1].removeprefix(self._base.document(self._name)).lstrip("/#")
        return Finding(self._path, inside or self._name, found, expected)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(repr(value) for value in sorted(values)) or "none"


def _same(stated: tuple[Any, ...], reading: tuple[Any, ...]) -> bool:
    return stated == reading


def _shown(reading: tuple[Any, ...]) -> str:
    value, upper, unit = reading
    return f"{value}{f' to {upper}' if upper is not None else ''} {unit or 'of another unit'}"


@lru_cache(maxsize=4096)
def _quantities(sentence: str, language: str) -> tuple[Quantity, ...]:
    from kg.language import LANGUAGES, quantities

    return quantities(sentence, language) if language in LANGUAGES else ()


def _extract(document: Document) -> Any:
    from kg.extract import extract

    return extract(document)


__all__ = ["Finding", "Proof", "prove"]
