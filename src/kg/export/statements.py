"""N-Quads and N-Triples (RDF 1.1): a statement a line, in the order of the folder's files, as a stream."""

from __future__ import annotations

from kg.export.records import Sink
from kg.export.view import View


def write_nquads(view: View, sink: Sink) -> None:
    """Each statement with its named graph."""
    _write(view, sink, True)


def write_ntriples(view: View, sink: Sink) -> None:
    """Each statement without its named graph: no triple stands in two, so that none comes twice."""
    graphs = _write(view, sink, False)
    sink.notes.append(f"ntriples keeps no named graphs: {graphs} graphs became one (nquads keeps them)")


def _write(view: View, sink: Sink, named: bool) -> int:
    sink.unit, graphs = "statements", 0
    for graph, triples in view.graphs():
        graphs += 1
        tail = f" <{graph}> .\n" if named else " .\n"
        for triple in triples:
            sink.stream.write((" ".join(triple) + tail).encode())
            sink.count += 1
    return graphs
