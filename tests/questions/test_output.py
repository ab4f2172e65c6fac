"""Printed answers: tables, CSV, JSON, Markdown, Turtle, and the results of free queries."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import kg.questions
from kg.errors import QueryError, QuestionError
from kg.graph.store import EmbeddedStore
from kg.questions import FORMATS, MEDIA_TYPES, Answer, ask, load, render, render_query
from kg.questions.output.csv import safe
from kg.questions.output.markdown import escape
from kg.questions.output.sentences import Numbered, printable
from kg.questions.output.table import columns, layout
from kg.questions.words import languages, number, reader_language, word


@pytest.fixture(scope="module")
def contact(store: pyoxigraph.Store) -> Answer:
    return ask(store, load().find("contact-channels"))


def test_a_table_in_plain_text_shows_figures_and_marks_them_below(contact: Answer) -> None:
    lines = render(contact).splitlines()
    assert lines[0].split() == ["channels", "figure", "population", "organizations", "surveys", "period"]
    assert re.match(r"phone +over 60 % +kundene +Kantar +Norsk Kundeserviceindeks \(KSIndeks\) +\(1\)$", lines[2])
    assert any("er at over [60%] av kundene" in line for line in lines)
    assert any("составляет [50%], на Facebook приходится [30%]" in line for line in lines)
    assert not any("http" in line or "\x1b" in line for line in lines)
    assert max(map(columns, lines)) <= 120
    assert lines == [line.rstrip() for line in lines]


def test_numbers_stand_right(contact: Answer) -> None:
    lines = render(contact).splitlines()
    figures = ("over 60 %", "50 %", "50–70 %")
    assert len({line.index(figure) + len(figure) for line, figure in zip(lines[2:5], figures, strict=True)}) == 1


def test_a_terminal_gets_bold_figures_within_its_width(contact: Answer) -> None:
    text = render(contact, width=80)
    assert "\x1b[1;7m60%\x1b[0m" in text
    assert max(columns(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in text.splitlines()) <= 80


def test_an_answer_without_rows_says_so_in_the_readers_language(store: pyoxigraph.Store) -> None:
    answer = ask(store, load().find("uncertain"), {}, "fi")
    assert render(answer) == render(answer, width=60) == "Ei rivejä.\n"
    assert render(answer, "csv").startswith("row,confidence,value")
    assert render(answer, "jsonl") == ""
    assert json.loads(render(answer, "json"))["rows"] == []


def test_csv_carries_plain_numbers_codes_and_evidence(contact: Answer) -> None:
    rows = list(csv.DictReader(io.StringIO(render(contact, "csv"))))
    first = rows[0]
    assert (first["channels"], first["value"], first["unit"], first["bound"]) == ("phone", "60", "percent", "over")
    assert (first["document"], first["begin"], first["end"], first["quote"]) == (
        "003_2818dbe786ce6225",
        "1001",
        "1004",
        "60%",
    )
    assert [row["row"] for row in rows] == ["1", "2", "3", "4", "5"]


def test_csv_has_a_line_for_each_piece_of_evidence(store: pyoxigraph.Store) -> None:
    answer = ask(store, load().find("preference-use"))
    rows = list(csv.DictReader(io.StringIO(render(answer, "csv"))))
    assert len(rows) == sum(len(row.evidence) for row in answer.rows)
    assert {row["row"] for row in rows} == {"1", "2", "3"}


def test_csv_tells_columns_of_the_question_from_those_of_the_evidence(store: pyoxigraph.Store) -> None:
    heading = render(ask(store, load().find("document")), "csv").splitlines()[0].split(",")
    assert heading[-5:] == ["evidence_document", "evidence_begin", "end", "quote", "sentence"]
    assert len(set(heading)) == len(heading)


@given(st.text() | st.from_regex(r"[=+\-@\t\r][A-Z0-9(.]*", fullmatch=True))
def test_no_csv_cell_is_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "@", "\t", "\r"))
    assert not cell.startswith(("+", "-")) or float(cell) is not None


def test_json_carries_all(contact: Answer) -> None:
    facts = json.loads(render(contact, "json"))
    assert facts["question"] == "contact-channels"
    first = facts["rows"][0]
    assert first["channels"] == [
        {"iri": "https://w3id.org/surveykg/id/channel/phone", "code": "phone", "label": "phone"}
    ]
    assert first["value"] == 60 and first["upper"] is None and first["bound"]["code"] == "over"
    (proof,) = first["evidence"]
    assert (proof["document"], proof["begin"], proof["end"], proof["quote"]) == (
        "003_2818dbe786ce6225",
        1001,
        1004,
        "60%",
    )
    begin = proof["begin"] - proof["sentence_begin"]
    assert proof["sentence"][begin : begin + 3] == "60%"
    assert [json.loads(line) for line in render(contact, "jsonl").splitlines()] == facts["rows"]


def test_json_keeps_decimals(store: pyoxigraph.Store) -> None:
    rows = json.loads(render(ask(store, load().find("rejection")), "json"))["rows"]
    assert [row["value"] for row in rows] == [90, 66.67]


def test_markdown_is_a_table_and_bold_figures(contact: Answer) -> None:
    lines = render(contact, "markdown").splitlines()
    assert lines[2] == "| channels | figure | population | organizations | surveys | period | |"
    assert lines[3] == "|---|---:|---|---|---|---|---|"
    assert any(line.startswith("1. ") and "over **60%** av kundene" in line for line in lines)


@given(st.text())
def test_markdown_has_no_open_syntax(text: str) -> None:
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|~$]", escape(text))


def test_turtle_is_read_by_others_and_holds_findings_and_sentences(contact: Answer) -> None:
    text = render(contact, "turtle")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    kg = rdflib.Namespace("https://w3id.org/surveykg/ontology#")
    findings = set(graph.subjects(kg.value, None))
    assert {str(finding) for finding in findings} == {item.thing for item in contact.evidence}
    assert all(graph.value(graph.value(finding, kg.mention), kg.inSentence) for finding in findings)
    assert len(set(graph.subjects(kg.text, None))) == 3
    assert (
        rdflib.URIRef("https://w3id.org/surveykg/id/channel/phone"),
        None,
        rdflib.Literal("telefon", lang="nb"),
    ) in graph
    assert len(list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE))) == len(graph)


@pytest.mark.parametrize("form", FORMATS)
def test_every_question_prints_in_every_format_the_same_each_time(
    form: str, store: pyoxigraph.Store, rdflib_graph: rdflib.Graph
) -> None:
    assert set(MEDIA_TYPES) == set(FORMATS)
    for question in load().values():
        text = render(ask(store, question), form)
        assert text == render(ask(store, question), form)
        if question.name in ("surveys", "volume"):
            assert text == render(ask(rdflib_graph, question), form)


def test_an_unknown_format_is_told(contact: Answer) -> None:
    with pytest.raises(QuestionError, match="one of table, csv"):
        render(contact, "pdf")


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.text(), min_size=width, max_size=width), min_size=1, max_size=4)
    )
)
def test_a_table_keeps_to_its_width(rows: list[list[str]]) -> None:
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    lines = layout([f"c{at}" for at in range(len(rows[0]))], rows, [False] * len(rows[0]), 60)
    assert max(map(columns, lines)) <= 60 + len(rows[0])
    letters = sorted("".join("".join(row) for row in rows).replace(" ", ""))
    assert sorted("".join(lines[2:]).replace(" ", "")) == letters


@given(st.text(min_size=1), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3))
def test_marks_take_nothing_from_a_sentence(text: str, spans: list[tuple[int, int]]) -> None:
    ordered = sorted((min(span), max(span)) for span in spans)
    marks = [span for at, span in enumerate(ordered) if not at or span[0] > ordered[at - 1][1]]
    item = Numbered(1, text, "", "", 0, 0, tuple(marks))
    assert item.marked(str).split() == printable(" ".join(text.split())).split()


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", "3450", "3,450"),
        ("de", "3450.5", "3.450,5"),
        ("nb", "2000000", "2\u00a0000\u00a0000"),
        ("en", "-12", "−12"),
        ("fi", "0.5", "0,5"),
    ],
)
def test_numbers_are_written_as_readers_write_them(language: str, value: str, expected: str) -> None:
    from decimal import Decimal

    assert number(Decimal(value), language) == expected


def test_every_language_has_the_same_words() -> None:
    assert set(languages()) == {"nb", "da", "sv", "fi", "de", "ru", "en"}
    tables = tomllib.loads((Path(kg.questions.__file__).parent / "words.toml").read_text("utf-8"))
    for table in tables.values():
        assert set(table["heading"]) == set(tables["en"]["heading"])
        assert set(table["theme"]) == set(tables["en"]["theme"])
        assert all(set(table[part]) <= set(tables["en"][part]) for part in ("unit", "bound", "change", "per"))


def test_shipped_questions_have_headings_and_themes_in_every_language() -> None:
    for question in load().values():
        assert word("en", "theme", question.theme), question.name
        for column in question.columns:
            assert column.hidden or word("en", "heading", column.heading or column.name), (question.name, column.name)


def test_reader_languages_are_found_by_their_tags() -> None:
    assert [reader_language(tag) for tag in ("nb-NO", "no", "NN", "sv_SE", "zh", "")] == [
        "nb",
        "nb",
        "nb",
        "sv",
        "en",
        "en",
    ]


class TestFreeQueries:
    """`render_query` for any SPARQL."""

    QUERY = (
        "PREFIX kg: <https://w3id.org/surveykg/ontology#> SELECT ?channel ?value ?text WHERE "
        "{ ?m a kg:ContactShare ; kg:channel ?channel ; kg:value ?value ; kg:mention/kg:inSentence/kg:text ?text } "
        "ORDER BY ?value ?channel"
    )

    @pytest.fixture
    def graph(self, store: pyoxigraph.Store) -> EmbeddedStore:
        return EmbeddedStore(store, Path("graph"))

    def test_rows_are_printed_in_the_formats_of_sparql(self, graph: EmbeddedStore) -> None:
        facts = json.loads(render_query(graph, self.QUERY, "json"))
        assert facts["head"]["vars"] == ["channel", "value", "text"]
        assert facts["results"]["bindings"][0]["text"]["xml:lang"] == "ru"
        root = ElementTree.fromstring(render_query(graph, self.QUERY, "xml"))
        assert len(root[1]) == len(facts["results"]["bindings"])
        assert list(csv.reader(io.StringIO(render_query(graph, self.QUERY, "csv"))))[1][1] == "20"
        assert render_query(graph, self.QUERY, "tsv").startswith("?channel\t?value\t?text\n<https://")
        assert "channel:social_media" in render_query(graph, self.QUERY)

    def test_truths_and_graphs_are_printed(self, graph: EmbeddedStore) -> None:
        assert render_query(graph, "ASK { ?a ?b ?c }") == "true\n"
        assert json.loads(render_query(graph, "ASK { ?a ?b 'nothing' }", "json"))["boolean"] is False
        text = render_query(graph, "CONSTRUCT { ?a a ?c } WHERE { ?a a ?c } LIMIT 3", "turtle")
        assert len(rdflib.Graph().parse(data=text, format="turtle")) == 3

    @pytest.mark.parametrize(
        ("query", "form", "said"),
        [
            ("SELECT ?a WHERE {", "table", "my.rq:1:"),
            ("SELECT ?a WHERE { SERVICE <http://x/> { ?a ?b ?c } }", "table", "my.rq:1:19"),
            ("SELECT ?a WHERE { ?a ?b ?c } LIMIT 1", "turtle", "rows as turtle"),
            ("ASK { ?a ?b ?c }", "turtle", "a truth as turtle"),
            ("CONSTRUCT { ?a a ?c } WHERE { ?a a ?c } LIMIT 1", "csv", "a graph as csv"),
            ("DROP ALL", "table", "SELECT, ASK"),
        ],
    )
    def test_faults_are_told_with_the_name_of_the_query(
        self, graph: EmbeddedStore, query: str, form: str, said: str
    ) -> None:
        with pytest.raises(QueryError) as caught:
            render_query(graph, query, form, name="my.rq")
        assert said in str(caught.value)


def test_names_of_cells_are_not_run_by_terminals(contact: Answer) -> None:
    row = contact.rows[0]
    evil = replace(row.cells[0], text="[red]\x1b[31mx[/red]")
    text = render(replace(contact, rows=(replace(row, cells=(evil, *row.cells[1:])),)))
    assert "\x1b" not in text
