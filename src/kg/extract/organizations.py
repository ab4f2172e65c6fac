"""The organizations that a text names, by cues around capitalised words; people and platforms are left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.extract.cues import Cues, Event, legal_forms, small_words, table
from kg.extract.lexicon import vocabulary
from kg.language.lexicon import fold
from kg.model import Organization, Reason, Span
from kg.resources import folder

_SPACE = re.compile(r"[ \u00a0](?:& )?")
_QUOTED = re.compile(
    r"«([^«»\n]{2,60})»|»([^«»\n]{2,60})«|„([^„“”\n]{2,60})[“”]|[“”]([^“”\n]{2,60})”|\"([^\"\n]{2,60})\"|‘([^‘’\n]{2,60})’"
)
_ACRONYM = re.compile(r"[ \u00a0]\(([^\W\d_][\w-]{1,9})\)|,[ \u00a0]((?-i:[A-ZÆØÅÄÖА-ЯЁ]{2,6}))(?!\w)")
_FULL = re.compile(r"[ \u00a0]\(([^()\n]{6,70})\)")
_BRACKET = re.compile(r"\(\s*([^()\n]{2,40}?)\s*\)\s*[.;]?\s*(?=\n|$|[A-ZÆØÅÄÖА-ЯЁ•*–-])")
_NUMBERED = re.compile(r"([^\W\d_]{3,})(\d.*)")
_APPOSED = re.compile(r"[ \u00a0][–—-][ \u00a0](?:\w{1,5}[ \u00a0])?|,[ \u00a0](?:\w{1,5}[ \u00a0])?")
_FEW_WORDS = re.compile(r"(?:[ \u00a0][^\W\d_A-ZÆØÅÄÖА-ЯЁ][^\W\d_]*){0,3}[ \u00a0]")
_BEFORE_S = frozenset("abcdefghijklmnopqrtuvwyzæøåäö")  # no letter s or x before a genitive's s
_STRONG = frozenset(
    "listed legal after before kind suffix agent order source reports acronym bracket owner with publish role acts".split()
)


@dataclass(slots=True)
class Chunk:
    """A run of capitalised words, or what stands between quotation marks; `cues` say why it may name an organization."""

    begin: int
    end: int
    first: int
    last: int
    opens: bool
    quoted: bool = False
    person: bool = False
    name: str = ""
    cues: dict[str, Span] = field(default_factory=dict)


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


@cache
def listed() -> dict[str, str]:
    """Names that the world knows, folded, with the name to use; from `ontology/organizations.ttl`."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    path = folder("ontology") / "organizations.ttl"
    if not path.is_file():
        return {}
    names: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    for triple in parse(path.read_bytes(), RdfFormat.TURTLE):
        if isinstance(triple.subject, NamedNode) and triple.predicate.value.endswith(("#prefLabel", "#altLabel")):
            value = str(getattr(triple.object, "value", ""))
            labels.setdefault(triple.subject.value, []).append(value)
            if triple.predicate.value.endswith("#prefLabel"):
                names[triple.subject.value] = value
    return {fold(label): label for subject, found in labels.items() if subject in names for label in found}


