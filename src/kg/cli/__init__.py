"""The command `kg`: each subcommand calls one function of the library.

Exit status: 0 done, 1 the data is wrong, 2 the call is wrong.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from kg import __version__
from kg.cli.ask import ask, query, questions
from kg.cli.build import build, diff, validate, verify
from kg.cli.evaluate import evaluate
from kg.cli.inspect import inspect
from kg.cli.look import explain, show
from kg.cli.publish import export, load, mcp, serve
from kg.errors import KgError, QuestionError

_EPILOG = """\b
Examples:
  kg build seeds                              read texts, write the graph
  kg questions                                what can be asked
  kg ask channel-use --channel phone          an answer with its sentences
  kg export --format csv --output all.csv     the figures as a table
  kg serve                                    pages and SPARQL endpoint

Completion: eval "$(_KG_COMPLETE=bash_source kg)" (or zsh_source, fish_source)."""


class _InOrder(click.Group):
    """Commands in the order in which one needs them; a reader that has enough (`| head`) is no error."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, context: click.Context) -> Any:
        try:
            result = super().invoke(context)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result


@click.group(
    cls=_InOrder, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Figures from survey and service texts as a knowledge graph, each with the sentence it came from."""


for _command in (
    build,
    questions,
    ask,
    query,
    show,
    explain,
    validate,
    verify,
    diff,
    export,
    load,
    serve,
    mcp,
    inspect,
    evaluate,
):
    cli.add_command(_command)


def main() -> None:
    """Run `kg`; an error is one or two lines on standard error, never a traceback."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(2 if isinstance(error, QuestionError) else 1)
    except OSError as error:
        click.echo(f"kg: {error.filename or 'input or output'}: {error.strerror or error}", err=True)
        sys.exit(1)
    except MemoryError:
        click.echo("kg: found more than fits in memory: give it less at a time", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        click.echo(f"kg: a fault of the software ({what[:300]}): report it with the traceback, KG_DEBUG=1", err=True)
        sys.exit(1)
