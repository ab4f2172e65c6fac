"""`kg evaluate`: precision and recall against a gold corpus."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click


@click.command(short_help="Agreement with a gold corpus", epilog="\b\nExample: kg evaluate tests/corpus/dev --errors 5")
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", help="Only documents of this language.")
@click.option("--errors", type=int, default=0, metavar="N", help="The first N errors of each kind, with sentences.")
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Also write the records, as JSON lines.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Fail where a figure fell by over a point.")
@click.option("--renew", is_flag=True, help="Write the figures to the baseline.")
def evaluate(
    gold: Path,
    language: str | None,
    errors: int,
    as_json: bool,
    predictions: Path | None,
    baseline: Path | None,
    renew: bool,
) -> None:
    """How well extraction agrees with the gold documents below GOLD: a row a language."""
    from kg.cli.common import write
    from kg.evaluation import confusions, error_lines, read_gold, regressions, table
    from kg.evaluation import evaluate as score
    from kg.evaluation.gold import GoldDocument
    from kg.extract import extract
    from kg.extract.guide import guide_record
    from kg.extract.lexicon import broader_channels
    from kg.sources import document_of

    records: dict[str, list[dict[str, Any]]] = {}

    def predict(document: GoldDocument) -> Sequence[dict[str, Any]]:
        if document.name not in records:
            found = extract(document_of(document.text, document.name))
            records[document.name] = [guide_record(document.name, document.text, m) for m in found.measurements]
        return records[document.name]

    documents = [d for d in read_gold(gold) if language in (None, d.language)]
    scores = score(documents, predict, broader_channels())
    figures = {name: {k: round(v, 4) for k, v in s.figures().items()} for name, s in scores.items()}
    if predictions:
        lines = (json.dumps(r, ensure_ascii=False) + "\n" for found in records.values() for r in found)
        write("".join(lines), predictions)
    click.echo(json.dumps(figures, indent=1) if as_json else table(scores))
    if errors:
        click.echo("\n" + error_lines(scores["all"], errors))
        click.echo("\nmeasures confused:\n" + confusions(scores["all"]))
    if baseline and renew:
        write(json.dumps(figures, indent=1) + "\n", baseline)
    elif baseline:
        fallen = regressions(scores, json.loads(baseline.read_text("utf-8")))
        for line in fallen:
            click.echo(f"fell: {line}", err=True)
        sys.exit(bool(fallen))
