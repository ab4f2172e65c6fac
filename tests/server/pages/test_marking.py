"""Marks in texts change no character."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from kg.server.pages.marking import Mark, marked, paragraphs

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)


def marks_in(length: int) -> st.SearchStrategy[list[Mark]]:
    places = st.tuples(st.integers(0, length), st.integers(0, length)).map(sorted)
    return st.lists(places.map(lambda place: Mark(place[0], place[1], "a", f"char={place[0]},{place[1]}")), max_size=6)


@given(st.data())
def test_marked_text_reads_as_before(data: st.DataObject) -> None:
    text = data.draw(texts)
    made = str(marked(text, 0, len(text), data.draw(marks_in(len(text)))))
    assert html.unescape(re.sub(r"<[^>]*>", "", made)).replace("\r", "") == html.unescape(html.escape(text)).replace(
        "\r", ""
    )


@given(st.data())
def test_elements_nest(data: st.DataObject) -> None:
    text = data.draw(texts)
    made = str(marked(text, 0, len(text), data.draw(marks_in(len(text)))))
    depth = 0
    for tag in re.findall(r"<(/?)mark", made):
        depth += -1 if tag else 1
        assert depth >= 0
    assert depth == 0


@given(texts)
def test_paragraphs_hold_all_that_is_no_blank(text: str) -> None:
    held = "".join(text[begin:end] for begin, end in paragraphs(text))
    assert "".join(held.split()) == "".join(text.split())


def test_crossing_marks_are_split_and_keep_one_anchor() -> None:
    made = str(marked("abcdef", 0, 6, [Mark(0, 4, "x", "one"), Mark(2, 6, "y", "two")]))
    assert made.count('id="one"') == made.count('id="two"') == 1
    assert re.sub(r"<[^>]*>", "", made) == "abcdef"