class Reader:
    """Finds the organizations of one text in one language."""

    def __init__(self, text: str, events: Sequence[Event], cues: Cues, language: str) -> None:
        self.text, self.events, self.cues, self.language = text, events, cues, language
        self.small = small_words(language)
        self.nouns_capital = language == "de"
        data = table(language, "organizations")
        self.endings = sorted(data["endings"], key=len, reverse=True)
        self.copulas = frozenset(data["copulas"])
        self.connectors = frozenset(data["connectors"])
        self._begins = [event.begin for event in events]
        self.lowers = frozenset(word.strip('.,:;!?()"«»„“”–') for word in text.split() if word[0].islower())
        quotes = list(self._quotes())
        begins = [quote.begin for quote in quotes]
        runs = [run for run in self._runs() if not _within(run, quotes, begins)]
        self.chunks = sorted([*runs, *quotes], key=lambda c: (c.begin, -c.end))
        self._chunk_begins = [chunk.begin for chunk in self.chunks]
        self.surfaces = Counter(fold(text[c.begin : c.end]) for c in self.chunks)
        self._inside = frozenset(fold(text[c.begin : c.end].split()[0]) for c in self.chunks if not c.opens and c.end > c.begin)
        self._suffix = tuple(self.endings)
        for chunk in self.chunks:
            self._inner(chunk)
        self._names = Counter(fold(c.name) for c in self.chunks)
        self._inner_names = Counter(fold(c.name) for c in self.chunks if not c.opens)
        self._persons()

    def _runs(self) -> Iterator[Chunk]:
        """Runs of capitalised words, with a type noun in small letters at their end, a kind of organization cut off."""
        events, text, at = self.events, self.text, 0
        while at < len(events):
            if "cap" not in events[at].tags:
                at += 1
                continue
            last = at + 1
            while last < len(events) and (step := self._joins(last - 1, last)):
                last += step
            first = at
            while first < last - 1 and self._leads(first, last):
                first += 1
            if self.nouns_capital:
                kinds = [i for i in range(first, last - 1) if self._leads(i, last) and "cap" in events[i + 1].tags]
                first = kinds[-1] + 1 if kinds else first
            if not (last - first == 1 and fold(events[first].word) in self.small):
                yield Chunk(
                    events[first].begin,
                    events[last - 1].end,
                    first,
                    last,
                    first == at and opens(text, events[at].begin),
                )
            at = last

    def _joins(self, one: int, two: int) -> int:
        """How many events from `two` on belong to the name that `one` belongs to."""
        events, text = self.events, self.text
        before, after = events[one], events[two]
        gap = text[before.end : after.begin]
        if not _SPACE.fullmatch(gap):
            return int(gap == ". " and len(before.word) == 1 and "cap" in after.tags)
        if "cap" in after.tags:
            return int("roles" not in after.tags or self.nouns_capital)
        if after.word in self.connectors and two + 1 < len(events) and {"before", "suffixes"} & before.tags:
            return 2 * ("cap" in events[two + 1].tags and text[after.end : events[two + 1].begin] == " ")
        if "tails" in after.tags:
            return int("before" in self._head(one).tags)
        if "after" not in after.tags or "after" in before.tags:
            return 0
        base = self.cues.base(after.word, "after")
        return int(base is not None and base[0].islower())

    def _head(self, at: int) -> Event:
        while (
            at
            and "cap" in self.events[at - 1].tags
            and _SPACE.fullmatch(self.text[self.events[at - 1].end : self.events[at].begin])
        ):
            at -= 1
            if "before" in self.events[at].tags:
                break
        return self.events[at]

    def _leads(self, at: int, last: int) -> bool:
        """Whether the word at `at` is no part of the name: an article, a kind of organization, a role."""
        event = self.events[at]
        if fold(event.word) in self.small:
            return True
        if "before" in event.tags and last - at > 1:
            return False
        return bool({"kinds", "roles", "sources", "reports", "published"} & event.tags) or (
            self.nouns_capital and bool({"nouns", "counted:customers"} & event.tags)
        )

    def _quotes(self) -> Iterator[Chunk]:
        for match in _QUOTED.finditer(self.text):
            group = match.lastindex or 1
            begin, end = match.span(group)
            first = bisect_left(self._begins, begin)
            if len(self.text[begin:end].split()) <= 6:
                yield Chunk(begin, end, first, bisect_left(self._begins, end), False, quoted=True)

    def _inner(self, chunk: Chunk) -> None:
        """Cues inside the chunk and right beside it."""
        events, text = self.events, self.text
        words = events[chunk.first : chunk.last]
        chunk.name = self._base(text[chunk.begin : chunk.end], chunk)
        before = events[chunk.first - 1] if chunk.first else None
        gap = text[before.end : chunk.begin] if before else "\n"
        beside = before is not None and gap.strip(' \u00a0«»„“”"‘') == "" and len(gap) <= 3 and "\n" not in gap
        if beside and before is not None and "kinds" in before.tags:
            chunk.cues["kind"] = Span(before.begin, before.end)
        elif not chunk.quoted:
            self._outer(chunk, before, gap)
        self._cut_common(chunk, words)
        if self._is_listed(chunk):
            chunk.cues["listed"] = Span(chunk.begin, chunk.end)
        legal = legal_forms().match(text, chunk.end)
        if legal and not chunk.quoted:
            chunk.cues["legal"] = Span(legal.start(), legal.end())
        if chunk.quoted:
            return
        self._cut_legal(chunk)
        if len(words) > 1:
            tail, head = words[-1], words[0]
            common = any({"generic", "platforms"} & word.tags for word in words[:-1])
            if "after" in tail.tags and not common and len(words) <= 5:
                chunk.cues["after"] = Span(tail.begin, tail.end)
            if "before" in head.tags and "generic" not in words[1].tags:
                chunk.cues["before"] = Span(head.begin, head.end)
        elif words and "suffixes" in words[0].tags and "generic" not in words[0].tags and not self._common(chunk):
            chunk.cues["suffix"] = Span(chunk.begin, chunk.end)

    def _outer(self, chunk: Chunk, before: Event | None, gap: str) -> None:
        """Cues at a distance: who speaks, who employs, a source in brackets, "X – the magazine"."""
        events, text = self.events, self.text
        after = events[chunk.last] if chunk.last < len(events) else None
        plain = self.nouns_capital and text[chunk.begin + 1 : chunk.end].islower()
        if after is not None and "reports" in after.tags and text[chunk.end : after.begin].isspace() and not plain:
            chunk.cues["reports"] = Span(after.begin, after.end)
        if (
            after is not None
            and "acts" in after.tags
            and text[chunk.end : after.begin].isspace()
            and self._subject(chunk)
        ):
            chunk.cues["acts"] = Span(after.begin, after.end)
        if after is not None and "kinds" in after.tags and _APPOSED.fullmatch(text[chunk.end : after.begin]):
            chunk.cues["kind"] = Span(after.begin, after.end)
        if before is None:
            return
        linked = _FEW_WORDS.fullmatch(gap) and not self.copulas.isdisjoint(gap.split())
        if "kinds" in before.tags and opens(text, before.begin) and linked:
            chunk.cues["kind"] = Span(before.begin, before.end)
        if "places" in before.tags and gap.isspace() and chunk.first > 1:
            role = events[chunk.first - 2]
            if "roles" in role.tags and _FEW_WORDS.fullmatch(text[role.end : before.begin]):
                chunk.cues["role"] = Span(role.begin, role.end)
        if "sources" in before.tags and _FEW_WORDS.fullmatch(gap.replace(":", " ")):
            chunk.cues["source"] = Span(before.begin, before.end)
        if (
            text[chunk.begin - 1 : chunk.begin] == "("
            and _BRACKET.match(text, chunk.begin - 1)
            and text[chunk.end : chunk.end + 1] == ")"
        ):
            chunk.cues["bracket"] = Span(chunk.begin - 1, chunk.end + 1)

    def _subject(self, chunk: Chunk) -> bool:
        """Whether a capitalised word before a verb of doing is a name: no common word, no article before it."""
        words = self.events[chunk.first : chunk.last]
        if any(word.tags - {"cap", "acts", "after", "before", "suffixes"} for word in words):
            return False
        before = self.text[max(0, chunk.begin - 12) : chunk.begin].split()
        article = bool(before) and fold(before[-1]) in self.small and not chunk.opens
        return not self._common(chunk) and not (self.nouns_capital and article)

    def _cut_common(self, chunk: Chunk, words: Sequence[Event]) -> None:
        """Cuts a common word off before a listed name ("Контакт-центр Сбербанка")."""
        if len(words) != 2 or chunk.quoted or self._is_listed(chunk) or not self.in_vocabulary(words[0].word):
            return
        name = self._bare(words[1].word, chunk.end)
        if fold(name) in listed():
            chunk.begin, chunk.first, chunk.name, chunk.opens = words[1].begin, chunk.first + 1, name, False

    def _cut_legal(self, chunk: Chunk) -> None:
        match = None
        for match in legal_forms().finditer(self.text, chunk.begin + 1, chunk.end):
            pass
        if match is not None and match.end() == chunk.end:
            chunk.cues["legal"] = Span(match.start(), match.end())
            chunk.end = match.start()
            chunk.name = self._base(self.text[chunk.begin : chunk.end], chunk)

    def _common(self, chunk: Chunk) -> bool:
        """Whether a word that opens its sentence is a common one: in small letters elsewhere, or in the vocabulary."""
        surface = self.text[chunk.begin : chunk.end]
        return chunk.opens and (fold(surface) in self.lowers or self.in_vocabulary(surface))

    def in_vocabulary(self, word: str) -> bool:
        """Whether the data file of the language knows `word` as a channel or as something counted."""
        hits = vocabulary(self.language).lexicon.hits([word])
        return any(hit.tag.kind in ("channels", "nouns") for hit in hits)

    def _is_listed(self, chunk: Chunk) -> bool:
        return fold(chunk.name) in listed() and len(chunk.name) > 1

    def _base(self, surface: str, chunk: Chunk) -> str:
        """The basic form of a name: type nouns by their table, other endings on evidence, else as printed."""
        words = surface.split()
        if not words:
            return surface
        for place, tag in ((0, "before"), (-1, "after")):
            base = self.cues.base(words[place], tag) if (len(words) > 1 or place) else None
            if base is not None and base != fold(words[place]):
                event = self.events[chunk.first if place == 0 else chunk.last - 1] if chunk.last > chunk.first else None
                if event is not None and fold(event.word) == fold(words[place]):
                    words[place] = _cased(base, words[place])
        digits = _NUMBERED.fullmatch(words[-1])
        if digits and (base := self.cues.base(digits[1], "kinds")):
            words[-1] = _cased(base, words[-1]) + digits[2]
        name = " ".join(words)
        return self._bare(name, chunk.end) if name == surface else name

    def _bare(self, name: str, end: int) -> str:
        form = fold(name)
        world = listed()
        if form in world:
            return world[form] if world[form].isupper() or not name.isupper() else name
        for ending in self.endings if form.endswith(self._suffix) else ():
            stem = name[: -len(ending)]
            if len(stem) < 2 or not form.endswith(ending):
                continue
            for candidate in (stem, *_regrown(stem, self.language)):
                if fold(candidate) in world:
                    return world[fold(candidate)]
                if fold(candidate) in self.surfaces and len(candidate) > 2:
                    return candidate
        return self._by_rule(name, end)

    def _by_rule(self, name: str, end: int) -> str:
        """Case endings that no evidence resolves: after a colon always, a genitive before a word in small letters."""
        head, mark, _ = name.rpartition(":")
        if mark and head:
            return head
        following = self.text[end : end + 2]
        if not (following[:1] in (" ", "\u00a0") and following[1:].islower()):
            return name
        for ending in ("n", "s"):
            if ending not in self.endings or not name.endswith(ending) or len(name) < 5 or name.isupper():
                continue
            if name[-2] in ("aeiouyäö" if ending == "n" else _BEFORE_S) and not self.nouns_capital:
                return name[:-1]
        return name

    def _persons(self) -> None:
        """Marks the names of people: a role or a title beside, and their surnames anywhere."""
        surnames: set[str] = set()
        for chunk in self.chunks:
            if chunk.quoted or chunk.cues.keys() & {"listed", "legal", "after", "before"} or chunk.begin == chunk.end:
                continue
            words = self.text[chunk.begin : chunk.end].split()
            titled = self._titled(chunk)
            if titled or (len(words) > 1 and self._role_follows(chunk)):
                chunk.person = True
                surnames.add(fold(words[-1]))
        for chunk in self.chunks:
            if (
                not chunk.quoted
                and chunk.cues.keys() <= {"reports", "source"}
                and fold(self.text[chunk.begin : chunk.end].split()[-1]) in surnames
            ):
                chunk.person = True

    def _titled(self, chunk: Chunk) -> bool:
        """Whether a role or title stands right before, at most a kind of organization between ("head of the service")."""
        at, end = chunk.first - 1, chunk.begin
        while at >= 0 and self.text[self.events[at].end : end].strip(" .,\u00a0") == "":
            if "roles" in self.events[at].tags:
                return True
            if "kinds" not in self.events[at].tags:
                return False
            at, end = at - 1, self.events[at].begin
        return False

    def _role_follows(self, chunk: Chunk) -> bool:
        if self.text[chunk.end : chunk.end + 1] != "," or chunk.last >= len(self.events):
            return False
        after = self.events[chunk.last]
        return "roles" in after.tags and after.begin - chunk.end < 25

    def chunk_at(self, begin: int, reach: int, stop: int) -> Chunk | None:
        """The first chunk that begins within `reach` characters after `begin` and before `stop`."""
        at = bisect_left(self._chunk_begins, begin)
        limit = min(begin + reach, stop)
        if at < len(self.chunks) and self.chunks[at].begin < limit:
            return self.chunks[at]
        return None

    def chunk_before(self, end: int, reach: int, start: int) -> Chunk | None:
        """The last chunk that ends within `reach` characters before `end` and begins after `start`."""
        at = bisect_right(self._chunk_begins, end - 1) - 1
        while at >= 0 and self.chunks[at].end > end:
            at -= 1
        if at >= 0 and self.chunks[at].begin >= max(start, 0) and end - self.chunks[at].end <= reach:
            return self.chunks[at]
        return None

    def again(self, chunk: Chunk) -> bool:
        """Whether the name stands elsewhere too, not at the start of a sentence."""
        return self._inner_names[fold(chunk.name)] > (0 if chunk.opens else 1)

    def usable(self, chunk: Chunk) -> bool:
        """Whether the chunk may name an organization at all."""
        if chunk.person or not chunk.name:
            return False
        if (
            len(chunk.name.split()) == 1
            and {"generic", "own"} & self.cues.tags(chunk.name)
            and "listed" not in chunk.cues
        ):
            return False
        words = self.events[chunk.first : chunk.last]
        if not words:
            return chunk.quoted
        tags = words[0].tags
        if not {"listed", "legal"} & chunk.cues.keys():
            if "titles" in words[-1].tags or ("nouns" in words[-1].tags and "after" not in chunk.cues):
                return False
            if chunk.opens and "cap" not in words[-1].tags and not self._seen(chunk):
                return False
        if len(words) == 1 and "month" in tags:
            return False
        if len(words) == 1 and (
            {"generic", "nouns", "titles", "annual", "published"} & tags or any(t.startswith("country:") for t in tags)
        ):
            return "listed" in chunk.cues
        return "platforms" not in tags or bool({"listed", "legal"} & chunk.cues.keys())

    def _seen(self, chunk: Chunk) -> bool:
        """Whether a name that opens a sentence ("Lisäksi pankki") is one: a genitive, or printed again."""
        head = self.text[chunk.begin : chunk.end].split()[0]
        again = fold(head) in self._inside or self._names[fold(chunk.name)] > 1
        return again or any(head.endswith(ending) for ending in ("n", "s") if ending in self.endings)


