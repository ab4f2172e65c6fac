"""IRIs, made from what a thing is: never from order, time or chance. See the table in docs/design.md.

All functions give IRIs as plain strings. `Base.locate` is the way back, from an IRI to the document and the characters.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from kg.model import Span

ONTOLOGY: Final = "https://w3id.org/surveykg/ontology#"
CONCEPTS: Final = "https://w3id.org/surveykg/id/"  # channel/phone, unit/percent: the ontology's, whatever the base
FINDINGS: Final = ("measurement", "adoption", "trend")

_SLUG_LIMIT: Final = 80  # characters; longer names end in a hash instead
_NAME_BYTES: Final = 200  # of a file's stem: file systems allow 255 bytes, and an extension and a suffix follow
_OUTSIDE: Final = re.compile(r"[^a-z0-9]+")
# RFC 3987: iunreserved = ALPHA / DIGIT / "-" / "." / "_" / "~" / ucschar. The rest is percent-encoded.
_RESERVED: Final = re.compile(
    "[^A-Za-z0-9._~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd-]"
)
_PLACE: Final = re.compile(
    r"document/([^/?#]+)(?:#char=(\d+),(\d+)|/(measurement|adoption|trend)/(\d+)-(\d+)(?:-[a-z0-9_]+)*)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an IRI points: `kind` is document, char, measurement, adoption or trend; `span` is None for a document."""

    document: str
    kind: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Base:
    """The IRI under which instances lie; it ends in a slash."""

    iri: str = CONCEPTS

    def document(self, name: str) -> str:
        """The document `name`."""
        return f"{self.iri}document/{segment(name)}"

    def char(self, name: str, begin: int, end: int) -> str:
        """A sentence or mention: characters of a document (RFC 5147, code points, end exclusive)."""
        return f"{self.document(name)}#char={begin},{end}"

    def finding(self, kind: str, name: str, begin: int, end: int) -> str:
        """A measurement, adoption or trend, by the characters that print it."""
        return f"{self.document(name)}/{kind}/{begin}-{end}"

    def organization(self, name: str) -> str:
        """An organization by its name."""
        return f"{self.iri}organization/{slug(name)}"

    def survey(self, name: str, period: str | None = None) -> str:
        """A survey by its name and, where it has one, its period."""
        return f"{self.iri}survey/{'-'.join(filter(None, (slug(name), period and slug(period))))}"

    def nameless_survey(self, document: str, description: str, period: str | None = None) -> str:
        """A survey without a name: its description in one document is no name that another document shares."""
        return self.survey(f"{slug(document)} {slug(description)}", period)

    def population(
        self, language: str, label: str | None, country: str | None, min_age: int | None, max_age: int | None
    ) -> str:
        """A population by its words (in their language), country and ages; without words it is language-neutral."""
        parts = [f"{language.lower()}-{slug(label)}" if label else None, country, ages(min_age, max_age)]
        return f"{self.iri}population/{'-'.join(filter(None, parts))}"

    def graph(self, name: str) -> str:
        """A named graph: `shared`, `ontology`, `inferred`, `build`, `catalog`."""
        return f"{self.iri}graph/{name}"

    def document_graph(self, name: str) -> str:
        """The named graph of a document."""
        return f"{self.iri}graph/document/{segment(name)}"

    def locate(self, iri: str) -> Place | None:
        """The place of a document, sentence, mention or finding; None for any other IRI."""
        match = _PLACE.fullmatch(iri, len(self.iri)) if iri.startswith(self.iri) else None
        if match is None:
            return None
        name, char_begin, char_end, kind, begin, end = match.groups()
        if char_begin:
            return Place(unsegment(name), "char", Span(int(char_begin), int(char_end)))
        span = Span(int(begin), int(end)) if kind else None
        return Place(unsegment(name), kind or "document", span)


def concept(scheme: str, code: str) -> str:
    """A concept of the ontology: `concept("channel", "phone")`."""
    return f"{CONCEPTS}{scheme}/{code}"


def ages(low: int | None, high: int | None) -> str | None:
    """`15-24`, `from-16`, `to-24`, or None where no age is known."""
    if low is not None and high is not None:
        return f"{low}-{high}"
    if low is not None:
        return f"from-{low}"
    return f"to-{high}" if high is not None else None


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """`text` in lower-case ASCII letters and digits, joined by hyphens; never empty, at most 80 characters.

    >>> slug("Finansnæringens Fellesorganisasjon"), slug("Банка24.ру")
    ('finansnaeringens-fellesorganisasjon', 'banka24-ru')
    """
    plain = _OUTSIDE.sub("-", anyascii(text).lower()).strip("-")
    if 0 < len(plain) <= _SLUG_LIMIT:
        return plain
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[: _SLUG_LIMIT - 9].strip('-')}-{mark}".strip("-")


@lru_cache(maxsize=4096)
def segment(name: str) -> str:
    """A document's name as one segment of an IRI path (RFC 3987); dots alone would be read as a step in the path."""
    encoded = _RESERVED.sub(_percent, name)
    return encoded.replace(".", "%2E") if encoded in (".", "..") else encoded


def unsegment(encoded: str) -> str:
    """The name that `segment` encoded."""
    octets = re.sub(
        rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), encoded.encode("utf-8", "surrogateescape")
    )
    return octets.decode("utf-8", "surrogateescape")


def _percent(match: re.Match[str]) -> str:
    # Names of files that are no UTF-8 arrive with surrogates for single bytes; other surrogates stand for themselves.
    try:
        octets = match[0].encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        octets = match[0].encode("utf-8", "surrogatepass")
    return "".join(f"%{octet:02X}" for octet in octets)


def file_name(name: str) -> str:
    """The stem of a document's files in a graph folder: its segment, or the beginning and a hash where that is long."""
    encoded = segment(name)
    octets = encoded.encode("utf-8")
    if len(octets) <= _NAME_BYTES:
        return encoded
    mark = hashlib.sha256(octets).hexdigest()[:16]
    return f"{octets[: _NAME_BYTES - 17].decode('utf-8', 'ignore')}-{mark}"
