"""Which part of a sentence belongs to which figure.

A figure's segment reaches from the break before it to the break after it; its clause is the part of the segment between
commas and conjunctions. Figures joined by nothing but a conjunction share one segment.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from kg.extract.groups import Group, groups
from kg.extract.phrases import Phrase, phrases
from kg.extract.tagged import Tagged
from kg.model import Quantity, Sentence, Span

_PUNCTUATION = {
    ",": 2.0,
    ";": 4.0,
    "–": 2.5,
    "—": 2.5,
    "-": 2.5,
    ":": 3.0,
    ")": 0.5,
    "•": 4.0,
    "|": 4.0,
    ".": 3.5,
    "!": 4.0,
    "?": 4.0,
    "…": 2.0,
    "\n": 4.0,
}
_LIST, _OPEN = -1, -2
_AGES = frozenset({"year", "count", "percent"})
_BUT, _AND, _COMMA_AND = 3.0, 1.0, 2.5
_LABEL_GAP, _NEAR, _BONUS = 2, 3, 1.6


@dataclass(slots=True, eq=False)
class Figure:
    """A quantity at the tokens `first` to `last` (exclusive) of its sentence, with its segment and clause.

    Figures of one `group` are a list, `place` is the figure's place in it and `size` their number. `tail` is the
    segment after it where "and" alone joins the two, which may hold the verb of both;
    `column` is the cell of the table's heading above it.
    """

    quantity: Quantity
    first: int
    last: int
    segment: tuple[int, int] = (0, 0)
    clause: tuple[int, int] = (0, 0)
    group: int = 0
    place: int = 0
    size: int = 1
    tail: tuple[int, int] | None = None
    column: Span | None = None


@dataclass(slots=True, eq=False)
class Context:
    """A sentence with all that the rules look at."""

    sentence: Sentence
    tagged: Tagged
    figures: list[Figure] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    figure_first: bool = True
    lead: Context | None = None
    heading: Context | None = None


def context(
    sentence: Sentence, tagged: Tagged, quantities: list[Quantity], aliases: dict[str, str] | None = None
) -> Context:
    """`sentence`, its figures with their segments and clauses; `aliases` are names of channels in its text."""
    made = Context(sentence, tagged, phrases=phrases(tagged, quantities))
    for quantity in quantities:
        if quantity.code is None or quantity.code == "age":
            continue
        first, last = tagged.range(quantity.begin, quantity.end)
        if first < last and not (quantity.code in _AGES and _is_age(made, first, last)):
            made.figures.append(Figure(quantity, first, last))
    taken = {token for figure in made.figures for token in range(figure.first, figure.last)}
    made.groups = groups(tagged, taken, made.phrases, aliases or {})
    _segment(made)
    return made


def _is_age(made: Context, first: int, last: int) -> bool:
    """Whether a number is the age of a population ("over 15 år")."""
    aged = (p for p in made.phrases if p.min_age is not None or p.max_age is not None)
    return any(p.first <= first and last <= p.last for p in aged)


def breaks(made: Context) -> list[tuple[int, float]]:
    """Places where a statement may end: (token, strength); the break stands before the token after it."""
    tagged, found = made.tagged, []
    inside = {token for group in made.groups for token in range(group.first, group.last)}
    inside |= {token for figure in made.figures for token in range(figure.first, figure.last)}
    inside |= {token for phrase in made.phrases for token in range(phrase.first, phrase.last)}
    buts, ands, words = tagged.starts("grammar", "but"), tagged.starts("grammar", "and"), tagged.words
    marks = {at for at, word in enumerate(words) if word in _PUNCTUATION} | buts.keys() | ands.keys()
    for at in sorted(marks - inside):
        word = words[at]
        strength = _PUNCTUATION.get(word, 0.0)
        if word == "-" and not (tagged.begins[at] > tagged.ends[at - 1] if at else True):
            strength = 0.0
        if at in buts:
            strength = _BUT
        elif at in ands:
            strength = _COMMA_AND if at and words[at - 1] == "," else _AND
        if strength:
            found.append((at, strength))
    return found


def _segment(made: Context) -> None:
    """Give every figure its segment, clause, and place in its list."""
    figures = made.figures
    if not figures:
        return
    places = breaks(made)
    made.figure_first = _figure_first(made)
    cuts = [_cut(made, before, after, places) for before, after in pairwise(figures)]
    stretch: list[Figure] = []
    low = 0
    for i, figure in enumerate(figures):
        stretch.append(figure)
        high = cuts[i] if i < len(cuts) else len(made.tagged)
        if high >= 0:
            _settle(made, stretch, (low, high), places)
            stretch, low = [], high
        if i < len(cuts):
            figures[i + 1].group = figure.group + (cuts[i] != _LIST)
    weak = {at for at, strength in places if strength == _AND}
    for figure, after, cut in zip(figures, figures[1:], cuts, strict=False):
        if cut in weak or (cut >= 0 and figure.quantity.code == "percent" and _bare(made, figure)):
            figure.tail = after.segment
    for number in {figure.group for figure in figures}:
        members = [figure for figure in figures if figure.group == number]
        for place, figure in enumerate(members):
            figure.place, figure.size = place, len(members)


def _bare(made: Context, figure: Figure) -> bool:
    """Whether a segment has no verb or channel: it is only a figure and those it counts."""
    low, high = figure.segment
    people = [(p.first, p.last) for p in made.phrases if p.human and not p.ambiguous]
    marks = [mark.first for mark in made.tagged.best("measures")] + [group.first for group in made.groups]
    return not any(low <= at < high and not any(first <= at < last for first, last in people) for at in marks)


def _settle(made: Context, stretch: list[Figure], segment: tuple[int, int], places: list[tuple[int, float]]) -> None:
    for figure in stretch:
        figure.segment = segment
        figure.clause = _clause(made, figure, stretch[0], stretch[-1], places)


def _figure_first(made: Context) -> bool:
    """Whether figures stand before what they are about ("48 % valgte chat, 46 % telefon")."""
    first, last = made.figures[0].first, made.figures[-1].last
    before = any(group.first < first for group in made.groups)
    after = any(group.first >= last for group in made.groups)
    return after or not before


def _cut(made: Context, before: Figure, after: Figure, places: list[tuple[int, float]]) -> int:
    """The token that begins the segment of `after`; `_LIST` or `_OPEN` where the two share one, as a list or not."""
    between = [(at, strength) for at, strength in places if before.last <= at < after.first]
    labels = [at for at, _ in between if _is_label(made, at, after)]
    if len(labels) < len(between):
        between = [(at, strength) for at, strength in between if at not in labels]
    versus = made.tagged.starts("grammar", "than")
    if after.first - before.last <= 1 and not any(strength >= _BUT and at not in versus for at, strength in between):
        return _LIST
    if not between:
        return _LIST if _no_attribute(made, before, after) else _OPEN
    near = after.first - _NEAR if made.figure_first else -1
    between = [(at, strength + _BONUS * (at >= near >= 0)) for at, strength in between]
    strongest = max(strength for _, strength in between)
    best = [at for at, strength in between if strength == strongest]
    return best[-1] if made.figure_first else best[0]


def _is_label(made: Context, at: int, after: Figure) -> bool:
    """Whether a dash or colon joins a figure to the words before it ("на почту – лишь 2 %")."""
    words = made.tagged.words
    if words[at] not in "–—-:" or not 0 < after.first - at <= _LABEL_GAP:
        return False
    return after.last >= len(words) or not words[after.last][0].isalpha()


def _no_attribute(made: Context, before: Figure, after: Figure) -> bool:
    """Whether neither a channel nor a population stands between the figures."""
    inside = range(before.last, after.first)
    return not any(g.first in inside for g in made.groups) and not any(p.first in inside for p in made.phrases)


def _clause(
    made: Context, figure: Figure, first: Figure, last: Figure, places: list[tuple[int, float]]
) -> tuple[int, int]:
    low, high = figure.segment
    at = [
        place
        for place, strength in places
        if low <= place < high
        and strength > _AND
        and not first.first <= place < last.last
        and not _is_label(made, place, first)
    ]
    index = bisect_right(at, figure.first)
    return (at[index - 1] if index else low), (at[index] if index < len(at) else high)
