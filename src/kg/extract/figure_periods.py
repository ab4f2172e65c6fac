"""When a figure holds: its sentence's period, its column's or list's, its survey's, the year of an account."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.background import Background
from kg.extract.cues import folded
from kg.extract.periods import Period, governing
from kg.extract.places import Figure, Places
from kg.extract.surveys import Told
from kg.language.data import tables
from kg.model import Reason, Span

_BEFORE, _OPENING, _RANGE = 12, 25, 9


class FigurePeriods:
    """Answers for the figures of one text."""

    def __init__(self, places: Places, background: Background, language: str) -> None:
        self.places, self.background = places, background
        grammar = tables(language).get("grammar", {})
        self._from = frozenset(folded(word) for word in grammar.get("from", ()))
        self._to = frozenset(folded(word) for word in grammar.get("to", ()))

    def of(self, figure: Figure, survey: Told | None, boilerplate: bool, reasons: list[Reason]) -> str | None:
        """The period of `figure`, which belongs to `survey`; what gave it is added to `reasons`."""
        if figure.measure == "tenure":
            return None
        own = self.own(figure) or self._lead(figure) or self._carried(figure)
        if own is not None:
            reasons.append(Reason("period", own.rule, Span(own.begin, own.end)))
            ends = figure.unit == "ratio" and len(own.value) == _RANGE and own.value[4] == "-"
            return str(own.year) if ends else own.value
        start = self._start(figure)
        if start is not None:
            reasons.append(Reason("period", "from", Span(start.begin, start.end)))
            return start.value
        if survey is not None and survey.period is not None:
            mark = survey.marks[0]
            reasons.append(Reason("period", "survey", Span(mark.begin, mark.end)))
            return survey.period
        return self._annual(survey, boilerplate, reasons)

    def own(self, figure: Figure) -> Period | None:
        """The period of the figure's own sentence that governs it."""
        line = figure.line
        if line.sentence.kind == "table" or not line.periods:
            return None
        found = [p for p in line.periods if not (p.begin < figure.end and figure.begin < p.end)]
        if not found:
            return None
        figures = line.figures or [(figure.begin, figure.end)]
        if self._reached(figure, found, figures):
            return None
        return governing(self.places.text, found, figures, figure.begin, figure.end, self._from | self._to)

    def _reached(self, figure: Figure, found: Sequence[Period], figures: Sequence[tuple[int, int]]) -> bool:
        """Whether the figure is the level that a change ended at, and no period of its own follows ("to 18,700")."""
        words = self.places.text[max(0, figure.begin - _BEFORE) : figure.begin].split()
        if not words or folded(words[-1]) not in self._to or any(p.begin > figure.begin for p in found):
            return False
        before = [p for p in found if p.end <= figure.begin]
        return bool(before) and any(0 <= before[-1].begin - f[1] < _BEFORE for f in figures)

    def _start(self, figure: Figure) -> Period | None:
        """The year that a change began in, for the level that it began from ("с 2018 года … с 59 до 72 процентов")."""
        text = self.places.text
        words = text[max(0, figure.begin - _BEFORE) : figure.begin].split()
        after = text[figure.end : figure.end + _BEFORE].split()
        if not words or not after or folded(words[-1]) not in self._from or folded(after[0]) not in self._to:
            return None
        found = self.places.periods.within(figure.line.sentence.begin, figure.begin)
        since = [p for p in found if p.role == "since" and p.end <= figure.begin]
        return since[-1] if len(since) == 1 else None

    def _lead(self, figure: Figure) -> Period | None:
        """In a list or table, the period of the figure's column, else of the line that leads in."""
        if figure.line.sentence.kind not in ("bullet", "table"):
            return None
        lead, header = self.places.lead(figure.line.number)
        if 0 <= header < figure.line.number:
            row = self.places.sentences[header]
            heads = [p for p in self.places.periods.within(row.begin, row.end) if p.role in ("own", "date")]
            cells = figure.line.figures
            if len(cells) == len(heads):
                return heads[next((i for i, cell in enumerate(cells) if cell[0] == figure.begin), 0)]
        line = self.places.sentences[lead]
        leads = line.kind in ("headline", "caption") or self.places.text[line.begin : line.end].rstrip().endswith(":")
        found = self.places.line(lead).periods if leads else ()
        return found[-1] if found else None

    def _carried(self, figure: Figure) -> Period | None:
        """The period of the sentence before, where this one plainly goes on from it ("av disse", "niistä")."""
        if not figure.line.number:
            return None
        earlier = self.places.sentences[figure.line.number - 1]
        first = figure.line.events[:2]
        back = any("back" in e.tags and e.begin - figure.line.sentence.begin < _OPENING for e in first)
        if not back or earlier.block != figure.line.sentence.block:
            return None
        found = self.places.line(figure.line.number - 1).periods
        return found[-1] if len(found) == 1 else None

    def _annual(self, survey: Told | None, boilerplate: bool, reasons: list[Reason]) -> str | None:
        """The year of account, for what is told of the document's own organization."""
        annual = self.background.annual
        foreign = survey is not None and survey.organization not in (None, self.background.owner)
        if annual is None or foreign or boilerplate:
            return None
        reasons.append(annual[1])
        return annual[0]
