"""RDF terms as N-Triples strings: `<iri>`, `"text"@nb`, `"50"^^<…decimal>`; triples are tuples of three of them.

Strings are what a million measurements can afford: they hash, sort, pickle and compare without an object each. The
spelling is canonical N-Triples (RDF 1.2 N-Triples, section 4) and equals `str()` of a pyoxigraph term.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

Term = str
Triple = tuple[Term, Term, Term]

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
TYPE: Final = f"<{RDF}type>"

_ESCAPED: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    **{ord(char): f"\\{name}" for char, name in zip('\t\n\r\b\f"\\', 'tnrbf"\\', strict=True)},
}
_TO_ESCAPE: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPE: Final = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_CHARACTERS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def escape(text: str) -> str:
    """`text` between the quotes of a canonical N-Triples literal."""
    return text.translate(_ESCAPED) if _TO_ESCAPE.search(text) else text


def unescape(text: str) -> str:
    """The characters that the inside of a quoted literal stands for."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    short, long, name = match.groups()
    return _CHARACTERS[name] if name else chr(int(short or long, 16))


def iri(value: str) -> Term:
    """The term of an IRI."""
    return f"<{value}>"


def string(text: str, language: str | None = None) -> Term:
    """A plain literal, or a language-tagged one; `und` and None leave the tag out. Tags are written in lower case."""
    quoted = f'"{escape(text)}"'
    return f"{quoted}@{language.lower()}" if language and language != "und" else quoted


def typed(lexical: str, datatype: str) -> Term:
    """A literal of an XML Schema datatype, given by local name (`integer`, `gYear`)."""
    return f'"{escape(lexical)}"^^<{XSD}{datatype}>'


def integer(value: int) -> Term:
    """An xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: Decimal) -> Term:
    """An xsd:decimal as triplestores spell it back: no exponent, no zeros that say nothing (`50`, `0.5`, `-3`)."""
    return f'"{canonical(value)}"^^<{XSD}decimal>'


def canonical(value: Decimal) -> str:
    """The one spelling of a decimal."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def value_of(term: Term) -> str:
    """The IRI, or the characters of the literal, without quotes, tag and datatype."""
    if term.startswith("<"):
        return term[1:-1]
    return unescape(term[1 : term.rindex('"')])
