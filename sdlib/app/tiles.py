"""A map of places as tiles: what each tile says, its colour, and the figure. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np

from sdlib.app.options import FONT, INK
from sdlib.app.texts import Texts
from sdlib.app.wording import PERCENT, plain, read_output, shown, with_unit
from sdlib.engine.base import as_float
from sdlib.model.arrays import FloatArray
from sdlib.policy.schema import Map, Output
from sdlib.run import Run

VALUE_COLOURS = ("#eaf1fb", "#c6daf3", "#93bbe6", "#5f99d6", "#2d6ab3", "#14407d")
"""From little to much: one hue, so that the order is seen without telling colours apart."""
LESS_COLOURS = ("#8a3d00", "#d9822b", "#f7d3a8")
MORE_COLOURS = ("#c3d9f0", "#5f99d6", "#14407d")
SAME_COLOUR = "#f1f1f1"
"""Orange below the baseline and blue above it: told apart with every common colour blindness."""
NO_VALUE_COLOUR = "#ffffff"
_LIGHT_INK = frozenset({"#2d6ab3", "#14407d", "#8a3d00"})
"""Colours on which letters are white."""
_SHARES = (0.05, 0.25, 0.5)
"""Where the classes of a change begin, as shares of the largest one."""
TOO_SMALL = 0.05
"""A change below this is shown as none [percent, or points]."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One place at one time."""

    name: str
    region: str
    """Its region; empty where it has none."""
    column: int
    row: int
    number: str
    value: str
    """The number with its unit."""
    baseline: str
    change: str
    """Against the baseline; empty where there is none."""
    short: str
    """What stands in the tile."""
    size: float
    """What the colour shows; NaN where there is nothing to show."""
    group: int
    """Place of its class in the legend; -1 where there is no value."""


@dataclass(frozen=True, kw_only=True)
class TileMap:
    """A map at one time."""

    tiles: tuple[Tile, ...]
    legend: tuple[tuple[str, str], ...]
    """Colour and text of each class, from less to more."""
    unit: str
    """Of what the colours show."""
    differs: bool
    """Whether any place differs from the baseline at any time."""


def tile_map(
    entry: Map, run: Run, baseline: Run, time: float, texts: Texts, *, change: bool
) -> TileMap:
    """Return a map at a time.

    The classes are the same at all times, so that colours can be compared from year to year. Those
    of values depend on the end of the baseline alone, so that policies do not move them either.

    Args:
        entry: Which map.
        run: The current run.
        baseline: The baseline's run.
        time: One of the saved times.
        texts: The language.
        change: Whether colours show the change against the baseline; else the value.
    """
    at = int(np.abs(run.time - time).argmin())
    unit = run.unit(entry.variable)
    now, then = _values(entry, run), _values(entry, baseline)
    changes = _changes(now, then, unit)
    largest = _largest(changes)
    if change:
        bounds, colours = _change_classes(largest)
        sizes = changes[at]
        told = texts("map_points") if unit in PERCENT else "%"
    else:
        bounds = _value_classes(then[-1])
        colours = _spread(VALUE_COLOURS, len(bounds) + 1)
        sizes, told = now[at], texts.unit(unit)
    tiles = tuple(_tiles(entry, run, baseline, time, texts, sizes, bounds, change=change))
    legend = tuple(zip(colours, _legend_texts(bounds, texts, change=change), strict=True))
    return TileMap(tiles=tiles, legend=legend, unit=told, differs=largest > 0)


def tile_chart(found: TileMap, texts: Texts) -> dict[str, Any]:
    """Return the map as an ECharts specification."""
    columns = 1 + max(tile.column for tile in found.tiles)
    rows = 1 + max(tile.row for tile in found.tiles)
    axis = {"type": "category", "show": False}
    pieces: list[dict[str, Any]] = [
        {"value": at, "color": colour} for at, (colour, _) in enumerate(found.legend)
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 1, "right": 1, "top": 1, "bottom": 1},
        "xAxis": {**axis, "data": list(range(columns))},
        "yAxis": {**axis, "data": list(range(rows)), "inverse": True},
        "tooltip": {"confine": True, "textStyle": {"fontFamily": FONT, "fontSize": 13}},
        "visualMap": {
            "type": "piecewise",
            "show": False,
            "dimension": 2,
            "pieces": [*pieces, {"value": -1, "color": NO_VALUE_COLOUR}],
        },
        "series": [
            {
                "type": "heatmap",
                "data": [_cell(tile, found, texts) for tile in found.tiles],
                "label": {"show": True, "fontFamily": FONT, "fontSize": 12, "lineHeight": 15},
                "itemStyle": {"borderColor": "#ffffff", "borderWidth": 2, "borderRadius": 4},
                "emphasis": {"itemStyle": {"borderColor": INK, "borderWidth": 2}},
            }
        ],
    }


