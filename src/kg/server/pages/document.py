"""The page of a document: its text with every figure marked, readings in the margin, and what it does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from kg.graph.iris import ONTOLOGY
from kg.model import Reason
from kg.questions.labels import labels, short_name
from kg.questions.terms import Term, iri, spell
from kg.questions.words import word
from kg.server.pages import queries
from kg.server.pages.findings import Finding, Link, read_findings
from kg.server.pages.marking import Mark, marked, paragraphs
from kg.server.pages.reasons import LONGEST, kept_text, reasons
from kg.server.pages.site import Visit, rendered

_PLACE = re.compile(r"(\d{1,9}),(\d{1,9})")
_STATED = ("conductedBy", "commissionedBy", "publishedBy", "period", "sampleSize", "population")


@dataclass(frozen=True, slots=True)
class Why:
    """A property of a reading with the words that gave it and their place; no words where a default did."""

    property: str
    rule: str
    quote: str
    address: str


@dataclass(frozen=True, slots=True)
class Note:
    """A reading beside the text."""

    finding: Finding
    anchor: str
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the text as HTML, and the readings of the figures in it."""

    html: Markup
    notes: tuple[Note, ...]
    begin: int
    end: int


def document_page(visit: Visit, document: str) -> Response:
    """The page of the document with this IRI."""
    place = visit.addresses.place(document)
    name = place.document if place else short_name(document)
    found = read_findings(visit.source, queries.in_document(visit.source, document), visit.addresses, visit.language)
    facts = _facts(visit, document)
    text = kept_text(visit.graph, name)
    asked = _asked(visit.parameter("char"))
    is_whole = text is not None
    whole = text if text is not None else ""
    why = reasons(whole, name)
    passages = _passages(whole, found, why, asked, visit) if is_whole else _sentences(visit, document, found)
    return rendered(
        visit.request,
        visit.reader,
        "document.html",
        iri=document,
        data=visit.addresses.of(document, "data"),
        name=name,
        facts=facts,
        title=facts["title"],
        text_language=facts["language"],
        passages=passages,
        findings=found,
        is_whole=is_whole,
        is_long=len(whole) > LONGEST,
        length=len(whole),
        unsaid=unsaid(visit, document, found),
        asked=asked,
    )


def _asked(parameter: str) -> tuple[int, int] | None:
    """The characters that an address asks for."""
    match = _PLACE.fullmatch(parameter)
    return (int(match[1]), int(match[2])) if match and int(match[1]) < int(match[2]) else None


def _facts(visit: Visit, document: str) -> dict[str, str]:
    rows = visit.source.rows(
        f"{queries.PREFIXES}SELECT ?p ?o WHERE {{ VALUES ?p {{ dcterms:title dcterms:language dcterms:issued "
        f"dcterms:source dcterms:format kg:sha256 }} {spell(iri(document))} ?p ?o }} ORDER BY ?p ?o"
    )
    stated = {short_name(p.value): o.value for p, o in rows if p is not None and o is not None}
    return {"title": short_name(document), "language": "", "issued": "", "source": "", **stated}


def _passages(
    text: str,
    found: Sequence[Finding],
    why: Mapping[tuple[str, int, int], tuple[Reason, ...]],
    asked: tuple[int, int] | None,
    visit: Visit,
) -> list[Passage]:
    marks = [
        Mark(f.begin, f.end, f"figure {f.kind}", f"char={f.begin},{f.end}", f"#{_anchor(f)}", f.figure) for f in found
    ]
    if asked and not any((mark.begin, mark.end) == asked for mark in marks):
        marks.append(Mark(*asked, "asked", f"char={asked[0]},{asked[1]}"))
    elif asked:
        marks.append(Mark(*asked, "asked"))
    passages = []
    for begin, end in paragraphs(text):
        notes = tuple(
            Note(f, _anchor(f), _why(text, f, why.get((f.kind, f.begin, f.end), ()), visit))
            for f in found
            if begin <= f.begin < end
        )
        passages.append(Passage(marked(text, begin, end, marks), notes, begin, end))
    return passages


