"""Which media type a client gets (RFC 9110, section 12.5.1), and the media types of SPARQL results and RDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name, the media type it is sent as, and others that ask for it."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type with its encoding, where the type is one of text."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


SOLUTIONS = (
    Format("json", "application/sparql-results+json", ("application/json",)),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
)
TRIPLES = (
    Format("turtle", "text/turtle", ("application/x-turtle", "application/turtle")),
    Format("ntriples", "application/n-triples", ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", ("application/json",)),
    Format("trig", "application/trig"),
    Format("nquads", "application/n-quads"),
    Format("n3", "text/n3"),
)
PROBLEMS = (
    Format("problem", "application/problem+json", ("application/json", "application/sparql-results+json")),
    Format("text", "text/plain"),
)
HTML = Format("html", "text/html", ("application/xhtml+xml",))

_PARAMETER = re.compile(r""";\s*q\s*=\s*("?)([01](?:\.\d{0,3})?)\1\s*(?:;|$)""", re.IGNORECASE)


def choose(accept: str | None, formats: Sequence[Format]) -> Format | None:
    """The format that the client likes best, the first of equals; None where it takes none of them.

    The most specific range that fits a media type decides; parameters other than `q` are not looked at.
    """
    ranges = _ranges(accept)
    if not ranges:
        return formats[0]
    best: Format | None = None
    best_quality = 0.0
    for candidate in formats:
        quality = _quality(candidate, ranges)
        if quality > best_quality:
            best, best_quality = candidate, quality
    return best


def by_media_type(content_type: str, formats: Sequence[Format]) -> Format | None:
    """The format of a Content-Type header."""
    media = content_type.partition(";")[0].strip().lower()
    return next((each for each in formats if media in (each.media_type, *each.aliases)), None)


def _ranges(accept: str | None) -> dict[str, float]:
    """The media ranges of an Accept header with their qualities."""
    ranges: dict[str, float] = {}
    for part in (accept or "").split(","):
        media = part.partition(";")[0].strip().lower()
        if re.fullmatch(r"[^\s/,;]+/[^\s/,;]+", media):
            match = _PARAMETER.search(part)
            ranges[media] = max(ranges.get(media, 0.0), min(1.0, float(match[2])) if match else 1.0)
    return ranges


def _quality(candidate: Format, ranges: dict[str, float]) -> float:
    """The quality of the most specific range that fits; another name asks for a format only when given in full."""
    media = candidate.media_type
    named = [ranges[name] for name in (media, *candidate.aliases) if name in ranges]
    if named:
        return max(named)
    return next((ranges[wide] for wide in (f"{media.partition('/')[0]}/*", "*/*") if wide in ranges), 0.0)
