"""The graph for other tools: one module a format, all from the same view of a graph folder or a part of it.

`FORMATS` are the formats by name; `export_graph` writes one, by document, organization, channel or question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.export.records import ExportReport, Format, Selection, Sink
from kg.export.writing import export_graph

if TYPE_CHECKING:
    from kg.export.view import View


def _writer(module: str, function: str = "write") -> Callable[[View, Sink], None]:
    """The writer of a module that is imported when it is first used."""

    def write(view: View, sink: Sink) -> None:
        import_module(f"kg.export.{module}").__dict__[function](view, sink)

    return write


_ALL: Final = (
    Format("turtle", "RDF 1.1 Turtle, all graphs as one", ".ttl", False, _writer("turtle", "write_turtle")),
    Format("trig", "RDF 1.1 TriG, with named graphs", ".trig", True, _writer("turtle", "write_trig")),
    Format("nquads", "RDF 1.1 N-Quads, with named graphs", ".nq", True, _writer("statements", "write_nquads")),
    Format("ntriples", "RDF 1.1 N-Triples, all graphs as one", ".nt", False, _writer("statements", "write_ntriples")),
    Format("rdfxml", "RDF/XML, all graphs as one", ".rdf", False, _writer("rdfxml")),
    Format("jsonld", "JSON-LD 1.1, framed by document, with named graphs", ".jsonld", True, _writer("jsonld")),
    Format("csv", "findings as a table, with CSVW metadata beside it", ".csv", False, _writer("csv")),
    Format("jsonl", "measurements with the keys of the annotation guide", ".jsonl", False, _writer("jsonl")),
    Format("parquet", "findings as Apache Parquet (extra: parquet)", ".parquet", False, _writer("parquet")),
    Format("xlsx", "findings as a workbook for spreadsheets (extra: xlsx)", ".xlsx", False, _writer("xlsx")),
    Format("cube", "measurements as an RDF Data Cube, in Turtle", ".ttl", False, _writer("cube")),
    Format("jsonstat", "measurements as JSON-stat 2.0", ".json", False, _writer("jsonstat")),
    Format("graphml", "documents, findings and what they name as a network", ".graphml", False, _writer("graphml")),
    Format("site", "one HTML page with texts, marks, questions, answers and charts", ".html", False, _writer("site")),
    Format("nanopub", "a nanopublication a document, in TriG", ".trig", True, _writer("nanopub")),
    Format("questions", "stored questions as sh:SPARQLExecutable, in TriG", ".trig", True, _writer("examples")),
    Format("rocrate", "an RO-Crate of the whole graph, as a ZIP file", ".zip", True, _writer("rocrate")),
)
FORMATS: Final[Mapping[str, Format]] = MappingProxyType({form.name: form for form in _ALL})

__all__ = ["FORMATS", "ExportReport", "Format", "Selection", "Sink", "export_graph"]
