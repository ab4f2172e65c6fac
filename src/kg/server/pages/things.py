"""Pages of organizations, surveys, populations, channels and findings: what the graph says, and on which evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from kg.questions.evidence import passages
from kg.questions.labels import labels, short_name
from kg.questions.source import Source
from kg.questions.terms import XSD, Term, iri
from kg.questions.words import number, word
from kg.server.pages import queries
from kg.server.pages.document import document_page, why_of
from kg.server.pages.findings import Finding, Link, read_findings
from kg.server.pages.neighbourhood import picture
from kg.server.pages.site import Visit, rendered
from kg.server.problems import RequestError

LISTED = 50
NEIGHBOURS = 14
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_HIDDEN = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#isDefinedBy",
)
_PLACES = ("https://w3id.org/surveykg/ontology#mention", "http://www.w3.org/ns/prov#wasDerivedFrom")


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of a thing in the reader's language with its values."""

    property: Link
    values: tuple[Link, ...]
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that names the thing."""

    before: str
    quote: str
    after: str
    language: str
    document: Link
    address: str


def thing_page(visit: Visit) -> Response:
    """The page of whatever an address below `/page/` stands for."""
    rest = str(visit.request.path_params["rest"])
    found = queries.exists(visit.source, visit.addresses.candidates(rest))
    if found is None:
        raise RequestError(404, f"the graph says nothing of {short_name(rest)}")
    kind = visit.addresses.kind(found)
    if kind == "document":
        return document_page(visit, found)
    return _finding_page(visit, found) if kind in ("measurement", "adoption", "trend") else _page(visit, found, kind)


def _page(visit: Visit, thing: str, kind: str) -> Response:
    page = visit.number("page", 1)
    about, total = queries.about(visit.source, thing, kind, LISTED, (page - 1) * LISTED)
    findings = read_findings(visit.source, about, visit.addresses, visit.language)
    places = mentions(visit, thing)
    said = facts(visit, thing)
    label = labels(visit.source, [iri(thing)], visit.language)[iri(thing)]
    return rendered(
        visit.request,
        visit.reader,
        "thing.html",
        iri=thing,
        data=visit.addresses.of(thing, "data"),
        kind=kind,
        kind_label=_kind_label(visit, said, kind),
        label=label,
        facts=said,
        findings=findings,
        places=places[:LISTED],
        place_count=len(places),
        total=total,
        page=page,
        pages=-(-total // LISTED),
        first=(page - 1) * LISTED,
        picture=_neighbourhood(visit, thing, label, said, findings),
    )


def _finding_page(visit: Visit, thing: str) -> Response:
    found = read_findings(visit.source, [thing], visit.addresses, visit.language)
    if not found:
        raise RequestError(404, "the graph holds this figure without its place in a text")
    finding = found[0]
    said = facts(visit, thing)
    return rendered(
        visit.request,
        visit.reader,
        "finding.html",
        iri=thing,
        data=visit.addresses.of(thing, "data"),
        finding=finding,
        kind_label=visit.reader.word(f"kind_{finding.kind}"),
        facts=said,
        why=why_of(visit, finding),
        picture=_neighbourhood(visit, thing, finding.figure, said, []),
        similar=_similar(visit, finding),
    )


def _similar(visit: Visit, finding: Finding) -> list[Finding]:
    """Other figures of the same measure and unit, to compare with."""
    measure, unit = finding.one("measure"), finding.one("unit")
    if measure is None or unit is None:
        return []
    rows = visit.source.rows(
        f"{queries.PREFIXES}SELECT DISTINCT ?f ?shared WHERE {{ ?f a kg:Measurement ; kg:measure <{measure.value}> ; "
        f"kg:unit <{unit.value}> OPTIONAL {{ <{finding.iri}> kg:channel ?c . ?f kg:channel ?c BIND(1 AS ?shared) }} "
        f"FILTER(?f != <{finding.iri}>) }} ORDER BY DESC(?shared) ?f LIMIT 12"
    )
    iris = [row[0].value for row in rows if row[0] is not None]
    return read_findings(visit.source, iris, visit.addresses, visit.language)


def _kind_label(visit: Visit, said: Sequence[Fact], kind: str) -> str:
    return next(
        (value.label for fact in said if fact.property.iri == _TYPE and not fact.is_inferred for value in fact.values),
        word(visit.language, "heading", kind, default=kind),
    )


def facts(visit: Visit, thing: str) -> list[Fact]:
    """What the graph says of a thing, stated before inferred, without its names and places."""
    found = [
        (p, o, graph.endswith("/inferred"))
        for p, o, graph in queries.statements(visit.source, thing)
        if p.value not in _HIDDEN and p.value not in _PLACES
    ]
    names = labels(visit.source, {term for p, o, _ in found for term in (p, o)}, visit.language)
    grouped: dict[tuple[bool, Term], list[Link]] = {}
    for p, o, is_inferred in found:
        grouped.setdefault((is_inferred, p), []).append(_value(visit, o, names))
    made = []
    for (is_inferred, p), values in sorted(grouped.items(), key=lambda item: (item[0][0], item[0][1].value != _TYPE)):
        link = Link(p.value, names[p], visit.addresses.of(p.value))
        made.append(Fact(link, tuple(dict.fromkeys(sorted(values, key=lambda v: v.label))), is_inferred))
    return made


def _value(visit: Visit, term: Term, names: dict[Term, str]) -> Link:
    if term.is_iri:
        return Link(term.value, names[term], visit.addresses.of(term.value))
    amount = term.number
    if amount is not None and term.datatype != XSD + "gYear":
        return Link("", number(amount, visit.language), "")
    return Link("", term.value, "")


def mentions(visit: Visit, thing: str) -> list[Place]:
    """The places that name a thing, each sentence once."""
    source: Source = visit.source
    found = passages(source, [iri(thing)]).get(iri(thing), ())
    names = labels(source, {iri(passage.document) for passage in found}, visit.language)
    kept: dict[tuple[str, int, int], Place] = {}
    for passage in found:
        at, until = passage.begin - passage.sentence_begin, passage.end - passage.sentence_begin
        key = (passage.document, passage.sentence_begin, passage.sentence_end)
        document = Link(passage.document, names[iri(passage.document)], visit.addresses.of(passage.document))
        address = visit.addresses.of(f"{passage.document}#char={passage.begin},{passage.end}")
        place = Place(
            passage.text[:at], passage.text[at:until], passage.text[until:], passage.language, document, address
        )
        kept.setdefault(key, place)
    return list(kept.values())


def _neighbourhood(visit: Visit, thing: str, label: str, said: Sequence[Fact], findings: Sequence[Finding]) -> str:
    """The picture of what a thing points at and what points at it."""
    outward = [
        (fact.property.label, value)
        for fact in said
        if not fact.is_inferred and fact.property.iri != _TYPE
        for value in fact.values
        if value.iri and visit.addresses.kind(value.iri)
    ]
    pointing = queries.pointing(visit.source, thing, NEIGHBOURS + 1)
    names = labels(visit.source, {term for pair in pointing for term in pair}, visit.language)
    inward = [(names[p], Link(s.value, names[s], visit.addresses.of(s.value))) for s, p in pointing]
    for finding in findings:
        about = finding.fields["measure"] or finding.fields["channel"]
        text = " · ".join([finding.figure, *(link.label for link in about)])
        inward.append((word(visit.language, "heading", "value"), Link(finding.iri, text, finding.address)))
    return picture(label, outward[:NEIGHBOURS], inward[:NEIGHBOURS], visit.reader.word("neighbourhood"))
