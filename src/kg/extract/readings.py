"""What has been read so far, for figures that go on from it: readings of this sentence and the last of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.extract.clauses import Context, Figure, context
from kg.extract.pages import Pages
from kg.extract.populations import Population
from kg.model import Sentence, Span

if TYPE_CHECKING:
    from kg.extract.channels import Channels
    from kg.extract.measures import Measured

_ADULT = 25


@dataclass(frozen=True, slots=True)
class Labels:
    """What the labels of a table's row and column say beside: an organization, a country, where a period may stand.

    `heads` are the headers of all columns, for the size of a change, which has the latest period; `captions` the lines
    above the table, for what has no period otherwise.
    """

    organization: str | None
    country: str | None
    periods: tuple[Span, ...]
    heads: tuple[Span, ...] = ()
    captions: tuple[Span, ...] = ()


@dataclass(slots=True, eq=False)
class Reading:
    """A figure with its properties."""

    made: Context
    figure: Figure
    measured: Measured
    found: Channels
    population: Population
    labels: Labels | None = None

    @property
    def measure(self) -> str:
        """The measure's code."""
        return self.measured.code

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels' ids."""
        return self.found.codes


@dataclass(slots=True)
class Memory:
    """Readings in text order: `here` those of the sentence at hand, `latest` those of the last sentence that had any.

    `skipped` is the sentence right before where it has no figure.
    """

    all: list[Reading] = field(default_factory=list)
    here: list[Reading] = field(default_factory=list)
    latest: list[Reading] = field(default_factory=list)
    skipped: Sentence | None = None
    _pages: Pages | None = None
    _previous: Context | None = None
    last: Reading | None = None
    people: Population | None = None
    humans: Population | None = None
    general: Population | None = None
    sample: Population | None = None
    topic: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)

    def add(self, reading: Reading) -> None:
        """Remember `reading` as the last of this sentence."""
        self.all.append(reading)
        self.here.append(reading)

    def leave(self) -> None:
        """The sentence is over."""
        for reading in self.here:
            self.topic = reading.channels or self.topic
            population = reading.population
            if reading.measure == "sample_size" and population.human and self.sample is None:
                self.sample = population
                self.people = self.humans = self.general = population
            if (
                reading.measure != "sample_size"
                and population.text is not None
                and population.noun not in ("staff", "branches")
            ):
                self.people = population
                self.humans = population if population.human else self.humans
                if population.human and _whole(population):
                    self.general = population
        if self.here:
            self.last, self.latest = self.here[-1], self.here
        self.here = []

    def pass_over(self, sentence: Sentence | None, pages: Pages) -> None:
        """Remember a sentence without figures as the one right before; None where the one before has figures."""
        self.skipped, self._pages, self._previous = sentence, pages, None

    @property
    def previous(self) -> Context | None:
        """The sentence right before, where it has no figure."""
        if self._previous is None and self.skipped is not None and self._pages is not None:
            self._previous = plain(self._pages, self.skipped)
        return self._previous

    def people_of(self, made: Context) -> Population | None:
        """Whom a sentence that names nobody speaks of.

        Those of its paragraph, things only where it plainly goes on; in a new paragraph or a list the last who are no
        age group.
        """
        last, tagged = self.last, made.tagged
        back = tagged.starts("population", "back") or tagged.starts("grammar", "continue")
        if made.lead is not None and not back and self.general is not None:
            return self.general
        if last is None or last.made.sentence.block == made.sentence.block:
            return self.people if back or self.humans is None else self.humans
        return self.general or self.humans or self.people

    @property
    def before(self) -> Reading | None:
        """The reading before this one in its sentence."""
        return self.here[-1] if self.here else None

    def _universe(self) -> Population | None:
        """Whom the survey asked: its sample, or where that has no ages the first people told of."""
        sample = self.sample
        if sample is not None and (sample.min_age is not None or sample.max_age is not None):
            return sample
        for reading in self.all:
            population = reading.population
            told = population.human or population.noun == "unknown"
            if told and population.text is not None and reading.made.sentence.kind != "headline":
                return population if population.min_age is not None and population.noun != "respondents" else sample
        return sample

    def finished(self) -> Iterator[Reading]:
        """All readings; those about the people of the sample take its ages."""
        sample = self._universe()
        for reading in self.all:
            population = reading.population
            aged = population.min_age is not None or population.max_age is not None
            if sample is not None and not aged and population.noun == "respondents":
                reading.population = replace(
                    population,
                    min_age=sample.min_age,
                    max_age=sample.max_age,
                    country=population.country or sample.country,
                )
            yield reading


def plain(pages: Pages, sentence: Sentence) -> Context:
    """A sentence for its words alone."""
    return context(sentence, pages.tagged(sentence), [])


def _whole(population: Population) -> bool:
    """Whether no age group of those asked is meant."""
    return population.max_age is None and (population.min_age or 0) <= _ADULT
