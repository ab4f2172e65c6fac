from kg.model import Block


def blocks(text: str, language: str | None = None) -> tuple[Block, ...]:
    import re
    return tuple(Block(m.start(), m.end(), "paragraph", language or "nb") for m in re.finditer(r"\S[^\n\r]*(?<=\S)", text))
