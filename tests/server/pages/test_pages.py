"""What pages answer to any client: addresses, forms of a thing, headers, languages, hostile words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import rdflib

from kg.questions import load
from kg.resources import folder
from kg.server.pages.interface import preferred, tables

BASE = "https://w3id.org/surveykg/id/"
NORDEA = "organization/nordea"
DOCUMENT = "document/001_a7f089adf9625f02"
FORMATS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
QUESTIONS = sorted(load(folder("queries")).questions)


def test_first_page_counts_what_is_in_the_graph(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert re.search(r"<dt>documents</dt><dd>6</dd>", page.text)
    assert all(f'href="/questions/{name}"' in page.text for name in QUESTIONS)


def test_first_page_with_its_files_takes_less_than_100_kilobytes(client: httpx.Client) -> None:
    page = client.get("/")
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    assert len(files) == 3
    assert len(page.content) + sum(len(client.get(file).content) for file in files) < 100_000


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_a_page(client: httpx.Client, name: str) -> None:
    page = client.get(f"/questions/{name}")
    required = any(parameter.required for parameter in load(folder("queries")).questions[name].parameters.values())
    assert page.status_code == (422 if required else 200)
    assert "<form" in page.text
    if 'class="chart"' in page.text:
        assert "<svg" in page.text


def test_empty_fields_leave_the_address(client: httpx.Client) -> None:
    answer = client.get("/questions/channel-use?channel=phone&country=&year=&lang=fi")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/questions/channel-use?channel=phone&lang=fi"


def test_impossible_parameter_is_explained(client: httpx.Client) -> None:
    page = client.get("/questions/channel-use?channel=fone")
    assert page.status_code == 422
    assert "Did you mean" in page.text
    assert "<b>phone</b>" in page.text


def test_unknown_address_below_pages_is_a_page_that_says_so(client: httpx.Client) -> None:
    page = client.get("/page/organization/none")
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_figures_of_answers_lead_to_characters(client: httpx.Client) -> None:
    page = client.get("/questions/channel-use?channel=phone").text
    assert re.search(
        r'class="number"><a href="/page/document/[^"]+\?char=\d+,\d+#char=\d+,\d+" class="value">92 %', page
    )


def test_language_follows_header_cookie_and_address(client: httpx.Client) -> None:
    assert '<html lang="fi"' in client.get("/", headers={"Accept-Language": "fi-FI,en;q=0.5"}).text
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "fr"}).text
    chosen = client.get("/?lang=ru", headers={"Accept-Language": "fi"})
    assert '<html lang="ru"' in chosen.text
    assert chosen.cookies["lang"] == "ru"
    assert '<html lang="ru"' in client.get("/", headers={"Accept-Language": "fi"}).text


@pytest.mark.parametrize(
    ("header", "language"),
    [("no", "nb"), ("nn-NO", "nb"), ("fr;q=1, de;q=0.5", "de"), ("en, fi;q=0.9", "en"), ("*", "en"), ("sv;q=x", "en")],
)
def test_accept_language_is_weighed(header: str, language: str) -> None:
    assert preferred(header) == language


def test_all_languages_have_the_same_words() -> None:
    english = tables()["en"]
    assert set(tables()) == {"en", "nb", "da", "sv", "fi", "de", "ru"}
    for language, words in tables().items():
        assert words.keys() == english.keys(), language
        for key, word in words.items():
            assert sorted(re.findall(r"\{\w*\}", word)) == sorted(re.findall(r"\{\w*\}", english[key])), (language, key)


def test_words_of_templates_stand_in_the_tables() -> None:
    here = Path(tomllib.__file__).parent
    assert here
    templates = Path(__file__).parents[3] / "src/kg/server/pages/templates"
    used = {key for path in templates.glob("*.html") for key in re.findall(r"\bt\('(\w+)'\)", path.read_text("utf-8"))}
    assert used <= set(tables()["en"])


def test_theme_is_kept_and_leads_back_on_this_host_alone(client: httpx.Client) -> None:
    answer = client.get("/settings?theme=dark&back=/documents?page=1")
    assert answer.headers["Location"] == "/documents?page=1"
    assert 'data-theme="dark"' in client.get("/").text
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y"):
        assert client.get("/settings", params={"back": back}).headers["Location"] == "/"


@pytest.mark.parametrize(
    "path", ["/", "/questions/channel-use", f"/page/{DOCUMENT}", "/search?q=x", "/compare", "/nothing"]
)
def test_policy_lets_nothing_in_from_outside(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\son\w+=", page.text)
    assert " style=" not in page.text


def test_unchanged_page_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get("/documents").headers["ETag"]
    assert client.get("/documents", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("thing", [NORDEA, DOCUMENT, "channel/phone"])
def test_thing_answers_in_the_format_asked_for(client: httpx.Client, thing: str, media_type: str) -> None:
    lead = client.get(f"/id/{thing}", headers={"Accept": media_type})
    assert lead.status_code == 303
    data = client.get(lead.headers["Location"])
    assert data.headers["Content-Type"].startswith(media_type)
    graph = rdflib.Graph().parse(data=data.text, format=FORMATS[media_type])
    assert (rdflib.URIRef(BASE + thing), None, None) in graph


def test_thing_leads_browsers_to_its_page(client: httpx.Client) -> None:
    lead = client.get(f"/id/{NORDEA}")
    assert (lead.status_code, lead.headers["Location"]) == (303, f"/page/{NORDEA}")
    assert "<h1>Nordea</h1>" in client.get(f"/page/{NORDEA}").text
    assert client.get(f"/id/{NORDEA}", headers={"Accept": "image/png"}).status_code == 406


def test_terms_of_the_ontology_answer_likewise(client: httpx.Client) -> None:
    assert client.get("/ontology/Measurement").headers["Location"] == "/ontology#Measurement"
    lead = client.get("/ontology/Measurement", headers={"Accept": "text/turtle"}).headers["Location"]
    graph = rdflib.Graph().parse(data=client.get(lead).text, format="turtle")
    assert (rdflib.URIRef("https://w3id.org/surveykg/ontology#Measurement"), None, None) in graph
    assert 'id="Measurement"' in client.get("/ontology").text
    assert client.get("/ontology/NoSuchTerm").status_code == 404


def test_document_shows_its_text_whole(client: httpx.Client, hostile_graph: Path) -> None:
    page = client.get(f"/page/{DOCUMENT}").text
    text = (hostile_graph / "texts/001_a7f089adf9625f02.txt").read_text("utf-8")
    from lxml.html import fromstring

    shown = [line.text_content() for line in fromstring(page).xpath("//article//p[@data-begin]")]
    assert shown == [line.removesuffix("\r") for line in text.split("\n") if line.strip()]


def test_any_characters_of_a_document_can_be_marked(client: httpx.Client) -> None:
    page = client.get(f"/page/{DOCUMENT}?char=0,6").text
    assert '<mark class="asked" id="char=0,6">Nordea</mark>' in page


@pytest.mark.parametrize("place", ["9,3", "-1,4", "x", "1", "999999999,9999999999", "<script>,1"])
def test_impossible_characters_mark_nothing(client: httpx.Client, place: str) -> None:
    page = client.get(f"/page/{DOCUMENT}", params={"char": place})
    assert page.status_code == 200
    assert 'class="asked"' not in page.text


def test_document_says_what_it_does_not_say(client: httpx.Client) -> None:
    page = client.get("/page/document/000_99d987602bd369a7").text
    assert "What the document does not say" in page
    assert "sample size" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("asiakaspalveluun", "asiakaspalvelu"), ("ASIAKASPALVELUSTA", "asiakaspalvelu"), ("kaytossaan", "käytössään")],
)
def test_search_finds_finnish_words_in_other_forms(client: httpx.Client, words: str, found: str) -> None:
    assert f"{found}</mark>" in client.get("/search", params={"q": words}).text


def test_search_is_narrowed_by_facets(client: httpx.Client) -> None:
    wide = client.get("/search?q=medier").text
    assert "social media" in wide
    narrow = client.get("/search", params={"q": "prosent", "channel": f"{BASE}channel/online_bank"}).text
    assert "nettbank" in narrow
    assert narrow.count("<li>") < client.get("/search?q=prosent").text.count("<li>")


@pytest.mark.parametrize(
    "words", ['"', "*", "a OR", "NEAR(", "x' OR 1=1 --", "<script>alert(1)</script>", "-", "\x00", "ı", "a" * 5000]
)
def test_search_takes_any_words(client: httpx.Client, words: str) -> None:
    page = client.get("/search", params={"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_query_form_answers_without_scripts(client: httpx.Client) -> None:
    assert "<td>2</td>" in client.get("/query", params={"query": "SELECT (1+1 AS ?x) {}"}).text
    wrong = client.get("/query", params={"query": "SELECT <b>"})
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text
    assert 'role="alert"' in client.get("/query", params={"query": "SELECT * { SERVICE <http://x/> {} }"}).text


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{7*7}}", "'; DROP"]


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_are_shown_and_not_obeyed(client: httpx.Client, word: str) -> None:
    for path in (
        "/questions/channel-use?channel=",
        "/search?q=",
        "/compare?a=",
        "/sparql?question=",
        "/search?q=a&channel=",
        "/?lang=",
    ):
        page = client.get(path + quote(word))
        assert page.status_code < 500, path
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        assert 'href="javascript:' not in page.text, path
    for path in ("/page/", "/questions/", "/id/", "/data/", "/ontology/", "/static/"):
        assert client.get(path + quote(word, safe="")).status_code in (404, 422), path


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fsite.py", "/static/editor/..%2f..%2fpackage.json", "/page/document/..%2f..%2fx"]
)
def test_paths_do_not_climb(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_editor_has_the_stored_questions_as_tabs(client: httpx.Client) -> None:
    page = client.get("/sparql").text
    assert all(f'"id": "{name}"' in page for name in QUESTIONS)
    assert "http://" not in re.sub(r"http://www\.w3\.org|http://purl\.org", "", page.split("<main")[0])
