"""Numbers that are no quantities: years, labels ("page 5"), names ("Windows 11"), ordinals, parts of words."""

from __future__ import annotations

import re

from kg.language.around import Around
from kg.language.digits import Number
from kg.language.folding import Page
from kg.language.grammar import Grammar

_ROUND = frozenset((100, 1000, 1_000_000, 1_000_000_000))
_ENDING = re.compile(r"[-:]([^\W\d_]{1,5})(?!\w)")
_PERSON = re.compile(r"[^\W\d_a-z][\w'’-]* [^\W\d_a-z][\w'’-]+(?: \(|, )$")
_PLAIN = frozenset(" %,;)\n")
_POSTAL = (", ", "| ", "· ", "–-", "d-")
_LETTERS = re.compile(r"[^\W\d_]+")
_OPENING = ' ("“„«»”:'
_AROUND = '("“„«»”–—,/>|•*·['
_CLOSING = ",;!?)–—/>|•*·%…]"
_VERSION = re.compile(r"[0-9]{1,2}\.0")
_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+\.? +[A-ZÆØÅÄÖА-Я]")
_NUMBERING = re.compile(r"[0-9]{1,3}[.)](?=\s)")
_NEXT_WORD = re.compile(r" ([^\W\d_][\w'-]*)")


def word_before(words: str, at: int) -> str:
    """The word, in small letters, right before `at`; empty where a line or cell begins or a mark stands between."""
    if words[at - 2 : at] == "  " or words[at - 1 : at] == "\t":
        return ""
    left = words[at - 32 if at > 32 else 0 : at].rstrip(_OPENING)
    word = left[max(left.rfind(" "), left.rfind("\n"), left.rfind("\t")) + 1 :].lstrip(_AROUND)
    return "" if word and word[-1] in _CLOSING else word


def next_word(page: Page, at: int) -> str:
    """The word that follows `at` after one blank, as printed."""
    match = _NEXT_WORD.match(page.words, at)
    return page.source[match.start(1) : match.end(1)] if match else ""


def part_of_word(page: Page, number: Number) -> bool:
    """Whether the digits belong to a name, code, address or another number ("COVID-19", "B2", "'90s")."""
    words, begin = page.words, number.begin
    if begin == 0:
        return False
    before = words[begin - 1]
    if before.isalnum() or before in "_@&\\^#№§":
        return True
    if before in ' \n("“„«»”–—':
        return before in "–—" and begin > 1 and words[begin - 2].isdigit()
    further = words[begin - 2] if begin > 1 else " "
    if before in "-./,:=?":
        return further.isalnum() and not (before == "=" and words[max(0, begin - 3)] in " (")
    return before == "'" and number.end - begin == 2


def noun_follows(around: Around, at: int) -> bool:
    """Whether a noun, or words that lead to one, follow `at` after a blank."""
    page, grammar = around.page, around.grammar
    word = next_word(page, at)
    if not word or word.lower() in grammar.sets["stop"]:
        return False
    if not grammar.nouns_capital or not word.islower():
        return True
    return next_word(page, at + 1 + len(word))[:1].isupper() or word in grammar.sets["nouns"]


def is_labelled(around: Around, number: Number) -> bool:
    """Whether the word before says that the number is a name: "page 5", "no. 12", "kl. 9", "§ 3"."""
    before, sets = word_before(around.page.words, number.begin), around.grammar.sets
    if before in sets["phones"] and number.printed is not None:
        return len(number.printed) > 4 or number.printed[0] == "0"
    return before in sets["labels"] or before in sets["clock_before"] or before.endswith(("№", "§", "#"))


def is_label(around: Around, number: Number, *, names: bool = True) -> bool:
    """Whether a number without a unit is a year, label, name, ordinal or numbering rather than a count.

    Without `names` a capitalised word before it does not make it a name ("bei den Männern 39").
    """
    page, grammar = around.page, around.grammar
    words, begin, end = page.words, number.begin, number.end
    before = word_before(words, begin)
    if number.printed is None:
        if before in grammar.sets["vague"] and number.value in _ROUND:
            return True
        return before in grammar.sets["labels"] and words[begin - 1] == " " and not next_word(page, end)
    printed = number.printed
    after = words[end : end + 1]
    if after.isalpha() or (after and after in "_@§") or words[end : end + 2] == " §":
        return True
    if (printed[0] == "0" and len(printed) > 1 and printed.isdigit()) or (printed.isdigit() and len(printed) > 12):
        return True
    if is_labelled(around, number) or is_numbering(page, number) or is_ordinal(around, number):
        return True
    if _is_persons_age(page, number):
        return True
    if before in grammar.sets["months"] and printed.isdigit() and (number.value <= 31 or looks_like_year(number)):
        return True
    if before in grammar.sets["days"] or _is_postal(page, number) or _is_hour(around, number):
        return True
    if before.endswith(grammar.streets) and printed.isdigit() and not _counts(page, end, grammar):
        return True
    if before in grammar.sets["bare_labels"] and printed.isdigit() and not _counts(page, end, grammar):
        return True
    if is_year(around, number, before):
        return True
    if _VERSION.fullmatch(printed) and grammar.numerals.decimal == ",":
        return True
    return names and _is_name(around, number, before)


