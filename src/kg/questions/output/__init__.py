"""Answers as text: a table for people, and CSV, JSON, JSON lines, Markdown and Turtle for everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.errors import QuestionError
from kg.questions.output.csv import csv_text
from kg.questions.output.free import render_query
from kg.questions.output.json import json_lines, json_text
from kg.questions.output.markdown import markdown_text
from kg.questions.output.table import table_text
from kg.questions.output.turtle import turtle_text
from kg.questions.records import Answer

_WRITERS: Mapping[str, Callable[[Answer], str]] = {
    "csv": csv_text,
    "json": json_text,
    "jsonl": json_lines,
    "markdown": markdown_text,
    "turtle": turtle_text,
}
FORMATS = ("table", *_WRITERS)
MEDIA_TYPES: Mapping[str, str] = {
    "table": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "markdown": "text/markdown; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
}


def render(answer: Answer, form: str = "table", *, width: int | None = None) -> str:
    """The answer in one of `FORMATS`, ending in a line break.

    `width` is that of the terminal the table goes to (coloured, with the figure in bold); None is plain text.

    Raises:
        QuestionError: there is no such format.
    """
    if form == "table":
        return table_text(answer, width)
    if form not in _WRITERS:
        raise QuestionError("format", repr(form), f"one of {', '.join(FORMATS)}")
    return _WRITERS[form](answer)


__all__ = ["FORMATS", "MEDIA_TYPES", "render", "render_query"]