def _within(run: Chunk, quotes: Sequence[Chunk], begins: Sequence[int]) -> bool:
    at = bisect_right(begins, run.begin) - 1
    return at >= 0 and run.end <= quotes[at].end


def opens(text: str, begin: int) -> bool:
    """Whether a sentence, line or quotation begins at `begin`."""
    before = text[max(0, begin - 5) : begin].rstrip(" \u00a0\"“„«»”'–—-(•*")
    return not before or before[-1] in ".!?:\n"


def _cased(base: str, like: str) -> str:
    return base[0].upper() + base[1:] if like[0].isupper() else base


def _regrown(stem: str, language: str) -> tuple[str, ...]:
    """Basic forms that a stem may have without its case ending, beside the stem itself."""
    if language == "fi":
        grown = [stem + "i"] if stem[-1:] not in "aeiouyäö" else []
        if stem.endswith("kse"):
            grown.append(stem[:-3] + "s")
        if stem.endswith("se"):
            grown.append(stem[:-2] + "nen")
        return tuple(grown)
    return (stem + "а", stem + "я", stem + "ь") if language == "ru" else ()


def organizations(reader: Reader) -> tuple[Known, ...]:
    """The organizations of the text: every chunk with a cue, all other places of the same name, acronyms that it defines."""
    found: dict[str, list[Chunk]] = {}
    for chunk in reader.chunks:
        if chunk.cues.keys() & _STRONG and reader.usable(chunk):
            found.setdefault(fold(chunk.name), []).append(chunk)
    acronyms = _acronyms(reader, found)
    _merge_longer(reader, found)
    short = _short_forms(found, reader.connectors, reader.cues.tags)
    for key in short.keys() & found.keys():
        found[short[key]] += found.pop(key)
    spelled = {fold(acronym): full for full, acronym in reversed(acronyms)}
    placed = {id(chunk) for chunks in found.values() for chunk in chunks}
    for chunk in reader.chunks:
        key = fold(chunk.name)
        target = short.get(key, key)
        target = spelled.get(target, target)
        if target in found and id(chunk) not in placed and not chunk.person:
            found[target].append(chunk)
    known = []
    for key, chunks in found.items():
        if spelled.get(key, key) != key and spelled[key] in found:
            continue
        short_names = tuple(acronym for full, acronym in acronyms if full == key)
        spans = tuple(Span(*pair) for pair in sorted({(c.begin, c.end) for c in chunks}))
        reasons = tuple(Reason("organization", cue, span) for c in chunks for cue, span in c.cues.items())
        name = next((c.name for c in chunks if fold(c.name) == key), chunks[0].name)
        known.append(Known(name, short_names, spans, reasons))
    return tuple(sorted(known, key=lambda k: k.mentions[0].begin))


