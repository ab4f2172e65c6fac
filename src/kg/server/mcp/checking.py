"""Checking a text against the graph: which of its numbers a measurement supports, and which none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kg.questions.parameters import normal
from kg.questions.source import Source
from kg.questions.terms import XSD, Term, literal, plain, spell
from kg.server.api.findings import KG, findings
from kg.server.mcp.numbers import Number, numbers

SHOWN: Final = 5  # findings for one number
_BATCH: Final = 200
_NARROWER: Final = (
    "<http://www.w3.org/2004/02/skos/core#broaderTransitive>|<http://www.w3.org/2004/02/skos/core#broader>"
)
_LOWER, _UPPER = frozenset({"over", "at_least"}), frozenset({"under", "at_most"})

Record = dict[str, Any]
Broader = set[tuple[str, str]]


def check(source: Source, text: str, language: str | None = None, labels: str = "en") -> Record:
    """Each number of a text, whether a measurement supports it, and the findings with their quotes.

    A number is `supported` where a finding has its value and unit and nothing that the text says of it in words
    contradicts that finding; `contradicted` where all findings with value and unit are about something else (`differs`
    says in what); `unsupported` where there is none. Digits that were read as no figure (years, versions) are
    `unread`, unless a finding has that number or year. `marked` is the text with every number that is not supported in
    brackets. Offsets are code points.
    """
    found = numbers(text, language)
    candidates = _candidates(source, found, labels)
    broader = _broader(source)
    judged = [_judged(each, candidates, broader) for each in found]
    counts = {status: sum(each["status"] == status for each in judged) for status in STATUSES}
    return {"numbers": judged, "counts": counts, "marked": _marked(text, judged)}


STATUSES: Final = ("supported", "contradicted", "unsupported", "unread")


def _candidates(source: Source, found: Sequence[Number], labels: str) -> list[Record]:
    """The findings that have one of the values, and adoptions in one of the years."""
    values = sorted({each.value for each in found if each.value is not None})
    things: set[Term] = set()
    for at in range(0, len(values), _BATCH):
        batch = values[at : at + _BATCH]
        spelled = ", ".join(spell(literal(plain(value), XSD + "decimal")) for value in batch)
        years = " ".join(spell(literal(plain(value), XSD + "gYear")) for value in batch if _is_year(value))
        rows = source.rows(
            f"SELECT DISTINCT ?finding WHERE {{ {{ ?finding <{KG}value> ?value FILTER(?value IN ({spelled})) }} "
            f"UNION {{ VALUES ?year {{ {years} }} ?finding <{KG}year> ?year }} }}"
        )
        things |= {row[0] for row in rows if row[0] is not None}
    return findings(source, sorted(things), labels)


def _is_year(value: Decimal) -> bool:
    return value == value.to_integral_value() and 1000 <= value <= 9999


def _broader(source: Source) -> Broader:
    """Pairs of codes of channels and measures, the narrower first."""
    from kg.questions.labels import short_name

    kinds = f"<{KG}Channel> <{KG}Measure>"
    rows = source.rows(
        f"SELECT ?narrow ?wide WHERE {{ VALUES ?kind {{ {kinds} }} ?narrow a ?kind ; {_NARROWER} ?wide }}"
    )
    return {(short_name(a.value), short_name(b.value)) for a, b in rows if a is not None and b is not None}


def _judged(number: Number, candidates: Sequence[Record], broader: Broader) -> Record:
    same = [each for each in candidates if _same_figure(number, each)]
    compared = sorted(((_differences(number, each, broader), each) for each in same), key=_order)
    best = compared[0][0] if compared else []
    supported = bool(compared) and not best
    shown = [(differs, each) for differs, each in compared if bool(differs) != supported][:SHOWN]
    nothing = "unread" if number.unit is None and not compared else "unsupported"
    return {
        "quote": number.quote,
        "begin": number.begin,
        "end": number.end,
        "value": None if number.value is None else plain(number.value),
        "upper": None if number.upper is None else plain(number.upper),
        "unit": number.unit,
        "bound": number.bound,
        "about": {name: _listed(value) for name, value in number.aspects.items() if value},
        "status": "supported" if supported else "contradicted" if compared else nothing,
        "supported": supported,
        "findings": [{**each, "differs": differs} for differs, each in shown],
        "findings_count": len([None for differs, _ in compared if bool(differs) != supported]),
    }


def _order(pair: tuple[list[str], Record]) -> tuple[int, str]:
    return len(pair[0]), str(pair[1]["iri"])


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _same_figure(number: Number, finding: Mapping[str, Any]) -> bool:
    """Whether value and unit are the same; a bare number may be one of any unit, or a year."""
    if number.unit is None and number.value is not None and finding["year"] is not None:
        return str(finding["year"]) == plain(number.value)
    if finding["value"] is None or number.value is None or Decimal(str(finding["value"])) != number.value:
        return False
    upper = None if finding["upper"] is None else Decimal(str(finding["upper"]))
    return number.unit is None or (finding["unit"] == number.unit and upper == number.upper)


def _differences(number: Number, finding: Mapping[str, Any], broader: Broader) -> list[str]:
    """In what the finding is about something else than what the text says in words; nothing for a bare number."""
    if number.unit is None:
        return []
    said, differs = number.aspects, []
    if (said.get("change") or None) != finding["change"]:
        differs.append("change")
    if {number.bound, finding["bound"]} & _LOWER and {number.bound, finding["bound"]} & _UPPER:
        differs.append("bound")
    measure, channels, name = said.get("measure"), said.get("channels"), said.get("organization")
    if measure and finding["measure"] and not _related(str(measure), finding["measure"], broader):
        differs.append("measure")
    if isinstance(channels, tuple) and finding["channels"]:
        related = any(_related(a, b, broader) for a in channels for b in finding["channels"])
        differs += [] if related else ["channels"]
    if name and finding["organization"] and not _same_name(str(name), finding["organization"]):
        differs.append("organization")
    return differs


def _related(one: str, other: str, broader: Broader) -> bool:
    return one == other or (one, other) in broader or (other, one) in broader


def _same_name(name: str, thing: Mapping[str, Any]) -> bool:
    """Whether a name is that of the thing, or a part of it, as people shorten names."""
    given, known = set(normal(name).split()), set(normal(f"{thing['label']} {thing['code']}").split())
    return bool(given & known)


def _marked(text: str, judged: Sequence[Mapping[str, Any]]) -> str:
    parts, at = [], 0
    for each in judged:
        if each["status"] in ("supported", "unread") or each["begin"] < at:
            continue
        parts += [text[at : each["begin"]], f"[{each['status']}: {text[each['begin'] : each['end']]}]"]
        at = each["end"]
    return "".join([*parts, text[at:]])
