"""``sdlib sensitivity``: which uncertain inputs move the outputs, ranked, with intervals."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from sdlib.commands.console import busy, console, new_table, print_json, print_table
from sdlib.commands.reading import (
    ENCODING_HELP,
    MODEL_HELP,
    OUTPUT_HELP,
    TIME_HELP,
    changes_of,
    load_for,
    told_in_steps,
)
from sdlib.names import counted

if TYPE_CHECKING:
    from sdlib.loaded import LoadedModel
    from sdlib.study.sensitivity import FactorWish, OutputSensitivity, Sensitivity

_SHOWN = 12
_CHARTED = 12
_LIBRARIES = ("SALib", "scipy")

EXAMPLES = (
    "sdlib sensitivity sme_primer",
    "sdlib sensitivity sme_primer full_package --levers --output Exports --time 2030",
    "sdlib sensitivity sme_primer --method sobol --samples 512 --chart chart.svg",
    'sdlib sensitivity my_model.mdl --factors "birth rate=0.1:0.3" --factors room=1000:9000',
)
"""What ``--help`` shows."""

METHOD_HELP = (
    "morris: a screening with few runs; effect sizes in the output's unit. sobol: which share of "
    "the variance each factor explains, alone and together with others; many runs."
)
FACTORS_HELP = (
    "A factor to move, NAME or NAME=LOW:HIGH; can be repeated. By default all assumptions, and "
    r"constants whose limits \[low, high] stand in the model file."
)
SAMPLES_HELP = "Trajectories (morris, 100) or base points (sobol, 1024; a power of two)."
SET_HELP = "Change the scenario first, as in 'sdlib run'. Can be repeated."


Names = Annotated[list[str] | None, typer.Option(metavar="NAME", help=OUTPUT_HELP)]
Factors = Annotated[list[str] | None, typer.Option(metavar="NAME[=LOW:HIGH]", help=FACTORS_HELP)]
Without = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Leave a factor out; can be repeated.")
]
Changes = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=SET_HELP)]
OutFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a .csv or .xlsx file.")]
Picture = Annotated[Path | None, typer.Option(metavar="FILE", help="Draw a .svg or .png file.")]


def sensitivity(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    scenario: Annotated[str, typer.Argument(help="The scenario.")] = "baseline",
    method: Annotated[str, typer.Option(metavar="morris|sobol", help=METHOD_HELP)] = "morris",
    output: Names = None,
    time: Annotated[float | None, typer.Option(help=TIME_HELP)] = None,
    samples: Annotated[int | None, typer.Option(metavar="N", help=SAMPLES_HELP)] = None,
    factors: Factors = None,
    levers: Annotated[bool, typer.Option("--levers", help="Move the levers as well.")] = False,
    without: Without = None,
    changes: Changes = None,
    seed: Annotated[int, typer.Option(help="Seed of the sample.", min=0)] = 0,
    every: Annotated[bool, typer.Option("--all", help="Show all factors, however small.")] = False,
    out: OutFile = None,
    chart: Picture = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Rank uncertain inputs by what they do to the outputs, with intervals.

    Every factor is tried over its whole range, all values alike.
    """
    from sdlib.output.bar_chart import check_chart_path
    from sdlib.output.study_file import check_study_path
    from sdlib.study.sensitivity import sensitivity as study_of
    from sdlib.study.values import PARTS

    if out is not None:
        check_study_path(out)
    if chart is not None:
        check_chart_path(chart)
    wishes = wishes_of(factors) if factors else None
    with busy(PARTS + 3) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        given = changes_of(loaded, changes or [])
        bar.step("drawing the sample")
        study = study_of(
            loaded, scenario, method=method, outputs=output, time=time, factors=wishes,
            levers=levers, without=without or (), samples=samples, seed=seed, changes=given,
            tell=told_in_steps(bar),
        )  # fmt: skip
        words = _command(model, study, output, factors, levers, without, changes)
        if out is not None:
            _write(loaded, study, words, out)
        if chart is not None:
            _draw(loaded, study, words, chart)
    if as_json:
        from sdlib.study.sensitivity.tables import study_tree

        print_json({**study_tree(study), "command": words})
    else:
        _print(loaded, study, every=every)
        for path in (out, chart):
            if path is not None:
                console().print(str(path), soft_wrap=True)


def wishes_of(given: Sequence[str]) -> list[FactorWish]:
    """Return the factors that ``--factors NAME[=LOW:HIGH]`` options ask for."""
    from sdlib.study.sensitivity import FactorWish

    wishes = []
    for text in given:
        # A name may hold an equals sign; two numbers with a colon between them are a range.
        name, _, ends = (part.strip() for part in text.rpartition("="))
        low, colon, high = ends.partition(":")
        try:
            wish = FactorWish(key=name, low=float(low), high=float(high))
        except ValueError:
            wish = FactorWish(key=text.strip())
        wishes.append(wish if colon and name else FactorWish(key=text.strip()))
    return wishes


def _command(
    model: str,
    study: Sensitivity,
    outputs: Sequence[str] | None,
    factors: Sequence[str] | None,
    levers: bool,
    without: Sequence[str] | None,
    changes: Sequence[str] | None,
) -> str:
    """Return the command that makes the same study again, defaults spelled out."""
    words = ["sdlib", "sensitivity", model, study.scenario, "--method", study.method]
    words += ["--time", f"{study.time:.10g}", "--samples", str(study.samples)]
    words += ["--seed", str(study.seed)]
    words += ["--levers"] * levers
    for option, values in (
        ("--output", outputs), ("--factors", factors), ("--without", without), ("--set", changes),
    ):  # fmt: skip
        words += [word for value in values or () for word in (option, value)]
    return shlex.join(words)


