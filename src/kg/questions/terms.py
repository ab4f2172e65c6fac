"""RDF terms as plain records, whatever engine they come from, and their spelling in SPARQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.errors import QuestionError

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = XSD + "string"
_INTEGERS = frozenset(
    XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
)
_NUMBERS = _INTEGERS | {XSD + "decimal", XSD + "double", XSD + "float"}
# RFC 3987 with a scheme; the excluded characters are those of IRIREF in SPARQL 1.1, section 19.8
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# SPARQL 1.1, section 19.2: engines replace \uXXXX before they parse, some also behind an escaped backslash
_CODEPOINT_ESCAPE = re.compile(r"\\[uU][0-9A-Fa-f]{4}")
_UNWRITABLE = re.compile(r"[\x00-\x07\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An IRI (`datatype` is empty) or a literal with its datatype; `language` is a BCP 47 tag in lower case.

    A text with a language has the datatype xsd:string here, as rdflib and SPARQL's results leave its own unsaid.
    """

    value: str
    datatype: str = ""
    language: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether the term is an IRI."""
        return not self.datatype

    @property
    def is_number(self) -> bool:
        """Whether the term is a literal of a numeric datatype."""
        return self.datatype in _NUMBERS

    @property
    def number(self) -> Decimal | None:
        """The value of a numeric literal, exact."""
        if not self.is_number:
            return None
        try:
            number = Decimal(self.value)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None


def iri(value: str) -> Term:
    """The IRI `value`."""
    return Term(value)


def literal(value: str, datatype: str = STRING, language: str = "") -> Term:
    """A literal in the one spelling that equal numbers share; texts with a language count as strings."""
    return canonical(Term(value, STRING if language else datatype, language.lower()))


def canonical(term: Term) -> Term:
    """The term with its number spelled in one way: "47.0" and "47" are the same decimal; doubles become decimals."""
    number = term.number
    if number is None:
        return term
    if term.datatype in _INTEGERS:
        return Term(str(int(number)), XSD + "integer")
    return Term(plain(number), XSD + "decimal")


def plain(number: Decimal) -> str:
    """The number without exponent and trailing zeros.

    >>> plain(Decimal("47.0")), plain(Decimal("1E+3")), plain(Decimal("0.50"))
    ('47', '1000', '0.5')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def term(value: Any) -> Term | None:
    """The record for a term of pyoxigraph, of rdflib, or of SPARQL's JSON results; None stays None.

    Raises:
        QuestionError: the value is no IRI and no literal (a blank node, a quoted triple).
    """
    if value is None or isinstance(value, Term):
        return value
    if isinstance(value, dict):
        return _json_term(value)
    if isinstance(value, str):  # rdflib: URIRef, Literal and BNode are strings
        return _rdflib_term(value)
    if hasattr(value, "datatype"):
        return literal(value.value, value.datatype.value, value.language or "")
    if type(value).__name__ == "NamedNode":
        return iri(value.value)
    raise QuestionError("result", f"the term {value}", "IRIs and literals", "select no blank nodes")


def _json_term(value: dict[str, str]) -> Term:
    if value["type"] == "uri":
        return iri(value["value"])
    if value["type"] in ("literal", "typed-literal"):
        return literal(value["value"], value.get("datatype", STRING), value.get("xml:lang", ""))
    raise QuestionError("result", f"a term of type {value['type']}", "IRIs and literals", "select no blank nodes")


def _rdflib_term(value: Any) -> Term:
    name = type(value).__name__
    if name == "Literal":
        return literal(str(value), str(value.datatype or STRING), value.language or "")
    if name == "URIRef":
        return iri(str(value))
    raise QuestionError("result", f"the {name} {value!r}", "IRIs and literals", "select no blank nodes")


def is_iri(text: str) -> bool:
    """Whether `text` can stand between < and > as an absolute IRI."""
    return _IRI.fullmatch(text) is not None


def spell(term: Term) -> str:
    """The term in SPARQL and Turtle, such that no value can end its own token.

    Raises:
        QuestionError: no engine can be trusted to read the value back (control characters, `\\u` in a string).
    """
    if term.is_iri:
        if not is_iri(term.value):
            raise QuestionError("value", f"{term.value!r}", "an absolute IRI")
        return f"<{term.value}>"
    if _UNWRITABLE.search(term.value):
        raise QuestionError("value", f"{term.value!r}", "text without control characters")
    if _CODEPOINT_ESCAPE.search(term.value):
        raise QuestionError("value", f"{term.value!r}", "no backslash with u and four digits", "engines disagree on it")
    text = '"' + "".join(_ESCAPES.get(character, character) for character in term.value) + '"'
    if term.language:
        if not _LANGUAGE.fullmatch(term.language):
            raise QuestionError("value", f"language {term.language!r}", "a BCP 47 tag such as nb or en-GB")
        return f"{text}@{term.language}"
    return text if term.datatype == STRING else f"{text}^^{spell(iri(term.datatype))}"
