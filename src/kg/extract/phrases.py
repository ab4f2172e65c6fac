"""Phrases of a sentence that can be a population: a noun with its modifiers, ages, place and restrictive clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.tagged import Mark, Tagged
from kg.model import Quantity

HUMAN = frozenset({"people", "customers", "followers", "respondents", "staff"})
_DIGITS = re.compile(r"\d+")
_CLOSING = frozenset(',;:.!?()[]–—«»"“”„…•|/')
_NOUN_CUES = frozenset({"sample_size", "response_rate", "customers", "other", "tenure"})
_OLDEST, _CHILD, _CLAUSE = 120, 4, 10
_STEM = 3


@dataclass(slots=True, eq=False)
class Phrase:
    """Tokens `first` to `last` (exclusive) name those who are counted; `head` is the place of the noun.

    `noun` is the kind of the noun (a key of `[nouns]`), `people` where an age alone names them. `ambiguous` words can
    be verbs too; `led` ones follow a preposition such as "of", `beside` ones a preposition of company.
    """

    first: int
    last: int
    head: int
    noun: str
    min_age: int | None = None
    max_age: int | None = None
    country: str | None = None
    ambiguous: bool = False
    clause: bool = False
    led: bool = False
    beside: bool = False

    @property
    def human(self) -> bool:
        """Whether persons are counted."""
        return self.noun in HUMAN


def phrases(tagged: Tagged, quantities: Sequence[Quantity] = ()) -> list[Phrase]:
    """The phrases in `tagged`, in text order, without overlap.

    An age alone names people only where `quantities` or the words before it say so ("89 prosent over 15 år").
    """
    found = _clauses(tagged)
    ages = _ages(tagged)
    verbs = {(m.first, m.last) for m in tagged.all("measures") if m.code not in _NOUN_CUES}
    cues = [m for m in tagged.all("measures") if m.last - m.first > 1]
    channels = [m for m in tagged.kept("channels") if m.last - m.first > 1 and m.code != "none"]
    for mark in tagged.kept("nouns"):
        if mark.code == "things" or any(p.first <= mark.first < p.last for p in found):
            continue
        if mark.code == "people" and any(m.first <= mark.first and mark.last <= m.last for m in channels):
            continue
        if mark.code == "people" and _is_pronoun(tagged, mark):
            continue
        if mark.code == "contacts" and any(m.first <= mark.first and mark.last <= m.last for m in cues):
            continue
        verb = (mark.first, mark.last) in verbs and not _determined(tagged, mark.first)
        found.append(_around(tagged, mark, ages, verb))
    for age in ages:
        if not any(p.first < age.last and age.first < p.last for p in found) and _alone(tagged, age, quantities):
            found.append(_aged(Phrase(age.first, age.last, age.first, "people"), tagged, age))
    found.sort(key=lambda p: (p.first, -p.last))
    kept = _sent(tagged, _merged(tagged, found))
    for phrase in kept:
        phrase.led, phrase.beside = _is_led(tagged, phrase), _is_beside(tagged, phrase)
        _restrict(tagged, phrase)
    return kept


def _is_beside(tagged: Tagged, phrase: Phrase) -> bool:
    """Whether the phrase only keeps company ("mit Freunden", "sukulaisten kanssa")."""
    beside = tagged.starts("population", "with")
    return (tagged.cases and phrase.last in beside) or any(
        at in beside for at in range(max(0, phrase.first - 2), phrase.first)
    )


def _restrict(tagged: Tagged, phrase: Phrase) -> None:
    """Add to `phrase` the relative clause that ends at a comma ("blant kunder som har hatt en skade, …")."""
    at, relatives = phrase.last, tagged.starts("population", "relative")
    if not relatives or not phrase.led or phrase.clause or not phrase.human or _is_shared(tagged, phrase):
        return
    if at < len(tagged) and tagged.words[at] == ",":
        at += 1
    if at not in relatives:
        return
    last = at + 1
    while last < len(tagged) and last - at < _CLAUSE and tagged.words[last] not in _CLOSING:
        if tagged.words[last][0].isdigit():
            return
        last += 1
    if last < len(tagged) and tagged.words[last] == ",":
        phrase.last = last


def _is_pronoun(tagged: Tagged, mark: Mark) -> bool:
    """Whether the mark only points back to people ("av dem")."""
    backs = tagged.starts("population", "back")
    return any(at in backs and backs[at] >= mark.last for at in (mark.first, mark.first - 1))


def _determined(tagged: Tagged, token: int) -> bool:
    """Whether the word before `token` says that it is a noun."""
    before = token - 1
    if before < 0 or not tagged.words[before][0].isalpha():
        return True
    named = (*tagged.code("grammar", "number"), *tagged.code("population", "share"))
    if any(mark.last == token for mark in named):
        return True
    if before in tagged.starts("population", "modifiers"):
        before -= 1
    return any(before in tagged.starts("population", kind) for kind in ("of", "articles"))


def _is_led(tagged: Tagged, phrase: Phrase) -> bool:
    """Whether a preposition or a case says that a figure is part of the phrase ("av kundene", "asiakkaista")."""
    of, cases = tagged.starts("population", "of"), tagged.starts("population", "cases")
    if phrase.head in cases or any(at in of for at in range(max(0, phrase.first - 2), phrase.first)):
        return True
    return _is_shared(tagged, phrase) and not _names_channel(tagged, phrase)


def _is_shared(tagged: Tagged, phrase: Phrase) -> bool:
    """Whether a word for a share stands before the phrase ("andelen innbyggere")."""
    return any(mark.last == phrase.first for mark in tagged.code("population", "share"))


def _names_channel(tagged: Tagged, phrase: Phrase) -> bool:
    return any(mark.first < phrase.last and phrase.first < mark.last for mark in tagged.kept("channels"))


def _alone(tagged: Tagged, age: Mark, quantities: Sequence[Quantity]) -> bool:
    begin, end = tagged.span(age.first, age.last)
    for quantity in quantities:
        if quantity.code == "age" and quantity.begin < end and begin < quantity.end:
            return True
        if quantity.code == "percent" and quantity.end <= begin <= quantity.end + 1:
            return True
    return age.code == "between" or _is_led(tagged, Phrase(age.first, age.last, age.first, "people"))


def _sent(tagged: Tagged, found: list[Phrase]) -> list[Phrase]:
    """`found`, contacts joined with those who made them ("henvendelser fra private kunder")."""
    senders, kept = tagged.starts("grammar", "from"), list[Phrase]()
    for phrase in found:
        before = kept[-1] if kept else None
        people = phrase.human and not phrase.ambiguous
        if before is not None and before.noun == "contacts" and people and senders.get(before.last) == phrase.first:
            before.last = phrase.last
        else:
            kept.append(phrase)
    return kept


def _merged(tagged: Tagged, found: list[Phrase]) -> list[Phrase]:
    """`found` without overlap; a noun right after another joins it ("portal users", "обращений клиентов")."""
    kept: list[Phrase] = []
    for phrase in found:
        if kept and phrase.first < kept[-1].last:
            continue
        if kept and _both_genders(tagged, kept[-1], phrase):
            phrase.first, phrase.country = kept[-1].first, kept.pop().country or phrase.country
        elif kept and phrase.first == kept[-1].last and _compound(kept[-1], phrase):
            before = kept.pop()
            kinds = (before.noun, phrase.noun)
            noun = "contacts" if "contacts" in kinds else before.noun if before.human else phrase.noun
            phrase.first, phrase.noun, phrase.country = before.first, noun, before.country or phrase.country
        kept.append(phrase)
    return kept


def _both_genders(tagged: Tagged, before: Phrase, phrase: Phrase) -> bool:
    """Whether two nouns joined by "and" are one in both genders ("Kundinnen und Kunden")."""
    if not tagged.capital_nouns or before.noun != phrase.noun or phrase.first - before.last != 1:
        return False
    words = tagged.words[before.head].lower(), tagged.words[phrase.head].lower()
    feminine = [word.endswith("innen") for word in words]
    return feminine[0] != feminine[1] and words[0][:_STEM] == words[1][:_STEM]


def _compound(before: Phrase, phrase: Phrase) -> bool:
    """Whether two nouns side by side are one thing; people and then contacts may be a subject and its verb."""
    if phrase.ambiguous or before.last - 1 != before.head:
        return False
    return not (before.human and phrase.noun == "contacts")


def _around(tagged: Tagged, noun: Mark, ages: list[Mark], verb: bool) -> Phrase:
    first, last = noun.first, noun.last
    modifiers = tagged.starts("population", "modifiers")
    adjectives = {m.first: m.code for m in tagged.kept("countries")}
    nouns = tagged.starts("nouns", None)
    country = adjectives.get(first)
    aged = next((a for a in ages if a.first <= first and last <= a.last), None)
    ages = [] if verb else ages
    if aged is not None:
        first, last = aged.first, aged.last
    while first > 0 and not verb:
        before = first - 1
        age = next((a for a in ages if a.last == first), None)
        if age is not None and aged is None:
            first, aged = age.first, age
        elif before in adjectives and before not in nouns:
            first, country = before, adjectives[before]
        elif before in modifiers:
            first = before
        else:
            break
    phrase = Phrase(first, last, noun.last - 1, noun.code, country=country, ambiguous=verb)
    if aged is not None:
        _aged(phrase, tagged, aged)
    _rightward(tagged, phrase, ages, adjectives)
    return phrase


def _rightward(tagged: Tagged, phrase: Phrase, ages: list[Mark], adjectives: dict[int, str]) -> None:
    """Add to `phrase` the age and the place that follow it."""
    joins, places, words = tagged.starts("population", "trailing"), tagged.starts("population", "place"), tagged.words
    for _ in range(2):
        at = phrase.last
        joined = joins.get(at, at)
        age = next((a for a in ages if a.first in (at, joined, at + 1) and (a.first <= joined)), None)
        if age is None and at < len(words) and words[at] in "(,":
            joined = joins.get(at + 1, at + 1)
            opened = words[at] == "(" or joined > at + 1
            age = next((a for a in ages if opened and a.first in (at + 1, joined)), None)
        if age is not None and phrase.min_age is None and phrase.max_age is None:
            phrase.last = age.last
            _aged(phrase, tagged, age)
        elif at in places and at + 1 < len(words) and at + 1 in adjectives:
            phrase.last, phrase.country = at + 2, adjectives[at + 1]
        elif at in places and at + 1 < len(words) and _proper(tagged, at + 1):
            phrase.last = at + 2
        else:
            break


def _proper(tagged: Tagged, token: int) -> bool:
    """Whether `token` looks like the name of a place, not of a channel."""
    word = tagged.words[token]
    if token in tagged.starts("channels", None) or token in tagged.starts("grammar", "functions"):
        return False
    return word[:1].isupper() and word[1:].islower()


def _aged(phrase: Phrase, tagged: Tagged, age: Mark) -> Phrase:
    phrase.min_age, phrase.max_age = age_bounds(age.code, tagged.string(age.first, age.last))
    return phrase


def age_bounds(code: str, printed: str) -> tuple[int | None, int | None]:
    """The first and last year of age that `printed` means, by the key of `[ages]` that it matched.

    >>> age_bounds("over", "over 15 år")
    (16, None)
    """
    years = [int(n) for n in _DIGITS.findall(printed) if len(n) < 4]
    if not years or max(years) > _OLDEST:
        return None, None
    match code:
        case "between":
            return (years[0], years[-1]) if years[0] >= _CHILD else (None, None)
        case "over":
            return years[0] + 1, None
        case "from":
            return years[0], None
        case "under":
            return None, years[0] - 1
        case "to":
            return None, years[0]
    return years[0], years[0]


def _ages(tagged: Tagged) -> list[Mark]:
    return [m for m in tagged.kept("ages") if age_bounds(m.code, tagged.string(m.first, m.last)) != (None, None)]


def _clauses(tagged: Tagged) -> list[Phrase]:
    """Populations that are a whole clause ("de som chattet", "wer anruft")."""
    found: list[Phrase] = []
    marks = tagged.code("population", "clause")
    if not marks:
        return found
    stops, aged = tagged.starts("grammar", "but"), _ages(tagged)
    for mark in marks:
        if found and mark.first < found[-1].last:
            continue
        last = mark.last
        while (
            last < len(tagged) and tagged.words[last] not in _CLOSING and last not in stops and last - mark.first < 14
        ):
            if (
                tagged.words[last][0].isdigit()
                and last - mark.last > 1
                and not any(a.first <= last < a.last for a in aged)
            ):
                break
            last += 1
        if last > mark.first:
            ages = [a for a in aged if mark.first <= a.first and a.last <= last]
            phrase = Phrase(mark.first, last, mark.first, "people", clause=True)
            found.append(_aged(phrase, tagged, ages[0]) if ages else phrase)
    return found
