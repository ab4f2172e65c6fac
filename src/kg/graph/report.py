"""What a build did: counts, problems, the outcome of validation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import KgError

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of a build.

    `made` documents were extracted anew, `kept` were known, `removed` are gone. `inferred` is a part of `triples`.
    `problems` are texts that could not be read or worked on, `validation` the report of `kg.graph.validate` or None.
    `unidentified` are the documents in no language that is known: kept, without figures. `written` is False where the
    folder was left as it was.
    """

    graph: Path
    documents: int = 0
    measurements: int = 0
    adoptions: int = 0
    trends: int = 0
    organizations: int = 0
    surveys: int = 0
    populations: int = 0
    triples: int = 0
    inferred: int = 0
    made: int = 0
    kept: int = 0
    removed: int = 0
    problems: tuple[KgError, ...] = ()
    unidentified: tuple[str, ...] = ()
    validation: Any = None
    written: bool = True

    @property
    def ok(self) -> bool:
        """Whether every text is in the graph and the graph keeps its shapes."""
        return self.written and not self.problems and (self.validation is None or bool(self.validation.conforms))

    def facts(self) -> dict[str, Any]:
        """The report as JSON values."""
        counted = {
            name: getattr(self, name)
            for name in self.__slots__
            if name not in ("graph", "problems", "validation", "written")
        }
        conforms = None if self.validation is None else bool(self.validation.conforms)
        return {
            "graph": str(self.graph),
            **counted,
            "conforms": conforms,
            "problems": [str(problem) for problem in self.problems],
            "written": self.written,
        }

    def summary(self) -> str:
        """One line: what was done and where."""
        if not self.written:
            return f"no text was read: {self.graph} is unchanged"
        parts = [_counted(self.documents, "document"), _counted(self.measurements, "measurement")]
        parts += [_counted(self.triples, "triple")]
        if self.problems:
            parts.append(_counted(len(self.problems), "problem"))
        lines = [f"language not known, kept without figures: {name}" for name in self.unidentified[:_SHOWN]]
        if len(self.unidentified) > _SHOWN:
            lines.append(f"and {len(self.unidentified) - _SHOWN} more documents in languages not known")
        if self.validation is not None and not self.validation.conforms:
            parts.append("not valid")
            lines.insert(0, self.validation.text().rstrip())
        return "\n".join([*lines, f"{', '.join(parts)}: {self.graph}/"])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
