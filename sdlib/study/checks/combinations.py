"""Levers that share a variable say how they act on it together, and do so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pandas as pd

from sdlib.engine.base import Results
from sdlib.errors import RunError
from sdlib.model import Constant, DependencyGraph, Lookup, Stock
from sdlib.model.arrays import FloatArray
from sdlib.names import counted
from sdlib.policy.checks_rules import Combination
from sdlib.study.checks.courses import course_of
from sdlib.study.checks.desk import Desk, chosen_levers, strongest
from sdlib.study.checks.levers import entry_inputs
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment

_EFFECT = 1e-9
"""Share of a variable's largest value above which a lever has an effect on it."""

_MOST_SHOWN = 4


def check_combinations(desk: Desk) -> list[CheckResult]:
    """Check that levers which act on one variable declare how, and act so.

    Levers are looked at without feedback: every stock that depends on where a lever enters is held
    on its course in the baseline, so that a variable moves only if the lever reaches it directly.
    Stocks before an entry, such as the delay of a delivery, stay free.

    Args:
        desk: The model with its checks.
    """
    levers = desk.loaded.package.levers
    if len(levers) < 2:
        return []
    failed = _failed(desk)
    try:
        held = _held_stocks(desk)
        alone = {key: desk.runs.get(_experiment(desk, [key], held)) for key in levers}
        base = desk.runs.get(_experiment(desk, [], held))
    except RunError as error:
        return [replace(failed, found=error.found)]
    moved = {key: _moved(desk, base, run) for key, run in alone.items()}
    results = [_complete(desk, failed, moved)]
    for at, combination in enumerate(desk.declared.combine):
        keys = (*chosen_levers(desk, combination.levers), *combination.with_)
        of_rule = replace(
            failed,
            name=f"{combination.variable}: {combination.how}",
            expected=f"{_words(combination)}, of {counted(len(keys), 'lever')}",
            place=desk.place("combine", at),
            remedy="mend the equation in which the levers meet, or state how they combine",
        )
        results.append(judged(of_rule, _judge, desk, combination, keys, held))
    return results


def _failed(desk: Desk) -> CheckResult:
    return CheckResult(
        kind=Kind.COMBINATION,
        name="levers that share a variable",
        passed=False,
        expected="each pair says under 'combine' how it acts on the variable",
        found="",
        place=desk.place("combine"),
        remedy="add an entry under 'combine' in checks.yaml with the variable and how they combine",
    )


def _complete(desk: Desk, failed: CheckResult, moved: Mapping[str, frozenset[str]]) -> CheckResult:
    """Return whether every pair that shares a variable has declared how."""
    graph = DependencyGraph(desk.loaded.model)
    declared = {
        (entry.variable, pair) for entry in desk.declared.combine for pair in _pairs(desk, entry)
    }
    missing, count = [], 0
    for pair in combinations(sorted(moved), 2):
        for name in _first(desk, graph, moved[pair[0]] & moved[pair[1]]):
            count += 1
            if (name, pair) not in declared:
                missing.append(f"{' and '.join(pair)} share '{name}'")
    if missing:
        more = len(missing) - _MOST_SHOWN
        shown = "; ".join(missing[:_MOST_SHOWN]) + (f"; {more} more" if more > 0 else "")
        return replace(failed, found=shown)
    return replace(failed, passed=True, found=f"all {count} shared variables of pairs are declared")


def _first(desk: Desk, graph: DependencyGraph, shared: frozenset[str]) -> list[str]:
    """Return the shared variables in which levers meet first: none of their causes is shared."""
    names = {desk.loaded.model.split(element)[0] for element in shared}
    return sorted(name for name in names if not graph.causes(name) & names)


def _judge(
    failed: CheckResult,
    desk: Desk,
    combination: Combination,
    keys: Sequence[str],
    held: Mapping[str, pd.DataFrame],
) -> CheckResult:
    name = combination.variable
    alone = {key: desk.runs.get(_experiment(desk, [key], held)).values[name] for key in keys}
    first = desk.runs.get(_experiment(desk, [], held))
    base = first.values[name]
    # All at once where all meet each other, else pair by pair.
    groups = _pairs(desk, combination) if combination.with_ else [tuple(keys)]
    joint = [desk.runs.get(_experiment(desk, group, held)).values[name] for group in groups]
    scale = float(np.max(np.abs(np.stack([base, *joint, *alone.values()])))) or 1.0
    idle = [
        key for key, values in alone.items() if not (np.abs(values - base) > _EFFECT * scale).any()
    ]
    if idle:
        return replace(failed, found=f"no effect on it by {', '.join(idle)}")
    gaps = [
        combination_gap(combination.how, base, values, [alone[key] for key in group])
        for group, values in zip(groups, joint, strict=True)
    ]
    gap = np.max(gaps, axis=0)
    worst = float(np.max(gap)) / scale
    row = int(np.argmax(gap.reshape(len(first.time), -1).max(axis=1)))
    if worst > combination.tolerance:
        return replace(failed, found=f"off by {worst:.3g} of the variable at {first.time[row]:g}")
    return replace(failed, passed=True, found=f"largest gap {worst:.1e} of the variable")


