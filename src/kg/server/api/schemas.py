"""JSON Schemas (2020-12) of the API's answers and of the values of parameters."""

from __future__ import annotations

from typing import Any, Final

from kg.questions import Parameter, Question
from kg.server.api.asked import NUMBER_LIMIT
from kg.server.api.looking import KINDS

Schema = dict[str, Any]

# Control characters cannot be told in SPARQL, and engines disagree on a backslash and `u` before digits.
TEXT_PATTERN: Final = r"^[^\u0000-\u001f\u007f-\u009f\\]*$"
TAG_PATTERN: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"


def reference(name: str) -> Schema:
    """A reference to one of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def text(*others: str) -> Schema:
    """A string; `others` may stand for it, such as `null`."""
    return {"type": ["string", *others]} if others else {"type": "string"}


def record(properties: dict[str, Schema], description: str = "", optional: tuple[str, ...] = ()) -> Schema:
    """An object with these members and no others, all there unless optional."""
    schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return {"description": description, **schema} if description else schema


def array(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def value_schema(parameter: Parameter, possible: tuple[str, ...]) -> Schema:
    """What one value of a parameter may be; `possible` are the values of an `enum`, none where they are too many."""
    if possible:
        return {"type": "string", "enum": list(possible)}
    if parameter.type == "year":
        return {"type": "integer", "minimum": 1000, "maximum": 9999}
    if parameter.type == "integer":
        return {"type": "integer", "format": "int64", "minimum": -NUMBER_LIMIT, "maximum": NUMBER_LIMIT}
    if parameter.type == "decimal":
        return {"type": "number", "minimum": -NUMBER_LIMIT, "maximum": NUMBER_LIMIT}
    if parameter.type == "boolean":
        return {"type": "boolean"}
    return {"type": "string", "minLength": 1, "maxLength": 500, "pattern": TEXT_PATTERN}


_WHOLE: Final = {"type": "integer", "minimum": 0}
_EVIDENCE: Final = record(
    {
        "number": {"type": "integer", "minimum": 1, "description": "The sentence's number in the answer"},
        "document": {**text(), "description": "The document's name"},
        "title": text(),
        "begin": {**_WHOLE, "description": "First character of the quote: code points in the document's text, from 0"},
        "end": {**_WHOLE, "description": "The character behind the quote"},
        "quote": text(),
        "sentence": text(),
        "sentence_begin": _WHOLE,
        "sentence_end": _WHOLE,
        "language": text("null"),
        "finding": {**text(), "description": "The IRI of what the place proves"},
        "iri": {**text(), "description": "The IRI of the document"},
    },
    "A place in a sentence that something rests on",
)
_THING: Final = record(
    {"iri": text(), "code": {**text(), "description": "The short name, as parameters take it"}, "label": text("null")}
)
_VALUE: Final = record({"value": {"type": ["string", "number", "boolean"]}, "label": text("null")})
_LITERAL: Final[Schema] = {"type": ["null", "string", "number", "boolean"]}
_CELL: Final[Schema] = {
    "description": "Null, a literal, a thing, or several of them",
    "anyOf": [_LITERAL, reference("Thing"), array({"anyOf": [reference("Thing"), reference("Value")]})],
}
_LIST: Final = array({"anyOf": [reference("Thing"), reference("Value")]})
_PARAMETER: Final = record(
    {
        "name": text(),
        "type": text(),
        "description": text(),
        "required": {"type": "boolean"},
        "repeatable": {"type": "boolean"},
        "default": text("null"),
        "choices": {"type": ["array", "null"], "items": text()},
        "choices_count": _WHOLE,
    }
)
_QUESTION: Final = record(
    {
        "name": text(),
        "theme": text(),
        "summary": text(),
        "description": text(),
        "tags": array(text()),
        "parameters": array(reference("Parameter")),
        "columns": array(text()),
        "url": text(),
    }
)
_DOCUMENT: Final = {
    "iri": text(),
    "name": text(),
    **{key: text("null") for key in ("title", "language", "source", "format", "issued", "sha256")},
}
_NUMBER: Final[Schema] = {"type": ["number", "string", "null"]}
_THING_OR_NULL: Final = {"anyOf": [reference("Thing"), {"type": "null"}]}
_FINDING: Final = record(
    {
        "iri": text(),
        "kind": {"type": "string", "enum": ["measurement", "adoption", "trend", "finding"]},
        "value": _NUMBER,
        "upper": _NUMBER,
        "printed": text("null"),
        **{key: text("null") for key in ("unit", "bound", "change", "per", "direction")},
        "year": {"type": ["string", "integer", "null"]},
        "measure": text("null"),
        "channels": array(text()),
        **dict.fromkeys(("population", "organization", "survey"), _THING_OR_NULL),
        "period": text("null"),
        "missing_reason": text("null"),
        "confidence": _NUMBER,
        "evidence": array(reference("Evidence")),
    },
    "What a text states: a figure, the beginning of a channel, or a trend. Codes are the ontology's",
)
_LABELLED: Final = record(
    {
        "iri": text(),
        "code": text(),
        "kind": {"type": "string", "enum": list(KINDS)},
        "label": text(),
        "labels": array(record({"text": text(), "language": text("null")})),
        "match": {**text(), "description": "The name that was found"},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
    }
)
_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457; for a parameter, what is possible",
    "properties": {
        "type": text(),
        "title": text(),
        "status": {"type": "integer"},
        "detail": text(),
        "parameter": text(),
        "possible": array(text()),
        "possible_count": _WHOLE,
        "near": text(),
    },
    "required": ["type", "title", "status", "detail"],
}

COMPONENTS: Final[dict[str, Schema]] = {
    "Evidence": _EVIDENCE,
    "Thing": _THING,
    "Value": _VALUE,
    "Cell": _CELL,
    "Parameter": _PARAMETER,
    "Question": _QUESTION,
    "Questions": record({"questions": array(reference("Question")), "languages": array(text())}),
    "Finding": _FINDING,
    "DocumentFacts": record(_DOCUMENT),
    "Document": record({**_DOCUMENT, "text": text("null"), "findings": array(reference("Finding"))}),
    "Documents": record({"documents": array(reference("DocumentFacts"))}),
    "Labelled": _LABELLED,
    "Labels": record({"count": _WHOLE, "things": array(reference("Labelled"))}),
    "Column": record(
        {
            "name": text(),
            "heading": text(),
            "description": text("null"),
            "unit": text("null"),
            "parts": {"type": ["object", "null"], "additionalProperties": text()},
            "hidden": {"type": "boolean"},
        }
    ),
    "Chosen": record(
        {"iri": text(), "code": text(), "value": _CELL["anyOf"][0], "label": text()}, "", ("iri", "code", "value")
    ),
    "Problem": _PROBLEM,
}


def answer_schemas(question: Question) -> dict[str, Schema]:
    """The components of a question's answer and of its rows, a member for each column."""
    name = type_name(question.name)
    cells = {column.name: _LIST if column.several else reference("Cell") for column in question.columns}
    row = record({**cells, "evidence": array(reference("Evidence"))}, f"A row of {question.name}")
    chosen = {each: array(reference("Chosen")) for each in question.parameters}
    answer = {
        "question": {"type": "string", "const": question.name},
        "summary": text(),
        "language": text(),
        "parameters": record(chosen),
        "columns": array(reference("Column")),
        "rows": array(reference(f"{name}Row")),
        "query": {**text(), "description": "The SPARQL query that ran"},
    }
    return {f"{name}Row": row, f"{name}Answer": record(answer, question.summary)}


def type_name(name: str) -> str:
    """A question's name as that of a type: ChannelUse for channel-use."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("_", "-").split("-"))
