"""Quantities of all languages against the examples of `numbers/*.toml`, and what always holds of them."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.language import LANGUAGES, quantities
from kg.language.grammar import grammar
from kg.model import Quantity

FOLDER = Path(__file__).parent / "numbers"
BOUNDS = {"about", "at_least", "at_most", "over", "under"}
CHANGES = {"increase", "decrease", "more", "less"}
ALPHABET = "0123456789 ,.-–%½£$€kmMhпроцентåäöß\u0301\u00ad\u00a0\u202f\u200b\r\n\U0001f600()«»„“'’/:+−"

PIECES = [
    "5",
    "12",
    "2014",
    "3,5",
    "1 000",
    "0",
    "½",
    "2 1/2",
    "3:40",
    "4/5",
    "€",
    "(",
    "%",
    ".",
    "1.5 × 10^10",
    "10⁻³",
    "§",
]


def examples() -> list[tuple[str, str, str]]:
    """Language, meaning and text of every example."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for group in tomllib.loads(path.read_text("utf-8"))["quantities"]:
            found += [(path.stem, group["means"], text) for text in group["printed"]]
    return found


def meaning(found: Quantity) -> str:
    """What `found` says, in the notation of the examples."""
    value = f"{found.value}" if found.upper is None else f"{found.value}..{found.upper}"
    parts = [value, found.code or "-", found.bound if found.bound != "exact" else "", found.change or ""]
    return " ".join(part for part in [*parts, f"/{found.per}" if found.per else ""] if part)


@pytest.mark.parametrize(("language", "means", "text"), examples())
def test_a_text_means_what_the_example_says(language: str, means: str, text: str) -> None:
    plain = re.sub(r"[{}]", "", text)
    found = quantities(plain, language)
    wanted = [] if means == "none" else [part.strip() for part in means.split(";")]
    assert [meaning(one) for one in found] == [re.sub(r" u=\S+", "", one) for one in wanted]
    assert [plain[one.begin : one.end] for one in found] == (
        re.findall(r"\{(.*?)\}", text, re.DOTALL) if wanted else []
    )
    units = [match.group(1) if (match := re.search(r" u=(\S+)", one)) else None for one in wanted]
    assert all(unit in (None, one.unit_code) for unit, one in zip(units, found, strict=True))


@given(text=st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=60), language=st.sampled_from(LANGUAGES))
def test_quantities_stand_in_order_in_the_text(text: str, language: str) -> None:
    found = quantities(text, language)
    assert all(0 <= one.begin < one.end <= len(text) for one in found)
    assert all(one.end <= other.begin for one, other in pairwise(found))
    assert all(one.bound in BOUNDS | {"exact"} and one.change in CHANGES | {None} for one in found)


@given(text=st.text(alphabet=ALPHABET, max_size=60), language=st.sampled_from(LANGUAGES))
def test_cues_and_concepts_stand_in_the_text(text: str, language: str) -> None:
    for one in quantities(text, language):
        spans = [cue.span for cue in one.cues if cue.span] + ([one.concept] if one.concept else [])
        assert all(0 <= span.begin < span.end <= len(text) for span in spans)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "7" * 200_000,
        "(" * 50_000 + "5" + ")" * 50_000,
        "1." * 100_000,
        "1 000 " * 40_000,
        "- 5 " * 50_000,
        "a" * 300_000,
    ],
    ids=["digits", "brackets", "points", "groups", "signs", "letters"],
)
def test_long_and_strange_lines_are_read_to_their_end(language: str, text: str) -> None:
    assert all(one.end <= len(text) for one in quantities(text, language))


@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_words_of_the_data_files_in_any_order_are_read(data: st.DataObject, language: str) -> None:
    rules = grammar(language)
    known = [*rules.numerals.parts, *rules.numerals.fractions, *rules.units.words, *rules.bounds, *rules.rate_key]
    pieces = st.sampled_from(known) | st.sampled_from(PIECES)
    text = "".join(
        data.draw(st.lists(st.tuples(pieces, st.sampled_from([" ", " ", "", "-"])).map("".join), max_size=10))
    )
    found = quantities(text, language)
    assert all(one.end <= other.begin for one, other in pairwise(found))


def test_offsets_count_the_characters_as_given() -> None:
    text = "fu\u0308nf\u00ad\U0001f600 \u2066u\u0308ber\u2069 50\u202f% der Ku\u0308nden\r\n12\u00a0Pro\u00adzent"
    found = [text[one.begin : one.end] for one in quantities(text, "de")]
    assert found == ["fu\u0308nf", "50\u202f%", "12\u00a0Pro\u00adzent"]
