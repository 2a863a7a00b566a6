"""Levers: one that is not moved changes nothing, one that is moved reaches where it enters."""

from __future__ import annotations

import numpy as np

from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph, Flow, Model, Stock
from sdlib.policy.package import Lever
from sdlib.study.checks.result import CheckResult


def check_levers(loaded: LoadedModel) -> list[CheckResult]:
    """Check each lever: traced to where it enters, and without effect at its default.

    Without effect means bit for bit: all other settings of the lever at the far end of their
    range, its main setting untouched, every stock, flow and declared output equal to the
    baseline's. Timing and cost of a policy that is off may not matter.
    """
    graph = DependencyGraph(loaded.model)
    outputs = _watched(loaded)
    sets = {key: _inputs(lever, loaded.model) for key, lever in _levers(loaded).items()}
    reached = {key: graph.reached_from(names) for key, names in sets.items()}
    results = [
        CheckResult(
            kind="lever",
            name=f"{key} enters at '{lever.enters}'",
            passed=lever.enters in reached[key] or lever.enters in sets[key],
            expected=f"a path from its inputs to '{lever.enters}'",
            found="there is one" if lever.enters in reached[key] else "there is none",
        )
        for key, lever in _levers(loaded).items()
    ]
    baseline = loaded.run(outputs=outputs).results.values
    moved = {
        f"{key}.{name}": _far_end(lever, name)
        for key, lever in loaded.package.levers.items()
        for name in lever.settings
        if name not in (lever.main, "end")
    }
    values = loaded.run(inputs=moved, outputs=outputs).results.values
    differing = [name for name in outputs if not np.array_equal(values[name], baseline[name])]
    results.append(
        CheckResult(
            kind="lever",
            name="levers at zero change nothing",
            passed=not differing,
            expected=f"{len(outputs)} variables equal to the baseline bit for bit",
            found=f"{len(differing)} differ: {', '.join(differing[:5])}"
            if differing
            else f"all {len(outputs)} equal",
        )
    )
    return results


def _levers(loaded: LoadedModel) -> dict[str, Lever]:
    return dict(loaded.package.levers)


def _inputs(lever: Lever, model: Model) -> list[str]:
    return [model.split(entry.input)[0] for entry in lever.sets]


def _watched(loaded: LoadedModel) -> list[str]:
    """Return stocks, flows and declared outputs, except what the levers themselves set."""
    moving = [v.name for v in loaded.model.variables.values() if isinstance(v, Stock | Flow)]
    inputs = {
        name for lever in loaded.package.levers.values() for name in _inputs(lever, loaded.model)
    }
    return [name for name in dict.fromkeys([*moving, *loaded.outputs]) if name not in inputs]


def _far_end(lever: Lever, name: str) -> float:
    """Return the end of a setting's range that lies farther from its default."""
    slider = lever.settings[name]
    low, high = slider.range
    if name == "start":
        # The latest start would lie after the end.
        return low if slider.default != low else min(low + slider.step, high)
    return low if slider.default - low >= high - slider.default else high
