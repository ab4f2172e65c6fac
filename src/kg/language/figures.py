"""A quantity in the making: a number with what its surroundings say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kg.language.digits import Number
from kg.language.units import Unit, table
from kg.model import Reason

PERCENT, POINT, SCORE, RATIO = (table()[name] for name in ("percent", "percentage_point", "score", "times"))
COUNTED = Unit("occasions", "count", "1", "count")
RANK = Unit("rank", "rank", "", "rank")
HUNDREDTH = Decimal("0.01")


class UnitAt(NamedTuple):
    """A unit and the place where it is printed."""

    unit: Unit
    begin: int
    end: int


@dataclass(slots=True)
class Figure:
    """A quantity in the making, at `begin` to `end` of a page.

    `unit_at` is the place of the printed unit; `bare` says that neither unit nor counted noun is printed; `edge` is
    where the words before the figure that tell its bound begin; `sign` is a plus or minus before it.
    """

    begin: int
    end: int
    value: Decimal
    number: Number
    upper: Decimal | None = None
    unit: Unit | None = None
    unit_at: tuple[int, int] | None = None
    bound: str = "exact"
    change: str | None = None
    per: str | None = None
    bare: bool = False
    age: bool = False
    edge: int = -1
    sign: str = ""
    cues: list[Reason] = field(default_factory=list)

    def take(self, found: UnitAt) -> None:
        """Sets the unit; the figure covers it."""
        self.unit, self.unit_at = found.unit, (found.begin, found.end)
        self.begin, self.end = min(self.begin, found.begin), max(self.end, found.end)


def share(value: Decimal) -> Decimal:
    """A part of one as percent, two decimals, four below one percent."""
    percent = value * 100
    if percent == percent.to_integral_value():
        return percent
    return percent.quantize(HUNDREDTH if percent >= 1 else HUNDREDTH * HUNDREDTH)
