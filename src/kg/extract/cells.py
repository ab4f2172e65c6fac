"""What the figure of a table's cell says, by the words of its row, its column and the lines above the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kg.extract.channels import Channels
from kg.extract.clauses import Context, Figure
from kg.extract.grids import Cell
from kg.extract.groups import Group, groups
from kg.extract.headings import ages, bare_ages, heading, labelled
from kg.extract.measures import Measured, measure
from kg.extract.phrases import Phrase, phrases
from kg.extract.populations import NOBODY, Population, inherited, printed
from kg.extract.readings import Labels, Memory, Reading
from kg.extract.weights import Cues, cues, unit_kind
from kg.model import Span

_JOIN = " ; "
_THINGS = frozenset({"contacts", "answers", "branches", "organizations", "staff", "respondents"})
_COUNTED = _THINGS | {"people", "customers", "followers"}
_NAMELESS = frozenset({"response_time", "satisfaction", "tenure", "cost"})
_NO_CHANNEL = frozenset({"sample_size", "response_rate", "population_size"})
_NOTHING: frozenset[str] = frozenset()
_ABOVE = frozenset({"contacts", "answers", "staff"})
_COUNTABLE: Mapping[str, frozenset[str]] = {
    "count": _THINGS,
    "share": frozenset({"contacts"}),
    "growth": frozenset({"contacts", "branches", "staff"}),
    "ratio": frozenset({"contacts"}),
    "short": frozenset({"contacts"}),
}
_ROLES = ("far", "caption", "sections", "corner", "heads", "stub", "value")
_CAPTIONS = ("caption", "far")
_HEADINGS = ("corner", *_CAPTIONS)
_LABELS = ("stub", "heads", "sections")


class Labelled:
    """A cell with the words of all its headings as one line, and which tokens are whose."""

    def __init__(self, text: str, cell: Cell, language: str, aliases: dict[str, str]) -> None:
        self.cell = cell
        spans: dict[str, tuple[Span, ...]] = {
            "far": cell.captions[:-1],
            "caption": cell.captions[-1:],
            "sections": cell.sections,
            "corner": (cell.corner,) if cell.corner else (),
            "heads": cell.heads,
            "stub": (cell.stub,) if cell.stub else (),
            "value": (Span(cell.quantity.begin, cell.quantity.end),),
        }
        self.text = ""
        self.pieces: list[tuple[str, int, Span]] = []
        for role in _ROLES:
            for span in spans[role]:
                self.pieces.append((role, len(self.text), span))
                self.text += span.of(text) + _JOIN
        tagged = labelled(self.text, language)
        at = self.pieces[-1][1]
        first, last = tagged.range(at, at + cell.quantity.end - cell.quantity.begin)
        figure = Figure(cell.quantity, first, last, (0, len(tagged)), (0, len(tagged)))
        self.made = Context(cell.sentence, tagged, [figure], phrases(tagged))
        self.made.groups = groups(tagged, set(range(first, last)), self.made.phrases, aliases)
        self.figure = figure

    def role(self, token: int) -> str:
        """Whose words `token` is part of."""
        begin = self.made.tagged.begins[token]
        return next(role for role, start, _ in reversed(self.pieces) if start <= begin)

    def groups(self, role: str) -> list[Group]:
        """The channels that the words of `role` name."""
        return [group for group in self.made.groups if self.role(group.first) == role]

    def phrases(self, role: str) -> list[Phrase]:
        """The nouns of `role` that can be counted; those behind the last colon of a line above a table, if any are."""
        found = [p for p in self.made.phrases if self.role(p.first) == role]
        if role not in _CAPTIONS:
            return found
        words = self.made.tagged.words
        found = [p for p in found if not (p.first and words[p.first - 1][0].isdigit())]
        colon = max((at for at, word in enumerate(words) if word == ":" and self.role(at) == role), default=-1)
        return [p for p in found if p.first > colon] or found

    def is_channel(self, phrase: Phrase) -> bool:
        """Whether a whole label is `phrase` and a channel."""
        begin, end = self.made.tagged.span(phrase.first, phrase.last)
        for group in self.made.groups:
            if group.first < phrase.last and phrase.first < group.last:
                low, high = self.made.tagged.span(group.first, group.last)
                begin, end = min(begin, low), max(end, high)
                return any(start == begin and start + span.end - span.begin == end for _, start, span in self.pieces)
        return False

    def names_channel(self, phrase: Phrase) -> bool:
        """Whether `phrase` is part of the name of a channel."""
        return any(group.first < phrase.last and phrase.first < group.last for group in self.made.groups)

    def words(self, role: str) -> list[str]:
        """The words of each heading of `role`."""
        tagged = self.made.tagged
        return [tagged.text[start : start + span.end - span.begin] for name, start, span in self.pieces if name == role]

    def place(self, span: tuple[int, int] | Span | None) -> Span | None:
        """A stretch of the line as a stretch of the document."""
        if span is None:
            return None
        begin, end = (span.begin, span.end) if isinstance(span, Span) else span
        for _, start, piece in self.pieces:
            if start <= begin and end <= start + piece.end - piece.begin:
                return Span(piece.begin + begin - start, piece.begin + end - start)
        return None


def read_row(text: str, cells: list[Cell], language: str, memory: Memory) -> list[Reading]:
    """The readings of a row's figures, left to right; the size of a change has the measure of the level beside it."""
    found: list[Reading] = []
    for cell in cells:
        line = Labelled(text, cell, language, memory.aliases)
        levels = [r for r in reversed(found) if r.figure.quantity.change is None]
        kind = "count" if cell.quantity.code == "percent" else "percent"
        level = next((r for r in levels if r.figure.quantity.code == kind), levels[0] if levels else None)
        reading = _reading(line, language, memory, level)
        if reading is not None:
            found.append(reading)
    return found


