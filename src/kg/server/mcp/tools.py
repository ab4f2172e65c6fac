"""The tools: their names, input schemas and what each gives, as JSON in which every number has its quote and place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.errors import ParameterError
from kg.language import LANGUAGES
from kg.questions import Question
from kg.questions.evidence import numbered
from kg.questions.output.json import evidence_object, json_text, scalar
from kg.questions.terms import Term, term
from kg.server.api.asked import NUMBER_LIMIT, TAG
from kg.server.api.desk import SHOWN, Desk
from kg.server.api.documents import document
from kg.server.api.looking import KINDS, look_up
from kg.server.api.schemas import TAG_PATTERN, value_schema
from kg.server.mcp.checking import check

Arguments = Mapping[str, Any]
Result = dict[str, Any]

TEXT_LIMIT: Final = 50_000  # characters of a text to check
QUERY_LIMIT: Final = 100_000  # characters of a query
ROWS: Final = 1000
_LANG: Final = {
    "type": "string",
    "pattern": TAG_PATTERN,
    "description": "Language of labels, such as nb, fi, ru, de, en, sv or da",
    "default": "en",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: `call` blocks while the store is asked.

    Raises (from `call`): ParameterError for arguments that are not possible; QueryError, RequestError from the store.
    """

    name: str
    title: str
    description: str
    schema: dict[str, Any]
    call: Callable[[Arguments], Result]


def tools(desk: Desk) -> dict[str, Tool]:
    """All tools by name: those for finding one's way, and one a stored question."""
    ways = (_look_up(desk), _document_text(desk), _sparql(desk), _check_text(desk))
    return {each.name: each for each in (*ways, *(_question(desk, each) for each in desk.questions.values()))}


