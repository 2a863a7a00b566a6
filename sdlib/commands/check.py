"""``sdlib check``: what a model's files declare, and what is expected of its runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from sdlib.commands.console import FAILED, Busy, busy, console, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, load_for, tell_notes
from sdlib.errors import DataFileError, RunError, SdError

if TYPE_CHECKING:
    from sdlib.study.checks import CheckResult

_STEPS = 15
"""Reading and the parts of the checks; only the length of the bar depends on it."""

EXAMPLES = (
    "sdlib check sme_primer",
    "sdlib check sme_primer --all",
    "sdlib check my_model.mdl --json",
)
"""What ``--help`` shows."""


def check(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every check, also those that passed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a model: data, units, conservation, extremes, numerics, loops, levers, behaviour.

    Failures come first, each with what to do. Faults of data files come a step at a time: the
    form first, then names and numbers. The exit code is 1 if a check fails.
    """
    with busy(_STEPS) as bar:
        results = _results(model, encoding, bar)
    failed = sum(not result.passed for result in results)
    if as_json:
        print_json({"passed": not failed, "checks": [_tree(result) for result in results]})
    else:
        _print(results, every=every)
    if failed:
        raise typer.Exit(FAILED)


def _results(model: str, encoding: str | None, bar: Busy) -> list[CheckResult]:
    from sdlib.study.checks import check_steps

    bar.step(f"reading {model}")
    results: list[CheckResult] = []
    try:
        loaded = load_for(model, encoding)
        tell_notes(loaded)
        for step in check_steps(loaded):
            bar.step(step.label)
            try:
                results.extend(step.run())
            except RunError as error:
                results.append(_failure(step.label, error, "runs whose values are finite"))
    except DataFileError as error:
        results.extend(_failure("declared", fault, "") for fault in error.faults)
    return results


def _failure(kind: str, fault: SdError, expected: str) -> CheckResult:
    from sdlib.study.checks import CheckResult

    return CheckResult(
        kind=kind,
        name=fault.found,
        passed=False,
        expected=expected or fault.allowed,
        found=fault.found,
        place=fault.place,
        remedy=fault.remedy,
    )


def _tree(result: CheckResult) -> dict[str, object]:
    from sdlib.study.checks import family_of

    return {"family": family_of(result.kind), **vars(result)}


def _print(results: Sequence[CheckResult], *, every: bool) -> None:
    failed = [result for result in results if not result.passed]
    for result in failed:
        _print_failure(result)
    if every:
        _print_every(results)
    else:
        _print_summary(results)
    passed = len(results) - len(failed)
    summary = f"{passed} passed" if not failed else f"{len(failed)} failed, {passed} passed"
    console().print(f"\n{summary}", style="bold red" if failed else "bold green")


def _print_failure(result: CheckResult) -> None:
    where = console()
    where.print(Text.assemble(("FAILED", "bold red"), f"  {result.kind}  {result.name}"))
    lines = {
        "expected": result.expected,
        "found": "" if result.found == result.name else result.found,
        "where": result.place,
        "try": result.remedy,
    }
    for label, text in lines.items():
        if text:
            where.print(f"        {label:<9} {text}", soft_wrap=True)
    where.print()


def _print_summary(results: Sequence[CheckResult]) -> None:
    """Print a line a family: how many checks passed, and of which kinds they are."""
    from sdlib.study.checks import family_of

    table = new_table("", **{"": "left", "Checks": "left", "Passed": "right", "Of": "right"})
    table.add_column("Kinds")
    families: dict[str, list[CheckResult]] = {}
    for result in results:
        families.setdefault(family_of(result.kind), []).append(result)
    for name, members in families.items():
        passed = sum(member.passed for member in members)
        mark = _mark(passed=passed == len(members))
        kinds = Counter(str(member.kind) for member in members)
        told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        table.add_row(mark, name, str(passed), str(len(members)), told)
    print_table(table)


def _print_every(results: Sequence[CheckResult]) -> None:
    """Print a line a check, family by family, failures first."""
    from sdlib.study.checks import family_of

    table = new_table("", **{"": "left", "Kind": "left", "Check": "left", "Expected": "left"})
    table.add_column("Found")
    order = list(dict.fromkeys(family_of(result.kind) for result in results))
    for result in sorted(results, key=lambda r: (order.index(family_of(r.kind)), r.passed)):
        table.add_row(
            _mark(passed=result.passed),
            str(result.kind),
            result.name,
            result.expected,
            result.found,
        )
    print_table(table)


def _mark(*, passed: bool) -> Text:
    return Text("ok", style="green") if passed else Text("FAILED", style="bold red")
