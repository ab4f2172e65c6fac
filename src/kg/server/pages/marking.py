"""Text as HTML with stretches marked: nested marks nest, crossing ones are split, no character changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to mark: `kind` is its class, `anchor` the id of its first element, `address` where it leads."""

    begin: int
    end: int
    kind: str
    anchor: str = ""
    address: str = ""
    title: str = ""


def marked(text: str, begin: int, end: int, marks: Iterable[Mark]) -> Markup:
    """The characters from `begin` to `end` of a text as HTML, with the parts of the marks that lie in them."""
    inside = [mark for mark in marks if mark.begin < end and mark.end > begin]
    inside.sort(key=lambda mark: (mark.begin, -mark.end, mark.kind))
    cuts = sorted({begin, end, *(max(begin, m.begin) for m in inside), *(min(end, m.end) for m in inside)})
    parts: list[str] = []
    open_marks: list[Mark] = []
    known: set[str] = set()
    for at, until in pairwise(cuts):
        wanted = [mark for mark in inside if mark.begin <= at and mark.end >= until]
        kept = _shared(open_marks, wanted)
        parts += [_closing(mark) for mark in reversed(open_marks[kept:])]
        parts += [_opening(mark, known) for mark in wanted[kept:]]
        open_marks = wanted
        parts.append(str(escape(_visible(text[at:until]))))
    parts += [_closing(mark) for mark in reversed(open_marks)]
    return Markup("".join(parts))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text that hold anything, as stretches without their line ends."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            yield at, end - (1 if line.endswith("\r") else 0)
        at = end + 1


def _shared(before: list[Mark], after: list[Mark]) -> int:
    """How many marks, from the outermost, stay open."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _opening(mark: Mark, known: set[str]) -> str:
    anchor = f' id="{escape(mark.anchor)}"' if mark.anchor and mark.anchor not in known else ""
    known.add(mark.anchor)
    title = f' title="{escape(mark.title)}"' if mark.title else ""
    link = f'<a href="{escape(mark.address)}">' if mark.address else ""
    return f'<mark class="{escape(mark.kind)}"{anchor}{title}>{link}'


def _closing(mark: Mark) -> str:
    return f"{'</a>' if mark.address else ''}</mark>"


def _visible(text: str) -> str:
    """The text, with U+0000, which HTML has no place for, as U+FFFD."""
    return text.replace("\x00", "\ufffd")
