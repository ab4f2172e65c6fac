"""What documents share: organizations, surveys and populations, described once from the entries of all documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import Final

from kg.graph.iris import concept
from kg.graph.populate import DCTERMS, LABEL, Entry, kg
from kg.graph.terms import TYPE, Term, Triple, integer, iri, string
from kg.graph.vocabulary import Vocabulary

ALT_LABEL: Final = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_CLASSES: Final = {"organization": kg("Organization"), "survey": kg("Survey"), "population": kg("Population")}
_LINKS: Final = ("conductedBy", "commissionedBy", "publishedBy", "population", "mention")


@dataclass(frozen=True, slots=True)
class Ages:
    """The people of a population entry: country, youngest and oldest age (None: not said)."""

    country: str | None
    low: int | None
    high: int | None

    def within(self, other: Ages) -> bool:
        """Whether everybody here is also there, as far as country and ages tell."""
        return (
            other.country in (None, self.country)
            and (other.low is None or (self.low is not None and self.low >= other.low))
            and (other.high is None or (self.high is not None and self.high <= other.high))
        )


def aliases(acronyms: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """By language: the slug of an acronym -> the slug of the one organization that documents define it for.

    `acronyms` are (language of the document, slug of the acronym, slug of the name). An acronym that is defined for two
    organizations stands for neither.
    """
    defined: dict[tuple[str, str], set[str]] = {}
    for language, acronym, name in acronyms:
        if acronym != name:
            defined.setdefault((language, acronym), set()).add(name)
    found: dict[str, dict[str, str]] = {}
    for (language, acronym), names in sorted(defined.items()):
        target = min(names)
        if len(names) == 1 and (language, target) not in defined:
            found.setdefault(language, {})[acronym] = target
    return found


def describe(entries: Iterable[Entry], vocabulary: Vocabulary) -> Iterator[tuple[str, list[Triple]]]:
    """The description of each shared entity, as (IRI, triples), from entries sorted by kind, family and IRI.

    Memory holds the entries of one family of populations, or of one organization or survey, and the populations that
    no words name (countries and ages: few).
    """
    for kind, of_kind in groupby(entries, key=lambda entry: entry.kind):
        if kind == "population":
            yield from _populations(of_kind, vocabulary)
            continue
        for target, group in groupby(of_kind, key=lambda entry: entry.iri):
            yield target, _description(kind, target, list(group))


def _description(kind: str, target: str, entries: Sequence[Entry]) -> list[Triple]:
    node = iri(target)
    triples: list[Triple] = [(node, TYPE, _CLASSES[kind])]
    names = Counter(value for entry in entries for key, value in entry.facts if key == "label")
    short = {value for entry in entries for key, value in entry.facts if key == "acronym"}
    best = min(names, key=lambda name: (name in short, -names[name], name), default=None)
    if best:
        triples.append((node, LABEL, string(best)))
        triples += [(node, ALT_LABEL, string(name)) for name in names if name != best]
    for entry in entries:
        for key, value in entry.facts:
            if key in _LINKS:
                triples.append((node, kg(key), iri(value)))
            elif key == "acronym" and value != best:
                triples.append((node, ALT_LABEL, string(value)))
            elif key == "description":
                language, _, words = value.partition("|")
                triples.append((node, f"<{DCTERMS}description>", string(words, language)))
            elif key == "sampleSize":
                triples.append((node, kg(key), integer(int(value))))
            elif key == "period":
                triples.append((node, kg(key), string(value)))
    return triples


def _populations(entries: Iterable[Entry], vocabulary: Vocabulary) -> Iterator[tuple[str, list[Triple]]]:
    nearest: Callable[[Ages], Mapping[str, Ages]] = lru_cache(maxsize=None)(lambda ages: {})
    for family, group in groupby(entries, key=lambda entry: entry.family):
        members: dict[str, Ages] = {}
        labels: dict[str, set[str]] = {}
        for entry in group:
            facts = dict(entry.facts)
            members[entry.iri] = Ages(facts.get("country"), _number(facts.get("minAge")), _number(facts.get("maxAge")))
            labels.setdefault(entry.iri, set()).update([facts["label"]] if "label" in facts else [])
        if not family:  # it comes first
            nearest = lru_cache(maxsize=None)(partial(_holders, members))
        for target, ages in sorted(members.items()):
            same_words = {other: theirs for other, theirs in members.items() if ages != theirs and ages.within(theirs)}
            anybody = nearest(ages) if family else {}
            triples = _population(target, ages, labels[target], vocabulary)
            triples += [(iri(target), kg("broaderPopulation"), iri(other)) for other in _innermost(same_words, anybody)]
            yield target, triples


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _population(target: str, ages: Ages, labels: Iterable[str], vocabulary: Vocabulary) -> list[Triple]:
    node = iri(target)
    triples: list[Triple] = [(node, TYPE, _CLASSES["population"])]
    if ages.country:
        triples.append((node, kg("country"), iri(concept("country", ages.country))))
    if ages.low is not None:
        triples.append((node, kg("minAge"), integer(ages.low)))
    if ages.high is not None:
        triples.append((node, kg("maxAge"), integer(ages.high)))
    if (ages.low, ages.high) != (None, None):
        bands = [band.code for band in vocabulary.age_bands if band.holds(ages.low, ages.high)]
        triples += [(node, kg("ageBand"), iri(concept("age_band", band))) for band in bands]
    printed = min(labels, key=lambda label: (sum(map(str.isupper, label)), label), default=None)
    if printed is not None:
        language, _, words = printed.partition("|")
        triples.append((node, LABEL, string(words, language)))
    else:
        triples += [(node, LABEL, label) for label in _nameless_labels(ages, vocabulary)]
    return triples


def _nameless_labels(ages: Ages, vocabulary: Vocabulary) -> list[Term]:
    """Country and ages as a label: in each language that has a name for the country, else in none."""
    low, high = ages.low, ages.high
    years = (
        f"{low if low is not None else ''}–{high if high is not None else ''}" if (low, high) != (None, None) else ""
    )
    if low is not None and high is None:
        years = f"{low}+"
    names = vocabulary.countries.get(ages.country, ()) if ages.country else ()
    if not names:
        return [string(" ".join(filter(None, (ages.country, years))))]
    return [string(f"{name} {years}".strip(), language) for language, name in names]


def _holders(nameless: Mapping[str, Ages], ages: Ages) -> Mapping[str, Ages]:
    """The nearest populations of any people that hold those of a country and ages."""
    holders = {other: theirs for other, theirs in nameless.items() if ages.within(theirs)}
    return {other: holders[other] for other in _innermost({}, holders)}


def _innermost(same_words: Mapping[str, Ages], anybody: Mapping[str, Ages]) -> list[str]:
    """The populations that hold no other given one.

    Words are compared as printed: customers of 15 to 24 are not within teachers of 10 to 60, but within people of 15
    to 24.
    """
    return sorted(
        [
            other
            for other, theirs in same_words.items()
            if not any(inner != theirs and inner.within(theirs) for inner in same_words.values())
        ]
        + [
            other
            for other, theirs in anybody.items()
            if not any(inner.within(theirs) for inner in same_words.values())
            and not any(inner != theirs and inner.within(theirs) for inner in anybody.values())
        ]
    )
