"""Comparing extracted measurements with gold ones.

A measurement finds a gold record when their value mentions overlap and value, upper value and unit are equal.
Properties are scored on what was found; `complete` is the share of all gold records found with every property of
`COMPLETE` right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.evaluation.gold import GoldDocument, GoldRecord

PROPERTIES = (
    "bound",
    "change",
    "per",
    "measure",
    "channels",
    "population",
    "min_age",
    "max_age",
    "country",
    "organization",
    "survey",
    "period",
)
COMPLETE = ("bound", "change", "per", "measure", "channels", "population")
_ENOUGH = {
    "population": 0.5,
    "organization": 0.5,
    "survey": 0.4,
}  # share of words (F1) that two phrases must have in common

Record = Mapping[str, Any]
Broader = Mapping[str, str]


@dataclass(slots=True)
class Score:
    """Counts over documents; `errors` maps a kind (missed, extra, a property) to lines about each."""

    gold: int = 0
    found: int = 0
    extra: int = 0
    complete: int = 0
    right: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: dict[str, list[str]] = field(default_factory=dict)
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Figures by name, shares from 0 to 1."""
        precision, recall = _ratio(self.found, self.found + self.extra), _ratio(self.found, self.gold)
        hits, false, missed = (self.channels[key] for key in ("hits", "false", "missed"))
        return {
            "gold": self.gold,
            "precision": precision,
            "recall": recall,
            "f1": _ratio(2 * precision * recall, precision + recall),
            "channel_f1": _ratio(2 * hits, 2 * hits + false + missed),
            "complete": _ratio(self.complete, self.gold),
            **{name: _ratio(self.right[name], self.found) for name in PROPERTIES},
        }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def evaluate(
    documents: Iterable[GoldDocument], predict: Callable[[GoldDocument], Sequence[Record]], broader: Broader
) -> dict[str, Score]:
    """Scores by language, and `all` last.

    Args:
        documents: the gold.
        predict: the measurements of a document as records of the guide's keys with `start` and `end`.
        broader: the broader concept of a channel; both are counted as named.
    """
    scores: dict[str, Score] = {}
    total = Score()
    for document in documents:
        for score in (scores.setdefault(document.language, Score()), total):
            _add(score, document, predict(document), broader)
    return {**dict(sorted(scores.items())), "all": total}


def _add(score: Score, document: GoldDocument, predictions: Sequence[Record], broader: Broader) -> None:
    ordered = sorted(predictions, key=lambda record: record["start"])
    free = dict(enumerate(ordered))
    score.gold += len(document.records)
    for gold in document.records:
        candidates = [i for i, record in free.items() if _shared(gold, record) > 0 and _same_value(gold.keys, record)]
        if not candidates:
            keys = gold.keys
            _report(
                score, "missed", f"{document.name} [{keys['quote']}] {keys['value']} {keys['unit']}", keys["sentence"]
            )
            continue
        found = free.pop(max(candidates, key=lambda i: _shared(gold, ordered[i])))
        score.found += 1
        _compare(score, document.name, gold, found, broader)
    for record in free.values():
        if not any(record["start"] < end and begin < record["end"] for begin, end in document.ignored):
            score.extra += 1
            line = f"{document.name} [{record.get('quote')}] {record['value']} {record['unit']} at {record['start']}"
            _report(score, "extra", line, record.get("sentence"))


def _shared(gold: GoldRecord, record: Record) -> int:
    return int(min(gold.end, record["end"]) - max(gold.begin, record["start"]))


def _same_value(gold: Record, record: Record) -> bool:
    def close(a: float | None, b: float | None) -> bool:
        if a is None or b is None:
            return a is b
        return abs(float(a) - float(b)) <= max(0.005 * abs(float(a)), 1e-9)

    return (
        gold["unit"] == record["unit"]
        and close(gold["value"], record["value"])
        and close(gold["upper"], record["upper"])
    )


def _compare(score: Score, name: str, gold: GoldRecord, found: Record, broader: Broader) -> None:
    keys = gold.keys
    named, read = _closed(keys["channels"], broader), _closed(found["channels"], broader)
    score.channels.update(hits=len(named & read), false=len(read - named), missed=len(named - read))
    right = {key: keys[key] == found[key] for key in PROPERTIES if key not in _ENOUGH}
    right |= {key: similar(keys[key], found[key], enough) for key, enough in _ENOUGH.items()}
    right["channels"] = named == read
    for key in PROPERTIES:
        score.right[key] += right[key]
        if not right[key]:
            line = f"{name} [{keys['quote']}] gold {keys[key]!r} got {found[key]!r}"
            _report(score, key, line, keys["sentence"])
    if not right["measure"]:
        score.confused[keys["measure"], found["measure"]] += 1
    whole = all(right[key] for key in COMPLETE)
    score.complete += whole
    score.confidences.append((float(found.get("confidence") or 0), whole))


def _closed(channels: Iterable[str], broader: Broader) -> set[str]:
    named = set(channels)
    return named | {broader[channel] for channel in named if channel in broader}


def similar(first: str | None, second: str | None, enough: float) -> bool:
    """Whether two phrases are both empty or have at least `enough` of their words in common (F1 of word counts)."""
    a, b = (Counter(re.findall(r"\w+", (phrase or "").casefold())) for phrase in (first, second))
    if not a or not b:
        return not a and not b
    return 2 * (a & b).total() / (a.total() + b.total()) >= enough


def _report(score: Score, kind: str, line: str, sentence: str | None) -> None:
    score.errors.setdefault(kind, []).append(f"{line} in: {sentence}")
