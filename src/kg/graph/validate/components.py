"""The constraint components of SHACL Core (https://www.w3.org/TR/shacl/, section 4), one function each.

A maker takes the parameter, the shape, the shapes and the data, and gives a check: the values that are wrong at a focus
node; None stands for a result without a value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from kg.graph.terms import RDF, XSD, Term, value_of
from kg.graph.validate.index import Index
from kg.graph.validate.literals import compare, datatype, is_legal, is_literal, language
from kg.graph.validate.shapes import DEACTIVATED, MESSAGE, SEVERITY, SH

Bad = Iterable[Term | None]
Check = Callable[[Term, Sequence[Term]], Bad]
Maker = Callable[[Term, Term, Index, Index], Check]
_TYPE: Final = f"<{RDF}type>"
_TRUE: Final = (f'"true"^^<{XSD}boolean>', f'"1"^^<{XSD}boolean>')
_FLAGS, _IGNORED_PROPERTIES, _PATH, _PROPERTY = (
    f"<{SH}{name}>" for name in ("flags", "ignoredProperties", "path", "property")
)
# Properties of shapes that check nothing, and those of reports.
IGNORED: Final = (
    MESSAGE,
    SEVERITY,
    DEACTIVATED,
    _FLAGS,
    _IGNORED_PROPERTIES,
    *(
        f"<{SH}{name}>"
        for name in """
        name description order group defaultValue declare prefix namespace suggestedShapesGraph shapesGraph
        conforms result detail focusNode resultPath resultSeverity resultMessage sourceShape
        sourceConstraintComponent value
        """.split()
    ),
)


def _number(parameter: Term) -> int:
    return int(value_of(parameter))


def _minimum_count(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    least = _number(parameter)
    return lambda focus, values: (None,) if len(values) < least else ()


def _maximum_count(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    most = _number(parameter)
    return lambda focus, values: (None,) if len(values) > most else ()


def _class(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    instances = data.instances(parameter)
    return lambda focus, values: [value for value in values if value not in instances]


def _datatype(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    wanted = parameter[1:-1]

    def check(focus: Term, values: Sequence[Term]) -> Bad:
        return [v for v in values if not (is_literal(v) and datatype(v) == wanted and is_legal(v))]

    return check


def _node_kind(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    wanted = parameter[len(SH) + 1 : -1]
    marks = tuple(m for name, m in (("IRI", "<"), ("BlankNode", "_"), ("Literal", '"')) if name in wanted)
    return lambda focus, values: [value for value in values if not value.startswith(marks)]


def _ordered(right: Callable[[int], bool]) -> Maker:
    def make(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
        known: dict[Term, bool] = {}

        def fits(value: Term) -> bool:
            found = known.get(value)
            if found is None:
                order = compare(value, parameter)
                found = known[value] = order is not None and right(order)
            return found

        return lambda focus, values: [value for value in values if not fits(value)]

    return make


def _text(value: Term) -> str | None:
    return None if value.startswith("_:") else value_of(value)


def _length(right: Callable[[int, int], bool]) -> Maker:
    def make(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
        limit = _number(parameter)

        def fits(value: Term) -> bool:
            text = _text(value)
            return text is not None and right(len(text), limit)

        return lambda focus, values: [value for value in values if not fits(value)]

    return make


def _pattern(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    names = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
    flags = 0
    for letter in value_of(shapes.value(shape, _FLAGS) or '""'):
        flags |= names.get(letter, 0)
    search = re.compile(value_of(parameter), flags).search

    def fits(value: Term) -> bool:
        text = _text(value)
        return text is not None and search(text) is not None

    return lambda focus, values: [value for value in values if not fits(value)]


def _language_in(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    ranges = [value_of(member).lower() for member in shapes.members(parameter)]

    def fits(value: Term) -> bool:
        tag = language(value)
        return bool(tag) and any(tag == one or tag.startswith(f"{one}-") for one in ranges)

    return lambda focus, values: [value for value in values if not fits(value)]


def _unique_language(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    if parameter != _TRUE[0]:  # SHACL, section 4.4.5: the term true, not "1"^^xsd:boolean
        return lambda focus, values: ()

    def check(focus: Term, values: Sequence[Term]) -> Bad:
        tags = Counter(tag for tag in map(language, values) if tag)
        return [None for count in tags.values() if count > 1]

    return check


def _equals(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    forward = data.forward(parameter)

    def check(focus: Term, values: Sequence[Term]) -> Bad:
        others = forward.get(focus, ())
        return () if len(values) == 1 and others == list(values) else set(values) ^ set(others)

    return check


def _disjoint(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    forward = data.forward(parameter)
    return lambda focus, values: set(values) & set(forward.get(focus, ()))


def _before(right: Callable[[int], bool]) -> Maker:
    def make(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
        forward = data.forward(parameter)

        def check(focus: Term, values: Sequence[Term]) -> Bad:
            for value in values:
                for other in forward.get(focus, ()):
                    order = compare(value, other)
                    if order is None or not right(order):
                        yield value

        return check

    return make


def _has_value(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    return lambda focus, values: () if parameter in values else (None,)


def _in(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    allowed = frozenset(shapes.members(parameter))
    return lambda focus, values: [value for value in values if value not in allowed]


def _closed(parameter: Term, shape: Term, shapes: Index, data: Index) -> Check:
    if parameter not in _TRUE:
        return lambda focus, values: ()
    allowed = {path for one in shapes.values(shape, _PROPERTY) for path in shapes.values(one, _PATH)}
    for head in shapes.values(shape, _IGNORED_PROPERTIES):
        allowed.update(shapes.members(head))

    def check(focus: Term, values: Sequence[Term]) -> Bad:
        return [other for value in values for predicate, other in data.about(value) if predicate not in allowed]

    return check


COMPONENTS: Final[dict[Term, tuple[str, Maker]]] = {
    f"<{SH}{parameter}>": (name, make)
    for parameter, name, make in (
        ("minCount", "MinCount", _minimum_count),
        ("maxCount", "MaxCount", _maximum_count),
        ("class", "Class", _class),
        ("datatype", "Datatype", _datatype),
        ("nodeKind", "NodeKind", _node_kind),
        ("minInclusive", "MinInclusive", _ordered(lambda order: order >= 0)),
        ("maxInclusive", "MaxInclusive", _ordered(lambda order: order <= 0)),
        ("minExclusive", "MinExclusive", _ordered(lambda order: order > 0)),
        ("maxExclusive", "MaxExclusive", _ordered(lambda order: order < 0)),
        ("minLength", "MinLength", _length(lambda length, limit: length >= limit)),
        ("maxLength", "MaxLength", _length(lambda length, limit: length <= limit)),
        ("pattern", "Pattern", _pattern),
        ("languageIn", "LanguageIn", _language_in),
        ("uniqueLang", "UniqueLang", _unique_language),
        ("equals", "Equals", _equals),
        ("disjoint", "Disjoint", _disjoint),
        ("lessThan", "LessThan", _before(lambda order: order < 0)),
        ("lessThanOrEquals", "LessThanOrEquals", _before(lambda order: order <= 0)),
        ("hasValue", "HasValue", _has_value),
        ("in", "In", _in),
        ("closed", "Closed", _closed),
    )
}
