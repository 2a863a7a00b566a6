"""What the commands share: consoles, the progress bar, JSON, and what errors look like."""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from sdlib.errors import SdError

if TYPE_CHECKING:
    from rich.progress import Progress

WRONG_USE = 2
"""Exit code of wrong use and bad input."""

FAILED = 1
"""Exit code of a check that failed, or of a file that is not reproduced."""

UNEXPECTED = 3
"""Exit code of a fault of the program itself."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells expect it."""

PATIENCE = 1.0
"""How long work may take before progress is shown [s]."""

_WIDE = 240
"""Width of tables that go into a file or a pipe, where no line is too long."""


class Commands(TyperGroup):
    """The group of all commands; it turns errors into messages and exit codes."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; an error becomes a message on stderr."""
        try:
            return super().invoke(ctx)
        except SdError as error:
            print_error(str(error))
            raise typer.Exit(WRONG_USE) from None
        except KeyboardInterrupt:
            error_console().print("Stopped.")
            raise typer.Exit(STOPPED) from None
        except Exception as error:
            # Typer's own ways of ending a command pass, and so does a reader that has gone.
            if isinstance(error, (typer.Abort, BrokenPipeError)) or hasattr(error, "exit_code"):
                raise
            if ctx.params.get("debug"):
                traceback.print_exc()
            print_error(_sentence(error, debug=bool(ctx.params.get("debug"))))
            raise typer.Exit(UNEXPECTED) from None


def console(at_least: int = 0) -> Console:
    """Return what results are printed with; texts are printed as they are, brackets included.

    Args:
        at_least: Width of what will be printed, even if the terminal is narrower.
    """
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE
    found = Console(markup=False, emoji=False, highlight=False, width=width)
    if found.width < at_least:
        found.width = at_least
    return found


def error_console() -> Console:
    """Return what messages and progress are printed with."""
    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def help_lines(examples: Sequence[str]) -> str:
    """Return examples as the end of a help text, each on a line of its own."""
    return "\n\n".join(["Examples:", *examples])


def print_error(message: str) -> None:
    """Print a message to stderr, its lines as they are."""
    where = error_console()
    where.print(Text.assemble(("Error: ", "bold red"), message), soft_wrap=True)


def print_json(tree: Any) -> None:
    """Print JSON to stdout, with all letters readable and all digits."""
    typer.echo(json.dumps(tree, ensure_ascii=False, indent=2))


def print_table(table: Table) -> None:
    """Print a table to stdout; a number is never cut off, even where the lines get too long."""
    console(at_least=narrowest(table)).print(table)


def narrowest(table: Table) -> int:
    """Return the smallest width at which every word and number of a table is whole."""
    wide = Console(width=10_000)
    return Measurement.get(wide, wide.options, table).minimum


def fits(table: Table) -> bool:
    """Tell whether the terminal is wide enough for a table."""
    return narrowest(table) <= console().width


def new_table(title: str = "", **columns: str) -> Table:
    """Return an empty table.

    Args:
        title: What stands above it.
        **columns: Heading of each column to "left", "right" for numbers, or "whole" for a text
            that is not broken into lines.
    """
    table = Table(title=title or None, title_justify="left", header_style="bold", box=None)
    table.title_style = "bold"
    table.pad_edge = False
    table.padding = (0, 2, 0, 0)
    for heading, side in columns.items():
        right = side == "right"
        table.add_column(
            heading, justify="right" if right else "left", no_wrap=side != "left", overflow="fold"
        )
    return table


class Busy:
    """A progress bar that shows itself when work takes longer than a second.

    Args:
        progress: The bar, not yet started.
        total: Number of steps.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total)
        self._lock = threading.Lock()
        self._ended = False
        self._steps = 0

    def step(self, what: str) -> None:
        """Tell that the step before is done, and what is done now."""
        self._progress.update(self._task, description=what, completed=self._steps)
        self._steps += 1

    def show(self) -> None:
        """Start to draw, unless the work has ended."""
        with self._lock:
            if not self._ended:
                self._progress.start()

    def end(self) -> None:
        """Stop drawing and leave no trace."""
        with self._lock:
            self._ended = True
            self._progress.stop()


@contextmanager
def busy(total: int) -> Iterator[Busy]:
    """Show a progress bar on stderr while the work takes longer than a second.

    Args:
        total: Number of steps; each is announced with `Busy.step`.
    """
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    where = error_console()
    progress = Progress(
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=where,
        transient=True,
        disable=not where.is_terminal,
    )
    shown = Busy(progress, total)
    timer = threading.Timer(PATIENCE, shown.show)
    timer.daemon = True
    timer.start()
    try:
        yield shown
    finally:
        timer.cancel()
        shown.end()


def _sentence(error: Exception, *, debug: bool) -> str:
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    hint = "" if debug else " 'sdlib --debug COMMAND ...' shows where it arose."
    return (
        f"this is a fault of sdlib itself ({what}). Please report it with the command "
        f"that you gave and the model file.{hint}"
    )
