"""What is written comes back as it was, in the same bytes."""

from __future__ import annotations

import random

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.files import part, prefixes, split, trig
from kg.graph.iris import Base
from kg.graph.store import rdflib_term
from kg.graph.terms import Triple, escape, iri, string, typed, unescape
from kg.graph.turtle import PREFIXES, nquads, subject_key, turtle

BASE = "https://w3id.org/surveykg/id/document/a"
characters = st.characters(exclude_categories=["Cs"])
words = st.text(characters, max_size=20)
iris = st.one_of(
    st.sampled_from(list(PREFIXES.values())).flatmap(
        lambda space: st.text("abcZ09_.-~/", max_size=6).map(lambda local: iri(space + local))
    ),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda span: iri(f"{BASE}#char={span[0]},{span[1]}")),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda span: iri(f"{BASE}/measurement/{span[0]}-{span[1]}")),
    st.text("ab/#:.", max_size=8).map(lambda tail: iri(f"https://w3id.org/surveykg/id/{tail.replace('#', '', 9)}")),
)
literals = st.one_of(
    words.map(string),
    st.tuples(words, st.sampled_from(["nb", "fi", "de-ch", "zh-hant"])).map(lambda pair: string(*pair)),
    st.sampled_from(
        ["", '"', '""', '"""', "\\", "\\n", "a\nb", 'a\n"', '\n"""\\"', "\r\n", "\t", "\x00\x7f", "𝄞\n", "\\\n"]
    ).map(string),
    st.tuples(words, st.sampled_from(["decimal", "gYear", "date", "integer", "boolean"])).map(
        lambda pair: typed(*pair)
    ),
    st.integers().map(lambda number: typed(str(number), "integer")),
    st.sampled_from(["true", "false", "1"]).map(lambda text: typed(text, "boolean")),
)
triples = st.lists(st.tuples(iris, iris, st.one_of(iris, literals)), max_size=25)


def parsed(text: str) -> set[Triple]:
    quads = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


@given(triples, st.sampled_from([None, BASE, "https://w3id.org/surveykg/id/"]))
def test_turtle_comes_back_from_pyoxigraph(given_triples: list[Triple], base: str | None) -> None:
    assert parsed(turtle(given_triples, base=base)) == set(given_triples)


@given(triples)
def test_turtle_comes_back_from_rdflib(given_triples: list[Triple]) -> None:
    graph = rdflib.Graph().parse(data=turtle(given_triples, base=BASE), format="turtle")
    expected = rdflib.Graph()
    for quad in pyoxigraph.parse(nquads(given_triples), pyoxigraph.RdfFormat.N_TRIPLES):
        expected.add(tuple(map(rdflib_term, (quad.subject, quad.predicate, quad.object))))
    assert set(graph) == set(expected)


@given(triples, st.randoms(use_true_random=False))
def test_bytes_do_not_depend_on_order_or_repetition(given_triples: list[Triple], chance: random.Random) -> None:
    shuffled = given_triples + given_triples[:3]
    chance.shuffle(shuffled)
    assert turtle(shuffled) == turtle(given_triples)


@given(triples)
def test_nquads_come_back(given_triples: list[Triple]) -> None:
    quads = list(pyoxigraph.parse(nquads(given_triples, "<x:g>"), pyoxigraph.RdfFormat.N_QUADS))
    assert {(str(q.subject), str(q.predicate), str(q.object)) for q in quads} == set(given_triples)
    assert nquads(given_triples) == nquads(reversed(given_triples))


@given(st.lists(st.tuples(iris, triples), max_size=4, unique_by=lambda pair: pair[0]))
def test_trig_holds_each_graph_as_its_file_has_it(graphs: list[tuple[str, list[Triple]]]) -> None:
    base = Base()
    files = [(name[1:-1], turtle(content, prefixes(base, "a"), BASE)) for name, content in graphs]
    whole = "".join(trig((part(name, file, base) for name, file in files), base))
    quads = pyoxigraph.parse(whole, pyoxigraph.RdfFormat.TRIG)
    found = {(str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)) for q in quads}
    assert found == {(name, *triple) for name, content in graphs for triple in content}


def test_the_page_reads_well() -> None:
    kg = PREFIXES["kg"]
    text = turtle(
        [
            (iri(f"{BASE}#char=10,20"), iri(f"{kg}text"), string("ti\nlinjer", "nb")),
            (iri(f"{BASE}#char=9,30"), iri(f"{kg}begin"), typed("9", "integer")),
            (iri(f"{BASE}#char=9,30"), "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", iri(f"{kg}Sentence")),
            (iri(BASE), iri(f"{kg}channel"), iri(PREFIXES["channel"] + "phone")),
        ],
        base=BASE,
    )
    assert text == (
        f"@base <{BASE}> .\n"
        "@prefix kg: <https://w3id.org/surveykg/ontology#> .\n"
        "@prefix channel: <https://w3id.org/surveykg/id/channel/> .\n"
        "\n"
        "<>\n    kg:channel channel:phone .\n"
        "\n"
        "<#char=9,30>\n    a kg:Sentence ;\n    kg:begin 9 .\n"
        "\n"
        '<#char=10,20>\n    kg:text """ti\nlinjer"""@nb .\n'
    )


def test_many_objects_stand_on_lines_of_their_own() -> None:
    kg = PREFIXES["kg"]
    text = turtle([(iri("x:s"), iri(f"{kg}mention"), iri(f"{BASE}#char={n},{n + 1}")) for n in (100, 9, 20)])
    assert [line.strip(" ,.;") for line in text.splitlines()[-3:]] == [
        f"<{BASE}#char=9,10>",
        f"<{BASE}#char=20,21>",
        f"<{BASE}#char=100,101>",
    ]


def test_equal_words_in_several_languages_stand_in_order() -> None:
    tags = ["da", "de", "en", "nb", "ru", "sv", "fi"]
    written = [turtle([("<x:s>", "<x:p>", string("Chat", tag)) for tag in order]) for order in (tags, tags[::-1])]
    assert written[0] == written[1]
    assert written[0].index("@da") < written[0].index("@de") < written[0].index("@sv")


def test_blank_nodes_are_refused() -> None:
    with pytest.raises(ValueError, match="_:b0"):
        turtle([("_:b0", "<x:p>", "<x:o>")])


def test_subjects_of_a_document_stand_in_the_order_of_its_text() -> None:
    nodes = ["#char=12,20", "", "/measurement/12-20", "#char=3,40", "#char=12,30", "/trend/100-120"]
    ordered = sorted((iri(BASE + node) for node in nodes), key=subject_key)
    assert [node[len(BASE) + 1 : -1] for node in ordered] == [
        "",
        "#char=3,40",
        "#char=12,30",
        "#char=12,20",
        "/measurement/12-20",
        "/trend/100-120",
    ]


@given(words)
def test_escapes_are_those_of_pyoxigraph_and_come_back(text: str) -> None:
    assert string(text) == str(pyoxigraph.Literal(text))
    assert unescape(escape(text)) == text


def test_a_file_splits_into_directives_and_statements() -> None:
    text = turtle([("<x:s>", iri(PREFIXES["kg"] + "p"), string("a\n\nb"))])
    header, statements = split(text)
    assert header == "@prefix kg: <https://w3id.org/surveykg/ontology#> .\n"
    assert statements == '<x:s>\n    kg:p """a\n\nb""" .\n'
