"""Putting terms into a query: the tokens of VALUES blocks are replaced, nothing else can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.errors import ParameterError, QuestionError
from kg.questions.order import complete_order
from kg.questions.records import Question
from kg.questions.sparql import Outline, UnreadableError, outline
from kg.questions.terms import Term, spell


def bind(question: Question, terms: Mapping[str, Sequence[Term]]) -> str:
    """The query of the question with these terms in the VALUES blocks of its parameters.

    A parameter without terms loses its block, that is, restricts nothing. Columns that ORDER BY leaves undecided
    are added to it, so that all engines give one order.

    Raises:
        ParameterError: a term cannot be spelled safely.
    """
    text = replace(question, terms)
    bound = outline(text)
    return complete_order(bound, tuple(column.name for column in question.columns))


def replace(question: Question, terms: Mapping[str, Sequence[Term]]) -> str:
    """The text of the question's file with the terms between the braces of the VALUES blocks.

    Raises:
        ParameterError: a term cannot be spelled safely, or the tokens outside the blocks would change.
    """
    blocks = [block for block in question.outline.values if block.name in question.parameters]
    parts, at, text = [], 0, question.text
    for block in blocks:
        given = terms.get(block.name, ())
        parts.append(text[at : block.begin])
        if given:
            spelled = " ".join(_spell(question, block.name, term) for term in given)
            parts.append(f"{text[block.begin : block.terms_begin]} {spelled} }}")
        at = block.end
    bound = "".join((*parts, text[at:]))
    _prove(question, bound, terms)
    return bound


def _spell(question: Question, name: str, term: Term) -> str:
    try:
        return spell(term)
    except QuestionError as error:
        raise ParameterError(question.name, name, error.found, mend=f"write {error.expected}") from error


def _prove(question: Question, bound: str, terms: Mapping[str, Sequence[Term]]) -> None:
    """Nothing, if the bound query is the question's own but for the terms in its blocks, read back from its tokens."""
    try:
        after = outline(bound)
    except UnreadableError as error:
        raise ParameterError(question.name, "", "values that do not fit into the query") from error
    kept = _skeleton(question, question.outline, terms)
    if kept != _skeleton(question, after, terms):
        raise ParameterError(question.name, "", "values that would change the query")


def _skeleton(question: Question, query: Outline, terms: Mapping[str, Sequence[Term]]) -> list[str]:
    """The tokens of a query without the terms of the parameters' blocks, and without blocks that are to go."""
    skipped: dict[int, int] = {}
    for block in query.values:
        if block.name in question.parameters:
            whole = not terms.get(block.name)
            skipped[block.begin if whole else block.terms_begin] = block.end if whole else block.terms_end
    found, until = [], 0
    starts = sorted(skipped)
    for token in query.tokens:
        while starts and starts[0] <= token.begin:
            until = max(until, skipped[starts.pop(0)])
        if token.begin >= until:
            found.append(token.text)
    return found
