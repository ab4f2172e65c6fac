"""Which population a figure counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.clauses import Context, Figure
from kg.extract.phrases import HUMAN, Phrase
from kg.extract.tagged import Tagged
from kg.extract.units import MONEY, unit_kind

if TYPE_CHECKING:
    from kg.extract.readings import Memory, Reading

_GAP, _START, _NEAR, _EARLY, _LONGEST = 4, 3, 6, 12, 10
_WAITING = HUMAN | {"contacts", "unknown"}
_PLAIN = frozenset({"contacts", "answers", "branches", "followers", "respondents"})
_SHARES = frozenset({"percent", "percentage_point", "ratio"})


@dataclass(frozen=True, slots=True)
class Population:
    """Those whom a figure counts: the printed words (None where nothing names them) and their place."""

    text: str | None
    noun: str | None
    min_age: int | None = None
    max_age: int | None = None
    country: str | None = None
    span: tuple[int, int] | None = None
    rule: str = "none"

    @property
    def human(self) -> bool:
        """Whether persons are counted."""
        return self.noun in HUMAN


NOBODY = Population(None, None)


def own(made: Context, figure: Figure) -> Population | None:
    """The population that the figure's own sentence names for it, nearest first; None where it names none."""
    best, best_score, rule = None, 0.0, ""
    for phrase in made.phrases:
        score, name = _fit(made, figure, phrase)
        if score > best_score:
            best, best_score, rule = phrase, score, name
    if rule not in ("counted", "inside") and figure.last in made.tagged.starts("population", "back"):
        return None
    if rule not in ("counted", "inside") and figure.quantity.code == "percent":
        clause = _relative(made.tagged, figure)
        if clause is not None:
            return clause
    if best is None and figure.quantity.code == "count":
        return _of_next(made, figure)
    return printed(made.tagged, best, rule) if best is not None else _unknown(made, figure)


def _relative(tagged: Tagged, figure: Figure) -> Population | None:
    """A relative clause right after a share, to its comma ("åtte av ti som ringte, fikk svar")."""
    first = figure.last
    if first not in tagged.starts("population", "relative") or figure.first > 1:
        return None
    for at in range(first + 2, min(first + _LONGEST, len(tagged))):
        if tagged.words[at] == ",":
            begin, end = tagged.span(first, at)
            return Population(tagged.text[begin:end], "people", span=(begin, end), rule="clause")
        if not tagged.words[at][0].isalpha():
            return None
    return None


def _of_next(made: Context, figure: Figure) -> Population | None:
    """The noun of the next figure, for a count that shares it ("Facebookissa 9 300 ja Instagramissa 5 150 ihmistä")."""
    at = made.figures.index(figure) + 1
    if at >= len(made.figures) or made.figures[at].quantity.code != "count":
        return None
    after = made.figures[at]
    for phrase in made.phrases:
        score, rule = _fit(made, after, phrase)
        if rule == "counted" and phrase.first >= after.last and score > 0.0:
            return printed(made.tagged, phrase, rule)
    return None


def _unknown(made: Context, figure: Figure) -> Population | None:
    """A noun phrase that no table knows, after a figure and a preposition ("40 % of lorry drivers")."""
    tagged = made.tagged
    of, articles = tagged.starts("population", "of"), tagged.starts("population", "articles")
    stops, at = tagged.starts("grammar", "functions"), figure.last
    if at in tagged.starts("population", "back"):
        return None
    if figure.quantity.code != "percent" or (at not in of and not tagged.cases):
        return None
    if at not in of:
        return _by_case(tagged, at)
    at = of[at].last
    while at in articles:
        at = articles[at].last
    first, channels = at, tagged.starts("channels", None)
    while (
        at < len(tagged) and at - first < 4 and tagged.words[at][0].isalpha() and at not in stops and at not in channels
    ):
        if tagged.starts("measures", None).get(at) and at > first:
            break
        at += 1
    if at == first:
        return None
    begin, end = tagged.span(first, at)
    return Population(tagged.text[begin:end], "unknown", span=(begin, end), rule="of")


def _by_case(tagged: Tagged, first: int) -> Population | None:
    """Words up to a noun whose ending says that a share is of it ("38 prosenttia kyselyn saaneista")."""
    cases, stops = tagged.starts("population", "cases"), tagged.starts("grammar", "functions")
    for at in range(first, min(first + 3, len(tagged))):
        if not tagged.words[at][0].isalpha() or at in stops or at in tagged.starts("channels", None):
            return None
        if at in cases:
            begin, end = tagged.span(first, at + 1)
            return Population(tagged.text[begin:end], "unknown", span=(begin, end), rule="of")
    return None


