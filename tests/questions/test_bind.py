"""Values in queries: whatever a value holds, it stays a value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import ParameterError
from kg.questions import ask, load, parse
from kg.questions.bind import bind, replace
from kg.questions.records import Question
from kg.questions.source import Source
from kg.questions.terms import XSD, Term, iri, literal, plain

ECHO = parse(
    "#+ summary: Gives back what it is given\n#+ parameters:\n#+   word: {type: string, repeatable: true}\n"
    'SELECT ?word WHERE { # VALUES ?word { } "\n VALUES ?word { UNDEF } } ORDER BY ?word',
    Path("echo.rq"),
)
HOSTILE = [
    '"',
    "'",
    '"""',
    "\\",
    '\\"',
    "} UNION { ?s ?p ?o",
    '" } DELETE WHERE { ?s ?p ?o } #',
    "\n",
    "\r\n",
    "# c",
    "<http://a/>",
    '"@en',
    '"^^<x>',
    "?word",
    "UNDEF",
    "VALUES ?word {",
    "'''",
    "{",
    "}",
    "𝟗𝟗 %",
    "\u202e",
    "e\u0301",
    "SERVICE <http://x/> {}",
    "=HYPERLINK()",
    "\t",
    "\x0c",
]


def shape(node: Any) -> Any:
    """The algebra without the terms of VALUES blocks."""
    if isinstance(node, CompValue):
        return (
            node.name,
            tuple((key, "terms" if key == "res" else shape(value)) for key, value in sorted(node.items())),
        )
    if isinstance(node, (list, tuple)):
        return tuple(map(shape, node))
    if isinstance(node, dict):
        return tuple(sorted((str(key), shape(value)) for key, value in node.items()))
    if isinstance(node, (set, frozenset)):
        return tuple(sorted(map(str, node)))
    return str(node)


def algebra(query: str) -> Any:
    return shape(translateQuery(parseQuery(query)).algebra)


@given(
    st.lists(
        st.text() | st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE)).map("".join), min_size=1, max_size=3
    )
)
@example(["\\u0022 } #"])
@example(["\x00"])
def test_any_text_comes_back_as_it_was_or_is_refused(words: list[str]) -> None:
    try:
        query = bind(ECHO, {"word": [literal(word) for word in words]})
    except ParameterError as error:
        assert "\\u" in str(error) or "control characters" in str(error)
        return
    expected = sorted(set(words))
    assert sorted({row[0].value for row in Source(pyoxigraph.Store()).rows(query) if row[0]}) == expected
    assert sorted({row[0].value for row in Source(rdflib.Graph()).rows(query) if row[0]}) == expected
    assert algebra(query) == algebra(ECHO.text)


@given(st.text(min_size=1) | st.sampled_from(HOSTILE))
def test_an_iri_is_an_iri_or_refused(text: str) -> None:
    try:
        query = bind(ECHO, {"word": [iri(text)]})
    except ParameterError:
        return
    assert Source(pyoxigraph.Store()).rows(query) == [(Term(text),)]
    assert algebra(query) == algebra(ECHO.text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_numbers_keep_their_value(number: Any) -> None:
    term = literal(plain(number), XSD + "decimal")
    (row,) = Source(pyoxigraph.Store()).rows(bind(ECHO, {"word": [term]}))
    assert row[0] is not None and row[0].number == number


@pytest.mark.parametrize("question", load().values(), ids=lambda question: question.name)
def test_shipped_questions_keep_their_algebra(question: Question) -> None:
    full = {
        name: [literal('x" } #') if parameter.type == "string" else iri("http://a/b")]
        for name, parameter in question.parameters.items()
    }
    assert algebra(replace(question, full)) == algebra(question.text)


def test_an_absent_parameter_loses_its_block() -> None:
    assert "UNDEF" not in bind(ECHO, {})
    assert len(Source(pyoxigraph.Store()).rows(bind(ECHO, {}))) == 1


def test_an_order_that_leaves_rows_undecided_is_completed(question_file: Callable[..., Path]) -> None:
    text = "#+ summary: a\nSELECT ?a ?b WHERE { ?x ?a ?b } ORDER BY DESC(?b) ?x LIMIT 5"
    assert "ORDER BY DESC(?b) ?x ?a LIMIT 5" in bind(parse(text, Path("a.rq")), {})


def test_a_hostile_parameter_changes_nothing(store: pyoxigraph.Store) -> None:
    before = len(store)
    question = load().find("channel-use")
    for value in [
        "phone> . } ; DROP ALL #",
        "phone } UNION { ?s ?p ?o",
        "http://x/> } #",
        "https://w3id.org/surveykg/id/channel/phone> #",
    ]:
        with pytest.raises(ParameterError, match="no channel"):
            ask(store, question, {"channel": value})
    assert len(store) == before
