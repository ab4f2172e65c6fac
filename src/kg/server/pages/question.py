"""The page of a stored question: its form, chart, table, evidence, and the ways to take the answer along."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

from kg.errors import ParameterError
from kg.questions import Answer, Choice, Column, Evidence, Parameter, Question, Row, Term, ask, choices, load
from kg.questions.labels import BATCH, batches
from kg.questions.output.sentences import numbered_sentences
from kg.questions.terms import iri, spell
from kg.questions.words import word
from kg.server.pages import queries
from kg.server.pages.chart import chart, svg
from kg.server.pages.site import Visit, rendered
from kg.server.problems import RequestError

ROWS = 100  # on a page
FEW = 400  # choices that a list still shows
OURS = ("lang", "page", "char")
FORMATS = {"csv": "CSV", "json": "JSON", "turtle": "Turtle", "markdown": "Markdown"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: the parameter, its values to choose from, and what was given."""

    parameter: Parameter
    heading: str
    choices: tuple[Choice, ...]
    given: tuple[str, ...]

    @property
    def control(self) -> str:
        """`boxes`, `list`, `number` or `text`."""
        if self.choices:
            return "boxes" if self.parameter.repeatable else "list"
        return "number" if self.parameter.type in ("year", "integer", "decimal") else "text"


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the page shows it: texts with addresses."""

    parts: tuple[tuple[str, str], ...]
    numeric: bool
    is_figure: bool


def question_named(visit: Visit, name: str) -> Question:
    """The stored question of that name.

    Raises:
        RequestError: there is none.
    """
    known = load(visit.questions).questions
    if name not in known:
        raise RequestError(404, f"no question is called {name}", {"possible": sorted(known)})
    return known[name]


def given_of(visit: Visit, question: Question) -> dict[str, list[str]]:
    """The parameters of the address, without those of the pages themselves."""
    given: dict[str, list[str]] = {}
    for key, value in visit.request.query_params.multi_items():
        if key not in OURS or key in question.parameters:
            given.setdefault(key, []).append(value)
    return given


def question_page(visit: Visit) -> Response:
    """The answer to a question as a page; a form with empty fields is led to the address without them."""
    question = question_named(visit, visit.request.path_params["name"])
    given = given_of(visit, question)
    clean = {key: _without_empty(question, key, values) for key, values in given.items()}
    clean = {key: values for key, values in clean.items() if values}
    if clean != given:
        kept = [(key, value) for key, value in visit.request.query_params.multi_items() if key in OURS and value]
        pairs = [(key, value) for key, values in clean.items() for value in values]
        query = urlencode([*pairs, *kept])
        return RedirectResponse(f"/questions/{quote(question.name)}{'?' if query else ''}{query}", 303)
    problem: ParameterError | None = None
    answer: Answer | None = None
    try:
        answer = ask(visit.source.store, question, given, visit.language)
    except ParameterError as error:
        problem = error
    facts = _answered(visit, question, answer, given) if answer is not None else {"answer": None}
    return rendered(
        visit.request,
        visit.reader,
        "question.html",
        200 if answer is not None else 422,
        question=question,
        summary=question.summary_in(visit.language),
        theme=word(visit.language, "theme", question.theme, default=question.theme),
        fields=_fields(visit, question, answer, given),
        problem=problem,
        page=visit.number("page", 1),
        **facts,
    )


def _without_empty(question: Question, key: str, values: Sequence[str]) -> list[str]:
    parameter = question.parameters.get(key)
    filled = [value for value in values if value.strip()]
    if filled or parameter is None or not parameter.defaults or parameter.required:
        return filled
    return [""]  # lifts the default


def _fields(visit: Visit, question: Question, answer: Answer | None, given: dict[str, list[str]]) -> list[Field]:
    fields = []
    for name, parameter in question.parameters.items():
        found = choices(visit.source, parameter, visit.language)
        if answer is not None:
            chosen = tuple(choice.name for choice in answer.parameters[name])
        else:
            chosen = tuple(given.get(name, ()))
        heading = word(visit.language, "heading", name, default=name.replace("_", " "))
        fields.append(Field(parameter, heading, found if len(found) <= FEW else (), chosen))
    return fields


def _answered(visit: Visit, question: Question, answer: Answer, given: dict[str, list[str]]) -> dict[str, Any]:
    page = visit.number("page", 1)
    first = (page - 1) * ROWS
    rows = answer.rows[first : first + ROWS]
    columns = [
        (at, column)
        for at, column in enumerate(answer.columns)
        if not column.hidden and any(row.cells[at].terms for row in answer.rows)
    ]
    shown = replace(answer, rows=rows)
    pairs = [(key, value) for key, values in given.items() for value in values]
    drawing = chart(answer, bases(visit, answer), visit.reader.word)
    label = f"{question.summary_in(visit.language)}. {visit.reader.word('chart_table')}"
    own = str(visit.request.base_url).rstrip("/")
    settings = visit.request.app.state.settings
    return {
        "answer": answer,
        "columns": [column for _, column in columns],
        "table": [(row, [_shown(visit, answer, row, at, column) for at, column in columns]) for row in rows],
        "sentences": [_sentence(visit, item, shown.evidence) for item in numbered_sentences(shown)],
        "first": first,
        "total": len(answer.rows),
        "pages": -(-len(answer.rows) // ROWS),
        "drawing": drawing,
        "picture": svg(json.dumps(drawing.specification, ensure_ascii=False), label) if drawing else "",
        "query_string": urlencode(pairs),
        "formats": [(name, _taken(visit, question, pairs, form)) for form, name in FORMATS.items()],
        "api": f"{(settings.public_url or own).rstrip('/')}/api/questions/{quote(question.name)}",
        "python": _python(question, answer, given),
    }


def _taken(visit: Visit, question: Question, pairs: Sequence[tuple[str, str]], form: str) -> str:
    """Where the API gives the answer in a format."""
    return f"/api/questions/{quote(question.name)}?{urlencode([*pairs, ('format', form), ('lang', visit.language)])}"


def bases(visit: Visit, answer: Answer) -> dict[str, int]:
    """The sizes of the samples that findings of an answer rest on, by the IRI of the finding."""
    things = {item.thing for item in answer.evidence}
    found: dict[str, int] = {}
    for batch in batches(sorted(things), BATCH):
        values = " ".join(spell(iri(thing)) for thing in batch)
        pattern = f"VALUES ?f {{ {values} }} ?f kg:survey/kg:sampleSize ?size"
        query = f"{queries.PREFIXES}SELECT ?f (MAX(?size) AS ?n) WHERE {{ {pattern} }} GROUP BY ?f"
        for finding, size in visit.source.rows(query):
            if finding is not None and size is not None and size.value.isdigit():
                found[finding.value] = int(size.value)
    return found


def _shown(visit: Visit, answer: Answer, row: Row, at: int, column: Column) -> Shown:
    cell = row.cells[at]
    is_figure = bool(column.parts) or bool(column.unit)
    if len(cell.terms) == 1 and cell.terms[0].is_iri:
        return Shown(((cell.text, visit.addresses.of(cell.terms[0].value)),), False, False)
    if len(cell.terms) > 1:
        return Shown(tuple(_part(visit, answer, term) for term in cell.terms), False, False)
    address = _proof(visit, row) if column.numeric and cell.terms else ""
    return Shown(((cell.text, address),), column.numeric, is_figure)


def _part(visit: Visit, answer: Answer, term: Term) -> tuple[str, str]:
    if term.is_iri:
        return answer.names.get(term, term.value), visit.addresses.of(term.value)
    return term.value, ""


def _proof(visit: Visit, row: Row) -> str:
    """Where a number leads: to its characters, or to its sentences where there are several."""
    places = {(item.document, item.begin, item.end) for item in row.evidence}
    if len(places) == 1:
        item = row.evidence[0]
        return visit.addresses.of(f"{item.document}#char={item.begin},{item.end}")
    return f"#evidence-{min(item.number for item in row.evidence)}" if row.evidence else ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A numbered sentence in pieces; those that are figures have an address."""

    number: int
    pieces: tuple[tuple[str, str], ...]
    title: str
    address: str
    language: str
    begin: int
    end: int


