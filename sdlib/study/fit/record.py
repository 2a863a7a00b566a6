"""How a model follows its series, as a plain tree for files and programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sdlib.study.fit.found import Fit, SeriesFit
from sdlib.study.fit.window import WindowFit


def fit_record(fit: Fit) -> dict[str, Any]:
    """Return everything of a fit but its curves over time: mappings, lists, texts and numbers.

    Args:
        fit: The fit.
    """
    found: dict[str, Any] = {
        "scenario": fit.scenario,
        "window": [fit.first, fit.until],
        "known_at_end": {"scenario": fit.known_scenario, "inputs": dict(fit.known_inputs)}
        if fit.known_scenario
        else None,
        "series": [_series(each) for each in fit.series],
    }
    if fit.across:
        found["across"] = [asdict(each) for each in fit.across]
    return found


def _series(each: SeriesFit) -> dict[str, Any]:
    found: dict[str, Any] = {
        "series": each.series,
        "variable": each.variable,
        "unit": each.unit,
        "fitted": each.fitted,
        "inside": _window(each.inside),
        "after_actual_drivers": _window(each.after_actual),
        "after_known_at_end": _window(each.after_known),
    }
    # What is not usual is said only where it is so.
    if each.compare != "level":
        found["compare"] = each.compare
    if each.report:
        found["report"] = each.report
    if each.reported is not None:
        found["reported"] = _window(each.reported)
    return found


def _window(window: WindowFit | None) -> dict[str, Any] | None:
    return None if window is None else asdict(window)
