"""`kg show` and `kg explain`: a text with its figures, and why the graph says what it says."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import graph_option, terminal_width


@click.command(short_help="A text with its figures marked", epilog="\b\nExample: kg show 000_99d987602bd369a7")
@click.argument("document")
@graph_option
def show(document: str, graph: Path) -> None:
    """The text of DOCUMENT with its figures marked, and what was read out of each."""
    from kg.graph.show import show as show_document

    click.echo(show_document(graph, document, colour=terminal_width() is not None))


@click.command(
    short_help="Which words gave what, and what follows from it",
    epilog="\b\nExample: kg explain document/000_99d987602bd369a7/measurement/835-845",
)
@click.argument("iri")
@graph_option
def explain(iri: str, graph: Path) -> None:
    """Which rule and which words gave each property of the thing IRI, and why its inferred triples hold.

    IRI may be shortened to what follows the base: document/NAME/measurement/B-E, organization/NAME.
    """
    from kg.graph.explain import explain as explain_iri

    click.echo(explain_iri(graph, iri))
