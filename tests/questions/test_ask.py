"""Answers: their rows, labels and evidence, the same on every engine."""

from __future__ import annotations

from typing import Any

import pyoxigraph
import pytest
import rdflib

from kg.errors import QueryError
from kg.model import Extraction
from kg.questions import Question, ask, load

QUESTIONS = list(load().values())


def by_name(question: Question) -> str:
    return question.name


@pytest.mark.parametrize("question", QUESTIONS, ids=by_name)
def test_rows_are_the_same_on_both_engines(
    question: Question, store: pyoxigraph.Store, rdflib_graph: rdflib.Graph
) -> None:
    assert ask(rdflib_graph, question).rows == ask(store, question).rows


@pytest.mark.parametrize("question", QUESTIONS, ids=by_name)
def test_rows_are_of_one_order_whatever_the_order_of_loading(question: Question, all_gold: pyoxigraph.Store) -> None:
    turned = pyoxigraph.Store()
    turned.extend(reversed(list(all_gold)))
    assert ask(turned, question).rows == ask(all_gold, question).rows


@pytest.mark.parametrize("question", QUESTIONS, ids=by_name)
def test_evidence_is_what_the_text_says_there(
    question: Question, all_gold: pyoxigraph.Store, gold_extractions: dict[str, Extraction]
) -> None:
    answer = ask(all_gold, question)
    for item in answer.evidence:
        text = gold_extractions[item.name].document.text
        assert text[item.begin : item.end] == item.quote
        assert text[item.sentence_begin : item.sentence_end] == item.text
        assert item.before + item.quote + item.after == item.text


@pytest.mark.parametrize("question", QUESTIONS, ids=by_name)
def test_every_row_about_figures_has_evidence(question: Question, all_gold: pyoxigraph.Store) -> None:
    if question.name in ("organizations", "surveys"):
        pytest.skip("the gold does not say where the texts name them")
    answer = ask(all_gold, question)
    assert all(row.evidence for row in answer.rows)


@pytest.mark.parametrize("question", QUESTIONS, ids=by_name)
def test_every_question_is_answered_in_every_language_without_iris(question: Question, store: pyoxigraph.Store) -> None:
    for language in ("nb", "da", "sv", "fi", "de", "ru", "en", "zh", "nb-NO"):
        answer = ask(store, question, {}, language)
        assert len(answer) == len(ask(store, question))
        assert not any("http" in cell.text for row in answer.rows for cell in row.cells)


def test_labels_fall_back_from_the_readers_language(store: pyoxigraph.Store) -> None:
    rows = ask(store, load().find("adoption"), {}, "de").rows
    assert [cell.text for cell in rows[1].cells[:3]] == ["2014", "Nordea", "Twitter"]
    headings = [column.heading for column in ask(store, load().find("channel-use"), {}, "fi").columns]
    assert headings[:4] == ["kanavat", "mittari", "perusjoukko", "luku"]


def test_figures_are_put_together_from_their_parts(store: pyoxigraph.Store) -> None:
    def figures(name: str, language: str) -> set[str]:
        answer = ask(store, load().find(name), {}, language)
        at = [column.name for column in answer.columns].index("value")
        return {row.cells[at].text for row in answer.rows}

    assert {"over 60 %", "50–70 %", "about 20 %"} <= figures("contact-channels", "en")
    assert {"yli 60 %", "noin 20 %"} <= figures("contact-channels", "fi")
    assert {"about 5,000 a month", "2,000 a day"} <= figures("volume", "en")
    assert "около 5\u00a0000 в месяц" in figures("volume", "ru")
    assert figures("response-times", "nb") == {"≤ 10 min"}
    assert "over 66,67 %" in figures("rejection", "nb")
    assert "↑ 2 ×" in figures("volume-time", "de")


def test_a_channel_stands_for_those_below_it(store: pyoxigraph.Store) -> None:
    question = load().find("contact-channels")
    assert len(ask(store, question, {"channel": "social_media"})) == 3
    assert len(ask(store, question, {"channel": "facebook"})) == 1
    assert len(ask(store, question, {"channel": ["facebook", "phone"]})) == 3
    assert len(ask(store, question, {"channel": "fax"})) == 0


