"""How the words around a figure limit its value ([bounds] of the data file), and where ages limit a population."""

from __future__ import annotations

from kg.language.around import Around
from kg.language.figures import Figure
from kg.language.grammar import AGE
from kg.model import Reason, Span

_OLDEST = 120
_LIMITS = ("over", "under", "at_least", "at_most")


def set_bound(around: Around, figure: Figure, floor: int) -> None:
    """Sets `bound`, and `edge` to where the words that tell it begin."""
    words, grammar = around.page.words, around.grammar
    found = around.bound_before(figure.begin, floor)
    if found is not None and _means_among(around, found):
        found = None
    if found is not None and not _level(around, figure, found, floor):
        figure.bound, figure.edge = found[0], found[1]
        figure.cues.append(Reason("bound", f"bound.{found[0]}.before", Span(found[1], found[2])))
        return
    after = words[figure.end : figure.end + 1]
    if after == " ":
        match = grammar.bound_after.match(words, figure.end + 1)
        if match is not None and (match.start(1) == figure.end + 1 or figure.unit is None):
            key = grammar.bound_after_key[" ".join(match.group(1).split())]
            figure.bound = key
            figure.cues.append(Reason("bound", f"bound.{key}.after", Span(match.start(1), match.end(1))))
    elif after == "+" and figure.number.printed and not words[figure.end + 1 : figure.end + 2].isalnum():
        figure.bound = "at_least"
        figure.cues.append(Reason("bound", "bound.at_least.plus", Span(figure.end, figure.end + 1)))


def _means_among(around: Around, found: tuple[str, int, int]) -> bool:
    """Whether the word for a bound means "among": "eine Umfrage unter 2.014 Versicherten"."""
    words, grammar = around.page.words, around.grammar
    if words[found[1] : found[2]] not in grammar.sets["among"]:
        return False
    start, stop = around.before(found[1], 120), around.after(found[1], 120)
    return grammar.among_near.search(words, start, stop) is not None


def _level(around: Around, figure: Figure, found: tuple[str, int, int], floor: int) -> bool:
    """Whether words for a bound tell the level that a change reached ("выросла до 41 %", "с 59 до 72 процентов")."""
    words, grammar = around.page.words, around.grammar
    if found[0] != "at_most" or words[found[1] : found[2]] not in grammar.sets["levels"]:
        return False
    start = around.before(found[1], 120)
    return any(grammar.change[key].search(words, start, found[1]) for key in ("increase", "decrease")) or any(
        word in grammar.sets["from"] for word in words[max(start, found[1] - 60) : found[1]].split()
    )


def set_age(around: Around, figure: Figure, floor: int) -> None:
    """Marks ages that limit a population ("over 15 år", "15–24 år", "18- bis 29-Jährige")."""
    unit, words, ages = figure.unit, around.page.words, around.grammar.ages
    if figure.value > _OLDEST or (unit is not None and unit is not AGE and unit.name != "year"):
        return
    if unit is AGE:
        figure.age = True
        return
    start = max(floor, figure.edge - 30)
    follows = around.grammar.age_after.match(words, figure.end)
    named = around.grammar.age_before.search(words, start, figure.edge) or around.grammar.age_before.search(
        words, start, figure.begin
    )
    if follows is not None and (unit is not None or (figure.bare and bool(figure.number.printed))):
        figure.age = True
        if figure.bound == "exact" and figure.upper is None:
            figure.bound = "at_most" if follows.group(1) in ages["after_under"] else "at_least"
            figure.cues.append(Reason("bound", f"bound.{figure.bound}.age", Span(*follows.span(1))))
    elif named is not None:
        figure.age = True
    elif unit is not None and (figure.bound in _LIMITS or figure.upper is not None):
        figure.age = _limits_people(around, figure, floor)
    elif unit is None and figure.bare and figure.upper is not None and figure.value >= 10 and figure.upper < 100:
        before = around.words_before(figure.edge, floor, 3)
        figure.age = any(around.grammar.people.fullmatch(word.strip('("“„«»,')) for word in before)
    elif unit is None and figure.bare and figure.value >= 10 and figure.bound in ("over", "under"):
        before = around.words_before(figure.edge, floor, 1)
        figure.age = bool(before) and around.grammar.people.fullmatch(before[0].lstrip('("“„«»')) is not None
    if not figure.age and unit is not None and figure.bound == "exact":
        figure.age = _limits_people(around, figure, floor)
    if figure.age and figure.bound == "exact" and figure.upper is None:
        _age_bound(around, figure, floor)


def _age_bound(around: Around, figure: Figure, floor: int) -> None:
    """ "ab 14 Jahren", "младше 25 лет": the bound of an age told by a word that bounds no other figure."""
    before = around.words_before(figure.begin, floor, 1)
    word = before[0].lstrip('("“„«»') if before else ""
    for key, bound in (("over", "at_least"), ("under", "under")):
        if word in around.grammar.ages[key]:
            figure.bound, figure.edge = bound, figure.begin - 1 - len(word)
            figure.cues.append(Reason("bound", f"bound.{bound}.age", Span(figure.edge, figure.begin - 1)))


def _limits_people(around: Around, figure: Figure, floor: int) -> bool:
    """Whether the words before a stretch of years name people rather than a time or an activity."""
    ages = around.grammar.ages
    limits = ages["over"] | ages["under"] | around.grammar.sets["between"]
    before = [word.strip('("“„«»”–—,') for word in around.words_before(figure.edge, floor, 3)]
    while before and before[-1] in limits:
        before.pop()
    if not before:
        return figure.value >= 10 and (
            figure.upper is not None or figure.edge - max(floor, around.before(figure.edge, 40)) <= 1
        )
    if before[-1] in ages["durations"]:
        return False
    return around.grammar.people.fullmatch(before[-1]) is not None or (figure.upper is not None and figure.value >= 6)
