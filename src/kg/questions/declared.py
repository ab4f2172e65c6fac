"""The parameters that a question's header declares, matched with the VALUES blocks that hold their defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from kg.errors import Place, QuestionError
from kg.questions import header
from kg.questions.header import Node, text_of
from kg.questions.records import TYPES, Parameter
from kg.questions.sparql import Outline, Token, Values, line_column
from kg.questions.terms import STRING, XSD, Term, canonical, iri, literal

ONTOLOGY = "https://w3id.org/surveykg/ontology#"
CONCEPTS = "https://w3id.org/surveykg/id/"
_DATATYPES = {
    "string": (STRING,),
    "language": (STRING,),
    "integer": (XSD + "integer",),
    "decimal": (XSD + "decimal", XSD + "integer"),
    "year": (XSD + "gYear",),
    "boolean": (XSD + "boolean",),
}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_LOCAL_ESCAPE = re.compile(r"\\(.)")


def parameters_of(top: Node, sparql: Outline, path: Path) -> Iterator[Parameter]:
    """The parameters in the order of the header.

    Raises:
        QuestionError: a type, a class, a default or a VALUES block is wrong or missing.
    """
    defaults = _grlc(top, "defaults")
    choices = _grlc(top, "enumerate")
    for key in (*defaults, *choices):
        if key not in top.map("parameters"):
            node = (defaults.get(key) or choices[key])[0]
            raise QuestionError(node.place, f"{key!r}", f"a parameter: {', '.join(top.map('parameters')) or 'none'}")
    for name, node in top.map("parameters").items():
        header.check(node, header.PARAMETER_KEYS, f"parameter {name!r}")
        parameter = _parameter(name, node, sparql, path)
        stated = _flat(node.value.get("default")) or defaults.get(name, ())
        _check_default(parameter, stated, sparql)
        listed = tuple(text_of(item, "enumerate") for item in choices.get(name, ()) or node.items("enumerate"))
        yield replace(parameter, choices=listed)


def _grlc(top: Node, key: str) -> dict[str, tuple[Node, ...]]:
    """grlc's list of names, each alone or with its values: `- channel: phone`, `- channel: [phone, chat]`."""
    found: dict[str, tuple[Node, ...]] = {}
    for item in top.items(key):
        if item.kind == "text":
            continue
        header.expect(item, "a map", key)
        found.update({name: _flat(node) for name, node in item.value.items()})
    return found


