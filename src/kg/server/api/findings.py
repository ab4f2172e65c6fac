"""Findings as records for JSON: what each says, with its quote, its sentence and their places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kg.questions.evidence import numbered
from kg.questions.labels import BATCH, batches, labels, short_name
from kg.questions.output.json import evidence_object, scalar
from kg.questions.source import Source
from kg.questions.terms import Term, spell

KG: Final = "https://w3id.org/surveykg/ontology#"
KINDS: Final = {f"{KG}Measurement": "measurement", f"{KG}Adoption": "adoption", f"{KG}Trend": "trend"}
# Key of the record, property of the graph, whether there may be several
_KEYS: Final = (
    ("value", "value"),
    ("upper", "upperValue"),
    ("printed", "printedValue"),
    ("unit", "unit"),
    ("bound", "bound"),
    ("change", "change"),
    ("per", "per"),
    ("direction", "direction"),
    ("year", "year"),
    ("measure", "measure"),
    ("channels", "channel"),
    ("population", "population"),
    ("organization", "organization"),
    ("survey", "survey"),
    ("period", "period"),
    ("missing_reason", "missingReason"),
    ("confidence", "confidence"),
)
_CODES: Final = frozenset({"unit", "bound", "change", "per", "direction", "measure", "missing_reason"})
_THINGS: Final = frozenset({"population", "organization", "survey"})


def of_document(source: Source, document: Term, language: str) -> list[dict[str, Any]]:
    """The findings of a document in the order of its text."""
    kinds = " ".join(f"<{kind}>" for kind in KINDS)
    rows = source.rows(
        f"PREFIX kg: <{KG}> SELECT DISTINCT ?finding WHERE {{ ?sentence kg:inDocument {spell(document)} . "
        f"?mention kg:inSentence ?sentence . ?finding kg:mention ?mention ; a ?kind . VALUES ?kind {{ {kinds} }} }}"
    )
    found = findings(source, [row[0] for row in rows if row[0] is not None], language)
    return sorted(found, key=lambda each: (_place(each), each["iri"]))


def _place(finding: Mapping[str, Any]) -> tuple[int, int]:
    return min(((item["begin"], item["end"]) for item in finding["evidence"]), default=(0, 0))


def findings(source: Source, things: Sequence[Term], language: str) -> list[dict[str, Any]]:
    """A record for each of the findings, in their order; figures as JSON numbers, codes, things with their labels."""
    facts = _facts(source, things)
    called = labels(source, _named(facts.values()), language)
    proof = numbered(source, [(thing,) for thing in things], language)
    return [
        {
            "iri": thing.value,
            "kind": _kind(facts.get(thing, {})),
            **{key: _value(key, facts.get(thing, {}).get(f"{KG}{name}", ()), called) for key, name in _KEYS},
            "evidence": [evidence_object(item) for item in items],
        }
        for thing, items in zip(things, proof, strict=True)
    ]


Facts = Mapping[str, Sequence[Term]]


def _facts(source: Source, things: Iterable[Term]) -> dict[Term, dict[str, list[Term]]]:
    """The values of each property that records have, and the kinds, of each thing."""
    properties = " ".join(f"<{KG}{name}>" for _, name in _KEYS)
    kinds = " ".join(f"<{kind}>" for kind in KINDS)
    found: dict[Term, dict[str, list[Term]]] = {}
    for batch in batches(sorted(set(things)), BATCH):
        values = " ".join(map(spell, batch))
        query = (
            f"SELECT ?thing ?property ?value WHERE {{ VALUES ?thing {{ {values} }} {{ VALUES ?property {{ {properties} "
            f"}} ?thing ?property ?value }} UNION {{ VALUES ?value {{ {kinds} }} ?thing a ?value . "
            f"BIND(<{KG}kind> AS ?property) }} }}"
        )
        for thing, name, value in source.rows(query):
            if thing is not None and name is not None and value is not None:
                held = found.setdefault(thing, {}).setdefault(name.value, [])
                if value not in held:
                    held.append(value)
    return found


def _named(facts: Iterable[Facts]) -> set[Term]:
    wanted = {f"{KG}{name}" for key, name in _KEYS if key in _THINGS}
    return {term for each in facts for name, terms in each.items() if name in wanted for term in terms}


def _kind(facts: Facts) -> str:
    return next((KINDS[term.value] for term in facts.get(f"{KG}kind", ()) if term.value in KINDS), "finding")


def _value(key: str, terms: Sequence[Term], called: Mapping[Term, str]) -> Any:
    if key == "channels":
        return sorted(short_name(term.value) for term in terms)
    if not terms:
        return None
    first = min(terms)
    if key in _CODES:
        return short_name(first.value)
    if key in _THINGS:
        return thing(first, called)
    return scalar(first)


def thing(term: Term, called: Mapping[Term, str]) -> dict[str, Any]:
    """An IRI with its short name and its label."""
    return {"iri": term.value, "code": short_name(term.value), "label": called.get(term)}
