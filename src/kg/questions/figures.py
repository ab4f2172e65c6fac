"""A printed figure put together from its parts: value, upper end, unit, bound, change and rate."""

from __future__ import annotations

from collections.abc import Mapping

from kg.questions.labels import short_name
from kg.questions.terms import Term
from kg.questions.words import number, word


def figure(value: Term, parts: Mapping[str, Term | None], language: str, names: Mapping[Term, str]) -> str:
    """The figure in the reader's language: "over 60 %", "50–70 %", "≤ 10 min", "about 5,000 a month", "↑ 2 ×".

    `parts` has the terms of `upper`, `unit`, `bound`, `change` and `per` where there are any, `names` labels of units.
    """
    amount = value.number
    if amount is None:
        return value.value
    text = number(amount, language)
    upper = parts.get("upper")
    if upper is not None and upper.number is not None and upper.number != amount:
        text += word(language, "range") + number(upper.number, language)
    text = _in_unit(text, parts.get("unit"), language, names)
    for part in ("bound", "change", "per"):
        code = _code(parts.get(part))
        if code:
            text = word(language, part, code, default="{}").replace("{}", text)
    return text


def _in_unit(text: str, unit: Term | None, language: str, names: Mapping[Term, str]) -> str:
    code = _code(unit)
    if not code:
        return text
    pattern = word(language, "unit", code)
    if not pattern:
        name = code if code.isupper() else names.get(unit, code) if unit else code
        pattern = f"{{}} {name}"
    return pattern.replace("{}", text)


def _code(term: Term | None) -> str:
    if term is None:
        return ""
    return short_name(term.value) if term.is_iri else term.value
