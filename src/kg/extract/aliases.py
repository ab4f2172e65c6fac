"""Names that a text gives to a channel of its own: "chatboten «Lune»", "chattirobotti Niilo"."""

from __future__ import annotations

from collections.abc import Collection

from kg.extract.tagged import Mark, Tagged
from kg.language.lexicon import fold

_NAMED = frozenset({"chatbot", "mobile_app", "mobile_bank", "self_service", "online_bank"})
_OPENING = frozenset("«„“\"”‘'»")
_SHORTEST, _ENDING = 4, 4


def learn(tagged: Tagged, aliases: dict[str, str], names: Collection[str]) -> None:
    """Add to `aliases` the names that follow a channel in `tagged`, with its id, but no `names` of organizations."""
    for mark in tagged.kept("channels"):
        at = mark.last
        if mark.code not in _NAMED or at >= len(tagged):
            continue
        quoted = tagged.words[at] in _OPENING
        at += quoted
        if at < len(tagged) and (quoted or not tagged.capital_nouns) and _is_name(tagged, at):
            word = fold(tagged.words[at])
            if not any(word in fold(name) for name in names):
                aliases.setdefault(word, mark.code)


def _is_name(tagged: Tagged, at: int) -> bool:
    word = tagged.words[at]
    plain = any(at in tagged.starts(kind, None) for kind in ("channels", "nouns", "measures", "countries", "grammar"))
    return len(word) >= _SHORTEST and word[0].isupper() and word[1:].islower() and not plain


def known(tagged: Tagged, aliases: dict[str, str]) -> list[Mark]:
    """The places of `tagged` that name a channel by its alias, in any case of the name."""
    found = []
    for at, word in enumerate(tagged.words):
        if word[0].isupper() and len(word) >= _SHORTEST:
            folded = fold(word)
            for name, code in aliases.items():
                if folded.startswith(name) and len(folded) - len(name) <= _ENDING:
                    found.append(Mark(at, at + 1, code, len(name)))
    return found
