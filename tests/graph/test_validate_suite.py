"""The W3C's tests of SHACL Core: the compiled shapes give the expected results."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.graph.terms import TYPE, Term
from kg.graph.validate import Shapes, validate
from kg.graph.validate.compiled import uncovered
from kg.graph.validate.index import Index
from kg.graph.vocabulary import parse_turtle

SUITE = Path(__file__).parent / "shacl-core"
SH, MF = "http://www.w3.org/ns/shacl#", "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
PLAIN_IRI = "https://example.org/suite/"
# A shape there has sh:nodeShape, a property that SHACL does not know; it goes to pyshacl.
TO_PYSHACL = {"property/qualifiedValueShape-001.ttl"}


def read(iri: str) -> Index:
    path = SUITE / iri.removeprefix(PLAIN_IRI)
    return Index(parse_turtle(f"@base <{iri}> .\n{path.read_text('utf-8')}".encode(), path.name))


def suite() -> list[str]:
    return sorted(
        path.relative_to(SUITE).as_posix() for path in SUITE.rglob("*.ttl") if "sht:Validate" in path.read_text("utf-8")
    )


def actual(data: Index, shapes: Shapes) -> set[tuple[Term | None, ...]]:
    engine = "pyshacl" if uncovered(shapes) else "compiled"
    return {
        (result.severity_term, result.focus, f"<{result.component}>", result.value)
        for result in validate(data, shapes, engine=engine).results
    }


@pytest.mark.parametrize("name", suite())
def test_results_are_those_expected(name: str) -> None:
    manifest = read(PLAIN_IRI + name)
    (test,) = manifest.backward(TYPE)[f"<{SHT}Validate>"]
    action, expected = (manifest.value(test, f"<{MF}{key}>") for key in ("action", "result"))
    data, source = (manifest.value(action, f"<{SHT}{key}>") for key in ("dataGraph", "shapesGraph"))
    assert data is not None
    assert source is not None
    index = read(source[1:-1])
    shapes = Shapes(tuple(index.triples()), index, name)
    if expected == f"<{SHT}Failure>":
        with pytest.raises(DataError):
            actual(read(data[1:-1]), shapes)
        return
    keys = ("resultSeverity", "focusNode", "sourceConstraintComponent", "value")
    assert expected is not None
    wanted = {
        tuple(manifest.value(result, f"<{SH}{key}>") for key in keys)
        for result in manifest.values(expected, f"<{SH}result>")
    }
    blank = any(term and term.startswith("_:") for result in wanted for term in result)
    found = actual(read(data[1:-1]), shapes)
    if blank:  # labels differ between readings
        assert len(found) == len(wanted)
        assert {r[2] for r in found} == {r[2] for r in wanted}
    else:
        assert found == wanted


def test_the_compiled_shapes_cover_all_but_what_is_named() -> None:
    left = set()
    for name in suite():
        index = read(PLAIN_IRI + name)
        if uncovered(Shapes(tuple(index.triples()), index, name)):
            left.add(name)
    assert left == TO_PYSHACL
