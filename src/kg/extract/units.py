"""Classes of units, as the rules see them."""

from __future__ import annotations

MONEY = frozenset({"EUR", "NOK", "SEK", "DKK", "RUB", "USD", "GBP"})
SHORT = frozenset({"second", "minute", "hour", "day"})
LONG = frozenset({"week", "month", "year"})


def unit_kind(code: str | None, change: str | None) -> str:
    """The class of a unit: share, growth, count, ratio, short, long, score, rank, money, or "" outside the guide."""
    if code == "percent":
        return "growth" if change is not None else "share"
    if code in SHORT:
        return "short"
    if code in LONG:
        return "long"
    if code in MONEY:
        return "money"
    return {"percentage_point": "share"}.get(code or "", code or "")
