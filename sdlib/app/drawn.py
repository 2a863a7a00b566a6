"""Lines of charts and their colours. Nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sdlib.app.options import BLUE
from sdlib.model.arrays import FloatArray

Spec = dict[str, Any]

DIGITS = 6
"""More than a screen shows, and a third of the bytes."""

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


def rounded(values: Sequence[float] | FloatArray) -> list[float]:
    """Return values with the digits that a screen shows."""
    given = np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.abs(given)))
    places = np.where(np.isfinite(size), np.clip(DIGITS - 1 - size, -300, 300), 0.0)
    scale = 10.0 ** np.abs(places)
    # A whole number divided by a power of ten is printed with its own digits, a product is not.
    shown = np.where(places >= 0, np.rint(given * scale) / scale, np.rint(given / scale) * scale)
    found: list[float] = shown.tolist()
    return found


def short(value: float) -> float:
    """Return a number with the digits that a screen shows."""
    return float(f"{value:.{DIGITS}g}")
