"""The rows of a benchmark, their targets, and the table that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from timing import Timing, as_json


@dataclass(frozen=True)
class Target:
    """A figure that is wanted, beside the one that was measured."""

    wanted: str
    measured: str
    met: bool | None
    """None where it was not measured."""


@dataclass(frozen=True)
class Row:
    """One measurement."""

    model: str
    what: str
    who: str
    timing: Timing | None = None
    """None where it was not run."""
    target: Target | None = None
    note: str = ""


@dataclass
class Report:
    """All rows, with what is known of the machine."""

    facts: dict[str, object]
    rows: list[Row] = field(default_factory=list)
    title: str = "The compiled engine"

    def extend(self, rows: Sequence[Row]) -> None:
        """Add rows, and print each at once in short, since some take minutes."""
        self.rows.extend(rows)
        for row in rows:
            seconds = _seconds(row.timing.seconds) if row.timing else row.note or "not run"
            Console(stderr=True).print(f"[dim]{row.model}: {row.what}: {row.who}: {seconds}")

    def print(self) -> None:
        """Print the table."""
        console = Console(width=None if Console().is_terminal else 150)
        for key, value in self.facts.items():
            console.print(f"{key}: {value}", style="dim", highlight=False)
        table = Table(title=self.title, show_lines=False)
        for heading in ("model", "what", "who", "median", "from", "to", "target", "measured", ""):
            right = heading in ("median", "from", "to", "measured")
            table.add_column(heading, justify="right" if right else "left")
        before = ("", "")
        for row in self.rows:
            if before != ("", "") and (row.model, row.what) != before:
                table.add_section()
            shown = ("", "") if (row.model, row.what) == before else (row.model, row.what)
            before = (row.model, row.what)
            table.add_row(*shown, *_cells(row))
        console.print(table)

    def as_json(self) -> dict[str, object]:
        """Return everything for a JSON file."""
        rows = [
            {
                "model": row.model,
                "what": row.what,
                "who": row.who,
                "time": as_json(row.timing) if row.timing else None,
                "target": vars(row.target) if row.target else None,
                "note": row.note,
            }
            for row in self.rows
        ]
        return {**self.facts, "rows": rows}


def at_most(measured: float, limit: float, unit: str) -> Target:
    """Return the target that a figure stays below a limit."""
    return Target(f"at most {limit:g} {unit}", f"{measured:.3g} {unit}", measured <= limit)


def at_least(measured: float, limit: float, unit: str) -> Target:
    """Return the target that a figure reaches a limit."""
    return Target(f"at least {limit:,g} {unit}", f"{measured:,.3g} {unit}", measured >= limit)


def not_run(wanted: str) -> Target:
    """Return a target that was not measured."""
    return Target(wanted, "not run", None)


def figure(measured: str) -> Target:
    """Return a figure that has no target."""
    return Target("", measured, None)


def _cells(row: Row) -> list[str]:
    who = f"{row.who} [dim]({note})" if (note := _note(row)) else row.who
    if row.timing is None:
        figure = row.target is not None and row.target.met is None and not row.target.wanted
        times = ["" if figure else "not run", "", ""]
    else:
        times = [_seconds(t) for t in (row.timing.seconds, row.timing.least, row.timing.most)]
        if row.timing.samples == 1:
            times[1:] = ["once", ""]
    if row.target is None:
        return [who, *times, "", "", ""]
    verdict = {True: "[green]met", False: "[red]missed", None: ""}[row.target.met]
    return [who, *times, row.target.wanted, row.target.measured, verdict]


def _note(row: Row) -> str:
    return ", ".join(filter(None, (row.note, row.timing.note if row.timing else "")))


def _seconds(seconds: float) -> str:
    if abs(seconds) >= 100:
        return f"{seconds:.0f} s"
    if abs(seconds) >= 0.1:
        return f"{seconds:.3g} s"
    if abs(seconds) >= 1e-4:
        return f"{seconds * 1e3:.3g} ms"
    return f"{seconds * 1e6:.3g} µs"