def _flat(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return tuple(node.value) if node.kind == "a list" else (node,)


def _parameter(name: str, node: Node, sparql: Outline, path: Path) -> Parameter:
    kind = node.text("type")
    if kind not in TYPES:
        place = node.value["type"].place if kind else node.place
        near = get_close_matches(kind, TYPES, 1)
        found = f"type {kind!r}" if kind else f"no type for parameter {name!r}"
        raise QuestionError(place, found, ", ".join(TYPES), f"write 'type: {near[0] if near else 'iri'}'")
    of = node.text("class") or node.text("scheme")
    if (kind == "iri") is not bool(of):
        mend = "write 'class: kg:Organization' or 'scheme: channels'" if kind == "iri" else "only an IRI has one"
        raise QuestionError(node.place, f"parameter {name!r} of type {kind}", "a class or scheme for an IRI", mend)
    blocks = [block for block in sparql.values if block.name == name]
    if not blocks:
        mend = f"write 'VALUES ?{name} {{ UNDEF }}' into the query"
        raise QuestionError(
            node.place, f"parameter {name!r} without a VALUES block", "one that holds its default", mend
        )
    terms = [_block_terms(block, sparql, path) for block in blocks]
    _check_terms(name, kind, terms, blocks, sparql, path)
    required, repeatable = node.truth("required"), node.truth("repeatable")
    if len(terms[0]) > 1 and not repeatable:
        raise QuestionError(node.place, f"{len(terms[0])} defaults", "one", "write 'repeatable: true'")
    return Parameter(
        name=name,
        type=kind,
        description=node.text("description"),
        of=_of(node, sparql) if of else "",
        kind="class" if node.text("class") else "scheme" if of else "",
        required=required,
        repeatable=repeatable,
        defaults=terms[0],
    )


def _of(node: Node, sparql: Outline) -> str:
    """The IRI of a class (`kg:Organization`) or of a concept scheme (`channels`)."""
    if scheme := node.text("scheme"):
        return scheme if ":" in scheme else f"{CONCEPTS}scheme/{scheme}"
    name = node.text("class")
    prefix, colon, local = name.partition(":")
    if not colon:
        return ONTOLOGY + name
    if prefix in sparql.prefixes:
        return sparql.prefixes[prefix] + local
    return ONTOLOGY + local if prefix == "kg" else name


def _check_terms(
    name: str, kind: str, terms: list[tuple[Term, ...]], blocks: list[Values], sparql: Outline, path: Path
) -> None:
    for block, found in zip(blocks, terms, strict=True):
        place = Place(str(path), *line_column(sparql.text, block.begin))
        if found != terms[0]:
            raise QuestionError(place, f"another default for {name!r}", "the same in all its VALUES blocks")
        for term in found:
            if term.is_iri if kind != "iri" else not term.is_iri:
                raise QuestionError(place, f"the default {term.value!r}", f"a term of type {kind}")
            if kind != "iri" and (term.datatype not in _DATATYPES[kind] or term.language):
                wanted = " or ".join(datatype.replace(XSD, "xsd:") for datatype in _DATATYPES[kind])
                raise QuestionError(place, f"the default {term.value!r}", f"a term of type {kind} ({wanted})")


def _check_default(parameter: Parameter, stated: tuple[Node, ...], sparql: Outline) -> None:
    if not stated:
        return
    actual = {spelling for term in parameter.defaults for spelling in _spellings(term, sparql)}
    for node in stated:
        if str(node.value).lower() not in actual:
            held = ", ".join(term.value for term in parameter.defaults) or "UNDEF"
            mend = f"write it between the braces of VALUES ?{parameter.name}"
            raise QuestionError(node.place, f"the default {node.value!r}", f"that of the VALUES block, {held}", mend)


def _spellings(term: Term, sparql: Outline) -> Iterator[str]:
    yield term.value.lower()
    if term.is_iri:
        yield re.split(r"[/#]", term.value)[-1].lower()
        for prefix, namespace in sparql.prefixes.items():
            if term.value.startswith(namespace):
                yield f"{prefix}:{term.value[len(namespace) :]}".lower()


def _block_terms(block: Values, sparql: Outline, path: Path) -> tuple[Term, ...]:
    if block.undefined:
        return ()
    rest, found = list(block.terms), []
    while rest:
        place = Place(str(path), *line_column(sparql.text, rest[0].begin))
        term = _take(rest, sparql)
        if term is None:
            raise QuestionError(
                place, f"a VALUES block of ?{block.name} that is empty or mixed", "terms, or UNDEF alone"
            )
        found.append(term)
    return tuple(found)


def _take(rest: list[Token], sparql: Outline) -> Term | None:
    """The term that the first tokens spell; takes them off."""
    token = rest.pop(0)
    if token.kind == "iri":
        return iri(token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return iri(sparql.prefixes.get(prefix, "") + _LOCAL_ESCAPE.sub(r"\1", local))
    if token.kind == "string":
        text = _string(token.text)
        if rest and rest[0].kind == "language":
            return literal(text, language=rest.pop(0).text[1:])
        if len(rest) > 1 and rest[0].text == "^^":
            rest.pop(0)
            datatype = _take(rest, sparql)
            return literal(text, datatype.value) if datatype else None
        return literal(text)
    if token.text in "+-" and rest and rest[0].kind == "number":
        number = _take(rest, sparql)
        return canonical(Term(token.text.replace("+", "") + number.value, number.datatype)) if number else None
    if token.kind == "number":
        return literal(token.text, XSD + ("decimal" if set(token.text) & set(".eE") else "integer"))
    return literal(token.text.lower(), XSD + "boolean") if token.is_word("TRUE", "FALSE") else None


def _string(text: str) -> str:
    width = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
    return _ESCAPE.sub(lambda match: _CHARACTERS.get(match[1], match[1]), text[width:-width])
