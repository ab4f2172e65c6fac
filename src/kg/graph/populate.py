"""An extraction becomes the triples of its document's graph, and entries about what documents share.

Independent of all other documents, but for `aliases`: what an acronym stands for that another document defines.
Organizations, surveys and populations are described in the shared graph only (`kg.graph.shared`); a document graph
points at them and holds the characters that mention them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.graph.iris import ONTOLOGY, Base, concept, slug
from kg.graph.terms import TYPE, XSD, Term, Triple, decimal, integer, iri, string, typed
from kg.model import Adoption, Extraction, Measurement, Organization, Sentence, Span, Survey, Trend

Finding = Measurement | Adoption | Trend

DCTERMS: Final = "http://purl.org/dc/terms/"
OA: Final = "http://www.w3.org/ns/oa#"
CONTEXT: Final = 32  # code points of prefix and suffix that a quote selector keeps, inside its sentence

_LABEL_BEFORE, _LABEL_AFTER = 30, 60  # code points of a label before its figure, and from there on
_TITLE: Final = 120
_SPACE: Final = re.compile(r"\s+")
_DATES: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth"),
    (re.compile(r"\d{4}"), "gYear"),
)


def kg(name: str) -> Term:
    """A term of the ontology."""
    return f"<{ONTOLOGY}{name}>"


IN_DOCUMENT, IN_SENTENCE, BEGIN, END, TEXT = map(kg, ("inDocument", "inSentence", "begin", "end", "text"))
MENTION, ORGANIZATION, SURVEY, POPULATION, PERIOD = map(
    kg, ("mention", "organization", "survey", "population", "period")
)
CHANNEL, MEASURE, UNIT, BOUND, CHANGE, PER, DIRECTION = map(
    kg, ("channel", "measure", "unit", "bound", "change", "per", "direction")
)
VALUE, UPPER_VALUE, PRINTED_VALUE, CONFIDENCE, YEAR = map(
    kg, ("value", "upperValue", "printedValue", "confidence", "year")
)
LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
DERIVED: Final = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
_CLASSES: Final = {"measurement": kg("Measurement"), "adoption": kg("Adoption"), "trend": kg("Trend")}


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What one document says of a shared entity; entries of all documents about one IRI make up its description.

    `kind` is organization, survey or population. `facts` are (key, value) pairs, in order. `family` brings together the
    populations that the same words name, whatever their country and ages.
    """

    kind: str
    family: str
    iri: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Populated:
    """The triples of a document's graph (no order, maybe repeated) and its entries about shared entities.

    `names` are the slugs of the organizations that it names, before aliases.
    """

    name: str
    language: str
    triples: list[Triple]
    entries: tuple[Entry, ...]
    names: tuple[str, ...]


def populate(extraction: Extraction, base: Base | None = None, aliases: Mapping[str, str] | None = None) -> Populated:
    """The document graph of `extraction`. `aliases` gives the slug of an organization that a slug stands for."""
    writer = _Writer(extraction, base or Base(), aliases or {})
    writer.document()
    for organization in extraction.organizations:
        writer.organization(organization)
    for survey in extraction.surveys:
        writer.survey(survey)
    writer.findings("measurement", extraction.measurements)
    writer.findings("adoption", extraction.adoptions)
    writer.findings("trend", extraction.trends)
    entries = tuple(sorted(set(writer.entries)))
    names = tuple(sorted(writer.slugs))
    return Populated(extraction.document.name, extraction.language, writer.triples, entries, names)


