"""What is exported, in which format, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from kg.export.view import View


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of a graph: findings that match each of the criteria given; none means everything.

    `documents` are names; `organizations` and `channels` short names, labels or IRIs (a channel stands for those below
    it); `question` is the name of a stored question, for the findings that its answer rests on.
    """

    documents: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    question: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not (self.documents or self.organizations or self.channels or self.question)


@dataclass(slots=True)
class Sink:
    """Where a format writes: `stream`, and files beside it where there is a folder (`beside` names them by suffix).

    `notes` are what the reader must know, such as what the format cannot hold.
    """

    stream: BinaryIO
    beside: Callable[[str, bytes], None] | None = None
    name: str = ""
    notes: list[str] = field(default_factory=list)
    count: int = 0
    unit: str = "figures"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, a line about it, the suffix of its files, whether it keeps named graphs, and its writer."""

    name: str
    summary: str
    suffix: str
    named_graphs: bool
    write: Callable[[View, Sink], None]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: how many of what, the files, and notes for the reader."""

    form: str
    count: int
    unit: str
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterable[str]:
        """Notes, and one line on what was written."""
        yield from self.notes
        where = ", ".join(map(str, self.files)) or "standard output"
        yield f"{self.count} {self.unit} as {self.form}: {where}"
