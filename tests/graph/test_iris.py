"""IRIs say what a thing is, and lead back to it."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.iris import Base, ages, file_name, segment, slug, unsegment
from kg.graph.turtle import PREFIXES
from kg.model import Span

names = st.text(min_size=1, max_size=60)


def test_iris_are_those_of_the_design() -> None:
    base = Base()
    assert base.document("a") == "https://w3id.org/surveykg/id/document/a"
    assert base.char("a", 3, 9) == "https://w3id.org/surveykg/id/document/a#char=3,9"
    assert base.finding("measurement", "a", 3, 9) == "https://w3id.org/surveykg/id/document/a/measurement/3-9"
    assert base.organization("TNS Gallup").endswith("/organization/tns-gallup")
    assert base.survey("Social Media Atlas", "2014/2015").endswith("/survey/social-media-atlas-2014-2015")
    assert base.population("nb", "befolkningen", "NO", 15, 24).endswith("/population/nb-befolkningen-NO-15-24")
    assert base.population("nb", None, "NO", None, None).endswith("/population/NO")


def test_a_base_of_ones_own_holds_instances() -> None:
    assert Base("http://example.org/").document("a") == "http://example.org/document/a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Finansnæringens Fellesorganisasjon", "finansnaeringens-fellesorganisasjon"),
        ("Банка24.ру", "banka24-ru"),
        ("  Öl & Gas AG ", "ol-gas-ag"),
        ("TNS–Gallup", "tns-gallup"),
    ],
)
def test_slugs_are_ascii_words(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=300))
def test_slugs_are_never_empty_or_long_and_always_safe(text: str) -> None:
    assert 0 < len(slug(text)) <= 80
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_long_names_keep_apart_by_a_hash() -> None:
    assert slug("a" * 100 + "b") != slug("a" * 100 + "c")


@given(names, st.integers(0, 10**9), st.integers(0, 10**9))
def test_every_iri_of_a_document_leads_back_to_name_and_characters(name: str, begin: int, end: int) -> None:
    base = Base()
    place = base.locate(base.char(name, begin, end))
    assert place is not None and (place.document, place.span) == (name, Span(begin, end))
    for kind in ("measurement", "adoption", "trend"):
        place = base.locate(base.finding(kind, name, begin, end))
        assert place is not None
        assert (place.document, place.kind, place.span) == (name, kind, Span(begin, end))
    whole = base.locate(base.document(name))
    assert whole is not None and (whole.document, whole.kind, whole.span) == (name, "document", None)


@given(names)
def test_document_iris_are_iris_that_a_strict_parser_keeps(name: str) -> None:
    iri = Base().char(name, 0, 1)
    (quad,) = pyoxigraph.parse(f"<{iri}> <x:p> <{iri}> .", pyoxigraph.RdfFormat.TURTLE)
    assert quad.subject.value == iri


@given(names, names)
def test_different_names_have_different_iris_and_files(one: str, other: str) -> None:
    assert (segment(one) == segment(other)) == (one == other)
    assert (file_name(one) == file_name(other)) == (one == other)


@given(st.text(alphabet=st.characters(codec=None), min_size=1, max_size=400))
def test_file_names_fit_any_file_system(name: str) -> None:
    stem = file_name(name)
    assert len(stem.encode()) <= 200
    assert stem not in (".", "..") and not set(stem) & set('/\\\n\r\0:*?"<>|')


def test_names_that_are_no_utf_8_come_back() -> None:
    name = b"a\xff.txt".decode("utf-8", "surrogateescape")
    assert unsegment(segment(name)) == name


def test_other_iris_have_no_place() -> None:
    for iri in ("https://w3id.org/surveykg/id/organization/a", PREFIXES["kg"], "x:y", Base().document("a") + "/x/1-2"):
        assert Base().locate(iri) is None


def test_ages_are_spelled_by_what_is_known() -> None:
    assert [ages(15, 24), ages(16, None), ages(None, 29), ages(None, None)] == ["15-24", "from-16", "to-29", None]
