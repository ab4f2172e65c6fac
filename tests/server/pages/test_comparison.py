"""Whether two figures compare."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.server.pages.comparison import PROPERTIES, Figure, compare

FULL = {"measure": "use", "unit": "percent", "channel": "phone", "population": "all", "period": "2014", "survey": "s"}


def figure(value: int | None = 50, bound: str = "exact", upper: int | None = None, **changes: str) -> Figure:
    """A figure that states everything, with changes; an empty text takes a property away."""
    stated = {**FULL, **changes}
    properties = {key: frozenset({text}) for key, text in stated.items() if text}
    ends = [None if number is None else Decimal(number) for number in (value, upper)]
    return Figure(ends[0], ends[1], bound, properties)


@pytest.mark.parametrize(
    ("one", "other", "verdict", "reason"),
    [
        (figure(), figure(60), "yes", ("all_same", "")),
        (figure(), figure(60, population="young"), "yes", ("only_differs", "population")),
        (figure(), figure(60, period="2016"), "yes", ("only_differs", "period")),
        (figure(), figure(measure="preference"), "no", ("differs", "measure")),
        (figure(), figure(unit="count"), "no", ("differs", "unit")),
        (figure(), figure(change="increase"), "no", ("differs", "change")),
        (figure(), figure(population="young", period="2016"), "no", ("several_differ", "population")),
        (figure(), figure(None), "no", ("no_value", "value")),
        (figure(), figure(population=""), "unknown", ("not_said", "population")),
        (figure(period=""), figure(period=""), "unknown", ("not_said", "period")),
        (figure(50, "over"), figure(60), "unknown", ("bounds_overlap", "bound")),
        (figure(40, upper=60), figure(50), "unknown", ("bounds_overlap", "bound")),
    ],
)
def test_verdict_has_its_reason(one: Figure, other: Figure, verdict: str, reason: tuple[str, str]) -> None:
    result = compare(one, other)
    assert result.verdict == verdict
    assert reason in result.reasons


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        (figure(50), figure(60), "less"),
        (figure(60), figure(50), "more"),
        (figure(50), figure(50), "equal"),
        (figure(50, "over"), figure(40), "more"),
        (figure(50, "over"), figure(50), "more"),
        (figure(50, "under"), figure(50), "less"),
        (figure(50, "at_least"), figure(50), "overlap"),
        (figure(20, "at_most"), figure(20, "over"), "less"),
        (figure(50, upper=60), figure(70, upper=80), "less"),
    ],
)
def test_order_takes_bounds_into_account(one: Figure, other: Figure, order: str) -> None:
    assert compare(one, other).order == order


def test_other_surveys_are_a_caution_and_no_obstacle() -> None:
    result = compare(figure(), figure(60, survey="t"))
    assert result.verdict == "yes"
    assert ("differs", "survey") in result.cautions


values = st.dictionaries(st.sampled_from(PROPERTIES), st.sets(st.sampled_from("abc"), min_size=1).map(frozenset))
figures = st.builds(
    Figure,
    st.none() | st.integers(-5, 5).map(Decimal),
    st.none(),
    st.sampled_from(["exact", "about", "over", "under", "at_least", "at_most"]),
    values,
)


@given(figures, figures)
def test_verdict_does_not_depend_on_the_side(one: Figure, other: Figure) -> None:
    forth, back = compare(one, other), compare(other, one)
    assert (forth.verdict, forth.reasons, forth.states) == (back.verdict, back.reasons, back.states)
    turned = {"less": "more", "more": "less"}
    assert forth.order == turned.get(back.order, back.order)
