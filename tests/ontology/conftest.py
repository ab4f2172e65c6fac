"""The ontology as rdflib graphs, for the tests of its files."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from kg.resources import folder

KG = rdflib.Namespace("https://w3id.org/surveykg/ontology#")


@pytest.fixture(scope="session")
def ontology_files() -> dict[str, rdflib.Graph]:
    """Each file of the ontology by its stem, without the gazetteer of organizations."""
    paths = sorted(path for path in Path(folder("ontology")).glob("*.ttl") if path.stem != "organizations")
    return {path.stem: rdflib.Graph().parse(path, format="turtle") for path in paths}


@pytest.fixture(scope="session")
def ontology(ontology_files: dict[str, rdflib.Graph]) -> rdflib.Graph:
    """All of the ontology but the shapes."""
    whole = rdflib.Graph()
    for stem, graph in ontology_files.items():
        if stem != "shapes":
            whole += graph
    return whole


@pytest.fixture(scope="session")
def core(ontology_files: dict[str, rdflib.Graph]) -> rdflib.Graph:
    """The classes and properties."""
    return ontology_files["kg"]
