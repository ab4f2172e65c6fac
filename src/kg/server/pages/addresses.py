"""Where things are on this site: IRIs to addresses and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kg.graph.iris import CONCEPTS, ONTOLOGY, Base, Place, unsegment
from kg.questions.source import Source

KINDS = ("document", "organization", "survey", "population", "channel", "measurement", "adoption", "trend")
_ABOVE_ASCII = re.compile(rb"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_CHARACTERS = re.compile(r"#char=(\d{1,15}),(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a graph whose instances lie below `base`."""

    base: str

    def of(self, iri: str, form: str = "page") -> str:
        """The address of a thing's page; an IRI of elsewhere is its own address."""
        if iri.startswith(ONTOLOGY):
            return f"/ontology#{quote(iri[len(ONTOLOGY) :])}"
        if iri == ONTOLOGY[:-1]:
            return "/ontology"
        for base in (self.base, CONCEPTS):
            if iri.startswith(base):
                return self._below(iri[len(base) :], form)
        return iri if iri.startswith(("https://", "http://")) else ""

    def _below(self, rest: str, form: str) -> str:
        place = _CHARACTERS.search(rest)
        rest = rest.partition("#")[0]
        address = f"/{form}/{quote(rest, safe='/')}"
        return f"{address}?char={place[1]},{place[2]}#char={place[1]},{place[2]}" if place else address

    def document(self, name: str, begin: int | None = None, end: int | None = None) -> str:
        """The page of a document, at the characters where they are given."""
        iri = Base(self.base).document(name)
        return self.of(iri if begin is None else f"{iri}#char={begin},{end}")

    def candidates(self, rest: str) -> tuple[str, ...]:
        """The IRIs that an address below `/page/` may stand for."""
        return tuple(dict.fromkeys((self.base + rest, CONCEPTS + rest)))

    def place(self, iri: str) -> Place | None:
        """The document and the characters of a finding, mention or sentence."""
        return Base(self.base).locate(iri)

    def kind(self, iri: str) -> str:
        """What sort of thing an IRI names: `organization`, `measurement` …; empty for what has no page."""
        for base in dict.fromkeys((self.base, CONCEPTS)):
            if iri.startswith(base):
                parts = iri[len(base) :].partition("#")[0].split("/")
                return parts[2] if parts[0] == "document" and len(parts) > 2 else parts[0]
        return ""


def below(raw_path: bytes, prefix: bytes) -> str:
    """The end of an IRI from a raw path: octets above ASCII are decoded (RFC 3987, 3.2), others stay."""
    rest = raw_path.partition(b"?")[0].removeprefix(prefix)

    def decoded(match: re.Match[bytes]) -> bytes:
        octets = bytes.fromhex(match[0].replace(b"%", b"").decode())
        try:
            octets.decode("utf-8")
        except UnicodeDecodeError:
            return match[0]
        return octets

    return _ABOVE_ASCII.sub(decoded, rest).decode("utf-8", "replace")


def document_name(segment: str) -> str:
    """The name of a document from its segment of an IRI."""
    return unsegment(segment)


def base_of(source: Source) -> str:
    """The IRI below which the instances of a graph lie, read from its documents."""
    rows = source.rows("SELECT ?d WHERE { ?d a <https://w3id.org/surveykg/ontology#Document> } LIMIT 1")
    found = rows[0][0].value if rows and rows[0][0] else ""
    return found.rpartition("document/")[0] or CONCEPTS
