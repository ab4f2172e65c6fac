"""Whether a quantity is a measurement at all."""

from __future__ import annotations

from kg.extract.clauses import Context, Figure
from kg.extract.measures import MONEY
from kg.extract.populations import Population
from kg.model import Span

_COUNTED = frozenset(
    {"people", "customers", "followers", "respondents", "answers", "contacts", "branches", "organizations", "staff"}
)


def is_measurement(
    made: Context,
    figure: Figure,
    population: Population | None,
    channels: tuple[str, ...],
    evidence: dict[str, tuple[float, Span]],
) -> bool:
    """Whether the guide counts `figure`: not norms, margins of error, or figures about other things."""
    if figure.quantity.code is None or _ignored(made, figure):
        return False
    code = figure.quantity.code
    if code == "count":
        return population is not None and population.noun in _COUNTED and population.rule in ("counted", "inside")
    if code in ("percent", "percentage_point", "ratio", "score", "rank"):
        return population is not None or bool(channels) or bool(evidence)
    if code in MONEY:
        return "cost" in evidence
    return bool(channels) or bool(evidence.keys() & {"response_time", "tenure", "resolution", "use"})


def _ignored(made: Context, figure: Figure) -> bool:
    tagged = made.tagged
    for mark in tagged.all("ignore"):
        if mark.code == "error" and figure.segment[0] <= mark.first < figure.segment[1]:
            return True
        if mark.code == "norm" and figure.clause[0] <= mark.first < figure.clause[1] and mark.first < figure.first:
            return True
    return False
