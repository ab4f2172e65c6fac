"""The records of stored questions and their answers: plain, frozen, ready to be printed, sent or drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.questions.labels import short_name
from kg.questions.source import Source
from kg.questions.sparql import Outline
from kg.questions.terms import Term

TYPES = ("iri", "string", "integer", "decimal", "year", "language", "boolean")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question lets its reader choose.

    `of` is the IRI of the class or SKOS scheme that an IRI must belong to. `defaults` are the terms of the VALUES
    block; where the parameter is required they are an example. `choices` are the only values allowed, if any are named.
    """

    name: str
    type: str
    description: str
    of: str = ""
    kind: str = ""
    required: bool = False
    repeatable: bool = False
    defaults: tuple[Term, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def default(self) -> str | None:
        """The default as one would type it, None without one; several are joined by commas."""
        names = [short_name(term.value) if term.is_iri else term.value for term in self.defaults]
        return None if self.required or not names else ", ".join(names)

    def facts(self) -> dict[str, Any]:
        """What one must know to give a value, for JSON."""
        return {
            "name": self.name,
            "type": self.type,
            "description": self.description,
            "required": self.required,
            "repeatable": self.repeatable,
            "default": self.default,
            "choices": list(self.choices) or None,
        }


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: the variable, its heading in the reader's language, and how to show it.

    In a question, `heading` is the header's, English; in an answer, it is the reader's word for it or for the name.

    `unit` is the code of a unit that all its numbers share. A figure is shown with its parts: `parts` maps `upper`,
    `unit`, `bound`, `change` and `per` to the variables that hold them. `hidden` columns stand in data, not in tables,
    `several` hold lists, `short` show short names instead of labels.
    """

    name: str
    heading: str
    description: str = ""
    unit: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    several: bool = False
    short: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A hint for drawing, in the words of Vega-Lite: a mark, and the columns of its channels."""

    mark: str
    x: str
    y: str
    color: str = ""
    facet: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question, checked: what its header says and the query that any SPARQL 1.1 engine runs as it is."""

    name: str
    path: Path
    summary: str
    description: str
    theme: str
    tags: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: tuple[Column, ...]
    evidence: tuple[str, ...]
    chart: Chart | None
    summaries: Mapping[str, str]
    pagination: int | None
    text: str
    outline: Outline = field(repr=False, compare=False)

    def summary_in(self, language: str) -> str:
        """The summary in a language, in English where the header has no other."""
        return self.summaries.get(language, self.summary)

    def facts(self) -> dict[str, Any]:
        """What one must know to ask the question, for JSON."""
        return {
            "name": self.name,
            "theme": self.theme,
            "summary": self.summary,
            "description": self.description,
            "tags": list(self.tags),
            "parameters": [parameter.facts() for parameter in self.parameters.values()],
            "columns": [column.name for column in self.columns],
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter can take: its short name, its label in the reader's language, the term."""

    name: str
    label: str
    term: Term


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that a row rests on, and the place in it, in code points of the document's text, end exclusive.

    `number` is the sentence's number in the answer, from 1; `thing` the IRI of the finding, organization or survey.
    """

    number: int
    thing: str
    document: str
    name: str
    title: str
    sentence: str
    sentence_begin: int
    sentence_end: int
    text: str
    begin: int
    end: int
    quote: str
    language: str = ""

    @property
    def before(self) -> str:
        """The sentence up to the quote."""
        return self.text[: max(0, self.begin - self.sentence_begin)]

    @property
    def after(self) -> str:
        """The sentence behind the quote."""
        return self.text[max(0, self.end - self.sentence_begin) :]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row: its terms (none, one, or several where the column holds lists) and the text to show."""

    terms: tuple[Term, ...]
    text: str

    @property
    def term(self) -> Term | None:
        """The only or first term."""
        return self.terms[0] if self.terms else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer: a cell for each column, and the evidence of all that it says, in order of its numbers."""

    cells: tuple[Cell, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a question, the parameters as they were understood, labels in `language`, and the query that ran."""

    question: Question
    parameters: Mapping[str, tuple[Choice, ...]]
    language: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    query: str
    names: Mapping[Term, str] = field(repr=False)
    source: Source = field(repr=False, compare=False)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence of all rows, each place once, by number and place."""
        found = {(item.number, item.begin, item.end, item.thing): item for row in self.rows for item in row.evidence}
        return tuple(found[key] for key in sorted(found))

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: the question selects no such variable.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __len__(self) -> int:
        return len(self.rows)