def _reading(labelled: Labelled, language: str, memory: Memory, level: Reading | None) -> Reading | None:
    made, figure = labelled.made, labelled.figure
    if _is_norm(labelled) or _is_whole(labelled, language):
        return None
    told = channels(labelled)
    own = _printed(labelled, language)
    evidence = cues(made, figure, own)
    if not _counts(labelled, own, told, evidence):
        return None
    population = own or NOBODY
    kind = unit_kind(figure)
    if own is None and kind in ("share", "growth"):
        population = inherited(made, figure, memory, False)
    if figure.quantity.change is not None and level is not None:
        measured = level.measured
        population = level.population
    elif any(heading(w, language).is_base for r in ("stub", "heads") for w in labelled.words(r)) and kind == "count":
        measured = Measured("sample_size", "table")
    else:
        measured = measure(made, figure, population, bool(told.codes), evidence, Memory())
    used = "use" in evidence and not _is_last(labelled, evidence)
    if measured.code == "contact" and population.human and used and kind == "share":
        measured = Measured("use", "table", evidence["use"][1])
    if measured.code.startswith("use") and any(
        heading(w, language).is_rarely for r in _LABELS for w in labelled.words(r)
    ):
        measured = Measured("use_rarely", "frequency")
    if population.human and population.country is None and memory.sample is not None:
        population = replace(population, country=memory.sample.country)
    if measured.code == "tenure" or (own is None and measured.code in _NAMELESS):
        population = NOBODY
    measured = measured._replace(span=labelled.place(measured.span))
    if measured.code in _NO_CHANNEL:
        told = Channels((), "none")
    span = labelled.place(population.span) if own is not None else None
    population = replace(population, span=(span.begin, span.end) if span else population.span if own is None else None)
    return Reading(made, figure, measured, told, population, _labels(labelled, language, memory))


def _is_last(labelled: Labelled, evidence: Cues) -> bool:
    """Whether several words together tell of one contact ("senest kontaktet"), not of a habit ("kontakter")."""
    return "contact" in evidence and " " in evidence["contact"][1].of(labelled.text).strip()


def _is_norm(labelled: Labelled) -> bool:
    """Whether the row or column gives targets or margins of error."""
    marks = labelled.made.tagged.all("ignore")
    return any(m.code in ("norm", "error") and labelled.role(m.first) in ("stub", "heads") for m in marks)


def _is_whole(labelled: Labelled, language: str) -> bool:
    """Whether the figure is only the sum of all shares."""
    quantity = labelled.figure.quantity
    total = any(heading(w, language).is_total for r in ("stub", "heads") for w in labelled.words(r))
    return total and quantity.code == "percent" and quantity.value == 100


def _counts(labelled: Labelled, own: Population | None, told: Channels, evidence: Mapping[str, object]) -> bool:
    """Whether the headings say that the figure is about people, contacts or services."""
    kind = unit_kind(labelled.figure)
    if kind == "money":
        return "cost" in evidence
    if kind == "count":
        return bool(told.codes) or (own is not None and own.noun in _COUNTED)
    if kind == "long":
        return bool({"response_time", "tenure"} & evidence.keys())
    return bool(told.codes) or own is not None or bool(evidence)


