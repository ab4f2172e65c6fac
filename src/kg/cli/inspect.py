"""`kg inspect`: one layer of the reading alone, on standard input, JSON lines out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import click

Record = dict[str, Any]


@click.group(
    short_help="One layer of the reading alone, on standard input",
    epilog='\b\nExample: echo "89 prosent bruker nettbank." | kg inspect quantities --language nb',
)
def inspect() -> None:
    """One layer alone: text in UTF-8 on standard input, JSON lines out; offsets are code points, end exclusive."""


def _text() -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")


def _run(layer: Callable[[str], Iterator[Record]], lines: bool) -> None:
    texts = enumerate(_text().split("\n"), 1) if lines else [(0, _text())]
    for number, text in texts:
        for record in layer(text):
            click.echo(json.dumps({"line": number, **record} if lines else record, ensure_ascii=False))


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    language = click.option("--language", metavar="CODE", help="nb, fi, ru, de, en, sv or da; identified if absent.")
    lines = click.option("--lines", is_flag=True, help="Each line is a text of its own; `line` tells which.")
    return language(lines(function))


def _known(language: str | None, text: str) -> str:
    from kg.language import LANGUAGES, identify

    if language is not None and language not in LANGUAGES:
        raise click.BadParameter(f"no language {language!r}; one of {', '.join(LANGUAGES)}", param_hint="--language")
    return language or identify(text)


@inspect.command("language", epilog="\b\nExample: echo 'Halvparten ringer.' | kg inspect language")
def inspect_language() -> None:
    """One text a line in, one ISO 639-1 code a line out; `und` for any other language."""
    from kg.language import identify

    for line in sys.stdin.buffer:
        click.echo(identify(line.decode("utf-8-sig", errors="replace").rstrip("\r\n")))


@inspect.command("sentences", epilog="\b\nExample: kg inspect sentences --language nb < seeds/000_99d987602bd369a7.txt")
@_options
def inspect_sentences(language: str | None, lines: bool) -> None:
    """Sentences: start, end, text."""
    from kg.language import sentences

    def layer(text: str) -> Iterator[Record]:
        for found in sentences(text, _known(language, text) if language else None):
            yield {"start": found.begin, "end": found.end, "text": text[found.begin : found.end]}

    _run(layer, lines)


@inspect.command(
    "quantities", epilog="\b\nExample: echo '89 prosent bruker nettbank.' | kg inspect quantities --language nb"
)
@_options
def inspect_quantities(language: str | None, lines: bool) -> None:
    """Every quantity: start, end, text, value, upper, unit, unit_code, bound, change, per, concept."""
    from kg.extract.guide import number
    from kg.language import LANGUAGES, quantities

    def layer(text: str) -> Iterator[Record]:
        code = _known(language, text)
        for found in quantities(text, code) if code in LANGUAGES else ():
            yield {
                "start": found.begin,
                "end": found.end,
                "text": text[found.begin : found.end],
                "value": number(found.value),
                "upper": number(found.upper),
                "unit": found.unit,
                "unit_code": found.unit_code,
                "bound": found.bound,
                "change": found.change,
                "per": found.per,
                "concept": found.concept.of(text) if found.concept else None,
            }

    _run(layer, lines)


@inspect.command("mentions", epilog="\b\nExample: kg inspect mentions < text.txt")
@_options
def inspect_mentions(language: str | None, lines: bool) -> None:
    """Channels, measures, populations, organizations, surveys, periods: start, end, text, kind, concept."""
    from kg.extract import mentions
    from kg.language import LANGUAGES

    def layer(text: str) -> Iterator[Record]:
        code = _known(language, text)
        for found in mentions(text, code) if code in LANGUAGES else ():
            fields = asdict(found)
            begin, end = fields.pop("begin"), fields.pop("end")
            yield {"start": begin, "end": end, "text": text[begin:end], **fields}

    _run(layer, lines)
