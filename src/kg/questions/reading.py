"""Reading a stored question: its header and query checked, problems with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import Place, QuestionError
from kg.questions import header
from kg.questions.declared import parameters_of
from kg.questions.header import Node, text_of
from kg.questions.order import check_order
from kg.questions.records import Chart, Column, Question
from kg.questions.sparql import Outline, Token, UnreadableError, line_column, outline

PARTS = ("upper", "unit", "bound", "change", "per")
MARKS = ("arc", "area", "bar", "line", "point", "tick")
_FORBIDDEN = {
    "SERVICE": "a question never leaves its store",
    "FROM": "the store is chosen where the question is asked",
    "BNODE": "blank nodes have no names that last",
    "RAND": "a question gives the same rows each time",
    "NOW": "a question gives the same rows each time",
    "UUID": "a question gives the same rows each time",
    "STRUUID": "a question gives the same rows each time",
}


def parse(text: str, path: Path) -> Question:
    """The question that the text of a file states.

    Raises:
        QuestionError: header or query is wrong.
    """
    top = header.read_header(text, str(path))
    method = top.value.get("method")
    if method and method.value.upper() != "GET":
        raise QuestionError(method.place, f"method {method.value!r}", "GET", "questions only read")
    sparql = _outline(text, path)
    _check_form(sparql, path)
    parameters = {parameter.name: parameter for parameter in parameters_of(top, sparql, path)}
    variables = _variables(text, path)
    evidence = tuple(_known(node, variables, "evidence") for node in top.items("evidence"))
    check_order(sparql, variables, evidence, path)
    return Question(
        name=path.stem,
        path=path,
        summary=top.text("summary"),
        description=top.text("description"),
        theme=top.text("theme") or "other",
        tags=tuple(text_of(node, "tags") for node in top.items("tags")),
        parameters=parameters,
        columns=tuple(_columns(top, variables, evidence)),
        evidence=evidence,
        chart=_chart(top, variables),
        summaries={key: text_of(node, "summaries") for key, node in top.map("summaries").items()},
        pagination=top.value["pagination"].value if "pagination" in top.value else None,
        text=text,
        outline=sparql,
    )


def _outline(text: str, path: Path) -> Outline:
    try:
        return outline(text)
    except UnreadableError as error:
        place = Place(str(path), *line_column(text, error.offset))
        raise QuestionError(place, f"{text[error.offset : error.offset + 12]!r}", "SPARQL 1.1") from error


def _check_form(sparql: Outline, path: Path) -> None:
    def at(token: Token) -> Place:
        return Place(str(path), *line_column(sparql.text, token.begin))

    form = sparql.form
    if form is None:
        raise QuestionError(str(path), "no query", "a SELECT query below the header")
    if not form.is_word("SELECT"):
        raise QuestionError(at(form), form.text, "SELECT")
    for token in sparql.tokens:
        if token.kind == "word" and token.text.upper() in _FORBIDDEN:
            raise QuestionError(
                at(token), token.text.upper(), "none in a stored question", _FORBIDDEN[token.text.upper()]
            )
        if token.kind == "blank" or (token.kind == "mark" and token.text == "["):
            raise QuestionError(at(token), f"the blank node {token.text}", "variables and IRIs", "write a variable")
        if token.kind == "name" and token.text.partition(":")[0] not in sparql.prefixes:
            prefix = token.text.partition(":")[0]
            raise QuestionError(at(token), f"the prefix {prefix!r}, which is not declared", f"PREFIX {prefix}: <…>")
        if token.kind == "string" and re.search(r"\\[uU]", token.text):
            raise QuestionError(at(token), "a \\u escape", "the character itself", "engines disagree on the escape")


def _variables(text: str, path: Path) -> tuple[str, ...]:
    import pyoxigraph

    try:
        solutions = pyoxigraph.Store().query(text)
    except SyntaxError as error:
        match = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
        if match is None:
            raise QuestionError(str(path), str(error), "SPARQL 1.1") from error
        place = Place(str(path), int(match[1]), int(match[2]))
        found, expected = _problem(match[3])
        raise QuestionError(place, found, expected) from error
    return tuple(variable.value for variable in solutions.variables)  # type: ignore[union-attr]


def _problem(message: str) -> tuple[str, str]:
    """What the parser's message says in words for people: what was found, what was expected."""
    if "a variable that is unbound" in message:
        return "a variable that is neither grouped nor aggregated", "only such variables in SELECT"
    wanted = re.findall(r'"[^"]+"|\b[A-Z]{2,}\b', re.sub(r"\[[^\]]*\](?: \| [^,]*)?", "", message))
    return "text that is no SPARQL 1.1", " or ".join(dict.fromkeys(wanted[:8]))


def _known(node: Node, variables: tuple[str, ...], what: str) -> str:
    name = text_of(node, what).lstrip("?")
    if name not in variables:
        raise QuestionError(
            node.place, f"{what} {name!r} that the query does not select", f"one of {', '.join(variables)}"
        )
    return name


def _columns(top: Node, variables: tuple[str, ...], evidence: tuple[str, ...]) -> Iterator[Column]:
    """The columns; evidence that the header says nothing else of, and the parts of figures, are hidden in tables."""
    stated = top.map("columns")
    for name, node in stated.items():
        header.check(node, header.COLUMN_KEYS, f"column {name!r}")
        if name not in variables:
            raise QuestionError(node.place, f"column {name!r} that the query does not select", ", ".join(variables))
    parts = {name: _parts(stated.get(name), name, variables) for name in variables}
    taken = {variable for found in parts.values() for variable in found.values()}
    for name in variables:
        node = stated.get(name) or Node({}, "a map", top.place)
        yield Column(
            name=name,
            heading=node.text("heading"),
            description=node.text("description"),
            unit=node.text("unit"),
            parts=parts[name],
            hidden=node.truth("hidden") or name in taken or (name in evidence and name not in stated),
            several=node.truth("list"),
            short=node.truth("short"),
        )


def _parts(node: Node | None, name: str, variables: tuple[str, ...]) -> dict[str, str]:
    """The variables that complete a figure; those of `value` have their own names unless the header says otherwise."""
    if node is None or "parts" not in node.value:
        return {part: part for part in PARTS if part in variables} if name == "value" else {}
    parts = node.value["parts"]
    header.check(parts, dict.fromkeys(PARTS, "text"), "parts")
    return {part: _known(item, variables, part) for part, item in parts.value.items()}


def _chart(top: Node, variables: tuple[str, ...]) -> Chart | None:
    if "chart" not in top.value:
        return None
    node = top.value["chart"]
    header.check(node, header.CHART_KEYS, "chart")
    mark = node.text("mark")
    if mark not in MARKS:
        place = node.value["mark"].place if "mark" in node.value else node.place
        raise QuestionError(place, f"mark {mark!r}", f"one of {', '.join(MARKS)}")
    for key in ("x", "y"):
        if key not in node.value:
            raise QuestionError(node.place, f"a chart without {key!r}", "the columns of x and y")
    fields = {key: _known(item, variables, key) for key, item in node.value.items() if key != "mark"}
    return Chart(mark, fields["x"], fields["y"], fields.get("color", ""), fields.get("facet", ""))
