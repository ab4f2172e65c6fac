"""The dataset of the protocol written into an update (SPARQL 1.1 Protocol, section 2.2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.errors import QueryError
from kg.graph.guard import tokens

_Token = tuple[str, str, int]
_CONFLICT = "the dataset in the request or in the update, not in both"


def with_dataset(update: str, using: Sequence[str], named: Sequence[str]) -> str:
    """The update with USING clauses in each operation that matches a pattern.

    Raises:
        QueryError: an operation has USING, USING NAMED or WITH of its own.
    """
    if not using and not named:
        return update
    clauses = " ".join([*(f"USING <{iri}>" for iri in using), *(f"USING NAMED <{iri}>" for iri in named)])
    changes: list[tuple[int, str]] = []
    for operation in _operations(update):
        for kind, text, _ in operation:
            if kind == "word" and (word := text.upper()) in ("USING", "WITH"):
                raise QueryError("update", f"{word} beside using-graph-uri", _CONFLICT, f"leave {word} out")
        where = next((place for place, (_, text, _) in enumerate(operation) if text.upper() == "WHERE"), None)
        if where is None:
            continue
        offset = operation[where][2]
        if where and operation[where - 1][1].upper() == "DELETE":
            # DELETE WHERE takes no USING; it means the same as DELETE with its pattern given twice.
            begin, end = _pattern(operation, offset)
            changes.append((offset, f"{update[begin:end]} {clauses} "))
        else:
            changes.append((offset, f"{clauses} "))
    for offset, text in sorted(changes, reverse=True):
        update = update[:offset] + text + update[offset:]
    return update


def _operations(update: str) -> Iterator[list[_Token]]:
    """The tokens outside braces of each operation, the braces among them."""
    depth = 0
    operation: list[_Token] = []
    for token in tokens(update, "update"):
        text = token[1]
        if text == "}":
            depth -= 1
        if depth == 0 and text == ";":
            yield operation
            operation = []
        elif depth == 0:
            operation.append(token)
        if text == "{":
            depth += 1
    yield operation


def _pattern(operation: Sequence[_Token], after: int) -> tuple[int, int]:
    """Begin and end of the braces that follow an offset."""
    braces = [offset for _, text, offset in operation if text in "{}" and offset > after]
    if len(braces) < 2:
        raise QueryError("update", "DELETE WHERE without a pattern", "a pattern in braces")
    return braces[0], braces[1] + 1