def _cell(tile: Tile, found: TileMap, texts: Texts) -> dict[str, Any]:
    colour = found.legend[tile.group][0] if tile.group >= 0 else NO_VALUE_COLOUR
    ink = {"color": "#ffffff" if colour in _LIGHT_INK else INK}
    small = {"fontSize": 11, "fontFamily": FONT, **ink}
    lines = [f"<b>{escape(tile.name)}</b>" + (f", {escape(tile.region)}" if tile.region else "")]
    lines.append(escape(tile.value))
    lines.append(f"{escape(texts('baseline'))}: {escape(tile.baseline)}")
    lines.append(f"{escape(texts('change'))}: {escape(tile.change or texts('take_unchanged'))}")
    return {
        "name": tile.name,
        "value": [tile.column, tile.row, tile.group],
        "label": {
            "formatter": f"{{b}}\n{{small|{tile.short}}}",
            "rich": {"small": small},
            **ink,
        },
        "emphasis": {"label": {**ink, "rich": {"small": small}}, "itemStyle": {"color": colour}},
        "tooltip": {"formatter": "<br>".join(line.replace("{", "(") for line in lines)},
    }


def _tiles(
    entry: Map,
    run: Run,
    baseline: Run,
    time: float,
    texts: Texts,
    sizes: FloatArray,
    bounds: Sequence[float],
    *,
    change: bool,
) -> list[Tile]:
    package, model = run.package, run.model
    places = package.places
    output = Output(
        variable=entry.variable, label=entry.label, group=entry.key, decimals=entry.decimals
    )
    found = []
    for at, column in enumerate(model.elements(entry.variable)):
        element = model.dimensions[entry.over].subscripts[at]
        place = places.places.get(element) if places else None
        if places is None or place is None or place.tile is None:
            continue
        reading = read_output(output, run, baseline, time, texts, column)
        region = places.regions[place.region[places.mapping]]
        size = float(sizes[at])
        known = math.isfinite(size)
        same = texts("take_unchanged") if change and not reading.change else ""
        short = reading.change if change else reading.value
        found.append(
            Tile(
                name=package.element_label(entry.over, element).of(texts.language),
                region=region.of(texts.language),
                column=place.tile[0],
                row=place.tile[1],
                number=reading.value,
                value=with_unit(reading.value, texts.unit(run.unit(entry.variable))),
                baseline=reading.baseline,
                change=reading.change,
                short=("=" if same else short) if known else texts("map_no_value"),
                size=size,
                group=int(np.searchsorted(bounds, size, side="right")) if known else -1,
            )
        )
    return found


def _values(entry: Map, run: Run) -> FloatArray:
    """Return the values of all places, shape (time, place)."""
    values = run.results.values[run.model.variable(entry.variable).name]
    return as_float(values.reshape(len(run.time), -1))


def _changes(now: FloatArray, then: FloatArray, unit: str) -> FloatArray:
    """Return changes [percent; points of what is in per cent], NaN where there was nothing."""
    if unit in PERCENT:
        return now - then
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = 100 * (now / then - 1)
    relative[(then == 0) & (now == 0)] = 0.0
    relative[~np.isfinite(relative)] = np.nan
    return as_float(relative)


def _largest(changes: FloatArray) -> float:
    """Return a round number that no change exceeds; 0 where none is worth showing."""
    known = np.abs(changes[np.isfinite(changes)])
    top = float(known.max()) if known.size else 0.0
    if top < TOO_SMALL:
        return 0.0
    power = 10.0 ** math.floor(math.log10(top))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= top)


def _change_classes(largest: float) -> tuple[list[float], tuple[str, ...]]:
    if not largest:
        return [], (SAME_COLOUR,)
    ups = [largest * share for share in _SHARES]
    colours = (*LESS_COLOURS, SAME_COLOUR, *MORE_COLOURS)
    return [*(-bound for bound in reversed(ups)), *ups], colours


def _value_classes(values: FloatArray) -> list[float]:
    """Return round bounds between classes that hold about equally many of the places."""
    known = values[np.isfinite(values)]
    if not known.size:
        return []
    count = len(VALUE_COLOURS)
    bounds = np.quantile(known, [at / count for at in range(1, count)])
    rounded = sorted({float(f"{bound:.2g}") for bound in bounds})
    return [bound for bound in rounded if known.min() < bound <= known.max()]


def _spread(colours: Sequence[str], count: int) -> tuple[str, ...]:
    """Return as many colours as there are classes, from the lightest to the darkest."""
    if count == 1:
        return (colours[len(colours) // 2],)
    return tuple(colours[round(at * (len(colours) - 1) / (count - 1))] for at in range(count))


def _legend_texts(bounds: Sequence[float], texts: Texts, *, change: bool) -> list[str]:
    said = [_bound(bound, change=change) for bound in bounds]
    if not said:
        return [texts("take_unchanged") if change else texts("map_one_class")]
    inner = [f"{low} … {high}" for low, high in pairwise(said)]
    if change:
        inner[len(inner) // 2] = texts(
            "map_about_same", limit=f"±{_bound(bounds[-3], change=False)}"
        )
    return [f"< {said[0]}", *inner, f"> {said[-1]}"]


def _bound(bound: float, *, change: bool) -> str:
    text = shown(bound, 0) if abs(bound) >= 1000 else plain(bound)
    return f"+{text}" if change and bound > 0 else text
