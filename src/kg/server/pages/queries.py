"""Questions that the pages themselves ask of the graph."""

from __future__ import annotations

from kg.graph.iris import ONTOLOGY
from kg.questions.source import Source
from kg.questions.terms import Term, iri, is_iri, spell

PREFIXES = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <{ONTOLOGY}>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_COUNTED = ("Document", "Sentence", "Measurement", "Adoption", "Trend", "Organization", "Survey", "Population")
# By which property the findings about a thing of each kind name it
ABOUT = {
    "organization": "kg:organization",
    "survey": "kg:survey",
    "population": "kg:aboutPopulation|kg:population",
    "channel": "kg:aboutChannel|kg:channel",
    "measure": "kg:aboutMeasure|kg:measure",
    "unit": "kg:unit",
    "bound": "kg:bound",
    "change": "kg:change",
    "direction": "kg:direction",
    "country": "kg:aboutCountry",
}


def counts(source: Source) -> dict[str, int]:
    """How many things of each class the graph holds."""
    classes = " ".join(f"kg:{name}" for name in _COUNTED)
    rows = source.rows(
        f"{PREFIXES}SELECT ?class (COUNT(?thing) AS ?n) WHERE {{ VALUES ?class {{ {classes} }} ?thing a ?class }} "
        "GROUP BY ?class"
    )
    found = {term.value.removeprefix(ONTOLOGY): int(n.value) for term, n in rows if term is not None and n is not None}
    return {name: found.get(name, 0) for name in _COUNTED}


def languages(source: Source) -> list[tuple[str, int]]:
    """The languages of the documents with their number, most first."""
    rows = source.rows(
        f"{PREFIXES}SELECT ?language (COUNT(?d) AS ?n) WHERE {{ ?d a kg:Document ; dcterms:language ?language }} "
        "GROUP BY ?language ORDER BY DESC(?n) ?language"
    )
    return [(tag.value, int(n.value)) for tag, n in rows if tag is not None and n is not None]


def documents(source: Source, limit: int, offset: int = 0) -> list[dict[str, str]]:
    """Documents, newest date first, those without one after them: IRI, title, language, date, number of figures."""
    rows = source.rows(
        f"""{PREFIXES}SELECT ?d (SAMPLE(?t) AS ?title) (SAMPLE(?l) AS ?language) (SAMPLE(?i) AS ?issued)
          (COUNT(DISTINCT ?m) AS ?n) WHERE {{
          {{ SELECT ?d WHERE {{ ?d a kg:Document OPTIONAL {{ ?d dcterms:issued ?when }} }}
             ORDER BY DESC(?when) ?d LIMIT {limit} OFFSET {offset} }}
          OPTIONAL {{ ?d dcterms:title ?t }} OPTIONAL {{ ?d dcterms:language ?l }} OPTIONAL {{ ?d dcterms:issued ?i }}
          OPTIONAL {{ ?s kg:inDocument ?d . ?m prov:wasDerivedFrom ?s ; a kg:Measurement }}
        }} GROUP BY ?d ORDER BY DESC(?issued) ?d"""
    )
    keys = ("iri", "title", "language", "issued", "figures")
    return [{key: term.value if term else "" for key, term in zip(keys, row, strict=True)} for row in rows]


def exists(source: Source, candidates: tuple[str, ...]) -> str | None:
    """The first of the IRIs that the graph says something of."""
    for candidate in candidates:
        if is_iri(candidate) and source.rows(f"SELECT ?p WHERE {{ {spell(iri(candidate))} ?p ?o }} LIMIT 1"):
            return candidate
    return None


def about(source: Source, thing: str, kind: str, limit: int, offset: int) -> tuple[list[str], int]:
    """The findings that name a thing, a page of them, and how many there are."""
    path = ABOUT.get(kind)
    if path is None:
        return [], 0
    pattern = f"?f {path} {spell(iri(thing))} ; kg:mention ?mention"
    total = source.rows(f"{PREFIXES}SELECT (COUNT(DISTINCT ?f) AS ?n) WHERE {{ {pattern} }}")
    rows = source.rows(f"{PREFIXES}SELECT DISTINCT ?f WHERE {{ {pattern} }} ORDER BY ?f LIMIT {limit} OFFSET {offset}")
    return [row[0].value for row in rows if row[0] is not None], int(total[0][0].value) if total and total[0][0] else 0


def statements(source: Source, thing: str) -> list[tuple[Term, Term, str]]:
    """What the graph says of a thing: property, value, and the graph that says it."""
    rows = source.rows(f"SELECT ?p ?o ?g WHERE {{ GRAPH ?g {{ {spell(iri(thing))} ?p ?o }} }} ORDER BY ?p ?o")
    return [(p, o, g.value) for p, o, g in rows if p is not None and o is not None and g is not None]


def pointing(source: Source, thing: str, limit: int) -> list[tuple[Term, Term]]:
    """Things that point at this one, with the property, at most `limit`; findings, mentions and inferred ones aside."""
    rows = source.rows(
        f"""{PREFIXES}SELECT DISTINCT ?s ?p WHERE {{ GRAPH ?g {{ ?s ?p {spell(iri(thing))} }}
          FILTER(!STRENDS(STR(?g), "/inferred")) FILTER NOT EXISTS {{ ?s prov:wasDerivedFrom ?sentence }}
          FILTER NOT EXISTS {{ ?s kg:inSentence ?other }} FILTER NOT EXISTS {{ ?s kg:inDocument ?document }}
        }} ORDER BY ?p ?s LIMIT {limit}"""
    )
    return [(s, p) for s, p in rows if s is not None and p is not None]


def in_document(source: Source, document: str) -> list[str]:
    """The findings of a document in text order."""
    rows = source.rows(
        f"""{PREFIXES}SELECT DISTINCT ?f ?b WHERE {{ ?s kg:inDocument {spell(iri(document))} .
          ?f prov:wasDerivedFrom ?s ; kg:mention ?m . ?m kg:begin ?b }} ORDER BY ?b ?f"""
    )
    return list(dict.fromkeys(row[0].value for row in rows if row[0] is not None))
