"""The report: what is wrong, where in which text, and what to do; in words, as JSON, as a SHACL validation report."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.graph.iris import CONCEPTS, ONTOLOGY, unsegment
from kg.graph.terms import TYPE, XSD, Term, Triple, string, value_of
from kg.graph.turtle import PREFIXES, turtle
from kg.graph.validate.index import Index
from kg.graph.validate.paths import PathName, described, path_names
from kg.graph.validate.records import Raw
from kg.graph.validate.shapes import SH, Shapes

if TYPE_CHECKING:
    from rdflib import Graph

SEVERITIES: Final = ("violation", "warning", "info")
SHAPES_PREFIX: Final = "https://w3id.org/surveykg/shapes#"
_IN_DOCUMENT, _IN_SENTENCE, _MENTION, _TEXT, _BEGIN, _END = (
    f"<{ONTOLOGY}{name}>" for name in ("inDocument", "inSentence", "mention", "text", "begin", "end")
)
_STEM: Final = re.compile(r"<.*?/document/[^/#>]+")
_EXACT: Final = "<http://www.w3.org/ns/oa#exact>"
_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
_DERIVED: Final = "<http://www.w3.org/ns/prov#wasDerivedFrom>"


@dataclass(frozen=True, slots=True)
class Result:
    """Something that breaks a shape.

    `document` is a document's name, `figure` the characters that are concerned, at `begin` to `end` (code points) of
    `sentence`'s document; None where the result is about no place in a text. `focus` and `value` are N-Triples terms,
    `severity` is violation, warning, info, or the end of the IRI `severity_term` of another;
    `path` is a SPARQL property path, `path_term` what stands for it in RDF; `messages` are by language.
    """

    severity: str
    severity_term: Term
    shape: str
    component: str
    focus: Term
    path: str | None
    path_term: Term | None
    value: Term | None
    messages: Mapping[str, str]
    remedy: str
    document: str | None
    sentence: str | None
    figure: str | None
    begin: int | None
    end: int | None

    def message(self, language: str = "en") -> str:
        """What is wrong, in `language`, else in English, else in any."""
        for tag in (language, "en", ""):
            if tag in self.messages:
                return self.messages[tag]
        return next(iter(self.messages.values()), f"{_local(self.component)} of {_local(self.shape)} is not met.")

    def facts(self, language: str = "en") -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "severity": self.severity,
            "document": self.document,
            "begin": self.begin,
            "end": self.end,
            "figure": self.figure,
            "sentence": self.sentence,
            "message": self.message(language),
            "remedy": self.remedy,
            "shape": self.shape,
            "component": self.component,
            "focus": _plain(self.focus),
            "path": self.path,
            "value": None if self.value is None else _plain(self.value),
        }

    def text(self, language: str = "en") -> str:
        """Document, sentence, figure, what is wrong, what to do: a paragraph."""
        place = self.document or _plain(self.focus)
        if self.begin is not None:
            place += f", characters {self.begin} to {self.end}"
        if self.figure is not None and self.figure != self.sentence:
            place += f": “{self.figure}”"
        lines = [f"{self.severity}: {place}"]
        if self.sentence:
            lines.append(f"  {' '.join(self.sentence.split())}")
        found = "" if self.value is None else f" Found: {_short(self.value)}."
        lines.append(f"  {self.message(language)}{found}")
        if self.remedy:
            lines.append(f"  {self.remedy}")
        lines.append(f"  {_short(f'<{self.shape}>')} at {_plain(self.focus)}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All results, in the order of documents and texts.

    `checked` counts the focus nodes of each shape with a target; `paths` describes the IRIs of paths of several steps.
    """

    results: tuple[Result, ...]
    checked: Mapping[str, int]
    engine: str
    paths: tuple[Triple, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated; warnings are allowed."""
        return not any(result.severity == "violation" for result in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """How many results there are of each severity."""
        found = Counter(result.severity for result in self.results)
        return {severity: found[severity] for severity in SEVERITIES}

    def summary(self) -> str:
        """One line: what was checked, what was found."""
        checked = sum(self.checked.values())
        shapes = sum(1 for number in self.checked.values() if number)
        found = ", ".join(_counted(number, severity) for severity, number in self.counts.items() if number)
        return f"{shapes} shapes checked at {checked} places by {self.engine}: {found or 'nothing is wrong'}"

    def text(self, language: str = "en") -> str:
        """The results as paragraphs, and the summary."""
        return "\n\n".join([*(result.text(language) for result in self.results), self.summary()]) + "\n"

    def facts(self, language: str = "en") -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "conforms": self.conforms,
            "engine": self.engine,
            "counts": self.counts,
            "checked": dict(self.checked),
            "results": [result.facts(language) for result in self.results],
        }

    def json(self, language: str = "en") -> str:
        """The facts as JSON."""
        return json.dumps(self.facts(language), ensure_ascii=False, indent=1)

    def triples(self) -> list[Triple]:
        """A sh:ValidationReport with an IRI for itself and for each result, made from what is wrong."""
        keys = [_digest(r.severity, r.shape, r.component, r.focus, r.path, r.value) for r in self.results]
        report = f"<{CONCEPTS}report/{_digest(*keys)}>"
        conforms = f'"{str(self.conforms).lower()}"^^<{XSD}boolean>'
        found: list[Triple] = [(report, TYPE, _sh("ValidationReport")), (report, _sh("conforms"), conforms)]
        for key, result in zip(keys, self.results, strict=True):
            node = f"{report[:-1]}#{key}>"
            found.append((report, _sh("result"), node))
            found += self._result(node, result)
        return [*found, *self.paths]

    def _result(self, node: Term, result: Result) -> list[Triple]:
        shape = result.shape if result.shape.startswith("_:") else f"<{result.shape}>"
        triples: list[Triple] = [
            (node, TYPE, _sh("ValidationResult")),
            (node, _sh("resultSeverity"), result.severity_term),
            (node, _sh("sourceConstraintComponent"), f"<{result.component}>"),
            (node, _sh("focusNode"), result.focus),
        ]
        if not shape.startswith("_:"):
            triples.append((node, _sh("sourceShape"), shape))
        for tag, message in (result.messages or {"en": result.message()}).items():
            triples.append((node, _sh("resultMessage"), string(message, tag or None)))
        if result.value is not None:
            triples.append((node, _sh("value"), result.value))
        if result.path_term is not None:
            triples.append((node, _sh("resultPath"), result.path_term))
        return [triple for triple in triples if not any(term.startswith("_:") for term in triple)]

    def turtle(self) -> str:
        """The report as Turtle, the same bytes for the same results."""
        return turtle(self.triples(), {**PREFIXES, "shape": SHAPES_PREFIX})

    def graph(self) -> Graph:
        """The report as an rdflib graph."""
        from kg.graph.validate.index import graph_of

        return graph_of(self.triples())


def make_report(raw: Iterable[Raw], shapes: Shapes, data: Index, engine: str) -> ValidationReport:
    """The report of what an engine found in `data`."""
    checked = {shape: len(shapes.targets(shape, data)) for shape in shapes.targeting() if shapes.active(shape)}
    return assemble(results_of(raw, shapes, data).values(), checked, shapes, engine)


def results_of(raw: Iterable[Raw], shapes: Shapes, data: Index) -> dict[Raw, Result]:
    """What an engine found, with what the report says of it; each once, however often it was found."""
    found = set(raw)
    paths = path_names(shapes)[0] if found else {}
    return {one: _result(one, shapes, data, paths.get(one.shape)) for one in found}


def assemble(results: Iterable[Result], checked: Mapping[Term, int], shapes: Shapes, engine: str) -> ValidationReport:
    """The report; the same whatever the order of the results."""
    _, structure = path_names(shapes)
    ordered = tuple(sorted(results, key=_order))
    used = {result.path_term for result in ordered if result.path_term}
    named = {_plain(shape): number for shape, number in sorted(checked.items())}
    return ValidationReport(ordered, named, engine, tuple(sorted(described(structure, used))))


def _order(result: Result) -> tuple[Any, ...]:
    return (
        result.document is None,
        result.document or "",
        -1 if result.begin is None else result.begin,
        SEVERITIES.index(result.severity) if result.severity in SEVERITIES else len(SEVERITIES),
        result.shape,
        result.focus,
        result.component,
        result.value or "",
    )


def _result(raw: Raw, shapes: Shapes, data: Index, path: PathName | None) -> Result:
    mention, sentence, document = _place(raw.focus, data)
    spot = mention or sentence
    text = data.value(sentence, _TEXT)
    exact = data.value(mention, _EXACT)
    return Result(
        severity=_local(raw.severity).lower(),
        severity_term=raw.severity,
        shape=_plain(raw.shape),
        component=_plain(raw.component),
        focus=raw.focus,
        path=path.sparql if path else None,
        path_term=path.term if path else None,
        value=raw.value,
        messages=shapes.messages(raw.shape) or ({"": raw.message} if raw.message else {}),
        remedy=shapes.remedy(raw.shape),
        document=unsegment(_plain(document).rpartition("/")[2]) if document else None,
        sentence=value_of(text) if text else None,
        figure=value_of(exact) if exact else None,
        begin=_offset(spot, _BEGIN, data),
        end=_offset(spot, _END, data),
    )


def _place(focus: Term, data: Index) -> tuple[Term | None, Term | None, Term | None]:
    """Mention, sentence and document of what is wrong, as far as the graph leads to them."""
    mention = focus if data.forward(_IN_SENTENCE).get(focus) else data.value(focus, _MENTION)
    sentence = data.value(mention, _IN_SENTENCE) or data.value(focus, _DERIVED)
    if sentence is None and (data.forward(_TEXT).get(focus) or data.forward(_IN_DOCUMENT).get(focus)):
        sentence = focus
    document = data.value(sentence, _IN_DOCUMENT)
    if document is None and f"<{ONTOLOGY}Document>" in data.forward(TYPE).get(focus, ()):
        document = focus
    if document is None:
        stem = _STEM.match(focus)
        document = f"{stem[0]}>" if stem and f"{stem[0]}>" in data.instances(f"<{ONTOLOGY}Document>") else None
    return mention, sentence, document


def _offset(node: Term | None, predicate: Term, data: Index) -> int | None:
    value = data.value(node, predicate)
    text = value_of(value) if value else ""
    return int(text) if text.isdecimal() else None


def _sh(name: str) -> Term:
    return f"<{SH}{name}>"


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def _plain(term: Term) -> str:
    """An IRI without brackets, the characters of a literal; a blank node as it is."""
    return term if term.startswith("_:") else value_of(term)


def _local(iri: str) -> str:
    return iri.strip("<>").rpartition("#")[2].rpartition("/")[2]


def _short(term: Term) -> str:
    """An IRI with its prefix, or a literal's characters in quotes."""
    if not term.startswith("<"):
        return f"“{_plain(term)}”"
    for prefix, space in {**PREFIXES, "shape": SHAPES_PREFIX}.items():
        if term.startswith(f"<{space}") and "/" not in term[len(space) + 1 :]:
            return f"{prefix}:{term[len(space) + 1 : -1]}"
    return _plain(term)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"
