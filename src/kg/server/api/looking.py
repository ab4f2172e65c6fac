"""Looking things up by what they are called: organizations, surveys, channels and whatever else has a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from kg.questions.labels import best_label, short_name
from kg.questions.parameters import normal
from kg.questions.source import Source
from kg.questions.terms import Term, literal, spell
from kg.server.api.findings import KG

KINDS: Final = {
    "organization": "Organization",
    "survey": "Survey",
    "population": "Population",
    "channel": "Channel",
    "measure": "Measure",
    "unit": "Unit",
    "country": "Country",
    "document": "Document",
    "bound": "Bound",
    "change": "Change",
    "direction": "Direction",
}
_NAMES: Final = (
    "<http://www.w3.org/2000/01/rdf-schema#label>|<http://www.w3.org/2004/02/skos/core#prefLabel>"
    "|<http://purl.org/dc/terms/title>|<http://purl.org/dc/terms/description>"
)
_OTHERS: Final = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_ALIKE: Final = 0.6


def look_up(source: Source, text: str, kinds: Iterable[str] = (), language: str = "en") -> list[dict[str, Any]]:
    """What is called `text`, best first: exactly so, beginning so, containing it; else what is called nearly so.

    Case, width, and the difference between blank, hyphen and underscore do not count. Each has `iri`, `code`, `kind`,
    `label` in the reader's language, `labels` (all, with their languages; names before others, such as acronyms),
    `match` (the name that was found) and `score` (1 is the same name).
    """
    called = _called(source, tuple(kinds) or tuple(KINDS))
    wanted = normal(text)
    if not wanted:
        return []
    scored = {
        thing: max((_score(wanted, normal(name)), name) for name in _all_names(thing, found))
        for thing, found in called.items()
    }
    if not any(score > _ALIKE for score, _ in scored.values()):
        scored = {
            thing: max((_likeness(wanted, normal(name)), name) for name in _all_names(thing, found))
            for thing, found in called.items()
        }
    records = [
        _record(thing, called[thing], match, score, language) for thing, (score, match) in scored.items() if score > 0
    ]
    return sorted(records, key=lambda each: (-each["score"], each["label"].casefold(), each["iri"]))


@dataclass(slots=True)
class _Called:
    """What a thing is called: `names` before `others`."""

    kind: str
    names: set[Term] = field(default_factory=set)
    others: set[Term] = field(default_factory=set)


def _called(source: Source, kinds: tuple[str, ...]) -> dict[Term, _Called]:
    """The kind and the names of each thing."""
    values = " ".join(f"({spell(literal(kind))} <{KG}{KINDS[kind]}>)" for kind in kinds)
    found: dict[Term, _Called] = {}
    for path in (_NAMES, _OTHERS):
        query = (
            f"SELECT ?thing ?kind ?name WHERE {{ VALUES (?kind ?class) {{ {values} }} ?thing a ?class ; {path} ?name }}"
        )
        for thing, kind, name in source.rows(query):
            if thing is not None and kind is not None and name is not None and thing.is_iri:
                called = found.setdefault(thing, _Called(kind.value))
                (called.names if path is _NAMES else called.others).add(name)
    return found


def _all_names(thing: Term, called: _Called) -> set[str]:
    return {short_name(thing.value), *(name.value for name in called.names | called.others)}


def _score(wanted: str, name: str) -> float:
    if wanted == name:
        return 1.0
    if _bare(wanted) == _bare(name):
        return 0.95
    if name.startswith(wanted):
        return 0.9
    if f" {wanted}" in f" {name}":
        return 0.8
    return 0.7 if wanted in name or _bare(wanted) in _bare(name) else 0.0


def _bare(text: str) -> str:
    """The letters without their marks: 'ä' as 'a'."""
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _likeness(wanted: str, name: str) -> float:
    matcher = SequenceMatcher(None, wanted, name)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return round(ratio * _ALIKE, 3) if ratio >= _ALIKE else 0.0


def _record(thing: Term, called: _Called, match: str, score: float, language: str) -> dict[str, Any]:
    names = [*sorted(called.names), *sorted(called.others - called.names)]
    return {
        "iri": thing.value,
        "code": short_name(thing.value),
        "kind": called.kind,
        "label": best_label(called.names or called.others, language) or short_name(thing.value),
        "labels": [{"text": name.value, "language": name.language or None} for name in names],
        "match": match,
        "score": score,
    }
