"""``sdlib compare``: outputs of several scenarios side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from sdlib.commands.console import busy, new_table, print_json, print_table
from sdlib.commands.reading import (
    ENCODING_HELP,
    MODEL_HELP,
    TIME_HELP,
    digits_of,
    load_for,
    tell_notes,
)

if TYPE_CHECKING:
    from sdlib.loaded import LoadedModel
    from sdlib.run import Run

_BASELINE = "baseline"

EXAMPLES = (
    "sdlib compare sme_primer policy_bank credit_guarantee",
    "sdlib compare sme_primer full_package --time 2020 --json",
)
"""What ``--help`` shows."""


def compare(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    scenario: Annotated[list[str], typer.Argument(help="Scenarios to compare.")],
    time: Annotated[float | None, typer.Option(help=TIME_HELP)] = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Show the outputs of scenarios at one time, with their change against the baseline."""
    from sdlib.study.values import saved_time

    names = [_BASELINE, *(name for name in dict.fromkeys(scenario) if name != _BASELINE)]
    with busy(len(names) + 1) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        for name in names:
            loaded.settings(name)
        chosen = saved_time(loaded, time)
        runs = {}
        for name in names:
            bar.step(f"running {name}")
            runs[name] = loaded.run(name)
    tell_notes(loaded, runs)
    at = int(abs(runs[_BASELINE].time - chosen).argmin())
    rows = _rows(loaded, runs, at)
    if as_json:
        tree = {"model": loaded.package.name, "time": chosen, "against": _BASELINE}
        print_json({**tree, "outputs": rows})
    else:
        _print(loaded, names, rows, chosen)


def _rows(loaded: LoadedModel, runs: dict[str, Run], at: int) -> list[dict[str, Any]]:
    tables = {name: run.table().iloc[at] for name, run in runs.items()}
    base = tables[_BASELINE]
    rows = []
    for column in base.index:
        values = {name: float(table[column]) for name, table in tables.items()}
        before = values[_BASELINE]
        rows.append(
            {
                "variable": column,
                "unit": runs[_BASELINE].unit(column),
                "values": values,
                "change": {name: value - before for name, value in values.items()},
                "change_percent": {
                    name: (value / before - 1) * 100 if before else None
                    for name, value in values.items()
                },
            }
        )
    return rows


def _print(loaded: LoadedModel, names: list[str], rows: list[dict[str, Any]], time: float) -> None:
    print_table(_side_by_side(loaded, names[1:], rows, time), keep=3, together=2)


def _side_by_side(
    loaded: LoadedModel, names: list[str], rows: list[dict[str, Any]], time: float
) -> Table:
    from sdlib.output.digits import shown

    title = f"{loaded.package.title.en} at time {time:.10g}, change against the baseline"
    table = new_table(title, Output="left", Unit="left", **{_BASELINE: "right"})
    for name in names:
        for heading in (name, "change"):
            table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        largest = max(abs(value) for value in row["values"].values())
        digits = digits_of(loaded, row["variable"], largest)
        cells = [shown(row["values"][_BASELINE], digits)]
        for name in names:
            percent = row["change_percent"][name]
            change = shown(row["change"][name], digits, signed=True)
            cells.append(shown(row["values"][name], digits))
            cells.append(change if percent is None else f"{shown(percent, 1, signed=True)} %")
        table.add_row(row["variable"], row["unit"], *cells)
    return table
