"""GraphML 1.0 for network tools: documents, sentences, findings and what they name as nodes, properties as edges.

The statements of the documents' graphs and of what they share; not the ontology (its concepts are nodes with their
labels) and not what was inferred. Texts and numbers are attributes of their node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.errors import GraphError
from kg.export.observations import concept_labels
from kg.export.records import Sink
from kg.export.view import View
from kg.graph.files import prefixes
from kg.graph.iris import CONCEPTS
from kg.graph.terms import TYPE, XSD, Term, Triple, value_of
from kg.graph.turtle import Names, subject_key

_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_KEPT: Final = {"\r": "&#13;"}
_TYPES: Final = {f"^^<{XSD}integer>": "long", f"^^<{XSD}decimal>": "double", f"^^<{XSD}boolean>": "boolean"}
_JOINT: Final = " | "
_START: Final = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_LABEL: Final = "label"
_KIND: Final = "type"

Attributes = dict[str, list[Term]]


def write(view: View, sink: Sink) -> None:
    """The network; nodes by IRI, edges by their ends.

    Raises:
        GraphError: a text holds a character that XML cannot.
    """
    names = Names(prefixes(view.base))
    nodes, edges = _network(view, names)
    keys = _keys(nodes)
    sink.stream.write(_START.encode())
    for name, (key, kind) in keys.items():
        sink.stream.write(f'  <key id="{key}" for="node" attr.name={quoteattr(name)} attr.type="{kind}"/>\n'.encode())
    sink.stream.write(b'  <key id="property" for="edge" attr.name="property" attr.type="string"/>\n')
    sink.stream.write(b'  <graph edgedefault="directed">\n')
    for node in sorted(nodes, key=subject_key):
        sink.stream.write("".join(_node(node, nodes[node], keys)).encode())
    for source, name, target in edges:
        ends = f"source={quoteattr(source[1:-1])} target={quoteattr(target[1:-1])}"
        sink.stream.write(f'    <edge {ends}><data key="property">{escape(name)}</data></edge>\n'.encode())
    sink.stream.write(b"  </graph>\n</graphml>\n")
    sink.count, sink.unit = len(nodes) + len(edges), "nodes and edges"
    lost = "named graphs, languages and datatypes"
    sink.notes.append(f"graphml keeps no {lost}, and joins several values of an attribute by {_JOINT!r}")


def _network(view: View, names: Names) -> tuple[dict[Term, Attributes], list[tuple[Term, str, Term]]]:
    nodes: dict[Term, Attributes] = {}
    edges: set[tuple[Term, str, Term]] = set()
    for subject, predicate, value in _triples(view):
        attributes = nodes.setdefault(subject, {})
        if predicate == TYPE:
            attributes.setdefault(_KIND, []).append(f'"{names[value]}"')
        elif value.startswith("<"):
            edges.add((subject, names[predicate], value))
            nodes.setdefault(value, {})
        else:
            name = names[predicate]
            attributes.setdefault(_LABEL if name == "rdfs:label" else name, []).append(value)
    for name, labels in concept_labels(view).items():
        node = f"<{CONCEPTS}{name}>"
        if node in nodes:
            english = [label for label in labels if label.endswith("@en")] or list(labels[:1])
            nodes[node][_LABEL] = english
    order = sorted(edges, key=lambda edge: (subject_key(edge[0]), edge[1], subject_key(edge[2])))
    return nodes, order


def _triples(view: View) -> Iterator[Triple]:
    for part in view.documents():
        yield from part.triples
    for node, facts in view.shared_nodes().items():
        for predicate, values in facts.items():
            yield from ((node, predicate, value) for value in values)


def _keys(nodes: Mapping[Term, Attributes]) -> dict[str, tuple[str, str]]:
    """The attributes with their keys and types; a type other than string where all values have it and stand alone."""
    kinds: dict[str, set[str]] = {}
    for attributes in nodes.values():
        for name, values in attributes.items():
            kinds.setdefault(name, set()).add(_type(values))
    return {
        name: (f"d{at}", next(iter(kinds[name])) if len(kinds[name]) == 1 else "string")
        for at, name in enumerate(sorted(kinds))
    }


def _type(values: Sequence[Term]) -> str:
    found = {kind for value in values for tail, kind in _TYPES.items() if value.endswith(tail)}
    return found.pop() if len(values) == 1 and found else "string"


def _node(node: Term, attributes: Attributes, keys: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    yield f"    <node id={quoteattr(node[1:-1])}>"
    for name in sorted(attributes):
        text = _JOINT.join(value_of(value) for value in sorted(attributes[name]))
        if wrong := _IMPOSSIBLE.search(text):
            found = f"U+{ord(wrong[0]):04X} in {text[:40]!r}"
            raise GraphError("graphml", found, "characters that XML can hold", "export jsonld instead")
        yield f'<data key="{keys[name][0]}">{escape(text, _KEPT)}</data>'
    yield "</node>\n"