def _schema(properties: dict[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _limit(default: int, what: str) -> dict[str, Any]:
    return {
        "type": "integer",
        "minimum": 1,
        "maximum": ROWS,
        "default": default,
        "description": f"At most so many {what}",
    }


_OFFSET: Final = {"type": "integer", "minimum": 0, "maximum": NUMBER_LIMIT, "default": 0, "description": "Skip so many"}


def _question(desk: Desk, question: Question) -> Tool:
    properties: dict[str, Any] = {}
    for name, parameter in question.parameters.items():
        possible = desk.possible(parameter)
        value = value_schema(parameter, possible if len(possible) <= SHOWN else ())
        text = parameter.description
        if parameter.type == "iri":
            text += " (a short name; a label in any language does as well, look_up finds them)"
        if parameter.default is not None:
            text += f". Default: {parameter.default}"
        properties[name] = {
            "description": text,
            **({"type": "array", "items": value} if parameter.repeatable else value),
        }
    required = [name for name, parameter in question.parameters.items() if parameter.required]
    own = {"lang": _LANG, "limit": _limit(50, "rows"), "offset": _OFFSET}
    schema = _schema(properties | {name: each for name, each in own.items() if name not in properties}, required)

    def call(given: Arguments) -> Result:
        mine = {name: _own(question.name, name, given, each) for name, each in own.items() if name not in properties}
        values = {name: _plain(question.name, name, value) for name, value in given.items() if name not in mine}
        answer = desk.ask(question, values, mine.get("lang") or "en")
        return _paged(_loaded(json_text(answer)), "rows", mine.get("offset") or 0, mine.get("limit") or 50)

    evidence = "Every row has its evidence: the quote, its sentence, and their places in the document."
    return Tool(question.name, question.summary, f"{question.summary}. {question.description} {evidence}", schema, call)


def _own(tool: str, name: str, given: Arguments, schema: Mapping[str, Any]) -> Any:
    """The value of an argument that is no parameter of a question, checked against its schema."""
    value = given.get(name, schema.get("default"))
    if value is None:
        return None
    if schema["type"] == "string":
        if not isinstance(value, str) or ("enum" in schema and value not in schema["enum"]):
            raise ParameterError(tool, name, f"the {name} {value!r}", tuple(schema.get("enum", ())))
        if "pattern" in schema and not TAG.fullmatch(value):
            raise ParameterError(tool, name, f"the {name} {value!r}", LANGUAGES, mend="write a tag such as nb or en-GB")
        if len(value) > schema.get("maxLength", ROWS):
            raise ParameterError(tool, name, f"a {name} of {len(value)} characters, {schema['maxLength']} are taken")
    elif isinstance(value, bool) or not isinstance(value, int) or not schema["minimum"] <= value <= schema["maximum"]:
        mend = f"give a whole number from {schema['minimum']} to {schema['maximum']}"
        raise ParameterError(tool, name, f"the {name} {value!r}", mend=mend)
    return value


def _plain(tool: str, name: str, value: Any) -> object:
    """A JSON value as questions take them."""
    values = value if isinstance(value, list) else [value]
    for each in values:
        if not isinstance(each, str | int | float | None) or len(str(each)) > ROWS:
            raise ParameterError(tool, name, f"a {type(each).__name__} for {name}", mend="give a text or a number")
    written = [f"{each:.15f}".rstrip("0").rstrip(".") if isinstance(each, float) else each for each in values]
    return written if isinstance(value, list) else written[0]


def _only(tool: str, schema: Mapping[str, Any], given: Arguments) -> Result:
    """The checked arguments of a tool that is no question."""
    known = schema["properties"]
    for name in given:
        if name not in known:
            raise ParameterError(tool, name, f"no argument {name!r}", tuple(known))
    for name in schema["required"]:
        if given.get(name) is None:
            raise ParameterError(tool, name, f"no {name} given")
    return {name: _own(tool, name, given, each) for name, each in known.items()}


def _paged(answer: Result, key: str, offset: int, limit: int) -> Result:
    """The answer with some of its rows, which says how many there are."""
    rows = answer[key]
    shown = rows[offset : offset + limit]
    rest = {"total": len(rows), "offset": offset, "next_offset": offset + limit if offset + limit < len(rows) else None}
    return {**answer, key: shown, **rest}


def _loaded(text: str) -> Result:
    import json

    found: Result = json.loads(text)
    return found


def _look_up(desk: Desk) -> Tool:
    schema = _schema(
        {
            "text": {"type": "string", "minLength": 1, "maxLength": 200, "description": "A name, or a part of one"},
            "kind": {"type": "string", "enum": list(KINDS), "description": "Only things of this kind"},
            "lang": _LANG,
            "limit": _limit(20, "things"),
        },
        ("text",),
    )

    def call(given: Arguments) -> Result:
        mine = _only("look_up", schema, given)
        kinds = (mine["kind"],) if mine["kind"] else ()
        return _paged({"things": look_up(desk.source, mine["text"], kinds, mine["lang"])}, "things", 0, mine["limit"])

    text = (
        "Find organizations, surveys, channels, populations, measures, documents … by name in any language, near "
        "misses too. The code of what is found is what the questions take."
    )
    return Tool("look_up", "Look up by name", text, schema, call)


def _document_text(desk: Desk) -> Tool:
    schema = _schema(
        {
            "name": {"type": "string", "minLength": 1, "maxLength": 500, "description": "A document's name"},
            "begin": {**_OFFSET, "description": "First character to give"},
            "end": {**_OFFSET, "default": NUMBER_LIMIT, "description": "The character behind the last one"},
            "lang": _LANG,
        },
        ("name",),
    )

    def call(given: Arguments) -> Result:
        mine = _only("document_text", schema, given)
        found = document(desk.source, desk.graph, mine["name"], mine["lang"])
        if found is None:
            raise ParameterError("document_text", "name", f"no document {mine['name']!r}", mend="ask documents")
        begin, end, text = mine["begin"], mine["end"], found.pop("text")
        inside = [
            each
            for each in found.pop("findings")
            if any(begin <= item["begin"] and item["end"] <= end for item in each["evidence"])
        ]
        part = None if text is None else text[begin:end]
        length = None if text is None else len(text)
        return {**found, "length": length, "begin": begin, "text": part, "findings": inside}

    text = (
        "A document's text, or a part of it, with the findings in it. Offsets of quotes count its code points from 0."
    )
    return Tool("document_text", "Text of a document", text, schema, call)


def _sparql(desk: Desk) -> Tool:
    schema = _schema(
        {
            "query": {"type": "string", "minLength": 1, "maxLength": QUERY_LIMIT, "description": "SPARQL 1.1"},
            "limit": _limit(100, "rows"),
            "offset": _OFFSET,
        },
        ("query",),
    )

    def call(given: Arguments) -> Result:
        mine = _only("sparql", schema, given)
        found = desk.store.query(mine["query"])
        if isinstance(found, bool):
            return {"form": "ASK", "answer": found}
        if isinstance(found, list):
            return _paged(
                {"form": "CONSTRUCT", "triples": sorted(map(str, found))}, "triples", mine["offset"], mine["limit"]
            )
        page = found.rows[mine["offset"] : mine["offset"] + mine["limit"]]
        rows: list[Result] = [{"values": dict(zip(found.variables, map(_record, row), strict=True))} for row in page]
        proof = numbered(desk.source, [[each for each in map(_known, row) if each is not None] for row in page])
        for row, items in zip(rows, proof, strict=True):
            row["evidence"] = [evidence_object(item) for item in items]
        following = mine["offset"] + len(page)
        return {
            "form": "SELECT",
            "variables": list(found.variables),
            "rows": rows,
            "total": len(found),
            "offset": mine["offset"],
            "next_offset": following if following < len(found) else None,
            "unproven_rows": [at for at, row in enumerate(rows) if not row["evidence"] and _has_number(row["values"])],
        }

    text = (
        "Run a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) over the union of all graphs; nothing can be "
        "written. Prefix kg: <https://w3id.org/surveykg/ontology#>. Select the IRIs of findings (?m a kg:Measurement), "
        "too: rows then carry the quotes they rest on; `unproven_rows` lists those with numbers and no quote."
    )
    return Tool("sparql", "SPARQL query", text, schema, call)


def _known(value: Any) -> Term | None:
    """The record of an IRI, None for any other term."""
    return term(value) if type(value).__name__ == "NamedNode" else None


def _record(value: Any) -> Any:
    """A term for JSON: null, an object of an IRI or blank node, or a literal's value with what tells it apart."""
    if value is None:
        return None
    if type(value).__name__ == "NamedNode":
        return {"iri": value.value}
    if type(value).__name__ != "Literal":
        return {"node": str(value)}
    found = term(value)
    plain = scalar(found) if found is not None else value.value
    return {"value": plain, "language": value.language} if value.language else plain


def _has_number(row: Mapping[str, Any]) -> bool:
    return any(isinstance(value, int | float) and not isinstance(value, bool) for value in row.values())


def _check_text(desk: Desk) -> Tool:
    schema = _schema(
        {
            "text": {"type": "string", "minLength": 1, "maxLength": TEXT_LIMIT, "description": "The text to check"},
            "language": {"type": "string", "enum": list(LANGUAGES), "description": "Its language, if known"},
            "lang": _LANG,
        },
        ("text",),
    )

    def call(given: Arguments) -> Result:
        mine = _only("check_text", schema, given)
        return check(desk.source, mine["text"], mine["language"], mine["lang"])

    text = (
        "Check a text, such as a draft answer: each of its numbers with status supported (a measurement has this value "
        "and unit and is about what the text says), contradicted (the number is stated, but about something else: "
        "`differs`), unsupported (no measurement has it) or unread (digits that are no figure, such as a date). "
        "Supported ones come with the findings' quotes and offsets; `marked` is the text with the others in brackets."
    )
    return Tool("check_text", "Check the numbers of a text", text, schema, call)
