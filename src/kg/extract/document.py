"""A document read: its sentences, figures, findings and entities."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby

from kg.extract.entities import complete_surveys, read_entities, read_findings
from kg.extract.grids import Cell, grids
from kg.extract.listings import listed
from kg.extract.measurements import read_measurements
from kg.extract.mentions import channel_mentions
from kg.extract.pages import Pages
from kg.language import LANGUAGES, identify, sentences
from kg.language.quantities import quantities
from kg.model import Document, Extraction, Quantity, Sentence, Span


def extract(document: Document) -> Extraction:
    """All that `document` states: measurements, adoptions, trends, organizations and surveys, in text order.

    Each paragraph is read in its own language. A text in none of `LANGUAGES` has the language `und` and no findings.
    """
    with _without_collecting():
        return _extracted(document)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python's search for cycles waits: reading makes none, and a search costs what all that was made costs."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _extracted(document: Document) -> Extraction:
    text = document.text
    found = sentences(text)
    language = _language(found) or identify(text)
    if language not in LANGUAGES:
        return Extraction(document, language, found, ())
    found = tuple(s if s.language in LANGUAGES else replace(s, language=language) for s in found)
    found = listed(text, found)
    cells, rows = grids(text, found)
    figures = tuple(_with_cells(_quantities(text, found), found, cells, rows))
    entities = read_entities(text, found, language, figures)
    pages = Pages(text, found, language)
    names = [known.name for known in entities.organizations]
    measurements = read_measurements(pages, found, figures, entities, names, cells)
    channels = channel_mentions(pages, found)
    adoptions, trends = read_findings(text, found, entities, channels)
    surveys = complete_surveys(entities, measurements)
    return Extraction(document, language, found, measurements, adoptions, trends, entities.organizations, surveys)


def _language(found: Sequence[Sentence]) -> str | None:
    """The language of most of the text."""
    lengths: Counter[str] = Counter()
    for sentence in found:
        if sentence.language in LANGUAGES:
            lengths[sentence.language] += sentence.end - sentence.begin
    return min(lengths, key=lambda code: (-lengths[code], code)) if lengths else None


def _quantities(text: str, found: Sequence[Sentence]) -> Iterator[Quantity]:
    """The quantities of each stretch of one language."""
    stretches = [(code, list(group)) for code, group in groupby(found, key=lambda s: s.language)]
    for code, group in stretches:
        begin, end = group[0].begin, group[-1].end
        if len(stretches) == 1:
            begin, end = 0, len(text)
        for quantity in quantities(text[begin:end], code):
            yield _moved(quantity, begin) if begin else quantity


def _with_cells(
    figures: Iterator[Quantity], found: Sequence[Sentence], cells: Mapping[int, list[Cell]], rows: Set[int]
) -> Iterator[Quantity]:
    """`figures` with those of the tables' cells in place of what their rows would be as running text."""
    if not rows:
        yield from figures
        return
    begins = [sentence.begin for sentence in found]
    kept = [q for q in figures if begins[max(0, bisect_right(begins, q.begin) - 1)] not in rows]
    kept += [cell.quantity for row in cells.values() for cell in row]
    yield from sorted(kept, key=lambda q: q.begin)


def _moved(quantity: Quantity, by: int) -> Quantity:
    return replace(
        quantity,
        begin=quantity.begin + by,
        end=quantity.end + by,
        concept=_shifted(quantity.concept, by),
        cues=tuple(replace(cue, span=_shifted(cue.span, by)) for cue in quantity.cues),
    )


def _shifted(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(span.begin + by, span.end + by)
