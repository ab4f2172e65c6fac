"""The lines of a text, and what each looks like by itself: bullet, caption, contact details, navigation, headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.language.data import LANGUAGES, section

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_MARKER = re.compile(r"(?:([•‣▪▫●○◦■□◆►▶➤✓✔·*+])|([–—-])|(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[^\W\d_][.)]))\s")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\s|(\d{1,2})[.)]\s+(\S)")
_FINAL = re.compile(r"[.!?…:;,][\"'”“’»«)\]]*$")
_SEPARATING = re.compile(r"[|›»>/·•→]")
_SEPARATOR = re.compile(r"\s+[|›»>/·•→]\s+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w|https?://|\bwww\.")
_PHONE = re.compile(
    r"\+\d[\d\s()/.-]{7,}\d|(?<![\d.,])\(?0\d{1,4}[)\s/-]+\d[\d\s/()-]{4,}\d|(?<![\d.,])8\s?\(\d{3,4}\)\s?\d"
)
_PHONELIKE = re.compile(r"\d[\d\s()/.–-]{3}")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\W{0,3}\(?\d[\d\s()/.–-]{3,}")
_DATE = re.compile(
    r"\W*(?:(?:\d{1,2}[./-]){2}\d{2,4}|\d{4}-\d{2}-\d{2})(?:\D{0,12}\d{1,2}[:.]\d{2})?\W*",
)
_OPENING_WORDS = re.compile(r"[^\W_][\w.-]*(?: [\w.-]+){0,3}")
_OPENING = "\"'„“”«»‚‘’‹›([{¿¡"
_HEADLINE, _CONTACT, _CAPTION = 160, 250, 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line that has more than white space: `raw` is where it begins, `begin` and `end` are without white space.

    `gap` is whether an empty line, or the start of the text, stands before it; `text` is what stands in it.
    """

    raw: int
    begin: int
    end: int
    gap: bool
    text: str


def lines(text: str) -> Iterator[Line]:
    """The lines of `text` that hold something."""
    last = -1
    for found in _LINE.finditer(text):
        raw = found.start()
        whole = found.group()
        inner = whole.strip()
        if not inner:
            continue
        begin = raw + (len(whole) - len(whole.lstrip()))
        gap = last < 0 or raw - last > 2 or text[last:raw] not in ("\n", "\r\n", "\r", "\x85", "\u2028", "\v")
        yield Line(raw, begin, begin + len(inner), gap, inner)
        last = found.end()


@dataclass(frozen=True, slots=True)
class _Cues:
    captions: frozenset[str]
    contacts: frozenset[str]
    phones: re.Pattern[str]


@cache
def _cues() -> _Cues:
    found: dict[str, list[str]] = {"captions": [], "contacts": [], "phones": []}
    for code in LANGUAGES:
        table = section(code, "blocks", dict.fromkeys(found, list))
        for key, words in found.items():
            words.extend(table[key])
    phones = "|".join(sorted(map(re.escape, found["phones"]), key=len, reverse=True))
    return _Cues(
        frozenset(found["captions"]),
        frozenset(found["contacts"]),
        re.compile(rf"(?<!\w)(?:{phones})[.:]?{_DIGITS.pattern}", re.IGNORECASE),
    )


def bullet(line: str) -> str:
    """The kind of marker that the line begins with: `mark` (•, *), `dash`, `number` ("2.1", "a)"), or nothing."""
    found = _MARKER.match(line)
    if found is None:
        return ""
    if found[1]:
        return "mark"
    if found[2]:
        return "dash"
    number = _NUMBERED.match(line)
    if line[0].isdigit():
        # "3. mars" and "24 prosent" begin a sentence, "3. Svartid" and "2.1 Svartid" an item.
        return "number" if number is not None and not (number[2] or "A").islower() else ""
    return "number" if found.group().rstrip()[-1] == ")" or line[:1].islower() else ""


def is_final(line: str) -> bool:
    """Whether the line ends with a mark that ends or suspends a sentence."""
    return _FINAL.search(line, max(0, len(line) - 8)) is not None


def is_caption(line: str) -> bool:
    """Whether a word for a picture, table or source, with a colon or number, opens the line."""
    if len(line) > _CAPTION:
        return False
    rest = _after(line.lstrip("[("), _cues().captions)
    return rest is not None and (rest.lstrip(" \xa0").startswith((":", "–", "/")) or rest.strip(" \xa0.")[:1].isdigit())


def is_contact(line: str) -> bool:
    """Whether the line is contact details, navigation, a date or the like, and no sentence."""
    if len(line) > _CONTACT:
        return False
    if (line[-1].isdigit() and _DATE.fullmatch(line)) or _is_navigation(line):
        return True
    has_address = ("@" in line or "www." in line or "://" in line) and _MAIL.search(line) is not None
    rest = _after(line, _cues().contacts)
    if _DIGIT.search(line) is None:
        return has_address or (rest is not None and (not rest or rest[0] == ":" or not is_final(line)))
    is_sentence = line.endswith((".", "!", "?")) and len(line) > 80
    if not is_sentence and (has_address or _has_phone_number(line)):
        return True
    return rest is not None and "%" not in line and (rest[:1] in (":", "") or not is_final(line))


def _has_phone_number(line: str) -> bool:
    if _PHONELIKE.search(line) is None:
        return False
    return _PHONE.search(line) is not None or _cues().phones.search(line) is not None


def _is_navigation(line: str) -> bool:
    """Short pieces between `|`, `›`, `/` and the like: where a page lies on its site, or its menu."""
    if _SEPARATING.search(line) is None or "%" in line:
        return False
    parts = _SEPARATOR.split(line)
    if len(parts) < 2 or is_final(line):
        return False
    return max(map(len, parts)) <= 40 and (len(parts) > 2 or _DIGIT.search(line) is None)


def _after(line: str, openings: frozenset[str]) -> str | None:
    """What follows the words of `openings` that begin the line, the longest that do."""
    found = _OPENING_WORDS.match(line)
    head = found.group().lower() if found is not None else ""
    while head:
        if head in openings:
            return line[len(head) :]
        head = head.rpartition(" ")[0] or (head[:-1] if head.endswith(".") else "")
    return None


def is_headline(line: str) -> bool:
    """Whether the line could be a headline: short, without a final mark, and not beginning with a small letter."""
    if len(line) > _HEADLINE or is_final(line):
        return False
    first = line.lstrip(_OPENING)[:1]
    return not first.islower() and line.count(" ") < 25


def is_question(line: str) -> bool:
    """Whether the line is one question."""
    return len(line) <= _HEADLINE and line.rstrip('"”“’»«').endswith("?") and ". " not in line
