"""JSON-stat and GraphML: every value at its place, every statement an edge or an attribute."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from math import prod
from pathlib import Path

import pytest

Export = Callable[..., Path]
Quads = set[tuple[str, str, str, str]]
KG = "https://w3id.org/surveykg/ontology#"
NS = {"g": "http://graphml.graphdrawing.org/xmlns"}


@pytest.mark.parametrize("name", ["graph", "nasty_graph"])
def test_json_stat_holds_each_value_at_its_place(
    name: str, request: pytest.FixtureRequest, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    graph = request.getfixturevalue(name)
    collection = json.loads(export(graph, "jsonstat").read_text("utf-8"))
    assert (collection["version"], collection["class"]) == ("2.0", "collection")
    found = []
    for dataset in collection["link"]["item"]:
        assert dataset["id"] == list(dataset["dimension"])
        sizes = [len(dataset["dimension"][each]["category"]["index"]) for each in dataset["id"]]
        assert dataset["size"] == sizes
        assert all(0 <= int(place) < prod(sizes) for place in dataset["value"])
        assert dataset["value"].keys() == dataset["extension"]["finding"].keys()
        assert dataset["status"].keys() <= dataset["value"].keys()
        assert set(dataset["role"]["time"]) <= set(dataset["id"])
        found += [(f"<{dataset['extension']['finding'][at]}>", value) for at, value in dataset["value"].items()]
    wanted = {(s, float(o.split('"')[1])) for s, p, o, _ in quads_of(graph) if p == f"<{KG}value>"}
    assert len(found) == len(wanted)
    assert {(finding, float(value)) for finding, value in found} == wanted


def test_a_place_in_json_stat_spells_the_codes_of_its_figure(
    graph: Path, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    said: dict[str, set[str]] = {}
    for s, p, o, _ in quads_of(graph):
        if p == f"<{KG}channel>":
            said.setdefault(s, set()).add(o[1:-1].rpartition("/")[2])
    for dataset in json.loads(export(graph, "jsonstat").read_text("utf-8"))["link"]["item"]:
        for place, finding in dataset["extension"]["finding"].items():
            rest, codes = int(place), {}
            for name, size in reversed(list(zip(dataset["id"], dataset["size"], strict=True))):
                rest, at = divmod(rest, size)
                codes[name] = dataset["dimension"][name]["category"]["index"][at]
            assert codes["channels"] == ("+".join(sorted(said.get(f"<{finding}>", ()))) or "not_stated")


@pytest.mark.parametrize("name", ["graph", "nasty_graph"])
def test_graphml_has_an_edge_for_each_statement_between_things(
    name: str, request: pytest.FixtureRequest, export: Export, quads_of: Callable[[Path], Quads]
) -> None:
    graph = request.getfixturevalue(name)
    root = ET.parse(export(graph, "graphml")).getroot()
    nodes = {node.get("id") for node in root.iterfind(".//g:node", NS)}
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iterfind(".//g:edge", NS)]
    data = {row for row in quads_of(graph) if "/graph/document/" in row[3] or row[3].endswith("/shared>")}
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    wanted = [(s[1:-1], o[1:-1]) for s, p, o, _ in data if o.startswith("<") and p != a]
    assert sorted(edges) == sorted(wanted)
    assert {end for edge in edges for end in edge} <= nodes


def test_graphml_keeps_texts_as_they_are(nasty_graph: Path, export: Export) -> None:
    root = ET.parse(export(nasty_graph, "graphml")).getroot()
    key = next(each.get("id") for each in root.iterfind("g:key", NS) if each.get("attr.name") == "kg:text")
    texts = {data.text for data in root.iterfind(f".//g:data[@key='{key}']", NS)}
    (text,) = (path.read_bytes().decode() for path in (nasty_graph / "texts").glob("*.txt"))
    assert texts == set(text.rstrip("\n").split("\n"))
