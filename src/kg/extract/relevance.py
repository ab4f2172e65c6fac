"""Whether a quantity is a measurement at all."""

from __future__ import annotations

from kg.extract.clauses import Context, Figure
from kg.extract.populations import Population
from kg.extract.readings import Memory
from kg.extract.units import unit_kind
from kg.extract.weights import Cues

_COUNTED = frozenset(
    {"people", "customers", "followers", "respondents", "answers", "contacts", "branches", "organizations", "staff"}
)
_TIMED = frozenset({"response_time", "tenure", "resolution", "use", "offering"})
_LASTING = frozenset({"response_time", "tenure", "offering"})
_STRONG = 1.5
_YEARS = (1900, 2100)


def is_measurement(
    made: Context,
    figure: Figure,
    population: Population | None,
    channels: object,
    evidence: Cues,
    memory: Memory,
) -> bool:
    """Whether the guide counts `figure`: not norms, margins of error, or figures about other things."""
    quantity = figure.quantity
    if quantity.code is None or _ignored(made, figure):
        return False
    kind = unit_kind(quantity.code, quantity.change)
    if kind == "count":
        return _counted(made, figure, population, memory)
    if kind == "money":
        return "cost" in evidence
    if kind == "long":
        strong = any(evidence[code][0] > _STRONG for code in evidence.keys() & _LASTING)
        return strong or ("tenure" in evidence and bool(channels) and not made.tagged.starts("ignore", "elapsed"))
    if kind == "short":
        return bool(channels) or bool(evidence.keys() & _TIMED)
    if population is not None or bool(channels) or bool(evidence) or memory.before is not None:
        return True
    last = memory.last
    if last is None or last.made.sentence.block != made.sentence.block:
        return False
    if kind == "share" and (last.population.human or made.tagged.kept("frequencies")):
        return True
    return bool(made.tagged.starts("grammar", "back") or made.tagged.starts("grammar", "continue"))


def _counted(made: Context, figure: Figure, population: Population | None, memory: Memory) -> bool:
    """Whether a count has a noun that the guide counts, its own or that of the figure before."""
    if population is not None and population.noun in _COUNTED:
        return True
    if population is None and made.lead is not None and any(p.noun == "contacts" for p in made.lead.phrases):
        return True
    if figure.quantity.per is not None and any(p.human for p in made.phrases):
        return True
    before = memory.before
    tagged = made.tagged
    back = tagged.starts("population", "back")
    if figure.last in back or figure.first - 1 in back or (figure.quantity.change is not None and before is not None):
        return True
    ended = figure.last >= len(tagged) or not tagged.words[figure.last][0].isalpha() or figure.quantity.per is not None
    if before is None or _is_year(figure) or _is_persons_age(made, figure):
        return False
    if before.figure.quantity.code != "count":
        return (
            ended and before.population.noun in ("contacts", "branches") and before.figure.quantity.change is not None
        )
    since = figure.first - 1 in tagged.starts("grammar", "from") and not figure.quantity.change
    return before.figure.group == figure.group or ended or since


def _is_persons_age(made: Context, figure: Figure) -> bool:
    """Whether a bare number behind a name of two words is a person's age ("Miriam Kolb (52)", "Priya Nair, 44,")."""
    words, at = made.tagged.words, figure.first
    if figure.last - at != 1 or at < 3 or len(words[at]) != 2 or words[at - 1] not in "(,":
        return False
    closed = figure.last >= len(words) or words[figure.last] in "),.:;"
    return closed and all(word[:1].isupper() and word[1:2].islower() for word in words[at - 3 : at - 1])


def _is_year(figure: Figure) -> bool:
    value = figure.quantity.value
    return value == value.to_integral_value() and _YEARS[0] <= value <= _YEARS[1]


def _ignored(made: Context, figure: Figure) -> bool:
    """Whether words for a norm or a margin of error stand with the figure."""
    for mark in made.tagged.all("ignore"):
        if mark.code == "error" and figure.segment[0] <= mark.first < figure.segment[1]:
            return True
        if mark.code == "norm" and figure.clause[0] <= mark.first < figure.clause[1] and mark.first < figure.first:
            return True
    return False
