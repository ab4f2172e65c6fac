"""The units printed right after and right before a number."""

from __future__ import annotations

from kg.language.around import Around
from kg.language.figures import UnitAt
from kg.language.units import Unit

# Units that form no compounds such as mg/ml, and those that may only stand below the line of one.
_SIMPLE = frozenset(("percent", "point", "count", "times", "money", "score", "time", "date", "clock", "age"))


def unit_after(around: Around, at: int) -> UnitAt | None:
    """The unit printed at `at`, after a blank or hyphen or none; months and words for clock times count as units."""
    grammar, words = around.grammar, around.page.words
    match = grammar.tail.match(words, at)
    if match is None:
        return None
    begin, end = match.span(2)
    unit = grammar.units.find(around.page.source, words, begin, end)
    if unit is None or (words[at] == "." and unit.kind != "date"):
        return None
    if begin > at and words[begin:end] in grammar.sets["attached"]:
        return None
    if unit.kind == "money" and words[end : end + 1].isdigit():
        return None  # "5 $100"
    if unit.kind not in _SIMPLE and end < len(words) and words[end] in "/ ·⋅":
        unit, end = _compound(around, unit, end)
    return UnitAt(unit, begin, end)


def _compound(around: Around, unit: Unit, end: int) -> tuple[Unit, int]:
    """`unit` with what follows it: "mg/ml", "W m−2", "km per second"."""
    pattern, words = around.grammar.compound_unit, around.page.words
    match = pattern.match(words, end)
    while match is not None:
        below, inverse = match.group(1), match.group(3)
        begin, stop = match.span(1 if below else 2)
        other = around.grammar.units.find(around.page.source, words, begin, stop)
        if other is None or other.kind in _SIMPLE - {"time"}:
            break
        power = inverse[1:] if inverse and inverse[1:] != "1" else ""
        unit = Unit(f"{unit.name}/{other.name}", None, f"{unit.ucum}/{other.ucum}{power}", "rate")
        end = match.end()
        match = pattern.match(words, end)
    return unit, end


def money_before(around: Around, begin: int, floor: int) -> UnitAt | None:
    """The sign or code of a currency right before `begin`, not before `floor`."""
    grammar, words = around.grammar, around.page.words
    end = begin - 1 if words[begin - 1 : begin] == " " else begin
    left = words[end - 5 if end > 5 else 0 : end]
    sign = left[max(left.rfind(" "), left.rfind("\n"), left.rfind("(")) + 1 :]
    if sign not in grammar.money:
        sign = sign[-1:]
        if not sign or sign.isalpha() or sign not in grammar.money:
            return None
    start = end - len(sign)
    if start < floor:
        return None
    unit = grammar.units.find(around.page.source, words, start, end)
    return UnitAt(unit, start, end) if unit is not None and unit.kind == "money" else None
