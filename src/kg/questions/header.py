"""The `#+` header of a stored question: YAML whose keys and types are known, errors with file, line and column.

Keys follow grlc where it has them (`summary`, `description`, `tags`, `method`, `pagination`, `defaults`, `enumerate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from kg.errors import Place, QuestionError

_LINE = re.compile(r"#\+( ?)(.*)")
_TEXT, _TRUTH, _WHOLE, _TEXTS, _MAP, _LIST, _ANY = (
    "text",
    "true or false",
    "a whole number",
    "a list",
    "a map",
    "a list",
    "",
)
QUESTION_KEYS = {
    "summary": _TEXT,
    "description": _TEXT,
    "tags": _TEXTS,
    "theme": _TEXT,
    "method": _TEXT,
    "pagination": _WHOLE,
    "parameters": _MAP,
    "defaults": _LIST,
    "enumerate": _LIST,
    "evidence": _TEXTS,
    "columns": _MAP,
    "chart": _MAP,
    "summaries": _MAP,
}
PARAMETER_KEYS = {
    "type": _TEXT,
    "description": _TEXT,
    "class": _TEXT,
    "scheme": _TEXT,
    "required": _TRUTH,
    "repeatable": _TRUTH,
    "default": _ANY,
    "enumerate": _TEXTS,
}
COLUMN_KEYS = {
    "heading": _TEXT,
    "description": _TEXT,
    "unit": _TEXT,
    "parts": _MAP,
    "hidden": _TRUTH,
    "list": _TRUTH,
    "short": _TRUTH,
}
CHART_KEYS = {"mark": _TEXT, "x": _TEXT, "y": _TEXT, "color": _TEXT, "facet": _TEXT}
_ELSEWHERE = {
    "endpoint": "the store is chosen where the question is asked",
    "endpoint_in_url": "the store is chosen where the question is asked",
    "transform": "the answer's formats are fixed",
}
_TAGS = {
    "tag:yaml.org,2002:str": _TEXT,
    "tag:yaml.org,2002:bool": _TRUTH,
    "tag:yaml.org,2002:int": _WHOLE,
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:timestamp": "a date",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the header with its place in the file: `value` is a text, truth, number, None, or holds nodes."""

    value: Any
    kind: str
    place: Place

    def text(self, key: str) -> str:
        """The text under `key`, empty without it."""
        node = self.value.get(key)
        return " ".join(node.value.split()) if node else ""

    def truth(self, key: str) -> bool:
        """The truth under `key`, false without it."""
        node = self.value.get(key)
        return bool(node and node.value)

    def items(self, key: str) -> tuple[Node, ...]:
        """The nodes of the list under `key`, empty without it."""
        node = self.value.get(key)
        return tuple(node.value) if node else ()

    def map(self, key: str) -> Mapping[str, Node]:
        """The nodes of the map under `key`, empty without it."""
        node = self.value.get(key)
        return node.value if node else {}


def read_header(text: str, path: str) -> Node:
    """The checked header of a question file.

    Raises:
        QuestionError: there is no header, it is not YAML, or a key or type is wrong.
    """
    lines = list(_lines(text, path))
    if not lines:
        raise QuestionError(Place(path, 1, 1), "no header", "lines that begin with #+", "write '#+ summary: …' first")
    import yaml

    source = "\n".join(line for _, _, line in lines)
    try:
        events = yaml.parse(source, Loader=yaml.SafeLoader)
        alias = next((event for event in events if isinstance(event, yaml.AliasEvent)), None)
        if alias is not None:
            raise QuestionError(_place(path, lines, alias.start_mark), "an alias", "values written out")
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        problem = " ".join(part for part in (error.problem, error.context) if part)
        place = _place(path, lines, error.problem_mark or error.context_mark)
        raise QuestionError(place, problem, "YAML", _mend(problem)) from error
    except yaml.YAMLError as error:
        raise QuestionError(Place(path, lines[0][0]), str(error).splitlines()[0], "YAML") from error
    node = _node(root, path, lines)
    check(node, QUESTION_KEYS, "header")
    if "summary" not in node.value:
        raise QuestionError(Place(path, lines[0][0]), "no summary", "the key summary", "write '#+ summary: …'")
    return node


