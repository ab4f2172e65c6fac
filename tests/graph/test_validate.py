"""Each shape is broken by its data and only it; engines agree; the report says where, what, and what to do."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import DataError, GraphError
from kg.graph.validate import Shapes, ValidationReport, load_shapes, validate, validate_folder
from kg.graph.validate.index import Index, graph_of, triples_of
from kg.graph.validate.shapes import MESSAGE
from kg.graph.vocabulary import load_vocabulary, parse_turtle

FOLDER = Path(__file__).parent / "shapes"
SPACE = "https://w3id.org/surveykg/shapes#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
BROKEN = tomllib.loads((FOLDER / "broken.toml").read_text("utf-8"))
VALID = (FOLDER / "valid.ttl").read_text("utf-8")
DIRECTIVES = VALID.partition("\n\n")[0]
SHAPES = load_shapes()
LANGUAGES = {"en", "nb", "da", "sv", "fi", "de", "ru"}
REQUIRE_FOCUS = {"Document", "Measurement"}


def concepts() -> list[tuple[str, str, str]]:
    """The part of the ontology that shapes look at: classes of concepts, and which class is below which."""
    return [
        triple
        for triple in load_vocabulary().triples
        if triple[1] == SUBCLASS or (triple[1] == TYPE and "surveykg/ontology#" in triple[2])
    ]


CONCEPTS = concepts()


def parsed(turtle: str) -> set[tuple[str, str, str]]:
    return set(parse_turtle(f"{DIRECTIVES}\n{turtle}".encode(), "test"))


def broken(name: str) -> list[tuple[str, str, str]]:
    """The valid data with the change that breaks the shape."""
    change = BROKEN[name]
    valid, gone = parsed(VALID.partition("\n\n")[2]), parsed(change.get("remove", ""))
    assert gone <= valid, "the case removes what is not there"
    return [*CONCEPTS, *sorted(valid - gone | parsed(change.get("add", "")))]


def names(report: ValidationReport) -> set[str]:
    return {result.shape.removeprefix(SPACE) for result in report.results}


def found(report: ValidationReport) -> list[tuple[object, ...]]:
    return [(r.severity, r.shape, r.component, r.focus, r.path, r.value) for r in report.results]


def reporting() -> set[str]:
    """The shapes of the package that can report something: those with a message, and those that require a focus."""
    return {shape[len(SPACE) + 1 : -1] for shape in SHAPES.index.forward(MESSAGE)}


def test_every_shape_has_data_that_breaks_it() -> None:
    assert set(BROKEN) == reporting()


@pytest.mark.parametrize("engine", ["pyshacl", "compiled", "turbo"])
def test_valid_data_break_no_shape(engine: str) -> None:
    if engine == "turbo":
        pytest.importorskip("pyshacl_turbo")
    report = validate([*CONCEPTS, *parsed(VALID.partition("\n\n")[2])], engine=engine)
    assert (report.conforms, report.results) == (True, ())
    assert all(report.checked.values()), "a shape finds nothing to check in the valid data"


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_data_of_a_shape_break_it_and_only_it(name: str) -> None:
    report = validate(broken(name), engine="compiled")
    assert names(report) == {name}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_compiled_shapes_report_what_pyshacl_reports(name: str) -> None:
    data = Index(broken(name))
    assert found(validate(data, engine="compiled")) == found(validate(data, engine="pyshacl"))


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_turbo_engine_reports_what_pyshacl_reports(name: str) -> None:
    pytest.importorskip("pyshacl_turbo")
    data = Index(broken(name))
    assert found(validate(data, engine="turbo")) == found(validate(data, engine="compiled"))


def test_a_graph_without_documents_is_wrong_and_one_without_measurements_suspect() -> None:
    report = validate(CONCEPTS, engine="compiled")
    assert {(r.shape.removeprefix(SPACE), r.severity) for r in report.results} == {
        ("Document", "violation"),
        ("Measurement", "warning"),
    }
    assert not report.conforms


def test_a_document_without_figures_conforms() -> None:
    document = [triple for triple in parsed(VALID.partition("\n\n")[2]) if triple[0].endswith("document/valid>")]
    report = validate([*CONCEPTS, *document], engine="compiled")
    assert report.conforms
    assert names(report) == {"Measurement"}


TERMS = sorted({term for triple in parsed(VALID.partition("\n\n")[2]) for term in triple})
TRIPLES = sorted(parsed(VALID.partition("\n\n")[2]))
LITERALS = [
    '"x"',
    '"x"@nb',
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"-5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
]


@st.composite
def mutated(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """The valid data with a few triples taken out, and a few put in from terms that occur."""
    gone = draw(st.sets(st.sampled_from(TRIPLES), max_size=4))
    subjects = st.sampled_from([term for term in TERMS if term.startswith("<")])
    predicates = st.sampled_from(sorted({predicate for _, predicate, _ in TRIPLES}))
    new = draw(st.sets(st.tuples(subjects, predicates, st.sampled_from([*TERMS, *LITERALS])), max_size=4))
    return [*CONCEPTS, *sorted((set(TRIPLES) - gone) | new)]


@given(mutated())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_compiled_shapes_and_pyshacl_agree_on_any_data(data: list[tuple[str, str, str]]) -> None:
    index = Index(data)
    assert found(validate(index, engine="compiled")) == found(validate(index, engine="pyshacl"))


def test_validation_leaves_the_data_as_they_are() -> None:
    dataset = rdflib.Dataset()
    for triple in graph_of(broken("Mention-slice")):
        dataset.graph(rdflib.URIRef("https://example.org/g")).add(triple)
    before = set(dataset.quads())
    assert names(validate(dataset)) == {"Mention-slice"}
    assert set(dataset.quads()) == before


def test_a_graph_and_its_triples_give_the_same_report() -> None:
    triples = broken("Measurement-unit")
    graph = graph_of(triples)
    assert set(triples_of(graph)) == set(triples)
    assert validate(graph, engine="compiled") == validate(triples, engine="compiled")


def test_the_report_in_words_has_document_sentence_figure_fault_and_remedy() -> None:
    text = validate(broken("Measurement-unit"), engine="compiled").text()
    assert text.splitlines() == [
        "violation: valid, characters 78 to 81: “200”",
        "  89 prosent av kundene over 15 år bruker nettbank, 200 ringer hver dag.",
        "  A measurement needs one unit of the ontology.",
        "  Use a unit of units.ttl.",
        "  shape:Measurement-unit at https://w3id.org/surveykg/id/document/valid/measurement/78-81",
        "",
        text.splitlines()[-1],
    ]
    assert text.endswith("by compiled: 1 violation\n")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_report_speaks_each_language(language: str) -> None:
    result = validate(broken("Measurement-unit"), engine="compiled").results[0]
    assert result.message(language) == result.messages[language]
    assert set(result.messages) == LANGUAGES


def test_the_report_as_json_has_plain_values() -> None:
    facts = json.loads(validate(broken("Measurement-quote"), engine="compiled").json())
    assert facts["conforms"] is False
    assert facts["counts"] == {"violation": 1, "warning": 0, "info": 0}
    result = facts["results"][0]
    assert (result["document"], result["begin"], result["end"], result["figure"]) == ("valid", 78, 81, "200")


def test_the_report_as_rdf_is_a_shacl_report_without_blank_nodes() -> None:
    report = validate(broken("Survey-role"), engine="compiled")
    graph, sh = report.graph(), rdflib.SH
    (root,) = graph.subjects(rdflib.RDF.type, sh.ValidationReport)
    (result,) = graph.objects(root, sh.result)
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    assert graph.value(root, sh.conforms) == rdflib.Literal(False)
    assert graph.value(result, sh.sourceShape) == rdflib.URIRef(f"{SPACE}Survey-role")
    path = graph.value(result, sh.resultPath)
    steps = rdflib.collection.Collection(graph, graph.value(path, sh.alternativePath))
    assert len(list(steps)) == 3
    assert rdflib.Graph().parse(data=report.turtle(), format="turtle").isomorphic(graph)


def test_the_report_is_the_same_whatever_the_order_of_the_data() -> None:
    data = broken("Population-country")
    one, other = (validate(order, engine="compiled") for order in (data, data[::-1]))
    assert (one.turtle(), one.json(), one.text()) == (other.turtle(), other.json(), other.text())


def test_warnings_do_not_make_a_graph_wrong() -> None:
    report = validate(broken("Mention-owner"), engine="compiled")
    assert report.conforms
    assert report.counts == {"violation": 0, "warning": 1, "info": 0}


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<s> sh:path .", ":2:"),
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape .", "no shape with a target"),
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
            "<urn:s> a sh:NodeShape ; sh:targetClass <urn:c> ; sh:property <urn:p> .",
            "without sh:path",
        ),
    ],
)
def test_broken_shapes_are_an_error_with_their_file(tmp_path: Path, turtle: str, message: str) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(turtle, "utf-8")
    with pytest.raises(DataError, match=r"own\.ttl") as raised:
        validate(CONCEPTS, path)
    assert message in str(raised.value)


def test_shapes_that_an_engine_cannot_use_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape ; sh:targetNode <urn:n> ;\n"
        '  sh:property <urn:p> . <urn:p> sh:path <urn:q> ; sh:minCount "many" .',
        "utf-8",
    )
    for engine in ("pyshacl", "compiled"):
        with pytest.raises(DataError, match=r"own\.ttl"):
            validate(CONCEPTS, path, engine=engine)


def test_shapes_with_sparql_go_to_pyshacl(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape ;\n"
        "  sh:targetNode <urn:n> ; sh:sparql <urn:q> .\n"
        '<urn:q> sh:message "no" ; sh:select "SELECT $this WHERE { $this ?p ?o }" .',
        "utf-8",
    )
    data = [("<urn:n>", "<urn:p>", '"1"')]
    report = validate(data, path)
    assert (report.engine, [r.message() for r in report.results]) == ("pyshacl", ["no"])
    with pytest.raises(DataError, match="sparql"):
        validate(data, path, engine="compiled")


def test_an_unknown_engine_is_an_error_that_lists_the_engines() -> None:
    with pytest.raises(DataError, match="auto, pyshacl, compiled, turbo"):
        validate(CONCEPTS, engine="magic")


def test_a_missing_graph_folder_is_an_error_that_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="kg build"):
        validate_folder(tmp_path)


def test_shapes_say_severity_message_and_remedy() -> None:
    for name in reporting():
        shape = f"<{SPACE}{name}>"
        assert set(SHAPES.messages(shape)) == LANGUAGES, name
        assert SHAPES.remedy(shape), name


def test_shapes_are_loaded_once_for_many_graphs() -> None:
    assert isinstance(SHAPES, Shapes)
    assert validate(broken("Trend-direction"), SHAPES, engine="compiled").counts["violation"] == 1
