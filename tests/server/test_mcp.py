"""The MCP server, asked by the official SDK's own client over both of its ways."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from mcp import Client, StdioServerParameters

from kg.questions import load

Talk = Callable[[Client], Awaitable[Any]]
GERMAN = "004_790b17c23e8b205e"


def talk(server: Any, conversation: Talk, **options: Any) -> Any:
    async def run() -> Any:
        async with Client(server, read_timeout_seconds=60, **options) as client:
            return await conversation(client)

    return asyncio.run(run())


def call(server: Any, tool: str, /, **arguments: Any) -> Any:
    """The result of a tool, whether it is an error."""

    async def conversation(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    return talk(server, conversation)


def good(server: Any, tool: str, /, **arguments: Any) -> Any:
    result = call(server, tool, **arguments)
    assert not result.is_error, result.content
    return result.structured_content


@pytest.fixture
def http(seeds_server: httpx.Client) -> str:
    return f"{seeds_server.base_url}/mcp"


@pytest.fixture
def stdio(built_seeds: Path) -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", "--graph", str(built_seeds)])


def test_each_question_is_a_tool_with_a_typed_schema(http: str) -> None:
    async def conversation(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in talk(http, conversation)}
    assert set(load()) | {"look_up", "document_text", "sparql", "check_text"} == set(tools)
    for name, tool in tools.items():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.annotations is not None and tool.annotations.read_only_hint
        if name in load():
            assert set(load()[name].parameters) <= set(tool.input_schema["properties"])
    assert "phone" in tools["channel-use"].input_schema["properties"]["channel"]["items"]["enum"]
    assert tools["channel-use"].input_schema["properties"]["year"]["type"] == "integer"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_both_ways_and_both_ages_of_the_protocol_answer_alike(
    http: str, stdio: StdioServerParameters, mode: str
) -> None:
    async def conversation(client: Client) -> Any:
        tools = await client.list_tools()
        answer = await client.call_tool("channel-use", {"channel": ["phone"]})
        wrong = await client.call_tool("channel-use", {"channel": ["fone"]})
        return [tool.name for tool in tools.tools], answer.structured_content, wrong.is_error, wrong.structured_content

    assert talk(http, conversation, mode=mode) == talk(stdio, conversation, mode=mode)


def test_the_answer_is_that_of_the_api_with_the_number_of_rows(http: str, seeds_server: httpx.Client) -> None:
    for name in load():
        wanted = seeds_server.get(f"/api/questions/{name}").json()
        found = good(http, name, limit=1000)
        assert {key: found[key] for key in wanted} == wanted
        assert found["total"] == len(wanted["rows"])


def test_rows_come_in_pages_that_say_so(http: str) -> None:
    whole = good(http, "figures", limit=1000)
    assert whole["next_offset"] is None
    first = good(http, "figures", limit=2)
    second = good(http, "figures", limit=1000, offset=first["next_offset"])
    assert first["rows"] + second["rows"] == whole["rows"]
    assert first["total"] == second["total"] == whole["total"]


@pytest.mark.parametrize(
    ("name", "arguments", "parameter", "near"),
    [
        ("channel-use", {"channel": "fone"}, "channel", "phone"),
        ("channel-use", {"chanel": "phone"}, "chanel", "channel"),
        ("channel-use", {"channel": {"a": 1}}, "channel", None),
        ("channel-use", {"limit": 0}, "limit", None),
        ("channel-use", {"limit": True}, "limit", None),
        ("channel-use", {"lang": "x"}, "lang", None),
        ("channel-usage", {}, "name", None),
        ("look_up", {}, "text", None),
        ("look_up", {"text": "a", "kind": "thing"}, "kind", None),
        ("document_text", {"name": "../../../etc/passwd"}, "name", None),
        ("document_text", {"name": "a\0b"}, "name", None),
        ("check_text", {"text": "a", "language": "fr"}, "language", None),
        ("check_text", {"text": "1 " * 40_000}, "text", None),
    ],
)
def test_a_wrong_call_says_what_is_possible(
    http: str, name: str, arguments: dict[str, Any], parameter: str, near: str | None
) -> None:
    result = call(http, name, **arguments)
    assert result.is_error
    assert result.structured_content["parameter"] == parameter
    assert result.structured_content["near"] == near


def test_a_look_up_gives_codes_that_questions_take(http: str) -> None:
    code = good(http, "look_up", text="Telefon", kind="channel")["things"][0]["code"]
    assert good(http, "channel-use", channel=code)["rows"]


def test_a_document_is_read_in_parts_with_its_findings(http: str, built_seeds: Path) -> None:
    text = (built_seeds / "texts" / f"{GERMAN}.txt").read_bytes().decode()
    whole = good(http, "document_text", name=GERMAN)
    assert whole["text"] == text
    assert whole["length"] == len(text)
    begin = whole["findings"][0]["evidence"][0]["begin"]
    part = good(http, "document_text", name=GERMAN, begin=begin, end=begin + 50)
    assert part["text"] == text[begin : begin + 50]
    assert part["findings"][0] == whole["findings"][0]
    assert len(part["findings"]) < len(whole["findings"])


def test_sparql_rows_carry_quotes_or_are_called_unproven(http: str) -> None:
    prefix = "PREFIX kg: <https://w3id.org/surveykg/ontology#> "
    found = good(http, "sparql", query=f"{prefix}SELECT ?m ?value {{ ?m kg:value ?value }} ORDER BY ?m", limit=3)
    assert len(found["rows"]) == 3 < found["total"]
    for row in found["rows"]:
        assert row["evidence"][0]["finding"] == row["values"]["m"]["iri"]
    assert found["unproven_rows"] == []
    total = good(http, "sparql", query=f"{prefix}SELECT (COUNT(?m) AS ?evidence) {{ ?m a kg:Measurement }}")
    assert total["rows"][0]["values"]["evidence"] == found["total"]
    assert total["unproven_rows"] == [0]
    assert good(http, "sparql", query=f"{prefix}ASK {{ ?m a kg:Measurement }}")["answer"] is True
    triples = good(http, "sparql", query=f"{prefix}CONSTRUCT WHERE {{ ?m kg:value ?value }}", limit=1)
    assert triples["total"] == found["total"]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <http://a.example/> <http://b.example/> 1 }",
        "LOAD <file:///etc/passwd>",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * { ?s ?p",
    ],
)
def test_sparql_neither_writes_nor_leaves_the_store(http: str, query: str) -> None:
    result = call(http, "sparql", query=query)
    assert result.is_error
    assert "root:" not in str(result.structured_content)


def test_a_query_that_runs_away_is_ended(serving: Any, built_seeds: Path) -> None:
    from kg.server.settings import Settings

    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"
    with serving(built_seeds, Settings(workers=2, time_limit=1.0)) as client:
        result = call(f"{client.base_url}/mcp", "sparql", query=endless)
        assert result.is_error
        assert result.structured_content["status"] == 503
        assert good(f"{client.base_url}/mcp", "sparql", query="ASK {}")["answer"] is True


CHECKED = [
    ("Insgesamt nutzen 92 Prozent der Web-2.0-Nutzer das Telefon.", "92 Prozent", "supported"),
    ("92 percent of web users use the phone.", "92 percent", "supported"),
    ("91 Prozent der Web-2.0-Nutzer nutzen das Telefon.", "91 Prozent", "unsupported"),
    ("92 Minuten dauert ein Anruf.", "92 Minuten", "unsupported"),
    ("92 Prozent der Web-2.0-Nutzer nutzen Instagram.", "92 Prozent", "contradicted"),
    ("Die Nutzung des Telefons stieg um 92 Prozent.", "92 Prozent", "contradicted"),
    ("2 millioner kunder bruker sosiale medier.", "2 millioner", "supported"),
    ("3 millioner kunder bruker sosiale medier.", "3 millioner", "unsupported"),
]


@pytest.mark.parametrize(("text", "quote", "status"), CHECKED)
def test_a_check_tells_supported_numbers_from_others(http: str, text: str, quote: str, status: str) -> None:
    found = good(http, "check_text", text=text)
    number = next(each for each in found["numbers"] if each["quote"] == quote)
    assert number["status"] == status
    assert text[number["begin"] : number["end"]] == quote
    assert number["supported"] is (status == "supported")
    assert (f"[{status}: {quote}]" in found["marked"]) is (status != "supported")
    for finding in number["findings"]:
        assert bool(finding["differs"]) is (status == "contradicted")
        for item in finding["evidence"]:
            text_of = good(http, "document_text", name=item["document"])["text"]
            assert text_of[item["begin"] : item["end"]] == item["quote"]


def test_what_the_texts_themselves_state_is_supported(http: str, built_seeds: Path) -> None:
    supported = total = 0
    for path in sorted((built_seeds / "texts").glob("*.txt")):
        name = path.stem
        findings = good(http, "document_text", name=name)["findings"]
        text = path.read_bytes().decode()
        checked = good(http, "check_text", text=text)["numbers"]
        assert all(text[each["begin"] : each["end"]] == each["quote"] for each in checked)
        places = {(item["begin"], item["end"]) for finding in findings for item in finding["evidence"]}
        mine = [each for each in checked if (each["begin"], each["end"]) in places]
        supported += sum(each["supported"] for each in mine)
        total += len(places)
    assert supported >= 0.8 * total


def test_a_number_in_any_place_is_listed(http: str) -> None:
    found = good(http, "check_text", text="Version 3.14.15, Tel. 0800 123 456, am 24.12.2014: 7 % mehr.", language="de")
    covered = "".join(each["quote"] for each in found["numbers"])
    assert all(digits in covered for digits in ("3.14.15", "0800", "123", "456", "24", "2014", "7 %"))
    assert sum(found["counts"].values()) == len(found["numbers"])


def test_other_methods_and_bodies_are_refused(seeds_server: httpx.Client) -> None:
    assert seeds_server.get("/mcp").status_code == 405
    assert seeds_server.delete("/mcp").status_code == 405
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    assert 400 <= seeds_server.post("/mcp", content="{", headers=headers).status_code < 500
    assert seeds_server.post("/mcp", content="[" * (2 << 20), headers=headers).status_code == 413
    assert seeds_server.post("/mcp", content="[" * 100_000, headers=headers).status_code in (400, 413, 422)
    assert seeds_server.get("/ready").status_code == 200
