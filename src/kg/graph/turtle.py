"""Turtle, TriG and N-Quads with the same bytes for the same triples (RDF 1.1 Turtle and TriG).

Prefixes: `kg` first, the others by name, only those used. Subjects of a document stand in the order of its text, others
by IRI; `a` first, then one predicate a line by name; several objects that do not fit the line stand one on each. Blank
nodes are refused: what is written can be cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg.graph.terms import TYPE, XSD, Term, Triple

OWN: Final = "kg"
PREFIXES: Final[Mapping[str, str]] = {
    "kg": "https://w3id.org/surveykg/ontology#",
    "age_band": "https://w3id.org/surveykg/id/age_band/",
    "bibo": "http://purl.org/ontology/bibo/",
    "bound": "https://w3id.org/surveykg/id/bound/",
    "change": "https://w3id.org/surveykg/id/change/",
    "channel": "https://w3id.org/surveykg/id/channel/",
    "country": "https://w3id.org/surveykg/id/country/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "direction": "https://w3id.org/surveykg/id/direction/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "measure": "https://w3id.org/surveykg/id/measure/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "reason": "https://w3id.org/surveykg/id/reason/",
    "schema": "https://schema.org/",
    "scheme": "https://w3id.org/surveykg/id/scheme/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "unit": "https://w3id.org/surveykg/id/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}

_LINE: Final = 120  # characters
_LOCAL: Final = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
)  # the part of PN_LOCAL that needs no escapes
# A relative reference with a plain first segment: no scheme, authority, query or step to be mistaken for.
_RELATIVE: Final = re.compile(r"[^/:?#<>.%\s][^/:?#<>\s]*(?:/(?!\.{0,2}(?:[/#]|$))[^/?#<>\s]+)*(?:#[^<>\s]*)?")
_ORDERED: Final = re.compile(r"<(.*?/document/[^/?#>]+)(?:#char=(\d+),(\d+)|/([a-z]+)/(\d+)-(\d+)(.*))?>")
_NUMERAL: Final = re.compile(r"[+-]?[0-9]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<(.*)>)?', re.DOTALL)

SubjectKey = tuple[str, int, int, str]


def subject_key(term: Term) -> SubjectKey:
    """Sorts documents by IRI, what stands in them by begin, the longer first; other terms as they are spelled."""
    match = _ORDERED.fullmatch(term)
    if match is None:
        return (term[1:-1] if term.startswith("<") else term, -1, 0, "")
    document, char_begin, char_end, kind, begin, end, rest = match.groups()
    if char_begin:
        return (document, int(char_begin), -int(char_end), "")
    return (document, int(begin), -int(end), kind + rest) if kind else (document, -1, 0, "")


class Names(dict[Term, str]):
    """Terms as Turtle writes them under given prefixes and base; remembers what it wrote and which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None = None) -> None:
        super().__init__()
        self._prefix_of = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._prefixes, self._base = prefixes, base
        self.used: set[str] = set()

    def __missing__(self, term: Term) -> str:
        if term.startswith("<"):
            written = self._iri(term[1:-1])
        elif term.startswith('"'):
            written = self._literal(term)
        else:
            raise ValueError(f"{term} cannot be written: only IRIs and literals can be cited")
        self[term] = written
        return written

    def header(self) -> str:
        """The directives for what has been written so far, with a blank line after them."""
        names = sorted(self.used, key=lambda prefix: (prefix != OWN, prefix))
        lines = [f"@base <{self._base}> .\n"] if self._base else []
        lines += [f"@prefix {name}: <{self._prefixes[name]}> .\n" for name in names]
        return "".join(lines) + "\n" if lines else ""

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefix_of.get(iri[:cut])
        if prefix is not None and _LOCAL.fullmatch(iri, cut):
            self.used.add(prefix)
            return f"{prefix}:{iri[cut:]}"
        return f"<{self._relative(iri)}>"

    def _relative(self, iri: str) -> str:
        base = self._base
        if not base or not iri.startswith(base):
            return iri
        rest = iri[len(base) :]
        if base.endswith("/"):
            return rest if _RELATIVE.fullmatch(rest) else iri
        return rest if not rest or rest.startswith("#") else iri

    def _literal(self, term: Term) -> str:
        match = _QUOTED.fullmatch(term)
        if match is None:
            raise ValueError(f"{term} is no literal of N-Triples")
        inside, language, datatype = match.groups()
        if language:
            return f"{_quoted(inside)}@{language}"
        if datatype is None:
            return _quoted(inside)
        if datatype == f"{XSD}integer" and _NUMERAL.fullmatch(inside):
            return inside
        if datatype == f"{XSD}boolean" and inside in ("true", "false"):
            return inside
        return f"{_quoted(inside)}^^{self._iri(datatype)}"


def _quoted(inside: str) -> str:
    """A literal's characters, escaped as in N-Triples, between quotes; over several lines where it has several."""
    if "\\n" not in inside:
        return f'"{inside}"'
    lines = inside.split("\\\\")  # what follows an escaped backslash is no escape
    text = "\\\\".join(part.replace("\\n", "\n") for part in lines)
    return f'"""{text}"""'


def body(triples: Iterable[Triple], names: Names) -> str:
    """The statements: a block a subject, a blank line between blocks, a line break at the end; "" for no triples."""
    subjects: dict[Term, dict[Term, set[Term]]] = {}
    for subject, predicate, obj in triples:
        predicates = subjects.get(subject)
        if predicates is None:
            subjects[subject] = {predicate: {obj}}
        elif predicate in predicates:
            predicates[predicate].add(obj)
        else:
            predicates[predicate] = {obj}
    return "\n".join([_block(subject, subjects[subject], names) for subject in sorted(subjects, key=subject_key)])


def _block(subject: Term, predicates: Mapping[Term, set[Term]], names: Names) -> str:
    written = {
        predicate: [names[term] for term in (objects if len(objects) == 1 else sorted(objects, key=subject_key))]
        for predicate, objects in predicates.items()
    }
    return block(subject, written, names)


def block(subject: Term, predicates: Mapping[Term, Sequence[str]], names: Names) -> str:
    """The statements about one subject; its objects come as they are written, in order."""
    lines = []
    for predicate, objects in predicates.items():
        name = "" if predicate == TYPE else names[predicate]
        line = f"    {name or 'a'} {', '.join(objects)}"
        if len(objects) > 1 and len(line) > _LINE:
            line = f"    {name or 'a'}\n        " + ",\n        ".join(objects)
        lines.append((name, line))
    lines.sort()
    statements = " ;\n".join([line for _, line in lines])
    return f"{names[subject]}\n{statements} .\n"


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES, base: str | None = None) -> str:
    """A Turtle document.

    Raises:
        ValueError: a term is a blank node, or no term of N-Triples.
    """
    names = Names(prefixes, base)
    statements = body(triples, names)
    return names.header() + statements


def nquads(triples: Iterable[Triple], graph: Term | None = None) -> str:
    """Canonical N-Quads (N-Triples without `graph`), one statement a line, sorted."""
    tail = f" {graph} .\n" if graph else " .\n"
    return "".join([f"{line}{tail}" for line in sorted({f"{s} {p} {o}" for s, p, o in triples})])
