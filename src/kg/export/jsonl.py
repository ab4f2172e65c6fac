"""JSON Lines: a measurement a line with the keys of the annotation guide, and `document`, `start`, `end`."""

from __future__ import annotations

import json

from kg.export.figures import figures_of
from kg.export.records import Sink
from kg.export.view import View
from kg.extract.guide import guide_record


def write(view: View, sink: Sink) -> None:
    """The measurements with a value; what else there is, is counted in a note."""
    others = 0
    shared = view.shared_nodes()
    for part in view.documents():
        for figure in figures_of(part, shared):
            if figure.kind != "measurement" or figure.value is None:
                others += 1
                continue
            record = guide_record(figure.document, part.text, figure.measurement())
            sink.stream.write((json.dumps(record, ensure_ascii=False) + "\n").encode())
            sink.count += 1
    sink.unit = "measurements"
    if others:
        sink.notes.append(f"jsonl holds measurements alone: {others} adoptions, trends and missing values left out")
