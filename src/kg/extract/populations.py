"""Which population a figure counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.clauses import Context, Figure
from kg.extract.fits import fit
from kg.extract.phrases import HUMAN, Phrase
from kg.extract.tagged import Tagged

if TYPE_CHECKING:
    from kg.extract.readings import Memory, Reading

_NEAR, _EARLY, _LONGEST = 6, 12, 10
_WAITING = HUMAN | {"contacts", "unknown"}
_SHARES = frozenset({"percent", "percentage_point", "ratio"})
_TITLES = frozenset({"headline", "caption", "question"})


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
    ordered = _in_order(made, figure)
    if ordered is not None:
        return printed(made.tagged, ordered, "respectively")
    for phrase in made.phrases:
        score, name = fit(made, figure, phrase)
        if score > best_score:
            best, best_score, rule = phrase, score, name
    if rule not in ("counted", "inside") and figure.last in made.tagged.starts("population", "back"):
        return None
    if rule not in ("counted", "inside") and figure.quantity.code == "percent":
        clause = _relative(made.tagged, figure)
        if clause is not None:
            return clause
    if rule in ("", "after") and figure.quantity.code in ("count", "percent"):
        shared = _of_next(made, figure)
        if shared is not None:
            return shared
    if best is None and figure.quantity.code == "count":
        return None
    return printed(made.tagged, best, rule) if best is not None else _unknown(made, figure)


def _in_order(made: Context, figure: Figure) -> Phrase | None:
    """Whom "respectively" gives to a figure of a list ("blant menn og kvinner henholdsvis 48 og 56 prosent")."""
    if figure.size < 2 or not made.tagged.starts("grammar", "respectively"):
        return None
    low, high = figure.segment
    people = [p for p in made.phrases if p.human and low <= p.first < high and not p.ambiguous]
    return people[figure.place] if len(people) == figure.size else None


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
    """The noun of the next figure, for one that shares it ("Facebookissa 9 300 ja Instagramissa 5 150 ihmistä")."""
    at = made.figures.index(figure) + 1
    if at >= len(made.figures) or made.figures[at].quantity.code != figure.quantity.code:
        return None
    after = made.figures[at]
    if figure.quantity.code != "count" and after.group != figure.group and figure.tail is None:
        return None
    for phrase in made.phrases:
        score, rule = fit(made, after, phrase)
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
    at = of[at]
    while at in articles:
        at = articles[at]
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
    lead = _lead(made, figure, memory)
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
    return any(last <= figure.first and figure.first - last <= _NEAR for last in equals.values())


def continued(made: Context, figure: Figure, memory: Memory) -> Population:
    """The population of the same calls or people in another clause of the sentence; times and scores take no other."""
    before = memory.before
    apart = ("sample_size", "response_rate", "other")
    same = before is not None and before.population.noun in _WAITING and before.measure not in apart
    if before is not None and same and figure.quantity.code not in ("rank", "year"):
        return replace(before.population, rule="previous")
    if made.lead is not None:
        return _lead(made, figure, memory) or NOBODY
    return NOBODY


def _lead(made: Context, figure: Figure, memory: Memory) -> Population | None:
    """Who stands before the first figure of the sentence, outside its segment ("Mieluiten asukkaat soittavat: …")."""
    column = figure.column
    if made.heading is not None and column is not None:
        tagged = made.heading.tagged
        named = [p for p in made.heading.phrases if p.human or p.noun == "contacts"]
        titled = [p for p in named if column.begin <= tagged.begins[p.first] < column.end]
        if titled:
            return printed(tagged, titled[-1], "heading")
    first = made.figures[0].first
    led = [p for p in made.phrases if p.last <= first and _subject(p)]
    if led:
        return printed(made.tagged, led[-1], "lead")
    if made.lead is not None and (made.sentence.kind == "table" or _leads(made.lead)):
        led = [p for p in made.lead.phrases if _subject(p) or p.noun == "contacts"]
        if led:
            return printed(made.lead.tagged, led[-1], "list")
    before = memory.previous
    if before is not None and memory.before is None and before.sentence.block == made.sentence.block:
        led = [p for p in before.phrases if _subject(p) and p.first <= _EARLY]
        if led:
            return printed(before.tagged, led[0], "sentence before")
    return None


def _leads(lead: Context) -> bool:
    """Whether a line leads in the list below it: a title, a question, or words before a colon."""
    return lead.sentence.kind in _TITLES or lead.tagged.words[-1] in (":", "?")


def _subject(phrase: Phrase) -> bool:
    return phrase.human and not phrase.ambiguous and not phrase.beside and phrase.noun != "staff"


def printed(tagged: Tagged, phrase: Phrase, rule: str) -> Population:
    """`phrase` as a population, its printed words without article and number."""
    first, articles = phrase.first, tagged.starts("population", "articles")
    ages = tagged.starts("ages", None)
    while first in articles and first not in ages and articles[first] <= phrase.head and not phrase.clause:
        first = articles[first]
    begin, end = tagged.span(first, phrase.last)
    words = tagged.text[begin:end]
    return Population(words, phrase.noun, phrase.min_age, phrase.max_age, phrase.country, (begin, end), rule)
