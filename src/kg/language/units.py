"""Units: the table of `symbols/units.toml` and the words for units of each language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import DataError, Place
from kg.language import data
from kg.language.forms import forms, pattern

_PATH = Path(__file__).parent / "symbols" / "units.toml"
_HUNDREDTH = Decimal("0.01")


class Unit(NamedTuple):
    """A unit: its name in `units.toml`, code of the guide (None outside it), UCUM or ISO 4217 code, what it measures.

    `factor` leads from the printed number to the unit of `ucum` (pence to pounds).
    """

    name: str
    code: str | None
    ucum: str
    kind: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a language. `words` and `signs` lead from a form to its unit; `pattern` finds any of them.

    Forms that begin with a hyphen or a letter may follow their number across a blank; signs in capitals are exact.
    """

    words: dict[str, Unit]
    exact: dict[str, Unit]
    source: str

    def find(self, source: str, folded: str, begin: int, end: int) -> Unit | None:
        """The unit that `source[begin:end]` names; `folded` is the same in small letters."""
        return self.exact.get(source[begin:end]) or self.words.get(" ".join(folded[begin:end].split()))


@cache
def table() -> dict[str, Unit]:
    """All units by name.

    Raises:
        DataError: the file is not TOML, or a row has not four texts.
    """
    found: dict[str, Unit] = {}
    for name, row in _rows().items():
        if len(row) != 4 or not all(isinstance(cell, str) for cell in row):
            raise DataError(Place(_PATH.name), f"{name} = {row!r}", "four texts: code, UCUM, kind, signs")
        factor = _HUNDREDTH if name.endswith("_100") else Decimal(1)
        found[name] = Unit(name, row[0] or None, row[1], row[2], factor)
    return found


@cache
def _rows() -> dict[str, list[str]]:
    try:
        return tomllib.loads(_PATH.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(_PATH.name, str(error), "TOML 1.0") from error


@cache
def units(code: str) -> Units:
    """The units as language `code` writes them.

    Raises:
        DataError: [units] names a unit that `units.toml` does not have.
    """
    known = table()
    words: dict[str, Unit] = {}
    exact: dict[str, Unit] = {}
    for name, row in _rows().items():
        for sign in row[3].split():
            if sign.startswith("=") and len(sign) > 1:
                exact.setdefault(sign[1:], known[name])
            else:
                words.setdefault(sign, known[name])
    for name, listed in data.section(code, "units", dict.fromkeys(known, str)).items():
        for form in forms(listed):
            words[form] = known[name]
    small = {sign.lower() for sign in exact}
    return Units(words, exact, pattern({*words, *small}))


def money_before(known: Units) -> frozenset[str]:
    """Signs and codes of currencies that may stand before a number, in small letters."""
    signs = {
        form for form, unit in known.words.items() if unit.kind == "money" and not form.isalpha() and len(form) < 5
    }
    return frozenset(signs | {form.lower() for form, unit in known.exact.items() if unit.kind == "money"})
