"""Validation by pyshacl, the reference, and by pyshacl-turbo, which takes and gives the same."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import DataError
from kg.graph.terms import Term, value_of
from kg.graph.validate.index import Index, graph_of, triples_of
from kg.graph.validate.records import Raw
from kg.graph.validate.shapes import SH, Shapes

if TYPE_CHECKING:
    from rdflib import Graph

SEVERITY, SHAPE, COMPONENT, FOCUS, VALUE = (
    f"<{SH}{name}>" for name in ("resultSeverity", "sourceShape", "sourceConstraintComponent", "focusNode", "value")
)
RESULT, RESULT_MESSAGE = f"<{SH}result>", f"<{SH}resultMessage>"


def pyshacl_results(shapes: Shapes, data: Index | Graph) -> Iterator[Raw]:
    """The results of pyshacl; the data is not changed.

    Raises:
        DataError: pyshacl cannot work with the shapes.
    """
    import pyshacl

    yield from _results(shapes, _run(pyshacl.validate, shapes, data, inplace=True))


def turbo_results(shapes: Shapes, data: Index | Graph) -> Iterator[Raw]:
    """The results of pyshacl-turbo.

    Raises:
        DataError: it is not installed, or cannot work with the shapes.
    """
    try:
        import pyshacl_turbo
    except ImportError as error:
        mend = "run: pip install 'surveykg[turbo]', or use the engine pyshacl"
        raise DataError("pyshacl_turbo", "no such package", "the optional engine", mend) from error
    yield from _results(shapes, _run(pyshacl_turbo.validate, shapes, data))


def _run(validate: Any, shapes: Shapes, data: Index | Graph, **options: Any) -> Any:
    """The results graph of an engine with the interface of pyshacl; it gets a copy of the data."""
    graph = graph_of(data.triples() if isinstance(data, Index) else triples_of(data))
    try:
        with warnings.catch_warnings(), _silence():
            warnings.simplefilter("ignore")
            _, results, _ = validate(
                graph, shacl_graph=graph_of(shapes.triples), advanced=True, inference="none", **options
            )
    except Exception as error:  # engines raise classes of their own, and plain ones, for shapes they cannot use
        first = str(error).strip().partition("\n")[0] or type(error).__name__
        raise DataError(shapes.place, first, "shapes that a SHACL engine can use") from error
    if isinstance(results, Exception):
        first = str(results).strip().partition("\n")[0]
        raise DataError(shapes.place, first, "shapes that a SHACL engine can use") from results
    return results


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keeps pyshacl from printing the error that it raises."""
    logger = logging.getLogger("pyshacl-validate")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _results(shapes: Shapes, report: Graph) -> Iterator[Raw]:
    found = Index(triples_of(report))
    for results in found.forward(RESULT).values():
        for result in results:
            severity, shape, component, focus = (
                found.value(result, name) for name in (SEVERITY, SHAPE, COMPONENT, FOCUS)
            )
            message = None if shape and shapes.messages(shape) else found.value(result, RESULT_MESSAGE)
            yield Raw(
                _known(severity),
                _known(shape),
                _known(component),
                _known(focus),
                found.value(result, VALUE),
                value_of(message) if message else "",
            )


def _known(term: Term | None) -> Term:
    return term or "_:unknown"
