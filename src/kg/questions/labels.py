"""What IRIs are called in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from urllib.parse import unquote

from kg.questions.source import Source
from kg.questions.terms import Term, spell

BATCH = 400
# Property paths: names first, and for what has none, what it says of itself
_PATHS = (
    "<http://www.w3.org/2004/02/skos/core#prefLabel>|<http://www.w3.org/2000/01/rdf-schema#label>",
    "<http://purl.org/dc/terms/title>|<http://purl.org/dc/terms/description>"
    "|<https://w3id.org/surveykg/ontology#text>|<http://www.w3.org/ns/oa#exact>",
)
# Readers of the one understand the other: the written languages of Scandinavia
_NEAR = {"nb": ("no", "nn", "da", "sv"), "nn": ("no", "nb", "da", "sv"), "da": ("nb", "sv"), "sv": ("nb", "da")}
_Item = TypeVar("_Item")


def labels(source: Source, things: Iterable[Term], language: str) -> dict[Term, str]:
    """A label for each IRI: in the language, one near it, English, or any; else its short name."""
    found: dict[Term, set[Term]] = {}
    wanted = sorted({thing for thing in things if thing.is_iri})
    for path in _PATHS:
        for batch in batches([thing for thing in wanted if thing not in found], BATCH):
            values = " ".join(map(spell, batch))
            for thing, label in source.rows(
                f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {values} }} ?thing {path} ?label }}"
            ):
                if thing is not None and label is not None and not label.is_iri:
                    found.setdefault(thing, set()).add(label)
    return {thing: best_label(found.get(thing, ()), language) or short_name(thing.value) for thing in wanted}


def best_label(terms: Iterable[Term], language: str) -> str:
    """The label that a reader of `language` understands best; the first in order of code points among equals."""
    preferred = (language.lower(), *_NEAR.get(language.split("-")[0].lower(), ()), "en", "")

    def rank(term: Term) -> tuple[int, str, str]:
        primary = term.language.split("-")[0]
        tags = [preferred.index(tag) for tag in (term.language, primary) if tag in preferred]
        return min(tags, default=len(preferred)), term.language, term.value

    return min(terms, key=rank).value if (terms := list(terms)) else ""


def short_name(iri: str) -> str:
    """The last part of an IRI, decoded: `phone` of `…/channel/phone`."""
    return unquote(iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1])


def batches(items: Sequence[_Item], size: int) -> Iterator[tuple[_Item, ...]]:
    """The items in order, in tuples of at most `size`."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch
