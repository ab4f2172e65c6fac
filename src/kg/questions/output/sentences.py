"""Evidence as numbered sentences with their figures marked, for tables and Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.questions.records import Answer, Row

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence with its number, where it stands, and the marked places, as offsets in the sentence."""

    number: int
    text: str
    title: str
    document: str
    begin: int
    end: int
    marks: tuple[tuple[int, int], ...]

    def marked(self, mark: Callable[[str], str], plain: Callable[[str], str] = str) -> str:
        """The sentence on one line, each figure put through `mark`, the rest through `plain`."""
        parts, at = [], 0
        for begin, end in self.marks:
            parts += [plain(self.text[at:begin]), mark(self.text[begin:end])]
            at = end
        return printable(" ".join("".join((*parts, plain(self.text[at:]))).split()))


def printable(text: str) -> str:
    """The text without characters that steer terminals or turn the direction of writing: they stand as U+FFFD.

    >>> printable("a\x1b[31mb")
    'a\ufffd[31mb'
    """
    return text if text.isascii() and text.isprintable() else _STEERING.sub("\ufffd", text)


def numbered_sentences(answer: Answer) -> list[Numbered]:
    """The sentences of an answer in order of their numbers; marks that overlap are joined."""
    found: dict[int, Numbered] = {}
    for item in answer.evidence:
        known = found.get(item.number)
        length = len(item.text)
        begin = min(max(0, item.begin - item.sentence_begin), length)
        mark = (begin, min(max(begin, item.end - item.sentence_begin), length))
        found[item.number] = Numbered(
            number=item.number,
            text=item.text,
            title=item.title,
            document=item.name,
            begin=min(known.begin, item.begin) if known else item.begin,
            end=max(known.end, item.end) if known else item.end,
            marks=_joined((*known.marks, mark) if known else (mark,)),
        )
    return [found[number] for number in sorted(found)]


def _joined(marks: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(marks):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def references(row: Row) -> str:
    """The numbers of a row's sentences, with dashes for runs: `1–3, 7`."""
    runs: list[list[int]] = []
    for number in sorted({item.number for item in row.evidence}):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
