"""How likely every property of a measurement is right: the reliabilities of the rules that gave them, multiplied.

`confidence.toml` holds the reliabilities, measured on the development corpus by `tools/calibrate.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from kg.errors import DataError
from kg.extract.readings import Reading

PROPERTIES = ("measure", "channels", "population")
_FILE = Path(__file__).with_name("confidence.toml")
_CENT = Decimal("0.01")


@cache
def reliabilities() -> Mapping[str, Mapping[str, float]]:
    """Of each property the share of right values by rule; `other` stands for rules that are not named.

    Raises:
        DataError: the file is no TOML, or lacks a property.
    """
    try:
        tables = tomllib.loads(_FILE.read_text("utf-8"))
        return {name: {"other": 0.5, **tables[name]} for name in PROPERTIES}
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise DataError(_FILE.name, str(error), "a table for each of " + ", ".join(PROPERTIES)) from error


def confidence(reading: Reading) -> Decimal:
    """The chance, 0 to 1 in hundredths, that measure, channels and population of `reading` are all right."""
    tables, chance = reliabilities(), 1.0
    for name, rule in rules(reading).items():
        table = tables[name]
        chance *= table.get(rule, table["other"])
    return Decimal(chance).quantize(_CENT)


def rules(reading: Reading) -> dict[str, str]:
    """The rule that gave each property."""
    population = reading.population
    named = population.rule if population.text is not None else "none"
    return {"measure": reading.measured.rule, "channels": reading.found.rule, "population": named}
