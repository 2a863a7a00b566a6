"""Horizontal bars with intervals, as a picture: what is ranked, and how sure the ranks are."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdlib.output.files import check_place, replace_file

FORMATS = (".svg", ".png")
"""Endings of the pictures that can be written."""

_MAIN, _SECOND, _INK, _QUIET = "#1f5a94", "#9fc1e0", "#1b2733", "#5f6b7a"
_FONTS = (
    *("DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP"),
    *("Microsoft YaHei", "PingFang SC", "SimHei"),
)
"""The first has no Chinese signs; the others are those that systems come with."""

_WIDTH, _ROW, _HEAD = 9.0, 0.3, 1.1
"""Of the picture, of one bar, and of what stands above and below a panel [inch]."""

_SCREEN = 150
"""Dots of a png [1/inch]."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: a value with its interval, and perhaps a second one to compare with."""

    label: str
    value: float
    interval: float = 0.0
    """`value` lies within plus or minus this."""
    second: float | None = None
    second_interval: float = 0.0


@dataclass(frozen=True, kw_only=True)
class BarPanel:
    """Bars that share an axis."""

    title: str
    axis: str
    """What the axis shows, with its unit."""
    bars: tuple[Bar, ...]
    """From top to bottom."""
    legend: tuple[str, str] | None = None
    """What value and second value are, None where there is no second."""
    note: str = ""
    """Stands in place of the bars, where there are none."""


def check_chart_path(path: Path) -> None:
    """Refuse a path that cannot be written, before anything is run for it.

    Raises:
        OutputError: If its ending is not known, its folder is missing, or it may not be written.
    """
    check_place(path, FORMATS, "chart")


def write_bars(panels: Sequence[BarPanel], path: Path, *, title: str, source: str) -> Path:
    """Draw panels below each other into a .svg or .png file.

    The same panels make the same bytes. Texts of an svg stay texts, so that they can be searched.

    Args:
        panels: The panels.
        path: The file; an existing one is replaced.
        title: What the picture shows.
        source: How it was made, in one line below.

    Returns:
        The path of the file.

    Raises:
        OutputError: If the file cannot be written; the message names why.
    """
    check_chart_path(path)
    import matplotlib as mpl
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    known = {font.name for font in font_manager.fontManager.ttflist}
    settings = {
        "font.family": [name for name in _FONTS if name in known],
        "font.size": 9,
        "text.color": _INK,
        "axes.labelcolor": _QUIET,
        "xtick.color": _QUIET,
        "svg.fonttype": "none",
        "svg.hashsalt": "sdlib",
    }
    kind = path.suffix.lower().removeprefix(".")
    heights = [_HEAD + _ROW * len(panel.bars) if panel.bars else _HEAD / 2 for panel in panels]
    buffer = io.BytesIO()
    with mpl.rc_context(settings), warnings.catch_warnings():
        # Texts of an svg need no glyph here, and a png shows a box.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(_WIDTH, sum(heights) + 0.9), layout="constrained")
        places = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, panel in zip(places, panels, strict=True):
            _draw(axes, panel)
        figure.suptitle(title, fontsize=12, fontweight="bold", x=0.01, ha="left")
        figure.supxlabel(source, fontsize=7, color=_QUIET, x=0.01, ha="left")
        plain = {"Date": None, "Title": title} if kind == "svg" else {"Title": title}
        figure.savefig(buffer, format=kind, dpi=_SCREEN, metadata=plain)
    replace_file(path, buffer.getvalue())
    return path


def _draw(axes: Any, panel: BarPanel) -> None:
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axes.set_title(panel.title, loc="left", fontsize=10, fontweight="bold")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if not panel.bars:
        axes.set_axis_off()
        axes.text(0, 0.5, panel.note, transform=axes.transAxes, va="center")
        return
    rows = range(len(panel.bars))
    paired = panel.legend is not None
    height = 0.38 if paired else 0.6
    shift = height / 2 if paired else 0.0
    _bars(axes, [row - shift for row in rows], height, _MAIN,
          [bar.value for bar in panel.bars], [bar.interval for bar in panel.bars])  # fmt: skip
    if panel.legend is not None:
        _bars(axes, [row + shift for row in rows], height, _SECOND,
              [bar.second or 0.0 for bar in panel.bars],
              [bar.second_interval for bar in panel.bars])  # fmt: skip
        axes.legend(panel.legend, loc="lower right", frameon=False)
    axes.set_yticks(list(rows), [bar.label for bar in panel.bars])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=_QUIET, linewidth=0.8)
    axes.set_xlabel(panel.axis)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    if max(abs(bar.value) for bar in panel.bars) >= 10:
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="x", color="#e3e8ee", linewidth=0.8)
    axes.set_axisbelow(True)


def _bars(
    axes: Any,
    places: Sequence[float],
    height: float,
    colour: str,
    values: Sequence[float],
    intervals: Sequence[float],
) -> None:
    axes.barh(
        places, values, height=height, color=colour, xerr=intervals, ecolor=_INK,
        error_kw={"elinewidth": 0.9, "capsize": 2},
    )  # fmt: skip