def _counts(page: Page, end: int, grammar: Grammar) -> bool:
    following = next_word(page, end)
    if not following or following.lower() in grammar.sets["stop"]:
        return False
    return (
        not grammar.nouns_capital or following[0].isupper() or next_word(page, end + 1 + len(following))[:1].isupper()
    )


def _is_persons_age(page: Page, number: Number) -> bool:
    """ "Tone Aas (43)", "Priya Nair, 44.": a person's age."""
    if not 14 < number.value < 100 or page.words[number.end : number.end + 1] not in (")", ",", "."):
        return False
    return _PERSON.search(page.source, max(0, number.begin - 60), number.begin) is not None


def _is_hour(around: Around, number: Number) -> bool:
    """ "Chatten er åpen fra 8 til 20": a small number without a noun after a word for being open."""
    if number.value > 24 or number.printed is None or not number.printed.isdigit() or noun_follows(around, number.end):
        return False
    start = around.before(number.begin, 40)
    return around.grammar.opening.search(around.page.words, start, number.begin) is not None


def _is_postal(page: Page, number: Number) -> bool:
    """ "Torikatu 3, 98700 Virtaharju": four or five digits between a comma or line start and a capitalised name."""
    if number.printed is None or not number.printed.isdigit() or len(number.printed) not in (4, 5):
        return False
    before = page.words[max(0, number.begin - 2) : number.begin]
    return (not before or before[-1] == "\n" or before in _POSTAL) and next_word(page, number.end)[:1].isupper()


def is_numbering(page: Page, number: Number) -> bool:
    source, begin = page.source, number.begin
    line = source.rfind("\n", max(0, begin - 20), begin) + 1
    if begin > 20 and not line:
        return False
    if source[line:begin].strip():
        return False
    return bool(_SECTION.match(source, begin)) or (
        bool(_NUMBERING.match(source, begin)) and source[number.end : number.end + 1] in ".)"
    )


def is_ordinal(around: Around, number: Number) -> bool:
    """Whether a mark or ending makes the number an ordinal: "3. Stock", "2nd", "2018-м", "50:e"."""
    page, grammar = around.page, around.grammar
    words, end = page.words, number.end
    after = words[end : end + 1]
    if not after or after in _PLAIN:
        return False
    if after == "." and number.value <= 31 and number.printed and number.printed.isdigit():
        following = next_word(page, end + 1)
        if not following or words[end + 1 : end + 2] != " ":
            return False
        return grammar.ordinal_dot and (
            following.islower() or word_before(words, number.begin) in grammar.sets["ordinal_before"]
        )
    if after and after in "-:":
        tail = _ENDING.match(words, end)
        return tail is not None and tail.group(1) in grammar.sets["ordinal_suffixes"]
    letters = _LETTERS.match(words, end)
    return letters is not None and letters.group() in grammar.sets["ordinal_suffixes"]


def looks_like_year(number: Number) -> bool:
    """Whether the number is four digits without a separator, 1400 to 2199."""
    printed = number.printed
    return printed is not None and len(printed) == 4 and printed.isdigit() and 1400 <= number.value <= 2199


def is_calendar_year(around: Around, number: Number) -> bool:
    """Whether the word after says that four digits are a year: "2012 году", "2014 г."."""
    if not looks_like_year(number):
        return False
    return next_word(around.page, number.end).lower() in around.grammar.sets["years_after"]


def is_year(around: Around, number: Number, before: str) -> bool:
    """Whether four digits without a separator are a year: not where a bound or a counted noun says not."""
    if not looks_like_year(number):
        return False
    sets = around.grammar.sets
    following = next_word(around.page, number.end).lower()
    if following in sets["years_after"]:
        return True
    if following in sets["nouns"]:
        return False
    if before in sets["years_before"]:
        return True
    if around.bound_before(number.begin, around.before(number.begin, 44)) is not None:
        return not following and number.value % 100 != 0
    return not (number.value % 100 == 0 and following not in sets["stop"])


def _is_name(around: Around, number: Number, before: str) -> bool:
    """Whether a bare number follows a capitalised name inside a sentence and no noun follows it ("Windows 11")."""
    page, grammar = around.page, around.grammar
    source, begin = page.source, number.begin
    if (
        not before
        or begin < 2
        or page.words[begin - 1] != " "
        or not (source[begin - 2].isalnum() or source[begin - 2] == "'")
    ):
        return False
    if number.value >= 1000 or (
        number.printed and not number.printed.isdigit() and not _VERSION.fullmatch(number.printed)
    ):
        return False
    at = begin - 1 - len(before)
    if at < 0 or source[at : begin - 1].islower() or before in grammar.sets["fillers"]:
        return False
    if around.bound_before(begin, max(0, begin - 44)) is not None or any(
        hint.fullmatch(before) for hint in grammar.hints.values()
    ):
        return False
    if _counts(page, number.end, grammar) and next_word(page, number.end)[0].islower() != grammar.nouns_capital:
        return False
    if at and source[at - 1] in "\"“„«»”'‘’":
        return True
    starts = (
        at == around.before(begin, 200)
        or not source[max(0, at - 2) : at].strip()
        or source[at - 2 : at - 1] in ".!?:–—-•*"
    )
    return not starts or grammar.nouns_capital or bool(number.printed and _VERSION.fullmatch(number.printed))
