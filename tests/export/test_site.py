"""The site is one file that asks for nothing, shows every text and figure, and lets no text become markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.questions import load
from kg.resources import folder

Export = Callable[..., Path]
ALLOWED = set(
    "html head meta title style body header h1 h2 h3 p nav ul li a main section div table thead tbody tr th td details "
    "summary ol mark span article sup figure figcaption svg g text rect circle path".split()
)


class Page(HTMLParser):
    """Tags, attributes, ids, links, and the text of each document."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "div" and ("class", "text") in attrs:
            self.texts.append("")
            self._inside = 1
        elif tag == "sup":
            self._inside = -self._inside

    def handle_endtag(self, tag: str) -> None:
        if tag == "sup":
            self._inside = -self._inside
        elif tag == "div":
            self._inside = 0

    def handle_data(self, data: str) -> None:
        if self._inside == 1:
            self.texts[-1] += data

    def all(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def page(path: Path) -> Page:
    found = Page()
    found.feed(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["graph", "nasty_graph"])
def test_the_site_shows_every_text_as_it_is(name: str, request: pytest.FixtureRequest, export: Export) -> None:
    graph = request.getfixturevalue(name)
    found = page(export(graph, "site"))
    wanted = [path.read_bytes().decode() for path in sorted((graph / "texts").glob("*.txt"))]
    assert found.texts == wanted


@pytest.mark.parametrize("name", ["graph", "nasty_graph"])
def test_the_site_asks_for_nothing_and_runs_nothing(name: str, request: pytest.FixtureRequest, export: Export) -> None:
    path = export(request.getfixturevalue(name), "site")
    found = page(path)
    assert found.tags <= ALLOWED
    assert not [key for key, _ in found.attributes if key in ("src", "style", "action") or key.startswith("on")]
    assert all(link.startswith("#") for link in found.all("href"))
    policy = next(value for value in found.all("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy and "http" not in policy


def test_every_link_of_the_site_leads_somewhere_and_ids_are_unique(graph: Path, export: Export) -> None:
    found = page(export(graph, "site"))
    ids = found.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found.all("href")} <= set(ids)


def test_the_site_answers_every_question_and_marks_every_figure(graph: Path, export: Export) -> None:
    text = export(graph, "site").read_text("utf-8")
    assert {f"q-{name}" for name in load(folder("queries"))} <= set(re.findall(r'<h3 id="([^"]+)"', text))
    assert text.count("<figure>") > 5
    readings = len(re.findall(r'<li id="d\d+-r\d+"', text))
    findings = sum(
        len(re.findall(r"a (?:.*, )?kg:(?:Measurement|Adoption|Trend)\b", path.read_text("utf-8")))
        for path in (graph / "documents").glob("*.ttl")
    )
    assert readings == findings


def test_the_site_of_a_question_has_its_answer_and_its_documents_alone(graph: Path, export: Export) -> None:
    text = export(graph, "site", question="response-times").read_text("utf-8")
    assert re.findall(r'<h3 id="q-([^"]+)"', text) == ["response-times"]
    assert len(re.findall("<article>", text)) == 1
