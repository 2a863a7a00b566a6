"""Levers: one that is not moved changes nothing, one that is moved reaches where it enters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph, Flow, Model, Stock
from sdlib.names import counted
from sdlib.policy import ChangeValue
from sdlib.policy.package import Lever
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment, Runs


def lever_runs(loaded: LoadedModel) -> tuple[Experiment, Experiment]:
    """Return the baseline, and the run in which all but the main settings are moved."""
    outputs = tuple(_watched(loaded))
    moved: dict[str, ChangeValue] = {
        f"{key}.{name}": _far_end(lever, name)
        for key, lever in loaded.package.levers.items()
        for name in lever.settings
        if name not in (lever.main, "end")
    }
    for key, lever in loaded.package.levers.items():
        for name, choice in lever.choices.items():
            # The first element alone; where that is the default, all.
            first = choice.elements[:1]
            moved[f"{key}.{name}"] = choice.elements if choice.default == first else first
    return Experiment(outputs=outputs), Experiment(inputs=moved, outputs=outputs)


def check_levers(loaded: LoadedModel, runs: Runs) -> list[CheckResult]:
    """Check each lever: traced to where it enters, and without effect at its default.

    Without effect means bit for bit: all other settings of the lever at the far end of their
    range, its main setting untouched, every stock, flow and declared output equal to the
    baseline's. Timing and cost of a policy that is off may not matter.

    Args:
        loaded: The model with its package.
        runs: Makes the runs.
    """
    if not loaded.package.levers:
        return []
    graph = DependencyGraph(loaded.model)
    results = [_entry(loaded, lever, graph) for lever in loaded.package.levers.values()]
    failed = CheckResult(
        kind=Kind.LEVER_ZERO,
        name="levers at zero change nothing",
        passed=False,
        expected=f"{counted(len(_watched(loaded)), 'variable')} equal to the baseline bit for bit",
        found="",
        place=_place(loaded, "levers"),
        remedy="let the other settings act through the main one alone",
    )
    return [*results, judged(failed, _judge_zero, loaded, runs)]


def entry_inputs(lever: Lever, model: Model) -> list[str]:
    """Return the exact names of the variables that a lever sets."""
    return [model.variable(model.split(entry.input)[0]).name for entry in lever.sets]


def _entry(loaded: LoadedModel, lever: Lever, graph: DependencyGraph) -> CheckResult:
    sets = entry_inputs(lever, loaded.model)
    path = next(filter(None, (graph.path(name, lever.enters) for name in sets)), ())
    there = bool(path) or lever.enters in sets
    return CheckResult(
        kind=Kind.LEVER_ENTRY,
        name=f"{lever.key} enters at '{lever.enters}'",
        passed=there,
        expected=f"a path from its inputs to '{lever.enters}'",
        found=" > ".join(path) if there else "there is none",
        place=_place(loaded, f"levers.{lever.key}.enters"),
        remedy="name the flow or parameter that the lever acts on, or mend the equation",
    )


def _judge_zero(failed: CheckResult, loaded: LoadedModel, runs: Runs) -> CheckResult:
    baseline, moved = (runs.get(experiment).values for experiment in lever_runs(loaded))
    outputs = _watched(loaded)
    differing = [name for name in outputs if not np.array_equal(moved[name], baseline[name])]
    if differing:
        shown = ", ".join(differing[:5]) + (" ..." if len(differing) > 5 else "")
        return replace(failed, found=f"{len(differing)} differ: {shown}")
    return replace(failed, passed=True, found=f"all {len(outputs)} equal")


def _place(loaded: LoadedModel, key: str) -> str:
    assert loaded.package.folder is not None
    return f"{loaded.package.folder / 'model.yaml'} ({key})"


def _watched(loaded: LoadedModel) -> list[str]:
    """Return stocks, flows and declared outputs, except what the levers themselves set."""
    moving = [v.name for v in loaded.model.variables.values() if isinstance(v, Stock | Flow)]
    inputs = {
        name
        for lever in loaded.package.levers.values()
        for name in entry_inputs(lever, loaded.model)
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
