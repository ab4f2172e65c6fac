"""Where sentences end inside one stretch of running text.

A full stop is judged by the word before it and the word behind it; lists of abbreviations, titles and ordinals come
from the language's data file. Everything is done in one pass whose cost does not depend on how long a sentence grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.language.data import section

# Every alternative begins with a set of characters, so that `re` skips to the next of them; a run of marks is entered
# at its first only, so that a million full stops cost no more than a million letters.
_MARKS = (
    r"""[.!?…‼⁇⁈⁉](?<![.!?…‼⁇⁈⁉]{2})[.!?…‼⁇⁈⁉]*+(?:[’'"“”»«›)\]}*]|\[\d{1,3}\])*+(?:\s{0,3}[:;=]['-]?[)(DPp]+(?!\w))*(?=\s)|"""
    r"""[:;=](?<=\s.)-?[)(D]++(?=\s+[A-ZА-ЯЁÅÄÖÆØ])"""
)
# A headline without a mark, joined to the text by a blank: "… i fjor Men nå øker andelen".
_UNMARKED = r"""|\s(?=[{letters}])(?<=[^\W\d_)"”»]\s)(?=(?:{words})\s[^\W\d_])"""
_BEFORE = re.compile(r"[^\s(\[{„“”«»\"‚‘’–—/]*$")
_NEXT = re.compile(r"\s+([\u200b-\u200f\u2060\ufeff]*)([\"'„“”«»‚‘’‹›(\[{¿¡–—*•·-]*)[\s\u200b-\u200f]*(\S?)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ROMAN = re.compile(r"[IVXLC]+")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
_LETTER_STOP = re.compile(r"[^\W\d_]\.")
_AFTER_NUMBER = re.compile(r"\d\)?(?:-?[^\W\d_]{1,3})?\s*$")
_DAY = re.compile(r"\d{1,2}")
_TERMINATORS = frozenset(".!?…‼⁇⁈⁉:;=")
_DASHES = "–—-"
_QUOTES = frozenset("’'\"“”»«›")
_PARENTHESIS = 300
_LOOK_BACK = 40
_LONGEST = 3000
_BLANKS, _COMMAS = re.compile(r"(?s:.*)\s"), re.compile(r"(?s:.*)[,;:|/–-]")
_GAP = re.compile(r"[\s,;:|/–-]")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the data file of a language says about full stops; words are in small letters, without their last stop."""

    titles: frozenset[str]
    abbreviations: frozenset[str]
    closing: frozenset[str]
    units: frozenset[str]
    ordinals: frozenset[str]
    leads: frozenset[str]
    starters: frozenset[str]
    openers: frozenset[str]
    stops: re.Pattern[str]
    capital_nouns: bool
    ordinal_stop: bool
    small_starts: bool


@cache
def rules(language: str) -> Rules:
    """The rules of a language; those of no language know no abbreviation.

    Raises:
        DataError: the table has an unknown key or a wrong type.
    """
    if language == "und":
        none: frozenset[str] = frozenset()
        return Rules(none, none, none, none, none, none, none, none, _stops(()), False, True, False)
    words = dict.fromkeys(
        ("titles", "abbreviations", "closing", "units", "ordinals", "ordinal_leads", "starters", "openers"), list
    )
    table = section(language, "sentences", {**words, "capital_nouns": bool, "ordinal_stop": bool, "small_starts": bool})
    return Rules(
        titles=frozenset(table["titles"]),
        abbreviations=frozenset(table["abbreviations"]),
        closing=frozenset(table["closing"]),
        units=frozenset(table["units"]),
        ordinals=frozenset(table["ordinals"]),
        leads=frozenset(table["ordinal_leads"]),
        starters=frozenset(table["starters"]),
        openers=frozenset(table["openers"]),
        stops=_stops(table["openers"]),
        capital_nouns=table["capital_nouns"],
        ordinal_stop=table["ordinal_stop"],
        small_starts=table["small_starts"],
    )


def _stops(openers: Sequence[str]) -> re.Pattern[str]:
    if not openers:
        return re.compile(_MARKS)
    phrases: dict[str, list[str]] = {}
    for opener in sorted(openers):
        first, _, rest = opener.partition(" ")
        phrases.setdefault(re.escape(first.capitalize()), []).append(re.escape(rest))
    words = [first + ("" if "" in rest else rf"\s(?:{'|'.join(rest)})") for first, rest in phrases.items()]
    letters = "".join(sorted({word[0] for word in phrases}))
    return re.compile(_MARKS + _UNMARKED.format(letters=letters, words="|".join(words)))


def split(text: str, begin: int, end: int, known: Rules) -> Iterator[tuple[int, int]]:
    """The sentences of `text[begin:end]` as begin and end, without white space around them."""
    start = _skip(text, begin, end)
    depth, counted = 0, begin
    for stop in known.stops.finditer(text, begin, end):
        at = stop.end() - stop.group().isspace()
        depth += text.count("(", counted, at) - text.count(")", counted, at)
        depth, counted = max(depth, 0), at
        following = _NEXT.match(text, at, end)
        if following is None or (following.end() >= end and not following[3]):
            break
        if not _ends(text, start, stop, following, known, end):
            continue
        if (
            depth
            and text.find(")", at, min(at + _PARENTHESIS, end)) >= 0
            and "(" in text[max(start, at - _PARENTHESIS) : at]
        ):
            continue
        yield from pieces(text, start, at)
        depth, start = 0, _skip(text, at, end)
    yield from pieces(text, start, end)


def pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """`text[begin:end]` without white space at its ends; where it is of thousands of characters, cut at blanks.

    No sentence is so long, and what looks at a sentence as a whole stays linear in the length of the text.
    """
    while end - begin > _LONGEST:
        half, far = begin + _LONGEST // 2, begin + _LONGEST
        cut = _BLANKS.match(text, half, far) or _COMMAS.match(text, half, far) or _GAP.search(text, far, end)
        if cut is None:
            break
        yield begin, _trimmed(text, begin, cut.end())
        begin = _skip(text, cut.end(), end)
    end = _trimmed(text, begin, end)
    if end > begin:
        yield begin, end


def _trimmed(text: str, begin: int, end: int) -> int:
    while end > begin and text[end - 1].isspace():
        end -= 1
    return end


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _ends(text: str, start: int, stop: re.Match[str], following: re.Match[str], known: Rules, end: int) -> bool:
    """Whether the sentence that began at `start` ends with the marks that `stop` found."""
    marks, opening, letter = stop.group(), following[2], following[3]
    first = marks[:1]
    if first not in _TERMINATORS:
        return _begins_unmarked(text, start, stop, following, known, end)
    if not letter or letter in ".!?…,;)]}":
        return False
    small = letter.islower()
    if first in ":;=":
        return True
    if first != "." or marks.startswith(".."):
        return _ends_aloud(marks, opening, small, known)
    before = _BEFORE.search(text, max(start, stop.start() - _LOOK_BACK), stop.start())
    word = before.group() if before is not None else ""
    if small:
        return known.small_starts and _ends_small(word, opening, marks, known)
    if len(marks) > 1 and marks[1] not in _QUOTES and marks[1] not in ")]}*[":
        return True
    return _ends_word(text, start, stop.start() - len(word), word, following, known, end)


def _begins_unmarked(
    text: str, start: int, stop: re.Match[str], following: re.Match[str], known: Rules, end: int
) -> bool:
    """Whether a capital on a function word begins a sentence though no mark ended the one before.

    Not in titles in which each word has a capital, and not behind another function word ("i Den norske").
    """
    before = _BEFORE.search(text, max(start, stop.start() - _LOOK_BACK), stop.start())
    word = before.group() if before is not None else ""
    opener = _WORD.match(text, following.end() - 1, end)
    if opener is None or not word or word.lower() in known.starters or stop.start() - start < _LOOK_BACK // 4:
        return False
    after = text[opener.end() : opener.end() + 2].lstrip()
    return after[:1].islower() and (word.islower() or (word.isupper() and len(word) > 3) or not known.capital_nouns)


def _ends_aloud(marks: str, opening: str, small: bool, known: Rules) -> bool:
    """After `!`, `?` or an ellipsis: a small letter goes on, as in `"Hvorfor?" spurte hun` or `Nei! – sa han`."""
    if not small:
        return True
    if marks[0] in "…." or not known.small_starts or opening:
        return False
    return _QUOTES.isdisjoint(marks)


def _ends_small(word: str, opening: str, marks: str, known: Rules) -> bool:
    """Informal writing begins sentences with small letters; a plain word of some length before is no shortening."""
    lower = word.lower()
    if opening or len(marks) > 1 or not _WORD.fullmatch(word) or len(word) < 3:
        return False
    return lower not in known.abbreviations and lower not in known.closing and lower not in known.titles


def _ends_word(text: str, start: int, at: int, word: str, following: re.Match[str], known: Rules, end: int) -> bool:
    """Whether `word` with its full stop ends a sentence before something that is no small letter."""
    if not word:
        return True
    opening = following[2]
    digit = following[3].isdigit()
    if word.isdigit():
        return _ends_number(text, start, at, word, following, known, end)
    lower = word.lower()
    if lower in known.titles or lower in known.abbreviations:
        return False
    if lower in known.units:
        return not digit and _AFTER_NUMBER.search(text, max(start, at - 8), at) is not None
    if lower in known.closing:
        return not digit and _may_start(text, following, known, end)
    if len(word) == 1 and word.isalpha():
        return not digit and at != start and _ends_letter(text, word, following, known, end)
    if _DOTTED.fullmatch(word):
        return not digit and _starts(text, following, known, end)
    if _ROMAN.fullmatch(word) and known.ordinal_stop and not opening:
        return _starts(text, following, known, end) and not digit
    return True


def _ends_letter(text: str, word: str, following: re.Match[str], known: Rules, end: int) -> bool:
    """A letter with a full stop: a capital is an initial, a small one may be half of a shortening ("z. B.")."""
    if _LETTER_STOP.match(text, following.end() - 1, end) is not None:
        return False
    return word.islower() or _starts(text, following, known, end)


def _ends_number(text: str, start: int, at: int, word: str, following: re.Match[str], known: Rules, end: int) -> bool:
    """A number with a full stop: an ordinal, the head of a list item, part of a date, or the end of a sentence."""
    if at == start or text[max(start, at - 2) : at].rstrip().endswith(":"):
        return False
    if len(word) > 2:
        return True
    if following[3].isdigit():
        return _DAY.fullmatch(text, following.end() - 1, min(following.end() + 1, end)) is None
    if not known.ordinal_stop:
        return True
    found = _WORD.match(text, following.end() - 1, end)
    follower = found.group().lower() if found is not None else ""
    if follower in known.ordinals or follower.rpartition("-")[2] in known.ordinals:
        return False
    lead = _BEFORE.search(text, max(start, at - _LOOK_BACK), max(start, at - 1))
    if lead is not None and lead.group().lower() in known.leads:
        return False
    return not known.capital_nouns or follower in known.starters or not follower


def _may_start(text: str, following: re.Match[str], known: Rules, end: int) -> bool:
    """Where nouns have capitals only a word that often begins sentences tells, elsewhere any capital."""
    return not known.capital_nouns or _starts(text, following, known, end)


def _starts(text: str, following: re.Match[str], known: Rules, end: int) -> bool:
    if following[2] and following[2][0] in _DASHES:
        return True
    found = _WORD.match(text, following.end() - 1, end)
    return found is not None and found.group().lower() in known.starters
