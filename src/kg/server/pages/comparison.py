"""Whether two figures can be compared: what is the same, what differs, and so yes, no, or not known, with the reason.

Figures compare if they measure the same thing in the same unit, and either about the same people, or about the same
matter where only the people differ. What a text leaves out cannot be judged, and is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Verdict = Literal["yes", "no", "unknown"]
State = Literal["same", "differs", "unknown", "absent"]
# Without these two figures say different kinds of things
KIND: Final = ("measure", "unit", "change", "per")
# One of these at a time may differ: it is then what the comparison is about
TOPIC: Final = ("channel", "population", "organization", "period")
PROPERTIES: Final = (*KIND, *TOPIC, "survey", "sampleSize", "bound")
_NEEDED: Final = ("population", "period")
_OPTIONAL: Final = ("change", "per")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a comparison looks at: `properties` hold sets of IRIs or texts, absent ones are left out."""

    value: Decimal | None
    upper: Decimal | None
    bound: str
    properties: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict, its reasons (`state`, property), cautions in the same form, and the state of each property."""

    verdict: Verdict
    reasons: tuple[tuple[str, str], ...]
    cautions: tuple[tuple[str, str], ...]
    states: Mapping[str, State]
    order: str


def compare(one: Figure, other: Figure) -> Comparison:
    """The comparison of two figures; it does not depend on their order, save that of `order`."""
    states = {name: _state(name, one, other) for name in PROPERTIES}
    against = [("differs", name) for name in KIND if states[name] == "differs"]
    if one.value is None or other.value is None:
        against.append(("no_value", "value"))
    differing = [name for name in TOPIC if states[name] == "differs"]
    if len(differing) > 1:
        against += [("several_differ", name) for name in differing]
    open_questions = [("not_said", name) for name in (*_NEEDED, "measure", "unit") if states[name] == "unknown"]
    order = _order(one, other)
    if order == "overlap":
        open_questions.append(("bounds_overlap", "bound"))
    cautions = [("differs", "survey")] if states["survey"] == "differs" else []
    cautions += [("not_said", name) for name in ("survey", "sampleSize", "channel") if states[name] == "unknown"]
    if states["bound"] == "differs":
        cautions.append(("differs", "bound"))
    if against:
        return Comparison("no", tuple(against), (), states, "")
    if open_questions:
        return Comparison("unknown", tuple(open_questions), tuple(cautions), states, order)
    reasons = tuple(("only_differs", name) for name in differing) or (("all_same", ""),)
    return Comparison("yes", reasons, tuple(cautions), states, order)


def _state(name: str, one: Figure, other: Figure) -> State:
    if name == "bound":
        return "same" if one.bound == other.bound else "differs"
    first, second = one.properties.get(name, frozenset()), other.properties.get(name, frozenset())
    if name in _OPTIONAL:
        return "same" if first == second else "differs"
    if not first and not second:
        return "unknown" if name in (*_NEEDED, "sampleSize", "survey") else "absent"
    if not first or not second:
        return "unknown"
    return "same" if first == second else "differs"


def _order(one: Figure, other: Figure) -> str:
    """`less`, `equal`, `more` of the first against the second, or `overlap` where bounds leave that open."""
    if one.value is None or other.value is None:
        return ""
    (low, high), (floor, top) = _interval(one), _interval(other)
    if one.bound == other.bound and one.bound in ("exact", "about") and (low, high) == (floor, top):
        return "equal"
    if high is not None and floor is not None and high < floor:
        return "less"
    if low is not None and top is not None and low > top:
        return "more"
    # "at most 20" lies below "over 20": ends that are excluded may touch
    if high is not None and high == floor and (one.bound == "under" or other.bound == "over"):
        return "less"
    if low is not None and low == top and (one.bound == "over" or other.bound == "under"):
        return "more"
    return "overlap"


def _interval(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """The ends between which a figure lies; None where it has none."""
    assert figure.value is not None
    low, high = figure.value, figure.upper if figure.upper is not None else figure.value
    if figure.bound in ("at_least", "over"):
        return low, None
    if figure.bound in ("at_most", "under"):
        return None, high
    return low, high
