"""The sentences of a text, block by block."""

from __future__ import annotations

from collections.abc import Iterator

from kg.language.blocks import blocks
from kg.language.lines import lines
from kg.language.split import pieces, rules, split
from kg.model import Block, Sentence


def sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, without the white space around them; every other character is in exactly one.

    A row of a table is a sentence. `language` is the code of the whole text where it is known; otherwise each block has
    its own.
    """
    return tuple(
        Sentence(begin, end, block.language, block.kind, number)
        for number, block in enumerate(blocks(text, language))
        for begin, end in _spans(text, block)
    )


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    if block.kind != "table":
        return split(text, block.begin, block.end, rules(block.language))
    rows = lines(text[block.begin : block.end])
    return (piece for row in rows for piece in pieces(text, block.begin + row.begin, block.begin + row.end))
