"""Charts of how the model fits and of what its loops do. Nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.app.drawn import Spec, drawn_line, rounded
from sdlib.app.figures import time_axis
from sdlib.app.options import BLUE, FONT, GREY, INK
from sdlib.app.texts import Texts
from sdlib.app.wording import time_text
from sdlib.model.arrays import FloatArray
from sdlib.study.fit import Fit, SeriesFit

BROWN = "#b04a00"
"""The run that knows only what was known."""
_SHADE = "rgba(31, 95, 191, 0.06)"
_GRID_LINE = "#e6e9ee"
OTHERS = "#9aa3af"
"""What is summed up."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Share:
    """One area of a chart of shares."""

    name: str
    colour: str
    values: FloatArray
    """Shape (time,), -1 to 1."""


def fit_figure(fit: Fit, each: SeriesFit, texts: Texts) -> Spec:
    """Return one series beside the model, the years of the fit shaded.

    Args:
        fit: The fit.
        each: The series.
        texts: The language.
    """
    last = max(fit.until, float(each.times.max(initial=fit.until)))
    shown = (each.run_times <= last) & (each.run_times >= fit.first)
    grid = each.run_times[shown]
    times = [time_text(float(time)) for time in grid]
    until = time_text(fit.until)
    model = rounded(each.run_values[shown])
    drawn = [drawn_line(texts("model_actual"), BLUE, model, width=2.5) | {"z": 3}]
    after = grid > fit.until
    if each.known_values is not None and after.any():
        known: list[float | None] = [
            value if time >= fit.until else None
            for time, value in zip(grid, rounded(each.known_values[shown]), strict=True)
        ]
        label = texts("model_known", until=until)
        line = drawn_line(label, BROWN, model, width=2, dash=[6, 4])
        drawn.append(line | {"data": known, "z": 2})
    inside = each.times <= fit.until
    for name, rows, fill in (
        (texts("observed"), inside, INK),
        (texts("observed_later"), ~inside, "#ffffff"),
    ):
        if rows.any():
            drawn.append(_points(name, each, rows, fill, grid, times))
    if until in times:
        area = [{"xAxis": times[0]}, {"xAxis": until}]
        drawn[0]["markArea"] = {"silent": True, "itemStyle": {"color": _SHADE}, "data": [area]}
    return {
        **_frame(drawn),
        "xAxis": time_axis(times),
        "yAxis": _axis(texts.unit(each.unit)),
    }


def _points(
    name: str,
    each: SeriesFit,
    rows: np.ndarray,
    fill: str,
    grid: FloatArray,
    times: list[str],
) -> Spec:
    """Return observations as points; one between two saved times stands at the nearest."""
    data = [
        [times[int(np.abs(grid - time).argmin())], value]
        for time, value in zip(each.times[rows], rounded(each.observed[rows]), strict=True)
    ]
    return {
        "type": "scatter",
        "name": name,
        "data": data,
        "symbolSize": 6,
        "color": INK,
        "itemStyle": {"color": fill, "borderColor": INK, "borderWidth": 1.5},
        "z": 4,
    }


def shares_figure(times: FloatArray, shares: Sequence[Share]) -> Spec:
    """Return shares over time as stacked areas, what is positive above and the rest below zero.

    Args:
        times: The times.
        shares: What is stacked, the first one nearest to zero.
    """
    drawn: list[Spec] = []
    lowest = np.zeros(len(times))
    for share in shares:
        for sign, part in (
            ("up", share.values.clip(min=0.0)),
            ("down", share.values.clip(max=0.0)),
        ):
            if not part.any():
                continue
            line = drawn_line(share.name, share.colour, rounded(100 * part), width=0.5)
            area = {"color": share.colour, "opacity": 0.75}
            drawn.append(line | {"stack": sign, "areaStyle": area})
            lowest += 100 * part if sign == "down" else 0.0
    deepest = -25.0 * np.ceil(-lowest.min() / 25.0)
    return {
        **_frame(drawn),
        "xAxis": time_axis([time_text(float(time)) for time in times]),
        "yAxis": {**_axis("%"), "min": float(deepest), "max": 100},
    }


def _frame(drawn: Sequence[Spec]) -> Spec:
    """Return what the charts have in common; their legend stands in the page above them."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 4, "right": 14, "top": 26, "bottom": 2, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "textStyle": {"fontFamily": FONT, "color": INK, "fontSize": 13},
        },
        "series": list(drawn),
    }


def _axis(unit: str) -> Spec:
    return {
        "type": "value",
        "name": unit,
        "nameLocation": "end",
        "nameGap": 8,
        "nameTextStyle": {"align": "left", "color": GREY, "fontSize": 12, "fontFamily": FONT},
        "splitNumber": 4,
        "splitLine": {"lineStyle": {"color": _GRID_LINE}},
        "axisLabel": {"color": INK, "fontSize": 12, "fontFamily": FONT},
    }
