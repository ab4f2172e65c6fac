"""The numbers of a text as a check compares them: each with its place, its value and unit, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.extract import extract
from kg.language import LANGUAGES, blocks, identify, quantities
from kg.model import Measurement, Quantity, Span
from kg.sources import document_of

_DIGITS: Final = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_FALLBACK: Final = "en"
# Properties of a measurement that contradict another's only where words of its own sentence gave them
_STATED: Final = ("measure", "channels", "country", "organization")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text. `unit` is a code of the graph; None where the number was not read as a figure of a unit.

    `aspects` holds what the text itself says that the number is about: `change`, and those of measure, channels,
    country and organization for which it has words.
    """

    begin: int
    end: int
    quote: str
    value: Decimal | None
    upper: Decimal | None
    unit: str | None
    bound: str
    aspects: dict[str, object]


def numbers(text: str, language: str | None = None) -> list[Number]:
    """All numbers of a text in their order: the quantities in its language, and digits that are part of none."""
    found = list(_quantities(text, language))
    known = _read(text)
    figures = [_figure(text, begin, each, known.get((begin, begin + each.end - each.begin))) for begin, each in found]
    covered = [Span(each.begin, each.end) for each in figures]
    for match in _DIGITS.finditer(text):
        if not any(span.begin < match.end() and match.start() < span.end for span in covered):
            figures.append(Number(match.start(), match.end(), match[0], _value(match[0]), None, None, "exact", {}))
    return sorted(figures, key=lambda each: (each.begin, each.end))


def _quantities(text: str, language: str | None) -> Iterator[tuple[int, Quantity]]:
    whole = identify(text)
    for block in blocks(text):
        code = next((each for each in (language, block.language, whole) if each in LANGUAGES), _FALLBACK)
        for quantity in quantities(text[block.begin : block.end], code):
            yield block.begin + quantity.begin, quantity


def _read(text: str) -> dict[tuple[int, int], Measurement]:
    """What the text was read to state, by place."""
    found = extract(document_of(text, "text"))
    return {(each.begin, each.end): each for each in found.measurements} if found.document.text == text else {}


def _figure(text: str, begin: int, quantity: Quantity, read: Measurement | None) -> Number:
    end = begin + quantity.end - quantity.begin
    aspects: dict[str, object] = {"change": quantity.change}
    if read is not None:
        inside = {
            each.property
            for each in read.reasons
            if each.span is not None and read.sentence.begin <= each.span.begin < read.sentence.end
        }
        aspects["change"] = read.change
        aspects |= {name: getattr(read, name) for name in _STATED if name in inside and getattr(read, name)}
    unit = read.unit if read is not None else quantity.code
    return Number(begin, end, text[begin:end], quantity.value, quantity.upper, unit, quantity.bound, aspects)


def _value(digits: str) -> Decimal | None:
    """The value of digits outside any quantity, where it does not depend on the language."""
    plain = re.sub(r"[\u00a0\u202f]", "", digits)
    return Decimal(plain) if plain.isdigit() and len(plain) < 19 else None
