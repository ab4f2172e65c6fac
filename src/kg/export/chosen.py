"""The findings that a selection names, found with the means of stored questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph.terms import Term, iri
from kg.questions import ask, load_one, parse, resolve
from kg.questions.bind import bind
from kg.questions.source import Source
from kg.resources import folder

if TYPE_CHECKING:
    from kg.graph.store import Store


def by_name(store: Store, organizations: tuple[str, ...], channels: tuple[str, ...]) -> frozenset[Term]:
    """The findings of any of the organizations about any of the channels; an empty tuple restricts nothing.

    Raises:
        ParameterError: there is no such organization or channel; says which come near.
    """
    path = Path(__file__).with_name("selection.rq")
    question = parse(path.read_text("utf-8"), path)
    source = Source(store)
    chosen = resolve(source, question, {"organization": organizations or None, "channel": channels or None})
    query = bind(question, {name: [choice.term for choice in found] for name, found in chosen.items()})
    return frozenset(iri(row[0].value) for row in source.rows(query) if row[0] is not None)


def by_question(store: Store, name: str) -> frozenset[Term]:
    """The findings, organizations and surveys that the answer to a stored question rests on, and their mentions.

    Raises:
        QuestionError: there is no such question, or one that cannot be asked without parameters.
    """
    answer = ask(store, load_one(folder("queries"), name))
    return frozenset(
        iri(node) for item in answer.evidence for node in (item.thing, f"{item.document}#char={item.begin},{item.end}")
    )
