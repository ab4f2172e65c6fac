"""Exports of the committed graph of the seeds, and of a graph of made-up texts that hold what formats trip over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pyoxigraph
import pytest

from kg.export import ExportReport, Selection, export_graph
from kg.graph.build import build
from kg.model import Document, Extraction, Measurement, Organization, Sentence, Span

GRAPH = Path(__file__).parents[2] / "graph"
Export = Callable[..., Path]
Quads = set[tuple[str, str, str, str]]


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the seeds."""
    ignored = shutil.ignore_patterns(".store", ".state", ".lock")
    return Path(shutil.copytree(GRAPH, tmp_path_factory.mktemp("seeds") / "graph", ignore=ignored))


NASTY = (
    "=HYPERLINK(A1) says 12 percent; -3 percent of +people call @home, <b>not</b> \"x\" & 'y', ]]> or </script>.\n"
    "'Tis 7 percent\tof Ærøs 𝄞 people.\r\n"
    "@SUM says\u2028 5 percent.\n"
)


def nasty(document: Document) -> Extraction:
    """Each "N percent" of a text, about whatever its line begins with."""
    import re

    sentences, found, names = [], [], []
    for line in re.finditer(r"[^\n]+", document.text):
        span = Span(*line.span())
        sentences.append(Sentence(span.begin, span.end, "en"))
        name = line[0].split(" ")[0]
        names.append(Organization(name, (), (Span(span.begin, span.begin + len(name)),)))
        for figure in re.finditer(r"(-?\d+) percent", line[0]):
            found.append(
                Measurement(
                    begin=span.begin + figure.start(),
                    end=span.begin + figure.end(),
                    sentence=span,
                    value=Decimal(figure[1]),
                    upper=None,
                    unit="percent",
                    bound="exact",
                    change=None,
                    per=None,
                    measure="use",
                    channels=("phone", "email"),
                    population="+people",
                    min_age=15,
                    max_age=None,
                    country="NO",
                    organization=name,
                    survey=None,
                    period="2021",
                )
            )
    return Extraction(document, "en", tuple(sentences), tuple(found), organizations=tuple(names))


@pytest.fixture(scope="session")
def nasty_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of a text full of formulas, markup and letters outside the first plane."""
    at = tmp_path_factory.mktemp("nasty")
    (at / "=nasty.txt").write_bytes(NASTY.encode())
    build([at / "=nasty.txt"], at / "graph", extract=nasty, validate=False, jobs=1)
    return at / "graph"


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Exports to a file named by the format, and gives its path; the report is written beside it."""

    def run(graph: Path, form: str, name: str = "out", **selection: object) -> Path:
        path = tmp_path / f"{name}.{form}"
        report: ExportReport = export_graph(graph, form, Selection(**selection), path)  # type: ignore[arg-type]
        (tmp_path / f"{name}.{form}.report").write_text("\n".join(report.lines()), "utf-8")
        return path

    return run


@pytest.fixture(scope="session")
def quads_of() -> Callable[[Path], Quads]:
    """The statements of a graph folder, from its Turtle files."""

    def read(graph: Path) -> Quads:
        base = "https://w3id.org/surveykg/id/graph/"
        files = {path: path.stem for path in graph.glob("*.ttl")}
        files |= {path: f"document/{path.stem}" for path in (graph / "documents").glob("*.ttl")}
        return {
            (str(q.subject), str(q.predicate), str(q.object), f"<{base}{name}>")
            for path, name in files.items()
            for q in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
        }

    return read


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
