"""A difference is told in words, with the line of the text that caused it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.graph.build import build
from kg.graph.diff import diff
from kg.model import Document, Extraction

TEXT = "News\n\n10 percent of people call ABC.\n20 percent of young people too.\n30 percent never.\n"
Builds = Callable[..., Path]


@pytest.fixture
def built(tmp_path: Path) -> Builds:
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        from simple import extract  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    simple: Callable[[Document], Extraction] = extract

    def make(name: str, **texts: str) -> Path:
        folder = tmp_path / f"{name}-texts"
        folder.mkdir()
        for stem, text in texts.items():
            (folder / f"{stem}.txt").write_text(text, "utf-8")
        build([folder], tmp_path / name, extract=simple, validate=False, jobs=1)
        return tmp_path / name

    return make


def test_equal_graphs_have_no_difference(built: Builds) -> None:
    assert diff(built("old", a=TEXT), built("new", a=TEXT)) == []


def test_a_changed_figure_is_told_with_its_line(built: Builds) -> None:
    changes = diff(built("old", a=TEXT), built("new", a=TEXT.replace("20 percent", "25 percent")))
    (change,) = [change for change in changes if change.what == "measurement"]
    assert (change.kind, change.document, change.line) == ("changed", "a", 4)
    assert (change.before["value"], change.after["value"]) == (("20",), ("25",))
    assert str(change).startswith("changed measurement '25 percent' in a, line 4: ")
    assert "value 20 → 25" in str(change) and str(change).endswith("\n    25 percent of young people too.")


def test_figures_that_only_moved_are_the_same(built: Builds) -> None:
    changes = diff(built("old", a=TEXT), built("new", a="A longer headline\n\n" + TEXT))
    assert [change for change in changes if change.what == "measurement"] == []


def test_new_and_gone_figures_are_told(built: Builds) -> None:
    changes = diff(
        built("old", a=TEXT), built("new", a=TEXT.replace("30 percent never.", "Quite other words, 99 percent XYZ"))
    )
    told = [(change.kind, change.name, change.line) for change in changes if change.what == "measurement"]
    assert told == [("new", "'99 percent'", 5), ("gone", "'30 percent'", 5)]
    assert ("new", "XYZ") in [(change.kind, change.name) for change in changes if change.what == "organization"]


def test_new_and_gone_documents_are_told(built: Builds) -> None:
    changes = diff(built("old", a=TEXT, b="5 percent"), built("new", a=TEXT, c="6 percent\n7 percent"))
    told = [(change.kind, change.what, change.name, change.document) for change in changes[:5]]
    assert told == [
        ("gone", "document", "b", None),
        ("gone", "measurement", "'5 percent'", "b"),
        ("new", "document", "c", None),
        ("new", "measurement", "'6 percent'", "c"),
        ("new", "measurement", "'7 percent'", "c"),
    ]


def test_changes_are_plain_values_too(built: Builds) -> None:
    for change in diff(built("old", a=TEXT), built("new", a="5 percent")):
        assert json.loads(json.dumps(change.facts()))["kind"] in ("new", "changed", "gone")


def test_folders_without_a_graph_are_told(built: Builds, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no graph"):
        diff(built("old", a=TEXT), tmp_path)
