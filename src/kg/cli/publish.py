"""`kg export`, `kg load`, `kg serve`: the graph for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import graph_option, output_option


@click.command(
    short_help="The graph in the formats of other tools",
    epilog="\b\nExamples:\n  kg export --format csv --output figures.csv\n  kg export --format jsonl",
)
@graph_option
@click.option("--format", "form", default="turtle", show_default=True, metavar="NAME", help="See --list.")
@click.option("--list", "listing", is_flag=True, help="The formats, a line each.")
@click.option("--document", metavar="NAME", multiple=True, help="Only these documents.")
@click.option("--organization", metavar="NAME", multiple=True, help="Only figures of these organizations.")
@click.option("--channel", metavar="NAME", multiple=True, help="Only figures about these channels.")
@click.option("--question", metavar="NAME", help="Only the findings behind this question's answer.")
@output_option
def export(
    graph: Path,
    form: str,
    listing: bool,
    document: tuple[str, ...],
    organization: tuple[str, ...],
    channel: tuple[str, ...],
    question: str | None,
    output: Path | None,
) -> None:
    """The graph, or a part of it, in a format of other tools."""
    from kg.export import FORMATS, Selection, export_graph

    if listing:
        for name, format_ in FORMATS.items():
            click.echo(f"{name:10} {format_.summary}")
        return
    if form not in FORMATS:
        raise click.BadParameter(f"no format {form!r}; one of {', '.join(FORMATS)}", param_hint="--format")
    selection = Selection(documents=document, organizations=organization, channels=channel, question=question)
    for line in export_graph(graph, form, selection, output).lines():
        click.echo(f"kg: {line}" if output is None else line, err=True)


@click.command(short_help="Put the graph into a triplestore", epilog="\b\nExample: kg load http://localhost:7878/store")
@click.argument("endpoint")
@graph_option
@click.option("--user", help="For basic or digest authorization; the password comes from KG_PASSWORD.")
@click.option("--token-file", type=click.Path(exists=True, path_type=Path), help="A file with a bearer token.")
@click.option("--digest", is_flag=True, help="Digest instead of basic authorization.")
@click.option("--sparql", metavar="URL", help="The query endpoint to check by, where it is not found by itself.")
@click.option("--prune", is_flag=True, help="Remove graphs of documents that the folder has no more.")
@click.option("--quiet", is_flag=True, help="No progress.")
def load(
    endpoint: str,
    graph: Path,
    user: str | None,
    token_file: Path | None,
    digest: bool,
    sparql: str | None,
    prune: bool,
    quiet: bool,
) -> None:
    """Put the graph into the triplestore whose Graph Store is at ENDPOINT, graph by graph; then check by counts."""
    import os

    from kg.export.examples import example_graphs
    from kg.graph.load import Credentials
    from kg.graph.load import load as load_graph

    token = token_file.read_text("utf-8").strip() if token_file else os.environ.get("KG_TOKEN")
    credentials = Credentials(user=user, password=os.environ.get("KG_PASSWORD"), token=token, digest=digest)
    progress = None if quiet else lambda line: click.echo(line, err=True)
    report = load_graph(
        graph, endpoint, credentials, query_endpoint=sparql, progress=progress, more=example_graphs, prune=prune
    )
    click.echo(report.summary())


@click.command(short_help="Pages, questions and a SPARQL endpoint", epilog="\b\nExample: kg serve --port 8000")
@graph_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--token", envvar="KG_TOKEN", help="Allow updates to who shows this token; or set KG_TOKEN.")
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds a query may take.")
@click.option("--workers", type=click.IntRange(1), help="Processes that answer queries.")
def serve(graph: Path, host: str, port: int, token: str | None, timeout: float, workers: int | None) -> None:
    """Pages, questions and a SPARQL endpoint over the graph, read-only unless --token is set."""
    try:
        from kg.server import serve as run
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is not installed; mend: pip install 'surveykg[server]'") from error
    run(graph, host=host, port=port, token=token, timeout=timeout, workers=workers)


@click.command(epilog="\b\nExample: kg mcp --graph graph")
@graph_option
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds a query may take.")
def mcp(graph: Path, timeout: float) -> None:
    """Questions as tools for language models: an MCP server over standard input and output; kg serve has it at /mcp."""
    try:
        from kg.server import Settings
        from kg.server.mcp import serve_stdio
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is not installed; mend: pip install 'surveykg[server]'") from error
    serve_stdio(graph, Settings(time_limit=timeout))
