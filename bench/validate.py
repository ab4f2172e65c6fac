"""Validation by each engine: `python bench/validate.py [--triples N] [--no-pyshacl] [--most N]`, one JSON line each.

The data are the documents of a built graph (default `graph/`), repeated under other names, with what they share, what
is inferred and the ontology. Times are those of `kg.graph.validate.validate`, from N-Triples
strings in memory to the report: conversion to the engine's own terms is part of its time.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from itertools import count
from pathlib import Path

from kg.graph.terms import Triple
from kg.graph.validate import load_shapes, validate
from kg.graph.vocabulary import parse_turtle

MENTION = "<https://w3id.org/surveykg/ontology#mention>"


def read(path: Path) -> list[Triple]:
    """The triples of a Turtle file."""
    return parse_turtle(path.read_bytes(), str(path))


def repeated(graph: Path, least: int) -> list[Triple]:
    """At least so many triples: all of the graph, and its documents again under other names."""
    made = [triple for path in sorted(graph.glob("*.ttl")) for triple in read(path)]
    documents = {path.stem: read(path) for path in sorted((graph / "documents").glob("*.ttl"))}
    for name, triples in documents.items():
        triples += (triple for triple in made if triple[1] == MENTION and f"/document/{name}#" in triple[2])
    for turn in count():
        for name, triples in documents.items():
            if turn and len(made) >= least:
                return made
            old, new = f"/document/{name}", f"/document/{name}_{turn}" if turn else f"/document/{name}"
            made += [(s.replace(old, new), p, o.replace(old, new)) for s, p, o in triples]
    raise AssertionError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, default=Path("graph"))
    parser.add_argument("--triples", type=int, default=100_000, help="triples that every engine gets")
    parser.add_argument(
        "--most", type=int, default=1_000_000, help="triples that the compiled shapes get alone (0: none)"
    )
    parser.add_argument("--no-pyshacl", action="store_true", help="leave out the reference: minutes at 100,000 triples")
    arguments = parser.parse_args()
    shapes = load_shapes()
    data = repeated(arguments.graph, arguments.triples)
    seconds: dict[str, float] = {}
    for engine in ("compiled", "turbo", *([] if arguments.no_pyshacl else ["pyshacl"])):
        begin = time.perf_counter()
        report = validate(data, shapes, engine=engine)
        seconds[engine] = time.perf_counter() - begin
        facts = {"engine": engine, "triples": len(data), "seconds": round(seconds[engine], 3)}
        print(json.dumps({**facts, "results": len(report.results), "checked": sum(report.checked.values())}))
    if "pyshacl" in seconds:
        ratios = {engine: round(seconds["pyshacl"] / one, 1) for engine, one in seconds.items() if engine != "pyshacl"}
        print(json.dumps({"times faster than pyshacl": ratios}))
    if arguments.most:
        data = repeated(arguments.graph, arguments.most)
        begin = time.perf_counter()
        validate(data, shapes, engine="compiled")
        taken = round(time.perf_counter() - begin, 2)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"engine": "compiled", "triples": len(data), "seconds": taken, "peak MB": memory}))


if __name__ == "__main__":
    main()
