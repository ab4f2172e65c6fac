"""Measure how reliable each rule of extraction is on a gold corpus, and write `src/kg/extract/confidence.toml`.

python tools/calibrate.py tests/corpus/dev tests/corpus/seeds
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.evaluation import read_gold
from kg.evaluation.score import similar
from kg.extract import extract
from kg.extract.confidence import PROPERTIES
from kg.extract.lexicon import broader_channels
from kg.model import Measurement
from kg.sources import document_of

# The corpus taught the rules; on unseen texts they are right less often. These odds stand for what was not seen.
PRIOR_RIGHT, PRIOR_WRONG = 3.0, 1.0
DISCOUNT = 0.985


def main() -> None:
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for folder in sys.argv[1:]:
        for document in read_gold(Path(folder)):
            found = extract(document_of(document.text, document.name)).measurements
            for gold in document.records:
                match = next((m for m in found if m.begin < gold.end and gold.begin < m.end), None)
                if match is not None:
                    count(tally, gold.keys, match)
    path = Path(__file__).parent.parent / "src/kg/extract/confidence.toml"
    path.write_text(text(tally), "utf-8")


def count(tally: dict[tuple[str, str], list[int]], gold: Mapping[str, Any], found: Measurement) -> None:
    """Add to `tally` whether each property of `found` is that of `gold`, by its rule."""
    right = {
        "measure": gold["measure"] == found.measure,
        "channels": closed(gold["channels"]) == closed(found.channels),
        "population": similar(gold["population"], found.population, 0.5),
    }
    for reason in found.reasons:
        if reason.property in right:
            tally[reason.property, reason.rule][right[reason.property]] += 1


def closed(channels: object) -> set[str]:
    named = set(channels) if isinstance(channels, list | tuple) else set()
    return named | {broader_channels()[name] for name in named if name in broader_channels()}


def text(tally: dict[tuple[str, str], list[int]]) -> str:
    lines = [
        "# How often a rule is right on the development corpus. Written by tools/calibrate.py, not to be edited.",
        "",
    ]
    for name in PROPERTIES:
        lines.append(f"[{name}]")
        for (of, rule), (wrong, right) in sorted(tally.items()):
            if of == name:
                share = DISCOUNT * (right + PRIOR_RIGHT) / (right + wrong + PRIOR_RIGHT + PRIOR_WRONG)
                lines.append(f'"{rule}" = {share:.3f}  # {right} of {right + wrong}')
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
