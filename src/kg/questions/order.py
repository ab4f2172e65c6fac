"""The order of a question's rows: one that decides between any two rows, on every engine."""

from __future__ import annotations

from pathlib import Path

from kg.errors import Place, QuestionError
from kg.questions.sparql import Outline, line_column

_AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT")


def check_order(sparql: Outline, variables: tuple[str, ...], evidence: tuple[str, ...], path: Path) -> None:
    """Nothing, if ORDER BY decides between any two rows.

    It does when its keys hold all grouped variables, or all selected ones, or a variable that tells rows apart: one of
    the evidence, or one that is not selected.

    Raises:
        QuestionError: there is no ORDER BY, or it leaves rows undecided.
    """
    if _single_row(sparql):
        return
    keys = [key for key in sparql.order if key]
    end = sparql.order_end
    undecided = _undecided(sparql, variables)
    if end is None:
        place = Place(str(path), *line_column(sparql.text, len(sparql.text.rstrip())))
        raise QuestionError(place, "no ORDER BY", "a total order", f"add 'ORDER BY ?{' ?'.join(undecided)}'")
    apart = not sparql.group and any(key in evidence or key not in variables for key in keys)
    if undecided and not apart:
        place = Place(str(path), *line_column(sparql.text, end - 1))
        names = " ?".join(undecided)
        raise QuestionError(place, f"rows that differ only in ?{names}", "a total order", f"add ?{names} to ORDER BY")


def complete_order(sparql: Outline, variables: tuple[str, ...]) -> str:
    """The query with its ORDER BY completed by the variables that it does not name."""
    undecided, end = _undecided(sparql, variables), sparql.order_end
    if end is None or _single_row(sparql) or not undecided:
        return sparql.text
    return f"{sparql.text[:end]} ?{' ?'.join(undecided)}{sparql.text[end:]}"


def _single_row(sparql: Outline) -> bool:
    """Whether the query aggregates all solutions into one row."""
    return not sparql.group and bool(sparql.computed) and sparql.selects(*_AGGREGATES)


def _undecided(sparql: Outline, variables: tuple[str, ...]) -> list[str]:
    wanted = sparql.group or tuple(name for name in variables if name not in sparql.computed)
    return [name for name in wanted if name not in sparql.order]
