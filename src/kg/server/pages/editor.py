"""The SPARQL editor with the stored questions as tabs, and a plain form for those without scripts."""

from __future__ import annotations

import json
from typing import Final

from starlette.responses import Response

from kg.errors import QueryError
from kg.graph.store import Solutions
from kg.questions import load
from kg.questions.labels import short_name
from kg.server.pages.files import editor_folder
from kg.server.pages.site import Visit, rendered

# The editor writes style elements of its own, and its icons are data
EDITOR_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SHOWN: Final = 500
EXAMPLE: Final = """PREFIX kg: <https://w3id.org/surveykg/ontology#>
SELECT ?measurement ?value ?unit WHERE {
  ?measurement a kg:Measurement ; kg:value ?value ; kg:unit ?unit .
} ORDER BY DESC(?value) LIMIT 20
"""


def editor_page(visit: Visit) -> Response:
    """The editor; where it is not installed, or scripts are off, a form."""
    known = load(visit.questions).questions
    tabs = [
        {"id": name, "name": question.summary_in(visit.language), "query": question.text}
        for name, question in sorted(known.items())
    ]
    # Inside a script element only "<" could end it
    facts = json.dumps({"questions": tabs, "example": EXAMPLE}, ensure_ascii=False).replace("<", "\\u003c")
    return rendered(
        visit.request,
        visit.reader,
        "editor.html",
        facts=facts,
        questions=tabs,
        is_installed=editor_folder() is not None,
        query=known[name].text if (name := visit.parameter("question")) in known else EXAMPLE,
    )


def table_page(visit: Visit) -> Response:
    """The result of a query as a page, without scripts."""
    query = visit.request.query_params.get("query", "")
    columns: tuple[str, ...] = ()
    rows: list[list[tuple[str, str]]] = []
    truth: bool | None = None
    problem: QueryError | None = None
    total = 0
    if query.strip():
        try:
            result = visit.source.store.query(query)
            if isinstance(result, bool):
                truth, total = result, 1
            elif isinstance(result, Solutions):
                columns, total = result.variables, len(result)
                rows = [[_cell(visit, term) for term in row] for row in result.rows[:SHOWN]]
            else:
                columns, total = ("subject", "predicate", "object"), len(result)
                triples = sorted(result, key=str)[:SHOWN]
                rows = [[_cell(visit, term) for term in (t.subject, t.predicate, t.object)] for t in triples]
        except QueryError as error:
            problem = error
    return rendered(
        visit.request,
        visit.reader,
        "query.html",
        400 if problem else 200,
        query=query or EXAMPLE,
        columns=columns,
        rows=rows,
        truth=truth,
        problem=problem,
        total=total,
        limit=SHOWN,
        was_asked=bool(query.strip()),
    )


def _cell(visit: Visit, term: object) -> tuple[str, str]:
    """The text of a term and where it leads."""
    if term is None:
        return "", ""
    value = str(getattr(term, "value", term))
    if type(term).__name__ != "NamedNode":
        return value, ""
    address = visit.addresses.of(value)
    return (short_name(value) if address.startswith("/") else value), address
