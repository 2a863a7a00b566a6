"""A chart of model against data: a small panel a series."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from sdlib.study.fit.found import Fit, SeriesFit

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

CHART_ENDINGS = (".svg", ".png")
"""Kinds of files that are drawn."""

_ACROSS = 3
_BLUE, _BROWN, _GREY, _INK = "#1f5fbf", "#b04a00", "#6b7280", "#1a1d21"
_SHADE = "#eaf1fb"
_MANY = 1000
"""Values from which thousands are told apart by commas."""

_ROOM = 1.25
"""How far above the largest observation or run a panel reaches; extrapolations may leave it."""


def fit_chart(fit: Fit, title: str, ending: str) -> bytes:
    """Return a picture of runs, observations and extrapolations; the same fit, the same bytes.

    Args:
        fit: The fit.
        title: What stands above it.
        ending: One of `CHART_ENDINGS`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    down = math.ceil(len(fit.series) / _ACROSS)
    # Names in the file that are drawn at random, and the date, would make each file another one.
    settings = {"svg.hashsalt": "sdlib", "svg.fonttype": "none", "font.size": 9}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(11, 0.9 + 2.5 * down), layout="constrained", facecolor="white")
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, color=_INK)
        panels = figure.subplots(down, _ACROSS, squeeze=False).ravel()
        for panel, each in zip(panels, fit.series, strict=False):
            _draw(panel, fit, each)
        for panel in panels[len(fit.series) :]:
            panel.set_axis_off()
        handles: dict[str, Artist] = {}
        for panel in panels[: len(fit.series)]:
            lines, labels = panel.get_legend_handles_labels()
            handles.update(zip(labels, lines, strict=True))
        figure.legend(
            list(handles.values()), list(handles), loc="outside lower left", ncols=4, frameon=False
        )
        stream = BytesIO()
        metadata = {"Date": None} if ending == ".svg" else {"Software": None}
        figure.savefig(stream, format=ending.removeprefix("."), dpi=150, metadata=metadata)
    return stream.getvalue()


def _draw(panel: Axes, fit: Fit, each: SeriesFit) -> None:
    last = max(fit.until, float(each.times.max(initial=fit.until)))
    shown = each.run_times <= last
    times, values = each.run_times[shown], each.run_values[shown]
    panel.axvspan(fit.first, fit.until, color=_SHADE, lw=0, label="calibration window")
    if each.trend is not None:
        panel.plot(each.times, each.trend, color=_GREY, lw=1, ls=":", label="exponential trend")
    if each.naive is not None:
        # From the last point that it is carried on from.
        later = np.flatnonzero(each.times > fit.until)
        end = len(each.times) if not len(later) else later[0]
        path = np.concatenate([each.observed[end - 1 : end], each.naive[later]])
        panel.plot(
            each.times[end - 1 :], path, color=_GREY, lw=1, ls="-.", label="naive projection"
        )
    tallest = [values.max(initial=0.0), each.observed.max(initial=0.0)]
    if each.known_values is not None:
        after = shown & (each.run_times >= fit.until)
        known = each.known_values[after]
        label = f"model, known in {fit.until:g} ({fit.known_scenario})"
        panel.plot(each.run_times[after], known, color=_BROWN, lw=1.4, ls="--", label=label)
        tallest.append(known.max(initial=0.0))
    label = f"model, actual drivers ({fit.scenario})"
    panel.plot(times, values, color=_BLUE, lw=1.6, label=label)
    inside = each.times <= fit.until
    for rows, face, label in (
        (inside, _INK, "observed"),
        (~inside, "white", "observed after the window"),
    ):
        panel.plot(
            each.times[rows], each.observed[rows], ls="", marker="o", ms=3.5, color=_INK,
            mfc=face, label=label, zorder=3,
        )  # fmt: skip
    panel.set_title(f"{each.series} [{each.unit}]", loc="left", fontsize=9, color=_INK)
    low = min(0.0, float(np.min(each.observed, initial=0.0)), float(values.min(initial=0.0)))
    panel.set_ylim(low, _ROOM * max(tallest) or 1.0)
    margin = 0.02 * (last - fit.first)
    panel.set_xlim(fit.first - margin, last + margin)
    panel.tick_params(length=2, colors=_GREY)
    panel.spines[["top", "right"]].set_visible(False)
    panel.locator_params(axis="x", integer=True)
    if max(tallest) >= _MANY:
        panel.yaxis.set_major_formatter("{x:,.0f}")
