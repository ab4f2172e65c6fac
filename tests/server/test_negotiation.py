"""Media types, results and rewritten updates, apart from any server."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store, parse_query_results

from kg.errors import QueryError
from kg.server.cache import Answers
from kg.server.negotiation import SOLUTIONS, TRIPLES, choose
from kg.server.output import Output, TooManyError
from kg.server.pool import Answer
from kg.server.results import NotWritableError, write_result
from kg.server.updates import with_dataset

NAMES = [each.media_type for each in SOLUTIONS]


@given(accept=st.text(max_size=80))
def test_any_accept_header_gives_a_format_or_none(accept: str) -> None:
    assert choose(accept, SOLUTIONS) in (*SOLUTIONS, None)


@given(qualities=st.lists(st.integers(0, 1000), min_size=4, max_size=4))
def test_highest_quality_wins_and_zero_is_never_chosen(qualities: list[int]) -> None:
    header = ", ".join(f"{name};q={quality / 1000:.3f}" for name, quality in zip(NAMES, qualities, strict=True))
    chosen = choose(header, SOLUTIONS)
    if max(qualities) == 0:
        assert chosen is None
    else:
        assert chosen is SOLUTIONS[qualities.index(max(qualities))]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "turtle"),
        ("", "turtle"),
        ("nonsense", "turtle"),
        ("text/html", None),
        ("text/html, */*;q=0.1", "turtle"),
        ("application/rdf+xml, text/turtle;q=0.9", "rdfxml"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("TEXT/TURTLE ; Q=1", "turtle"),
        ("application/*", "ntriples"),
    ],
)
def test_accept_headers_of_clients(accept: str | None, expected: str | None) -> None:
    chosen = choose(accept, TRIPLES)
    assert (chosen.name if chosen else None) == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def written(value: str, name: str, folder: Path) -> bytes:
    store = Store()
    store.add(Quad(NamedNode("http://s.example/"), NamedNode("http://p.example/"), Literal(value)))
    output = Output(str(folder), 10**6)
    assert write_result(store.query("SELECT ?o { ?s ?p ?o }"), name, output, 10) == 1
    return output.finish()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@given(value=TEXTS)
def test_any_text_comes_back_from_json_and_tsv(value: str, scratch: Path) -> None:
    assert json.loads(written(value, "json", scratch))["results"]["bindings"][0]["o"]["value"] == value
    found = list(parse_query_results(written(value, "tsv", scratch), QueryResultsFormat.TSV))  # type: ignore[arg-type]
    assert found[0]["o"] == Literal(value)


@given(value=TEXTS)
def test_any_text_comes_back_from_xml_or_is_refused(value: str, scratch: Path) -> None:
    try:
        text = written(value, "xml", scratch)
    except NotWritableError:
        return
    literal = next(each for each in ElementTree.fromstring(text).iter() if each.tag.endswith("literal"))
    assert (literal.text or "") == value


@given(value=TEXTS)
def test_any_text_comes_back_from_csv(value: str, scratch: Path) -> None:
    import csv
    import io

    rows = list(csv.reader(io.StringIO(written(value, "csv", scratch).decode(), newline="")))
    assert "\0" in value or rows[1:] in ([[value]], [[]] if value == "" else [[value]])


def test_output_past_its_limit_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    output = Output(str(tmp_path), 600_000)
    output.write(b"x" * 500_000)
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(TooManyError):
        output.write(b"x" * 500_000)
    output.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("CLEAR ALL", "CLEAR ALL"),
        ("INSERT DATA { <a> <b> 'WHERE' }", "INSERT DATA { <a> <b> 'WHERE' }"),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <http://g/> WHERE { ?s ?p ?o }"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <http://g/> WHERE { ?s ?p ?o }"),
        (
            "PREFIX where: <w> INSERT { ?s where:p 1 } WHERE { { SELECT ?s WHERE { ?s ?p ?o } } } ; # WHERE\nDROP ALL",
            "PREFIX where: <w> INSERT { ?s where:p 1 } USING <http://g/> "
            "WHERE { { SELECT ?s WHERE { ?s ?p ?o } } } ; # WHERE\nDROP ALL",
        ),
    ],
)
def test_graphs_of_the_request_are_written_into_the_update(update: str, expected: str) -> None:
    assert with_dataset(update, ["http://g/"], []) == expected


@pytest.mark.parametrize("update", ["WITH <g> DELETE { ?s ?p ?o } WHERE {}", "DELETE {} USING NAMED <g> WHERE {}"])
def test_graphs_of_both_are_refused(update: str) -> None:
    with pytest.raises(QueryError):
        with_dataset(update, [], ["http://g/"])


def test_kept_answers_stay_within_their_limit() -> None:
    answers = Answers(10_000)
    for number in range(100):
        answers.keep(number, Answer(200, b"x" * 1000, None, {"seconds": 1.0}))
    assert [number for number in range(100) if answers.get(number)] == [96, 97, 98, 99]
    kept = answers.get(99)
    assert kept is not None
    assert kept.facts["seconds"] == 0.0
    answers.keep("long", Answer(200, b"x" * 10_000, None, {"seconds": 1.0}))
    assert answers.get("long") is None
