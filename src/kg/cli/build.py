"""`kg build`, `kg validate`, `kg verify`, `kg diff`: making a graph and proving it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.cli.common import graph_option, output_option, write


@click.command(
    short_help="Read texts, extract, reason, validate, write the graph",
    epilog="\b\nExamples:\n  kg build seeds\n  kg build press/ reports/2024.html --graph out",
)
@click.argument("sources", nargs=-1, required=True)
@graph_option
@click.option("--encoding", metavar="NAME", help="Read all texts in this encoding instead of detecting it.")
@click.option("--reason/--no-reason", default=True, help="Infer triples from the ontology.", show_default=True)
@click.option("--validate/--no-validate", "shapes", default=True, help="Check the graph with SHACL.", show_default=True)
@click.option("--jobs", type=click.IntRange(1), help="Processes to extract with; all cores if absent.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
def build(
    sources: tuple[str, ...],
    graph: Path,
    encoding: str | None,
    reason: bool,
    shapes: bool,
    jobs: int | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Read SOURCES (files, folders, - for standard input), extract, reason, validate, write the graph folder.

    Only what changed is read again; a document that cannot be read is reported, the rest is built.
    """
    from kg.graph.build import build as build_graph

    progress = None if quiet or not sys.stderr.isatty() else _progress
    report = build_graph(
        sources, graph, encoding=encoding, reason=reason, validate=shapes, jobs=jobs, progress=progress
    )
    if progress:
        click.echo("\r\x1b[K", err=True, nl=False)
    for problem in report.problems:
        click.echo(f"kg: {problem}", err=True)
    click.echo(json.dumps(report.facts(), indent=1) if as_json else report.summary())
    sys.exit(0 if report.ok else 1)


def _progress(line: str) -> None:
    click.echo(f"\r\x1b[K{line}", err=True, nl=False)


@click.command(
    short_help="Check the graph against SHACL shapes",
    epilog="\b\nExample: kg validate --format turtle --output report.ttl",
)
@graph_option
@click.option("--shapes", type=click.Path(exists=True, path_type=Path), help="Your own shapes instead of ours.")
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@click.option(
    "--engine",
    type=click.Choice(["auto", "pyshacl", "compiled", "turbo"]),
    default="auto",
    show_default=True,
    help="pyshacl is the reference; auto takes compiled shapes for large graphs.",
)
@output_option
def validate(graph: Path, shapes: Path | None, form: str, engine: str, output: Path | None) -> None:
    """Check the graph against SHACL shapes; exit status 1 where it breaks one."""
    from kg.graph.validate import validate_folder

    report = validate_folder(graph, shapes=shapes, engine=engine)
    rendered = {"text": report.text, "json": report.json, "turtle": report.turtle}[form]()
    write(rendered if rendered.endswith("\n") else rendered + "\n", output)
    sys.exit(0 if report.conforms else 1)


@click.command(short_help="Prove every figure from the characters of its text", epilog="\b\nExample: kg verify seeds")
@click.argument("sources", nargs=-1)
@graph_option
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON lines.")
def verify(sources: tuple[str, ...], graph: Path, as_json: bool) -> None:
    """Prove every measurement from the characters of its text; with SOURCES, also that the texts are theirs."""
    from kg.graph.verify import verify as verify_graph

    report = verify_graph(graph, sources)
    for finding in report.findings:
        click.echo(json.dumps(finding.facts(), ensure_ascii=False) if as_json else str(finding))
    click.echo(report.summary(), err=as_json)
    sys.exit(1 if report.findings else 0)


@click.command(
    short_help="What changed between two graphs, and which line caused it",
    epilog="\b\nExample: kg diff graph-2023 graph",
)
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Changes as JSON lines.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """What is new, changed and gone from OLD to NEW, and which line of which text caused it; status 1 if any."""
    from kg.graph.diff import diff as diff_graphs

    changes = diff_graphs(old, new)
    for change in changes:
        click.echo(json.dumps(change.facts(), ensure_ascii=False) if as_json else str(change))
    sys.exit(1 if changes else 0)
