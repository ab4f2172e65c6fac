"""Compiled rules kept in a file, so that a build need not close the ontology again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from kg.graph.reason.records import Atom, Rule, Variable
from kg.graph.terms import Triple

_CODE = ("cache.py", "compiler.py", "manchester.py", "schema.py")


def digest(axioms: Iterable[Triple]) -> str:
    """What the compiled rules depend on: the axioms (blank nodes canonical) and the code that compiles."""
    code = b"".join((Path(__file__).parent / name).read_bytes() for name in _CODE)
    lines = "\n".join(sorted(" ".join(axiom) for axiom in axioms))
    return sha256(code + lines.encode()).hexdigest()


def load(path: Path, expected: str) -> tuple[tuple[Rule, ...], tuple[Triple, ...]] | None:
    """The rules and implied axioms of the file, or None where it is absent, broken or of other axioms."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["digest"] != expected:
            return None
        rules = tuple(
            Rule(name, tuple(map(_atom, body)), head and _atom(head), axiom, stated)
            for name, body, head, axiom, stated in kept["rules"]
        )
        return rules, tuple((s, p, o) for s, p, o in kept["implied"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(path: Path, expected: str, rules: Iterable[Rule], implied: Iterable[Triple]) -> None:
    """Writes the file in one step. A folder that cannot be written is left alone: the file only saves time."""
    rows = [[r.name, [_row(atom) for atom in r.body], r.head and _row(r.head), r.axiom, r.stated] for r in rules]
    text = json.dumps({"digest": expected, "rules": rows, "implied": list(implied)}, ensure_ascii=False)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)


def _row(atom: Atom) -> list[str]:
    return [f"?{term.name}" if isinstance(term, Variable) else term for term in atom]


def _atom(row: list[str]) -> Atom:
    subject, predicate, value = row
    return _term(subject), predicate, _term(value)


def _term(text: str) -> str | Variable:
    return Variable(text[1:]) if text.startswith("?") else text
