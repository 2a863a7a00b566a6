"""``sdlib calibrate``: fit the declared parameters of a model to its observations."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sdlib.commands.console import busy, console, error_console, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, load_for

if TYPE_CHECKING:
    from sdlib.study.calibration import Calibration, Estimate

ENDINGS = (".json", ".yaml")
"""Kinds of files that results are written to."""

EXAMPLES = (
    "sdlib calibrate sme_primer",
    "sdlib calibrate sme_primer --out calibration.json",
    "sdlib calibrate sme_primer --starts 50 --seed 7",
    "sdlib calibrate models/my_model --write --out models/my_model/expected/calibration.json",
)
"""What ``--help`` shows."""


def calibrate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=MODEL_HELP)],
    starts: Annotated[
        int | None,
        typer.Option(min=1, max=200, help="Starting points; as calibration.yaml says by default."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Seed of the starts; as calibration.yaml says by default."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write everything that was found to a .json or .yaml."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Put the calibrated values into the model file.")
    ] = False,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Fit the parameters that calibration.yaml declares to the observations that it names.

    Shows each value with its 95 % profile interval, and says of each whether the data tell it. The
    same model, files and seed give the same numbers.
    """
    from sdlib.model.reading.rewrite import with_numbers
    from sdlib.output.files import check_place, replace_file
    from sdlib.study.calibration import calibrate as fit_parameters
    from sdlib.study.calibration import calibration_record, declared_calibration, step_count

    if out is not None:
        check_place(out, ENDINGS, "calibration")
    with busy(1) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
    declared = declared_calibration(loaded)
    if write:
        # A file that takes no numbers is better found before the work than after it.
        with_numbers(loaded.model, dict.fromkeys(_names(declared), 1.0))
    with busy(step_count(declared, starts)) as bar:
        found = fit_parameters(loaded, starts=starts, seed=seed, step=bar.step)
    written = with_numbers(loaded.model, found.values) if write else None
    command = _command(model, starts, seed, write, encoding)
    tree = calibration_record(found, loaded, command, written)
    if out is not None:
        replace_file(out, _text(tree, out.suffix.lower()).encode("utf-8"))
    if written is not None:
        replace_file(loaded.model.path, written)
    if as_json:
        if written is not None:
            # What is printed must stay JSON, but nobody's model is changed without a word.
            error_console().print(f"{loaded.model.path}: the values", soft_wrap=True)
        print_json(tree)
        return
    _print(found, loaded.package.title.en)
    for path, what in ((out, "everything that was found"), (loaded.model.path, "the values")):
        if path is not None and (path is out or write):
            console().print(f"\n{path}: {what}", soft_wrap=True)


def _names(declared: Any) -> list[str]:
    return [parameter.variable for parameter in declared.parameters]


def _command(
    model: str, starts: int | None, seed: int | None, write: bool, encoding: str | None
) -> str:
    """Return the command line without the names of files that results go to."""
    words = ["sdlib", "calibrate", model]
    for option, value in (("--starts", starts), ("--seed", seed), ("--encoding", encoding)):
        words += [option, str(value)] if value is not None else []
    return shlex.join([*words, "--write"] if write else words)


def _text(tree: dict[str, Any], ending: str) -> str:
    if ending == ".json":
        return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"
    from sdlib.policy.yaml_file import yaml_text

    return yaml_text(tree)


def _print(found: Calibration, title: str) -> None:
    window = f"{found.first:g} to {found.until:g}"
    heads = {"Parameter": "left", "Unit": "left", "Before": "right", "Calibrated": "right"}
    table = new_table(f"{title}: {found.scenario}, {window}", **heads)
    for heading in ("95 % interval", "Range"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Told by the data?")
    for each in found.parameters:
        table.add_row(
            each.variable,
            each.unit,
            f"{each.before:.6g}",
            f"{each.value:.6g}",
            _interval(each),
            f"{each.range[0]:.4g} to {each.range[1]:.4g}",
            f"not identified: {each.not_identified}" if each.not_identified else "yes",
        )
    print_table(table)
    console().print()
    _print_series(found)
    console().print()
    _print_correlation(found)
    _print_search(found)


def _interval(each: Estimate) -> str:
    low, high = ("open" if end is None else f"{end:.4g}" for end in each.interval)
    return f"{low} to {high}"


def _print_series(found: Calibration) -> None:
    heads = {"Series": "whole", "Transform": "left", "Weight": "right", "Values": "right"}
    table = new_table("", **heads, **{"Part of objective": "right", "MAPE": "right"})
    table.add_column("Trend's MAPE", justify="right")
    fits = {each.series: each.inside for each in found.fit.series}
    for each in found.series:
        fit = fits[each.series]
        errors = (fit.mape_percent, fit.trend_mape_percent) if fit else (None, None)
        table.add_row(
            each.series,
            each.transform,
            f"{each.weight:g}",
            str(each.points),
            f"{each.objective / found.objective * 100 if found.objective else 0:.0f} %",
            *("-" if error is None else f"{error:.1f} %" for error in errors),
        )
    print_table(table)


def _print_correlation(found: Calibration) -> None:
    from sdlib.output.digits import shown

    numbers = [str(number) for number in range(1, len(found.parameters) + 1)]
    table = new_table("", **{"Correlation of": "left", **dict.fromkeys(numbers, "right")})
    for number, (each, row) in enumerate(zip(found.parameters, found.correlation, strict=True)):
        cells = [shown(value, 2) for value in row[: number + 1]]
        # The row's number is the heading of its column.
        table.add_row(f"{number + 1} {each.variable}", *cells)
    print_table(table)


def _print_search(found: Calibration) -> None:
    from sdlib.study.calibration.calibrate import AS_GOOD

    least = min(start.objective for start in found.starts)
    close = sum(start.objective <= least * (1 + AS_GOOD) for start in found.starts)
    console().print(
        f"\nObjective {found.objective:.6g}, {found.objective_before:.6g} before. {close} of "
        f"{len(found.starts)} starts come within {AS_GOOD * 100:g} % of the least (seed "
        f"{found.seed}, {found.runs:,} runs).",
        soft_wrap=True,
    )
