"""SPARQL 1.1 Graph Store HTTP Protocol, operation by operation."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
GRAPH = "http://graphs.example/person/1"
PREFIXES = "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nPREFIX v: <http://www.w3.org/2006/vcard/ns#>\n"
JOHN = f'{PREFIXES}<http://people.example/1> a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "John Doe" ] .'
JANE = f'{PREFIXES}<http://people.example/1> a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "Jane Doe" ] .'
NAME = f'{PREFIXES}<http://people.example/1> foaf:name "Jane Doe" .'
BY_PARAMETER = {"url": "/store", "params": {"graph": GRAPH}}
DEFAULT = {"url": "/store", "params": {"default": ""}}
BY_ADDRESS = {"url": "/store/person/1.ttl"}
TARGETS = pytest.mark.parametrize("target", [BY_PARAMETER, DEFAULT, BY_ADDRESS], ids=["graph", "default", "address"])


def canonical(turtle: str) -> Dataset:
    """The triples of Turtle, blank nodes by what is said of them."""
    dataset = Dataset(parse(turtle, RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def holds(client: httpx.Client, target: dict[str, object], *turtle: str) -> bool:
    """Whether the graph holds exactly the triples."""
    answer = client.request("GET", headers={"Accept": "text/turtle"}, **target)  # type: ignore[arg-type]
    assert answer.status_code == 200
    merged = Dataset(quad for text in turtle for quad in parse(text, RdfFormat.TURTLE, rename_blank_nodes=True))
    merged.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(canonical(answer.text)) == set(merged)


def send(
    client: httpx.Client, method: str, target: dict[str, object], body: str | bytes = "", **headers: str
) -> httpx.Response:
    given = {**TURTLE, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.request(method, content=body, headers=given, **target)  # type: ignore[arg-type]


@TARGETS
def test_put_makes_a_graph(writable: httpx.Client, target: dict[str, object]) -> None:
    assert send(writable, "PUT", target, JOHN).status_code == 201
    assert holds(writable, target, JOHN)


@TARGETS
def test_put_replaces_a_graph(writable: httpx.Client, target: dict[str, object]) -> None:
    send(writable, "PUT", target, JOHN)
    assert send(writable, "PUT", target, JANE).status_code == 204
    assert holds(writable, target, JANE)


def test_put_whose_body_is_not_of_its_type_changes_nothing(writable: httpx.Client) -> None:
    send(writable, "PUT", BY_PARAMETER, JOHN)
    answer = send(writable, "PUT", BY_PARAMETER, JANE, Content_Type="application/rdf+xml")
    assert answer.status_code == 400
    assert holds(writable, BY_PARAMETER, JOHN)


def test_body_that_is_no_turtle_gets_line_and_column(writable: httpx.Client) -> None:
    answer = send(writable, "PUT", BY_PARAMETER, "<a> <b>\n<c> <d> .")
    assert answer.status_code == 400
    assert answer.json()["line"] == 2


@TARGETS
def test_delete_removes_a_graph(writable: httpx.Client, target: dict[str, object]) -> None:
    send(writable, "PUT", target, JOHN)
    assert send(writable, "DELETE", target).status_code == 200
    if target is not DEFAULT:
        assert send(writable, "GET", target).status_code == 404
    assert send(writable, "DELETE", target).status_code == 404


@TARGETS
def test_post_merges_into_a_graph(writable: httpx.Client, target: dict[str, object]) -> None:
    send(writable, "PUT", target, JOHN)
    assert send(writable, "POST", target, NAME).status_code == 200
    assert holds(writable, target, JOHN, NAME)


def test_post_keeps_blank_nodes_apart(writable: httpx.Client) -> None:
    node = "_:b <http://p.example/> 1 ."
    send(writable, "POST", BY_PARAMETER, node)
    send(writable, "POST", BY_PARAMETER, node)
    assert holds(writable, BY_PARAMETER, node, node)


def test_post_of_a_form_merges_its_files(writable: httpx.Client) -> None:
    send(writable, "PUT", BY_ADDRESS, JANE)
    files = {
        "last.ttl": ("last.ttl", f'{PREFIXES}<http://people.example/1> foaf:familyName "Doe" .', "text/turtle"),
        "first.nt": (
            "first.nt",
            '<http://people.example/1> <http://xmlns.com/foaf/0.1/givenName> "Jané" .',
            "application/n-triples",
        ),
    }
    assert writable.post("/store/person/1.ttl", files=files).status_code == 200
    names = f'{PREFIXES}<http://people.example/1> foaf:familyName "Doe" ; foaf:givenName "Jané" .'
    assert holds(writable, BY_ADDRESS, JANE, names)


def test_post_to_the_store_makes_a_graph_and_says_where(writable: httpx.Client) -> None:
    answer = send(writable, "POST", {"url": "/store"}, JOHN)
    assert answer.status_code == 201
    made = {"url": answer.headers["location"]}
    assert holds(writable, made, JOHN)
    assert send(writable, "POST", made).status_code == 200
    assert holds(writable, made, JOHN)


def test_head_is_get_without_the_body(writable: httpx.Client) -> None:
    send(writable, "PUT", BY_ADDRESS, JOHN)
    answer = send(writable, "HEAD", BY_ADDRESS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert send(writable, "HEAD", {"url": "/store/person/4.ttl"}).status_code == 404


def test_absent_graph_is_not_found_and_the_default_graph_always_is(writable: httpx.Client) -> None:
    assert send(writable, "GET", BY_PARAMETER).status_code == 404
    assert send(writable, "GET", DEFAULT).status_code == 200


def test_empty_graph_is_there(writable: httpx.Client) -> None:
    assert send(writable, "PUT", BY_PARAMETER, "").status_code == 201
    assert send(writable, "GET", BY_PARAMETER).status_code == 200


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/n-triples", "<http://a.example/s> <http://a.example/p> <http://a.example/o> ."),
        ("text/turtle", "<s> <p> <o> ."),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://a.example/">'
            '<r:Description r:about="http://a.example/s"><p r:resource="http://a.example/o"/></r:Description></r:RDF>',
        ),
        ("application/ld+json", '{"@id": "http://a.example/s", "http://a.example/p": {"@id": "http://a.example/o"}}'),
    ],
)
def test_every_format_can_be_sent_and_had(writable: httpx.Client, media_type: str, body: str) -> None:
    target = {"url": "/store", "params": {"graph": "http://a.example/"}}
    assert send(writable, "PUT", target, body, Content_Type=media_type).status_code == 201
    answer = send(writable, "GET", target, Accept=media_type)
    assert answer.headers["content-type"].startswith(media_type)
    again = {"url": "/store", "params": {"graph": "http://b.example/"}}
    assert send(writable, "PUT", again, answer.content, Content_Type=media_type).status_code == 201
    assert holds(writable, again, "<http://a.example/s> <http://a.example/p> <http://a.example/o> .")


def test_a_graph_written_is_seen_by_the_next_query(writable: httpx.Client) -> None:
    for number in range(5):
        send(writable, "PUT", BY_PARAMETER, f"<http://a.example/s> <http://a.example/p> {number} .")
        rows = writable.get("/sparql", params={"query": "SELECT ?o { ?s ?p ?o }"}).json()["results"]["bindings"]
        assert [row["o"]["value"] for row in rows] == [str(number)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?graph=relative",
        "?graph=",
        "?graph=http://a.example/&default",
        "?graph=http://a.example/&graph=http://b.example/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_request_that_does_not_say_which_graph_is_refused(writable: httpx.Client, query: str, method: str) -> None:
    assert send(writable, method, {"url": f"/store{query}"}, JOHN).status_code == 400


@pytest.mark.parametrize("media_type", ["text/html", "application/octet-stream", ""])
def test_body_of_another_type_is_refused(writable: httpx.Client, media_type: str) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = writable.put("/store", params={"graph": GRAPH}, content=JOHN, headers=headers)
    assert answer.status_code == 415


def test_body_that_names_graphs_is_refused(writable: httpx.Client) -> None:
    body = "GRAPH <http://g.example/> { <http://a.example/s> <http://a.example/p> 1 }"
    assert send(writable, "PUT", BY_PARAMETER, body, Content_Type="application/trig").status_code == 400


def test_format_that_is_not_had_is_refused(writable: httpx.Client) -> None:
    assert send(writable, "GET", DEFAULT, Accept="image/png").status_code == 406


def test_other_methods_are_refused(writable: httpx.Client) -> None:
    answer = send(writable, "PATCH", BY_PARAMETER)
    assert answer.status_code == 405
    assert "PUT" in answer.headers["allow"]
