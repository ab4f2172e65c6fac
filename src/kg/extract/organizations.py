"""The organizations that a text names: names with a cue, joined on evidence with other forms and acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.chunks import Chunk
from kg.extract.cues import folded, table
from kg.extract.names import Names
from kg.model import Organization, Reason, Span

_ACRONYM = re.compile(r"[ \u00a0]\(([^\W\d_][\w-]{1,9})\)|,[ \u00a0]([^\W\d_a-zæøåäöа-яё]{2,6})(?!\w)")
_FULL = re.compile(r"[ \u00a0]\(([^()\n]{6,70})\)")
_LONGEST_ACRONYM = 8
_OTHERS = frozenset({"agent", "source", "bracket", "listed", "again"})
Found = dict[str, list[Chunk]]


@dataclass(frozen=True, slots=True)
class Known:
    """An organization with all places that name it and what gave it away."""

    name: str
    acronyms: tuple[str, ...]
    mentions: tuple[Span, ...]
    reasons: tuple[Reason, ...]

    @property
    def record(self) -> Organization:
        """The record of the model."""
        return Organization(self.name, self.acronyms, self.mentions)


def organizations(names: Names) -> tuple[Known, ...]:
    """The organizations of the text in the order of their first places."""
    found: Found = {}
    for chunk in names.chunks:
        if chunk.cues and names.usable(chunk):
            found.setdefault(folded(chunk.name), []).append(chunk)
    _drop_unsure(found)
    acronyms = _acronyms(names, found)
    if names.capital_nouns:
        _cut_longer(found)
    short = _short_forms(names, found)
    for key in sorted(short.keys() & found.keys()):
        found[short[key]] += found.pop(key)
    spelled = {folded(acronym): full for full, acronym in reversed(acronyms)}
    for key in sorted(spelled.keys() & found.keys()):
        if spelled[key] in found and spelled[key] != key:
            found[spelled[key]] += found.pop(key)
    _place_others(names, found, short, spelled)
    known = [_known(key, chunks, acronyms) for key, chunks in found.items()]
    return tuple(sorted(known, key=lambda organization: organization.mentions[0].begin))


def _drop_unsure(found: Found) -> None:
    """Names that are only printed often are kept where no organization but institutes and sources is named."""
    cues = {key: {cue for chunk in chunks for cue in chunk.cues} for key, chunks in found.items()}
    if any(own - _OTHERS for own in cues.values()):
        for key in [key for key, own in cues.items() if own == {"again"}]:
            del found[key]


def _known(key: str, chunks: list[Chunk], acronyms: list[tuple[str, str]]) -> Known:
    spans = sorted({(chunk.begin, chunk.end) for chunk in chunks})
    return Known(
        name=next((chunk.name for chunk in chunks if folded(chunk.name) == key), chunks[0].name),
        acronyms=tuple(acronym for full, acronym in acronyms if full == key),
        mentions=tuple(Span(*span) for span in spans),
        reasons=tuple(Reason("organization", cue, span) for chunk in chunks for cue, span in chunk.cues.items()),
    )


def _place_others(names: Names, found: Found, short: dict[str, str], spelled: dict[str, str]) -> None:
    """Adds to each organization the other places of its name, its acronym and its short form."""
    placed = {id(chunk) for chunks in found.values() for chunk in chunks}
    for chunk in names.chunks:
        key = folded(chunk.name)
        key = short.get(key, key)
        target = spelled.get(key, key)
        if id(chunk) in placed or chunk.person:
            continue
        if target in found:
            found[target].append(chunk)
        elif not chunk.cues and not chunk.quoted and chunk.last - chunk.first > 1:
            _place_tail(names, found, chunk)


def _place_tail(names: Names, found: Found, chunk: Chunk) -> None:
    """Where a run is a known name with other words before it ("TDC-ejede YouSee"), the name's part of it."""
    for first in range(chunk.first + 1, chunk.last):
        begin = names.events[first].begin
        tail = Chunk(begin, chunk.end, first, chunk.last, False)
        tail.name = names.forms.base(tail)
        if folded(tail.name) in found:
            found[folded(tail.name)].append(tail)
            return


def _acronyms(names: Names, found: Found) -> list[tuple[str, str]]:
    """Pairs of a name (folded) and the acronym that the text defines for it; both sides are organizations then."""
    pairs: dict[tuple[str, str], None] = {}
    for chunk in names.chunks:
        defines = names.text[chunk.end : chunk.end + 1] == "," or "(" in names.text[chunk.end : chunk.end + 2]
        if defines and not chunk.quoted and not chunk.person:
            for full, acronym, span in _defined(names, chunk):
                found.setdefault(folded(full.name), []).append(full)
                full.cues.setdefault("acronym", span)
                pairs[folded(full.name), acronym] = None
    return list(pairs)


def _defined(names: Names, chunk: Chunk) -> Iterator[tuple[Chunk, str, Span]]:
    """Full name, acronym and the place of the definition: "Name (NAME)", "Name, NAME", "NAME (Name)"."""
    text = names.text
    surface = text[chunk.begin : chunk.end]
    match = _ACRONYM.match(text, chunk.end)
    short = (match[1] or match[2]) if match is not None else ""
    if match is not None and len(surface) > len(short) and stands_for(short, surface):
        yield chunk, short, Span(match.start(), match.end())
    full = _FULL.match(text, chunk.end) if len(surface) <= _LONGEST_ACRONYM else None
    if full is not None and stands_for(surface, full[1]):
        inner = names.after(full.start(1), 3, full.end(1))
        if inner is not None:
            yield inner, surface, Span(chunk.begin, chunk.end)


def stands_for(short: str, full: str) -> bool:
    """Whether the letters of `short`, two capitals at least, come in this order in `full`, its first at the start."""
    letters = [letter for letter in folded(short) if letter.isalnum()]
    form = folded(full)
    if sum(letter.isupper() for letter in short) < 2 or not letters or form[:1] != letters[0]:
        return False
    at = 0
    for letter in letters:
        at = form.find(letter, at) + 1
        if not at:
            return False
    return True


def _cut_longer(found: Found) -> None:
    """Where every noun has a capital, a run may go on over the name: it is cut to one that stands alone elsewhere."""
    for key in sorted(found, key=lambda k: (-len(k), k)):
        words = key.split()
        prefixes = (" ".join(words[:size]) for size in range(len(words) - 1, 1, -1))
        shorter = next((prefix for prefix in prefixes if prefix in found), None)
        if shorter is not None and not any({"listed", "legal"} & chunk.cues.keys() for chunk in found[key]):
            for chunk in found.pop(key):
                chunk.end = chunk.begin + len(shorter)
                chunk.name = found[shorter][0].name
                found[shorter].append(chunk)


def _short_forms(names: Names, found: Found) -> dict[str, str]:
    """A name of two words without its type noun, or its head ("Styrelsen for It"), where one name only begins so."""
    connectors = frozenset(table(names.language, "organizations")["connectors"])
    short: dict[str, str | None] = {}
    for key, chunks in found.items():
        words = key.split()
        if len(words) < 2:
            continue
        cues = {cue for chunk in chunks for cue in chunk.cues}
        tags = names.cues.tags(words[0])
        noun = "before" not in tags and not any(tag.startswith("country:") for tag in tags)
        linked = len(words) > 2 and words[1] in connectors and "before" in cues and words[0] not in found
        if linked or (len(words) == 2 and "after" in cues and noun):
            short[words[0]] = None if words[0] in short else key
    return {word: key for word, key in short.items() if key is not None}
