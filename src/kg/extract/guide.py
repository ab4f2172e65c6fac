"""A measurement as the annotation guide writes it: the keys of `tests/corpus/GUIDE.md`, as JSON values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kg.model import Measurement


def number(value: Decimal | None) -> int | float | None:
    """A decimal as a JSON number: an integer where it is one."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def guide_record(document: str, text: str, measurement: Measurement) -> dict[str, Any]:
    """The guide's keys of `measurement`, with `document`, `start`, `end` (end exclusive), `confidence`."""
    return {
        "document": document,
        "start": measurement.begin,
        "end": measurement.end,
        "sentence": measurement.sentence.of(text),
        "quote": text[measurement.begin : measurement.end],
        "value": number(measurement.value),
        "upper": number(measurement.upper),
        "unit": measurement.unit,
        "bound": measurement.bound,
        "change": measurement.change,
        "per": measurement.per,
        "measure": measurement.measure,
        "channels": list(measurement.channels),
        "population": measurement.population,
        "min_age": measurement.min_age,
        "max_age": measurement.max_age,
        "country": measurement.country,
        "organization": measurement.organization,
        "survey": measurement.survey,
        "period": measurement.period,
        "confidence": number(measurement.confidence),
    }
