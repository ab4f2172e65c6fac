"""Which queries may run: those that stay inside their store.

SERVICE and LOAD reach other hosts, FROM <file:…> reads files. They are sought among the tokens of the text (SPARQL 1.1,
section 19.8), not by words in it: in strings, comments and IRIs they are data. Where engines could cut a text into
tokens in two ways, it is refused, so that no second reading hides a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.errors import Place, QueryError

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<name>(?:[^\W\d_](?:[\w·.-]*[\w·-])?)?:(?:[\w·:-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%]|\.(?=[\w·:%\\.-]))*)
  | (?P<variable>[?$][\w·]+)
  | (?P<blank>_:[\w](?:[\w·.-]*[\w·-])?)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>[{}()\[\].;,*+/|^!=<>?&~-])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_DELIMITERS: Final = frozenset("\"'\\<>{}\n\r\t ")
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def check(sparql: str, name: str = "query") -> str:
    """The form of a query (SELECT, ASK, CONSTRUCT, DESCRIBE), or UPDATE, if it stays inside its store.

    Raises:
        QueryError: it asks for SERVICE, LOAD or FROM a file, or holds what is no token of SPARQL, with its place.
    """
    form, before = "UPDATE", ""
    for kind, text, begin in tokens(sparql, name):
        if kind == "word":
            word = text.upper()
            if word == "SERVICE" or (word == "LOAD" and before != "AS"):
                raise QueryError(
                    _place(sparql, begin, name), word, "a query that stays in its store", f"leave {word} out"
                )
            if word in _FORMS and form == "UPDATE":
                form = word
        elif kind == "iri" and before in ("FROM", "NAMED", "USING") and not _is_web(text):
            found = f"FROM {text}"
            raise QueryError(_place(sparql, begin, name), found, "the IRI of a graph", "leave FROM out")
        before = text.upper() if kind == "word" else ""
    return form


def has_dataset(sparql: str) -> bool:
    """Whether the query names its graphs with FROM."""
    return any(kind == "word" and text.upper() == "FROM" for kind, text, _ in tokens(sparql, "query"))


def syntax_error(error: SyntaxError, name: str) -> QueryError:
    """The engine's message with line and column, its list of what could stand there cut to words."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", str(error.msg), re.DOTALL)
    if match is None:
        return QueryError(name, f"a fault ({error.msg})", "SPARQL 1.1")
    words = [word for word in re.split(r",\s*", match[3]) if re.fullmatch(r'"."|[A-Za-z ]+', word)]
    expected = f"one of {', '.join(words[:8])}" if len(words) > 1 else (words or ["SPARQL 1.1"])[0]
    return QueryError(Place(name, int(match[1]), int(match[2])), "what no query has there", expected)


def tokens(sparql: str, name: str) -> Iterator[tuple[str, str, int]]:
    """Kind (iri, string, name, variable, blank, tag, number, word, mark), text and offset of each token.

    Raises:
        QueryError: there is what is no token of SPARQL, or could be read as two.
    """
    at = 0
    while at < len(sparql):
        match = _TOKEN.match(sparql, at)
        if match is None:
            raise QueryError(_place(sparql, at, name), repr(sparql[at]), "a token of SPARQL 1.1")
        kind, text = str(match.lastgroup), match[0]
        # `?a<'b>` could also be read as less-than and a string.
        if kind == "iri" and ("'" in text or _ESCAPE.sub("", text).count("\\")):
            raise QueryError(_place(sparql, at, name), text, "an IRI without apostrophe", "write %27 for it")
        if kind in ("iri", "string") and any(_decoded(escape) in _DELIMITERS for escape in _ESCAPE.finditer(text)):
            raise QueryError(_place(sparql, at, name), text, "no escaped delimiter", "write the character itself")
        if kind not in ("space", "comment"):
            yield kind, text, at
        at = match.end()


def _decoded(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else ""


def _is_web(iri: str) -> bool:
    return not iri.lower().startswith(("<file:", "</", "<.", "<data:"))


def _place(sparql: str, offset: int, name: str) -> Place:
    before = sparql[:offset]
    return Place(name, before.count("\n") + 1, offset - before.rfind("\n"))