@pytest.mark.parametrize(
    ("name", "parameters", "rows"),
    [
        ("channel-use", {"country": "NO"}, 10),
        ("channel-use", {"organization": "faktenkontor", "channel": "phone"}, 2),
        ("channel-use", {"year": 2015}, 9),
        ("channel-use", {"year": 2016}, 0),
        ("channel-ranking", {"survey": "Social Media Atlas", "measure": "use"}, 9),
        ("adoption", {"since": 2016}, 2),
        ("adoption", {"until": 2014}, 1),
        ("volume", {"organization": ["nordea", "bank24-ru"], "channel": "social_media"}, 3),
        ("volume", {"year": 2012}, 3),
        ("trends", {"direction": "rising", "channel": "phone"}, 2),
        ("trends", {"direction": "falling"}, 0),
        ("surveys", {"organization": "fno"}, 1),
        ("organizations", {"minimum": 11}, 4),
        ("document", {"document": "001_a7f089adf9625f02"}, 11),
        ("incomplete", {"lacking": "population"}, 6),
        ("figures", {"measure": "tenure"}, 3),
        ("figures", {"unit": "percent", "minimum": "83", "maximum": "89"}, 4),
        ("documents", {"language": "nb"}, 2),
        ("uncertain", {"below": ""}, 55),
        ("same-figure", {"least-documents": 2}, 0),
        ("preference-use", {"channel": "email"}, 1),
    ],
)
def test_parameters_narrow_the_rows(
    name: str, parameters: dict[str, Any], rows: int, store: pyoxigraph.Store, rdflib_graph: rdflib.Graph
) -> None:
    question = load().find(name)
    answer = ask(store, question, parameters)
    assert len(answer) == rows
    assert ask(rdflib_graph, question, parameters).rows == answer.rows


def test_an_aggregate_has_the_evidence_of_all_its_figures(store: pyoxigraph.Store) -> None:
    answer = ask(store, load().find("preference-use"), {"channel": "social_media"})
    (row,) = answer.rows
    counted = [
        cell.term.value for column, cell in zip(answer.columns, row.cells, strict=True) if "figures" in column.name
    ]
    assert sum(map(int, counted)) == len({item.thing for item in row.evidence}) == 6


def test_evidence_is_numbered_in_the_order_of_the_rows(store: pyoxigraph.Store) -> None:
    answer = ask(store, load().find("channel-use"))
    seen = [item.number for row in answer.rows for item in row.evidence]
    assert sorted(set(seen)) == list(range(1, len(set(seen)) + 1))
    firsts = [number for at, number in enumerate(seen) if number not in seen[:at]]
    assert firsts == sorted(firsts)


def test_the_query_of_an_answer_can_be_run_as_it_is(store: pyoxigraph.Store) -> None:
    answer = ask(store, load().find("channel-use"), {"channel": "phone"})
    assert len(list(store.query(answer.query))) == len(answer)


@pytest.mark.parametrize("question", QUESTIONS, ids=by_name)
def test_a_question_file_runs_as_it_is(question: Question, store: pyoxigraph.Store, rdflib_graph: rdflib.Graph) -> None:
    expected = len(ask(store, question))
    assert len(list(store.query(question.text))) == expected
    assert len(list(rdflib_graph.query(question.text))) == expected


def test_an_empty_graph_gives_no_rows() -> None:
    for question in QUESTIONS:
        assert len(ask(pyoxigraph.Store(), question)) == 0
        assert len(ask(rdflib.Graph(), question)) == 0


def test_a_dataset_that_is_no_union_is_refused() -> None:
    with pytest.raises(QueryError, match="default_union=True"):
        ask(rdflib.Dataset(), QUESTIONS[0])
    assert len(ask(rdflib.Dataset(default_union=True), QUESTIONS[0])) == 0