def _sentence(visit: Visit, item: Any, evidence: Iterable[Evidence]) -> Proof:
    own = next(each for each in evidence if each.number == item.number)
    pieces: list[tuple[str, str]] = []
    at = 0
    for begin, end in item.marks:
        first, last = own.sentence_begin + begin, own.sentence_begin + end
        address = visit.addresses.of(f"{own.document}#char={first},{last}")
        pieces += [(item.text[at:begin], ""), (item.text[begin:end], address)]
        at = end
    pieces.append((item.text[at:], ""))
    address = visit.addresses.of(f"{own.document}#char={own.sentence_begin},{own.sentence_end}")
    return Proof(item.number, tuple(pieces), item.title, address, own.language, own.sentence_begin, own.sentence_end)


def _python(question: Question, answer: Answer, given: dict[str, list[str]]) -> str:
    """The same question in Python."""
    pairs = [
        f"{key}={(values[0] if len(values) == 1 else values)!r}" for key, values in given.items() if key.isidentifier()
    ]
    arguments = ", ".join([repr(question.name), f"language={answer.language!r}", *pairs])
    lines = (
        "import kg", "", f'answer = kg.open("graph").ask({arguments})', "for row in answer.rows:",
        "    print([cell.text for cell in row.cells])",
    )  # fmt: skip
    return "\n".join(lines)


def query_text(visit: Visit) -> Response:
    """The SPARQL text of a question with its parameters bound."""
    question = question_named(visit, visit.request.path_params["name"])
    answer = ask(visit.source.store, question, given_of(visit, question), visit.language)
    return Response(answer.query, media_type="application/sparql-query; charset=utf-8")


def specification(visit: Visit) -> Response:
    """The chart of an answer as a Vega-Lite specification."""
    question = question_named(visit, visit.request.path_params["name"])
    answer = ask(visit.source.store, question, given_of(visit, question), visit.language)
    drawing = chart(answer, bases(visit, answer), visit.reader.word)
    if drawing is None:
        raise RequestError(404, "this answer has no chart")
    return Response(json.dumps(drawing.specification, ensure_ascii=False, indent=1), media_type="application/json")
