"""Reasoning beside owlrl, and alone up to a million triples: `python bench/reason.py [--owlrl N] [--most N]`.

The data are the documents of a built graph (default `graph/`), repeated under other names. Times leave out parsing;
those of the compiled rules include turning terms into numbers and back. owlrl gets the same triples with the axioms.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import time
from itertools import count
from pathlib import Path

from kg.graph.reason import Rules, compile_rules, from_oxigraph, infer, infer_documents
from kg.graph.terms import Triple

AXIOMS_AND_MORE = "shapes.ttl"


def read(path: Path) -> list[Triple]:
    """The triples of a Turtle file."""
    from pyoxigraph import parse

    return list(from_oxigraph(parse(path=str(path))))


def repeated(documents: dict[str, list[Triple]], least: int) -> list[list[Triple]]:
    """Documents of `least` triples in all: the given ones over and over, each time as documents of another name."""
    made: list[list[Triple]] = []
    total = 0
    for turn in count():
        for name, triples in documents.items():
            old, new = f"/document/{name}", f"/document/{name}_{turn}"
            made.append([(s.replace(old, new), p, o.replace(old, new)) for s, p, o in triples])
            total += len(triples)
            if total >= least:
                return made
    raise AssertionError


def seconds_of_owlrl(rules: Rules, triples: list[Triple]) -> tuple[float, int]:
    """Seconds and triples of owlrl's closure of ontology and data."""
    import owlrl
    from rdflib import Graph

    graph = Graph()
    everything = (*rules.schema, *rules.facts, *triples)
    graph.parse(data="".join(f"{' '.join(triple)} .\n" for triple in everything), format="nt")
    begin = time.perf_counter()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return time.perf_counter() - begin, len(graph)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, default=Path("graph"))
    parser.add_argument("--owlrl", type=int, default=10_000, help="triples that owlrl gets too (0: none)")
    parser.add_argument("--most", type=int, default=1_000_000, help="triples of the largest run")
    arguments = parser.parse_args()

    ontology = [path for path in sorted(Path("ontology").glob("*.ttl")) if path.name != AXIOMS_AND_MORE]
    triples = [triple for path in ontology for triple in read(path)]
    begin = time.perf_counter()
    rules = compile_rules(triples)
    print(json.dumps({"compile": round(time.perf_counter() - begin, 2), "rules": len(rules.rules)}))
    documents = {path.stem: read(path) for path in sorted((arguments.graph / "documents").glob("*.ttl"))}
    shared = read(arguments.graph / "shared.ttl")

    size = arguments.owlrl or 10_000
    while size <= arguments.most:
        copies = repeated(documents, size)
        flat = [triple for document in copies for triple in document]
        gc.collect()
        begin = time.perf_counter()
        found = len(infer(rules, flat, shared))
        whole = time.perf_counter() - begin
        begin = time.perf_counter()
        apart = sum(len(part) for part in infer_documents(rules, copies, shared))
        by_document = time.perf_counter() - begin
        row = {"triples": len(flat), "documents": len(copies), "inferred": found, "seconds": round(whole, 3)}
        row |= {"by_document": round(by_document, 3), "same": apart == found}
        row["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if size == arguments.owlrl:
            spent, closed = seconds_of_owlrl(rules, [*shared, *flat])
            row |= {"owlrl": round(spent, 1), "owlrl_triples": closed, "ratio": round(spent / whole)}
        print(json.dumps(row))
        size *= 10


if __name__ == "__main__":
    main()