def inherited(made: Context, figure: Figure, memory: Memory, rate: bool) -> Population:
    """The population of the figure before, or of the nearest earlier sentence, for a figure that names none itself."""
    before = memory.before
    if rate:
        sampled = before or memory.last
        known = sampled is not None and sampled.measure == "sample_size"
        return replace(sampled.population, rule="sample") if sampled is not None and known else NOBODY
    if before is not None and before.population.text is not None and before.measure != "sample_size":
        return replace(before.population, rule="previous")
    if figure.quantity.code not in _SHARES | {"count"} and made.lead is None:
        return NOBODY
    lead = _lead(made, memory)
    if lead is not None:
        return lead
    if before is not None and before.population.text is not None:
        return replace(before.population, rule="previous")
    earlier = memory.people_of(made)
    return replace(earlier, rule="earlier") if earlier is not None else NOBODY


def restated(made: Context, figure: Figure, own: Population | None, earlier: Reading) -> bool:
    """Whether a count says in people what the share before it said ("Det utgjør 2 millioner personer")."""
    if figure.quantity.code != "count" or earlier.figure.quantity.code != "percent" or own is None or not own.human:
        return False
    equals = made.tagged.starts("grammar", "equals")
    return any(mark.last <= figure.first and figure.first - mark.last <= _NEAR for mark in equals.values())


def continued(made: Context, figure: Figure, memory: Memory) -> Population:
    """The population of the same calls or people in another clause of the sentence; times and scores take no other."""
    before = memory.before
    apart = ("sample_size", "response_rate", "other")
    if before is not None and before.population.noun in _WAITING and before.measure not in apart:
        if figure.quantity.code not in ("rank", "year"):
            return replace(before.population, rule="previous")
    if made.lead is not None:
        return _lead(made, memory) or NOBODY
    return NOBODY


def _lead(made: Context, memory: Memory) -> Population | None:
    """Who stands before the first figure of the sentence, outside its segment ("Mieluiten asukkaat soittavat: …")."""
    first = made.figures[0].first
    led = [p for p in made.phrases if p.last <= first and _subject(p)]
    if led:
        return printed(made.tagged, led[-1], "lead")
    if made.lead is not None and (made.sentence.kind == "table" or made.lead.tagged.words[-1] == ":"):
        led = [p for p in made.lead.phrases if _subject(p) or p.noun == "contacts"]
        if led:
            return printed(made.lead.tagged, led[-1], "list")
    before = memory.previous
    if before is not None and memory.before is None and before.sentence.block == made.sentence.block:
        led = [p for p in before.phrases if _subject(p) and p.first <= _EARLY]
        if led:
            return printed(before.tagged, led[0], "sentence before")
    return None


def _subject(phrase: Phrase) -> bool:
    return phrase.human and not phrase.ambiguous and not phrase.beside and phrase.noun != "staff"


def printed(tagged: Tagged, phrase: Phrase, rule: str) -> Population:
    """`phrase` as a population, its printed words without article and number."""
    first, articles = phrase.first, tagged.starts("population", "articles")
    ages = tagged.starts("ages", None)
    while first in articles and first not in ages and articles[first].last <= phrase.head and not phrase.clause:
        first = articles[first].last
    begin, end = tagged.span(first, phrase.last)
    words = tagged.text[begin:end]
    return Population(words, phrase.noun, phrase.min_age, phrase.max_age, phrase.country, (begin, end), rule)