def _anchor(finding: Finding) -> str:
    return f"reading-{finding.kind}-{finding.begin}-{finding.end}"


def _why(text: str, finding: Finding, found: Sequence[Reason], visit: Visit) -> tuple[Why, ...]:
    made = []
    for reason in found:
        span = reason.span
        address = (
            f"{finding.document.address}?char={span.begin},{span.end}#char={span.begin},{span.end}" if span else ""
        )
        name = word(visit.language, "heading", reason.property, default=reason.property.replace("_", " "))
        made.append(Why(name, reason.rule, span.of(text) if span else "", address))
    return tuple(made)


def why_of(visit: Visit, finding: Finding) -> tuple[Why, ...]:
    """The words that gave each property of a finding."""
    place = visit.addresses.place(finding.document.iri)
    name = place.document if place else ""
    text = kept_text(visit.graph, name)
    if text is None:
        return ()
    return _why(text, finding, reasons(text, name).get((finding.kind, finding.begin, finding.end), ()), visit)


def _sentences(visit: Visit, document: str, found: Sequence[Finding]) -> list[Passage]:
    """The sentences that the graph holds, where the text itself is not at hand."""
    rows = visit.source.rows(
        f"{queries.PREFIXES}SELECT ?b ?e ?t WHERE {{ ?s kg:inDocument {spell(iri(document))} ; a kg:Sentence ; "
        "kg:begin ?b ; kg:end ?e ; kg:text ?t } ORDER BY ?b ?e"
    )
    passages = []
    for begin, end, text in rows:
        if begin is None or end is None or text is None:
            continue
        first = int(begin.value)
        inside = [f for f in found if f.sentence_begin == first]
        marks = [
            Mark(f.begin - first, f.end - first, f"figure {f.kind}", f"char={f.begin},{f.end}", f"#{_anchor(f)}")
            for f in inside
        ]
        html = marked(text.value, 0, len(text.value), marks)
        notes = tuple(Note(f, _anchor(f), ()) for f in inside)
        passages.append(Passage(html, notes, first, int(end.value)))
    return passages


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What a document leaves out: of a survey (`about`), or of so many of its figures."""

    property: str
    about: Link | None
    count: int
    total: int


def unsaid(visit: Visit, document: str, found: Sequence[Finding]) -> list[Unsaid]:
    """What the document does not say: of surveys sample, date and makers; of figures whom they count and when."""
    figures = [finding for finding in found if finding.kind == "measurement"]
    missing: Counter[str] = Counter()
    for finding in figures:
        missing.update(
            name for name in ("population", "period", "survey", "organization") if not finding.terms.get(name)
        )
    gaps = [
        Unsaid(word(visit.language, "heading", name), None, missing[name], len(figures))
        for name in ("population", "period", "survey", "organization")
        if missing[name]
    ]
    return _of_surveys(visit, {t for f in found for t in f.terms.get("survey", ())}) + gaps


def _of_surveys(visit: Visit, surveys: set[Term]) -> list[Unsaid]:
    if not surveys:
        return []
    values = " ".join(spell(term) for term in sorted(surveys))
    stated = " ".join(f"<{ONTOLOGY}{name}>" for name in _STATED)
    rows = visit.source.rows(
        f"SELECT DISTINCT ?s ?p WHERE {{ VALUES ?s {{ {values} }} VALUES ?p {{ {stated} }} ?s ?p ?o }}"
    )
    said = {(s, short_name(p.value)) for s, p in rows if s is not None and p is not None}
    terms = {name: iri(ONTOLOGY + name) for name in _STATED}
    names = labels(visit.source, {*surveys, *terms.values()}, visit.language)
    return [
        Unsaid(names[terms[name]], Link(each.value, names[each], visit.addresses.of(each.value)), 0, 0)
        for each in sorted(surveys)
        for name in _STATED
        if (each, name) not in said
    ]
