"""The shapes: SHACL read from Turtle, with what the report says of each (messages, remedy) and our own annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import DataError
from kg.graph.iris import ONTOLOGY
from kg.graph.terms import TYPE, Term, Triple, value_of
from kg.graph.validate.index import SUBCLASS, Index
from kg.graph.vocabulary import parse_turtle
from kg.resources import folder

SH: Final = "http://www.w3.org/ns/shacl#"
NODE_SHAPE, PROPERTY_SHAPE = f"<{SH}NodeShape>", f"<{SH}PropertyShape>"
PATH, PROPERTY, MESSAGE, SEVERITY = f"<{SH}path>", f"<{SH}property>", f"<{SH}message>", f"<{SH}severity>"
TARGET_CLASS, TARGET_NODE = f"<{SH}targetClass>", f"<{SH}targetNode>"
TARGET_SUBJECTS, TARGET_OBJECTS = f"<{SH}targetSubjectsOf>", f"<{SH}targetObjectsOf>"
TARGETS: Final = (TARGET_CLASS, TARGET_NODE, TARGET_SUBJECTS, TARGET_OBJECTS)
DEACTIVATED: Final = f"<{SH}deactivated>"
VIOLATION: Final = f"<{SH}Violation>"
REQUIRES_FOCUS, REMEDY, CHARACTERS = (f"<{ONTOLOGY}{name}>" for name in ("requiresFocus", "remedy", "characters"))
CHARACTER_CHECKS: Final = ("context", "inside", "length", "slice")
# What the report and the checks of characters read.
READ: Final = (
    *(f"<{ONTOLOGY}{name}>" for name in ("inDocument", "inSentence", "mention", "text", "begin", "end")),
    *(f"<http://www.w3.org/ns/oa#{name}>" for name in ("exact", "prefix", "suffix")),
    "<http://www.w3.org/ns/prov#wasDerivedFrom>",
)
_CLASS: Final = "<http://www.w3.org/2000/01/rdf-schema#Class>"
_TRUE: Final = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


@dataclass(frozen=True)
class Shapes:
    """Shapes as triples and by predicate; `place` is the file they came from."""

    triples: tuple[Triple, ...]
    index: Index
    place: str

    def messages(self, shape: Term) -> Mapping[str, str]:
        """The messages of a shape by language; an untagged one stands under the empty string."""
        found = {}
        for message in self.index.values(shape, MESSAGE):
            tag = message[message.rindex('"') + 1 :]
            found[tag[1:] if tag.startswith("@") else ""] = value_of(message)
        return found

    def remedy(self, shape: Term) -> str:
        """What to do about a result of the shape; empty where the shape does not say."""
        remedy = self.index.value(shape, REMEDY)
        return value_of(remedy) if remedy else ""

    def severity(self, shape: Term) -> Term:
        """The severity of a shape's results; sh:Violation where it does not say (SHACL, section 2.1.4)."""
        return self.index.value(shape, SEVERITY) or VIOLATION

    def active(self, shape: Term) -> bool:
        """Whether the shape is not deactivated."""
        return _TRUE not in self.index.values(shape, DEACTIVATED)

    def targets(self, shape: Term, data: Index) -> set[Term]:
        """The focus nodes of a shape in `data` (SHACL, section 2.1.3, implicit class targets too)."""
        index, found = self.index, set[Term]()
        for kind in index.values(shape, TARGET_CLASS):
            found |= data.typed(kind)
        if _CLASS in index.values(shape, TYPE):
            found |= data.typed(shape)
        found.update(index.values(shape, TARGET_NODE))
        for predicate in index.values(shape, TARGET_SUBJECTS):
            found.update(data.subjects(predicate))
        for predicate in index.values(shape, TARGET_OBJECTS):
            found.update(data.objects(predicate))
        return found

    def predicates(self) -> frozenset[Term]:
        """The predicates of data that SHACL Core shapes can look at, and those that the report reads."""
        iris = {term for triple in self.triples for term in triple if term.startswith("<")}
        return frozenset((*iris, TYPE, SUBCLASS, *READ))

    def targeting(self) -> list[Term]:
        """The shapes that name a target, sorted."""
        index = self.index
        found = {shape for predicate in TARGETS for shape in index.forward(predicate)}
        classes = index.backward(TYPE).get(_CLASS, ())
        shapes = {*index.backward(TYPE).get(NODE_SHAPE, ()), *index.backward(TYPE).get(PROPERTY_SHAPE, ())}
        return sorted(found | shapes.intersection(classes))


def load_shapes(path: Path | None = None) -> Shapes:
    """The shapes of a Turtle file; without one those of the package.

    Raises:
        DataError: the file cannot be read, is no Turtle, or its shapes are broken.
    """
    source = path or folder("ontology") / "shapes.ttl"
    try:
        data = source.read_bytes()
    except OSError as error:
        raise DataError(str(source), error.strerror or str(error), "a Turtle file of SHACL shapes") from error
    triples = tuple(parse_turtle(data, str(source)))
    shapes = Shapes(triples, Index(triples), str(source))
    _check(shapes)
    return shapes


def _check(shapes: Shapes) -> None:
    """DataError for what every engine would stumble over, or would pass over in silence."""
    index, place = shapes.index, shapes.place
    if not shapes.targeting():
        raise DataError(place, "no shape with a target", "at least one", "give a shape sh:targetClass")
    for shape, properties in sorted(index.forward(PROPERTY).items()):
        for one in sorted(properties):
            if not index.values(one, PATH):
                raise DataError(place, f"{_short(one)} in {_short(shape)} without sh:path", "a property shape")
    for shape, paths in sorted(index.forward(PATH).items()):
        if len(paths) > 1:
            raise DataError(place, f"{len(paths)} paths in {_short(shape)}", "one sh:path")
    for shape, names in sorted(index.forward(CHARACTERS).items()):
        for name in names:
            if value_of(name) not in CHARACTER_CHECKS:
                found = f"kg:characters {name} in {_short(shape)}"
                raise DataError(place, found, f"one of {', '.join(CHARACTER_CHECKS)}")


def _short(term: Term) -> str:
    return "a shape without an IRI" if term.startswith("_:") else term
