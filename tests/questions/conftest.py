"""A graph of the five seeds for stored questions: the gold, and by hand adoptions, trends, surveys, organizations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg.graph import shared
from kg.graph.populate import populate
from kg.graph.reason import compile_rules, infer
from kg.graph.terms import Triple
from kg.graph.vocabulary import load_vocabulary
from kg.language import sentences
from kg.model import Adoption, Extraction, Organization, Sentence, Span, Survey, Trend
from kg.resources import folder

BANKS, NORDEA, SIBERIA, PHONE, ATLAS = "000", "001", "002", "003", "004"


def span(text: str, quote: str, within: str = "") -> Span:
    """The place of a quote, in a passage if one is given."""
    start = text.index(within) if within else 0
    begin = text.index(quote, start)
    return Span(begin, begin + len(quote))


def adoption(text: str, quote: str, sentence: str, channel: str, year: int | None) -> Adoption:
    """An adoption by Nordea."""
    place = span(text, quote, sentence)
    return Adoption(place.begin, place.end, span(text, sentence), "Nordea", channel, year)


def trend(text: str, quote: str, sentence: str) -> Trend:
    """A rising share of contacts by telephone."""
    place = span(text, quote, sentence)
    return Trend(
        place.begin,
        place.end,
        span(text, sentence),
        "rising",
        "contact",
        ("phone",),
        None,
        None,
        "Kantar",
        "Norsk Kundeserviceindeks (KSIndeks)",
        None,
    )


def survey(text: str, name: str | None, mention: str, **facts: object) -> Survey:
    """A survey with one mention; what is not given is not said."""
    keys = ("description", "conductor", "commissioner", "publisher", "period", "sample_size", "population")
    ages = ("min_age", "max_age", "country")
    told = {key: facts.get(key) for key in (*keys, *ages)}
    return Survey(name=name, mentions=(span(text, mention),), **told)  # type: ignore[arg-type]


def banks(text: str) -> dict[str, object]:
    fno = "Finansnæringens Fellesorganisasjon"
    return {
        "organizations": (
            Organization(fno, ("FNO",), (span(text, f"{fno} (FNO)"),)),
            Organization("TNS Gallup", (), (span(text, "TNS Gallup"),)),
        ),
        "surveys": (
            survey(
                text,
                "Nettbankundersøkelsen",
                "nettbankundersøkelse",
                conductor="TNS Gallup",
                commissioner=fno,
                country="NO",
            ),
        ),
    }


def nordea(text: str) -> dict[str, object]:
    first = "Asiakaspalvelu sosiaalisessa mediassa aloitettiin kymmenen vuotta sitten Facebookissa."
    later = (
        "Myöhemmin sitä laajennettiin vuonna 2014 Twitteriin, vuonna 2016 Snapchattiin "
        "ja viimeisimpänä vuonna 2017 Instagramiin."
    )
    return {
        "organizations": (Organization("Nordea", (), (span(text, "Nordea"),)),),
        "adoptions": (
            adoption(text, "Facebookissa", first, "facebook", None),
            adoption(text, "Twitteriin", later, "twitter", 2014),
            adoption(text, "Snapchattiin", later, "snapchat", 2016),
            adoption(text, "Instagramiin", later, "instagram", 2017),
        ),
    }


def siberia(text: str) -> dict[str, object]:
    return {
        "organizations": (Organization("Банк24.ру", (), (span(text, "Банка24.ру"),)),),
        "surveys": (
            survey(
                text,
                None,
                "исследование данных",
                description="исследование данных",
                conductor="Банк24.ру",
                period="2012-2013",
            ),
        ),
    }


def phone(text: str) -> dict[str, object]:
    index = "Norsk Kundeserviceindeks (KSIndeks)"
    falls = (
        "KSIndeks og Christensen kan fortelle at andelen av telefoner, av alle henvendelser inn til kundesentrene, "
        "er svakt økende."
    )
    rises = (
        "Med utgangspunkt i resultatene som tikker inn fra KSIndeks synes Christensen det er interessant å se at "
        "telefonandelen øker i dagens samfunn, som har så stort fokus på digitalisering og selvbetjening."
    )
    return {
        "organizations": (
            Organization("Kantar", (), (span(text, "Kantar"),)),
            Organization("Kundeserviceavisen", (), (span(text, "Kundeserviceavisen"),)),
        ),
        "surveys": (
            survey(text, index, index, conductor="Kantar", publisher="Kundeserviceavisen", country="NO"),
            survey(
                text,
                None,
                "uformell undersøkelse på sosiale medier",
                conductor="Kundeserviceavisen",
                description="uformell undersøkelse på sosiale medier",
                population="respondentene",
            ),
        ),
        "trends": (trend(text, "svakt økende", falls), trend(text, "øker", rises)),
    }


def atlas(text: str) -> dict[str, object]:
    return {
        "organizations": (Organization("Faktenkontor", (), (span(text, "Faktenkontor GmbH"),)),),
        "surveys": (
            survey(
                text,
                "Social Media Atlas",
                "Social Media Atlas 2014/2015",
                conductor="Faktenkontor",
                period="2014/2015",
                sample_size=3450,
                population="Internetnutzer ab 14 Jahren",
                min_age=14,
                country="DE",
            ),
        ),
    }


TOLD = {BANKS: banks, NORDEA: nordea, SIBERIA: siberia, PHONE: phone, ATLAS: atlas}


def told(extraction: Extraction) -> Extraction:
    """The extraction with what the gold has no keys for."""
    add = TOLD.get(extraction.document.name[:3])
    if add is None:
        return extraction
    more = replace(extraction, **add(extraction.document.text))
    spans = {(item.sentence.begin, item.sentence.end) for item in (*more.adoptions, *more.trends)}
    known = [(item.begin, item.end) for item in more.sentences]
    added = sorted(spans - set(known))
    added += [
        (item.begin, item.end)
        for item in sentences(more.document.text, more.language)
        if not any(begin < item.end and item.begin < end for begin, end in (*known, *added))
    ]
    found = (*more.sentences, *(Sentence(begin, end, more.language) for begin, end in added))
    return replace(more, sentences=tuple(sorted(found, key=lambda item: item.begin)))


def ontology_triples() -> list[Triple]:
    """The ontology as it stands in a graph, that is, without shapes and known names."""
    return [
        (str(found.subject), str(found.predicate), str(found.object))
        for path in sorted(folder("ontology").glob("*.ttl"))
        if path.name not in ("shapes.ttl", "organizations.ttl")
        for found in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    ]


def graph_triples(extractions: Sequence[Extraction]) -> list[Triple]:
    """All triples of a graph: ontology, documents, shared and inferred."""
    parts = [populate(told(extraction)) for extraction in extractions]
    entries = sorted({entry for part in parts for entry in part.entries})
    described = [triple for _, triples in shared.describe(entries, load_vocabulary()) for triple in triples]
    data = [*(triple for part in parts for triple in part.triples), *described]
    ontology = ontology_triples()
    return sorted({*ontology, *data, *infer(compile_rules(ontology), data)})


def embedded(triples: Sequence[Triple]) -> pyoxigraph.Store:
    """The triples in pyoxigraph."""
    store = pyoxigraph.Store()
    lines = "".join(f"{' '.join(triple)} .\n" for triple in triples)
    store.load(lines.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="session")
def seed_triples(seed_extractions: tuple[Extraction, ...]) -> list[Triple]:
    return graph_triples(seed_extractions)


@pytest.fixture(scope="session")
def store(seed_triples: list[Triple]) -> pyoxigraph.Store:
    """The seeds in pyoxigraph."""
    return embedded(seed_triples)


@pytest.fixture(scope="session")
def rdflib_graph(seed_triples: list[Triple]) -> rdflib.Graph:
    """The seeds in rdflib."""
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{' '.join(triple)} .\n" for triple in seed_triples), format="nt")
    return graph


@pytest.fixture(scope="session")
def all_gold(gold_extractions: Mapping[str, Extraction]) -> pyoxigraph.Store:
    """Seeds and development texts in pyoxigraph."""
    return embedded(graph_triples(list(gold_extractions.values())))


@pytest.fixture
def question_file(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A function that writes a question file and gives its path."""

    def write(text: str, name: str = "made-up") -> Path:
        path = tmp_path / f"{name}.rq"
        path.write_text(text, "utf-8")
        return path

    return write
