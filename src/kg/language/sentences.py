"""The sentences of a text, block by block."""

from __future__ import annotations

from kg.language.blocks import blocks
from kg.language.split import rules, split
from kg.model import Block, Sentence


def sentences(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, without the white space around them; every other character is in exactly one.

    `language` is the code of the whole text where it is known; otherwise each block has its own.
    """
    return tuple(
        Sentence(begin, end, block.language, block.kind, number)
        for number, block in enumerate(blocks(text, language))
        for begin, end in _spans(text, block)
    )


def _spans(text: str, block: Block) -> list[tuple[int, int]]:
    return list(split(text, block.begin, block.end, rules(block.language)))
