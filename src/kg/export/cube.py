"""RDF Data Cube (W3C Recommendation of 2014) in Turtle: structure, code lists, observations, slices.

Well-formed by all 21 integrity constraints (section 11.1): every dimension has a code on every observation. Each
observation leads to the finding and the sentence that it restates. There is a slice for each measure and unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.export.observations import DIMENSIONS, NOT_APPLICABLE, NOT_STATED, Code, Observation, Table, local, table
from kg.export.records import Sink
from kg.export.view import View
from kg.graph.files import prefixes
from kg.graph.iris import CONCEPTS, ONTOLOGY
from kg.graph.terms import RDF, TYPE, XSD, Term, Triple, decimal, integer, iri, string, typed
from kg.graph.turtle import turtle

_QB: Final = "http://purl.org/linked-data/cube#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_PERIOD: Final = "http://purl.org/linked-data/sdmx/2009/dimension#refPeriod"
_DERIVED: Final = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_REASONS: Final = {
    NOT_STATED: "The text does not say it.",
    NOT_APPLICABLE: "Such a figure has none: a level no kind of change, a number that is no rate no time.",
}
_ATTRIBUTES: Final = (
    ("bound", "how the printed figure limits the value", f"{_SKOS}Concept"),
    ("upper", "upper value of a range", f"{XSD}decimal"),
    ("confidence", "chance that all is right", f"{XSD}decimal"),
    ("finding", "the finding that the observation restates", f"{ONTOLOGY}Finding"),
)
_SLICED: Final = ("measure", "unit")


def write(view: View, sink: Sink) -> None:
    """The cube of the measurements that have a value."""
    found = table(view)
    cube = _Cube(f"{view.base.iri}cube/", found)
    known = {**prefixes(view.base), "cube": cube.base}
    known |= {f"code-{dimension.name}": f"{cube.base}code/{dimension.name}/" for dimension in DIMENSIONS}
    sink.stream.write(turtle(set(cube.triples()), known).encode())
    sink.count, sink.unit = len(found.observations), "observations"
    sink.notes += found.notes("cube")


class _Cube:
    def __init__(self, base: str, found: Table) -> None:
        self.base, self._table = base, found

    def triples(self) -> Iterator[Triple]:
        """The whole cube."""
        yield from self._dataset()
        yield from self._structure()
        for dimension in DIMENSIONS:
            for code in self._table.codes[dimension.name].values():
                yield from self._code(dimension.name, code)
        for bound in sorted({observation.figure.bound or "exact" for observation in self._table.observations}):
            node = iri(f"{CONCEPTS}bound/{bound}")
            yield from ((node, TYPE, f"<{_SKOS}Concept>"), (node, f"<{_SKOS}inScheme>", self._node("code/bound")))
        for observation in self._table.observations:
            yield from self._observation(observation)
        yield from self._slices()

    def _node(self, name: str) -> Term:
        return iri(self.base + name)

    def _property(self, name: str) -> Term:
        return self._node(f"property-{name}")

    def _dataset(self) -> Iterator[Triple]:
        node = self._node("dataset")
        yield node, TYPE, f"<{_QB}DataSet>"
        yield node, f"<{_QB}structure>", self._node("structure")
        yield node, f"<{_RDFS}label>", string("Figures about how people reach organizations", "en")
        yield node, f"<{_DCTERMS}license>", iri(_LICENCE)

    def _structure(self) -> Iterator[Triple]:
        structure = self._node("structure")
        yield structure, TYPE, f"<{_QB}DataStructureDefinition>"
        yield structure, f"<{_RDFS}label>", string("Dimensions, measure and attributes of the figures", "en")
        yield structure, f"<{_QB}sliceKey>", self._node("slice-key")
        for order, dimension in enumerate(DIMENSIONS, 1):
            yield from self._component(dimension.name, "dimension", order)
            yield from self._coded(dimension.name, "Dimension", dimension.label)
            if dimension.name == "period":
                yield self._property("period"), f"<{_RDFS}subPropertyOf>", iri(_PERIOD)
        yield from self._component("statement", "dimension", len(DIMENSIONS) + 1)
        label = "number of the statement among those with all codes alike"
        yield from self._declared("statement", "Dimension", label, f"{XSD}integer")
        yield from self._component("value", "measure", len(DIMENSIONS) + 2)
        yield from self._declared("value", "Measure", "value", f"{XSD}decimal")
        for order, (name, label, kind) in enumerate(_ATTRIBUTES, len(DIMENSIONS) + 3):
            yield from self._component(name, "attribute", order)
            required = "true" if name in ("bound", "finding") else "false"
            component = self._node(f"component-{name}")
            yield component, f"<{_QB}componentRequired>", typed(required, "boolean")
            if name == "bound":
                yield from self._coded(name, "Attribute", label)
            else:
                yield from self._declared(name, "Attribute", label, kind)
        yield from self._slice_key()

    def _component(self, name: str, role: str, order: int) -> Iterator[Triple]:
        node = self._node(f"component-{name}")
        yield self._node("structure"), f"<{_QB}component>", node
        yield node, TYPE, f"<{_QB}ComponentSpecification>"
        yield node, f"<{_QB}{role}>", self._property(name)
        yield node, f"<{_QB}order>", integer(order)

    def _declared(self, name: str, role: str, label: str, kind: str) -> Iterator[Triple]:
        node = self._property(name)
        yield node, TYPE, f"<{RDF}Property>"
        yield node, TYPE, f"<{_QB}{role}Property>"
        yield node, f"<{_RDFS}label>", string(label, "en")
        yield node, f"<{_RDFS}range>", iri(kind)

    def _coded(self, name: str, role: str, label: str) -> Iterator[Triple]:
        scheme = self._node(f"code/{name}")
        yield from self._declared(name, role, label, f"{_SKOS}Concept")
        yield self._property(name), TYPE, f"<{_QB}CodedProperty>"
        yield self._property(name), f"<{_QB}codeList>", scheme
        yield scheme, TYPE, f"<{_SKOS}ConceptScheme>"
        yield scheme, f"<{_SKOS}prefLabel>", string(label, "en")

    def _code_node(self, dimension: str, code: Code) -> Term:
        if code.concept and code.name not in _REASONS:
            return iri(code.concept)
        return self._node(f"code/{dimension}/{local(code.name)}")

    def _code(self, dimension: str, code: Code) -> Iterator[Triple]:
        node = self._code_node(dimension, code)
        yield node, TYPE, f"<{_SKOS}Concept>"
        yield node, f"<{_SKOS}inScheme>", self._node(f"code/{dimension}")
        yield from ((node, f"<{_SKOS}prefLabel>", label) for label in code.labels)
        yield node, f"<{_SKOS}notation>", string(code.name)
        if code.name in _REASONS:
            yield node, f"<{ONTOLOGY}missingReason>", iri(code.concept)
            yield node, f"<{_SKOS}definition>", string(_REASONS[code.name], "en")
        if code.thing:
            yield node, f"<{_FOAF}focus>", iri(code.thing)
        yield from ((node, f"<{_DCTERMS}hasPart>", iri(part)) for part in code.parts)

    def _observation_node(self, observation: Observation) -> Term:
        _, _, place = observation.figure.iri.partition("/document/")
        return self._node(f"observation/{place}")

    def _observation(self, observation: Observation) -> Iterator[Triple]:
        node, figure = self._observation_node(observation), observation.figure
        yield node, TYPE, f"<{_QB}Observation>"
        yield node, f"<{_QB}dataSet>", self._node("dataset")
        for dimension, code in zip(DIMENSIONS, observation.codes, strict=True):
            known = self._table.codes[dimension.name][code]
            yield node, self._property(dimension.name), self._code_node(dimension.name, known)
        yield node, self._property("statement"), integer(observation.statement)
        if figure.value is not None:
            yield node, self._property("value"), decimal(figure.value)
        yield node, self._property("bound"), iri(f"{CONCEPTS}bound/{figure.bound or 'exact'}")
        if figure.upper is not None:
            yield node, self._property("upper"), decimal(figure.upper)
        if figure.confidence is not None:
            yield node, self._property("confidence"), decimal(figure.confidence)
        yield node, self._property("finding"), iri(figure.iri)
        yield node, _DERIVED, iri(figure.sentence_iri)

    def _slice_key(self) -> Iterator[Triple]:
        key = self._node("slice-key")
        yield key, TYPE, f"<{_QB}SliceKey>"
        yield key, f"<{_RDFS}label>", string("figures of one measure in one unit", "en")
        for name in _SLICED:
            yield key, f"<{_QB}componentProperty>", self._property(name)

    def _slices(self) -> Iterator[Triple]:
        places = [next(at for at, dimension in enumerate(DIMENSIONS) if dimension.name == name) for name in _SLICED]
        for observation in self._table.observations:
            codes = [observation.codes[place] for place in places]
            node = self._node(f"slice/{'/'.join(map(local, codes))}")
            yield node, TYPE, f"<{_QB}Slice>"
            yield node, f"<{_QB}sliceStructure>", self._node("slice-key")
            for name, code in zip(_SLICED, codes, strict=True):
                yield node, self._property(name), self._code_node(name, self._table.codes[name][code])
            yield self._node("dataset"), f"<{_QB}slice>", node
            yield node, f"<{_QB}observation>", self._observation_node(observation)
