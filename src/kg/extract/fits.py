"""How well a noun phrase of a sentence fits a figure as what it counts."""

from __future__ import annotations

from kg.extract.clauses import Context, Figure
from kg.extract.phrases import Phrase
from kg.extract.units import unit_kind

_GAP, _START = 4, 3
_PLAIN = frozenset({"contacts", "answers", "branches", "followers", "respondents"})


def fit(made: Context, figure: Figure, phrase: Phrase) -> tuple[float, str]:
    """How well `phrase` fits `figure` (0: not at all) and the rule that says so."""
    if phrase.first >= figure.first and phrase.last <= figure.last:
        return (0.0, "") if phrase.clause else (100.0, "inside")
    if phrase.first < figure.last and figure.first < phrase.last:
        return 0.0, ""
    gap = phrase.first - figure.last
    if 0 <= gap <= _GAP and figure.quantity.code not in ("rank", "ratio") and _linked(made, figure, phrase):
        every = figure.first in made.tagged.starts("grammar", "every")
        signed = figure.quantity.code == "percent" and figure.quantity.unit is not None
        plain = signed and not phrase.led and not made.tagged.bare and not every
        if not phrase.human and (plain or figure.quantity.code == "score"):
            return 0.0, ""
        return (55.0 if plain else 90.0) - gap, "counted"
    if phrase.ambiguous or phrase.noun == "staff" or not figure.segment[0] <= phrase.first < figure.segment[1]:
        return 0.0, ""
    if not _may_stand_apart(made, figure, phrase):
        return 0.0, ""
    clause = figure.clause[0] <= phrase.first < figure.clause[1]
    opens = phrase.led and 0 <= phrase.first - figure.clause[0] <= _START
    base = (
        30.0
        + 8.0 * opens
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
        return kind != "short" or not _by_channel(made, phrase)
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
    """Whether a count stands apart from its noun: "antall filialer … 1 180", "konttoreita: 11"; a rank among whom."""
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


def _by_channel(made: Context, phrase: Phrase) -> bool:
    """Whether the phrase only says by which channel ("a reply by email", "on live chat")."""
    tagged, before = made.tagged, phrase.first - 1
    if before < 0 or not _names_channel(made, phrase) or phrase.led:
        return False
    by = any(mark.last == phrase.first for mark in tagged.code("hints", "contact"))
    return by or any(mark.first < phrase.first < mark.last for mark in tagged.kept("channels"))


def _names_channel(made: Context, phrase: Phrase) -> bool:
    return any(mark.first < phrase.last and phrase.first < mark.last for mark in made.tagged.kept("channels"))


def _linked(made: Context, figure: Figure, phrase: Phrase) -> bool:
    """Whether only prepositions, articles and modifiers stand between a figure and the noun after it."""
    tagged, share = made.tagged, figure.quantity.code == "percent"
    if share and not phrase.led and tagged.cases and phrase.noun == "contacts" and _names_channel(made, phrase):
        return False
    if phrase.ambiguous and figure.first not in tagged.starts("grammar", "every"):
        return False
    of, channels = tagged.starts("population", "of"), tagged.starts("channels", None)
    stops, skips = tagged.stops, tagged.skips
    at, led = figure.last, False
    while at < phrase.first:
        if at in skips:
            led |= at in of
            at = skips[at]
        else:
            ended = at in stops or not tagged.words[at][0].isalpha()
            if ended or (not led and (at in channels or (share and not phrase.human))):
                return False
            at += 1
    return True
