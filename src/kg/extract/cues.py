"""The words of a text that say something of organizations, surveys or time: capitalised words and cue words, sparse.

Most words of a text carry no such meaning; each spelling is classified once, the rest is one dictionary access a word.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from kg.extract.known_names import listed
from kg.language.data import LANGUAGES, section, tables
from kg.language.forms import pattern
from kg.language.lexicon import Lexicon, expand, fold

_WORD = re.compile(
    r"([^\W\d_]/S\b|\w[\w\u0300-\u036f\u00ad]*"
    r"(?:[-‑'’&+][\w\u0300-\u036f]+|\.(?=[a-zæøåäöа-яё\d])\w+|:[a-zäöå]{1,6}\b)*)"
)
_NONE: frozenset[str] = frozenset()
_UNSEEN: tuple[frozenset[str], tuple[_Phrase, ...]] = (frozenset(), ())
_CAP = frozenset({"cap"})
_FIRM = frozenset({"firm"})
_NAMES = frozenset({"before", "after", "platforms"})
_MEMO_LIMIT = 200_000
_LONGEST = 80


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """`word` for comparing; see `kg.language.lexicon.fold`."""
    return fold(word)


class Event(NamedTuple):
    """A word, or a phrase of cue words, with what it may be: keys of tables as tags, and `cap` for a capital."""

    begin: int
    end: int
    word: str
    tags: frozenset[str]


class _Phrase(NamedTuple):
    """The words after the first of a form of several words; `head` is the letter they begin with, if fixed."""

    head: str
    pattern: re.Pattern[str]
    tag: str


class Cues:
    """Cue words by tag; a form of several words is found by its first word."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        singles: list[tuple[str, str]] = []
        self._phrases: list[_Phrase] = []
        self._suffixes: dict[str, dict[str, str]] = {}
        self._bases: dict[tuple[str, str], str] = {}
        for form, tag in dict.fromkeys(entries):
            variants = expand(form)
            for variant in variants:
                first, _, rest = variant.partition(" ")
                if rest:
                    singles.append((first, f"#{len(self._phrases)}"))
                    self._phrases.append(_Phrase(fold(rest[0]).strip("*"), _pattern(rest, form.startswith("=")), tag))
                    continue
                singles.append((variant, tag))
                if variant.startswith("*") and "*" not in variant[1:]:
                    self._suffixes.setdefault(tag, {})[fold(variant[1:])] = variants[0][1:]
                elif "*" not in variant:
                    self._bases.setdefault((tag, fold(variant.lstrip("="))), variants[0].lstrip("="))
        self._lexicon: Lexicon[str] = Lexicon(singles)
        self._memo: dict[str, tuple[frozenset[str], tuple[_Phrase, ...]] | None] = {}

    def base(self, word: str, tag: str) -> str | None:
        """The first form of the entry that lists `word` as a form under `tag`."""
        return self._bases.get((tag, folded(word)))

    def parts(self, word: str, tag: str) -> tuple[str, str] | None:
        """What stands before the longest ending of `word` listed under `tag`, and the first form of that ending."""
        endings, form = self._suffixes.get(tag, {}), fold(word)
        for length in range(min(len(form), _LONGEST), 0, -1):
            base = endings.get(form[-length:])
            if base is not None:
                return word[: len(word) - length], base
        return None

    def tags(self, word: str) -> frozenset[str]:
        """What the single `word` may be."""
        found = self._classified(word)
        return found[0] if found is not None else _NONE

    def _classified(self, word: str) -> tuple[frozenset[str], tuple[_Phrase, ...]] | None:
        """The tags of `word` and the phrases that it may open; None for a word without any. Memoised."""
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        found = None
        if len(word) <= _LONGEST and not word[0].isdigit():
            tags = {hit.tag for hit in self._lexicon.hits([word])}
            phrases = tuple(self._phrases[int(tag[1:])] for tag in sorted(tags) if tag[0] == "#")
            tags = {sys.intern(tag) for tag in tags if tag[0] != "#"} | ({"cap"} if word[0].isupper() else set())
            found = (frozenset(tags), phrases) if tags or phrases else None
        self._memo[word] = found
        return found

    def events(self, text: str, begin: int = 0, end: int | None = None) -> list[Event]:
        """The words of `text[begin:end]` with a tag, in text order, phrases as one event."""
        found: list[Event] = []
        append, memo, skip = found.append, self._memo, begin
        known: tuple[frozenset[str], tuple[_Phrase, ...]] | None
        parts = _WORD.split(text[begin:end])  # what stands between two words, then a word, in turn
        stops = islice(accumulate(map(len, parts), initial=begin), 2, None, 2)
        for word, stop in zip(parts[1::2], stops, strict=True):
            known = memo.get(word, _UNSEEN)
            if known is None:
                continue
            if known is _UNSEEN and (known := self._classified(word)) is None:
                continue
            tags, phrases = known
            start = stop - len(word)
            if start < skip:
                continue
            if phrases and (phrase := _longest(text, stop, phrases)) is not None:
                if phrase[1] == _FIRM:  # "die Stadt" may go on as a name: only its first word is marked
                    append(Event(start, stop, word, tags | _FIRM))
                    continue
                skip, named = phrase
                kept = tags & _CAP if named & _NAMES else _NONE
                append(Event(start, skip, text[start:skip], named | kept))
            elif tags:
                append(Event(start, stop, word, tags))
        return found


