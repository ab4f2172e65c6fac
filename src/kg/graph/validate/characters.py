"""Characters against offsets: what SHACL Core cannot compare. Shapes name these checks with kg:characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kg.graph.iris import ONTOLOGY
from kg.graph.terms import Term, value_of
from kg.graph.validate.index import Index
from kg.graph.validate.records import Raw
from kg.graph.validate.shapes import CHARACTERS, Shapes

COMPONENT: Final = f"<{ONTOLOGY}CharactersConstraintComponent>"
BEGIN, END, TEXT, IN_SENTENCE = (f"<{ONTOLOGY}{name}>" for name in ("begin", "end", "text", "inSentence"))
EXACT, PREFIX, SUFFIX = (f"<http://www.w3.org/ns/oa#{name}>" for name in ("exact", "prefix", "suffix"))


def check_characters(shapes: Shapes, data: Index) -> Iterator[Raw]:
    """The results of the shapes that name a check of characters.

    What a check needs and does not find (an offset, a sentence) is for other shapes to report.
    """
    for shape in sorted(shapes.index.forward(CHARACTERS)):
        if not shapes.active(shape):
            continue
        for name in shapes.index.values(shape, CHARACTERS):
            check = CHECKS[value_of(name)]
            for focus in shapes.targets(shape, data):
                for value in check(focus, data):
                    yield Raw(shapes.severity(shape), shape, COMPONENT, focus, value)


def _inside(mention: Term, data: Index) -> Iterator[Term | None]:
    """The mention begins or ends outside its sentence."""
    begin, end = _number(mention, BEGIN, data), _number(mention, END, data)
    for sentence in data.values(mention, IN_SENTENCE):
        first, last = _number(sentence, BEGIN, data), _number(sentence, END, data)
        if None not in (begin, end, first, last) and not first <= begin <= end <= last:  # type: ignore[operator]
            yield sentence


def _slice(mention: Term, data: Index) -> Iterator[Term | None]:
    """The quote of the mention differs from the characters of its sentence at its offsets."""
    begin, end = _number(mention, BEGIN, data), _number(mention, END, data)
    for text, first in _sentences(mention, data):
        if begin is None or end is None or not first <= begin < end <= first + len(text):
            continue
        for exact in data.values(mention, EXACT):
            if value_of(exact) != text[begin - first : end - first]:
                yield exact


def _context(mention: Term, data: Index) -> Iterator[Term | None]:
    """The prefix or suffix of the mention differs from the characters of its sentence around it."""
    begin, end = _number(mention, BEGIN, data), _number(mention, END, data)
    for text, first in _sentences(mention, data):
        if begin is None or end is None or not first <= begin < end <= first + len(text):
            continue
        before, after = text[: begin - first], text[end - first :]
        for prefix in data.values(mention, PREFIX):
            if not before.endswith(value_of(prefix)):
                yield prefix
        for suffix in data.values(mention, SUFFIX):
            if not after.startswith(value_of(suffix)):
                yield suffix


def _length(sentence: Term, data: Index) -> Iterator[Term | None]:
    """The text of the sentence is longer or shorter than its offsets say."""
    begin, end = _number(sentence, BEGIN, data), _number(sentence, END, data)
    for text in data.values(sentence, TEXT):
        if begin is not None and end is not None and begin < end and len(value_of(text)) != end - begin:
            yield text


def _sentences(mention: Term, data: Index) -> Iterator[tuple[str, int]]:
    for sentence in data.values(mention, IN_SENTENCE):
        first = _number(sentence, BEGIN, data)
        if first is not None:
            yield from ((value_of(text), first) for text in data.values(sentence, TEXT))


def _number(node: Term, predicate: Term, data: Index) -> int | None:
    """The offset, where there is exactly one and it is a whole number."""
    values = data.values(node, predicate)
    if len(values) != 1:
        return None
    try:
        return int(value_of(values[0]))
    except ValueError:
        return None


CHECKS: Final[dict[str, Callable[[Term, Index], Iterator[Term | None]]]] = {
    "context": _context,
    "inside": _inside,
    "length": _length,
    "slice": _slice,
}
