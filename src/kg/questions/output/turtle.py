"""Answers as RDF: the findings behind the rows, with their evidence and the labels of all that they name."""

from __future__ import annotations

from collections.abc import Iterable

from kg.graph.terms import TYPE, Triple, escape
from kg.graph.turtle import turtle
from kg.questions.labels import BATCH, batches
from kg.questions.records import Answer
from kg.questions.source import Source
from kg.questions.terms import Term, spell

_LABELS = (
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
    "<http://www.w3.org/2000/01/rdf-schema#label>",
    "<http://www.w3.org/2004/02/skos/core#prefLabel>",
    "<http://purl.org/dc/terms/title>",
    "<http://purl.org/dc/terms/language>",
    "<http://purl.org/dc/terms/source>",
    "<https://w3id.org/surveykg/ontology#sha256>",
)
_MENTIONS = "<https://w3id.org/surveykg/ontology#mention>"


def turtle_text(answer: Answer) -> str:
    """All that the graph says of each finding and passage, and labels and types of what they point to."""
    return turtle(sorted(answer_triples(answer)))


def answer_triples(answer: Answer) -> set[Triple]:
    """The triples of `turtle_text`. Of an organization or survey, only mentions that are evidence here are kept."""
    findings = {Term(item.thing) for item in answer.evidence}
    passages = _mentions(answer.source, findings, {(item.begin, item.end, item.document) for item in answer.evidence})
    sentences = {Term(item.sentence) for item in answer.evidence}
    triples = _described(answer.source, findings | passages | sentences)
    kept = {spell(term) for term in passages}
    triples = {triple for triple in triples if triple[1] != _MENTIONS or triple[2] in kept}
    cells = {term for row in answer.rows for cell in row.cells for term in cell.terms if term.is_iri}
    named = cells | {Term(triple[2][1:-1]) for triple in triples if triple[1] != TYPE and triple[2].startswith("<")}
    return triples | _described(answer.source, named - findings - passages - sentences, _LABELS)


def _mentions(source: Source, things: Iterable[Term], places: set[tuple[int, int, str]]) -> set[Term]:
    found = set()
    for batch in batches(sorted(things), BATCH):
        rows = source.rows(
            f"PREFIX kg: <https://w3id.org/surveykg/ontology#> SELECT ?mention ?begin ?end ?document WHERE {{ "
            f"VALUES ?thing {{ {' '.join(map(spell, batch))} }} ?thing kg:mention ?mention . "
            "?mention kg:begin ?begin ; kg:end ?end ; kg:inSentence ?sentence . ?sentence kg:inDocument ?document }"
        )
        for mention, begin, end, document in rows:
            if not (mention and begin and end and document):
                continue
            if (int(begin.value), int(end.value), document.value) in places:
                found.add(mention)
    return found


def _described(source: Source, things: Iterable[Term], properties: tuple[str, ...] = ()) -> set[Triple]:
    kept = f"FILTER(?property IN ({', '.join(properties)}))" if properties else ""
    found = set()
    for batch in batches(sorted(things), BATCH):
        rows = source.rows(
            f"SELECT ?thing ?property ?value WHERE {{ VALUES ?thing {{ {' '.join(map(spell, batch))} }} "
            f"?thing ?property ?value {kept} }}"
        )
        for row in rows:
            thing, kind, value = row
            if thing is not None and kind is not None and value is not None:
                found.add((_written(thing), _written(kind), _written(value)))
    return found


def _written(term: Term) -> str:
    """The term as N-Triples, also where its text could not be put into a query."""
    if term.is_iri:
        return f"<{term.value}>"
    text = f'"{escape(term.value)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.endswith("#string") else f"{text}^^<{term.datatype}>"