def _pairs(desk: Desk, combination: Combination) -> list[tuple[str, ...]]:
    """Return the pairs of levers that an entry is about, each in alphabetical order."""
    keys = chosen_levers(desk, combination.levers)
    pairs = product(keys, combination.with_) if combination.with_ else combinations(keys, 2)
    return [tuple(sorted(pair)) for pair in pairs]


def combination_gap(
    how: str, base: FloatArray, joint: FloatArray, alone: Sequence[FloatArray]
) -> FloatArray:
    """Return by how much a joint run misses what the runs alone say."""
    changes = [values - base for values in alone]
    total = np.sum(changes, axis=0)
    if how == "sum":
        return np.asarray(np.abs(joint - base - total))
    if how == "below_sum":
        over = (joint - base - total) * np.sign(total)
        return np.asarray(np.maximum(over, 0.0))
    if how == "largest":
        most = np.max(np.abs(changes), axis=0)
        return np.asarray(np.abs(np.abs(joint - base) - most))
    with np.errstate(divide="ignore", invalid="ignore"):
        if how == "product":
            wanted = base * np.prod([v / base for v in alone], axis=0)
            told = base != 0
        else:
            wanted = 1 - (1 - base) * np.prod([(1 - v) / (1 - base) for v in alone], axis=0)
            told = base != 1
    # Where nothing is there, or nothing is left, there is no ratio.
    return np.where(told, np.abs(joint - wanted), 0.0)


def _words(combination: Combination) -> str:
    return {
        "sum": "the changes add up",
        "product": "the ratios multiply",
        "complement": "what is left multiplies",
        "below_sum": "never more than the sum of the changes",
        "largest": "the largest change counts alone",
    }[combination.how]


def _moved(desk: Desk, base: Results, run: Results) -> frozenset[str]:
    """Return the elements that a lever moves, by their names."""
    found = []
    for name, values in run.values.items():
        first = base.values[name]
        scale = max(float(np.max(np.abs(first))), 1e-300)
        change = np.abs(values - first).reshape(len(values), -1).max(axis=0) > _EFFECT * scale
        if change.any():
            elements = desk.loaded.model.elements(name)
            found += [elements[at] for at in np.flatnonzero(change)]
    return frozenset(found)


def held_names(desk: Desk) -> tuple[str, ...]:
    """Return the stocks behind the places where levers enter, which `check_combinations` holds."""
    model, levers = desk.loaded.model, desk.loaded.package.levers
    if len(levers) < 2:
        return ()
    behind = DependencyGraph(model).reached_from([lever.enters for lever in levers.values()])
    return tuple(stock.name for stock in model.stocks if stock.name in behind)


def _held_stocks(desk: Desk) -> dict[str, pd.DataFrame]:
    """Return the stocks behind the places where levers enter, on their course in the baseline."""
    names = held_names(desk)
    if not names:
        return {}
    run = desk.runs.get(Experiment(outputs=names, every_step=True))
    return {name: course_of(run, name) for name in names}


def _experiment(desk: Desk, keys: Sequence[str], held: Mapping[str, pd.DataFrame]) -> Experiment:
    levers = desk.loaded.package.levers
    moved = {name: value for key in keys for name, value in strongest(levers[key]).items()}
    return Experiment(inputs=moved, courses=held, outputs=tuple(_watched(desk)))


def _watched(desk: Desk) -> Iterator[str]:
    """Iterate over what levers can meet in: everything computed but what they set themselves."""
    model = desk.loaded.model
    levers = desk.loaded.package.levers
    own = {name for lever in levers.values() for name in entry_inputs(lever, model)}
    # An account that must be empty holds rounding alone.
    own.update(residual.variable for residual in desk.declared.residuals)
    for variable in model.variables.values():
        if not isinstance(variable, Constant | Lookup | Stock) and variable.name not in own:
            yield variable.name
