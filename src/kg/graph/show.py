"""A document of a graph for people: its text with the figures marked, and what was read out of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GraphError
from kg.graph.iris import Base
from kg.graph.store import open_store
from kg.graph.terms import canonical, value_of

_KG = "https://w3id.org/surveykg/ontology#"
_FIGURES = """PREFIX kg: <{kg}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?begin ?end ?value ?upper ?unit ?bound ?change ?per ?measure ?population ?period
  (GROUP_CONCAT(DISTINCT STR(?c); separator=" ") AS ?channels) WHERE {{
  GRAPH <{graph}> {{
    ?figure a kg:Measurement ; kg:mention ?mention ; kg:measure ?measure ; kg:unit ?unit ; kg:bound ?bound .
    ?mention kg:begin ?begin ; kg:end ?end .
    OPTIONAL {{ ?figure kg:value ?value }} OPTIONAL {{ ?figure kg:upperValue ?upper }}
    OPTIONAL {{ ?figure kg:change ?change }} OPTIONAL {{ ?figure kg:per ?per }}
    OPTIONAL {{ ?figure kg:channel ?c }} OPTIONAL {{ ?figure kg:period ?period }}
  }}
  OPTIONAL {{ ?figure kg:population ?people . ?people rdfs:label ?population }}
}} GROUP BY ?figure ?begin ?end ?value ?upper ?unit ?bound ?change ?per ?measure ?population ?period
ORDER BY ?begin ?end ?population"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text: where its printed value stands, and what it was read as, in words."""

    begin: int
    end: int
    reading: str


def text_of(graph: Path, name: str) -> str:
    """The text of a document as offsets count it.

    Raises:
        GraphError: the graph has no such document.
    """
    path = graph / "texts" / f"{name}.txt"
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        from difflib import get_close_matches

        known = sorted(other.stem for other in (graph / "texts").glob("*.txt"))
        near = get_close_matches(name, known, 1)
        expected = f"{near[0]!r}" if near else f"one of {', '.join(known[:10])}" if known else "a graph with documents"
        raise GraphError(str(graph), f"no document {name!r}", expected) from error


def figures_of(graph: Path, name: str, base: Base | None = None) -> list[Figure]:
    """The figures of a document in text order."""
    with open_store(graph) as store:
        solutions = store.select(_FIGURES.format(kg=_KG, graph=(base or Base()).document_graph(name)))
    rows = (
        {key: value_of(str(term)) for key, term in zip(solutions.variables, row, strict=True) if term is not None}
        for row in solutions
    )
    found = {
        (int(row["begin"]), int(row["end"])): Figure(int(row["begin"]), int(row["end"]), _reading(row)) for row in rows
    }
    return [found[place] for place in sorted(found)]


def _reading(row: Mapping[str, str]) -> str:
    def code(key: str) -> str:
        return row.get(key, "").rsplit("/", 1)[-1]

    number = canonical_text(row.get("value", "?")) + (f"–{canonical_text(row['upper'])}" if "upper" in row else "")
    bound = "" if code("bound") == "exact" else f"{code('bound').replace('_', ' ')} "
    parts = [f"{bound}{number} {code('unit').replace('_', ' ')}" + (f" per {code('per')}" if "per" in row else "")]
    parts.append(code("measure") + (f" ({code('change')})" if "change" in row else ""))
    parts += [", ".join(sorted(iri.rsplit("/", 1)[-1] for iri in row.get("channels", "").split()))]
    parts += [row.get("population", ""), row.get("period", "")]
    return " · ".join(part for part in parts if part)


def canonical_text(lexical: str) -> str:
    """A number as its shortest decimal; other texts as they are."""
    from decimal import Decimal, InvalidOperation

    try:
        return canonical(Decimal(lexical)).removesuffix(".0")
    except InvalidOperation:
        return lexical


def show(graph: Path, name: str, *, colour: bool = False) -> str:
    """The text of a document with its figures marked and numbered, and a line about each below.

    Raises:
        GraphError: there is no graph, or it has no such document.
    """
    text = text_of(graph, name)
    figures = figures_of(graph, name)
    width = len(str(len(figures)))
    readings = [
        f"{number:{width}}  {' '.join(text[figure.begin : figure.end].split())}: {figure.reading}"
        for number, figure in enumerate(figures, 1)
    ]
    return "\n".join([marked(text, figures, colour=colour), "", *readings])


def marked(text: str, figures: Sequence[Figure], *, colour: bool) -> str:
    """The text with each figure in brackets (or in reverse video) and its number behind it."""
    parts, at = [], 0
    for number, figure in enumerate(figures, 1):
        quote = text[figure.begin : figure.end]
        parts += [text[at : figure.begin], f"\x1b[1;7m{quote}\x1b[0m[{number}]" if colour else f"[{quote}][{number}]"]
        at = figure.end
    return "".join([*parts, text[at:]])
