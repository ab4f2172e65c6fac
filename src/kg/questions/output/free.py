"""The result of any SPARQL query, printed: SELECT and ASK in the formats of SPARQL 1.1, graphs as Turtle."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from kg.errors import Place, QueryError
from kg.graph.turtle import PREFIXES, turtle
from kg.questions.output.csv import safe
from kg.questions.output.sentences import printable
from kg.questions.output.table import layout

# Characters that XML 1.0 (section 2.2) has no place for
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NAMESPACE = "http://www.w3.org/2005/sparql-results#"
Rows = Sequence[Sequence[Any]]


def render_query(store: Any, sparql: str, form: str = "table", *, name: str = "query") -> str:
    """The result of a query: rows and truths in `table`, `csv`, `tsv`, `json`, `xml`, graphs in `turtle` (or `table`).

    `name` stands for the query in errors.

    Raises:
        QueryError: the query cannot run, or its result has no such format.
    """
    try:
        result = store.query(sparql)
    except QueryError as error:
        place = Place(name, error.place.line, error.place.column)
        raise QueryError(place, error.found, error.expected, error.mend) from None
    if isinstance(result, bool):
        return _truth(result, form, name)
    if hasattr(result, "variables"):
        return _table(tuple(result.variables), result.rows, form, name)
    if form not in ("table", "turtle"):
        raise QueryError(name, f"a graph as {form}", "turtle", "write '--format turtle'")
    triples = sorted((str(found.subject), str(found.predicate), str(found.object)) for found in result)
    if any(term.startswith("_:") for triple in triples for term in triple):
        import pyoxigraph

        turtle_format = pyoxigraph.RdfFormat.TURTLE
        data = pyoxigraph.serialize(sorted(result, key=str), format=turtle_format, prefixes=dict(PREFIXES))
        return (data or b"").decode()
    return turtle(triples)


def _truth(result: bool, form: str, name: str) -> str:
    word = "true" if result else "false"
    if form == "json":
        return json.dumps({"head": {}, "boolean": result}) + "\n"
    if form == "xml":
        return f'<?xml version="1.0"?>\n<sparql xmlns="{_NAMESPACE}"><head/><boolean>{word}</boolean></sparql>\n'
    if form == "turtle":
        raise QueryError(name, "a truth as turtle", "table, csv, tsv, json or xml")
    return f"{word}\n"


def _table(variables: tuple[str, ...], rows: Rows, form: str, name: str) -> str:
    if form == "json":
        return _json(variables, rows)
    if form == "xml":
        return _xml(variables, rows)
    if form == "csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(
            [variables, *([safe(_value(term)) for term in row] for row in rows)]
        )
        return out.getvalue()
    if form == "tsv":
        lines = ["\t".join(f"?{variable}" for variable in variables)]
        lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in rows]
        return "\n".join(lines) + "\n"
    if form == "turtle":
        raise QueryError(name, "rows as turtle", "table, csv, tsv, json or xml", "a CONSTRUCT query gives a graph")
    numeric = [bool(rows) and all(_is_number(row[at]) for row in rows) for at in range(len(variables))]
    cells = [[printable(_short(term)) for term in row] for row in rows]
    return "\n".join(line.rstrip() for line in layout(variables, cells, numeric)) + "\n"


def _value(term: Any) -> str:
    """The term as a bare value (SPARQL 1.1 Query Results CSV and TSV Formats, section 3.2)."""
    return "" if term is None else str(getattr(term, "value", term))


def _is_number(term: Any) -> bool:
    datatype = getattr(term, "datatype", None)
    return datatype is not None and datatype.value.rsplit("#")[-1] in ("integer", "decimal", "double", "float")


def _short(term: Any) -> str:
    """The term for people: a prefixed name where there is one, the text of a literal."""
    if term is None:
        return ""
    if type(term).__name__ != "NamedNode":
        return _value(term)
    for prefix, namespace in PREFIXES.items():
        local = term.value.removeprefix(namespace)
        if local != term.value and local and not set(local) & set("/#"):
            return f"{prefix}:{local}"
    return f"<{term.value}>"


def _binding(term: Any) -> dict[str, str]:
    """The term in SPARQL 1.1 Query Results JSON Format, section 3.2.2."""
    kind = type(term).__name__
    if kind == "NamedNode":
        return {"type": "uri", "value": term.value}
    if kind == "BlankNode":
        return {"type": "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        found["datatype"] = term.datatype.value
    return found


def _json(variables: tuple[str, ...], rows: Rows) -> str:
    bindings = [
        {variable: _binding(term) for variable, term in zip(variables, row, strict=True) if term is not None}
        for row in rows
    ]
    facts = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _xml(variables: tuple[str, ...], rows: Rows) -> str:
    lines = ['<?xml version="1.0"?>', f'<sparql xmlns="{_NAMESPACE}">', "<head>"]
    lines += [f'<variable name="{_xml_text(variable)}"/>' for variable in variables]
    lines += ["</head>", "<results>"]
    for row in rows:
        bound = [(variable, term) for variable, term in zip(variables, row, strict=True) if term is not None]
        cells = "".join(f'<binding name="{_xml_text(variable)}">{_element(term)}</binding>' for variable, term in bound)
        lines.append(f"<result>{cells}</result>")
    return "\n".join([*lines, "</results>", "</sparql>"]) + "\n"


def _xml_text(text: str) -> str:
    return html.escape(_NO_XML.sub("\ufffd", text))


def _element(term: Any) -> str:
    found = _binding(term)
    text = _xml_text(found["value"])
    if found["type"] != "literal":
        return f"<{found['type']}>{text}</{found['type']}>"
    attribute = "".join(f' {key}="{_xml_text(found[key])}"' for key in ("xml:lang", "datatype") if key in found)
    return f"<literal{attribute}>{text}</literal>"
