"""The findings of a view as flat records, with the labels of what they name: what tables are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.export.view import Part, View
from kg.graph.populate import (
    BEGIN,
    BOUND,
    CHANGE,
    CHANNEL,
    CONFIDENCE,
    DCTERMS,
    DERIVED,
    DIRECTION,
    END,
    LABEL,
    MEASURE,
    MENTION,
    ORGANIZATION,
    PER,
    PERIOD,
    POPULATION,
    PRINTED_VALUE,
    SURVEY,
    UNIT,
    UPPER_VALUE,
    VALUE,
    YEAR,
    kg,
)
from kg.graph.terms import TYPE, Term, value_of
from kg.graph.turtle import subject_key
from kg.model import Measurement, Span

KINDS: Final = {kg("Measurement"): "measurement", kg("Adoption"): "adoption", kg("Trend"): "trend"}
_TITLE, _LANGUAGE, _DESCRIPTION = (f"<{DCTERMS}{name}>" for name in ("title", "language", "description"))
_MIN_AGE, _MAX_AGE, _COUNTRY, _MISSING = map(kg, ("minAge", "maxAge", "country", "missingReason"))

Node = Mapping[Term, Sequence[Term]]


@dataclass(frozen=True, slots=True)
class Named:
    """An organization, survey or population: its IRI and what it is called (empty: a population without words)."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A finding with all that its graph says of it; codes are local names of concepts, offsets code points.

    `kind` is measurement, adoption or trend; what a kind has not is None or empty.
    """

    iri: str
    kind: str
    document: str
    document_iri: str
    title: str
    language: str
    begin: int
    end: int
    quote: str
    sentence: str
    sentence_begin: int
    sentence_end: int
    value: Decimal | None = None
    upper: Decimal | None = None
    printed_value: str | None = None
    unit: str | None = None
    bound: str | None = None
    change: str | None = None
    per: str | None = None
    measure: str | None = None
    channels: tuple[str, ...] = ()
    population: Named | None = None
    min_age: int | None = None
    max_age: int | None = None
    country: str | None = None
    organization: Named | None = None
    survey: Named | None = None
    period: str | None = None
    year: str | None = None
    direction: str | None = None
    missing_reason: str | None = None
    confidence: Decimal | None = None

    @property
    def sentence_iri(self) -> str:
        """The IRI of the sentence that the finding was read from."""
        return f"{self.document_iri}#char={self.sentence_begin},{self.sentence_end}"

    def measurement(self) -> Measurement:
        """The record that the extraction gave, for a measurement with a value."""
        return Measurement(
            begin=self.begin,
            end=self.end,
            sentence=Span(self.sentence_begin, self.sentence_end),
            value=self.value if self.value is not None else Decimal(0),
            upper=self.upper,
            unit=self.unit or "",
            bound=self.bound or "",
            change=self.change,
            per=self.per,
            measure=self.measure or "",
            channels=self.channels,
            population=self.population.label or None if self.population else None,
            min_age=self.min_age,
            max_age=self.max_age,
            country=self.country,
            organization=self.organization.label if self.organization else None,
            survey=self.survey.label if self.survey else None,
            period=self.period,
            confidence=self.confidence if self.confidence is not None else Decimal(1),
        )


def figures(view: View) -> Iterator[Figure]:
    """The findings of a view, document by document, in text order."""
    shared = view.shared_nodes()
    for part in view.documents():
        yield from figures_of(part, shared)


def figures_of(part: Part, shared: Mapping[Term, Node]) -> Iterator[Figure]:
    """The findings of one document in text order."""
    nodes = part.nodes()
    for node in sorted(nodes, key=subject_key):
        kind = next((KINDS[found] for found in nodes[node].get(TYPE, ()) if found in KINDS), None)
        if kind is not None:
            yield _figure(part, node, kind, nodes, shared)


def _figure(part: Part, node: Term, kind: str, nodes: Mapping[Term, Node], shared: Mapping[Term, Node]) -> Figure:
    facts = nodes[node]
    document = nodes.get(f"<{part.iri}>", {})
    mention, sentence = nodes[facts[MENTION][0]], nodes[facts[DERIVED][0]]
    begin, end = _integer(mention, BEGIN) or 0, _integer(mention, END) or 0
    first, last = _integer(sentence, BEGIN) or 0, _integer(sentence, END) or 0
    people = facts.get(POPULATION, [""])[0]
    told = shared.get(people, {})
    return Figure(
        iri=node[1:-1],
        kind=kind,
        document=part.name,
        document_iri=part.iri,
        title=_text(document, _TITLE) or part.name,
        language=_text(document, _LANGUAGE) or "und",
        begin=begin,
        end=end,
        quote=part.text[begin:end],
        sentence=part.text[first:last],
        sentence_begin=first,
        sentence_end=last,
        value=_decimal(facts, VALUE),
        upper=_decimal(facts, UPPER_VALUE),
        printed_value=_text(facts, PRINTED_VALUE),
        unit=_code(facts, UNIT),
        bound=_code(facts, BOUND),
        change=_code(facts, CHANGE),
        per=_code(facts, PER),
        measure=_code(facts, MEASURE),
        channels=tuple(sorted(_local(value) for value in facts.get(CHANNEL, ()))),
        population=Named(people[1:-1], _words(people, told)) if people else None,
        min_age=_integer(told, _MIN_AGE),
        max_age=_integer(told, _MAX_AGE),
        country=_code(told, _COUNTRY),
        organization=_named(facts, ORGANIZATION, shared),
        survey=_named(facts, SURVEY, shared),
        period=_text(facts, PERIOD),
        year=_text(facts, YEAR),
        direction=_code(facts, DIRECTION),
        missing_reason=_code(facts, _MISSING),
        confidence=_decimal(facts, CONFIDENCE),
    )


def _words(people: Term, facts: Node) -> str:
    """What a population is called in the text; one that is only a country and ages has labels but no words."""
    labels = facts.get(LABEL, ())
    printed = _local(people)[:1].islower() and not _local(people).startswith(("from-", "to-"))
    return value_of(labels[0]) if printed and labels else ""


def _named(facts: Node, predicate: Term, shared: Mapping[Term, Node]) -> Named | None:
    targets = facts.get(predicate)
    if not targets:
        return None
    told = shared.get(targets[0], {})
    label = _text(told, LABEL) or _text(told, _DESCRIPTION) or _local(targets[0])
    return Named(targets[0][1:-1], label)


def _text(facts: Node, predicate: Term) -> str | None:
    values = facts.get(predicate)
    return value_of(min(values)) if values else None


def _integer(facts: Node, predicate: Term) -> int | None:
    text = _text(facts, predicate)
    return None if text is None else int(text)


def _decimal(facts: Node, predicate: Term) -> Decimal | None:
    text = _text(facts, predicate)
    return None if text is None else Decimal(text)


def _code(facts: Node, predicate: Term) -> str | None:
    values = facts.get(predicate)
    return _local(values[0]) if values else None


def _local(term: Term) -> str:
    return term[1:-1].rsplit("/", 1)[-1]
