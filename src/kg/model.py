"""The records that travel between the layers: plain, frozen, importing nothing of the package.

Offsets (`begin`, `end`) are Unicode code points in the document's text as given, end exclusive. Codes
(`unit`, `bound`, `change`, `per`, `measure`, `channels`, …) are the local names of the concepts in `ontology/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text."""

    begin: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.begin : self.end]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its name and where it came from.

    `name` is unique in a graph (a file's stem). `source` is the path below the folder that was given, with `/`.
    `sha256` is the hexadecimal hash of the text in UTF-8. `published` is a date that the source declares (ISO 8601),
    if any.
    """

    name: str
    text: str
    sha256: str
    source: str
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A headline, paragraph, bullet, caption, table or boilerplate line of a text, in one language.

    `kind` is one of `headline`, `paragraph`, `bullet`, `caption`, `table`, `question`, `contact`.
    """

    begin: int
    end: int
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `kind` is that of its block, `block` the block's place in the document (0-based)."""

    begin: int
    end: int
    language: str
    kind: str = "paragraph"
    block: int = 0


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, whatever it is about.

    `code` is the unit in the guide's code list (`percent`, `count`, `minute`, `EUR` …) or None for a unit outside it;
    `unit` is the unit as printed, `unit_code` its UCUM code or ISO 4217 currency. `concept` is the span of the words
    that the figure is about. `cues` holds the spans that gave bound, change and rate.
    """

    begin: int
    end: int
    value: Decimal
    upper: Decimal | None
    code: str | None
    unit: str | None
    unit_code: str | None
    bound: str = "exact"
    change: str | None = None
    per: str | None = None
    concept: Span | None = None
    cues: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names a thing of a `kind`: channel, measure, population, organization, survey, period."""

    begin: int
    end: int
    kind: str
    concept: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What gave a property of a record its value: a rule's name and the words it read (None: the rule's default)."""

    property: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One quantified statement, with the keys of the annotation guide (tests/corpus/GUIDE.md).

    `begin`, `end` are the printed value's; `sentence` the span of its sentence. `organization` and `survey` are basic
    forms of names. `confidence` is the estimated chance that every property is right, 0 to 1.
    """

    begin: int
    end: int
    sentence: Span
    value: Decimal
    upper: Decimal | None
    unit: str
    bound: str
    change: str | None
    per: str | None
    measure: str
    channels: tuple[str, ...]
    population: str | None
    min_age: int | None
    max_age: int | None
    country: str | None
    organization: str | None
    survey: str | None
    period: str | None
    confidence: Decimal = Decimal(1)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """An organization began to offer a channel in a year. `begin`, `end` are the words that name the channel."""

    begin: int
    end: int
    sentence: Span
    organization: str | None
    channel: str
    year: int | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """A share or number rises, falls or stays, said without a figure. `direction` is rising, falling or stable."""

    begin: int
    end: int
    sentence: Span
    direction: str
    measure: str
    channels: tuple[str, ...]
    population: str | None
    country: str | None
    organization: str | None
    survey: str | None
    period: str | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization as one document names it: basic form, other names on evidence, where it stands.

    `mentions` are all places; `acronyms` were defined in the text ("Finansnæringens Fellesorganisasjon (FNO)").
    """

    name: str
    acronyms: tuple[str, ...]
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as one document tells of it. A nameless one has a `description` in the text's words instead of a name.

    `conductor`, `commissioner`, `publisher` are names of organizations; `sample_size` counts respondents or cases;
    `mentions` are the places that name or describe it; `reasons` the words that gave each role.
    """

    name: str | None
    description: str | None
    conductor: str | None
    commissioner: str | None
    publisher: str | None
    period: str | None
    sample_size: int | None
    population: str | None
    min_age: int | None
    max_age: int | None
    country: str | None
    mentions: tuple[Span, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read out of one document; findings stand in text order. `language` is BCP 47, `und` if unknown."""

    document: Document
    language: str
    sentences: tuple[Sentence, ...]
    measurements: tuple[Measurement, ...]
    adoptions: tuple[Adoption, ...] = ()
    trends: tuple[Trend, ...] = ()
    organizations: tuple[Organization, ...] = ()
    surveys: tuple[Survey, ...] = ()