def _acronyms(reader: Reader, found: dict[str, list[Chunk]]) -> list[tuple[str, str]]:
    """Pairs of a name (folded) and the acronym that the text defines for it: "Name (NAME)", "Name, NAME", "NAME (Name)"."""
    pairs: dict[tuple[str, str], None] = {}
    for chunk in reader.chunks:
        if chunk.quoted or chunk.person:
            continue
        surface = reader.text[chunk.begin : chunk.end]
        match = _ACRONYM.match(reader.text, chunk.end)
        short = match and (match[1] or match[2])
        if short and len(surface) > len(short) and stands_for(short, surface):
            found.setdefault(fold(chunk.name), []).append(chunk)
            chunk.cues.setdefault("acronym", Span(chunk.end, match.end()) if match else Span(chunk.end, chunk.end))
            pairs[fold(chunk.name), short] = None
        full = _FULL.match(reader.text, chunk.end)
        if full and len(surface) <= 8 and stands_for(surface, full[1]):
            inner = reader.chunk_at(full.start(1), 3, full.end(1))
            if inner is not None:
                found.setdefault(fold(inner.name), []).append(inner)
                inner.cues.setdefault("acronym", Span(chunk.begin, chunk.end))
                pairs[fold(inner.name), surface] = None
    return list(pairs)


