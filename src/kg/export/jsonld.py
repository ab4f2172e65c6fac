"""JSON-LD 1.1 with the context of `ontology/context.jsonld`: documents with their sentences, those with their findings.

Graphs keep their names. In a document's graph the document holds its sentences, a sentence its mentions and findings,
each node at one place. IRIs below the graph's base are relative to it. The file is written node by node.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from kg.export.records import Sink
from kg.export.view import View, by_subject
from kg.graph.populate import DERIVED, IN_DOCUMENT, IN_SENTENCE
from kg.graph.terms import TYPE, XSD, Term, Triple, unescape
from kg.graph.turtle import subject_key
from kg.resources import folder

_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<(.*)>)?', re.DOTALL)
_HOLDERS: Final = ((IN_DOCUMENT, "sentences"), (IN_SENTENCE, "mentions"), (DERIVED, "findings"))
_RELATIVE: Final = re.compile(r"[a-z_]+(?:/(?!\.{0,2}(?:[/#]|$))[^/?#]+)+(?:#.*)?")
_NUMERAL: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what every reader of JSON keeps exact

Node = Mapping[Term, Sequence[Term]]


def write(view: View, sink: Sink) -> None:
    """All graphs, each by its name."""
    writing = _Writing(context(), view.base.iri)
    start = {**context(), "@base": view.base.iri}
    sink.stream.write(f'{{"@context": {json.dumps(start, ensure_ascii=False)},\n"@graph": ['.encode())
    first = True
    for graph, triples in view.graphs():
        comma = "" if first else ","
        first = False
        sink.stream.write(f'{comma}\n{{"id": {json.dumps(writing.iri(graph))}, "@graph": ['.encode())
        nodes = writing.framed(list(triples)) if "/graph/document/" in graph else writing.listed(triples)
        for at, node in enumerate(nodes):
            text = json.dumps(node, ensure_ascii=False)
            sink.stream.write(f"{',' if at else ''}\n{text}".encode("utf-8", "surrogatepass"))
        sink.stream.write(b"]}")
    sink.stream.write(b"]}\n")
    sink.count, sink.unit = writing.count, "statements"


@lru_cache(maxsize=1)
def context() -> dict[str, Any]:
    """The context of `ontology/context.jsonld`."""
    found: dict[str, Any] = json.loads((folder("ontology") / "context.jsonld").read_bytes())["@context"]
    return found


class _Writing:
    """Nodes as JSON, by a context and a base."""

    def __init__(self, terms: Mapping[str, Any], base: str) -> None:
        self._base, self.count = base, 0
        self._prefixes = {
            value: key for key, value in terms.items() if isinstance(value, str) and value.endswith(("/", "#"))
        }
        self._terms: dict[str, tuple[str, str, bool]] = {}
        for key, said in terms.items():
            told = said if isinstance(said, dict) else {"@id": said}
            if isinstance(said, str) and (said.startswith("@") or said.endswith(("/", "#"))):
                continue
            if not key.startswith("@") and "@id" in told:
                prefix, _, local = told["@id"].partition(":")
                kind = told.get("@type", "")
                datatype = kind if kind in ("", "@id") else f"{XSD}{kind.partition(':')[2]}"
                self._terms[terms[prefix] + local] = key, datatype, "@container" in told

    def listed(self, triples: Iterable[Triple]) -> Iterator[dict[str, Any]]:
        """A node a subject, in the order of the triples."""
        for subject, group in groupby(triples, key=lambda triple: triple[0]):
            yield self._node(subject, next(iter(by_subject(group).values())))

    def framed(self, triples: Sequence[Triple]) -> Iterator[dict[str, Any]]:
        """The nodes of a document's graph, each inside what holds it."""
        nodes = by_subject(triples)
        holder: dict[Term, tuple[Term, str]] = {}
        for node, facts in nodes.items():
            for predicate, name in _HOLDERS:
                others = facts.get(predicate, [])
                if len(others) == 1 and others[0] in nodes and others[0] != node:
                    holder.setdefault(node, (others[0], name))
        inside: dict[Term, dict[str, list[Term]]] = {}
        for node, (other, name) in holder.items():
            inside.setdefault(other, {}).setdefault(name, []).append(node)
        dropped = {name: predicate for predicate, name in _HOLDERS}

        def build(node: Term) -> dict[str, Any]:
            facts = dict(nodes[node])
            if node in holder:
                del facts[dropped[holder[node][1]]]
                self.count += 1
            made = self._node(node, facts)
            for name, members in inside.get(node, {}).items():
                made[name] = [build(member) for member in sorted(members, key=subject_key)]
            return made

        for node in sorted(nodes, key=subject_key):
            if node not in holder:
                yield build(node)

    def _node(self, subject: Term, facts: Node) -> dict[str, Any]:
        node: dict[str, Any] = {"id": self.iri(subject[1:-1])}
        for predicate, values in facts.items():
            self.count += len(values)
            if predicate == TYPE:
                node["type"] = [self._compact(value[1:-1]) for value in values]
                continue
            key, datatype, by_language = self._terms.get(predicate[1:-1], ("", "", False))
            name = key or self._compact(predicate[1:-1])
            if by_language and all(not value.startswith("<") and "^^<" not in value[-200:] for value in values):
                node[name] = _languages(values)
            elif by_language:
                node[self._compact(predicate[1:-1])] = [self._value(value, "") for value in values]
            else:
                found = [self._value(value, datatype) for value in values]
                node[name] = found[0] if len(found) == 1 else found
        return node

    def _value(self, term: Term, expected: str) -> Any:
        if term.startswith("<"):
            name = self.iri(term[1:-1])
            return name if expected == "@id" else {"id": name}
        text, language, datatype = _parts(term)
        if language:
            return {"@value": text, "@language": language}
        if datatype == f"{XSD}integer" and not expected and _NUMERAL.fullmatch(text):
            return int(text)
        if datatype == expected:
            return text
        return {"@value": text, "@type": self._compact(datatype or f"{XSD}string")}

    def iri(self, iri: str) -> str:
        """An IRI, relative to the base where it lies below it."""
        rest = iri.removeprefix(self._base)
        return rest if rest != iri and _RELATIVE.fullmatch(rest) else iri

    def _compact(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefixes.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and not iri[cut:].startswith("//") else iri


def _languages(values: Sequence[Term]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for value in values:
        text, language, _ = _parts(value)
        found.setdefault(language or "@none", []).append(text)
    return {key: texts[0] if len(texts) == 1 else texts for key, texts in sorted(found.items())}


def _parts(term: Term) -> tuple[str, str, str]:
    match = _QUOTED.fullmatch(term)
    if match is None:
        raise ValueError(f"{term} is no literal of N-Triples")
    inside, language, datatype = match.groups()
    return unescape(inside), language or "", datatype or ""
