"""The cube passes the integrity constraints of the recommendation, which fail where a cube is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

HERE = Path(__file__).parent
CONSTRAINTS = sorted((HERE / "integrity").glob("*.rq"))
QB = "http://purl.org/linked-data/cube#"
BASE = "https://w3id.org/surveykg/id/cube/"
Export = Callable[..., Path]

# The recommendation's normalization algorithm, section 10, phases 1 and 2.
NORMALIZE = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
INSERT { ?o rdf:type qb:Observation . } WHERE { [] qb:observation ?o . } ;
INSERT { ?o rdf:type qb:Observation . } WHERE { ?o qb:dataSet [] . } ;
INSERT { ?s rdf:type qb:Slice . } WHERE { [] qb:slice ?s . } ;
INSERT { ?cs qb:componentProperty ?p . ?p rdf:type qb:DimensionProperty . } WHERE { ?cs qb:dimension ?p . } ;
INSERT { ?cs qb:componentProperty ?p . ?p rdf:type qb:MeasureProperty . } WHERE { ?cs qb:measure ?p . } ;
INSERT { ?cs qb:componentProperty ?p . ?p rdf:type qb:AttributeProperty . } WHERE { ?cs qb:attribute ?p . } ;
INSERT { ?obs ?comp ?value } WHERE {
  ?spec qb:componentProperty ?comp ; qb:componentAttachment qb:DataSet .
  ?dataset qb:structure [ qb:component ?spec ] ; ?comp ?value .
  ?obs qb:dataSet ?dataset . } ;
INSERT { ?obs ?comp ?value } WHERE {
  ?spec qb:componentProperty ?comp ; qb:componentAttachment qb:Slice .
  ?dataset qb:structure [ qb:component ?spec ] ; qb:slice ?slice .
  ?slice ?comp ?value ; qb:observation ?obs . } ;
INSERT { ?obs ?comp ?value } WHERE {
  ?comp a qb:DimensionProperty .
  ?dataset qb:structure [ qb:component [ qb:componentProperty ?comp ] ] ; qb:slice ?slice .
  ?slice ?comp ?value ; qb:observation ?obs . }
"""


def holds(store: pyoxigraph.Store, constraint: Path) -> bool:
    """Whether a constraint finds nothing wrong; those on hierarchies are asked for each property that makes one."""
    query = constraint.read_text("utf-8")
    properties = [""]
    if "$p" in query:
        path = f"{{ ?list a <{QB}HierarchicalCodeList> ; <{QB}parentChildProperty> ?p . FILTER(isIRI(?p)) }}"
        properties = [row[0].value for row in store.query(f"SELECT DISTINCT ?p WHERE {path}")]
    return not any(bool(store.query(query.replace("$p", each))) for each in properties)


def cube_of(path: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    store.update(NORMALIZE)
    return store


@pytest.mark.parametrize("name", ["graph", "nasty_graph"])
def test_the_cube_passes_all_integrity_constraints(name: str, request: pytest.FixtureRequest, export: Export) -> None:
    store = cube_of(export(request.getfixturevalue(name), "cube"))
    assert len(CONSTRAINTS) == 21
    assert [path.stem for path in CONSTRAINTS if not holds(store, path)] == []
    assert bool(store.query(f"ASK {{ ?o a <{QB}Observation> }}"))


OBSERVATION = f"?o a <{QB}Observation>"
BROKEN = {
    "01": f"DELETE {{ ?o <{QB}dataSet> ?d }} WHERE {{ ?o <{QB}dataSet> ?d }}",
    "02": f"DELETE {{ ?d <{QB}structure> ?s }} WHERE {{ ?d <{QB}structure> ?s }}",
    "03": f"DELETE {{ ?p a <{QB}MeasureProperty> }} WHERE {{ ?p a <{QB}MeasureProperty> }}",
    "04": "DELETE { ?p <http://www.w3.org/2000/01/rdf-schema#range> ?r } "
    "WHERE { ?p <http://www.w3.org/2000/01/rdf-schema#range> ?r }",
    "05": f"DELETE {{ ?p <{QB}codeList> ?l }} WHERE {{ ?p <{QB}codeList> ?l }}",
    "06": f"INSERT DATA {{ <{BASE}component-measure> <{QB}componentRequired> false }}",
    "07": f"DELETE {{ ?d <{QB}sliceKey> ?k }} WHERE {{ ?d <{QB}sliceKey> ?k }}",
    "08": f"INSERT DATA {{ <{BASE}slice-key> <{QB}componentProperty> <http://e.org/p> }}",
    "09": f"DELETE {{ ?s <{QB}sliceStructure> ?k }} WHERE {{ ?s <{QB}sliceStructure> ?k }}",
    "10": f"DELETE {{ ?s <{BASE}property-unit> ?u }} WHERE {{ ?s a <{QB}Slice> ; <{BASE}property-unit> ?u }}",
    "11": f"DELETE {{ ?o <{BASE}property-change> ?c }} WHERE {{ {OBSERVATION} ; <{BASE}property-change> ?c }}",
    "12": f"DELETE {{ ?o ?p ?v }} INSERT {{ ?o ?p ?w }} WHERE {{ {OBSERVATION} ; ?p ?v . ?one ?p ?w . "
    f"FILTER(STRSTARTS(STR(?p), '{BASE}property-')) "
    f"{{ SELECT ?one WHERE {{ ?one a <{QB}Observation> }} ORDER BY ?one LIMIT 1 }} }}",
    "13": f"DELETE {{ ?o <{BASE}property-bound> ?b }} WHERE {{ {OBSERVATION} ; <{BASE}property-bound> ?b }}",
    "14": f"DELETE {{ ?o <{BASE}property-value> ?v }} WHERE {{ {OBSERVATION} ; <{BASE}property-value> ?v }}",
    "18": f"INSERT {{ <http://e.org/d> <{QB}slice> ?s }} WHERE {{ ?s a <{QB}Slice> }}",
    "19": f"INSERT {{ ?o <{BASE}property-unit> <http://e.org/u> }} WHERE {{ {OBSERVATION} }}",
}


@pytest.mark.parametrize("number", BROKEN)
def test_a_constraint_finds_what_it_is_for(number: str, nasty_graph: Path, export: Export) -> None:
    store = cube_of(export(nasty_graph, "cube"))
    store.update(BROKEN[number])
    (constraint,) = (path for path in CONSTRAINTS if path.stem.startswith(number))
    assert not holds(store, constraint)


def test_every_observation_leads_to_its_finding_and_says_its_value(
    graph: Path, export: Export, quads_of: Callable[[Path], set[tuple[str, str, str, str]]]
) -> None:
    store = cube_of(export(graph, "cube"))
    query = f"SELECT ?f ?v ?s WHERE {{ ?o <{BASE}property-finding> ?f ; <{BASE}property-value> ?v ; "
    query += "<http://www.w3.org/ns/prov#wasDerivedFrom> ?s }"
    found = {(str(f), str(v)) for f, v, _ in store.query(query)}
    kg = "https://w3id.org/surveykg/ontology#"
    assert found == {(s, o) for s, p, o, _ in quads_of(graph) if p == f"<{kg}value>"}


def test_what_is_missing_has_a_code_with_its_reason(graph: Path, export: Export) -> None:
    store = cube_of(export(graph, "cube"))
    query = f"SELECT DISTINCT ?r WHERE {{ ?o a <{QB}Observation> ; ?p ?c . "
    query += "?c <https://w3id.org/surveykg/ontology#missingReason> ?r }"
    reasons = {row[0].value.rpartition("/")[2] for row in store.query(query)}
    assert reasons == {"not_stated", "not_applicable"}
