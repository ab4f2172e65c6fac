"""Validation: a graph against shapes in SHACL, the report in words, as JSON and as RDF.

`validate` takes the union of data, inferences and ontology; `validate_folder` a graph folder. Engines: `pyshacl` is
the reference; `compiled` gives the same report for SHACL Core some fifty times faster; `turbo` is the package
pyshacl-turbo; `auto` takes pyshacl for small graphs and `compiled` for large ones, as far as it covers the shapes.
Checks of characters against offsets, which SHACL Core cannot say, belong to every engine (`.characters`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from kg.errors import DataError, GraphError
from kg.graph.iris import ONTOLOGY
from kg.graph.terms import Term, Triple
from kg.graph.validate.characters import check_characters
from kg.graph.validate.compiled import compiled_results, uncovered
from kg.graph.validate.index import Index, triples_of
from kg.graph.validate.partition import Gathering, Validator
from kg.graph.validate.records import Raw
from kg.graph.validate.reference import pyshacl_results, turbo_results
from kg.graph.validate.report import Result, ValidationReport, make_report, results_of
from kg.graph.validate.shapes import REQUIRES_FOCUS, SH, TARGET_CLASS, TARGETS, VIOLATION, Shapes, load_shapes

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

ENGINES: Final = ("auto", "pyshacl", "compiled", "turbo")
SMALL: Final = 30_000  # triples that `auto` gives to pyshacl: a few seconds
LARGE: Final = 64 * 1024 * 1024  # bytes of TriG that are validated document by document: 500,000 triples
FOCUS_COMPONENT: Final = f"<{ONTOLOGY}RequiresFocusConstraintComponent>"


def validate(
    data: Graph | Dataset | Iterable[Triple] | Index,
    shapes: Shapes | Path | str | None = None,
    *,
    engine: str = "auto",
) -> ValidationReport:
    """What breaks the shapes in `data`: the union of data, inferences and ontology; it is not changed.

    `data` is an rdflib graph, a dataset (the union of its graphs), or triples as N-Triples strings; `shapes` a Turtle
    file, without one the package's. Results are those of a set: an engine that finds one twice reports it once.

    Raises:
        DataError: the shapes are broken, or the engine is unknown, not installed, or does not cover the shapes.
    """
    if engine not in ENGINES:
        raise DataError("engine", repr(engine), f"one of {', '.join(ENGINES)}")
    loaded = shapes if isinstance(shapes, Shapes) else load_shapes(Path(shapes) if shapes is not None else None)
    index = data if isinstance(data, Index) else Index(_triples(data))
    chosen = _choose(engine, loaded, index)
    run = {"pyshacl": pyshacl_results, "compiled": compiled_results, "turbo": turbo_results}[chosen]
    raw = [
        *run(loaded, index),
        *check_characters(loaded, index),
        *_without_focus(loaded, lambda shape: bool(loaded.targets(shape, index))),
    ]
    return make_report(raw, loaded, index, chosen)


def validate_folder(
    graph: Path, shapes: Path | None = None, *, engine: str = "auto", jobs: int | None = None
) -> ValidationReport:
    """What breaks the shapes in a graph folder.

    Small graphs, and all graphs with shapes of one's own, are validated as a whole, from the TriG file. Large ones go
    document by document, by `compiled`, in `jobs` processes (None: one a core), with the same report.

    Raises:
        GraphError: the folder lacks a file, or it cannot be parsed.
        DataError: as `validate`.
    """
    path = graph / "surveykg.trig"
    try:
        is_large = path.stat().st_size > LARGE
    except OSError as error:
        mend = "run: kg build SOURCES"
        raise GraphError(str(path), error.strerror or str(error), "the graph as TriG", mend) from error
    loaded = load_shapes(shapes)
    if shapes is None and is_large and engine in ("auto", "compiled"):
        return _by_document(graph, loaded, jobs)
    return validate(_trig(path), loaded, engine=engine)


def _by_document(graph: Path, shapes: Shapes, jobs: int | None) -> ValidationReport:
    from kg.graph.validate.folders import gather

    return gathered(gather(graph, shapes, jobs or os.cpu_count() or 1))


def gathered(gathering: Gathering) -> ValidationReport:
    """The report of all parts of a graph, and of shapes that found nothing to check in any of them."""
    shapes = gathering.shapes
    missing = _without_focus(shapes, lambda shape: gathering.checked[shape] > 0)
    return gathering.report("compiled", results_of(missing, shapes, Index(())))


def _trig(path: Path) -> Index:
    from pyoxigraph import RdfFormat, parse

    try:
        quads = parse(path=str(path), format=RdfFormat.TRIG)
        return Index((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads)
    except SyntaxError as error:
        raise GraphError(str(path), error.msg, "TriG", "build the graph again") from error


def _triples(data: Graph | Dataset | Iterable[Triple]) -> Iterable[Triple]:
    return triples_of(cast("Graph", data)) if hasattr(data, "triples") else data


def _choose(engine: str, shapes: Shapes, data: Index) -> str:
    if engine == "auto":
        return "pyshacl" if data.size <= SMALL or uncovered(shapes) else "compiled"
    missing = uncovered(shapes) if engine == "compiled" else None
    if missing:
        raise DataError(shapes.place, missing, "SHACL Core", "use the engine pyshacl")
    return engine


def _without_focus(shapes: Shapes, has_focus: Callable[[Term], bool]) -> Iterator[Raw]:
    """Shapes that must find something to check, and find nothing; kg:requiresFocus is true, or a severity."""
    for shape in sorted(shapes.index.forward(REQUIRES_FOCUS)):
        for wanted in shapes.index.values(shape, REQUIRES_FOCUS):
            if wanted.startswith('"false"') or not shapes.active(shape) or has_focus(shape):
                continue
            severity = wanted if wanted.startswith(f"<{SH}") else VIOLATION
            yield Raw(severity, shape, FOCUS_COMPONENT, _target(shape, shapes), None)


def _target(shape: Term, shapes: Shapes) -> Term:
    targets = [value for predicate in TARGETS for value in shapes.index.values(shape, predicate)]
    return next(iter(shapes.index.values(shape, TARGET_CLASS) or targets), shape)


__all__ = [
    "ENGINES",
    "SMALL",
    "Gathering",
    "Result",
    "Shapes",
    "ValidationReport",
    "Validator",
    "gathered",
    "load_shapes",
    "validate",
    "validate_folder",
]
