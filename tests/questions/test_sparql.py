"""Tokens of SPARQL, and what stored questions read from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.questions.sparql import UnreadableError, line_column, outline, tokens


def texts(query: str) -> list[str]:
    return [token.text for token in tokens(query)]


def test_words_in_strings_comments_and_iris_are_no_tokens() -> None:
    query = """SELECT ?x # VALUES ?y { 1 }
    WHERE { ?x <http://a/#VALUES> "VALUES ?y { 2 }" , '''SERVICE "x" }''' }"""
    assert not outline(query).values
    assert not any(token.is_word("SERVICE") for token in tokens(query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?a<?b&&?c>?d", ["?a", "<?b&&?c>", "?d"]),  # the longest token, as section 19.8 has it
        ("?a < ?b && ?c > ?d", ["?a", "<", "?b", "&&", "?c", ">", "?d"]),
        ("kg:a.b . :c ex:", ["kg:a.b", ".", ":c", "ex:"]),
        ('"a\\"b"@en-GB^^', ['"a\\"b"', "@en-GB", "^^"]),
        ("'''a'b''c'''", ["'''a'b''c'''"]),
        ("1.5e-3 .5 3.", ["1.5e-3", ".5", "3."]),
        ("skos:broader+/^kg:x|!a", ["skos:broader", "+", "/", "^", "kg:x", "|", "!", "a"]),
        ("ex:a\\-b%20c", ["ex:a\\-b%20c"]),
    ],
)
def test_tokens_are_those_of_the_grammar(query: str, expected: list[str]) -> None:
    assert texts(query) == expected


@pytest.mark.parametrize("query", ['"open', "'a\nb'", "SELECT ` WHERE", '"""open"" '])
def test_what_is_no_token_is_told_by_its_place(query: str) -> None:
    with pytest.raises(UnreadableError):
        list(tokens(query))


@given(
    st.lists(
        st.sampled_from(["?a", "<http://a/b>", '"x\\"}"', "'}'", "VALUES", "{", "}", "#c\n", " ", "1.5", "kg:a", "."])
    )
)
def test_tokens_stand_where_they_say(parts: list[str]) -> None:
    query = " ".join(parts)
    for token in tokens(query):
        assert query[token.begin : token.end] == token.text


def test_the_outline_reads_variables_values_and_order() -> None:
    query = """PREFIX kg: <http://k/>
    SELECT ?a (COUNT(?b) AS ?n) (STR(?c) AS ?d) WHERE {
      VALUES ?p { kg:x "y"@en }
      VALUES (?q ?r) { (1 2) }
      { SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?z }
    } GROUP BY ?a (STR(?c) AS ?e) HAVING(COUNT(?b) > 1) ORDER BY DESC(?n) ?a ASC(?e) STRLEN(?f) (?g + 1) LIMIT 3"""
    found = outline(query)
    assert found.prefixes == {"kg": "http://k/"}
    assert found.group == ("a", "e")
    assert found.order == ("n", "a", "e", "", "")
    assert found.computed == ("n", "d")
    assert [(block.name, len(block.terms)) for block in found.values] == [("p", 3)]
    assert query[: found.order_end].endswith("(?g + 1)")


def test_lines_end_in_any_way() -> None:
    assert line_column("a\r\nbc\rd\ne", 9) == (4, 2)
    assert line_column("abc", 0) == (1, 1)
