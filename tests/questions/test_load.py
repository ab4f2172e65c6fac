"""Loading question files: the shipped ones are sound, broken ones are told and set aside."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import ParameterError, QuestionError
from kg.questions import ask, load, load_file, load_one, names
from kg.questions.terms import XSD, Term

HEADER = "#+ summary: Made up\n"
PARAMETER = "#+ parameters:\n#+   channel: {type: iri, scheme: channels}\n"
Write = Callable[..., Path]


def test_all_shipped_questions_load() -> None:
    questions = load()
    assert not questions.problems
    assert len(questions) >= 26
    assert tuple(questions) == names() == tuple(sorted(questions))


def test_shipped_questions_say_what_they_are_in_seven_languages() -> None:
    for question in load().values():
        assert question.description and question.tags and question.theme
        assert set(question.summaries) == {"nb", "da", "sv", "fi", "de", "ru"}, question.name
        assert all(parameter.description for parameter in question.parameters.values())


def test_shipped_questions_use_the_ontology_by_one_prefix_each_and_sorted() -> None:
    for question in load().values():
        prefixes = list(question.outline.prefixes)
        assert prefixes == sorted(prefixes), question.name
        used = {token.text.partition(":")[0] for token in question.outline.tokens if token.kind == "name"}
        assert set(prefixes) == used, question.name


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.rq").write_text(HEADER + "SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?a", "utf-8")
    (tmp_path / "bad.rq").write_text(HEADER + "SELECT ?a WHERE {\n  ?a ex:b ?c }\nORDER BY ?a", "utf-8")
    (tmp_path / "binary.rq").write_bytes(b"#+ summary: \xff\n")
    (tmp_path / "folder.rq").mkdir()
    (tmp_path / "notes.txt").write_text("no question", "utf-8")
    questions = load(tmp_path)
    assert list(questions) == ["good"]
    assert [Path(problem.place.path).name for problem in questions.problems] == ["bad.rq", "binary.rq", "folder.rq"]
    assert questions.problems[0].place.line == 3
    with pytest.raises(QuestionError, match=r"bad\.rq:3"):
        questions.find("bad")
    with pytest.raises(ParameterError, match=r"no question 'god'; did you mean 'good'\?"):
        questions.find("god")
    with pytest.raises(ParameterError, match="no question 'nothing'"):
        load_one(tmp_path, "nothing")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"a folder of \.rq files"):
        load(tmp_path / "missing")


QUERY = "SELECT ?a ?c WHERE { ?a ?b ?c } ORDER BY ?a ?c"


def query(pattern: str) -> str:
    """A query with a pattern of its own."""
    return QUERY.replace("?a ?b ?c", pattern)


@pytest.mark.parametrize(
    ("header", "body", "line", "said"),
    [
        ("", "SELECT ?a WHERE { ?a ?b ?c }", 2, "no ORDER BY"),
        ("", "SELECT ?a ?c WHERE { ?a ?b ?c } ORDER BY ?a", 2, "add ?c to ORDER BY"),
        ("", "SELECT ?a (COUNT(?c) AS ?n) WHERE { ?a ?b ?c } GROUP BY ?a ORDER BY ?n", 2, "add ?a to ORDER BY"),
        ("", "ASK { ?a ?b ?c }", 2, "found ASK, expected SELECT"),
        ("", "\n" + query("SERVICE <http://x/> { ?a ?b ?c }"), 3, "a question never leaves its store"),
        ("", QUERY.replace("WHERE", "FROM <file:///etc/passwd> WHERE"), 2, "FROM"),
        ("", query("?a ?b [ ?d ?c ]"), 2, "blank node"),
        ("", query("?a ?b _:x . _:x ?d ?c"), 2, "the blank node _:x"),
        ("", query("?a ?b ?c . BIND(RAND() AS ?r)"), 2, "the same rows each time"),
        ("", query("?a nn:b ?c"), 2, "the prefix 'nn', which is not declared"),
        ("", query('?a ?b ?c . FILTER(?c = "\\u0041")'), 2, "the character itself"),
        ("", query('?a ?b "open'), 2, "SPARQL 1.1"),
        ("", "", None, "a SELECT query below the header"),
        ("#+ evidence: [d]\n", QUERY, 2, "evidence 'd' that the query does not select"),
        ("#+ columns: {d: {heading: x}}\n", QUERY, 2, "column 'd'"),
        ("#+ columns: {a: {colour: x}}\n", QUERY, 2, "unknown key 'colour'"),
        ("#+ chart: {mark: pie, x: a, y: c}\n", QUERY, 2, "mark 'pie'"),
        ("#+ chart: {mark: bar, x: a}\n", QUERY, 2, "a chart without 'y'"),
        ("#+ method: POST\n", QUERY, 2, "questions only read"),
        (PARAMETER, QUERY, 3, "without a VALUES block"),
        (PARAMETER, query("VALUES ?channel { 'x' } ?a ?b ?c"), 4, "a term of type iri"),
        (PARAMETER, query("VALUES ?channel { <a:b> <a:c> } ?a ?b ?c"), 3, "2 defaults"),
        (PARAMETER, query("VALUES ?channel { <a:b> UNDEF } ?a ?b ?c"), 4, "terms, or UNDEF alone"),
        (PARAMETER.replace("iri", "ire"), QUERY, 3, "write 'type: iri'"),
        (PARAMETER.replace(", scheme: channels", ""), QUERY, 3, "a class or scheme"),
        (PARAMETER.replace("}", ", default: fax}"), query("VALUES ?channel { <a:b> } ?a ?b ?c"), 3, "default 'fax'"),
        ("#+ defaults:\n#+   - chanel: fax\n", QUERY, 3, "expected a parameter"),
        (PARAMETER, query("VALUES ?channel { <a:b> } { VALUES ?channel { UNDEF } ?a ?b ?c }"), 4, "another default"),
    ],
)
def test_each_fault_is_told_with_its_place(
    question_file: Write, header: str, body: str, line: int | None, said: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        load_file(question_file(HEADER + header + body))
    assert said in str(caught.value)
    assert caught.value.place.line == line


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?value ?sentence WHERE { ?m ?p ?value ; ?q ?sentence } ORDER BY DESC(?value) ?m",
        "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c }",  # one row
        "SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?a",
        "SELECT ?a (MAX(?c) AS ?m) WHERE { ?a ?b ?c } GROUP BY ?a ORDER BY DESC(?m) ?a",
        "SELECT * WHERE { ?a ?b ?c } ORDER BY ?a ?b ?c",
    ],
)
def test_an_order_that_decides_is_taken(question_file: Write, query: str) -> None:
    assert load_file(question_file(HEADER + query)).columns


def test_a_header_of_a_summary_alone_is_enough(question_file: Write, store: pyoxigraph.Store) -> None:
    path = question_file(
        "#+ summary: Share of people who use a channel, highest first\n"
        "PREFIX channel: <https://w3id.org/surveykg/id/channel/>\n"
        "PREFIX kg: <https://w3id.org/surveykg/ontology#>\nPREFIX prov: <http://www.w3.org/ns/prov#>\n"
        "SELECT ?value ?sentence WHERE {\n  VALUES ?channel { channel:phone }\n  ?measurement a kg:UsageShare ; "
        "kg:channel ?channel ; kg:value ?value ; prov:wasDerivedFrom ?sentence .\n} ORDER BY DESC(?value) ?measurement"
    )
    answer = ask(store, load_file(path))
    assert [row.cells[0].text for row in answer.rows] == ["92", "47"]
    assert all(item.quote == item.text for row in answer.rows for item in row.evidence)
    assert all(len(row.evidence) == 1 for row in answer.rows)


def test_errors_travel_between_processes(tmp_path: Path) -> None:
    error = ParameterError("q", "channel", "no channel 'fone'", ("phone",), "phone")
    assert (
        str(pickle.loads(pickle.dumps(error)))
        == str(error)
        == ("q: no channel 'fone'; did you mean 'phone'? possible: phone")
    )


def test_defaults_are_read_as_terms(question_file: Write) -> None:
    text = (
        HEADER
        + "#+ parameters:\n#+   p: {type: decimal}\n#+   q: {type: string, repeatable: true}\n#+   r: {type: year}\n"
        + "#+   s: {type: boolean}\n#+   t: {type: integer}\n#+   u: {type: iri, class: kg:Channel, default: phone}\n"
        + 'PREFIX c: <http://c/> SELECT ?a WHERE { VALUES ?p { -1.50 } VALUES ?q { \'a\\n"b\' """c""" }'
        + ' VALUES ?r { "2014"^^<http://www.w3.org/2001/XMLSchema#gYear> } VALUES ?s { true } VALUES ?t { 7 }'
        + " VALUES ?u { c:phone } ?a ?b ?c } ORDER BY ?a"
    )
    parameters = load_file(question_file(text)).parameters
    assert parameters["p"].defaults == (Term("-1.5", XSD + "decimal"),)
    assert [term.value for term in parameters["q"].defaults] == ['a\n"b', "c"]
    assert parameters["r"].default == "2014"
    assert parameters["s"].default == "true"
    assert parameters["t"].defaults == (Term("7", XSD + "integer"),)
    assert parameters["u"].defaults == (Term("http://c/phone"),)
    assert parameters["u"].of == "https://w3id.org/surveykg/ontology#Channel"


def test_parts_of_a_figure_and_evidence_are_hidden(question_file: Write) -> None:
    text = HEADER + "#+ evidence: [m]\nSELECT ?value ?unit ?bound ?m WHERE { ?m ?value ?unit ; ?bound ?m } ORDER BY ?m"
    columns = load_file(question_file(text)).columns
    assert [column.name for column in columns if not column.hidden] == ["value"]
    assert dict(columns[0].parts) == {"unit": "unit", "bound": "bound"}