def _write(loaded: LoadedModel, study: Sensitivity, command: str, path: Path) -> None:
    from sdlib.output.study_file import COMMAND, study_facts, write_study
    from sdlib.study.sensitivity.tables import effects_table, outputs_table, study_notes

    facts = [
        *study_facts(loaded, _LIBRARIES),
        (COMMAND, command),
        ("runs", f"{study.runs:,}"),
        ("time", f"{study.time:.10g}"),
        ("intervals", f"{study.confidence:.0%}, bootstrap of {study.resamples:,} samples"),
        *(("note", note) for note in study_notes(study)),
    ]
    write_study({"effects": effects_table(study), "outputs": outputs_table(study)}, facts, path)


def _draw(loaded: LoadedModel, study: Sensitivity, command: str, path: Path) -> None:
    from sdlib.output.bar_chart import Bar, BarPanel, write_bars
    from sdlib.study.sensitivity import SobolEffect

    panels = []
    for entry in study.outputs:
        effects = [effect for effect in entry.effects if effect.acts][:_CHARTED]
        sobol = study.method == "sobol"
        unit = entry.output.unit
        panels.append(
            BarPanel(
                title=f"{entry.output.label.en}, {study.time:.10g}",
                axis="share of the variance" if sobol else f"effect size [{unit}]",
                bars=tuple(
                    Bar(
                        label=effect.factor.label.en,
                        value=effect.size,
                        interval=effect.interval,
                        second=effect.first if isinstance(effect, SobolEffect) else None,
                        second_interval=effect.first_interval
                        if isinstance(effect, SobolEffect)
                        else 0.0,
                    )
                    for effect in effects
                ),
                legend=("with others (total)", "alone (first order)") if sobol else None,
                note="does not vary",
            )
        )
    names = {"morris": "Morris, effect over the whole range", "sobol": "Sobol"}
    title = f"{loaded.package.title.en}, {study.scenario}: what moves it ({names[study.method]})"
    source = f"{command}; lines: {study.confidence:.0%} intervals"
    write_bars(panels, path, title=title, source=source)


def _print(loaded: LoadedModel, study: Sensitivity, *, every: bool) -> None:
    from sdlib.study.sensitivity.tables import output_notes, study_notes

    name = {"morris": "Morris", "sobol": "Sobol"}[study.method]
    console().print(
        f"{loaded.package.title.en}, {study.scenario}, at time {study.time:.10g}: {name}, "
        f"{counted(len(study.factors), 'factor')}, {study.samples:,} {study.groups}, "
        f"{study.runs:,} runs, seed {study.seed}",
        soft_wrap=True,
    )
    for note in study_notes(study):
        console().print(note, soft_wrap=True)
    for entry in study.outputs:
        console().print()
        if entry.varies:
            shown = [effect for effect in entry.effects if effect.acts or every]
            count = len(shown) if every else min(_SHOWN, len(shown))
            console().print(_title(entry), style="bold", soft_wrap=True)
            print_table(_table(study, entry, count))
            if count < len(shown):
                console().print(f"{len(shown) - count} smaller ones: --all", style="dim")
        for note in output_notes(study, entry):
            console().print(note, style="dim", soft_wrap=True)
    console().print(f"\n{_LEGENDS[study.method]}", style="dim", soft_wrap=True)


_LEGENDS = {
    "morris": "Size: mean absolute effect of going through the whole range, with its 95 % "
    "interval. Effect: the same with its sign. Spread: how much it differs with the values of "
    "the others.",
    "sobol": "Total: share of the variance in which the factor takes part. Alone: share that it "
    "explains by itself. Both with their 95 % intervals.",
}


def _title(entry: OutputSensitivity) -> str:
    unit = "" if entry.output.unit in ("", "Dmnl") else f" {entry.output.unit}"
    largest = max(abs(entry.least), abs(entry.most))
    least, most, mean = (_short(v, largest) for v in (entry.least, entry.most, entry.mean))
    return f"{entry.output.label.en}: {least} to {most}{unit}, mean {mean}"


def _table(study: Sensitivity, entry: OutputSensitivity, count: int) -> Table:
    from sdlib.output.digits import shown
    from sdlib.study.sensitivity.tables import measures

    numbers = (
        ("Size", "±", "Effect", "Spread")
        if study.method == "morris"
        else ("Total", "±", "Alone", "± ")
    )
    heads = {"Factor": "left", "Name": "left", "Low": "right", "High": "right"}
    table = new_table(**heads, **dict.fromkeys(numbers, "right"))
    largest = max(effect.size for effect in entry.effects)
    for effect in entry.effects[:count]:
        factor = effect.factor
        label = "" if factor.label.en == factor.key else factor.label.en
        values = measures(effect).values()
        digits = 3 if study.method == "sobol" else _digits(largest)
        signed = study.method == "morris"
        cells = [shown(value, digits, signed=signed and at == 2) for at, value in enumerate(values)]
        table.add_row(label or factor.key, "" if not label else factor.key,
                      f"{factor.low:.6g}", f"{factor.high:.6g}", *cells)  # fmt: skip
    return table


def _digits(largest: float) -> int:
    """Return the digits after the point with which a number of that size shows three figures."""
    return max(0, 2 - math.floor(math.log10(largest))) if largest else 0


def _short(value: float, largest: float) -> str:
    return f"{value:,.{_digits(largest) + 1 if largest < 1000 else 0}f}"
