"""Names of organizations that the world knows, from `ontology/organizations.ttl`."""

from __future__ import annotations

from functools import cache

from kg.language.lexicon import fold
from kg.resources import folder

HEAD = 3


@cache
def listed() -> dict[str, str]:
    """Names that the world knows, folded, with the name to use; from `ontology/organizations.ttl`."""
    from pyoxigraph import Literal, RdfFormat, parse

    path = folder("ontology") / "organizations.ttl"
    if not path.is_file():
        return {}
    labels = [
        triple.object.value
        for triple in parse(path.read_bytes(), RdfFormat.TURTLE)
        if triple.predicate.value.endswith(("#prefLabel", "#altLabel")) and isinstance(triple.object, Literal)
    ]
    return {fold(label): label for label in labels}


@cache
def listed_heads() -> frozenset[str]:
    """The first `HEAD` letters of all listed names: what begins otherwise is none of them in any case."""
    return frozenset(name[:HEAD] for name in listed())
