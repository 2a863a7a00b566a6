"""``sdlib fit``: how a run follows the observations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from sdlib.commands.console import busy, console, indented, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, load_for

if TYPE_CHECKING:
    from sdlib.study.fit import Fit, SeriesFit, WindowFit

EXAMPLES = (
    "sdlib fit sme_primer",
    "sdlib fit sme_primer baseline --json",
    "sdlib fit sme_primer --chart fit.svg",
)
"""What ``--help`` shows."""

NOTES = (
    "MAPE: mean absolute error in % of the observation. Trend: that of the exponential trend "
    "through the window; through two points it has no error.",
    "Naive: that of the last value carried on at the last growth; in the window from the two "
    "points before each.",
    "Skill: share of the error of trend or naive projection that the model avoids; below 0 it is "
    "worse than that.",
    "R2: share of the variance of growth rates that the model explains. Theil: shares of bias, "
    "variance and covariance.",
)
"""What the columns mean, a line each."""


def fit(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=MODEL_HELP)],
    scenario: Annotated[
        str | None, typer.Argument(help="A scenario; the calibrated one by default.")
    ] = None,
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw model and data into an .svg or .png file."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Show how far a run is from the observations, beside a trend and a naive projection.

    Inside the calibration window and after it; after it twice, with the outside drivers as they
    were and with what was known at the window's end.
    """
    from sdlib.study.fit import fit_of, fit_record

    if chart is not None:
        from sdlib.output.files import check_place
        from sdlib.study.fit.chart import CHART_ENDINGS

        check_place(chart, CHART_ENDINGS, "fit")
    with busy(3) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        bar.step("running")
        found = fit_of(loaded, scenario)
        if chart is not None:
            from sdlib.output.files import replace_file
            from sdlib.study.fit.chart import fit_chart

            bar.step(f"drawing {chart}")
            title = f"{loaded.package.title.en}: {found.scenario}"
            replace_file(chart, fit_chart(found, title, chart.suffix.lower()))
    if as_json:
        print_json({"model": loaded.package.name, **fit_record(found)})
        return
    print_fit(found, f"{loaded.package.title.en}: {found.scenario}")
    if chart is not None:
        console().print(f"\n{chart}: {len(found.series)} series", soft_wrap=True)


def print_fit(found: Fit, title: str) -> None:
    """Print the table of a fit with what its columns mean."""
    table = new_table(title, **{"Series, window, run": "whole"})
    heads = ("n", "MAPE", "trend", "naive", "skill/trend", "skill/naive", "R2 growth", "Theil")
    for heading in heads:
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found.single:
        _add(table, found, each)
    print_table(table)
    _print_across(found)
    where = console()
    where.print()
    for line in filter(None, (*NOTES, *_more_notes(found), _fewer_points(found), _won(found))):
        where.print(line, style="dim", soft_wrap=True)
    if found.known_scenario:
        known = ", ".join(f"{name} = {value:.4g}" for name, value in found.known_inputs.items())
        where.print(
            f"Known in {found.until:g}: scenario {found.known_scenario} with {known}.",
            style="dim",
            soft_wrap=True,
        )


def _add(table: Table, found: Fit, each: SeriesFit) -> None:
    """Add a series, and below it each window with the run that it is compared with."""
    rows = (
        (each.inside, "fitted" if each.fitted else "not fitted"),
        (each.after_actual, "actual drivers"),
        (each.after_known, f"known in {found.until:g}"),
        (each.reported, "only shown"),
    )
    by_growth = " (growth)" if each.compare == "growth" else ""
    table.add_row(f"{each.series}{by_growth}")
    for window, run in rows:
        if window is not None:
            table.add_row(indented(f"{_span(window)}, {run}", 1), *_cells(window))


def _print_across(found: Fit) -> None:
    """Print how alike the order of elements is, where a series is observed over a dimension."""
    if not found.across:
        return
    table = new_table("Rank correlation with the data", **{"Series over dimension": "whole"})
    for heading in ("n", "first", "last", "of growth"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found.across:
        span = f"{each.first:g} to {each.last:g}"
        table.add_row(
            f"{each.series} over {each.over}, {span}",
            str(each.count),
            *map(_number, (each.rank_first, each.rank_last, each.rank_change)),
        )
    console().print()
    print_table(table)


def _span(window: WindowFit) -> str:
    if window.first == window.last:
        return f"{window.first:g}"
    return f"{window.first:g} to {window.last:g}"


def _cells(window: WindowFit) -> list[str]:
    errors = (window.mape_percent, window.trend_mape_percent, window.naive_mape_percent)
    shares = window.shares
    star = "*" if window.is_naive_shorter else ""
    return [
        str(window.count),
        *(_percent(each) for each in errors[:2]),
        star + _percent(errors[2]),
        _number(window.trend_skill),
        star + _number(window.naive_skill),
        _number(window.growth_r2),
        "-"
        if shares is None
        else f"{shares.bias:.2f} {shares.variance:.2f} {shares.covariance:.2f}",
    ]


def _more_notes(found: Fit) -> list[str]:
    """Return what is said only of series that are compared in another way."""
    notes = []
    if any(each.compare == "growth" for each in found.single):
        notes.append(
            "Growth: the run is scaled so that it meets the first observation, which does not "
            "count; only changes since then are compared."
        )
    notes.extend(
        f"Only shown: {each.series}: {each.report}." for each in found.single if each.report
    )
    return notes


def _won(found: Fit) -> str:
    """Return how often the model beats the naive projection after the window; empty without."""
    parts = []
    runs = (
        ("with the actual drivers", [each.after_actual for each in found.single]),
        (f"as known in {found.until:g}", [each.after_known for each in found.single]),
    )
    for run, windows in runs:
        skills = [w.naive_skill for w in windows if w is not None and w.naive_skill is not None]
        if skills:
            better = sum(skill > 0 for skill in skills)
            parts.append(f"{better} of {len(skills)} series {run}")
    return (
        f"After {found.until:g} better than the naive projection: {', '.join(parts)}."
        if parts
        else ""
    )


def _fewer_points(found: Fit) -> str:
    """Return what the mark means, with the model's errors over the same points; empty without."""
    marked = [
        f"{each.series} {_percent(window.beside_naive_mape_percent)}"
        for each in found.series
        for window in (each.inside, each.after_actual, each.after_known)
        if window is not None and window.is_naive_shorter
    ]
    if not marked:
        return ""
    return (
        "* Without the first two points of the series, where there is no naive projection. MAPE of "
        f"the model over the same points, which this skill compares: {', '.join(marked)}."
    )


def _percent(value: float | None) -> str:
    from sdlib.output.digits import shown

    return "-" if value is None else f"{shown(value, 1)} %"


def _number(value: float | None) -> str:
    from sdlib.output.digits import shown

    return "-" if value is None else shown(value, 2)