def _fit(made: Context, figure: Figure, phrase: Phrase) -> tuple[float, str]:
    """How well `phrase` fits `figure` (0: not at all) and the rule that says so."""
    if phrase.first >= figure.first and phrase.last <= figure.last:
        return (0.0, "") if phrase.clause else (100.0, "inside")
    if phrase.first < figure.last and figure.first < phrase.last:
        return 0.0, ""
    gap = phrase.first - figure.last
    if (
        0 <= gap <= _GAP
        and figure.quantity.code not in ("rank", "ratio")
        and _linked(made, figure.last, phrase, figure)
    ):
        every = figure.first in made.tagged.starts("grammar", "every")
        plain = figure.quantity.code == "percent" and not phrase.led and not made.tagged.bare and not every
        if not phrase.human and (plain or figure.quantity.code == "score"):
            return 0.0, ""
        return (55.0 if plain else 90.0) - gap, "counted"
    if phrase.ambiguous or phrase.noun == "staff" or not figure.segment[0] <= phrase.first < figure.segment[1]:
        return 0.0, ""
    if not _may_stand_apart(made, figure, phrase):
        return 0.0, ""
    clause = figure.clause[0] <= phrase.first < figure.clause[1]
    base = (
        30.0
        + 20.0 * clause
        + 15.0 * phrase.led
        + 10.0 * (phrase.last <= figure.first)
        - 20.0 * (not phrase.human)
        - 25.0 * phrase.beside
    )
    distance = gap if gap >= 0 else figure.first - phrase.last
    rule = "among" if phrase.led else "nearest" if phrase.last <= figure.first else "after"
    return max(1.0, base - 0.5 * distance), rule


def _may_stand_apart(made: Context, figure: Figure, phrase: Phrase) -> bool:
    """Whether a noun that does not follow the figure can still be what it counts."""
    code = figure.quantity.code
    kind = unit_kind(code, figure.quantity.change)
    if kind == "score":
        return phrase.human
    if kind in ("money", "short", "growth", "ratio") and phrase.noun == "contacts":
        return True
    if code in ("count", "rank"):
        return _numbered(made, figure, phrase)
    if phrase.human:
        return True
    if not phrase.led:
        before = phrase.last <= figure.first and figure.clause[0] <= phrase.first
        return phrase.noun == "contacts" and before and not _names_channel(made, phrase)
    if phrase.last > figure.first:
        return False
    return phrase.noun == "contacts" or 0 <= phrase.first - figure.clause[0] <= _START


def _numbered(made: Context, figure: Figure, phrase: Phrase) -> bool:
    """Whether a count stands apart from the noun it counts: "antall filialer … 1 180", "konttoreita: 11"; a rank among whom."""
    if figure.quantity.code == "rank":
        return phrase.min_age is not None or phrase.max_age is not None or (phrase.led and phrase.human)
    if phrase.last > figure.first:
        return False
    tagged, number = made.tagged, made.tagged.starts("grammar", "number")
    between = tagged.words[phrase.last : figure.first]
    if any(at in number for at in range(max(0, phrase.first - 2), phrase.first)):
        return True
    if phrase.noun in _PLAIN and _bare(made, figure):
        return True
    return ":" in between or made.sentence.kind in ("table", "bullet")


def _bare(made: Context, figure: Figure) -> bool:
    """Whether no noun can follow the figure: the clause ends there or goes on with a preposition."""
    tagged, at = made.tagged, figure.last
    if at >= len(tagged) or not tagged.words[at][0].isalpha():
        return True
    return at in tagged.starts("grammar", "functions") or at in tagged.starts("grammar", "and")


def _names_channel(made: Context, phrase: Phrase) -> bool:
    return any(mark.first < phrase.last and phrase.first < mark.last for mark in made.tagged.kept("channels"))


def _linked(made: Context, at: int, phrase: Phrase, figure: Figure) -> bool:
    """Whether only prepositions, articles and modifiers stand between a figure and the noun it counts."""
    tagged = made.tagged
    of, articles = tagged.starts("population", "of"), tagged.starts("population", "articles")
    modifiers, functions = tagged.starts("population", "modifiers"), tagged.starts("grammar", "functions")
    verbs, channels = tagged.starts("measures", None), tagged.starts("channels", None)
    led, ands = False, tagged.starts("grammar", "and")
    share = figure.quantity.code == "percent"
    if share and not phrase.led and made.tagged.cases and phrase.noun == "contacts" and _names_channel(made, phrase):
        return False
    if phrase.ambiguous and figure.first not in tagged.starts("grammar", "every"):
        return False
    while at < phrase.first:
        if at in of or at in articles or at in modifiers:
            led |= at in of
            at = max(
                of[at].last if at in of else 0,
                articles[at].last if at in articles else 0,
                modifiers[at].last if at in modifiers else 0,
            )
        elif (
            at in functions
            or at in verbs
            or at in ands
            or not tagged.words[at][0].isalpha()
            or (at in channels and not led)
        ):
            return False
        elif share and not led and not phrase.human:
            return False
        else:
            at += 1
    return True
