"""Charts as ECharts specifications: plain dicts. Nothing here knows Streamlit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sdlib.app.drawn import CURRENT, Spec, drawn_line, rounded, short
from sdlib.app.options import FONT, GREY, INK
from sdlib.app.shades import Shading, shades
from sdlib.app.texts import Texts
from sdlib.app.wording import (
    cut,
    elements_told,
    is_calendar,
    series,
    text_width,
    time_text,
    time_unit,
)
from sdlib.model import Model
from sdlib.policy import Package
from sdlib.policy.schema import Chart
from sdlib.run import Run

DOTS = [2, 4]
"""The baseline of one line among several: in its colour, dotted."""
MOST_LINES = 6
"""How many elements of an array one chart draws."""

SMALL_LETTERS = 48
"""How many letters stand side by side above a small chart of a laptop's page."""

_DASH = "path://M0,3h18v2.5h-18z"
"""The sign of a line in a legend."""
_DOTTED = "path://M0,3h3v2.5h-3zM5,3h3v2.5h-3zM10,3h3v2.5h-3zM15,3h3v2.5h-3z"
_GRID_LINE = "#e6e9ee"
_PALE = "#8d939c"
_SHADE = "rgba(31, 95, 191, 0.045)"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a chart: a column of the two runs, with its observations."""

    name: str
    column: str
    observed: tuple[tuple[float, float], ...] = ()
    """Times and values that the model was fitted to."""
    observed_later: tuple[tuple[float, float], ...] = ()
    """Times and values after the last year that the model was fitted to."""


def chart_lines(chart: Chart, run: Run, texts: Texts, *, points: bool = True) -> tuple[Line, ...]:
    """Return the lines of a chart; an array has one for each of its elements, up to a number.

    Args:
        chart: The chart.
        run: The current run.
        texts: The language.
        points: Whether they come with their observations.
    """
    lines: list[Line] = []
    for name in chart.outputs:
        output = run.package.output(name)
        label = output.label.of(texts.language) if output else name
        for column in run.model.elements(name)[: MOST_LINES - len(lines)]:
            inside = elements_told(run.package, run.model, column, texts)
            text = inside or label
            if inside and len(chart.outputs) > 1:
                text = f"{label}: {inside}"
            observed, later = _observations(run.package, column) if points else ((), ())
            lines.append(Line(name=text, column=column, observed=observed, observed_later=later))
    return tuple(lines)


def shown_columns(chart: Chart, model: Model) -> tuple[str, ...]:
    """Return the columns that a chart draws, without asking what they are called."""
    return tuple(column for name in chart.outputs for column in model.elements(name))[:MOST_LINES]


def line_chart(
    chart: Chart, run: Run, baseline: Run, texts: Texts, shading: Shading | None = None
) -> Spec:
    """Return a large chart: baseline grey, current run in colour, observations as points.

    Args:
        chart: What is drawn.
        run: The current run.
        baseline: The baseline's run.
        texts: The language.
        shading: The bands behind the lines, None where none are wanted.
    """
    lines = chart_lines(chart, run, texts)
    behind = shades([line.column for line in lines], len(run.time), shading, texts)
    times = [time_text(float(t)) for t in run.time]
    drawn = [
        *(drawn for pair in _pairs(lines, run, baseline, texts) for drawn in pair),
        *_points(lines, times, texts),
    ]
    drawn[0] |= _projection(run, times, texts)
    unit = texts.unit(run.unit(chart.outputs[0]))
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {
            "left": 4,
            "right": 14,
            "top": 50,
            "bottom": 20 if _time_name(run, texts) else 2,
            "containLabel": True,
        },
        "legend": _legend(drawn, texts, dotted=len(lines) > 1),
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "valueFormatter": _number_format(lines, baseline),
            "textStyle": {"fontFamily": FONT, "color": INK, "fontSize": 13},
        },
        "xAxis": _named_time(run, times, texts),
        "yAxis": _value_axis(lines, baseline, unit),
        # Behind by their depth, not by their place: the colours of a chart go by places.
        "series": [*drawn, *behind],
    }


def small_charts(
    charts: Sequence[Chart], run: Run, baseline: Run, texts: Texts, columns: int, row_height: int
) -> Spec:
    """Return all charts as one picture of small ones: it repaints as fast as a single chart."""
    times = [time_text(float(t)) for t in run.time]
    rows = math.ceil(len(charts) / columns)
    spec: Spec = {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "tooltip": {"trigger": "axis", "confine": True, "textStyle": {"fontFamily": FONT}},
        "title": [],
        "grid": [],
        "xAxis": [],
        "yAxis": [],
        "series": [],
    }
    width = 100 / columns
    axis = time_axis(times, small=True)
    for place, chart in enumerate(charts):
        row, column = divmod(place, columns)
        top, left = row * row_height, column * width
        lines = chart_lines(chart, run, texts, points=False)
        unit = texts.unit(run.unit(chart.outputs[0]))
        title = _small_title(chart, lines, unit, texts)
        spec["title"].append({**title, "left": f"{left + 0.3:.2f}%", "top": top})
        spec["grid"].append(
            {
                "left": f"{left + 0.3:.2f}%",
                "width": f"{width - 2.2:.2f}%",
                "top": top + 48,
                "height": row_height - 78,
                "containLabel": True,
            }
        )
        axes = {"gridIndex": place}
        spec["xAxis"].append(axis | axes)
        spec["yAxis"].append(_value_axis(lines, baseline, "", small=True) | axes)
        spec["series"] += [
            drawn | {"xAxisIndex": place, "yAxisIndex": place}
            for pair in _pairs(lines, run, baseline, texts)
            for drawn in pair
        ]
    spec["_height"] = rows * row_height
    return spec


def _small_title(chart: Chart, lines: Sequence[Line], unit: str, texts: Texts) -> Spec:
    """Return the title of a small chart, with the names of its lines below."""
    return {
        "text": chart.label.of(texts.language),
        "subtext": _small_legend(lines, unit),
        "itemGap": 3,
        "textStyle": {"fontFamily": FONT, "fontSize": 14, "fontWeight": 600, "color": INK},
        "subtextStyle": {
            "fontFamily": FONT,
            "fontSize": 12,
            "color": GREY,
            "rich": {
                f"line{at}": {"color": colour, "fontSize": 12, "fontFamily": FONT}
                for at, colour in enumerate(CURRENT)
            },
        },
    }


def _small_legend(lines: Sequence[Line], unit: str) -> str:
    """Return the unit, and of several lines their names in their colours."""
    if len(lines) == 1:
        return unit
    each = max(6, (SMALL_LETTERS - text_width(unit)) // len(lines) - 2)
    names = [
        # Braces and bars would end the styled part.
        f"{{line{at % len(CURRENT)}|{re.sub('[{}|]', ' ', cut(line.name, each))}}}"
        for at, line in enumerate(lines)
    ]
    return "  ".join([*([unit] if unit else []), *names])


def _pairs(
    lines: Sequence[Line], run: Run, baseline: Run, texts: Texts
) -> Iterator[tuple[Spec, Spec]]:
    """Iterate over the lines of the current run, each followed by its baseline.

    All baselines have one name: the legend names them once.
    """
    for at, line in enumerate(lines):
        yield _current(line, at, run, lines, texts), _baseline(line, at, baseline, lines, texts)


def _baseline(line: Line, at: int, run: Run, lines: Sequence[Line], texts: Texts) -> Spec:
    values = rounded(series(run, line.column))
    if len(lines) == 1:
        # Wide and pale, so that it shows on both sides of a line that lies on it.
        return drawn_line(texts("baseline"), _PALE, values, width=4.5) | {"z": 2}
    colour = CURRENT[at % len(CURRENT)]
    return drawn_line(texts("baseline"), colour, values, width=2, dash=DOTS) | {"z": 2}


def _current(line: Line, at: int, run: Run, lines: Sequence[Line], texts: Texts) -> Spec:
    name = texts("current") if len(lines) == 1 else line.name
    colour = CURRENT[at % len(CURRENT)]
    return drawn_line(name, colour, rounded(series(run, line.column)), width=2.5) | {"z": 3}


def _points(lines: Sequence[Line], times: list[str], texts: Texts) -> list[Spec]:
    drawn = []
    for at, line in enumerate(lines):
        colour = INK if len(lines) == 1 else CURRENT[at % len(CURRENT)]
        for key, points in (("observed", line.observed), ("observed_later", line.observed_later)):
            data = [[time_text(t), short(v)] for t, v in points if time_text(t) in times]
            if not data:
                continue
            hollow = key == "observed_later"
            fill = "#ffffff" if hollow else colour
            style = {"color": fill, "borderColor": colour, "borderWidth": 1.5}
            drawn.append(
                {
                    "type": "scatter",
                    "name": texts(key) if len(lines) == 1 else f"{texts(key)}: {line.name}",
                    "data": data,
                    "symbolSize": 6,
                    "color": colour,
                    "itemStyle": style,
                    "z": 4,
                }
            )
    return drawn


def _projection(run: Run, times: list[str], texts: Texts) -> Spec:
    """Shade what lies beyond the last year that the model was fitted to."""
    last = run.package.observed_until
    if last is None or time_text(last) not in times[:-1]:
        return {}
    label = {
        "show": True,
        "position": "insideTopLeft",
        "color": GREY,
        "fontSize": 12,
        "fontFamily": FONT,
    }
    name = f"{time_text(last)} → {texts('projection')}"
    area = [{"xAxis": time_text(last), "name": name}, {"xAxis": times[-1]}]
    return {
        "markArea": {
            "silent": True,
            "itemStyle": {"color": _SHADE},
            "label": label,
            "data": [area],
        },
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": "#9aa3af", "type": "dashed", "width": 1},
            "data": [{"xAxis": time_text(last)}],
        },
    }


def _legend(drawn: Sequence[Mapping[str, Any]], texts: Texts, *, dotted: bool) -> Spec:
    entries = []
    kinds = {item["name"]: item["type"] for item in drawn}
    if dotted:
        # After all the lines that it belongs to.
        kinds[texts("baseline")] = kinds.pop(texts("baseline"))
    for name, kind in kinds.items():
        entry: Spec = {"name": name, **({"icon": _DASH} if kind == "line" else {})}
        if dotted and name == texts("baseline"):
            # The baselines have the colours of their lines: the sign stands for all of them.
            entry |= {"icon": _DOTTED, "itemStyle": {"color": _PALE}}
        entries.append(entry)
    return {
        "top": 0,
        "left": 0,
        "type": "scroll",
        "itemWidth": 18,
        "itemHeight": 8,
        "itemGap": 14,
        "selectedMode": False,
        "textStyle": {"fontFamily": FONT, "fontSize": 12.5, "color": INK},
        "data": entries,
    }


def time_axis(times: list[str], *, small: bool = False) -> Spec:
    """Return the axis of times."""
    # Numbers on a value axis are printed with thousands separators: years want a category axis.
    wanted = 4 if small else 8
    return {
        "type": "category",
        "data": times,
        "boundaryGap": False,
        "axisLine": {"lineStyle": {"color": "#9aa3af"}},
        "axisTick": {"show": False},
        "axisLabel": {
            "interval": "auto",
            "customValues": _ticks(times, wanted),
            "color": INK,
            "fontSize": 11 if small else 12,
            "fontFamily": FONT,
        },
    }


def _ticks(times: list[str], wanted: int) -> list[int]:
    """Return the places of the labelled times: round ones, where there are round ones."""
    numbers = np.array([float(t) for t in times])
    least = 0.95 * float(np.ptp(numbers)) / wanted
    power = math.floor(math.log10(least)) if least else 0
    steps = [digit * 10.0 ** (power + more) for more in (0, 1) for digit in (1, 2, 2.5, 5)]
    for step in (step for step in steps if step >= least):
        parts = numbers / step
        found = np.flatnonzero(np.abs(parts - np.rint(parts)) < 1e-6)
        if len(found) > 1:
            return [int(at) for at in found]
    return list(range(0, len(times), max(1, round(len(times) / wanted))))


def _time_name(run: Run, texts: Texts) -> str:
    """Return what stands below the times: their unit, "" where they are years of a calendar."""
    unit = run.model.time.unit
    return "" if is_calendar(float(run.time[0]), unit) else time_unit(unit, texts)


def _named_time(run: Run, times: list[str], texts: Texts) -> Spec:
    axis = time_axis(times)
    name = _time_name(run, texts)
    if not name:
        return axis
    style = {"color": GREY, "fontSize": 12, "fontFamily": FONT}
    return axis | {
        "name": name,
        "nameLocation": "middle",
        "nameGap": 24,
        "nameTextStyle": style,
    }


def _value_axis(lines: Sequence[Line], baseline: Run, unit: str, *, small: bool = False) -> Spec:
    far = _far_from_zero(lines, baseline)
    return {
        "type": "value",
        "name": unit,
        "nameLocation": "end",
        "nameGap": 8,
        "nameTextStyle": {"align": "left", "color": GREY, "fontSize": 12, "fontFamily": FONT},
        "scale": far,
        # An axis that does not begin at zero would begin at the lowest point, and halve it.
        **({"boundaryGap": ["6%", "6%"]} if far else {}),
        "splitNumber": 3 if small else 5,
        "splitLine": {"lineStyle": {"color": _GRID_LINE}},
        "axisLabel": {"color": INK, "fontSize": 11 if small else 12, "fontFamily": FONT},
    }


def _far_from_zero(lines: Sequence[Line], baseline: Run) -> bool:
    """Tell whether an axis from zero would flatten the lines; only the baseline decides."""
    values = np.concatenate([series(baseline, line.column) for line in lines])
    low, high = float(values.min()), float(values.max())
    return low > 0.6 * high > 0


def _number_format(lines: Sequence[Line], baseline: Run) -> str:
    largest = max(float(np.abs(series(baseline, line.column)).max()) for line in lines)
    decimals = 0 if largest >= 1000 else 1 if largest >= 20 else 3 if largest >= 0.02 else 6
    return f"%,.{decimals}f"


def _observations(
    package: Package, column: str
) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
    """Return the points that the model was fitted to, and those after them."""
    points = [
        (float(time), float(value))
        for history in package.history
        if history.variable == column
        for time, value in zip(history.points["time"], history.points["value"], strict=True)
    ]
    last = math.inf if package.observed_until is None else package.observed_until
    return tuple(p for p in points if p[0] <= last), tuple(p for p in points if p[0] > last)
