"""Stored questions: SPARQL with typed parameters, answered with labels, figures and the sentence behind every row.

`load` reads a folder of `.rq` files, `ask` runs one on a store, `render` prints the answer.
"""

from kg.questions.load import Questions, load, load_file, load_one, names
from kg.questions.output import FORMATS, MEDIA_TYPES, render, render_query
from kg.questions.parameters import choices, resolve
from kg.questions.reading import parse
from kg.questions.records import Answer, Cell, Chart, Choice, Column, Evidence, Parameter, Question, Row
from kg.questions.run import ask
from kg.questions.terms import Term

__all__ = [
    "FORMATS",
    "MEDIA_TYPES",
    "Answer",
    "Cell",
    "Chart",
    "Choice",
    "Column",
    "Evidence",
    "Parameter",
    "Question",
    "Questions",
    "Row",
    "Term",
    "ask",
    "choices",
    "load",
    "load_file",
    "load_one",
    "names",
    "parse",
    "render",
    "render_query",
    "resolve",
]
