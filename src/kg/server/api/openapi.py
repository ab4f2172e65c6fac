"""The API's description: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), one typed operation a stored question."""

from __future__ import annotations

from typing import Any, Final

from kg.questions import Parameter, Question
from kg.questions.words import languages
from kg.resources import version
from kg.server.api.asked import FORMATS
from kg.server.api.desk import SHOWN, Desk
from kg.server.api.looking import KINDS
from kg.server.api.schemas import (
    COMPONENTS,
    TAG_PATTERN,
    Schema,
    answer_schemas,
    reference,
    type_name,
    value_schema,
)

_DESCRIPTION: Final = (
    "Stored questions over figures that texts state. Every row has its evidence: the quote, its sentence, and their "
    "places in the document, in code points. The same graph answers SPARQL 1.1 at /sparql and the Graph Store Protocol "
    "at /store; MCP clients connect to /mcp."
)
_PROBLEMS: Final = {
    "304": "The client has the answer already (If-None-Match)",
    "400": "The request cannot be understood",
    "404": "There is no such thing",
    "406": "None of the formats that are taken can be given",
    "413": "The answer is larger than answers may be",
    "414": "The address is too long",
    "422": "A parameter is wrong; says what is possible",
    "431": "The headers are too long",
    "503": "Too much to do, or a limit of time was hit",
}


def described(desk: Desk, base: str) -> dict[str, Any]:
    """The document of the server at `base`. Short lists of what a parameter can be are enumerated."""
    schemas, paths = dict(COMPONENTS), _fixed()
    for question in desk.questions.values():
        schemas |= answer_schemas(question)
        paths[f"/api/questions/{question.name}"] = {"get": _operation(question, desk)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "surveykg",
            "summary": "Figures with the sentences they came from",
            "description": _DESCRIPTION,
            "version": version(),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": base}],
        "tags": [{"name": theme} for theme in sorted({each.theme for each in desk.questions.values()})]
        + [{"name": "graph", "description": "What the questions are asked of"}],
        "paths": paths,
        "components": {"schemas": schemas, "parameters": {"lang": _LANG}, "responses": _responses()},
    }


_LANG: Final = {
    "name": "lang",
    "in": "query",
    "description": f"Language of labels, such as {', '.join(languages())}; else Accept-Language decides",
    "schema": {"type": "string", "pattern": TAG_PATTERN, "maxLength": 30},
    "examples": {"norwegian": {"value": "nb"}},
}


def _responses() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, meaning in _PROBLEMS.items():
        content = {} if status == "304" else {"content": {"application/problem+json": {"schema": reference("Problem")}}}
        found[f"Status{status}"] = {"description": meaning, **content}
    return found


def _faults(*statuses: str) -> dict[str, Any]:
    known = sorted({*statuses, "304", "400", "406", "414", "422", "431", "503"})
    return {status: {"$ref": f"#/components/responses/Status{status}"} for status in known}


def _get(name: str, summary: str, schema: str, parameters: list[Schema], *faults: str) -> dict[str, Any]:
    good = {"description": summary, "content": {"application/json": {"schema": reference(schema)}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": ["graph"],
            "parameters": parameters,
            "responses": {"200": good, **_faults(*faults)},
        }
    }


def _fixed() -> dict[str, Any]:
    lang: Schema = {"$ref": "#/components/parameters/lang"}
    as_json = _format(("json",))
    paths = {
        "/api/questions": _get("listQuestions", "The stored questions", "Questions", [as_json, lang]),
        "/api/documents": _get("listDocuments", "The documents", "Documents", [as_json, lang], "413"),
        "/api/documents/{name}": _get(
            "getDocument",
            "A document with its text and findings",
            "Document",
            [_path("name", "A document's name, as documents lists them"), _format(("json", "text")), lang],
            "404",
            "413",
        ),
        "/api/labels": _get("findLabels", "What is called so, best first", "Labels", _looking(as_json, lang), "413"),
        "/api/questions/{name}/parameters": _get(
            "getParameters",
            "A question's parameters with all that they can be",
            "Question",
            [_path("name", "A question's name"), as_json, lang],
            "404",
        ),
    }
    text = {"schema": {"type": "string"}}
    paths["/api/documents/{name}"]["get"]["responses"]["200"]["content"]["text/plain"] = text
    return paths


def _looking(as_json: Schema, lang: Schema) -> list[Schema]:
    limit = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    wanted = {"type": "string", "minLength": 1, "maxLength": 200}
    return [
        {"name": "q", "in": "query", "required": True, "description": "What to look for", "schema": wanted}
        | {"examples": {"phone": {"value": "phone"}}},
        {"name": "kind", "in": "query", "description": "Only things of these kinds", "style": "form", "explode": True}
        | {"schema": {"type": "array", "items": {"type": "string", "enum": list(KINDS)}}},
        {"name": "limit", "in": "query", "description": "How many at most", "schema": limit},
        as_json,
        lang,
    ]


def _path(name: str, description: str) -> Schema:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _format(names: tuple[str, ...]) -> Schema:
    return {
        "name": "format",
        "in": "query",
        "description": "The format; else the Accept header decides",
        "schema": {"type": "string", "enum": list(names)},
    }


def _operation(question: Question, desk: Desk) -> dict[str, Any]:
    answer = f"{type_name(question.name)}Answer"
    name = type_name(question.name)
    content: dict[str, Any] = {each.media_type: {"schema": {"type": "string"}} for each in FORMATS}
    content["application/json"] = {"schema": reference(answer)}
    good = {
        "description": question.summary,
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": content,
    }
    return {
        "operationId": name[:1].lower() + name[1:],
        "summary": question.summary,
        "description": question.description,
        "tags": [question.theme],
        "parameters": [
            *(_parameter(each, desk) for each in question.parameters.values()),
            *([] if "format" in question.parameters else [_format(tuple(each.name for each in FORMATS))]),
            *([] if "lang" in question.parameters else [{"$ref": "#/components/parameters/lang"}]),
        ],
        "responses": {"200": good, **_faults("413")},
    }


def _parameter(parameter: Parameter, desk: Desk) -> Schema:
    possible = desk.possible(parameter)
    listed = possible if len(possible) <= SHOWN else ()
    schema = value_schema(parameter, listed)
    description = f"{parameter.description}. "
    if parameter.type == "iri":
        description += "A short name; a label in any language or a full IRI does as well. "
        if not listed:
            description += "/api/labels finds them. "
    if parameter.default is not None:
        description += f"Without it: {parameter.default}. "
    found: Schema = {"name": parameter.name, "in": "query", "required": parameter.required}
    if parameter.repeatable:
        schema = {"type": "array", "items": schema, "minItems": 1}
        found |= {"style": "form", "explode": True}
    found |= {"description": description.strip(), "schema": schema}
    if (example := _example(parameter, possible)) is not None:
        found["examples"] = {"example": {"value": [example] if parameter.repeatable else example}}
    return found


def _example(parameter: Parameter, possible: tuple[str, ...]) -> Any:
    if parameter.defaults:
        default = parameter.defaults[0]
        number = default.number
        if number is None:
            return parameter.default.partition(", ")[0] if parameter.default else None
        return int(number) if parameter.type == "integer" else float(number)
    if possible:
        return possible[0]
    return 2014 if parameter.type == "year" else None
