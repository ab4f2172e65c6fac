"""The words that a figure is about: the noun phrase after it."""

from __future__ import annotations

from kg.language.figures import Figure
from kg.language.folding import Page
from kg.language.grammar import Grammar
from kg.model import Span


def concept(page: Page, figure: Figure, grammar: Grammar) -> Span | None:
    """The place of the words after `figure` that say what is counted, on `page`."""
    match = grammar.concept.match(page.words, figure.end) if page.words[figure.end : figure.end + 1] == " " else None
    return None if match is None else Span(*match.span(1))
