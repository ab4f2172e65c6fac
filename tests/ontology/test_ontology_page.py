"""The page of the ontology: current, complete, and complete in itself."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib

from kg.graph.ontology_page import main, page

PAGE = Path(__file__).parents[2] / "docs" / "ontology.html"
SPACE = "https://w3id.org/surveykg/ontology#"


class Links(HTMLParser):
    """Ids, links inside the page, and what is loaded from elsewhere; that what opens is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inside: set[str] = set()
        self.loaded: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if (values.get("href") or "").startswith("#"):
            self.inside.add((values["href"] or "")[1:])
        if values.get("src") or tag in ("link", "script", "iframe"):
            self.loaded.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def links() -> Links:
    parser = Links()
    parser.feed(PAGE.read_text("utf-8"))
    return parser


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m kg.graph.ontology_page docs/ontology.html"
    assert main(["--check", str(PAGE)]) == 0


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    stale = tmp_path / "ontology.html"
    assert main(["--check", str(stale)]) == 1
    assert main([str(stale)]) == 0
    assert main(["--check", str(stale)]) == 0


def test_every_term_has_its_place_and_every_link_arrives(links: Links, core: rdflib.Graph) -> None:
    assert len(links.ids) == len(set(links.ids))
    assert links.inside <= set(links.ids)
    assert links.open == []
    terms = {str(term)[len(SPACE) :] for term in core.subjects() if str(term).startswith(SPACE)}
    assert terms <= set(links.ids)


def test_the_page_loads_nothing_from_elsewhere(links: Links) -> None:
    assert links.loaded == []


def test_restrictions_and_chains_are_in_words() -> None:
    text = PAGE.read_text("utf-8")
    assert "kg:Level" in text
    assert "<dt>Follows from</dt>" in text
    assert "<dt>Is whatever is</dt>" in text
    assert "genid" not in text
    assert "_:" not in text
