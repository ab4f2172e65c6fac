"""Data that the tests of several rooms share."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from kg.evaluation.gold import GoldDocument, read_gold
from kg.model import Document, Extraction, Measurement, Sentence, Span

CORPUS = Path(__file__).parent / "corpus"


settings.register_profile("untimed", deadline=None)  # other work on the machine is no failure
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--renew` writes kept results anew instead of comparing with them; the difference is for the commit to show."""
    parser.addoption("--renew", action="store_true", help="write kept results anew instead of comparing with them")


@pytest.fixture(scope="session")
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether kept results are to be written anew."""
    return bool(request.config.getoption("--renew"))


def extraction_of(gold: GoldDocument) -> Extraction:
    """What a faultless extraction of a gold document gives; the gold has no adoptions, trends and surveys."""
    document = Document(gold.name, gold.text, sha256(gold.text.encode()).hexdigest(), f"{gold.name}.txt")
    measurements, sentences = [], {}
    for record in gold.records:
        keys = record.keys
        begin = gold.text.rfind(keys["sentence"], 0, record.end + len(keys["sentence"]))
        span = Span(begin, begin + len(keys["sentence"]))
        sentences[begin] = Sentence(span.begin, span.end, gold.language)
        measurements.append(
            Measurement(
                begin=record.begin,
                end=record.end,
                sentence=span,
                value=Decimal(str(keys["value"])),
                upper=None if keys["upper"] is None else Decimal(str(keys["upper"])),
                unit=keys["unit"],
                bound=keys["bound"],
                change=keys["change"],
                per=keys["per"],
                measure=keys["measure"],
                channels=tuple(keys["channels"]),
                population=keys["population"],
                min_age=keys["min_age"],
                max_age=keys["max_age"],
                country=keys["country"],
                organization=keys["organization"],
                survey=keys["survey"],
                period=keys["period"],
            )
        )
    ordered = tuple(sorted(sentences.values(), key=lambda sentence: sentence.begin))
    return Extraction(document, gold.language, ordered, tuple(sorted(measurements, key=lambda m: (m.begin, m.end))))


@pytest.fixture(scope="session")
def gold_extractions() -> dict[str, Extraction]:
    """Extractions of the seeds and the development texts as the gold has them, by document name."""
    documents = [*read_gold(CORPUS / "seeds"), *read_gold(CORPUS / "dev")]
    return {gold.name: extraction_of(gold) for gold in documents}


@pytest.fixture(scope="session")
def seed_extractions(gold_extractions: dict[str, Extraction]) -> tuple[Extraction, ...]:
    """The extractions of the five seeds, by name."""
    return tuple(gold_extractions[gold.name] for gold in read_gold(CORPUS / "seeds"))
