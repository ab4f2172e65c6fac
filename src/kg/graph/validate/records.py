"""What an engine finds, before the report says it in words."""

from __future__ import annotations

from typing import NamedTuple

from kg.graph.terms import Term


class Raw(NamedTuple):
    """A result of an engine: severity, shape, constraint component, focus node, and the value that is wrong, if any.

    `message` is the engine's own, for shapes that have none.
    """

    severity: Term
    shape: Term
    component: Term
    focus: Term
    value: Term | None
    message: str = ""
