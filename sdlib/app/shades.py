"""Uncertainty bands behind the lines of a chart. Nothing here knows Streamlit.

A band is two stacked lines: its lower end, and the distance to its upper end, which is filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sdlib.app.band_words import worlds_told
from sdlib.app.drawn import CURRENT, Spec, rounded
from sdlib.app.texts import Texts
from sdlib.model.arrays import FloatArray
from sdlib.study.ensemble import Band, Ensemble, spans

Extents = Mapping[str, tuple[float, float]]
"""Column to the lowest and the highest value of its band."""

BASELINE_SHADE = "#8d939c"
"""Colour of the baseline's band."""

OPACITY = {"current": 0.17, "baseline": 0.2, "among": 0.12}
"""Of a band; the inner one lies on the outer one and looks darker. Those of several lines are
paler, because they lie on each other."""


@dataclass(frozen=True, kw_only=True)
class Shading:
    """What is known of the bands now."""

    current: Ensemble | None = None
    """Of the current settings, None until it is computed."""
    baseline: Ensemble | None = None
    """Of the baseline, None where it is not computed yet, or nothing differs from it."""
    held: Extents = field(default_factory=dict)
    """What the axes keep free until the band of the current settings is there."""


def extents(found: Ensemble) -> Extents:
    """Return how far the bands of an ensemble reach."""
    return {
        band.output.name: (float(band.scenario[0].min()), float(band.scenario[-1].max()))
        for band in found.bands
    }


def shades(columns: Sequence[str], times: int, shading: Shading | None, texts: Texts) -> list[Spec]:
    """Return the bands of a chart.

    One line has the nested bands of its scenario and the outer one of the baseline; several lines
    have their own outer band each.

    Args:
        columns: The columns that the chart draws, in the order of its colours.
        times: How many saved times there are.
        shading: What is known; None for no bands.
        texts: The language.
    """
    if shading is None:
        return []
    alone = len(columns) == 1
    drawn: list[Spec] = []
    for at, column in enumerate(columns):
        band = shading.current.band(column) if shading.current else None
        then = shading.baseline.band(column) if shading.baseline else None
        colour = CURRENT[at % len(CURRENT)]
        if alone and then and shading.baseline:
            drawn += _nested(
                then.baseline, shading.baseline, BASELINE_SHADE, "baseline", f"{at}-then", most=1
            )
        if band and shading.current:
            kind, most = ("current", 9) if alone else ("among", 1)
            drawn += _nested(band.scenario, shading.current, colour, kind, f"{at}-now", most=most)
            drawn += _told(band, shading.current, colour, texts) if alone else ()
        elif column in shading.held:
            drawn.append(_held(*shading.held[column], times))
    return drawn


def _nested(
    quantiles: FloatArray, found: Ensemble, colour: str, kind: str, stack: str, *, most: int
) -> Iterator[Spec]:
    """Iterate over the series of nested bands, the widest first."""
    for place, (low, high, _) in enumerate(spans(found.quantiles)[:most]):
        ends = rounded(quantiles[low]), rounded(quantiles[high] - quantiles[low])
        for values, filled in zip(ends, (False, True), strict=True):
            yield _unseen(values) | {
                "name": f"band-{stack}-{place}",
                "stack": f"band-{stack}-{place}",
                # Else a band would be broken where it crosses zero.
                "stackStrategy": "all",
                "color": colour,
                **({"areaStyle": {"color": colour, "opacity": OPACITY[kind]}} if filled else {}),
            }


def _told(band: Band, found: Ensemble, colour: str, texts: Texts) -> Iterator[Spec]:
    """Iterate over two lines that nobody sees: under the mouse they say where the band ends."""
    low, high, share = spans(found.quantiles)[0]
    for key, values in (("band_from", band.scenario[low]), ("band_to", band.scenario[high])):
        name = texts(key, worlds=worlds_told(share, texts))
        yield _unseen(rounded(values)) | {
            "name": name,
            "color": colour,
            "itemStyle": {"color": colour, "opacity": 0.5},
            "tooltip": {"show": True},
        }


def _held(low: float, high: float, times: int) -> Spec:
    """Return a line that nobody sees, which keeps an axis as long as it was."""
    values = rounded([low, high])
    return _unseen([*values, *[values[-1]] * (times - 2)][:times]) | {"name": "band-held"}


def _unseen(values: list[float]) -> Spec:
    return {
        "type": "line",
        "data": values,
        "symbol": "none",
        "silent": True,
        "z": 1,
        "lineStyle": {"opacity": 0},
        "emphasis": {"disabled": True},
        "tooltip": {"show": False},
    }
