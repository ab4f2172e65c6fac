"""The sentences that the rows of an answer rest on, fetched in few queries for all rows together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.questions.labels import BATCH, batches, best_label, short_name
from kg.questions.records import Evidence
from kg.questions.source import Source
from kg.questions.terms import Term, spell

_PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/surveykg/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""
_PLACE = "?mention kg:inSentence ?sentence ; kg:begin ?begin ; kg:end ?end ; oa:exact ?quote ."
_SENTENCE = "?sentence kg:inDocument ?document ; kg:begin ?from ; kg:end ?to ; kg:text ?text ."
_VARIABLES = "?thing ?begin ?end ?quote ?sentence ?from ?to ?text ?document"
_PATTERNS = (
    # findings, organizations, surveys; then mentions and sentences themselves
    f"?thing kg:mention ?mention . {_PLACE} {_SENTENCE}",
    f"BIND(?thing AS ?mention) {_PLACE} {_SENTENCE}",
    f"BIND(?thing AS ?sentence) {_SENTENCE} BIND(?from AS ?begin) BIND(?to AS ?end) BIND(?text AS ?quote)",
)


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A place in a sentence, before the sentences of an answer are numbered."""

    document: str
    sentence_begin: int
    sentence_end: int
    begin: int
    end: int
    sentence: str
    text: str
    language: str
    quote: str


def passages(source: Source, things: Iterable[Term]) -> dict[Term, tuple[Passage, ...]]:
    """The passages of each finding, organization, survey, mention or sentence, in order of document and place."""
    found: dict[Term, set[Passage]] = {}
    left = sorted({thing for thing in things if thing.is_iri})
    for pattern in _PATTERNS:
        for batch in batches(left, BATCH):
            values = " ".join(map(spell, batch))
            query = f"{_PREFIXES}SELECT {_VARIABLES} WHERE {{ VALUES ?thing {{ {values} }} {pattern} }}"
            for row in source.rows(query):
                _collect(found, row)
        left = [thing for thing in left if thing not in found]
    return {thing: tuple(sorted(places)) for thing, places in found.items()}


def _collect(found: dict[Term, set[Passage]], row: Sequence[Term | None]) -> None:
    thing, begin, end, quote, sentence, sentence_begin, sentence_end, text, document = row
    if (
        thing is None or begin is None or end is None or quote is None or sentence is None
        or sentence_begin is None or sentence_end is None or text is None or document is None
    ):  # fmt: skip
        return
    passage = Passage(
        document=document.value,
        sentence_begin=int(sentence_begin.value),
        sentence_end=int(sentence_end.value),
        begin=int(begin.value),
        end=int(end.value),
        sentence=sentence.value,
        text=text.value,
        language=text.language,
        quote=quote.value,
    )
    found.setdefault(thing, set()).add(passage)


def numbered(source: Source, rows: Sequence[Sequence[Term]], language: str = "en") -> list[tuple[Evidence, ...]]:
    """The evidence of each row, given the things that it rests on; sentences are numbered by their first row."""
    found = passages(source, {thing for row in rows for thing in row})
    titles = _titles(source, {passage.document for places in found.values() for passage in places}, language)
    numbers: dict[tuple[str, int, int], int] = {}
    answer = []
    for row in rows:
        places = sorted({(passage, thing) for thing in row for passage in found.get(thing, ())})
        for passage, _ in places:
            key = (passage.document, passage.sentence_begin, passage.sentence_end)
            numbers.setdefault(key, len(numbers) + 1)
        answer.append(tuple(_evidence(passage, thing, numbers, titles) for passage, thing in places))
    return answer


def _evidence(
    passage: Passage, thing: Term, numbers: dict[tuple[str, int, int], int], titles: dict[str, str]
) -> Evidence:
    name = short_name(passage.document)
    return Evidence(
        number=numbers[passage.document, passage.sentence_begin, passage.sentence_end],
        thing=thing.value,
        document=passage.document,
        name=name,
        title=titles.get(passage.document, name),
        sentence=passage.sentence,
        sentence_begin=passage.sentence_begin,
        sentence_end=passage.sentence_end,
        text=passage.text,
        begin=passage.begin,
        end=passage.end,
        quote=passage.quote,
        language=passage.language,
    )


def _titles(source: Source, documents: Iterable[str], language: str) -> dict[str, str]:
    found: dict[str, list[Term]] = {}
    for batch in batches(sorted(set(documents)), BATCH):
        values = " ".join(spell(Term(document)) for document in batch)
        pattern = f"VALUES ?document {{ {values} }} ?document dcterms:title ?title"
        for document, title in source.rows(f"{_PREFIXES}SELECT ?document ?title WHERE {{ {pattern} }}"):
            if document is not None and title is not None:
                found.setdefault(document.value, []).append(title)
    return {document: best_label(titles, language) for document, titles in found.items()}
