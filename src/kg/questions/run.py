"""Asking a stored question: bind, run, label, and bring the evidence of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kg.questions.bind import bind
from kg.questions.evidence import numbered
from kg.questions.figures import figure
from kg.questions.labels import labels, short_name
from kg.questions.parameters import Given, resolve
from kg.questions.records import Answer, Cell, Column, Question, Row
from kg.questions.source import Source
from kg.questions.terms import STRING, XSD, Term, iri, is_iri, literal
from kg.questions.words import number, reader_language, word

Terms = tuple[Term, ...]
SEPARATOR = "; "  # of lists of texts; IRIs in lists are separated by blanks


def ask(store: Any, question: Question, parameters: Given | None = None, language: str = "en") -> Answer:
    """The answer to a question: rows with labels in the reader's language, each with its evidence.

    `store` is what `kg.graph.open_store` gives, or an rdflib graph. `parameters` maps names to texts, numbers, truths
    or lists of them. `language` is a BCP 47 tag.

    Raises:
        ParameterError: a parameter is unknown, missing or impossible.
        QueryError: the store cannot run the query.
    """
    source = Source(store)
    tag = reader_language(language)
    chosen = resolve(source, question, parameters or {}, tag)
    query = bind(question, {name: [choice.term for choice in found] for name, found in chosen.items()})
    variables, found = source.table(query)
    places = [variables.index(column.name) for column in question.columns]
    table = [
        [_terms(row[place], column) for place, column in zip(places, question.columns, strict=True)] for row in found
    ]
    names = labels(source, {term for row in table for cell in row for term in cell}, tag)
    columns = tuple(_column(column, [row[at] for row in table], tag) for at, column in enumerate(question.columns))
    evidence = numbered(source, [_grounds(question, row) for row in table], tag)
    rows = tuple(
        Row(tuple(_cells(columns, row, tag, names)), proof) for row, proof in zip(table, evidence, strict=True)
    )
    return Answer(question, chosen, tag, columns, rows, query, names, source)


def _terms(term: Term | None, column: Column) -> Terms:
    """The terms of a cell; what GROUP_CONCAT joined, in an order that engines choose, is split and sorted."""
    if term is None:
        return ()
    if term.datatype != STRING:
        return (term,)
    if _holds_iris(term.value):
        return tuple(sorted({iri(part) for part in term.value.split(" ")}))
    if not column.several:
        return (term,) if term.value else ()
    return tuple(literal(part) for part in sorted(set(term.value.split(SEPARATOR))) if part)


def _holds_iris(text: str) -> bool:
    """Whether a string is IRIs joined by blanks, as GROUP_CONCAT makes them."""
    return "://" in text and all(is_iri(part) and "://" in part for part in text.split(" "))


def _grounds(question: Question, row: Sequence[Terms]) -> Terms:
    """The things that a row rests on: those of the header's `evidence`, or any that turn out to have some."""
    wanted = question.evidence or tuple(column.name for column in question.columns)
    cells = [terms for column, terms in zip(question.columns, row, strict=True) if column.name in wanted]
    return tuple(dict.fromkeys(term for terms in cells for term in terms if term.is_iri))


def _column(column: Column, cells: Sequence[Terms], language: str) -> Column:
    """The column with its heading in the reader's language, and whether it holds numbers."""
    terms = [term for cell in cells for term in cell]
    key = column.heading or column.name
    heading = word(language, "heading", key, default=key.replace("_", " "))
    return replace(column, heading=heading, numeric=bool(terms) and all(term.is_number for term in terms))


def _cells(columns: Sequence[Column], row: Sequence[Terms], language: str, names: Mapping[Term, str]) -> list[Cell]:
    by_name = {column.name: terms for column, terms in zip(columns, row, strict=True)}
    return [
        Cell(terms, _text(column, terms, by_name, language, names)) for column, terms in zip(columns, row, strict=True)
    ]


def _text(column: Column, terms: Terms, by_name: Mapping[str, Terms], language: str, names: Mapping[Term, str]) -> str:
    if len(terms) == 1 and terms[0].is_number and (column.parts or column.unit):
        parts = {part: next(iter(by_name[name]), None) for part, name in column.parts.items()}
        if column.unit:
            parts["unit"] = Term(column.unit, XSD + "string")
        return figure(terms[0], parts, language, names)
    if column.short:
        return ", ".join(short_name(term.value) for term in terms)
    return ", ".join(_shown(term, language, names) for term in _by_text(terms, names))


def _by_text(terms: Terms, names: Mapping[Term, str]) -> Terms:
    return terms if len(terms) < 2 else tuple(sorted(terms, key=lambda term: (names.get(term, ""), term)))


def _shown(term: Term, language: str, names: Mapping[Term, str]) -> str:
    if term.is_iri:
        return names[term]
    if term.datatype == XSD + "boolean":
        return word(language, "yes" if term.value in ("true", "1") else "no")
    amount = term.number
    return number(amount, language) if amount is not None else " ".join(term.value.split())
