"""What several commands have in common: options, and writing an answer."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def graph_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--graph DIR`: the graph folder to read or write."""
    option = click.option(
        "--graph", type=click.Path(path_type=Path), default=Path("graph"), show_default=True, help="The graph folder."
    )
    return option(function)


def store_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--graph DIR` or `--endpoint URL`: where to ask."""
    endpoint = click.option("--endpoint", metavar="URL", help="Ask a SPARQL endpoint instead of a graph folder.")
    return graph_option(endpoint(function))


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--output FILE`: write there, whole or not at all, instead of to standard output."""
    option = click.option(
        "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead of standard output."
    )
    return option(function)


def _language(context: click.Context, option: click.Parameter, tag: str) -> str:
    from kg.questions.words import languages, serves

    if not serves(tag):
        raise click.BadParameter(f"no labels in {tag!r}; one of {', '.join(languages())}", context, option)
    return tag


def lang_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--lang TAG`: the reader's language."""
    option = click.option(
        "--lang", default="en", show_default=True, callback=_language, metavar="TAG", help="Language of labels."
    )
    return option(function)


def write(answer: str | bytes, output: Path | None) -> None:
    """Write to standard output in UTF-8, or to a file that appears only when it is whole."""
    data = answer if isinstance(answer, bytes) else answer.encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(output)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def terminal_width() -> int | None:
    """Columns of the terminal that standard output goes to, or None where it goes elsewhere."""
    return os.get_terminal_size().columns if sys.stdout.isatty() else None
