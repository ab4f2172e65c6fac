"""The page of two figures side by side."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from kg.questions.labels import short_name
from kg.questions.terms import iri, spell
from kg.questions.words import word
from kg.server.pages import queries
from kg.server.pages.comparison import PROPERTIES, Figure, compare
from kg.server.pages.findings import Finding, Link, read_findings
from kg.server.pages.site import Visit, rendered
from kg.server.problems import RequestError

_HEADINGS = {"sampleSize": "sample_size"}


@dataclass(frozen=True, slots=True)
class Line:
    """A property of both figures and how they stand to each other."""

    name: str
    one: tuple[Link, ...]
    other: tuple[Link, ...]
    state: str


def compare_page(visit: Visit) -> Response:
    """Two measurements, chosen by `a` and `b`: the ends of their IRIs."""
    chosen = [_chosen(visit, name) for name in ("a", "b")]
    one, other = chosen
    if one is None or other is None:
        return rendered(visit.request, visit.reader, "compare_choose.html", one=one or other)
    first, second = _figure(visit, one), _figure(visit, other)
    result = compare(first, second)
    lines = [
        Line(
            heading(visit, name),
            _links(visit, one, first, name),
            _links(visit, other, second, name),
            result.states[name],
        )
        for name in PROPERTIES
    ]
    return rendered(
        visit.request,
        visit.reader,
        "compare.html",
        one=one,
        other=other,
        result=result,
        lines=[line for line in lines if line.one or line.other],
        heading=lambda name: heading(visit, name),
    )


def heading(visit: Visit, name: str) -> str:
    """What a property is called."""
    key = _HEADINGS.get(name, name)
    return word(visit.language, "heading", key, default="") or visit.reader.word(f"property_{name}")


def _chosen(visit: Visit, name: str) -> Finding | None:
    rest = visit.parameter(name)
    if not rest:
        return None
    iris = visit.addresses.candidates(rest) if "://" not in rest else (rest,)
    found = queries.exists(visit.source, iris)
    read = read_findings(visit.source, [found], visit.addresses, visit.language) if found else []
    if not read or read[0].kind != "measurement":
        raise RequestError(404, f"the graph has no measurement {rest}")
    return read[0]


def _figure(visit: Visit, finding: Finding) -> Figure:
    value, upper, bound = finding.one("value"), finding.one("upperValue"), finding.one("bound")
    properties = {
        name: frozenset(term.value for term in finding.terms[name]) for name in PROPERTIES if finding.terms.get(name)
    }
    rows = visit.source.rows(
        f"{queries.PREFIXES}SELECT DISTINCT ?n WHERE {{ {spell(iri(finding.iri))} kg:survey/kg:sampleSize ?n }} "
        "ORDER BY ?n"
    )
    if sizes := frozenset(row[0].value for row in rows if row[0] is not None):
        properties["sampleSize"] = sizes
    return Figure(
        value.number if value else None,
        upper.number if upper else None,
        short_name(bound.value) if bound else "exact",
        properties,
    )


def _links(visit: Visit, finding: Finding, figure: Figure, name: str) -> tuple[Link, ...]:
    if name in finding.fields:
        return finding.fields[name]
    terms = figure.properties.get(name, frozenset())
    from kg.questions.labels import labels

    iris = {iri(value) for value in terms if "://" in value}
    names = labels(visit.source, iris, visit.language) if iris else {}
    return tuple(
        Link(value, names.get(iri(value), value), visit.addresses.of(value) if "://" in value else "")
        for value in sorted(terms)
    )
