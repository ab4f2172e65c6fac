"""The header of a question file: what is taken, and where errors point."""

from __future__ import annotations

import pytest

from kg.errors import QuestionError
from kg.questions.header import read_header


def error(text: str) -> QuestionError:
    with pytest.raises(QuestionError) as caught:
        read_header(text, "q.rq")
    return caught.value


def test_keys_of_grlc_and_our_own_are_read() -> None:
    header = read_header(
        "#+ summary: Use of a channel\n#+ tags:\n#+   - use\n#+ pagination: 50\n#+ method: GET\n"
        "#+ description: >-\n#+   Two\n#+   lines\n#+ parameters:\n#+   channel: {type: iri, required: yes}\nSELECT",
        "q.rq",
    )
    assert header.text("summary") == "Use of a channel"
    assert header.text("description") == "Two lines"
    assert header.value["pagination"].value == 50
    assert header.map("parameters")["channel"].truth("required") is True


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("SELECT", "q.rq:1:1", "no header"),
        ("#+ sumary: a\nSELECT", "q.rq:1:4", "did you mean 'summary'?"),
        ("#+ summary: a\n#+ pagination: many\n", "q.rq:2:16", "text 'many' for 'pagination', expected a whole number"),
        ("#+ summary: a\n#+ tags: use\n", "q.rq:2:10", "expected a list"),
        ("#+ summary: [a]\n", "q.rq:1:13", "expected text"),
        ("#+ summary: a\n#+ endpoint: http://x/\n", "q.rq:2:4", "the store is chosen where the question is asked"),
        ("#+ summary: a\n#+ summary: b\n", "q.rq:2:4", "twice"),
        ("# comment\n\n#+ summary: a: b\n", "q.rq:3:14", "put a text that holds a colon in quotes"),
        ("#+ summary: a\n#+ tags:\n#+ \t- use\n", "q.rq:3:4", "indent with spaces"),
        ("#+ summary: a\n#+ tags: [&x use, *x]\n", "q.rq:2:19", "an alias"),
        ("#+ summary: a\nSELECT\n#+ tags: [a]\n", "q.rq:3:1", "a header line after the query"),
        ("#+ tags: [a]\nSELECT", "q.rq:1", "no summary"),
        ("#+ - a\n", "q.rq:1:4", "a list as header"),
        ("#+ summary: !!python/name:os.system a\n", "q.rq:1:13", "a value with the tag"),
        ("#+summary: 2020-01-01\n", "q.rq:1:12", "a date"),
    ],
)
def test_errors_point_at_line_and_column(text: str, place: str, said: str) -> None:
    found = error(text)
    assert str(found.place) == place
    assert said in str(found)