def channels(labelled: Labelled) -> Channels:
    """The channels of the row's label, else of the column's, else of what stands above.

    Where all columns are headed by a channel and not all rows are, the column's go first.
    """
    grid = labelled.cell.grid
    order = ["stub", "heads", "sections", *_HEADINGS]
    if not labelled.groups("stub") or (grid.heads_named and not grid.stubs_named):
        order = ["heads", "stub", *order[2:]]
    for role in order:
        named = labelled.groups(role)
        if role in _CAPTIONS and len(named) > 1:
            break
        if named:
            codes = tuple(dict.fromkeys(code for group in named for code in group.codes))
            tagged = labelled.made.tagged
            return Channels(codes, "table", labelled.place(tagged.span(named[0].first, named[0].last)))
    return Channels((), "none")


def _printed(labelled: Labelled, language: str) -> Population | None:
    """Who or what the headings say is counted: the row's label, the column's, a heading's between them, the caption's.

    A label that is nothing but the name of a channel ("Calls") comes last.
    """
    kind = _COUNTABLE.get(unit_kind(labelled.figure), _NOTHING)
    for role in _LABELS:
        found = _of(labelled, role, kind, False) or _aged(labelled, role, language)
        if found is not None:
            return _crossed(labelled, found, role)
    for role in _HEADINGS:
        found = _of(labelled, role, kind & _ABOVE, False)
        if found is not None:
            return found
    for role in _LABELS if unit_kind(labelled.figure) in ("count", "growth") else ():
        found = _of(labelled, role, kind, True)
        if found is not None:
            return found
    return None


def _crossed(labelled: Labelled, found: Population, role: str) -> Population:
    """An age group of the rows within the people of the columns, or the other way about ("15-29 år", "Kvinder")."""
    other = {"stub": "heads", "heads": "stub"}.get(role)
    if other is None or not found.human or (found.min_age, found.max_age) == (None, None):
        return found
    people = _of(labelled, other, _NOTHING, False)
    if people is None or (people.min_age, people.max_age) != (None, None):
        return found
    return replace(people, min_age=found.min_age, max_age=found.max_age)


def _of(labelled: Labelled, role: str, kinds: frozenset[str], plain: bool) -> Population | None:
    """The people that `role` names, else the things of `kinds`, of those that are `plain` names of channels or not."""
    tagged = labelled.made.tagged
    named = [p for p in labelled.phrases(role) if labelled.is_channel(p) == plain]
    if unit_kind(labelled.figure) == "short":
        named = [p for p in named if p.human or p.led or not labelled.names_channel(p)]
    people = [p for p in named if p.human and not p.ambiguous and not p.beside]
    if role in _HEADINGS:
        people = [p for p in people if p.noun != "staff"]
        people.sort(key=lambda p: (not p.led, -p.first))
    counted = [p for p in named if p.noun in kinds and not p.human]
    if counted and labelled.figure.quantity.code == "count":
        people = [p for p in people if p.first < counted[0].first and role in _LABELS]
    found = people or counted
    return printed(tagged, found[0], "table") if found else None


def _aged(labelled: Labelled, role: str, language: str) -> Population | None:
    """An age group that a label names by numbers alone."""
    for words in labelled.words(role):
        low, high = ages(words, language)
        if (low, high) == (None, None) and labelled.cell.grid.aged:
            low, high = bare_ages(words)
        if low is not None or high is not None:
            return Population(words, "people", low, high, rule="table")
    return None


def _labels(labelled: Labelled, language: str, memory: Memory) -> Labels:
    """Organization and country that row or column name, and where they may name a period."""
    cell, organization, country = labelled.cell, None, None
    stubs = labelled.words("stub") if not labelled.groups("stub") else []
    corner = any(p.noun == "organizations" for p in labelled.phrases("corner"))
    corner = corner or any(heading(w, language).is_organization for w in labelled.words("corner"))
    if stubs and (corner or stubs[0] in memory.rows):
        organization = stubs[0]
        memory.rows.add(organization)
    for mark in labelled.made.tagged.kept("countries"):
        if labelled.role(mark.first) in ("stub", "heads"):
            country = mark.code
    stub = (cell.stub,) if cell.stub is not None else ()
    heads, others = cell.heads, tuple[Span, ...]()
    if cell.quantity.change is not None:  # "change from 2021" holds for the latest year of the other columns
        heads, others = (), tuple(head for head in cell.grid.heads if head not in cell.heads)
    return Labels(organization, country, (*reversed(heads), *stub, *reversed(cell.sections)), others, cell.captions)
