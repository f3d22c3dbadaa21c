"""Global options, errors to one line and an exit code, and the way into the terminal program."""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import logging
import os
from importlib import metadata
from typing import Annotated

import typer

from planner.base import i18n, streams
from planner.base.errors import CuadranteError, InputProblems, Misuse
from planner.base.i18n import os_reason, t
from planner.base.log import mark, setup
from planner.base.unexpected import unexpected
from planner.console import output
from planner.console.groups import app
from planner.entry import commands
from planner.entry.start import incomplete
from planner.entry.usage import help_in_words, in_words, page_in_words

# Matrices are small here: threads of the linear algebra would only spin. Before numpy loads, which is later.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

GLOBAL_WITH_VALUE = ("--workspace", "--lang")
PROBLEMS_SHOWN = 50
NO_OUTPUT = (errno.EPIPE, errno.ENOSPC, errno.EBADF, errno.EIO)

log = logging.getLogger(__name__)


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    workspace: Annotated[str | None, typer.Option(help="A SQLite file or a PostgreSQL URL.")] = None,
    lang: Annotated[str | None, typer.Option(help="es or en.")] = None,
    verbose: Annotated[bool, typer.Option(help="Show details of failures.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Open the terminal program when no command is given."""
    output.GLOBALS.workspace = workspace
    output.GLOBALS.verbose = verbose
    if lang is not None:
        if lang not in i18n.LANGUAGES:
            raise Misuse(t("--lang {value!r} is not a language we speak.", value=lang), "es, en")
        i18n.set_language(lang)
    if version:
        print(f"cuadrante {metadata.version('cuadrante')}")
        raise typer.Exit
    log.info("command %s", ctx.invoked_subcommand or "screens")
    if ctx.invoked_subcommand is None:
        commands.open_program(workspace)


def globals_first(argv: list[str]) -> list[str]:
    """The command line with the global options moved to the front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--verbose" or word.startswith(tuple(f"{o}=" for o in GLOBAL_WITH_VALUE)):
            front.append(word)
        elif word in GLOBAL_WITH_VALUE:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return front + rest


def report(error: CuadranteError) -> None:
    """One line on stderr (and the row problems of a file below it)."""
    output.narrate(f"cuadrante: {error}")
    if isinstance(error, InputProblems):
        for line in error.detail.splitlines()[:PROBLEMS_SHOWN]:
            output.narrate(f"  {line}")
        if len(error.problems) > PROBLEMS_SHOWN:
            output.narrate("  " + t("... and {n} more", n=len(error.problems) - PROBLEMS_SHOWN))
    elif error.detail and output.GLOBALS.verbose:
        output.narrate(error.detail)


def asks_for_help(words: list[str]) -> bool:
    """Whether a help page is asked for in another language than that of the code."""
    told = next((value for option, value in itertools.pairwise([*words, ""]) if option == "--lang"), "")
    told = next((word.partition("=")[2] for word in words if word.startswith("--lang=")), told)
    return "--help" in words and (told or i18n.language()) == "es"


def show_help(words: list[str]) -> int:
    """The help page in Spanish: the library that lays it out has English headings only."""
    i18n.set_language("es")
    command = typer.main.get_command(app)
    help_in_words(command)
    with contextlib.redirect_stdout(io.StringIO()) as page:
        command.main(args=words, prog_name="cuadrante", standalone_mode=False)
    print(page_in_words(page.getvalue()), end="")
    return 0


def run(argv: list[str]) -> int:
    """Run one command line; its exit code."""
    code = _answer(argv)
    if (error := streams.unwritable()) is not None:
        return output_lost(error)
    return code


def output_lost(error: OSError) -> int:
    """Say that stdout cannot be written; not to whoever reads only the beginning of it."""
    if not isinstance(error, BrokenPipeError):
        output.narrate("cuadrante: " + t("The output cannot be written: {why}.", why=os_reason(error)))
    return 1


def _answer(argv: list[str]) -> int:
    output.GLOBALS.workspace, output.GLOBALS.verbose = None, False
    words = globals_first(argv)
    setup("--verbose" in words)
    since = mark()
    try:
        if asks_for_help(words):
            return show_help(words)
        result = app(args=words, prog_name="cuadrante", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except CuadranteError as error:
        log.info("refused", exc_info=error)
        report(error)
        return error.exit_code
    except typer.TyperException as error:
        said = error.format_message() if hasattr(error, "format_message") else str(error)
        output.narrate(f"cuadrante: {in_words(said)}")
        return int(getattr(error, "exit_code", 2))
    except (typer.Abort, KeyboardInterrupt):
        output.narrate("cuadrante: " + t("Stopped."))
        return 130
    except ModuleNotFoundError as error:
        log.error("the installation is not complete", exc_info=error)
        output.narrate(f"cuadrante: {incomplete(error)}")
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_OUTPUT and error.filename is None:
            return output_lost(streams.unwritable() or error)
        report(unexpected(error, since, "command"))
        return 1
