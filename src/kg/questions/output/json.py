"""Answers as JSON: rows of typed values, each with its evidence, nothing left out."""

from __future__ import annotations

import json
from typing import Any

from kg.questions.labels import short_name
from kg.questions.records import Answer, Cell, Column, Evidence, Row
from kg.questions.terms import XSD, Term, plain


def json_text(answer: Answer) -> str:
    """One object: question, parameters, columns, rows."""
    facts = {
        "question": answer.question.name,
        "summary": answer.question.summary_in(answer.language),
        "language": answer.language,
        "parameters": {
            name: [{**value_object(choice.term), "label": choice.label} for choice in choices]
            for name, choices in answer.parameters.items()
        },
        "columns": [_column(column) for column in answer.columns],
        "rows": [row_object(answer, row) for row in answer.rows],
        "query": answer.query,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def json_lines(answer: Answer) -> str:
    """One object a row, one row a line."""
    return "".join(f"{json.dumps(row_object(answer, row), ensure_ascii=False)}\n" for row in answer.rows)


def row_object(answer: Answer, row: Row) -> dict[str, Any]:
    """A row: the value of each column by its name, and `evidence`.

    IRIs are objects with `iri`, `code` (the short name) and `label`; absent values are null, lists arrays.
    """
    cells = {column.name: _value(column, cell, answer) for column, cell in zip(answer.columns, row.cells, strict=True)}
    return {**cells, "evidence": [evidence_object(item) for item in row.evidence]}


def evidence_object(item: Evidence) -> dict[str, Any]:
    """A place in a sentence; offsets are code points in the document's text, end exclusive."""
    return {
        "number": item.number,
        "document": item.name,
        "title": item.title,
        "begin": item.begin,
        "end": item.end,
        "quote": item.quote,
        "sentence": item.text,
        "sentence_begin": item.sentence_begin,
        "sentence_end": item.sentence_end,
        "language": item.language or None,
        "finding": item.thing,
        "iri": item.document,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "heading": column.heading,
        "description": column.description or None,
        "unit": column.unit or None,
        "parts": dict(column.parts) or None,
        "hidden": column.hidden,
    }


def _value(column: Column, cell: Cell, answer: Answer) -> Any:
    if column.several:
        return [{**value_object(term), "label": answer.names.get(term)} for term in cell.terms]
    if cell.term is None:
        return None
    if len(cell.terms) > 1:
        return [{**value_object(term), "label": answer.names.get(term)} for term in cell.terms]
    if cell.term.is_iri:
        return {**value_object(cell.term), "label": answer.names.get(cell.term)}
    return scalar(cell.term)


def value_object(term: Term) -> dict[str, Any]:
    """An IRI with its short name, or a literal's value."""
    return {"iri": term.value, "code": short_name(term.value)} if term.is_iri else {"value": scalar(term)}


def scalar(term: Term) -> Any:
    """A literal's value in JSON; a number that a double cannot hold exactly stays text."""
    if term.datatype == XSD + "boolean":
        return term.value in ("true", "1")
    number = term.number
    if number is None:
        return term.value
    if number == number.to_integral_value():
        return int(number)
    return float(number) if plain(number) == repr(float(number)) else plain(number)
