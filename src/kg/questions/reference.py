"""The page `docs/questions.md`, from the headers of the questions; `python -m kg.questions.reference` prints it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.questions.header import CHART_KEYS, COLUMN_KEYS, PARAMETER_KEYS, QUESTION_KEYS
from kg.questions.load import load
from kg.questions.records import TYPES, Parameter, Question
from kg.questions.words import FALLBACK, word

_TEMPLATE = Path(__file__).with_suffix(".md")


def reference(questions: Mapping[str, Question]) -> str:
    """The page on all questions, by theme."""
    themes: dict[str, list[Question]] = {}
    for question in questions.values():
        themes.setdefault(question.theme, []).append(question)
    parts = []
    for theme in sorted(themes, key=lambda theme: word(FALLBACK, "theme", theme, default=theme)):
        parts.append(f"## {word(FALLBACK, 'theme', theme, default=theme.capitalize())}\n")
        parts += [_section(question) for question in themes[theme]]
    filled = {
        "QUESTIONS": "\n".join(parts),
        "HEADER_KEYS": _codes(QUESTION_KEYS),
        "PARAMETER_KEYS": _codes(PARAMETER_KEYS),
        "COLUMN_KEYS": _codes(COLUMN_KEYS),
        "CHART_KEYS": _codes(CHART_KEYS),
        "TYPES": _codes(TYPES),
    }
    return re.sub("|".join(filled), lambda match: filled[match[0]], _TEMPLATE.read_text("utf-8"))


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _section(question: Question) -> str:
    lines = [f"### {question.name}", "", f"**{question.summary}.** {question.description}", ""]
    if question.parameters:
        lines += ["| parameter | type | |", "|---|---|---|"]
        lines += [_parameter(parameter) for parameter in question.parameters.values()]
        lines.append("")
    lines += [f"Columns: {_codes(column.name for column in question.columns if not column.hidden)}.", ""]
    lines += ["    " + _example(question), ""]
    return "\n".join(lines)


def _parameter(parameter: Parameter) -> str:
    notes = [parameter.description]
    notes += ["required"] if parameter.required else []
    notes += [f"default `{parameter.default}`"] if parameter.default is not None else []
    notes += ["repeatable"] if parameter.repeatable else []
    notes += [f"one of {_codes(parameter.choices)}"] if parameter.choices else []
    of = parameter.of.replace("#", "/").rsplit("/", 1)[-1]
    kind = f"{of[0].lower()}{of[1:]}".removesuffix("s") if of else parameter.type
    return f"| `--{parameter.name.replace('_', '-')}` | {kind} | {'; '.join(notes)} |"


def _example(question: Question) -> str:
    examples = {"channel": "phone", "organization": "nordea", "document": "001_a7f089adf9625f02", "year": "2014"}
    given = [f"--{name} {examples[name]}" for name in question.parameters if name in examples]
    return " ".join(["kg ask", question.name, *given[:1]])


def main() -> None:
    """Print the page."""
    sys.stdout.write(reference(load()))


if __name__ == "__main__":
    main()
