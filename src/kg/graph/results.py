"""The result of any SPARQL query as text: a table for people, and the W3C's result formats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.graph.store import Solutions, Store, rdflib_term

if TYPE_CHECKING:
    import pyoxigraph

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
_RDFLIB = {"csv": "csv", "json": "json", "xml": "xml"}
_SHORT = {
    "https://w3id.org/surveykg/ontology#": "kg:",
    "https://w3id.org/surveykg/id/": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://www.w3.org/ns/prov#": "prov:",
    "http://purl.org/dc/terms/": "dcterms:",
}


def run_query(store: Store, sparql: str, form: str) -> str:
    """The result of a query in one of `FORMATS`: rows and truths in all but turtle, triples in turtle alone.

    Raises:
        QueryError: the query cannot run, or its result has no such form.
    """
    result = store.query(sparql)
    if isinstance(result, list):
        if form not in ("turtle", "table"):
            raise QueryError("--format", form, "turtle for triples")
        return _turtle(result)
    if form == "turtle":
        raise QueryError("--format", "turtle for rows", "table, csv, tsv, json or xml")
    if isinstance(result, bool):
        return _truth(result, form)
    if form == "table":
        return _table(result)
    return _tsv(result) if form == "tsv" else _rdflib(result, form)


def _turtle(triples: Sequence[pyoxigraph.Triple]) -> str:
    from pyoxigraph import RdfFormat, serialize

    prefixes = {prefix.removesuffix(":"): space for space, prefix in _SHORT.items() if prefix}
    ordered = sorted(triples, key=str)
    return (serialize(ordered, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode("utf-8")


def _truth(truth: bool, form: str) -> str:
    if form in ("json", "xml"):
        from rdflib.query import Result

        result = Result("ASK")
        result.askAnswer = truth
        return _text(result, form)
    return f"{str(truth).lower()}\n"


def _rdflib(solutions: Solutions, form: str) -> str:
    from rdflib import Variable
    from rdflib.query import Result

    result = Result("SELECT")
    result.vars = [Variable(name) for name in solutions.variables]
    result.bindings = [
        {variable: rdflib_term(term) for variable, term in zip(result.vars, row, strict=True) if term is not None}
        for row in solutions
    ]
    return _text(result, form)


def _text(result: Any, form: str) -> str:
    text = (result.serialize(format=_RDFLIB.get(form, form)) or b"").decode("utf-8")
    return text if text.endswith("\n") else text + "\n"


def _tsv(solutions: Solutions) -> str:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle (https://www.w3.org/TR/sparql11-results-csv-tsv/, section 4)."""
    lines = ["\t".join(f"?{name}" for name in solutions.variables)]
    for row in solutions:
        lines.append("\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row))
    return "\n".join(lines) + "\n"


def _table(solutions: Solutions) -> str:
    rows = [solutions.variables, *([_short(term) for term in row] for row in solutions)]
    widths = [min(max(len(row[at]) for row in rows), 80) for at in range(len(solutions.variables))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join([*lines, "", f"{len(solutions)} rows", ""])


def _short(term: Any) -> str:
    if term is None:
        return ""
    value = " ".join(str(term.value).split())
    if str(term).startswith("<"):
        for space, prefix in _SHORT.items():
            if value.startswith(space):
                return prefix + value[len(space) :]
    return value
