"""What the stored questions answer on the graph of the seeds, kept in `expected/`; `--renew` writes it anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib

from kg.graph.store import Store, open_store
from kg.questions import Answer, Question, ask, load
from kg.questions.labels import short_name
from kg.questions.output.json import scalar

GRAPH = Path(__file__).parents[2] / "graph"
EXPECTED = Path(__file__).parent / "expected"
QUESTIONS = list(load().values())


@pytest.fixture(scope="module")
def graph() -> Iterator[Store]:
    """The committed graph of the seeds, in the embedded store."""
    with open_store(GRAPH) as store:
        yield store


@pytest.fixture(scope="module")
def dataset(graph: Store) -> rdflib.Dataset:
    """The same graph in rdflib."""
    return graph.dataset()


def kept(answer: Answer) -> list[dict[str, Any]]:
    """The rows without labels, which belong to the ontology: codes, values, and where the evidence stands."""
    rows = []
    for row in answer.rows:
        cells: dict[str, Any] = {}
        for column, cell in zip(answer.columns, row.cells, strict=True):
            values = [short_name(term.value) if term.is_iri else scalar(term) for term in cell.terms]
            if values:
                cells[column.name] = values[0] if len(values) == 1 and not column.several else values
        rows.append({**cells, "evidence": [f"{e.name} {e.begin}-{e.end} {e.quote}" for e in row.evidence]})
    return rows


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_rows_are_those_kept_in_the_embedded_store_and_in_rdflib(
    question: Question, graph: Store, dataset: rdflib.Dataset, renew: bool
) -> None:
    answer = ask(graph, question)
    path = EXPECTED / f"{question.name}.json"
    if renew:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(kept(answer), ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert kept(answer) == json.loads(path.read_text("utf-8"))
    assert ask(dataset, question).rows == answer.rows


def test_every_kept_answer_has_its_question() -> None:
    assert {path.stem for path in EXPECTED.glob("*.json")} == {question.name for question in QUESTIONS}
