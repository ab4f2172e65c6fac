"""What the words around a figure say of it: bound, change, rate, age, and the unit that it shares with another."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.language.figures import PERCENT, SCORE, Figure
from kg.language.folding import Page
from kg.language.grammar import AGE, Grammar
from kg.model import Reason, Span

_STOP = re.compile(r"[.!?:;](?=\s)|\n|[()•|]")
_CLAUSE = re.compile(r"[.!?;](?=\s)|\n")
_LEFT = 80
_RIGHT = 70
_TOKEN = re.compile(r"[^\s\w]*([\w'.-]*\w|[~≈∼<>≥≤±+]=?)[^\s\w]*$")


def left_edge(page: Page, figure: Figure, stop: re.Pattern[str] = _CLAUSE) -> int:
    """Where the clause of `figure` begins, at most 80 characters before it."""
    begin = max(0, figure.begin - _LEFT)
    last = begin
    for match in stop.finditer(page.words, begin, figure.begin):
        last = match.end()
    return last


def right_edge(page: Page, figure: Figure, stop: re.Pattern[str] = _CLAUSE) -> int:
    """Where the clause of `figure` ends, at most 70 characters after it."""
    end = min(len(page.words), figure.end + _RIGHT)
    match = stop.search(page.words, figure.end, end)
    return match.start() if match else end


def set_bound(page: Page, figure: Figure, grammar: Grammar, limit: int) -> int:
    """Sets the bound from the words before and after; returns where the words before it end."""
    words, begin = page.words, figure.begin
    left = words[max(limit, begin - 50) : begin]
    base = begin - len(left)
    tokens = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\s\w]*[\w'-]+\.?|[~≈∼<>≥≤]=?", left)][-5:]
    edge = begin
    while tokens:
        bare = tokens[-1][2].strip('("“„«»”–—,')
        if bare in grammar.bound_ends or bare not in grammar.sets["fillers"]:
            break
        tokens.pop()
    if (
        tokens
        and tokens[-1][2].lstrip('("“„«»”–—') in grammar.bound_ends
        and not set(left[tokens[-1][1] :]) & set(".,;:!?)\n")
    ):
        for count in range(min(4, len(tokens)), 0, -1):
            first = tokens[-count]
            phrase = " ".join(token[2] for token in tokens[-count:]).lstrip('("“„«»”–— ')
            key = grammar.bounds.get(phrase)
            if key is not None:
                start = base + first[0] + len(first[2]) - len(first[2].lstrip('("“„«»”–—'))
                figure.bound = key
                figure.cues.append(Reason("bound", f"bound.{key}.before", Span(start, base + tokens[-1][1])))
                edge = start
                break
    if figure.bound == "exact":
        match = grammar.bound_after.match(words, figure.end + 1)
        if match is not None and words[figure.end : figure.end + 1] == " ":
            key = grammar.bound_after_key[" ".join(match.group(1).split())]
            figure.bound = key
            figure.cues.append(Reason("bound", f"bound.{key}.after", Span(match.start(1), match.end(1))))
        elif words[figure.end : figure.end + 1] == "+" and figure.number.printed:
            figure.bound = "at_least"
            figure.cues.append(Reason("bound", "bound.at_least.plus", Span(figure.end, figure.end + 1)))
    return edge


def set_change(page: Page, figure: Figure, grammar: Grammar, edge: int, limit: int, further: int) -> None:
    """Sets the change where the wording tells that the value is the size of a change or difference."""
    words, sets = page.words, grammar.sets
    kind = figure.unit.kind if figure.unit is not None else "count"
    if kind in ("rank", "age", "share") or figure.age:
        return
    if edge > 0 and words[edge - 1] in "+-−" and figure.number.printed and kind in ("percent", "point"):
        figure.change = "increase" if words[edge - 1] == "+" else "decrease"
        figure.cues.append(Reason("change", "change.sign", Span(edge - 1, edge)))
        return
    start = max(left_edge(page, figure), limit)
    stop = min(right_edge(page, figure), further)
    before = _last_word(words, start, edge, sets["fillers"])
    match = grammar.comparative.match(words, figure.end)
    if match is not None and match.end() <= stop + 1:
        key = grammar.comparative_key[" ".join(match.group(1).split())]
        if key in ("more", "less"):
            then = grammar.change["then"]
            if then.search(words, match.start(), right_edge(page, figure)) or then.search(words, start, edge):
                key = "increase" if key == "more" else "decrease"
        figure.change = key
        figure.cues.append(Reason("change", f"change.{key}.comparative", Span(match.start(1), match.end(1))))
        return
    if figure.change is not None or kind == "times":
        _ratio(page, figure, grammar, start, stop)
        return
    printed = words[figure.unit_at[0] : figure.unit_at[1]] if figure.unit_at else ""
    if before in sets["levels"] or printed in sets["level_unit"]:
        return
    by = before in sets["by"] or printed in sets["by_unit"]
    if by or kind == "point":
        _nearest(words, figure, grammar, start, stop, edge)
    elif before:
        at = words.rfind(before, start, edge)
        for key in ("increase", "decrease"):
            found = grammar.change[key].match(words, at)
            if found is not None and found.end() == at + len(before):
                figure.change = key
                figure.cues.append(Reason("change", f"change.{key}.verb", Span(at, found.end())))
                return


def _last_word(words: str, start: int, edge: int, fillers: frozenset[str]) -> str:
    while True:
        match = _TOKEN.search(words, max(start, edge - 30), edge)
        if match is None or match.start(1) < start:
            return ""
        if match.group(1) not in fillers:
            return match.group(1) if not set(words[match.end(1) : edge]) & set(",;:)") else ""
        edge = match.start(1)


def _ratio(page: Page, figure: Figure, grammar: Grammar, start: int, stop: int) -> None:
    for key in ("increase", "decrease"):
        match = grammar.change[key].search(page.words, start, stop)
        if match is not None and figure.change is None:
            figure.change = key
            figure.cues.append(Reason("change", f"change.{key}.verb", Span(match.start(), match.end())))
            return
    if figure.change is not None:
        figure.cues.append(Reason("change", f"change.{figure.change}.word", Span(figure.begin, figure.end)))


def _nearest(words: str, figure: Figure, grammar: Grammar, start: int, stop: int, edge: int) -> None:
    best: tuple[int, str, Span] | None = None
    for key in ("increase", "decrease", "gap"):
        for match in grammar.change[key].finditer(words, start, stop):
            if match.start() < figure.end and match.end() > edge:
                continue
            far = edge - match.end() if match.end() <= edge else match.start() - figure.end + 20
            if best is None or far < best[0]:
                best = far, key, Span(match.start(), match.end())
    if best is not None:
        figure.change = "more" if best[1] == "gap" else best[1]
        figure.cues.append(Reason("change", f"change.{figure.change}.by", best[2]))


def set_rate(page: Page, figure: Figure, grammar: Grammar, limit: int, further: int) -> None:
    """Sets `per` where the figure is told for a stretch of time ("2000 calls a day")."""
    kind = figure.unit.kind if figure.unit is not None else "count"
    if kind in ("percent", "point", "score", "rank", "age", "temperature", "share") or figure.age:
        return
    words = page.words
    stop = min(right_edge(page, figure), further)
    match = grammar.rate.search(words, figure.end, stop)
    if match is not None and not _frequency(words, match.start(), grammar):
        _rated(figure, grammar, match)
        return
    if kind == "times":
        return
    last = None
    for match in grammar.rate_before.finditer(words, max(left_edge(page, figure), limit), figure.begin):
        if not _frequency(words, match.start(), grammar):
            last = match
    if last is not None:
        _rated(figure, grammar, last)


def _frequency(words: str, at: int, grammar: Grammar) -> bool:
    """Whether the words before say how often ("once a day") rather than at what rate."""
    before = words[max(0, at - 14) : at].split()
    return bool(before) and before[-1] in grammar.sets["not_rates"]


def _rated(figure: Figure, grammar: Grammar, match: re.Match[str]) -> None:
    figure.per = grammar.rate_key[" ".join(match.group().split())]
    figure.cues.append(Reason("per", f"per.{figure.per}", Span(match.start(), match.end())))


def set_age(page: Page, figure: Figure, grammar: Grammar, edge: int, limit: int) -> None:
    """Marks ages that limit a population ("over 15 år", "15–24 år", "18- bis 29-Jährige")."""
    unit = figure.unit
    words, ages = page.words, grammar.ages
    if unit is AGE:
        limited = figure.upper is not None or figure.bound != "exact" or _population(words, figure, ages)
        figure.age = limited or not figure.number.printed or figure.value > 0
        return
    named = ages["before_pattern"].search(words, max(limit, edge - 25), edge) is not None
    follows = ages["after_pattern"].match(words, figure.end)
    if unit is None:
        figure.age = named or (
            follows is not None and figure.value < 120 and figure.bare and bool(figure.number.printed)
        )
        return
    if unit.name != "year" or figure.value > 120 or figure.value < 1:
        return
    before = words[max(limit, edge - 25) : edge].split()
    last = before[-1].strip('("“„«»”–—,') if before else ""
    if named or follows is not None:
        figure.age = True
    elif (
        last in ages["over"] | ages["under"]
        or figure.bound in ("over", "under", "at_least", "at_most")
        or figure.upper is not None
    ):
        where = before[-2].strip("(,") if last in ages["over"] | ages["under"] and len(before) > 1 else last
        figure.age = where not in ages["durations"] and (
            _is_people(where, ages) or figure.upper is not None and figure.value >= 10 and last not in ages["durations"]
        )


def _is_people(word: str, ages: dict[str, object]) -> bool:
    pattern = ages["people_pattern"]
    return isinstance(pattern, re.Pattern) and pattern.fullmatch(word) is not None


def _population(words: str, figure: Figure, ages: dict[str, object]) -> bool:
    return words[figure.end - 1 : figure.end] in "nerai"


def inherit(page: Page, figures: list[Figure], grammar: Grammar) -> None:
    """Gives bare figures the unit that another figure of their sentence prints ("83 og 82 prosent", "bei 48 Punkten, … bei 31")."""
    for at in range(len(figures) - 2, -1, -1):
        figure, following = figures[at], figures[at + 1]
        if figure.unit is None and following.unit is not None and _forward(page, figure, following, grammar):
            _take(figure, following)
    for at in range(len(figures)):
        figure = figures[at]
        if figure.unit is None and figure.bare:
            _hinted(page, figure, grammar) or (at and _backward(page, figures[at - 1], figure, grammar))


def _take(figure: Figure, other: Figure) -> None:
    figure.unit, figure.unit_at = other.unit, other.unit_at
    if other.unit is not None:
        figure.cues.append(Reason("unit", "unit.shared", Span(*other.unit_at) if other.unit_at else None))


def _forward(page: Page, figure: Figure, following: Figure, grammar: Grammar) -> bool:
    words = page.words
    if following.unit is None or following.unit.kind in ("rank", "times", "age") or following.begin - figure.end > 60:
        return False
    if following.number.kind in ("fraction", "half", "every", "amount") or following.unit_at is None:
        return False
    match = grammar.inherit_gap.match(words, figure.end)
    if match is None or _CLAUSE.search(words, figure.end, following.begin):
        return False
    gap = words[match.end() : following.begin].strip()
    if following.unit.kind in ("percent", "point", "score", "money"):
        return True
    return len(gap) < 12


def _backward(page: Page, earlier: Figure, figure: Figure, grammar: Grammar) -> bool:
    words = page.words
    if earlier.unit is None or earlier.unit.kind not in ("score", "money", "percent", "time") or earlier.age:
        return False
    if figure.begin - earlier.end > 90 or _STOP.search(words, earlier.end, figure.begin):
        return False
    after = words[figure.end : figure.end + 1]
    if after and after not in ".,;!?)\n":
        return False
    _take(figure, earlier)
    return True


def _hinted(page: Page, figure: Figure, grammar: Grammar) -> bool:
    start = left_edge(page, figure)
    for name, unit in (("score", SCORE), ("percent", PERCENT)):
        match = grammar.hints[name].search(page.words, start, figure.begin)
        if match is not None and figure.value <= 1000 and (unit is SCORE or figure.value <= 100):
            figure.unit = unit
            figure.cues.append(Reason("unit", f"unit.{unit.code}.noun", Span(match.start(), match.end())))
            return True
    return False


def concept(page: Page, figure: Figure, grammar: Grammar) -> Span | None:
    """The words after the figure that say what is counted."""
    match = grammar.concept.match(page.words, figure.end)
    if match is None:
        return None
    begin, end = match.span(1)
    stop, at = grammar.sets["stop"], begin
    last = begin
    for word in page.words[begin:end].split(" "):
        if word.rstrip("'") in stop:
            break
        at += len(word)
        last = at
        at += 1
    return Span(begin, last) if last > begin else None


def rounded(value: Decimal) -> Decimal:
    """`value` in plain notation without trailing zeros."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) if value.adjusted() < 28 else value
    return value.normalize()
