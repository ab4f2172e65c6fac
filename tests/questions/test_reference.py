"""The page on stored questions is that of the questions."""

from __future__ import annotations

from pathlib import Path

from kg.graph.store import open_store
from kg.questions import ask, load
from kg.questions.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"


def test_the_page_on_questions_is_current(renew: bool) -> None:
    page = reference(load())
    if renew:
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page


def test_every_question_and_parameter_is_documented() -> None:
    page = PAGE.read_text("utf-8")
    for question in load().values():
        assert f"### {question.name}\n" in page
        for parameter in question.parameters.values():
            assert f"`--{parameter.name.replace('_', '-')}`" in page
            assert parameter.description in page


def test_every_command_of_the_page_is_answered() -> None:
    commands = [line.split()[2:] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("    kg ask ")]
    questions = load()
    assert {name for name, *_ in commands} == set(questions)
    with open_store(PAGE.parents[1] / "graph") as store:
        for name, *options in commands:
            given = {key.removeprefix("--"): value for key, value in zip(options[::2], options[1::2], strict=True)}
            assert ask(store, questions[name], given).columns
