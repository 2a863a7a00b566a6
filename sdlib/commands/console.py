"""What the commands share: consoles, the progress bar, JSON, and what errors look like."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from sdlib.errors import SdError
from sdlib.progress import telling

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

QUIET = 5.0
"""How long work may take before a line says so where progress cannot be drawn [s]."""

_SELDOM = 6
"""How many times that a line is not repeated while the same work goes on."""

_WIDE = 240
"""Width of tables that go into a file or a pipe, where no line is too long."""

_GAP = 2
"""Blanks between two columns."""

_INDENT = 2
"""Blanks that a cell is indented by."""

_READABLE = 20
"""Width down to which the first column is narrowed; narrower texts would be hard to read."""


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


def print_table(table: Table, *, keep: int = 1, together: int = 1) -> None:
    """Print a table to stdout; a number is never cut off.

    Where the lines would get longer than the terminal, texts are broken between words first; then
    the columns are printed in blocks below each other, each with the first columns again.

    Args:
        table: The table.
        keep: How many of its first columns tell what a row is.
        together: How many of the columns after these are one, such as a value and its change.
    """
    for number, block in enumerate(_blocks(table, console().width, keep, together)):
        if number:
            console().print()
        least = narrowest(block)
        where = console(at_least=least)
        _settle(block, where.width - least)
        where.print(block)


def indented(text: str, depth: int) -> Padding:
    """Return a text as a cell that stays indented where it is broken into lines.

    Args:
        text: The text.
        depth: How deep it stands below the others.
    """
    return Padding(text, (0, 0, 0, _INDENT * depth))


def narrowest(table: Table) -> int:
    """Return the smallest width at which every word and number of a table is whole."""
    return sum(least for least, _ in _rooms(table)) + _GAP * max(len(table.columns) - 1, 0)


def fits(table: Table) -> bool:
    """Tell whether the terminal is wide enough for a table."""
    return narrowest(table) <= console().width


def _rooms(table: Table) -> list[tuple[int, int]]:
    """Return the least and the greatest width that each column can use."""
    wide = Console(width=10_000, markup=False, emoji=False, highlight=False)
    rooms = []
    for number, column in enumerate(table.columns):
        head = Measurement.get(wide, wide.options, column.header)
        cells = [Measurement.get(wide, wide.options, cell) for cell in column.cells]
        whole = max((cell.maximum for cell in cells), default=0)
        least = whole if column.no_wrap else max((cell.minimum for cell in cells), default=0)
        if number == 0:
            least = max(least, min(whole, _READABLE))
        rooms.append((max(least, head.minimum), max(whole, head.maximum)))
    return rooms


def _settle(table: Table, spare: int) -> None:
    """Set the width of each column: the least, and its part of what is to spare."""
    rooms = _rooms(table)
    widths = [least for least, _ in rooms]
    while spare > 0 and any(width < most for width, (_, most) in zip(widths, rooms, strict=True)):
        for at, (_, most) in enumerate(rooms):
            if widths[at] < most and spare > 0:
                widths[at] += 1
                spare -= 1
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        # The cells have room; only the heading may be broken.
        column.no_wrap = False


def _blocks(table: Table, width: int, keep: int, together: int) -> Iterator[Table]:
    waiting = list(range(keep, len(table.columns)))
    if narrowest(table) <= width or not waiting:
        yield table
        return
    while waiting:
        count = len(waiting)
        block = _part(table, [*range(keep), *waiting])
        while count > together and narrowest(block) > width:
            count -= together
            block = _part(table, [*range(keep), *waiting[:count]])
        yield block
        waiting = waiting[count:]


def _part(table: Table, places: Sequence[int]) -> Table:
    """Return a table with some of the columns of another."""
    part = new_table()
    part.title = table.title
    columns = [table.columns[at] for at in places]
    for column in columns:
        part.add_column(
            column.header, justify=column.justify, no_wrap=column.no_wrap, overflow=column.overflow
        )
    for row, *cells in zip(table.rows, *(column.cells for column in columns), strict=True):
        part.add_row(*cells, style=row.style, end_section=row.end_section)
    return part


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
    table.padding = (0, _GAP, 0, 0)
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
        self._ended = threading.Event()
        self._steps = 0
        self._step = ""
        self._shown = ""

    def step(self, what: str) -> None:
        """Tell that the step before is done, and what is done now."""
        self._step = self._shown = what
        self._progress.update(self._task, description=what, completed=self._steps)
        self._steps += 1

    def within(self, what: str, done: int, total: int) -> None:
        """Tell how far a part of the present step is; all of it leaves the step alone."""
        aside = f": {what}, {done} of {total}" if done < total else ""
        self._shown = self._step + aside
        self._progress.update(self._task, description=self._shown)

    def write(self) -> None:
        """Write lines that say what is done for as long as the work takes, some seconds apart."""
        began, told, silent = time.monotonic(), "", 0
        while not self._ended.wait(QUIET):
            silent += 1
            if self._shown != told or silent >= _SELDOM:
                told, silent = self._shown, 0
                passed = round(time.monotonic() - began)
                error_console().print(f"{told} ({passed} s so far)", soft_wrap=True)

    def show(self) -> None:
        """Start to draw, unless the work has ended."""
        with self._lock:
            if not self._ended.is_set():
                self._progress.start()

    def end(self) -> None:
        """Stop drawing and leave no trace."""
        with self._lock:
            self._ended.set()
            self._progress.stop()


@contextmanager
def busy(total: int) -> Iterator[Busy]:
    """Show a progress bar on stderr while the work takes longer than a second.

    Where stderr is a file or a pipe, lines say what is done in work that takes some seconds.

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
    if not where.is_terminal:
        timer = threading.Timer(0.0, shown.write)
    timer.daemon = True
    timer.start()
    try:
        with telling(shown.within):
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
