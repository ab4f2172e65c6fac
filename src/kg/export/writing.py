"""Writing an export: to a file that appears only when it is whole, or to standard output."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kg.errors import QuestionError
from kg.export.records import ExportReport, Selection, Sink


def export_graph(
    graph: Path, form: str, selection: Selection | None = None, output: Path | None = None
) -> ExportReport:
    """Write what a selection keeps of a graph folder; the same graph gives the same bytes.

    Args:
        graph: the graph folder.
        form: a name in `FORMATS`.
        output: the file to write, whole or not at all; None for standard output.

    Raises:
        QuestionError: there is no such format, organization, channel or question.
        GraphError: there is no graph, or no such document, or the format cannot hold what is to be written.
    """
    from kg.export import FORMATS
    from kg.export.view import View

    if form not in FORMATS:
        raise QuestionError("export", f"no format {form!r}", f"one of {', '.join(FORMATS)}")
    view = View(Path(graph), selection or Selection())
    try:
        if output is None:
            sink = Sink(sys.stdout.buffer)
            FORMATS[form].write(view, sink)
            sys.stdout.buffer.flush()
            return ExportReport(form, sink.count, sink.unit, (), tuple(sink.notes))
        return _to_file(Path(output), form, lambda sink: FORMATS[form].write(view, sink))
    finally:
        view.close()


def _to_file(output: Path, form: str, write: Callable[[Sink], None]) -> ExportReport:
    pending: list[tuple[Path, Path]] = []

    def new(path: Path) -> BinaryIO:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        pending.append((Path(name), path))
        return os.fdopen(handle, "wb")

    def beside(suffix: str, data: bytes) -> None:
        with new(output.with_name(output.name + suffix)) as file:
            file.write(data)

    try:
        with new(output) as stream:
            sink = Sink(stream, beside, output.name)
            write(sink)
        for temporary, path in pending:
            temporary.chmod(0o644)
            temporary.replace(path)
    finally:
        for temporary, _ in pending:
            with contextlib.suppress(OSError):
                temporary.unlink()
    return ExportReport(form, sink.count, sink.unit, tuple(path for _, path in pending), tuple(sink.notes))
