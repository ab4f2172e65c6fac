"""What the words of a language mean to extraction: tables of its data file and labels of the ontology in one lexicon.

`docs/language-data.md` says what each table and key means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from kg.errors import DataError
from kg.language.data import section, tables
from kg.language.lexicon import Lexicon, expand
from kg.resources import folder

CHANNELS: tuple[str, ...] = tuple(
    "phone email chat chatbot letter branch web online_bank mobile_app mobile_bank sms video fax self_service "
    "contact_form digital_mailbox forum atm social_media facebook twitter instagram snapchat linkedin vkontakte "
    "odnoklassniki youtube tiktok messaging whatsapp messenger telegram viber".split()
)
_FAMILIES = frozenset({"social_media", "messaging", "chat"})
MEASURES: tuple[str, ...] = tuple(
    "use use_daily use_weekly use_monthly use_often use_sometimes use_rarely use_never preference rejection contact "
    "volume response_time resolution satisfaction trust customers sample_size response_rate popularity tenure "
    "offering cost population_size other".split()
)
FREQUENCIES: tuple[str, ...] = ("daily", "weekly", "monthly", "often", "sometimes", "rarely", "never", "plain")
NOUNS: tuple[str, ...] = (
    *("people", "customers", "followers", "respondents", "answers", "contacts", "branches", "organizations"),
    *("staff", "things"),
)
_SECTIONS: dict[str, tuple[str, ...]] = {
    "channels": (*CHANNELS, "none"),
    "measures": MEASURES,
    "hints": MEASURES,
    "frequencies": FREQUENCIES,
    "nouns": NOUNS,
    "ages": ("between", "over", "from", "under", "to", "exact"),
    "population": (
        "of",
        "articles",
        "modifiers",
        "clause",
        "relative",
        "place",
        "back",
        "trailing",
        "cases",
        "with",
        "share",
    ),
    "grammar": (
        *("and", "but", "respectively", "relative", "than", "from", "to", "back", "continue", "further", "negation"),
        *("functions", "examples", "equals", "every", "number", "would"),
    ),
    "ignore": ("norm", "error", "elapsed", "article"),
    "tables": (
        *("age", "base", "change", "count", "in", "million", "organization", "rank", "rarely", "score", "share"),
        *("thousand", "total"),
    ),
}


_BARE = "bare_noun"
_MARK = re.compile(r"(?<=\w)([,.;:])(?= |$)")  # a mark is a token of its own, in forms as in texts


class Tag(NamedTuple):
    """What a form stands for: the table `kind`, its key `code`, and how many of its letters are given."""

    kind: str
    code: str
    size: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language. `lexicon` finds their tags in tokens, numbers written as `#`.

    `cases`: the endings of its nouns say what a share is of. `bare`: a noun follows a share without a preposition.
    """

    language: str
    lexicon: Lexicon[Tag]
    cases: bool = False
    bare: bool = False
    capital_nouns: bool = False


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of `language`, read once.

    Raises:
        DataError: a table of the data file has an unknown key, or a value that is no list of forms.
    """
    entries: dict[tuple[str, Tag], None] = {}
    for kind, keys in _SECTIONS.items():
        flags = {_BARE: bool} if kind == "population" else {}
        for code, forms in section(language, kind, {**dict.fromkeys(keys, list), **flags}).items():
            if code not in flags:
                _add(entries, language, kind, code, forms)
    countries = [key for key in tables(language).get("countries", {}) if len(key) == 2 and key.isupper()]
    for code, forms in section(language, "countries", dict.fromkeys(countries, list)).items():
        _add(entries, language, "countries", code, forms)
    for code, label in _labels().get(language, ()):
        entries[label, Tag("channels", code, len(label))] = None
    capitals = bool(tables(language).get("sentences", {}).get("capital_nouns", False))
    cases = any(tag.kind == "population" and tag.code == "cases" for _, tag in entries)
    bare = bool(tables(language).get("population", {}).get(_BARE, False))
    return Vocabulary(language, Lexicon(entries), cases, bare, capitals)


def _add(entries: dict[tuple[str, Tag], None], language: str, kind: str, code: str, forms: list[Any]) -> None:
    for form in forms:
        if not isinstance(form, str) or not form.strip():
            raise DataError(f"{language}.toml [{kind}]", f"{code} = … {form!r}", "a form of a word")
        for variant in expand(_MARK.sub(r" \1", form)):
            entries[variant, Tag(kind, code, len(variant.replace("*", "")))] = None


@cache
def broader_channels() -> Mapping[str, str]:
    """The channel that the guide adds to a channel (`social_media` to `facebook`), from `ontology/channels.ttl`."""
    from pyoxigraph import NamedNode

    found = {}
    for name, relation, value in _channel_triples():
        if relation.endswith("#broader") and isinstance(value, NamedNode):
            broader = value.value.rsplit("/", 1)[-1]
            if name in CHANNELS and broader in _FAMILIES:
                found[name] = broader
    return found


def _channel_triples() -> Iterator[tuple[str, str, object]]:
    """Local name, predicate and object of each triple of `ontology/channels.ttl`; none where it is absent."""
    path = folder("ontology") / "channels.ttl"
    if path.is_file():
        from pyoxigraph import NamedNode, RdfFormat, parse

        for triple in parse(path.read_bytes(), RdfFormat.TURTLE):
            if isinstance(triple.subject, NamedNode):
                yield triple.subject.value.rsplit("/", 1)[-1], triple.predicate.value, triple.object


@cache
def _labels() -> dict[str, tuple[tuple[str, str], ...]]:
    """Labels of the channels by language, from `ontology/channels.ttl`; none where the file is absent."""
    from pyoxigraph import Literal

    found: dict[str, dict[tuple[str, str], None]] = {}
    for code, relation, label in _channel_triples():
        if code in CHANNELS and isinstance(label, Literal) and label.language and relation.endswith("Label"):
            found.setdefault(label.language, {})[code, label.value] = None
    return {language: tuple(sorted(pairs)) for language, pairs in found.items()}
