"""``sdlib check``: what a model's files declare, and what is expected of its runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from sdlib.commands.console import FAILED, Busy, busy, console, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, load_for
from sdlib.errors import DataFileError, RunError, SdError

if TYPE_CHECKING:
    from sdlib.study.checks import CheckResult

_STEPS = 9
"""Reading and the families of checks; only the length of the bar depends on it."""

EXAMPLES = (
    "sdlib check sme_primer",
    "sdlib check my_model.mdl --json",
)
"""What ``--help`` shows."""


def check(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a model: its declared data, units, levers, loops, history and expectations.

    All faults of data files are shown at once. The exit code is 1 if a check fails.
    """
    with busy(_STEPS) as bar:
        results = _results(model, encoding, bar)
    failed = sum(not result.passed for result in results)
    if as_json:
        print_json({"passed": not failed, "checks": [vars(result) for result in results]})
    else:
        _print(results)
    if failed:
        raise typer.Exit(FAILED)


def _results(model: str, encoding: str | None, bar: Busy) -> list[CheckResult]:
    from sdlib.study.checks import check_steps

    bar.step(f"reading {model}")
    results: list[CheckResult] = []
    try:
        loaded = load_for(model, encoding)
        for step in check_steps(loaded):
            bar.step(step.label)
            try:
                results.extend(step.run())
            except RunError as error:
                results.append(_failure(step.label, error, "runs whose values are finite"))
    except DataFileError as error:
        results.extend(_failure("declared data", fault, "") for fault in error.faults)
    return results


def _failure(kind: str, fault: SdError, expected: str) -> CheckResult:
    from sdlib.study.checks import CheckResult

    return CheckResult(
        kind=kind,
        name=fault.found,
        passed=False,
        expected=expected or fault.allowed,
        found=fault.remedy,
        place=fault.place,
    )


def _print(results: Sequence[CheckResult]) -> None:
    table = new_table("", **{"": "left", "Kind": "left", "Check": "left", "Expected": "left"})
    table.add_column("Found")
    for result in results:
        mark = Text("ok", style="green") if result.passed else Text("FAILED", style="bold red")
        where = f"\n{result.place}" if result.place and not result.passed else ""
        table.add_row(mark, result.kind, f"{result.name}{where}", result.expected, result.found)
    print_table(table)
    failed = sum(not result.passed for result in results)
    passed = len(results) - failed
    summary = f"{passed} passed" if not failed else f"{failed} failed, {passed} passed"
    console().print(f"\n{summary}", style="bold red" if failed else "bold green")
