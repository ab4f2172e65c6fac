"""The API as a client sees it: answers in all formats, faults that help, a description that holds."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import httpx
import jsonschema
import pytest
import rdflib

from kg.questions import load, parse, render

LANGUAGES = ("nb", "fi", "ru", "de", "en", "sv", "da")


def get(client: httpx.Client, path: str, accept: str = "*/*", **parameters: object) -> httpx.Response:
    return client.get(path, params=parameters, headers={"Accept": accept})  # type: ignore[arg-type]


def test_every_stored_question_is_answered_as_described(seeds_server: httpx.Client) -> None:
    description = seeds_server.get("/openapi.json").json()
    questions = seeds_server.get("/api/questions").json()["questions"]
    assert [each["name"] for each in questions] == list(load())
    for question in questions:
        answer = seeds_server.get(question["url"])
        assert answer.status_code == 200, answer.text
        operation = description["paths"][question["url"]]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": description["components"]}).validate(answer.json())


def test_every_row_carries_quotes_that_stand_in_the_texts(seeds_server: httpx.Client) -> None:
    texts: dict[str, str] = {}
    proven = 0
    for name in load():
        for row in seeds_server.get(f"/api/questions/{name}").json()["rows"]:
            for item in row["evidence"]:
                if item["document"] not in texts:
                    texts[item["document"]] = seeds_server.get(f"/api/documents/{item['document']}").json()["text"]
                text = texts[item["document"]]
                assert text[item["begin"] : item["end"]] == item["quote"]
                assert text[item["sentence_begin"] : item["sentence_end"]] == item["sentence"]
                proven += 1
    assert len(texts) == 5
    assert proven > 100


@pytest.mark.parametrize(
    ("form", "accept", "content_type"),
    [
        ("json", "application/json", "application/json"),
        ("csv", "text/csv", "text/csv; charset=utf-8; header=present"),
        ("markdown", "text/markdown", "text/markdown; charset=utf-8"),
        ("turtle", "text/turtle", "text/turtle; charset=utf-8"),
        ("jsonl", "application/x-ndjson", "application/x-ndjson"),
        ("table", "text/plain", "text/plain; charset=utf-8"),
    ],
)
def test_the_accept_header_and_the_format_give_the_same(
    seeds_server: httpx.Client, form: str, accept: str, content_type: str
) -> None:
    path = "/api/questions/channel-use"
    by_header = get(seeds_server, path, f"image/png, {accept};q=0.9, */*;q=0.1")
    by_name = get(seeds_server, path, "application/json", format=form)
    assert by_header.content == by_name.content
    assert by_header.headers["content-type"] == by_name.headers["content-type"] == content_type
    assert by_header.headers["vary"] == "Accept, Accept-Language"


def test_all_formats_hold_the_same_rows(seeds_server: httpx.Client) -> None:
    path = "/api/questions/channel-use"
    rows = get(seeds_server, path).json()["rows"]
    assert rows
    assert [json.loads(line) for line in get(seeds_server, path, format="jsonl").text.splitlines()] == rows
    lines = list(csv.DictReader(io.StringIO(get(seeds_server, path, format="csv").text)))
    assert {line["row"] for line in lines} == {str(number) for number in range(1, len(rows) + 1)}
    assert lines[0]["quote"] == rows[0]["evidence"][0]["quote"]
    graph = rdflib.Graph().parse(data=get(seeds_server, path, format="turtle").text, format="turtle")
    assert rows[0]["evidence"][0]["quote"] in {str(term) for term in graph.objects()}


def test_values_are_given_by_short_name_label_iri_and_several_times(seeds_server: httpx.Client) -> None:
    path = "/api/questions/channel-use"
    phone = get(seeds_server, path, channel="phone").json()
    assert phone["rows"]
    assert [each["code"] for each in phone["parameters"]["channel"]] == ["phone"]
    for spelling in ("Telefon", "https://w3id.org/surveykg/id/channel/phone"):
        assert get(seeds_server, path, channel=spelling).json() == phone
    both = get(seeds_server, path, channel=["phone", "facebook"]).json()
    assert len(both["rows"]) > len(phone["rows"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_come_in_the_language_asked_for(seeds_server: httpx.Client, language: str) -> None:
    path = "/api/questions/trends"
    by_name = get(seeds_server, path, lang=language)
    by_header = seeds_server.get(path, headers={"Accept-Language": f"is, {language};q=0.8, *;q=0.1"})
    assert by_name.json() == by_header.json()
    assert by_name.json()["language"] == language
    assert by_name.json()["summary"] == load()["trends"].summary_in(language)


@pytest.mark.parametrize(
    ("path", "parameter", "near", "some"),
    [
        ("/api/questions/channel-use?channel=fone", "channel", "phone", "facebook"),
        ("/api/questions/channel-use?chanel=phone", "chanel", "channel", "format"),
        ("/api/questions/channel-use?format=pdf", "format", None, "csv"),
        ("/api/questions/channel-use?lang=norwegian!", "lang", None, "nb"),
        ("/api/questions/channel-use?year=last", "year", None, None),
        ("/api/questions/channel-use?year=2014&year=2015", "year", None, None),
        ("/api/questions/figures?minimum=1e400", "minimum", None, None),
        ("/api/questions/figures?minimum=nan", "minimum", None, None),
        ("/api/questions/channel-use?country=", "country", None, None),
        ("/api/questions/documents?language=xx", "language", None, "nb"),
        ("/api/labels", "q", None, None),
        ("/api/labels?q=a&kind=thing", "kind", None, "survey"),
        ("/api/labels?q=a&limit=0", "limit", None, None),
        ("/api/documents?page=2", "page", None, None),
    ],
)
def test_a_wrong_parameter_is_422_with_what_is_possible(
    seeds_server: httpx.Client, path: str, parameter: str, near: str | None, some: str | None
) -> None:
    answer = seeds_server.get(path)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["parameter"] == parameter
    assert problem.get("near") == near
    assert some is None or some in problem["possible"]


def test_numbers_are_taken_as_json_writes_them(seeds_server: httpx.Client) -> None:
    path = "/api/questions/figures"
    plain = get(seeds_server, path, minimum="50").json()["rows"]
    assert plain
    for spelling in ("5e1", "50.0", "5.0E+01", "4.9999999999999999999e1"):
        assert get(seeds_server, path, minimum=spelling).json()["rows"] == plain
    assert len(get(seeds_server, path, minimum="1e-300").json()["rows"]) > len(plain)


@pytest.mark.parametrize("name", ["channel-usage", "nothing", "channel-use.rq", "..%2Fchannel-use", "%00", "*"])
def test_an_unknown_question_is_404_with_what_there_is(seeds_server: httpx.Client, name: str) -> None:
    answer = seeds_server.get(f"/api/questions/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    if name == "channel-usage":
        assert answer.json()["near"] == "channel-use"
        assert "figures" in answer.json()["possible"]


def test_what_no_client_takes_is_406(seeds_server: httpx.Client) -> None:
    answer = get(seeds_server, "/api/questions/channel-use", "image/png")
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["possible"]


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/openapi.json",
        "/api/questions",
        "/api/questions/channel-use",
        "/api/questions/channel-use/parameters",
        "/api/documents",
        "/api/documents/003_2818dbe786ce6225",
        "/api/labels?q=phone",
    ],
)
def test_each_answer_has_a_tag_cors_and_a_head(seeds_server: httpx.Client, path: str) -> None:
    full, head = seeds_server.get(path), seeds_server.head(path)
    assert full.status_code == head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-type", "content-length"):
        assert full.headers[name] == head.headers[name]
    again = seeds_server.get(path, headers={"If-None-Match": full.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", full.headers["etag"])
    for answer in (full, again, seeds_server.get(f"{path}{'&' if '?' in path else '?'}wrong=1")):
        assert answer.headers["access-control-allow-origin"] == "*"
    options = seeds_server.options(path)
    assert options.headers["allow"] == "GET, HEAD, OPTIONS"
    assert seeds_server.post(path).status_code == 405


def test_an_answer_is_what_the_library_prints(seeds_server: httpx.Client, built_seeds: Path) -> None:
    from kg.graph.store import open_store
    from kg.questions import ask

    with open_store(built_seeds) as store:
        for name, question in load().items():
            wanted = render(ask(store, question), "json")
            assert seeds_server.get(f"/api/questions/{name}").text == wanted


def test_documents_have_their_text_and_findings(seeds_server: httpx.Client, built_seeds: Path) -> None:
    listed = seeds_server.get("/api/documents").json()["documents"]
    assert len(listed) == 5
    for facts in listed:
        path = f"/api/documents/{facts['name']}"
        found = seeds_server.get(path).json()
        assert facts == {key: found[key] for key in facts}
        kept = (built_seeds / "texts" / f"{facts['name']}.txt").read_bytes()
        assert found["text"].encode() == kept == get(seeds_server, path, "text/plain").content
        assert found["findings"]
        for finding in found["findings"]:
            assert finding["evidence"]
            for item in finding["evidence"]:
                assert found["text"][item["begin"] : item["end"]] == item["quote"] == finding["printed"]


def test_a_text_that_offsets_do_not_refer_to_is_not_given(built_seeds: Path, tmp_path: Path, start: object) -> None:
    import shutil

    folder = Path(shutil.copytree(built_seeds, tmp_path / "graph"))
    name = next((folder / "texts").iterdir()).stem
    (folder / "texts" / f"{name}.txt").write_text("something else", "utf-8")
    client = start(folder)  # type: ignore[operator]
    found = client.get(f"/api/documents/{name}")
    assert found.status_code == 200
    assert found.json()["text"] is None
    assert found.json()["findings"]
    assert client.get(f"/api/documents/{name}?format=text").status_code == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("facebook", "facebook"),
        ("NORDEA", "nordea"),
        ("tns gallup", "tns-gallup"),
        ("телефон", "phone"),
        ("puhelin", "phone"),
        ("SÄHKÖPOSTI", "email"),
        ("sahkoposti", "email"),
        ("mobile app", "mobile_app"),
        ("facebok", "facebook"),
    ],
)
def test_things_are_found_by_what_they_are_called(seeds_server: httpx.Client, text: str, code: str) -> None:
    found = get(seeds_server, "/api/labels", q=text).json()
    assert found["things"][0]["code"] == code
    assert found["count"] >= len(found["things"])


def test_a_look_up_keeps_to_kind_and_limit(seeds_server: httpx.Client) -> None:
    found = get(seeds_server, "/api/labels", q="a", kind=["survey", "organization"], limit=3).json()
    assert len(found["things"]) == 3 < found["count"]
    assert {each["kind"] for each in found["things"]} <= {"survey", "organization"}
    assert get(seeds_server, "/api/labels", q="qqxxqq").json() == {"count": 0, "things": []}


def test_the_description_names_each_operation_once(seeds_server: httpx.Client) -> None:
    description = seeds_server.get("/openapi.json").json()
    assert description["openapi"] == "3.1.0"
    names = [operation["get"]["operationId"] for operation in description["paths"].values()]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() for name in names)
    channel = next(
        each
        for each in description["paths"]["/api/questions/channel-use"]["get"]["parameters"]
        if each.get("name") == "channel"
    )
    assert "phone" in channel["schema"]["items"]["enum"]
    assert channel["examples"]["example"]["value"]


def test_a_form_with_empty_fields_leads_to_the_answer(seeds_server: httpx.Client) -> None:
    answer = seeds_server.get("/api/questions/channel-use/form?channel=phone&country=&year=&format=csv")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/api/questions/channel-use?channel=phone&format=csv"


def test_the_page_needs_nothing_from_outside(seeds_server: httpx.Client) -> None:
    page = seeds_server.get("/api?lang=nb")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert load()["trends"].summary_in("nb") in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_parameter_of_any_type_is_described(tmp_path: Path) -> None:
    from kg.server.api.schemas import value_schema

    header = "#+ summary: s\n#+ parameters:\n"
    types = {"string": "string", "integer": "integer", "decimal": "number", "year": "integer", "boolean": "boolean"}
    values = {"string": '"a"', "integer": "1", "decimal": "1.5", "year": '"2014"^^xsd:gYear', "boolean": "true"}
    for kind, wanted in types.items():
        text = (
            f'{header}#+   given: {{type: {kind}, description: "d"}}\n'
            "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
            f"SELECT ?s ?given WHERE {{ VALUES ?given {{ {values[kind]} }} ?s ?p ?given }} ORDER BY ?s ?given"
        )
        parameter = parse(text, tmp_path / "q.rq").parameters["given"]
        assert value_schema(parameter, ())["type"] == wanted
