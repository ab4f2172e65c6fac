"""The Turtle files: one meaning to every parser, one form to every reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib

from kg.graph.validate.index import triples_of
from kg.graph.vocabulary import named, parse_turtle
from kg.resources import folder

FILES = sorted(path for path in folder("ontology").glob("*.ttl") if path.stem != "organizations")
PREFIX = re.compile(r"@prefix ([\w-]*): <([^>]*)> \.")


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_two_parsers_read_the_same_triples(path: Path) -> None:
    one = named(parse_turtle(path.read_bytes(), path.name))
    other = named(list(triples_of(rdflib.Graph().parse(path, format="turtle"))))
    assert set(one) == set(other)


def test_bytes_are_plain(path: Path) -> None:
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert b"\t" not in data
    assert data.endswith(b".\n")


def test_prefixes_are_ours_first_then_sorted_and_all_used(path: Path) -> None:
    text = path.read_text("utf-8")
    prefixes = [match[0] for match in PREFIX.findall(text)]
    assert prefixes == ["kg", *sorted(set(prefixes) - {"kg"})]
    body = re.sub(r'"(?:[^"\\]|\\.)*"', '""', PREFIX.sub("", text))
    unused = [prefix for prefix in prefixes if not re.search(rf"(?<![\w-]){prefix}:", body)]
    assert unused == []


def test_prefixes_mean_the_same_in_all_files() -> None:
    meanings: dict[str, set[str]] = {}
    for path in FILES:
        for prefix, space in PREFIX.findall(path.read_text("utf-8")):
            meanings.setdefault(prefix, set()).add(space)
    assert {prefix: spaces for prefix, spaces in meanings.items() if len(spaces) > 1} == {}


def test_type_comes_first_and_subjects_are_sorted_in_their_section(path: Path) -> None:
    for section in re.split(r"^# ---- .* ----$", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        subjects = re.findall(r"^([a-z_-]+:\S+)\n", section, flags=re.MULTILINE)
        assert subjects == sorted(subjects, key=str) or path.stem == "shapes"
    if path.stem != "alignments":
        for block in re.findall(r"^(?:[a-z_-]+:\S+|<\S+>)\n {4}(\S+)", path.read_text("utf-8"), flags=re.MULTILINE):
            assert block == "a"


def test_words_have_a_language(path: Path) -> None:
    worded = (rdflib.RDFS.label, rdflib.RDFS.comment, rdflib.SH.message, rdflib.SH.name)
    graph = rdflib.Graph().parse(path, format="turtle")
    for subject, predicate, value in graph:
        is_word = predicate in worded or (
            str(predicate).startswith(str(rdflib.SKOS)) and isinstance(value, rdflib.Literal)
        )
        if is_word and predicate != rdflib.SKOS.notation:
            assert value.language, (subject, predicate, value)


def test_schema_org_is_written_with_https(path: Path) -> None:
    assert "http://schema.org" not in path.read_text("utf-8")


def test_text_is_composed_and_has_no_invisible_characters(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search("[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff\u0300-\u036f]", text)
