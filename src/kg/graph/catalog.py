"""The graph described for catalogues: VoID statistics (W3C note of 2011) and a DCAT 3 dataset with its files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.graph.iris import ONTOLOGY, Base
from kg.graph.state import Counts
from kg.graph.store import TRIG
from kg.graph.terms import TYPE, Term, Triple, integer, iri, string, typed
from kg.graph.vocabulary import Vocabulary
from kg.resources import version

_DCAT, _DCTERMS, _VOID, _SPDX, _PROV = (
    "http://www.w3.org/ns/dcat#",
    "http://purl.org/dc/terms/",
    "http://rdfs.org/ns/void#",
    "http://spdx.org/rdf/terms#",
    "http://www.w3.org/ns/prov#",
)
ABOUT_TRIG: Final = (f"/distribution/{TRIG}>", f"/checksum/{TRIG}>")  # no file holds its own hash
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_SCHEMA: Final = "https://schema.org/"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"


@dataclass(slots=True)
class Statistics:
    """Triples, types and properties of all graphs; no triple stands in two, so that counts add up."""

    triples: int = 0
    properties: Counter[Term] = field(default_factory=Counter)
    classes: Counter[Term] = field(default_factory=Counter)

    def add(self, counts: Counts) -> None:
        """Add the counts of a graph or a part of one."""
        self.triples += counts.triples
        self.properties.update(counts.properties)
        self.classes.update(counts.classes)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the graph folder that a catalogue lists."""

    path: str
    title: str
    media_type: str
    sha256: str
    size: int


def catalog(
    base: Base, statistics: Statistics, vocabulary: Vocabulary, files: Iterable[File], documents: Iterable[str]
) -> list[Triple]:
    """The dataset's description. `documents` are IRIs, of which the first is an example."""
    dataset = iri(f"{base.iri}dataset")
    triples: list[Triple] = [
        (dataset, TYPE, f"<{_VOID}Dataset>"),
        (dataset, TYPE, f"<{_DCAT}Dataset>"),
        (dataset, f"<{_DCTERMS}title>", string("Figures about how people reach organizations", "en")),
        (
            dataset,
            f"<{_DCTERMS}description>",
            string("Survey and service figures read from texts, each with the sentence it came from.", "en"),
        ),
        (dataset, f"<{_DCTERMS}conformsTo>", iri(ONTOLOGY.rstrip("#"))),
        (dataset, f"<{_DCTERMS}license>", iri(_LICENCE)),
        (dataset, f"<{_VOID}triples>", integer(statistics.triples)),
        (dataset, f"<{_VOID}documents>", integer(statistics.classes[f"<{ONTOLOGY}Document>"])),
        (dataset, f"<{_VOID}uriSpace>", string(base.iri)),
        (dataset, f"<{_VOID}classes>", integer(len(statistics.classes))),
        (dataset, f"<{_VOID}properties>", integer(len(statistics.properties))),
    ]
    triples += [(dataset, f"<{_VOID}exampleResource>", iri(document)) for document in list(documents)[:1]]
    triples += _vocabularies(dataset, statistics)
    triples += _partitions(base, dataset, statistics)
    for file in files:
        triples += distribution(base, file)
    return triples


def distribution(base: Base, file: File) -> list[Triple]:
    """A file as a distribution of the dataset."""
    node, checksum = iri(f"{base.iri}distribution/{file.path}"), iri(f"{base.iri}checksum/{file.path}")
    return [
        (iri(f"{base.iri}dataset"), f"<{_DCAT}distribution>", node),
        (node, TYPE, f"<{_DCAT}Distribution>"),
        (node, f"<{_DCTERMS}title>", string(file.title, "en")),
        (node, f"<{_DCTERMS}identifier>", string(file.path)),
        (node, f"<{_DCTERMS}license>", iri(_LICENCE)),
        (node, f"<{_DCAT}mediaType>", iri(_IANA + file.media_type)),
        (node, f"<{_DCAT}byteSize>", typed(str(file.size), "nonNegativeInteger")),
        (node, f"<{_SPDX}checksum>", checksum),
        (checksum, TYPE, f"<{_SPDX}Checksum>"),
        (checksum, f"<{_SPDX}algorithm>", f"<{_SPDX}checksumAlgorithm_sha256>"),
        (checksum, f"<{_SPDX}checksumValue>", typed(file.sha256, "hexBinary")),
    ]


def build_record(base: Base, vocabulary: Vocabulary, language_sha256: str, reasoned: bool) -> list[Triple]:
    """Which software, ontology and language data made the graph; no times, so that the same makes the same bytes."""
    build, software = iri(f"{base.iri}build"), iri(f"{base.iri}software/surveykg-{version()}")
    ontology, language = iri(f"{base.iri}build/ontology"), iri(f"{base.iri}build/language-data")
    return [
        (build, TYPE, f"<{_PROV}Activity>"),
        (build, _LABEL, string("building of the graph from texts", "en")),
        (build, f"<{_PROV}wasAssociatedWith>", software),
        (build, f"<{_PROV}used>", ontology),
        (build, f"<{_PROV}used>", language),
        (build, f"<{_PROV}generated>", iri(f"{base.iri}dataset")),
        (build, f"<{_DCTERMS}description>", string("with inferences" if reasoned else "without inferences", "en")),
        (software, TYPE, f"<{_PROV}SoftwareAgent>"),
        (software, _LABEL, string(f"surveykg {version()}")),
        (software, f"<{_SCHEMA}softwareVersion>", string(version())),
        (ontology, TYPE, f"<{_PROV}Entity>"),
        (ontology, _LABEL, string(f"ontology {vocabulary.version}", "en")),
        (ontology, f"<{_PROV}specializationOf>", iri(ONTOLOGY.rstrip("#"))),
        (ontology, f"<{ONTOLOGY}sha256>", string(vocabulary.sha256)),
        (language, TYPE, f"<{_PROV}Entity>"),
        (language, _LABEL, string("language data", "en")),
        (language, f"<{ONTOLOGY}sha256>", string(language_sha256)),
    ]


def _vocabularies(dataset: Term, statistics: Statistics) -> list[Triple]:
    spaces = {_space(term) for term in (*statistics.properties, *statistics.classes)}
    return [(dataset, f"<{_VOID}vocabulary>", iri(space)) for space in spaces]


def _space(term: Term) -> str:
    inside = term[1:-1]
    return inside[: max(inside.rfind("/"), inside.rfind("#")) + 1]


def _partitions(base: Base, dataset: Term, statistics: Statistics) -> list[Triple]:
    triples: list[Triple] = []
    kinds: tuple[tuple[str, str, str, Mapping[Term, int]], ...] = (
        ("class", "class", "entities", statistics.classes),
        ("property", "property", "triples", statistics.properties),
    )
    for kind, naming, counting, numbers in kinds:
        for term, number in numbers.items():
            node = iri(f"{base.iri}dataset/{kind}/{_name(term)}")
            triples += (
                (dataset, f"<{_VOID}{kind}Partition>", node),
                (node, TYPE, f"<{_VOID}Dataset>"),
                (node, f"<{_VOID}{naming}>", term),
                (node, f"<{_VOID}{counting}>", integer(number)),
            )
    return triples


def _name(term: Term) -> str:
    """A name for the partition of a term: its local name, and a hash, since local names repeat."""
    inside = term[1:-1]
    local = inside[max(inside.rfind("/"), inside.rfind("#")) + 1 :] or "term"
    return f"{local}-{hashlib.sha256(inside.encode()).hexdigest()[:8]}"
