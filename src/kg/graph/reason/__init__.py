"""Reasoning: rules compiled from the ontology, what follows from them, and why.

`compile_rules` takes the ontology's triples; `infer` gives the triples that follow from data, and `Reasoner` does the
same document by document; `explain` says why a triple holds. docs/reasoning.md lists the axioms covered
and the triples left out.
"""

from kg.graph.reason.compiler import compile_rules
from kg.graph.reason.explanation import explain, explain_subject
from kg.graph.reason.reasoner import Reasoner, infer, infer_documents
from kg.graph.reason.records import Contradiction, Derivation, Rule, Rules, from_oxigraph

__all__ = [
    "Contradiction",
    "Derivation",
    "Reasoner",
    "Rule",
    "Rules",
    "compile_rules",
    "explain",
    "explain_subject",
    "from_oxigraph",
    "infer",
    "infer_documents",
]
