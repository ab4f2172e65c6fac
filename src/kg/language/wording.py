"""The tables of a data file that quantities are read by, with their forms written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from kg.errors import DataError, Place
from kg.language import data
from kg.language.forms import forms

BOUNDS = ("about", "at_least", "at_most", "over", "under")
RATES = ("second", "minute", "hour", "day", "week", "month", "year")
_TABLES: Mapping[str, str] = {
    "shares": "of of_any every every_other second_endings per",
    "ranges": "between from and to versus level_to per",
    "bounds": " ".join((*BOUNDS, *(f"after_{key}" for key in BOUNDS), "fillers among among_near")),
    "rates": " ".join((*RATES, "not_after not_before before whole_before")),
    "changes": "by of to increase decrease increase_after decrease_after more less as then gap by_unit level_unit "
    "quicker slower",
    "unit_hints": "percent score points ratio_before scaled money_before",
    "clocks": "before after open hours",
    "not_quantities": "months days labels years_before years_after ordinal_suffixes ordinal_before pronouns vague "
    "nouns_capital bare_labels attached metre_after decades streets scales phones",
    "counted": "nouns stop of singles",
    "age_limits": "attributive over under before after after_under people durations",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Forms by table and key; `ranks` are patterns, `stems` ordinals that join a word, `ratios` tell a change."""

    forms: Mapping[str, Mapping[str, list[str]]]
    ranks: list[str]
    stems: Mapping[str, int]
    ratios: Mapping[str, tuple[Fraction, str | None]]

    def __getitem__(self, table: str) -> Mapping[str, list[str]]:
        return self.forms[table]


@cache
def wording(code: str) -> Wording:
    """The words of language `code`.

    Raises:
        DataError: a table has a key or a value that it cannot have.
    """
    found = {
        name: {key: forms(value) for key, value in data.section(code, name, dict.fromkeys(keys.split(), str)).items()}
        for name, keys in _TABLES.items()
    }
    ranks = data.section(code, "ranks", {"patterns": list, "stems": dict})
    stems = {form: int(key) for key, listed in ranks["stems"].items() for form in forms(listed)}
    return Wording(found, ranks["patterns"], stems, dict(_ratios(code)))


def _ratios(code: str) -> list[tuple[str, tuple[Fraction, str | None]]]:
    found = []
    for key, listed in data.tables(code).get("ratios", {}).items():
        value, _, change = key.partition(" ")
        try:
            number = Fraction(value)
        except ValueError as error:
            place = Place(f"{code}.toml [ratios]")
            raise DataError(place, f"key {key!r}", "a number, and increase or decrease perhaps") from error
        found += [(form, (number, change or None)) for form in forms(listed)]
    return found
