"""A real browser drives the pages: ask, follow, compare, search, query; without scripts, small, dark, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from kg.server.pages.files import editor_folder

Visit = Callable[..., Any]
AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"
NB = "/page/document/000_99d987602bd369a7"
PAGES = [
    "/", "/documents", "/questions/channel-use", "/questions/young-all", "/questions/channel-use?channel=no", NB,
    "/ontology",
    "/page/organization/nordea", "/page/channel/social_media",
    f"{NB}/measurement/74-85", "/search?q=prosent", "/query",
    "/compare?a=document/000_99d987602bd369a7/measurement/74-85"
    "&b=document/000_99d987602bd369a7/measurement/0-11",
]  # fmt: skip


def test_asking_and_changing_a_parameter(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("link", name="Share of people who use a channel").click()
    everything = page.locator("table tbody tr").count()
    page.locator("fieldset summary").click()
    page.get_by_label("Facebook", exact=True).check()
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/questions/channel-use?channel=facebook")
    assert 0 < page.locator("table tbody tr").count() < everything
    page.get_by_label("country").select_option("DE")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**channel=facebook*country=DE")
    assert page.locator("table tbody tr").count() == 1
    assert page.locator(".chart svg").get_attribute("role") == "img"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_number_leads_to_its_characters(visit: Visit, scripts: bool) -> None:
    page = visit("/questions/channel-use", java_script_enabled=scripts)
    figures = page.locator("td a.value")
    proofs = page.locator(".evidence a.hit")
    assert figures.count() > 10
    for at in range(0, proofs.count(), 4):
        quote_, target = proofs.nth(at).inner_text(), proofs.nth(at).get_attribute("href")
        followed = page.context.new_page()
        followed.goto(target)
        marked = followed.locator("mark:target")
        assert marked.inner_text() == quote_
        assert marked.is_visible()
        begin, end = map(int, parse_qs(urlsplit(target).query)["char"][0].split(","))
        assert len(quote_) == end - begin
        followed.close()


def test_any_characters_are_marked_by_the_fragment_alone(visit: Visit) -> None:
    page = visit(f"{NB}#char=116,122")
    shown = page.evaluate("[...CSS.highlights.get('asked')].map(range => range.toString())")
    assert len(shown) == 1
    assert len(shown[0]) == 6


def test_readings_and_figures_lead_to_each_other(visit: Visit) -> None:
    page = visit(NB)
    page.locator("mark.figure a").first.click()
    reading = page.locator(".reading:target")
    assert "2 millioner" in reading.inner_text()
    reading.locator("a.back").click()
    assert page.locator("mark:target").inner_text() == "2 millioner"


def test_reasons_lead_to_their_words(visit: Visit) -> None:
    page = visit(f"{NB}/measurement/1000-1010")
    link = page.locator(".why a").first
    words = link.inner_text().strip("“”")
    link.click()
    assert page.locator("mark:target").inner_text() == words


def test_comparing_two_figures(visit: Visit) -> None:
    page = visit(f"{NB}/measurement/1000-1010")
    page.get_by_role("link", name="Compare").first.click()
    assert page.locator(".verdict").inner_text() in ("Yes", "No", "Not known")
    assert page.locator("table.compare tbody tr").count() >= 5
    before = page.locator(".verdict").inner_text()
    page.get_by_role("link", name="Swap sides").click()
    assert page.locator(".verdict").inner_text() == before


def test_searching_in_finnish_by_another_case(visit: Visit) -> None:
    page = visit("/", locale="fi-FI")
    assert page.locator("html").get_attribute("lang") == "fi"
    page.locator("#q").fill("asiakaspalveluun")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=asiakaspalveluun")
    assert "asiakaspalvelu" in page.locator("mark.hit").all_inner_texts()
    page.locator(".results a").last.click()
    assert page.locator("mark.asked").is_visible()


def test_running_sparql_in_the_editor(visit: Visit) -> None:
    if editor_folder() is None:
        pytest.skip("the editor is not installed: run tools/setup")
    page = visit("/sparql?question=documents")
    page.locator(".yasqe_queryButton:visible").click()
    page.wait_for_selector(".yasr table tbody tr", timeout=15_000)
    assert page.locator(".yasr:visible table tbody tr").count() == 6
    assert page.locator(".tabsList [role=tab]").count() > 20


def test_everything_but_the_editor_works_without_scripts(visit: Visit) -> None:
    page = visit("/questions/channel-use", java_script_enabled=False)
    page.locator("fieldset summary").click()
    page.get_by_label("phone", exact=True).check()
    page.get_by_role("button", name="Ask").click()
    assert page.url.endswith("?channel=phone")
    assert page.locator(".chart svg").is_visible()
    page.goto("/sparql")
    page.get_by_role("button", name="Run").click()
    assert page.locator("table tbody tr").count() == 20


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


@pytest.mark.parametrize("path", PAGES)
def test_phone_needs_no_sideways_scrolling(visit: Visit, path: str) -> None:
    page = visit(path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dark_follows_the_system_and_the_choice(visit: Visit) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    page = visit("/", color_scheme="dark")
    dark = page.evaluate(colour)
    page.get_by_role("link", name="Light").click()
    light = page.evaluate(colour)
    assert dark != light
    page.get_by_role("link", name="Dark").click()
    assert page.evaluate(colour) == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visit: Visit, path: str, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run tools/setup")
    page = visit(path, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page.add_script_tag(path=str(AXE))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    serious = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:3])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_scripts_in_texts_titles_and_names_are_never_run(visit: Visit) -> None:
    page = visit("/documents")
    hostile = page.locator(".documents a", has_text="50 prosent av kundene")
    assert "<img" in hostile.inner_text()
    hostile.click()
    page.wait_for_load_state()
    assert "onerror" in page.locator(".text").inner_text()
    figures = page.locator(".reading a.value").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(figures) >= 3
    for path in [
        *figures,
        "/",
        "/search?q=prosent",
        "/sparql",
        f"/search?q={quote('<img src=x onerror=window.hacked=1>')}",
    ]:
        page.goto(path)
        assert page.evaluate("window.hacked") is None, path


def test_offsets_beyond_the_basic_plane_hold(visit: Visit) -> None:
    page = visit("/questions/channel-use?channel=phone")
    link = page.locator(".evidence a.hit", has_text="70 prosent")
    link.click()
    assert page.locator("mark:target").inner_text() == "70 prosent"


def test_print_hides_what_is_for_the_screen(visit: Visit) -> None:
    page = visit(NB)
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.locator(".reading").first.is_visible()
