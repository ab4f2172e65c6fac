"""The stretch of time that a figure is told for, as in "2000 calls a day" ([rates] of the data file)."""

from __future__ import annotations

import re

from kg.language.around import Around
from kg.language.figures import COUNTED, Figure
from kg.language.rejects import next_word
from kg.model import Reason, Span

_NOT_RATE = re.compile(r" [12][0-9]{3}(?![0-9])")
_WITHOUT = frozenset(("percent", "point", "score", "rank", "age", "temperature", "share", "angle", "speed", "times"))


def set_rate(around: Around, figure: Figure, floor: int, ceiling: int, earlier: Figure | None) -> None:
    """Sets `per`; `floor` and `ceiling` are the ends of the neighbouring figures, `earlier` the one before."""
    kind = figure.unit.kind if figure.unit is not None else "count"
    if kind in _WITHOUT or figure.age or figure.change is not None:
        return
    grammar, words = around.grammar, around.page.words
    match = grammar.rate.search(words, figure.end, min(around.after(figure.end, 70), ceiling))
    if match is not None and not _frequency(
        around, match, near=figure.unit is COUNTED or match.start() <= figure.end + 1
    ):
        _set(figure, around, match)
        return
    start = max(around.before(figure.begin, 90), floor)
    comma = words.rfind(", ", start, figure.begin)
    last = None
    for match in grammar.rate_before.finditer(words, max(start, comma), figure.begin):
        if not _frequency(around, match):
            last = match
    if last is not None:
        _set(figure, around, last)
    elif kind == "time" and earlier is not None and earlier.per and earlier.unit is figure.unit:
        near = figure.begin - earlier.end < 60 and around.same_sentence(earlier.end, figure.begin)
        if near:
            figure.per = earlier.per
            figure.cues.append(Reason("per", "per.shared", Span(earlier.begin, earlier.end)))


def _frequency(around: Around, match: re.Match[str], *, near: bool = False) -> bool:
    """Whether the words before tell how often ("once a day") or how long ("in two months") rather than a rate."""
    if (
        _NOT_RATE.match(match.string, match.end())
        or next_word(around.page, match.end()) in around.grammar.sets["not_before"]
    ):
        return True
    before = around.words_before(match.start(), 0, 1)
    word = before[0] if before else ""
    return not near and (word in around.grammar.sets["not_rates"] or around.grammar.numerals.word(word) is not None)


def _set(figure: Figure, around: Around, match: re.Match[str]) -> None:
    figure.per = around.grammar.rate_key[" ".join(match.group().split())]
    figure.cues.append(Reason("per", f"per.{figure.per}", Span(match.start(), match.end())))
