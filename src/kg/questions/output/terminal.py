"""Answers in a terminal, through rich: rules, colour, figures in bold."""

from __future__ import annotations

from kg.questions.output.sentences import Numbered, numbered_sentences, printable
from kg.questions.output.table import cells
from kg.questions.records import Answer
from kg.questions.words import word


def terminal_text(answer: Answer, width: int) -> str:
    """The table and its evidence with the escape sequences of a terminal. Colour never carries meaning alone."""
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="standard", highlight=False, emoji=False)
    if not answer.rows:
        return word(answer.language, "none") + "\n"
    headings, rows, numeric = cells(answer)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for heading, right in zip(headings, numeric, strict=True):
        table.add_column(Text(heading), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    sentences = numbered_sentences(answer)
    if sentences:
        console.print()
        console.print(Text(word(answer.language, "evidence"), style="bold"))
    for item in sentences:
        console.print(_sentence(item, len(str(len(sentences)))))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _line(text: str) -> str:
    return printable(" ".join(text.splitlines()))


def _sentence(item: Numbered, digits: int) -> object:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    text, at = Text(), 0
    for begin, end in item.marks:
        text.append(_line(item.text[at:begin]))
        text.append(_line(item.text[begin:end]), style="bold reverse")
        at = end
    text.append(_line(item.text[at:]))
    text.append(f"\n{printable(item.title)} ({item.document}, {item.begin}–{item.end})", style="dim")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", width=digits + 1)
    grid.add_column()
    grid.add_row(Text(str(item.number)), text)
    return Padding(grid, 0)
