"""``sdlib run``: scenarios to numbers, on the terminal or in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from sdlib.commands.console import busy, console, fits, new_table, print_json, print_table
from sdlib.commands.reading import (
    ENCODING_HELP,
    ENGINE_HELP,
    INTEGRATOR_HELP,
    MODEL_HELP,
    SEED_HELP,
    changes_of,
    digits_of,
    load_for,
    tell_notes,
)
from sdlib.names import counted

if TYPE_CHECKING:
    from sdlib.commands.console import Busy
    from sdlib.loaded import LoadedModel
    from sdlib.run import Run

_MOST_YEARS = 7

EXAMPLES = (
    "sdlib run sme_primer",
    "sdlib run sme_primer policy_bank --set policy_bank.start=2015",
    "sdlib run sme_primer baseline full_package --out table.xlsx",
    "sdlib run sme_primer full_package --out table.csv --layout iamc",
    'sdlib run my_model.mdl --set "birth rate=0.05" --all',
)
"""What ``--help`` shows."""

SET_HELP = (
    "Change a lever (policy_bank=0.5), one of its settings (policy_bank.start=2012, where elements "
    "are chosen policy_bank.target=West+Central), an assumption, or any variable of the model by "
    "its exact name. Can be repeated."
)

LAYOUT_HELP = (
    "wide: a column a variable. long: a row a value. iamc: a column a year, whole years only, "
    "subscripts after bars (Loans|small); a csv of it, which pyam reads, has its passport beside "
    "it in FILE.passport.json."
)


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    scenario: Annotated[
        list[str] | None, typer.Argument(help="Scenarios; the baseline by default.")
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help=SET_HELP),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a .csv, .xlsx or .parquet file."),
    ] = None,
    layout: Annotated[
        str,
        typer.Option(metavar="wide|long|iamc", help=LAYOUT_HELP),
    ] = "wide",
    every: Annotated[
        bool, typer.Option("--all", help="Every variable, not only the declared outputs.")
    ] = False,
    engine: Annotated[str, typer.Option(metavar="NAME", help=ENGINE_HELP)] = "compiled",
    integrator: Annotated[str | None, typer.Option(metavar="NAME", help=INTEGRATOR_HELP)] = None,
    seed: Annotated[int, typer.Option(help=SEED_HELP, min=0)] = 0,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Run scenarios of a model and print the numbers or write them to a file."""
    from sdlib.output.layouts import known_layout
    from sdlib.output.table import label_runs
    from sdlib.output.write import check_path, write_table

    chosen = known_layout(layout)
    if out is not None:
        check_path(out)
    names = list(dict.fromkeys(scenario or ["baseline"]))
    with busy(len(names) + 2) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding, engine, integrator, seed)
        inputs = changes_of(loaded, changes or [])
        labelled = label_runs(_run_each(loaded, names, inputs, every, bar))
        if out is not None:
            bar.step(f"writing {out}")
            write_table(labelled, out, layout=chosen)
    tell_notes(loaded, labelled)
    if out is not None:
        _print_file(labelled, out, chosen, as_json=as_json)
    elif as_json:
        print_json(_tree(labelled))
    else:
        _print(loaded, labelled, every=every)


def _run_each(
    loaded: LoadedModel, names: list[str], inputs: Mapping[str, float | str], every: bool, bar: Busy
) -> list[Run]:
    """Run scenarios; a fault in any of them is found before the first one runs."""
    for name in names:
        loaded.settings(name, inputs)
    outputs = loaded.every_variable_with(list(inputs)) if every else None
    runs = []
    for name in names:
        bar.step(f"running {name}")
        runs.append(loaded.run(name, inputs, outputs=outputs))
    return runs


def _print_file(runs: Mapping[str, Run], out: Path, layout: str, *, as_json: bool) -> None:
    first = next(iter(runs.values()))
    columns = len(first.table().columns)
    if as_json:
        facts = {"file": str(out), "layout": layout, "scenarios": list(runs), "columns": columns}
        print_json(facts)
        return
    times = f"{first.time[0]:.10g} to {first.time[-1]:.10g}"
    console().print(
        f"{out}: {', '.join(runs)}; {counted(columns, 'variable')}, {times}", soft_wrap=True
    )


def _tree(runs: Mapping[str, Run]) -> dict[str, Any]:
    from sdlib.output.passport import passport_of

    first = next(iter(runs.values()))
    tables = {label: run.table() for label, run in runs.items()}
    passport = passport_of(runs, first.table().columns, "wide", None).model_dump(
        exclude={"sdlib_passport", "source", "path", "layout"}
    )
    for entry in passport["scenario"]:
        table = tables[entry["label"]]
        entry["time"] = table.index.tolist()
        entry["values"] = {name: table[name].tolist() for name in table.columns}
    return passport


def _print(loaded: LoadedModel, runs: Mapping[str, Run], *, every: bool) -> None:
    """Print a few years: of the headline outputs, or of all variables."""
    first = next(iter(runs.values()))
    headlines = [output.variable for output in loaded.package.headlines] or list(loaded.outputs)
    columns = list(first.table(*([] if every else headlines)).columns)
    for count in range(min(_MOST_YEARS, len(first.time)), 1, -1):
        table = _years(loaded, runs, columns, count)
        if fits(table):
            break
    print_table(table)
    if not every:
        console().print(
            f"\n{len(columns)} of {len(first.table().columns)} outputs and {count} of "
            f"{len(first.time)} times; all of them: --out table.xlsx",
            style="dim",
        )


def _years(
    loaded: LoadedModel, runs: Mapping[str, Run], columns: Sequence[str], count: int
) -> Table:
    """Return a table of `count` times, the first and the last one among them."""
    from sdlib.output.digits import shown

    first = next(iter(runs.values()))
    last = len(first.time) - 1
    rows = [round(last * at / (count - 1)) for at in range(count)]
    times = [f"{first.time[row]:.10g}" for row in rows]
    several = {"Scenario": "whole"} if len(runs) > 1 else {}
    heads = {"Variable": "left", "Unit": "left", **several, **dict.fromkeys(times, "right")}
    table = new_table(f"{loaded.package.title.en}: {', '.join(runs)}", **heads)
    tables = {label: run.table(*columns) for label, run in runs.items()}
    for column in columns:
        largest = max(float(values[column].abs().max()) for values in tables.values())
        digits = digits_of(loaded, column, largest)
        heading = (column, first.unit(column))
        for label, values in tables.items():
            cells = [shown(float(values[column].iloc[row]), digits) for row in rows]
            table.add_row(*heading, *([label] if several else []), *cells)
            heading = ("", "")
    return table