def _pattern(rest: str, cased: bool) -> re.Pattern[str]:
    source = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in rest.split(" "))
    return re.compile(rf"\s+{source}(?!\w)", re.NOFLAG if cased else re.IGNORECASE)


def _longest(text: str, stop: int, phrases: Sequence[_Phrase]) -> tuple[int, frozenset[str]] | None:
    """The end and tags of the longest of `phrases` that goes on at `stop`."""
    head = text[stop + 1 : stop + 2].lower()
    best, named = stop, set[str]()
    for phrase in phrases:
        if phrase.head and phrase.head != head and not head.isspace():
            continue
        match = phrase.pattern.match(text, stop)
        if match is not None and match.end() >= best:
            named = {phrase.tag} if match.end() > best else named | {phrase.tag}
            best = match.end()
    return (best, frozenset(named)) if named else None


KEYS: dict[str, tuple[str, ...]] = {
    "organizations": (
        *("after", "before", "kinds", "suffixes", "generic", "conduct", "ask", "by", "order", "let", "benefit", "from"),
        *("publish", "with", "reports", "sources", "sources_after", "places", "roles", "own", "about", "endings"),
        *(
            "platforms",
            "legal",
            "articles",
            "connectors",
            "tails",
            "pronouns",
            "copulas",
            "acts",
            "firm",
            "capital_nouns",
            "regrow",
        ),
        *("genitive", "genitive_after"),
    ),
    "surveys": ("nouns", "titles", "not_surveys", "annual", "indefinite", "many", "field", "definite", "word_endings"),
    "periods": (
        *("months", "quarters", "this_year", "last_year", "year_before", "same_year", "same_period", "since"),
        *("published", "never"),
    ),
    "adoptions": ("start", "since_start", "ago", "ago_other", "soon"),
    "trends": (
        *("rising", "falling", "stable", "negation", "share", "use", "volume", "satisfaction", "response_time"),
        *("trust", "preference", "pointer"),
    ),
}
# Keys of the three tables of entities that hold no cue words: endings, parts of patterns, words looked up elsewhere.
_PLAIN = frozenset(
    "endings legal articles connectors copulas capital_nouns regrow genitive genitive_after definite word_endings many "
    "months quarters since".split()
)
_COUNTED = tuple("contacts branches organizations staff people customers respondents followers things".split())


@cache
def table(language: str, name: str) -> Mapping[str, list[str]]:
    """The table `name` (a key of `KEYS`) of a language's data file.

    Raises:
        DataError: it has an unknown key, or a value that is no list.
    """
    return section(language, name, dict.fromkeys(KEYS[name], list))


@cache
def cues(language: str) -> Cues:
    """The cues of organizations, surveys, time and countries in `language`, tagged by the keys of its tables
    (`adoptions.start` … for adoptions and trends).

    Words for what is counted have the tag `counted:KEY`, those for countries `country:CODE`.
    """
    entries: list[tuple[str, str]] = []
    for name in ("organizations", "surveys", "periods"):
        for key, forms in table(language, name).items():
            if key not in _PLAIN:
                entries += [(form, key) for form in forms]
    raw = tables(language)
    for key, forms in raw.get("countries", {}).items():
        entries += [(form, f"country:{key}") for form in forms]
    for key in _COUNTED:
        entries += [(form, f"counted:{key}") for form in raw.get("nouns", {}).get(key, ())]
    entries += [(form, "back") for form in raw.get("population", {}).get("back", ())]
    entries += [(form, "back") for form in raw.get("grammar", {}).get("equals", ())]
    entries += [(form, "month") for form in table(language, "periods")["months"]]
    for name in ("adoptions", "trends"):
        for key, forms in table(language, name).items():
            if key not in ("ago", "ago_other"):
                entries += [(form, f"{name}.{key}") for form in forms]
    entries += [(f"={name}", "cap") for name in listed().values() if name[0].islower() and " " not in name]
    entries += [(form, "many") for form in table(language, "surveys")["many"]]
    return Cues(entries)


@cache
def legal_forms() -> re.Pattern[str]:
    """What may follow a name as its legal form, in any language."""
    forms = {form for code in LANGUAGES for form in table(code, "organizations")["legal"]}
    return re.compile(rf",?[ \u00a0]{pattern(sorted(forms))}(?!\w)")


@cache
def small_words(language: str) -> frozenset[str]:
    """Words that open a sentence with a capital and are no part of a name, in small letters."""
    grammar = tables(language).get("grammar", {}).get("functions", ())
    return frozenset(fold(word) for word in (*table(language, "organizations")["articles"], *grammar))
