"""Measurements, adoptions and trends as pages show them: the figure in words, and links to all it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.graph.iris import ONTOLOGY
from kg.questions.evidence import passages
from kg.questions.figures import figure
from kg.questions.labels import BATCH, batches, labels, short_name
from kg.questions.source import Source
from kg.questions.terms import Term, iri, spell
from kg.questions.words import word
from kg.server.pages.addresses import Addresses

NAMED: Final = ("measure", "channel", "population", "organization", "survey")
_READ: Final = (
    *NAMED, "value", "upperValue", "unit", "bound", "change", "per", "period", "direction", "year", "confidence",
    "printedValue", "missingReason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A thing with what it is called and where its page is."""

    iri: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure or statement: `figure` in the reader's words, `fields` by property, `terms` as in the graph."""

    iri: str
    kind: str
    address: str
    figure: str
    quote: str
    sentence: str
    language: str
    begin: int
    end: int
    sentence_begin: int
    document: Link
    fields: Mapping[str, tuple[Link, ...]]
    period: str
    terms: Mapping[str, tuple[Term, ...]]

    @property
    def before(self) -> str:
        """The sentence up to the quote."""
        return self.sentence[: max(0, self.begin - self.sentence_begin)]

    @property
    def after(self) -> str:
        """The sentence behind the quote."""
        return self.sentence[max(0, self.end - self.sentence_begin) :]

    @property
    def place(self) -> str:
        """The address of the very characters."""
        return f"{self.document.address}?char={self.begin},{self.end}#char={self.begin},{self.end}"

    def one(self, name: str) -> Term | None:
        """The only or first term of a property."""
        return next(iter(self.terms.get(name, ())), None)


def read_findings(source: Source, iris: Sequence[str], addresses: Addresses, language: str) -> list[Finding]:
    """The findings in the order given; those that the graph does not hold are left out."""
    terms = _terms(source, iris)
    places = passages(source, map(iri, terms))
    documents = {passage.document for found in places.values() for passage in found}
    named = {term for found in terms.values() for values in found.values() for term in values if term.is_iri}
    names = labels(source, named | set(map(iri, documents)), language)
    made = []
    for each in iris:
        found = places.get(iri(each))
        if each not in terms or not found:
            continue
        passage, stated = found[0], terms[each]
        fields = {
            name: tuple(Link(t.value, names[t], addresses.of(t.value)) for t in stated.get(name, ())) for name in NAMED
        }
        document = Link(passage.document, names[iri(passage.document)], addresses.of(passage.document))
        made.append(
            Finding(
                iri=each,
                kind=addresses.kind(each),
                address=addresses.of(each),
                figure=_figure(stated, names, language),
                quote=passage.quote,
                sentence=passage.text,
                language=passage.language,
                begin=passage.begin,
                end=passage.end,
                sentence_begin=passage.sentence_begin,
                document=document,
                fields=fields,
                period=", ".join(term.value for term in stated.get("period", ())),
                terms=stated,
            )
        )
    return made


def _terms(source: Source, iris: Iterable[str]) -> dict[str, dict[str, tuple[Term, ...]]]:
    found: dict[str, dict[str, tuple[Term, ...]]] = {}
    wanted = " ".join(f"<{ONTOLOGY}{name}>" for name in _READ)
    for batch in batches(list(dict.fromkeys(iris)), BATCH):
        values = " ".join(spell(iri(each)) for each in batch)
        query = (
            f"SELECT ?f ?p ?o WHERE {{ VALUES ?f {{ {values} }} VALUES ?p {{ {wanted} }} ?f ?p ?o }} ORDER BY ?f ?p ?o"
        )
        for finding, predicate, value in source.rows(query):
            if finding is not None and predicate is not None and value is not None:
                kept = found.setdefault(finding.value, {})
                name = short_name(predicate.value)
                kept[name] = (*kept.get(name, ()), value)
    return found


def _figure(terms: Mapping[str, tuple[Term, ...]], names: Mapping[Term, str], language: str) -> str:
    def one(name: str) -> Term | None:
        return next(iter(terms.get(name, ())), None)

    value = one("value")
    if value is not None:
        parts = {"upper": one("upperValue"), **{name: one(name) for name in ("unit", "bound", "change", "per")}}
        return figure(value, parts, language, names)
    shown = one("direction") or one("year") or one("missingReason")
    return (names.get(shown) or shown.value) if shown else word(language, "heading", "missing")