@dataclass(slots=True)
class _Writer:
    extraction: Extraction
    base: Base
    aliases: Mapping[str, str]
    triples: list[Triple] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    text: str = ""
    node: str = ""  # the document's IRI, without brackets
    begins: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    language_at: dict[tuple[int, int], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # name or acronym in this document -> IRI
    surveys: dict[str, list[tuple[str | None, str]]] = field(default_factory=dict)  # name -> (period, IRI)
    slugs: set[str] = field(default_factory=set)  # of organizations, before aliases
    written: set[tuple[int, int]] = field(default_factory=set)  # mentions
    written_sentences: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.text = self.extraction.document.text
        self.node = self.base.document(self.extraction.document.name)
        self.sentences = sorted(self.extraction.sentences, key=lambda sentence: sentence.begin)
        self.begins = [sentence.begin for sentence in self.sentences]
        self.language_at = {(s.begin, s.end): s.language for s in self.sentences}
        for organization in self.extraction.organizations:
            target = self._organization_iri(organization.name)
            for name in (*organization.acronyms, organization.name):
                self.names[name] = target

    def document(self) -> None:
        """Title, language, hash and origin."""
        document, add, node = self.extraction.document, self.triples.append, iri(self.node)
        language = self.extraction.language
        add((node, TYPE, kg("Document")))
        add((node, f"<{DCTERMS}title>", string(document.title or title(document.text) or document.name, language)))
        add((node, f"<{DCTERMS}language>", string(language)))
        add((node, kg("sha256"), string(document.sha256)))
        add((node, f"<{DCTERMS}source>", string(document.source)))
        add((node, f"<{DCTERMS}format>", string(document.media_type)))
        if document.published:
            add((node, f"<{DCTERMS}issued>", date(document.published)))

    def organization(self, organization: Organization) -> None:
        """An entry, and the characters of its mentions."""
        acronyms = [("acronym", acronym) for acronym in sorted(set(organization.acronyms))]
        mentions = self._mentions(organization.mentions)
        target = self.names[organization.name]
        self.entries.append(Entry("organization", "", target, (("label", organization.name), *acronyms, *mentions)))

    def survey(self, survey: Survey) -> None:
        """An entry with roles and sample, and the characters of its mentions."""
        name = self.extraction.document.name
        if survey.name:
            target = self.base.survey(survey.name, survey.period)
        else:
            target = self.base.nameless_survey(name, survey.description or "survey", survey.period)
        population = self._population(
            self._language(survey.mentions), survey.population, survey.country, survey.min_age, survey.max_age
        )
        facts = [("label", survey.name) if survey.name else ("description", self._tagged_description(survey))]
        facts += [
            (role, self._named(who))
            for role, who in (
                ("conductedBy", survey.conductor),
                ("commissionedBy", survey.commissioner),
                ("publishedBy", survey.publisher),
            )
            if who
        ]
        facts += [("period", survey.period)] if survey.period else []
        facts += [("sampleSize", str(survey.sample_size))] if survey.sample_size is not None else []
        facts += [("population", population)] if population else []
        self.entries.append(Entry("survey", "", target, (*facts, *self._mentions(survey.mentions))))
        if survey.name:
            self.surveys.setdefault(survey.name, []).append((survey.period, target))

    def findings(self, kind: str, findings: Iterable[Finding]) -> None:
        """Findings of one kind; those at the same characters are told apart by what they say."""
        at: dict[tuple[int, int], list[Finding]] = {}
        for finding in findings:
            at.setdefault((finding.begin, finding.end), []).append(finding)
        for (begin, end), found in at.items():
            node = f"{self.node}/{kind}/{begin}-{end}"
            if len(found) == 1:
                self._finding(f"<{node}>", kind, found[0])
                continue
            for rank, finding in enumerate(sorted(set(found), key=repr)):
                self._finding(f"<{node}-{rank + 1}>" if rank else f"<{node}>", kind, finding)

    def _finding(self, node: Term, kind: str, finding: Finding) -> None:
        add = self.triples.append
        sentence = self._sentence(finding.sentence)
        language = self.language_at.get((finding.sentence.begin, finding.sentence.end), self.extraction.language)
        add((node, TYPE, _CLASSES[kind]))
        add((node, LABEL, string(excerpt(self.text, finding.sentence, finding.begin, finding.end), language)))
        add((node, MENTION, self._mention(finding.begin, finding.end, sentence, finding.sentence)))
        add((node, DERIVED, sentence))
        if finding.organization:
            add((node, ORGANIZATION, iri(self._named(finding.organization))))
        if isinstance(finding, Adoption):
            add((node, CHANNEL, iri(concept("channel", finding.channel))))
            if finding.year is not None:
                add((node, YEAR, typed(f"{finding.year:04d}", "gYear")))
            return
        self._context(node, finding, language)
        if isinstance(finding, Measurement):
            self._value(node, finding)
        else:
            add((node, DIRECTION, iri(concept("direction", finding.direction))))

    def _context(self, node: Term, finding: Measurement | Trend, language: str) -> None:
        add = self.triples.append
        add((node, MEASURE, iri(concept("measure", finding.measure))))
        for channel in finding.channels:
            add((node, CHANNEL, iri(concept("channel", channel))))
        if finding.survey:
            add((node, SURVEY, iri(self._survey_iri(finding.survey, finding.period))))
        if finding.period:
            add((node, PERIOD, string(finding.period)))
        low, high = (finding.min_age, finding.max_age) if isinstance(finding, Measurement) else (None, None)
        population = self._population(language, finding.population, finding.country, low, high)
        if population:
            add((node, POPULATION, iri(population)))

    def _value(self, node: Term, measurement: Measurement) -> None:
        add = self.triples.append
        add((node, VALUE, decimal(measurement.value)))
        if measurement.upper is not None:
            add((node, UPPER_VALUE, decimal(measurement.upper)))
        add((node, PRINTED_VALUE, string(self.text[measurement.begin : measurement.end])))
        add((node, UNIT, iri(concept("unit", measurement.unit))))
        add((node, BOUND, iri(concept("bound", measurement.bound))))
        if measurement.change:
            add((node, CHANGE, iri(concept("change", measurement.change))))
        else:
            add((node, TYPE, kg("Level")))  # said, since an ontology cannot conclude from what is absent
        if measurement.per:
            add((node, PER, iri(concept("unit", measurement.per))))
        add((node, CONFIDENCE, decimal(measurement.confidence)))

    def _sentence(self, span: Span) -> Term:
        node = f"<{self.node}#char={span.begin},{span.end}>"
        if (span.begin, span.end) not in self.written_sentences:
            self.written_sentences.add((span.begin, span.end))
            language = self.language_at.get((span.begin, span.end), self.extraction.language)
            self.triples += (
                (node, TYPE, kg("Sentence")),
                (node, IN_DOCUMENT, iri(self.node)),
                (node, TEXT, string(span.of(self.text), language)),
                (node, BEGIN, integer(span.begin)),
                (node, END, integer(span.end)),
            )
        return node

    def _mention(self, begin: int, end: int, sentence: Term, within: Span) -> Term:
        node = f"<{self.node}#char={begin},{end}>"
        if (begin, end) in self.written:
            return node
        self.written.add((begin, end))
        first, last = integer(begin), integer(end)
        self.triples += (
            (node, TYPE, kg("Mention")),
            (node, TYPE, f"<{OA}TextPositionSelector>"),
            (node, TYPE, f"<{OA}TextQuoteSelector>"),
            (node, IN_SENTENCE, sentence),
            (node, BEGIN, first),
            (node, END, last),
            (node, f"<{OA}start>", first),
            (node, f"<{OA}end>", last),
            (node, f"<{OA}exact>", string(self.text[begin:end])),
        )
        if before := self.text[max(within.begin, begin - CONTEXT) : begin]:
            self.triples.append((node, f"<{OA}prefix>", string(before)))
        if after := self.text[end : min(within.end, end + CONTEXT)]:
            self.triples.append((node, f"<{OA}suffix>", string(after)))
        return node

    def _mentions(self, spans: Iterable[Span]) -> list[tuple[str, str]]:
        """Mention facts for the spans that lie in one sentence; evidence is a sentence, so others are none."""
        facts = []
        for span in sorted(set(spans), key=lambda span: (span.begin, span.end)):
            sentence = self._around(span)
            if sentence is not None:
                within = Span(sentence.begin, sentence.end)
                node = self._mention(span.begin, span.end, self._sentence(within), within)
                facts.append(("mention", node[1:-1]))
        return facts

    def _around(self, span: Span) -> Sentence | None:
        place = bisect_right(self.begins, span.begin) - 1
        return self.sentences[place] if place >= 0 and span.end <= self.sentences[place].end else None

    def _language(self, spans: Iterable[Span]) -> str:
        for span in spans:
            sentence = self._around(span)
            if sentence is not None:
                return sentence.language
        return self.extraction.language

    def _tagged_description(self, survey: Survey) -> str:
        return f"{self._language(survey.mentions)}|{survey.description or ''}"

    def _organization_iri(self, name: str) -> str:
        plain = slug(name)
        self.slugs.add(plain)
        return f"{self.base.iri}organization/{self.aliases.get(plain, plain)}"

    def _named(self, name: str) -> str:
        """The IRI of an organization that a record names; one that has no record of its own gets an entry."""
        target = self.names.get(name)
        if target is None:
            target = self.names[name] = self._organization_iri(name)
            self.entries.append(Entry("organization", "", target, (("label", name), *self._first(name))))
        return target

    def _survey_iri(self, name: str, period: str | None) -> str:
        known = self.surveys.get(name)
        if not known:
            target = self.base.survey(name)
            self.entries.append(Entry("survey", "", target, (("label", name), *self._first(name))))
            self.surveys[name] = known = [(None, target)]
        by_period = dict(known)
        return by_period.get(period) or by_period.get(None) or known[0][1]

    def _first(self, name: str) -> list[tuple[str, str]]:
        begin = self.text.find(name)
        return self._mentions([Span(begin, begin + len(name))]) if begin >= 0 else []

    def _population(
        self, language: str, label: str | None, country: str | None, low: int | None, high: int | None
    ) -> str | None:
        if label is None and country is None and low is None and high is None:
            return None
        target = self.base.population(language, label, country, low, high)
        facts = [("label", f"{language}|{label}")] if label else []
        facts += [("country", country)] if country else []
        facts += [("minAge", str(low))] if low is not None else []
        facts += [("maxAge", str(high))] if high is not None else []
        family = f"{language}-{slug(label)}" if label else ""
        self.entries.append(Entry("population", family, target, tuple(facts)))
        return target


def excerpt(text: str, sentence: Span, begin: int, end: int) -> str:
    """The words around a figure on one line: the whole sentence where it is short, else cut at words and marked `…`."""
    first, last = sentence.begin, sentence.end
    if last - first > _LABEL_BEFORE + _LABEL_AFTER:
        if begin - first > _LABEL_BEFORE:
            space = text.find(" ", begin - _LABEL_BEFORE, begin)
            first = space + 1 if space >= 0 else begin
        if last - begin > _LABEL_AFTER:
            space = text.rfind(" ", end, max(end, begin + _LABEL_AFTER) + 1)
            last = space if space >= 0 else end
    before = "… " if first > sentence.begin else ""
    after = " …" if last < sentence.end else ""
    return f"{before}{_SPACE.sub(' ', text[first:last]).strip()}{after}"


def title(text: str) -> str:
    """The first line that says something, at most 120 code points of it."""
    first = _SPACE.sub(" ", next((line for line in text.split("\n") if line.strip()), "")).strip()
    if len(first) <= _TITLE:
        return first
    space = first.rfind(" ", 0, _TITLE)
    return f"{first[: space if space > 0 else _TITLE - 1]}…"


def date(text: str) -> Term:
    """A date, month or year as XML Schema types it; anything else stays a string."""
    for pattern, datatype in _DATES:
        if pattern.fullmatch(text):
            return typed(text, datatype)
    return string(text)


__all__ = ["DCTERMS", "XSD", "Entry", "Populated", "populate"]
