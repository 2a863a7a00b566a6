"""``sdlib conformance``: models beside what another program recorded of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from sdlib.commands.console import FAILED, busy, console, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP
from sdlib.errors import InputError

if TYPE_CHECKING:
    from sdlib.study.conformance import Verdict

EXAMPLES = (
    "sdlib conformance test-models",
    "sdlib conformance test-models/tests --json",
)
"""What ``--help`` shows."""

_STYLES = {"pass": "green", "mismatch": "bold red", "unsupported": "yellow", "error": "bold red"}
_HELP_TOLERANCE = (
    "How far a value may be off, as a share of the largest recorded value of its variable; "
    "0.001 by default."
)
_SHOWN_MISSING = 3


def conformance(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder with a folder for each model.")
    ],
    tolerance: Annotated[float | None, typer.Option(help=_HELP_TOLERANCE)] = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Run every model below a folder and compare it with what was recorded of it.

    A model has output.csv or output.tab beside it, or Vensim's export NAME.dat of its own name.
    Each one passes, differs (where, when, both values), is refused (what, which line), or is an
    error. The exit code is 1 if one differs or is an error.
    """
    from sdlib.study.conformance import TOLERANCE, Outcome, cases_in, verdict_on

    allowed = TOLERANCE if tolerance is None else tolerance
    if not 0 < allowed < 1:
        raise InputError(
            found=f"the tolerance is {allowed:g}",
            allowed="a share above 0 and below 1, for example 0.001",
        )
    cases, without = cases_in(folder)
    verdicts = []
    with busy(len(cases)) as bar:
        for case in cases:
            bar.step(str(case.model.relative_to(folder)))
            verdicts.append(verdict_on(case, tolerance=allowed, encoding=encoding))
    counts = Counter(verdict.outcome for verdict in verdicts)
    if as_json:
        tree = {
            "folder": str(folder),
            "tolerance": allowed,
            "counts": {outcome.value: counts[outcome] for outcome in Outcome},
            "models": [_tree(verdict, folder) for verdict in verdicts],
            "without_record": [str(file.relative_to(folder)) for file in without],
        }
        print_json(tree)
    else:
        _print(verdicts, folder)
        told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome)
        where = console()
        where.print(f"\n{len(verdicts)} models: {told}")
        if without:
            where.print(f"{len(without)} more have no recorded values beside them", style="dim")
    if counts[Outcome.MISMATCH] or counts[Outcome.ERROR]:
        raise typer.Exit(FAILED)


def _tree(verdict: Verdict, folder: Path) -> dict[str, Any]:
    return {
        **vars(verdict),
        "model": str(verdict.model.relative_to(folder)),
        "recorded": str(verdict.recorded.relative_to(folder)),
        "missing": list(verdict.missing),
        "from_record": list(verdict.from_record),
        "left_out": list(verdict.left_out),
        "notes": list(verdict.notes),
        "deviation": None if verdict.deviation == float("inf") else verdict.deviation,
    }


def _print(verdicts: Sequence[Verdict], folder: Path) -> None:
    table = new_table("", **{"Model": "left", "Verdict": "whole", "Columns": "right"})
    table.add_column("Detail")
    for verdict in verdicts:
        table.add_row(
            str(verdict.model.relative_to(folder)),
            Text(verdict.outcome.value, style=_STYLES[verdict.outcome.value]),
            str(verdict.compared) if verdict.compared else "",
            _detail(verdict),
        )
    print_table(table)


def _detail(verdict: Verdict) -> str:
    """Return what a row says beside its verdict."""
    parts = []
    if verdict.outcome == "mismatch" and verdict.time is not None:
        found = "no number" if verdict.found is None else f"{verdict.found:.6g}"
        parts.append(
            f"{verdict.variable} at {verdict.time:g}: {found}, recorded {verdict.expected:.6g}"
        )
    if verdict.construct:
        parts.append(
            f"line {verdict.line}: {verdict.construct}" if verdict.line else verdict.construct
        )
    for what, names in (
        ("recorded but not in the model", verdict.missing),
        ("need data that are not there", verdict.left_out),
        ("data variables take their values from the record", verdict.from_record),
    ):
        if names:
            more = ", ..." if len(names) > _SHOWN_MISSING else ""
            parts.append(f"{len(names)} {what}: {', '.join(names[:_SHOWN_MISSING])}{more}")
    parts += verdict.notes
    return "; ".join(parts)
