"""`kg questions`, `kg ask`, `kg query`: stored questions and SPARQL."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import lang_option, output_option, store_options, terminal_width, write
from kg.resources import folder

if TYPE_CHECKING:
    from kg.questions import Question

FORMATS = ("table", "csv", "json", "jsonl", "markdown", "turtle")


@click.command(
    short_help="The stored questions, by theme",
    epilog="\b\nExamples:\n  kg questions\n  kg questions --answer --lang nb",
)
@store_options
@click.option("--answer", is_flag=True, help="Answer each with its defaults.")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Names, summaries and parameters as one JSON array.")
def questions(graph: Path, endpoint: str | None, answer: bool, lang: str, as_json: bool) -> None:
    """The stored questions, by theme."""
    import json

    from kg.questions import load

    loaded = load(folder("queries"))
    for problem in loaded.problems:
        click.echo(f"kg: {problem}", err=True)
    if as_json:
        click.echo(json.dumps([q.facts() for q in loaded.questions.values()], ensure_ascii=False, indent=1))
    elif answer:
        _answer_all(loaded.questions, endpoint or graph, lang)
    else:
        click.echo(_listing(loaded.questions))
    sys.exit(1 if loaded.problems else 0)


def _listing(loaded: Mapping[str, Question]) -> str:
    from kg.questions.words import word

    themes: dict[str, list[Question]] = {}
    for question in loaded.values():
        themes.setdefault(question.theme, []).append(question)
    width = max(map(len, loaded), default=0)
    lines = []
    for theme, members in themes.items():
        lines += [
            f"\n{(word('en', 'theme', theme) or theme).capitalize()}",
            *(f"  {question.name:{width}}  {question.summary}" for question in members),
        ]
    return "\n".join(lines).lstrip("\n")


def _answer_all(loaded: Mapping[str, Question], where: Path | str, lang: str) -> None:
    from kg.graph.store import open_store
    from kg.questions import ask as ask_question
    from kg.questions import render

    gap = ""
    with open_store(where) as store:
        for question in loaded.values():
            if any(parameter.required and parameter.default is None for parameter in question.parameters.values()):
                continue
            click.echo(f"{gap}# {question.name}: {question.summary}")
            click.echo(render(ask_question(store, question, {}, lang), "table", width=terminal_width()))
            gap = "\n"


class _Questions(click.Group):
    """A subcommand for each stored question, with its parameters as options."""

    def list_commands(self, context: click.Context) -> list[str]:
        from kg.questions import names

        return list(names(folder("queries")))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        from kg.questions import load_one

        if name not in self.list_commands(context):
            return None
        return _command(load_one(folder("queries"), name))

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, args)
        except click.UsageError as error:
            import difflib

            close = difflib.get_close_matches(args[0], self.list_commands(context), 1)
            hint = f"did you mean {close[0]!r}?" if close else "'kg questions' lists them."
            raise click.UsageError(f"no question {args[0]!r}; {hint}", context) from error


def _command(question: Question) -> click.Command:
    options: list[click.Parameter] = []
    for name, parameter in question.parameters.items():
        default = "" if parameter.default is None else f" Default: {parameter.default}."
        options.append(
            click.Option(
                [f"--{name.replace('_', '-')}", name],
                multiple=parameter.repeatable,
                help=f"{parameter.description}{default}",
                metavar=parameter.type.upper(),
            )
        )

    def run(**given: Any) -> None:
        _run(question, given)

    help_text = f"{question.summary}.\n\n{question.description}"
    command = click.Command(
        question.name,
        callback=run,
        params=options,
        help=help_text,
        short_help=question.summary,
        epilog=f"\b\nExamples:\n  kg ask {question.name}\n  kg ask {question.name} --format csv --lang nb",
    )
    command = click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)(command)
    command = lang_option(command)  # type: ignore[assignment]
    return output_option(store_options(command))  # type: ignore[return-value]  # click's options return the command


def _run(question: Question, given: dict[str, Any]) -> None:
    from kg.graph.store import open_store
    from kg.questions import ask as ask_question
    from kg.questions import render

    graph, endpoint, output = given.pop("graph"), given.pop("endpoint"), given.pop("output")
    form, lang = given.pop("form"), given.pop("lang")
    parameters = {name: value for name, value in given.items() if value not in (None, ())}
    with open_store(endpoint or graph) as store:
        answer = ask_question(store, question, parameters, lang)
        width = terminal_width() if output is None else None
        write(render(answer, form, width=width), output)


@click.command(
    cls=_Questions,
    short_help="Answer a stored question, with its sentences",
    subcommand_metavar="QUESTION [OPTIONS]",
    epilog="\b\nExamples:\n  kg ask channel-use --channel phone\n  kg ask surveys --format csv --output surveys.csv",
)
def ask() -> None:
    """Answer a stored question; below the table stand the sentences, numbered, with the figure marked."""


@click.command(
    short_help="Run any SPARQL query",
    epilog="\b\nExamples:\n  kg query my.rq\n  echo 'SELECT * { ?s a ?class } LIMIT 5' | kg query -",
)
@click.argument("file", type=click.File("rb"))
@store_options
@click.option("--format", "form", type=click.Choice(["table", "csv", "tsv", "json", "xml", "turtle"]), default="table")
@output_option
def query(file: Any, graph: Path, endpoint: str | None, form: str, output: Path | None) -> None:
    """Run any SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) in FILE, or - for standard input."""
    from kg.graph.store import open_store
    from kg.questions import render_query

    name = getattr(file, "name", "-")
    with open_store(endpoint or graph) as store:
        write(render_query(store, _decoded(file.read(), name), form, name=name), output)


def _decoded(data: bytes, name: str) -> str:
    from kg.errors import QueryError

    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(name, f"bytes that are no UTF-8 at {error.start}", "SPARQL in UTF-8") from error
