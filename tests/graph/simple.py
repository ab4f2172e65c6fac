"""A small extractor for tests of what comes after extraction: a figure is a number and "percent", a line a sentence."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.model import Document, Extraction, Measurement, Organization, Sentence, Span

_FIGURE = re.compile(r"(\d+) percent")
_DEFINED = re.compile(r"((?:[A-Z][a-z]+ )+)\(([A-Z]{2,})\)")
_SHORT = re.compile(r"\b[A-Z]{2,}\b")


def extract(document: Document) -> Extraction:
    """The figures of a text, about the organization that their line names."""
    if "CRASH" in document.text:
        raise ValueError("a text that cannot be worked on")
    sentences, measurements, organizations = [], [], []
    for line in re.finditer(r"[^\n]+", document.text):
        sentence = Span(*line.span())
        sentences.append(Sentence(sentence.begin, sentence.end, "en"))
        defined = _DEFINED.search(line[0])
        short = _SHORT.search(line[0])
        name = defined[1].strip() if defined else short[0] if short else None
        if defined:
            begin = sentence.begin + defined.start(1)
            mention = Span(begin, begin + len(defined[1].strip()))
            organizations.append(Organization(defined[1].strip(), (defined[2],), (mention,)))
        for figure in _FIGURE.finditer(line[0]):
            begin, end = (sentence.begin + place for place in figure.span())
            measurements.append(
                Measurement(
                    begin,
                    end,
                    sentence,
                    Decimal(figure[1]),
                    None,
                    "percent",
                    "exact",
                    None,
                    None,
                    "use",
                    ("phone",),
                    "people",
                    15 if "young" in line[0] else None,
                    24 if "young" in line[0] else None,
                    None,
                    name,
                    None,
                    None,
                )
            )
    return Extraction(document, "en", tuple(sentences), tuple(measurements), organizations=tuple(organizations))
