"""SPARQL 1.1 Protocol, section by section: what the recommendation says a service must take and refuse."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

import httpx
import pytest

QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ONE, TWO, THREE = (f"http://data.example/{name}.rdf" for name in ("one", "two", "three"))
DOCUMENT = "<http://xmlns.com/foaf/0.1/Document>"
BOOK = "<http://purl.org/dc/terms/BibliographicResource>"


@pytest.fixture
def data(writable: httpx.Client) -> httpx.Client:
    """Three graphs, each of which says that it is a document."""
    lines = " ".join(f"GRAPH <{graph}> {{ <{graph}> a {DOCUMENT} }}" for graph in (ONE, TWO, THREE))
    assert writable.post("/sparql", content=f"INSERT DATA {{ {lines} }}", headers=UPDATE).is_success
    return writable


def asks(client: httpx.Client, query: str, params: Sequence[tuple[str, str]] = ()) -> bool:
    """The answer to an ASK query sent as it is."""
    answer = client.post("/sparql", params=list(params), content=query, headers=QUERY)
    assert answer.status_code == 200, answer.text
    truth: bool = answer.json()["boolean"]
    return truth


def types(graph: str, name: str = DOCUMENT) -> str:
    return f"<{graph}> a {name} ."


# 2.1 Query operation


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_query_by_get(writable: httpx.Client, path: str) -> None:
    answer = writable.get(path, params={"query": "ASK {}", "default-graph-uri": ONE})
    assert answer.json()["boolean"] is True


def test_query_by_form(writable: httpx.Client) -> None:
    answer = writable.post("/sparql", params={"default-graph-uri": ONE}, data={"query": "ASK {}"})
    assert answer.json()["boolean"] is True


def test_query_by_form_may_name_its_graphs_in_the_body(data: httpx.Client) -> None:
    form = {"query": f"ASK {{ {types(ONE)} {types(TWO)} }}", "default-graph-uri": [ONE, TWO]}
    assert data.post("/sparql", data=form).json()["boolean"] is True


def test_query_as_body(writable: httpx.Client) -> None:
    assert asks(writable, "ASK {}")


def test_query_by_another_method_is_refused(writable: httpx.Client) -> None:
    answer = writable.put("/sparql", params={"query": "ASK {}"}, headers=FORM)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


def test_two_queries_are_refused(writable: httpx.Client) -> None:
    assert writable.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D").status_code == 400
    assert writable.post("/sparql?query=ASK%20%7B%7D", data={"query": "ASK {}"}).status_code == 400
    assert writable.post("/sparql?query=ASK%20%7B%7D", content="ASK {}", headers=QUERY).status_code == 400


def test_query_and_update_together_are_refused(writable: httpx.Client) -> None:
    assert writable.post("/sparql", data={"query": "ASK {}", "update": "CLEAR ALL"}).status_code == 400


@pytest.mark.parametrize("body", ["ASK {}", "query=ASK%20%7B%7D", "CLEAR NAMED", "update=CLEAR%20NAMED"])
@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {}])
def test_body_of_another_or_no_type_is_refused(writable: httpx.Client, body: str, headers: dict[str, str]) -> None:
    answer = writable.post("/sparql", content=body, headers=headers)
    assert answer.status_code == 415
    assert "application/sparql-query" in answer.headers["accept-post"]


@pytest.mark.parametrize(("kind", "text"), [(QUERY, "ASK {}"), (UPDATE, "CLEAR NAMED")])
def test_body_in_another_encoding_is_refused(writable: httpx.Client, kind: dict[str, str], text: str) -> None:
    headers = {"Content-Type": f"{kind['Content-Type']}; charset=UTF-16"}
    assert 400 <= writable.post("/sparql", content=text.encode("utf-16"), headers=headers).status_code < 500
    assert 400 <= writable.post("/sparql", content=text.encode("utf-16"), headers=kind).status_code < 500


def test_query_that_is_none_gets_line_and_column_and_what_was_expected(writable: httpx.Client) -> None:
    answer = writable.get("/sparql", params={"query": "ASK\n {"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 3)
    assert "expected" in problem["detail"]


def test_query_that_is_none_is_answered_in_text_if_wanted(writable: httpx.Client) -> None:
    answer = writable.get("/sparql", params={"query": "ASK {"}, headers={"Accept": "text/plain"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert "query:1:6" in answer.text


# 2.1.4 Dataset of a query


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_default_graphs_of_the_request(data: httpx.Client, method: str) -> None:
    params = [("default-graph-uri", ONE), ("default-graph-uri", TWO)]
    both, third = f"ASK {{ {types(ONE)} {types(TWO)} }}", f"ASK {{ {types(THREE)} }}"
    if method == "POST":
        assert asks(data, both, params)
        assert not asks(data, third, params)
    else:
        answers = [data.get("/sparql", params=[("query", query), *params]) for query in (both, third)]
        assert [answer.json()["boolean"] for answer in answers] == [True, False]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_named_graphs_of_the_request(data: httpx.Client, method: str) -> None:
    params = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    others = f"FILTER NOT EXISTS {{ GRAPH ?i {{ {types(THREE)} }} }}"
    query = f"ASK {{ GRAPH ?g {{ {types(ONE)} }} GRAPH ?h {{ {types(TWO)} }} {others} }}"
    if method == "POST":
        assert asks(data, query, params)
    else:
        assert data.get("/sparql", params=[("query", query), *params]).json()["boolean"] is True


def test_named_graphs_alone_leave_the_default_graph_empty(data: httpx.Client) -> None:
    assert not asks(data, "ASK { ?s ?p ?o }", [("named-graph-uri", ONE)])


def test_default_graphs_alone_leave_no_named_graph(data: httpx.Client) -> None:
    assert not asks(data, "ASK { GRAPH ?g { ?s ?p ?o } }", [("default-graph-uri", ONE)])


def test_default_and_named_graphs_of_the_request(data: httpx.Client) -> None:
    params = [("default-graph-uri", THREE), ("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    assert asks(data, f"ASK {{ {types(THREE)} GRAPH ?g {{ {types(ONE)} }} GRAPH ?h {{ {types(TWO)} }} }}", params)
    assert not asks(data, f"ASK {{ {types(ONE)} }}", params)


def test_graphs_of_the_request_go_before_those_of_the_query(data: httpx.Client) -> None:
    params = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    query = f"ASK FROM <{THREE}> {{ GRAPH ?g {{ {types(ONE)} }} GRAPH ?h {{ {types(TWO)} }} }}"
    assert asks(data, query, params)
    assert not asks(data, f"ASK FROM <{THREE}> {{ {types(THREE)} }}", params)


def test_parameters_that_were_encoded_together_are_read_apart(data: httpx.Client) -> None:
    query = f"ASK {{ GRAPH ?g {{ {types(ONE)} }} GRAPH ?h {{ {types(TWO)} }} }}"
    assert asks(data, query, [("named-graph-uri", f"{ONE}&named-graph-uri={TWO}")])


def test_from_of_the_query_alone_is_obeyed(data: httpx.Client) -> None:
    assert asks(data, f"ASK FROM <{ONE}> {{ {types(ONE)} }}")
    assert not asks(data, f"ASK FROM <{ONE}> {{ {types(TWO)} }}")


def test_without_a_dataset_the_default_graph_is_the_union(data: httpx.Client) -> None:
    assert asks(data, f"ASK {{ {types(ONE)} {types(TWO)} {types(THREE)} }}")


@pytest.mark.parametrize("iri", ["", "relative", "http://a b", "http://a>", "http://a\n"])
def test_graph_without_absolute_iri_is_refused(data: httpx.Client, iri: str) -> None:
    assert data.get("/sparql", params={"query": "ASK {}", "default-graph-uri": iri}).status_code == 400


# 2.1.6 Media types of results

SELECT, CONSTRUCT = "SELECT (1 AS ?value) {}", "CONSTRUCT { <s> <p> 1 } WHERE {}"


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "text/csv;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "text/*", "text/csv; charset=utf-8"),
        (SELECT, "application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        (SELECT, "text/turtle, application/sparql-results+xml;q=0.5", "application/sparql-results+xml"),
        ("ASK {}", None, "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, None, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        ("DESCRIBE <http://example.org/>", None, "text/turtle; charset=utf-8"),
        ("DESCRIBE <http://example.org/>", "application/rdf+xml;q=0.9, text/turtle;q=0.8", "application/rdf+xml"),
    ],
)
def test_media_type_of_the_result(writable: httpx.Client, query: str, accept: str | None, expected: str) -> None:
    headers = {**QUERY, "Accept": accept} if accept else QUERY
    request = writable.build_request("POST", "/sparql", content=query, headers=headers)
    if accept is None:
        del request.headers["accept"]
    answer = writable.send(request)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png")])
def test_result_in_no_format_that_is_taken_is_refused(writable: httpx.Client, query: str, accept: str) -> None:
    answer = writable.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json()["possible"]


def test_relative_iris_are_resolved_against_the_endpoint(writable: httpx.Client) -> None:
    answer = writable.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": "application/n-triples"})
    assert f"<{writable.base_url}/s>" in answer.text


def test_formats_say_the_same(read_only: httpx.Client) -> None:
    query = {"query": "SELECT ?o { <https://example.org/a> <https://example.org/p> ?o } ORDER BY ?o"}
    values = ["https://example.org/b", "3", "4.5", "tagged", 'ä\n"quoted", with comma']
    as_json = read_only.get("/sparql", params=query).json()["results"]["bindings"]
    assert [row["o"]["value"] for row in as_json] == values
    assert as_json[3]["o"] == {"type": "literal", "value": "tagged", "xml:lang": "nb"}
    answer = read_only.get("/sparql", params=query, headers={"Accept": "application/sparql-results+xml"})
    as_xml = [
        element.text for element in ElementTree.fromstring(answer.text).iter() if element.tag[-3:] in ("uri", "ral")
    ]
    assert as_xml == values
    answer = read_only.get("/sparql", params=query, headers={"Accept": "text/csv"})
    assert answer.text.split("\r\n") == ["o", *values[:4], '"ä\n""quoted"", with comma"', ""]
    answer = read_only.get("/sparql", params=query, headers={"Accept": "text/tab-separated-values"})
    assert answer.text.split("\n")[4:6] == ['"tagged"@nb', '"ä\\n\\"quoted\\", with comma"']


def test_unbound_variables_are_left_out_or_empty(writable: httpx.Client) -> None:
    query = {"query": "SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } }"}
    assert [set(row) for row in writable.get("/sparql", params=query).json()["results"]["bindings"]] == [{"a"}, {"b"}]
    assert writable.get("/sparql", params=query, headers={"Accept": "text/csv"}).text == "a,b\r\n1,\r\n,2\r\n"


def test_head_has_the_headers_of_get(writable: httpx.Client) -> None:
    answer = writable.head("/sparql", params={"query": "ASK {}"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/sparql-results+json"


# 2.2 Update operation


def test_update_by_form(data: httpx.Client) -> None:
    assert data.post("/sparql", data={"update": "CLEAR ALL"}).is_success
    assert not asks(data, "ASK { ?s ?p ?o }")


def test_update_as_body(data: httpx.Client) -> None:
    assert data.post("/sparql", content="CLEAR ALL", headers=UPDATE).is_success
    assert not asks(data, "ASK { ?s ?p ?o }")


def test_update_by_get_is_refused(data: httpx.Client) -> None:
    assert data.get("/sparql", params={"update": "CLEAR ALL"}).status_code == 400
    assert asks(data, "ASK { ?s ?p ?o }")


def test_update_sent_as_query_is_refused(data: httpx.Client) -> None:
    assert data.post("/sparql", content="CLEAR ALL", headers=QUERY).status_code == 400
    assert data.post("/sparql", data={"query": "CLEAR ALL"}).status_code == 400
    assert asks(data, "ASK { ?s ?p ?o }")


def test_two_updates_are_refused(data: httpx.Client) -> None:
    body = "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"
    assert data.post("/sparql", content=body, headers=FORM).status_code == 400
    assert asks(data, "ASK { ?s ?p ?o }")


def test_update_that_is_none_gets_line_and_column(writable: httpx.Client) -> None:
    answer = writable.post("/sparql", data={"update": "CLEAR XYZ"})
    assert answer.status_code == 400
    assert (answer.json()["line"], answer.json()["column"]) == (1, 10)


def test_update_resolves_relative_iris(writable: httpx.Client) -> None:
    update = "INSERT DATA { GRAPH <http://g.example/> { <http://s.example/> <http://p.example/> <test> } }"
    assert writable.post("/sparql", content=update, headers=UPDATE).is_success
    answer = writable.get("/sparql", params={"query": "SELECT ?o { GRAPH <http://g.example/> { ?s ?p ?o } }"})
    assert [row["o"]["value"] for row in answer.json()["results"]["bindings"]] == [f"{writable.base_url}/test"]


def test_a_failed_update_changes_nothing(data: httpx.Client) -> None:
    assert not data.post("/sparql", data={"update": "CLEAR ALL ; LOAD <http://data.example/>"}).is_success
    assert asks(data, f"ASK {{ {types(ONE)} }}")


# 2.2.3 Dataset of an update

MARK = f"INSERT {{ GRAPH <http://marked.example/> {{ ?s a {BOOK} }} }} WHERE"


def marked(client: httpx.Client) -> set[str]:
    """The subjects that an update marked."""
    answer = client.get("/sparql", params={"query": "SELECT ?s { GRAPH <http://marked.example/> { ?s ?p ?o } }"})
    return {row["s"]["value"] for row in answer.json()["results"]["bindings"]}


def test_update_over_default_graphs_of_the_request(data: httpx.Client) -> None:
    params = [("using-graph-uri", ONE), ("using-graph-uri", TWO)]
    update = f"{MARK} {{ ?s a {DOCUMENT} }}"
    assert data.post("/sparql", params=params, content=update, headers=UPDATE).is_success
    assert marked(data) == {ONE, TWO}


def test_update_over_a_default_graph_that_it_makes_itself(writable: httpx.Client) -> None:
    update = f"CLEAR ALL ; INSERT DATA {{ GRAPH <{ONE}> {{ {types(ONE)} }} }} ; {MARK} {{ ?s a {DOCUMENT} }}"
    answer = writable.post("/sparql", params={"using-graph-uri": ONE}, content=update, headers=UPDATE)
    assert answer.is_success
    assert marked(writable) == {ONE}


def test_update_over_named_graphs_of_the_request(data: httpx.Client) -> None:
    params = [("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)]
    update = f"{MARK} {{ GRAPH ?g {{ ?s a {DOCUMENT} }} }}"
    assert data.post("/sparql", params=params, content=update, headers=UPDATE).is_success
    assert marked(data) == {ONE, TWO}


def test_update_over_default_and_named_graphs_of_the_request(data: httpx.Client) -> None:
    params = [("using-graph-uri", ONE), ("using-named-graph-uri", TWO)]
    update = f"{MARK} {{ {{ GRAPH ?g {{ ?s a {DOCUMENT} }} }} UNION {{ ?s a {DOCUMENT} }} }}"
    assert data.post("/sparql", params=params, content=update, headers=UPDATE).is_success
    assert marked(data) == {ONE, TWO}


def test_update_by_form_may_name_its_graphs_in_the_body(data: httpx.Client) -> None:
    form = {"update": f"{MARK} {{ ?s a {DOCUMENT} }}", "using-graph-uri": TWO}
    assert data.post("/sparql", data=form).is_success
    assert marked(data) == {TWO}


def test_delete_where_obeys_the_graphs_of_the_request(data: httpx.Client) -> None:
    update = "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert data.post("/sparql", params={"using-named-graph-uri": ONE}, content=update, headers=UPDATE).is_success
    assert not asks(data, f"ASK {{ {types(ONE)} }}")
    assert asks(data, f"ASK {{ {types(TWO)} }}")


@pytest.mark.parametrize("clause", ["WITH <http://g.example/> {0}", "{0} USING <http://g.example/>"])
def test_graphs_in_request_and_update_are_refused(data: httpx.Client, clause: str) -> None:
    update = clause.format("DELETE { ?s ?p ?o }") + " WHERE { ?s ?p ?o }"
    answer = data.post("/sparql", params={"using-named-graph-uri": ONE}, content=update, headers=UPDATE)
    assert answer.status_code == 400
    assert asks(data, "ASK { ?s ?p ?o }")


def test_graphs_of_the_other_operation_are_refused(data: httpx.Client) -> None:
    assert data.get("/sparql", params={"query": "ASK {}", "using-graph-uri": ONE}).status_code == 400
    assert data.post("/sparql", data={"update": "CLEAR ALL", "default-graph-uri": ONE}).status_code == 400


# Service description (SPARQL 1.1 Service Description, section 2)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_service_describes_itself(writable: httpx.Client, accept: str) -> None:
    answer = writable.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    for word in ("SPARQL11Query", "SPARQL11Update", "UnionDefaultGraph", f"{writable.base_url}/sparql"):
        assert word in answer.text


def test_read_only_service_offers_no_update(read_only: httpx.Client) -> None:
    assert "SPARQL11Update" not in read_only.get("/sparql").text


def test_service_lists_its_graphs(read_only: httpx.Client) -> None:
    assert "https://example.org/graph/one" in read_only.get("/sparql", headers={"Accept": "application/n-triples"}).text


def test_void_holds_the_catalog_and_the_endpoint(read_only: httpx.Client) -> None:
    text = read_only.get("/.well-known/void", headers={"Accept": "application/n-triples"}).text
    assert "<https://example.org/dataset> <http://rdfs.org/ns/void#triples>" in text
    assert f"<{read_only.base_url}/sparql>" in text
