"""The words that a figure is about: the noun phrase after it."""

from __future__ import annotations

from kg.language.figures import Figure
from kg.language.folding import Page
from kg.language.grammar import Grammar
from kg.model import Span


def concept(page: Page, figure: Figure, grammar: Grammar) -> Span | None:
    """The place of the words after `figure` that say what is counted, on `page`."""
    match = grammar.concept.match(page.words, figure.end)
    if match is None:
        return None
    begin, end = match.span(1)
    stop, at = grammar.sets["stop"], begin
    last = begin
    for word in page.words[begin:end].split(" "):
        if word.rstrip("'") in stop:
            break
        at += len(word)
        last = at
        at += 1
    return Span(begin, last) if last > begin else None
