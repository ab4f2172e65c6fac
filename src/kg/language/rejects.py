"""Numbers that are no quantities: years, labels ("page 5"), names ("Windows 11"), ordinals, parts of words and addresses."""

from __future__ import annotations

import re

from kg.language.folding import Page
from kg.language.grammar import Grammar
from kg.language.reading import Number

_LEFT = re.compile(r"[^\s]*$")
_WORD_BEFORE = re.compile(r"([\w.'№§#-]+)[ (\"“„«»”:]{0,3}$")
_VERSION = re.compile(r"[0-9]{1,2}\.0")
_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+\.? +[A-ZÆØÅÄÖА-Я]")
_NUMBERING = re.compile(r"[0-9]{1,3}[.)](?=\s)")
_NEXT_WORD = re.compile(r" ([^\W\d_][\w'-]*)")


def word_before(words: str, at: int) -> str:
    """The word, in small letters, that stands right before `at`; empty where a line or sentence begins."""
    match = _WORD_BEFORE.search(words, max(0, at - 40), at)
    return match.group(1) if match else ""


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


def is_label(page: Page, number: Number, grammar: Grammar) -> bool:
    """Whether a number without a unit is a year, label, name, ordinal or numbering rather than a count."""
    words, begin, end = page.words, number.begin, number.end
    if number.printed is None:
        before = word_before(words, begin)
        return before in grammar.sets["labels"] and page.source[begin - 1] == " " and not next_word(page, end)
    printed = number.printed
    after = words[end : end + 1]
    if after.isalpha() or (after and after in "_@§") or words[end : end + 2] == " §":
        return True
    if (printed[0] == "0" and len(printed) > 1 and printed.isdigit()) or (printed.isdigit() and len(printed) > 12):
        return True
    if _is_numbering(page, number) or _is_ordinal(page, number, grammar):
        return True
    before = word_before(words, begin)
    if before in grammar.sets["labels"] or before in grammar.sets["clock_before"] or before.endswith(("№", "§", "#")):
        return True
    if before in grammar.sets["months"] or before in grammar.sets["days"]:
        return True
    if is_year(page, number, grammar, before):
        return True
    if _VERSION.fullmatch(printed) and grammar.numerals.decimal == ",":
        return True
    return _is_name(page, number, grammar, before)


def _is_numbering(page: Page, number: Number) -> bool:
    source, begin = page.source, number.begin
    line = source.rfind("\n", 0, begin) + 1
    if source[line:begin].strip():
        return False
    return bool(_SECTION.match(source, begin)) or (
        bool(_NUMBERING.match(source, begin)) and source[number.end : number.end + 1] in ".)"
    )


def _is_ordinal(page: Page, number: Number, grammar: Grammar) -> bool:
    words, end = page.words, number.end
    if words[end : end + 1] == "." and number.value <= 31 and number.printed and number.printed.isdigit():
        following = next_word(page, end + 1)
        if following and (following.islower() or word_before(words, number.begin) in grammar.sets["ordinal_before"]):
            return words[end + 1] == " " and grammar.ordinal_dot
        return bool(following) and words[end + 1 : end + 2] == "-"
    if words[end : end + 1] in "-:":
        tail = re.match(r"[-:]([^\W\d_]{1,4})(?!\w)", words[end : end + 8])
        return bool(tail) and tail.group(1) in grammar.sets["ordinal_suffixes"]  # type: ignore[union-attr]
    return False


def is_year(page: Page, number: Number, grammar: Grammar, before: str) -> bool:
    """Whether four digits without a separator are a year: not where a bound, a counted noun or a verb of amount says not."""
    printed = number.printed
    if not printed or len(printed) != 4 or not printed.isdigit() or not 1400 <= int(printed) <= 2199:
        return False
    if before in grammar.sets["years_before"]:
        return True
    following = next_word(page, number.end).lower()
    if following in grammar.sets["years_after"]:
        return True
    if following in grammar.sets["nouns"] or before in grammar.bound_ends:
        return False
    return not (printed.endswith("00") and following not in grammar.sets["stop"])


def _is_name(page: Page, number: Number, grammar: Grammar, before: str) -> bool:
    """Whether a bare number follows a capitalised name inside a sentence and no noun follows it ("Windows 11")."""
    words, source, begin = page.words, page.source, number.begin
    if not before or begin < 2 or source[begin - 1] != " " or not source[begin - 2].isalnum():
        return False
    at = begin - 1 - len(before)
    if at < 0 or not source[at].isupper() or before in grammar.sets["fillers"] or before in grammar.bound_ends:
        return False
    following = next_word(page, number.end)
    if (
        following
        and following.lower() not in grammar.sets["stop"]
        and (following[0].islower() or grammar.nouns_capital)
    ):
        return False
    return (
        bool(words[:at].rstrip(" "))
        and words[at - 1 : at] == " "
        and words[at - 2 : at - 1] not in ".!?:\n"
        or len(before) > 3
    )
