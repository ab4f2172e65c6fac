"""Literals of N-Triples: datatype, whether the lexical form is legal, and order, as SHACL and SPARQL 1.1 see them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from kg.graph.terms import RDF, XSD, Term, value_of

_LANG_STRING: Final = f"{RDF}langString"
_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_ZONE: Final = r"(Z|[+-]\d\d:\d\d)?"
# XML Schema 1.1 part 2, section 3.3: lexical mappings.
_FORMS: Final = {
    name: re.compile(form)
    for name, form in {
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
        "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
        "boolean": r"true|false|0|1",
        "gYear": r"-?([1-9]\d{3,}|0\d{3})" + _ZONE,
        "gYearMonth": r"-?([1-9]\d{3,}|0\d{3})-(0[1-9]|1[0-2])" + _ZONE,
        "date": r"-?([1-9]\d{3,}|0\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])" + _ZONE,
        "dateTime": r"-?([1-9]\d{3,}|0\d{3})-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?" + _ZONE,
        **dict.fromkeys(_INTEGERS, r"[+-]?\d+"),
    }.items()
}
_NUMBERS: Final = frozenset(("decimal", "double", "float", *_INTEGERS))


def is_literal(term: Term) -> bool:
    """Whether the term is a literal."""
    return term.startswith('"')


def datatype(term: Term) -> str:
    """The IRI of a literal's datatype; xsd:string for a plain one, rdf:langString for a tagged one."""
    suffix = term[term.rindex('"') + 1 :]
    if not suffix:
        return f"{XSD}string"
    return _LANG_STRING if suffix.startswith("@") else suffix[3:-1]


def language(term: Term) -> str:
    """The language tag of a literal in small letters; empty without one."""
    suffix = term[term.rindex('"') + 1 :] if is_literal(term) else ""
    return suffix[1:].lower() if suffix.startswith("@") else ""


def is_legal(term: Term) -> bool:
    """Whether the lexical form is one of its datatype; True for datatypes that are not known here."""
    kind = datatype(term)
    if not kind.startswith(XSD):
        return True
    name = kind[len(XSD) :]
    form = _FORMS.get(name)
    if form is None:
        return True
    text = value_of(term)
    if form.fullmatch(text) is None:
        return False
    low, high = _INTEGERS.get(name, (None, None))
    return (low is None or int(text) >= low) and (high is None or int(text) <= high)


def compare(one: Term, other: Term) -> int | None:
    """-1, 0 or 1 as `one` is less than, equal to or greater than `other`; None where they have no order."""
    if not (is_literal(one) and is_literal(other) and is_legal(one) and is_legal(other)):
        return None
    left, right = _value(one), _value(other)
    if left is None or right is None or left[0] != right[0]:
        return None
    try:
        return int(left[1] > right[1]) - int(left[1] < right[1])
    except TypeError:  # a time with a zone, and one without
        return None


def _value(term: Term) -> tuple[str, Any] | None:
    kind = datatype(term).removeprefix(XSD)
    text = value_of(term)
    if kind in _NUMBERS:
        number = Decimal(text.replace("INF", "Infinity"))
        return None if number.is_nan() else ("number", number)
    if kind == "string":
        return "string", text
    if kind == "boolean":
        return "boolean", text in ("true", "1")
    try:
        if kind == "date":
            return "date", date.fromisoformat(text)
        if kind == "dateTime":
            return "dateTime", datetime.fromisoformat(text)
    except ValueError:
        return None
    return (kind, int(text)) if kind == "gYear" and text.lstrip("-").isdigit() else None
