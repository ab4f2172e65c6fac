"""JSON-stat 2.0 of the measurements: a collection of datasets, one a measure, unit and kind of change.

Values of one dataset can be compared. They stand in an object by their place in row-major order, since most cells of
such a cube are empty; readers that unroll it need room for the product of `size`. `status` holds the bound of a value
that is not exact. `extension` leads from each value to its sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from math import prod
from typing import Any, Final

from kg.errors import GraphError
from kg.export.observations import DIMENSIONS, STATEMENT, Code, Observation, Table, table
from kg.export.records import Sink
from kg.export.view import View
from kg.extract.guide import number
from kg.graph.terms import value_of

_APART: Final = ("measure", "unit", "change", "per")  # what makes datasets of their own
_WITHIN: Final = tuple(at for at, dimension in enumerate(DIMENSIONS) if dimension.name not in _APART)
_EXACT: Final = 2**53  # whole numbers that every reader of JSON keeps exact


def write(view: View, sink: Sink) -> None:
    """The collection.

    Raises:
        GraphError: a dataset has more cells than JSON's numbers can count.
    """
    found = table(view)
    ordered = sorted(found.observations, key=lambda each: (_apart(each), each.codes, each.statement))
    groups = [(key, list(group)) for key, group in groupby(ordered, key=_apart)]
    collection = {
        "version": "2.0",
        "class": "collection",
        "label": "Figures about how people reach organizations",
        "extension": {"graph": view.build_hash, "license": "https://creativecommons.org/licenses/by/4.0/"},
        "link": {"item": [_dataset(found, key, group) for key, group in groups]},
    }
    sink.stream.write((json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode())
    sink.count, sink.unit = len(found.observations), "values"
    sink.notes += found.notes("jsonstat")


def _apart(observation: Observation) -> tuple[str, ...]:
    return tuple(
        code for code, dimension in zip(observation.codes, DIMENSIONS, strict=True) if dimension.name in _APART
    )


def _dataset(found: Table, key: tuple[str, ...], group: Sequence[Observation]) -> dict[str, Any]:
    names = [dimension.name for dimension in DIMENSIONS if dimension.name in _APART]
    said = [_label(found.codes[name][code]) for name, code in zip(names, key, strict=True)]
    ids = [*(DIMENSIONS[at].name for at in _WITHIN), STATEMENT]
    categories = [sorted({each.codes[at] for each in group}) for at in _WITHIN]
    categories.append([str(at) for at in range(1, max(each.statement for each in group) + 1)])
    size = [len(codes) for codes in categories]
    if prod(size) > _EXACT:
        mend = "export a part, by document, organization or channel"
        raise GraphError("jsonstat", f"{prod(size)} cells of {', '.join(said)}", f"at most {_EXACT}", mend)
    places = {_place(each, categories, size): each for each in group}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": ", ".join(text for text, code in zip(said, key, strict=True) if code != "not_applicable"),
        "id": ids,
        "size": size,
        "role": {"time": ["period"]},
        "dimension": {name: _dimension(found, name, codes) for name, codes in zip(ids, categories, strict=True)},
        "value": {str(place): number(each.figure.value) for place, each in sorted(places.items())},
        "status": {
            str(place): each.figure.bound
            for place, each in sorted(places.items())
            if each.figure.bound not in (None, "exact")
        },
        "extension": {
            **dict(zip(names, key, strict=True)),
            "upper": {
                str(place): number(each.figure.upper)
                for place, each in sorted(places.items())
                if each.figure.upper is not None
            },
            "finding": {str(place): each.figure.iri for place, each in sorted(places.items())},
            "sentence": {str(place): each.figure.sentence for place, each in sorted(places.items())},
        },
    }


def _place(observation: Observation, categories: Sequence[Sequence[str]], size: Sequence[int]) -> int:
    """Where a value stands in row-major order: the last dimension varies fastest."""
    at = 0
    codes = [*(observation.codes[place] for place in _WITHIN), str(observation.statement)]
    for code, known, width in zip(codes, categories, size, strict=True):
        at = at * width + known.index(code)
    return at


def _dimension(found: Table, name: str, codes: Iterable[str]) -> dict[str, Any]:
    if name == STATEMENT:
        labels = {code: code for code in codes}
        return {"label": "statement", "category": {"index": list(labels), "label": labels}}
    label = next(dimension.label for dimension in DIMENSIONS if dimension.name == name)
    return {
        "label": label,
        "category": {"index": list(codes), "label": {code: _label(found.codes[name][code]) for code in codes}},
    }


def _label(code: Code) -> str:
    """A code's English label, else its first, else its name."""
    for label in code.labels:
        if label.endswith("@en"):
            return value_of(label)
    return value_of(code.labels[0]) if code.labels else code.name