def stands_for(short: str, full: str) -> bool:
    """Whether the letters of `short` come in this order in `full`, its first at the start, each capital at a word or part."""
    letters = [c for c in fold(short) if c.isalnum()]
    if sum(c.isupper() for c in short) < 2 or not letters or fold(full)[:1] != letters[0]:
        return False
    at = 0
    folded = fold(full)
    for letter in letters:
        at = folded.find(letter, at) + 1
        if not at:
            return False
    return True


def _merge_longer(reader: Reader, found: dict[str, list[Chunk]]) -> None:
    """Where every noun has a capital, a run may go on over the name: it is cut to one that stands alone elsewhere."""
    if not reader.nouns_capital:
        return
    for key in sorted(found, key=len, reverse=True):
        shorter = next((k for k in found if " " in k and key.startswith(k + " ")), None)
        if shorter is not None and not any("listed" in c.cues or "legal" in c.cues for c in found[key]):
            for chunk in found.pop(key):
                chunk.end = chunk.begin + len(shorter)
                chunk.name = found[shorter][0].name
                found[shorter].append(chunk)


def _short_forms(
    found: dict[str, list[Chunk]], connectors: frozenset[str], tags: Callable[[str], frozenset[str]]
) -> dict[str, str]:
    """A name of two words or more without its type noun, where only one name of the text begins so."""
    short: dict[str, str | None] = {}
    for key, chunks in found.items():
        words = key.split()
        cues = {cue for chunk in chunks for cue in chunk.cues}
        linked = len(words) > 2 and words[1] in connectors and "before" in cues
        noun = not any(tag == "before" or tag.startswith("country:") for tag in tags(words[0]))
        typed = len(words) == 2 and "after" in cues and noun
        if typed or (linked and words[0] not in found):
            short[words[0]] = None if words[0] in short else key
    return {word: key for word, key in short.items() if key is not None}
