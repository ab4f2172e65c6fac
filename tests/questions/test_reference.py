"""The page on stored questions is that of the questions."""

from __future__ import annotations

from pathlib import Path

from kg.questions import load
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
