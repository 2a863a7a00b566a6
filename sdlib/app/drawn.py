"""Lines of charts and their colours. Nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sdlib.app.options import BLUE
from sdlib.model.arrays import FloatArray

Spec = dict[str, Any]

CURRENT = (BLUE, "#b04a00", "#0b7a5d", "#8b3fa8", "#8a6d00", "#a61e4d")
"""Colours of the current run's lines, in their order; all of them dark enough on white."""


def drawn_line(
    name: str,
    colour: str,
    values: list[float],
    *,
    width: float,
    dash: str | list[int] = "solid",
) -> Spec:
    """Return a line of a chart."""
    return {
        "type": "line",
        "name": name,
        "data": values,
        "symbol": "none",
        "color": colour,
        "lineStyle": {"color": colour, "width": width, "type": dash},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
    }


def rounded(values: Iterable[float] | FloatArray) -> list[float]:
    """Return values with the digits that a screen shows."""
    return [short(float(value)) for value in values]


def short(value: float) -> float:
    """Return a number with the digits that a screen shows."""
    # Six digits are more than a screen shows, and a third of the bytes.
    return float(f"{value:.6g}")
