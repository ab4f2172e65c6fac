"""Answers as Markdown (GitHub's flavour): a table and the numbered sentences, figures in bold."""

from __future__ import annotations

import re

from kg.questions.output.sentences import numbered_sentences, references
from kg.questions.records import Answer
from kg.questions.words import word

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$]|^[#+-](?= )|^\d+(?=[.)] ))")


def markdown_text(answer: Answer) -> str:
    """A heading, the table, and below it the evidence."""
    lines = [f"### {escape(answer.question.summary_in(answer.language))}", "", *_table(answer)]
    sentences = numbered_sentences(answer)
    if sentences:
        lines += ["", f"**{word(answer.language, 'evidence')}**", ""]
    for item in sentences:
        text = item.marked(lambda quote: f"**{escape(quote)}**", escape)
        lines.append(f"{item.number}. {text} ({escape(item.title)}; `{item.document}`, {item.begin}–{item.end})")
    return "\n".join(lines) + "\n"


def _table(answer: Answer) -> list[str]:
    shown = [(at, column) for at, column in enumerate(answer.columns) if not column.hidden]
    if not answer.rows:
        return [word(answer.language, "none")]
    lines = [
        "| " + " | ".join([*(escape(column.heading) for _, column in shown), ""]) + "|",
        "|" + "|".join("---:" if column.numeric else "---" for _, column in shown) + "|---|",
    ]
    for row in answer.rows:
        cells = [escape(row.cells[at].text) for at, _ in shown]
        lines.append("| " + " | ".join([*cells, references(row)]) + " |")
    return lines


def escape(text: str) -> str:
    """The text such that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", text)