def check(node: Node, keys: Mapping[str, str], what: str) -> None:
    """Nothing, if `node` is a map with known keys and values of their kinds.

    Raises:
        QuestionError: at the key or value that is wrong.
    """
    if node.kind != _MAP:
        raise QuestionError(node.place, f"{node.kind} as {what}", f"a map with {', '.join(keys)}")
    for key, value in node.value.items():
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            mend = _ELSEWHERE.get(key, f"did you mean {near[0]!r}?" if near else "")
            raise QuestionError(_key_place(node, key), f"unknown key {key!r}", f"one of {', '.join(keys)}", mend)
        expect(value, keys[key], key)


def expect(node: Node, kind: str, key: str) -> None:
    """Nothing, if the node is of that kind.

    Raises:
        QuestionError: it is of another.
    """
    if kind and node.kind != kind:
        shown = f" {node.value!r}" if not isinstance(node.value, (dict, tuple)) else ""
        raise QuestionError(node.place, f"{node.kind}{shown} for {key!r}", kind)


def text_of(node: Node, key: str) -> str:
    """The text of a node, its lines joined.

    Raises:
        QuestionError: it is of another kind.
    """
    expect(node, _TEXT, key)
    return " ".join(str(node.value).split())


def _lines(text: str, path: str) -> Iterator[tuple[int, int, str]]:
    """Line number, width of the mark, and YAML of each header line; the header stands before the query."""
    closed = False
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match and closed:
            raise QuestionError(Place(path, number, 1), "a header line after the query", "all #+ lines at the top")
        if match:
            yield number, 2 + len(match[1]), match[2]
        elif line.strip() and not line.startswith("#"):
            closed = True


def _place(path: str, lines: list[tuple[int, int, str]], mark: Any) -> Place:
    if mark is None:
        return Place(path, lines[0][0])
    number, width, _ = lines[min(mark.line, len(lines) - 1)]
    return Place(path, number, width + mark.column + 1)


def _mend(problem: str) -> str:
    if "\\t" in problem:
        return "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "put a text that holds a colon in quotes"
    return ""


def _node(node: Any, path: str, lines: list[tuple[int, int, str]]) -> Node:
    import yaml

    place = _place(path, lines, node.start_mark) if node is not None else Place(path, lines[0][0])
    if isinstance(node, yaml.MappingNode):
        return _map(node, path, lines, place)
    if isinstance(node, yaml.SequenceNode):
        return Node(tuple(_node(item, path, lines) for item in node.value), _LIST, place)
    if node is None:
        return Node(None, "nothing", place)
    kind = _TAGS.get(node.tag, f"a value with the tag {node.tag}")
    try:
        value = yaml.SafeLoader("").construct_object(node) if kind in (_TRUTH, _WHOLE, "nothing") else node.value
    except (ValueError, yaml.YAMLError) as error:
        raise QuestionError(place, f"{node.value!r}", kind) from error
    return Node(value, kind, place)


class _Map(dict[str, Node]):
    """A map that knows where its keys stand."""

    places: dict[str, Place]


def _map(node: Any, path: str, lines: list[tuple[int, int, str]], place: Place) -> Node:
    found = _Map()
    found.places = {}
    for key, value in node.value:
        key_place = _place(path, lines, key.start_mark)
        if not isinstance(key.value, str):
            raise QuestionError(key_place, "a key that is no text", "a word")
        if key.value in found:
            raise QuestionError(key_place, f"the key {key.value!r} twice", "each key once")
        found[key.value] = _node(value, path, lines)
        found.places[key.value] = key_place
    return Node(found, _MAP, place)


def _key_place(node: Node, key: str) -> Place:
    place: Place = node.value.places[key]
    return place
