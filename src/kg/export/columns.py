"""The columns that csv, parquet and xlsx share: name, type, property of the graph, meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.export.figures import Figure, Named
from kg.graph.iris import CONCEPTS, ONTOLOGY

Value = str | int | Decimal | None

_KG: Final = ONTOLOGY


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is string, iri, integer or decimal; `property` is what relates the finding to the cell's value.

    `values` is the IRI that a code follows (`…/unit/` for `percent`); `several` marks lists, joined by one blank.
    `printed` marks text from documents: it may begin with anything.
    """

    name: str
    type: str
    value: Callable[[Figure], Value]
    description: str
    property: str = ""
    values: str = ""
    several: bool = False
    printed: bool = False
    required: bool = False


def _concept(name: str, value: Callable[[Figure], Value], description: str, several: bool = False) -> Column:
    scheme = {"per": "unit", "channels": "channel", "missing_reason": "reason"}.get(name, name)
    local = {"channels": "channel", "missing_reason": "missingReason"}.get(name, name)
    return Column(name, "string", value, description, _KG + local, f"{CONCEPTS}{scheme}/", several)


def _iri(named: Named | None) -> str | None:
    return named.iri if named else None


def _label(named: Named | None) -> str | None:
    return (named.label or None) if named else None


COLUMNS: Final = (
    Column("finding", "iri", lambda f: f.iri, "The finding's IRI", required=True),
    Column("kind", "string", lambda f: f.kind, "measurement, adoption or trend", required=True),
    Column("document", "string", lambda f: f.document, "The document's name", printed=True, required=True),
    Column("title", "string", lambda f: f.title, "The document's title", printed=True),
    Column("language", "string", lambda f: f.language, "The document's language (BCP 47)"),
    _concept("measure", lambda f: f.measure, "What was measured"),
    _concept("channels", lambda f: " ".join(f.channels) or None, "Channels that the figure is about together", True),
    Column("value", "decimal", lambda f: f.value, "The value; percent from 0 to 100", f"{_KG}value"),
    Column("upper", "decimal", lambda f: f.upper, "The upper value of a range", f"{_KG}upperValue"),
    _concept("unit", lambda f: f.unit, "The value's unit"),
    _concept("bound", lambda f: f.bound, "How the printed figure limits the value"),
    _concept("change", lambda f: f.change, "The kind of change or difference that the value is the size of"),
    _concept("per", lambda f: f.per, "The time that a rate is counted by"),
    _concept("missing_reason", lambda f: f.missing_reason, "Why there is no value"),
    Column("population", "string", lambda f: _label(f.population), "The people or things counted", printed=True),
    Column(
        "population_iri", "iri", lambda f: _iri(f.population), "Their IRI, with country and ages", f"{_KG}population"
    ),
    Column("min_age", "integer", lambda f: f.min_age, "Their youngest age in years"),
    Column("max_age", "integer", lambda f: f.max_age, "Their oldest age in years"),
    Column("country", "string", lambda f: f.country, "Their country (ISO 3166-1 alpha-2)"),
    Column("organization", "string", lambda f: _label(f.organization), "Whom the figure is about", printed=True),
    Column("organization_iri", "iri", lambda f: _iri(f.organization), "Its IRI", f"{_KG}organization"),
    Column("survey", "string", lambda f: _label(f.survey), "The survey, study or index", printed=True),
    Column("survey_iri", "iri", lambda f: _iri(f.survey), "Its IRI", f"{_KG}survey"),
    Column("period", "string", lambda f: f.period, "When the figure holds (2014, 2012-2013, 2021-Q3)", f"{_KG}period"),
    Column("year", "string", lambda f: f.year, "The year in which a channel was adopted"),
    _concept("direction", lambda f: f.direction, "Where a trend leads"),
    Column("confidence", "decimal", lambda f: f.confidence, "Chance that all is right, 0 to 1", f"{_KG}confidence"),
    Column(
        "printed_value", "string", lambda f: f.printed_value, "The value as printed", f"{_KG}printedValue", printed=True
    ),
    Column("begin", "integer", lambda f: f.begin, "Its first character in the text (code points, from 0)"),
    Column("end", "integer", lambda f: f.end, "The character after its last"),
    Column("sentence", "string", lambda f: f.sentence, "The sentence as printed", printed=True),
    Column("sentence_begin", "integer", lambda f: f.sentence_begin, "The sentence's first character"),
    Column("sentence_end", "integer", lambda f: f.sentence_end, "The character after its last"),
    Column(
        "sentence_iri",
        "iri",
        lambda f: f.sentence_iri,
        "The sentence's IRI",
        "http://www.w3.org/ns/prov#wasDerivedFrom",
    ),
)

__all__ = ["COLUMNS", "Column", "Value"]
