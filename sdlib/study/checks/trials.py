"""Behaviour tests: declared experiments with their expected direction, size and timing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sdlib.engine.base import Results
from sdlib.model import Model
from sdlib.model.arrays import FloatArray
from sdlib.policy.checks_runs import Tried
from sdlib.policy.checks_trials import Expected, HalfWay, Peak, Size, Together, Trial, Turn
from sdlib.study.checks.courses import experiment_of, is_simple, with_parts
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import (
    at_time,
    effect,
    evidence_interval,
    half_time,
    peak_time,
    percent_change,
    turn_time,
)
from sdlib.study.checks.result import CheckResult, Kind, judged, percent
from sdlib.study.checks.runs import Experiment

_REMEDY = (
    "compare the two runs with 'sdlib compare' or 'sdlib run --set'; then mend the equation, or "
    "state with its reason what is expected instead"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pair:
    """The two runs of a trial."""

    run: Results
    against: Results


def trial_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs, as far as they are known beforehand."""
    for trial in desk.declared.trials:
        for tried in _tried(trial):
            if is_simple(tried):
                yield experiment_of(desk.runs, tried, _kept(desk, trial))


def check_trials(desk: Desk) -> list[CheckResult]:
    """Check what each trial must show.

    Args:
        desk: The model with its checks.
    """
    results = []
    for at, trial in enumerate(desk.declared.trials):
        expect = trial.expect
        for kind in ("sizes", "peaks", "half_ways", "turns", "together"):
            for number, entry in enumerate(getattr(expect, kind)):
                failed = CheckResult(
                    kind=Kind.TRIAL,
                    name=f"{trial.key}: {trial.label.en}",
                    passed=False,
                    expected=_expected(desk, entry),
                    found="",
                    place=desk.place("trials", at, "expect", kind, number),
                    remedy=_REMEDY,
                )
                results.append(judged(failed, _judge, desk, trial, entry))
    return results


def measured_size(
    desk: Desk, trial: Trial, size: Size, constants: Mapping[str, float] | None = None
) -> float:
    """Return how large an effect of a trial is, perhaps with other constants in both of its runs.

    Args:
        desk: The model with its checks.
        trial: The trial.
        size: What is measured of it.
        constants: Name of a constant to the value that it has instead.

    Returns:
        The size, in the unit of its measure; NaN where it is not defined.
    """
    held = {
        name: tried.model_copy(update={"inputs": {**tried.inputs, **(constants or {})}})
        for name, tried in (("run", trial.run), ("against", trial.against))
    }
    changed = trial.model_copy(update={**held, "expect": Expected(sizes=(size,))})
    pair = _Pair(
        run=_run(desk, changed, with_parts(changed.run, changed.parts)),
        against=_run(desk, changed, changed.against),
    )
    return _size(pair, size)


def _judge(
    failed: CheckResult, desk: Desk, trial: Trial, entry: Size | Peak | HalfWay | Turn | Together
) -> CheckResult:
    pair = _Pair(
        run=_run(desk, trial, with_parts(trial.run, trial.parts)),
        against=_run(desk, trial, trial.against),
    )
    if isinstance(entry, Together):
        return _together(failed, desk, trial, entry, pair)
    if isinstance(entry, Size):
        low, high = _interval(desk, entry)
        value = _size(pair, entry)
        return replace(failed, passed=low <= value <= high, found=_shown(desk, entry, value))
    change = effect(pair.run, pair.against, entry.variable)
    time = pair.run.time
    if isinstance(entry, HalfWay):
        value = half_time(change, time, entry.since, entry.of)
        found = "no effect" if math.isnan(value) else f"after {value:.3g} {_unit_of_time(desk)}"
        passed = entry.years[0] <= value <= entry.years[1]
        return replace(failed, passed=passed, found=found)
    if isinstance(entry, Peak):
        value = peak_time(change, time)
        found = "no effect" if math.isnan(value) else f"largest at {value:g}"
    else:
        value = turn_time(change, time, entry.first)
        found = "it does not turn round once" if math.isnan(value) else f"the turn is at {value:g}"
    return replace(failed, passed=entry.between[0] <= value <= entry.between[1], found=found)


def _together(
    failed: CheckResult, desk: Desk, trial: Trial, entry: Together, pair: _Pair
) -> CheckResult:
    joint = _difference(pair.run, pair.against, entry)
    alone = {
        name: _difference(
            _run(desk, trial, with_parts(trial.run, {name: part})), pair.against, entry
        )
        for name, part in trial.parts.items()
    }
    # What the run does without any part belongs to none of them.
    base = _difference(_run(desk, trial, trial.run), pair.against, entry)
    joint, alone = joint - base, {name: value - base for name, value in alone.items()}
    if not joint:
        return replace(failed, found="together they have no effect")
    shares = {name: value / joint for name, value in alone.items()}
    over = 1 / sum(shares.values()) if sum(shares.values()) else math.inf
    low, high = entry.over_sum or (-math.inf, math.inf)
    most = math.inf if entry.each_below is None else entry.each_below
    passed = all(share < most for share in shares.values()) and low <= over <= high
    told = ", ".join(f"{name} {share:.2g}" for name, share in shares.items())
    return replace(
        failed, passed=passed, found=f"share of the joint effect: {told}; joint over sum {over:.3g}"
    )


def _difference(run: Results, against: Results, entry: Together) -> float:
    return at_time(run, entry.variable, entry.time) - at_time(against, entry.variable, entry.time)


def _size(pair: _Pair, size: Size) -> float:
    value, base = (at_time(run, size.variable, size.time) for run in (pair.run, pair.against))
    if size.measure == "change_percent":
        return percent_change(value, base)
    if size.measure == "change":
        return value - base
    assert size.to is not None
    other, start = (at_time(run, size.to, size.time) for run in (pair.run, pair.against))
    if size.measure == "ratio":
        return (value - base) / (other - start) if other != start else math.nan
    if min(value, base, other, start) <= 0 or other == start:
        return math.nan
    return math.log(value / base) / math.log(other / start)


def _interval(desk: Desk, size: Size) -> tuple[float, float]:
    if size.between is not None:
        return size.between
    assert size.evidence is not None
    evidence = desk.loaded.package.evidence[size.evidence]
    found = evidence_interval(evidence, percent=size.measure == "change_percent")
    assert found is not None
    return (-found[1], -found[0]) if size.falls else found


def _expected(desk: Desk, entry: Size | Peak | HalfWay | Turn | Together) -> str:
    if isinstance(entry, Size):
        low, high = _interval(desk, entry)
        words = f"{_shown(desk, entry, low)} to {_shown(desk, entry, high)}"
        source = f" (evidence {entry.evidence})" if entry.evidence else ""
        return f"{_what(entry)} {entry.time:g}: {words}{source}"
    if isinstance(entry, Peak):
        return f"{entry.variable} changes most between {_times(entry.between)}"
    if isinstance(entry, HalfWay):
        unit = _unit_of_time(desk)
        return (
            f"half of the effect on {entry.variable} of {entry.of:g} is there "
            f"{entry.years[0]:g} to {entry.years[1]:g} {unit} after {entry.since:g}"
        )
    if isinstance(entry, Turn):
        other = "up" if entry.first == "down" else "down"
        return (
            f"{entry.variable} goes {entry.first} first, and {other} for good from a time between "
            f"{_times(entry.between)}"
        )
    parts: list[str] = []
    if entry.each_below is not None:
        parts.append(f"each part alone has less than {entry.each_below:g} of the joint effect")
    if entry.over_sum is not None:
        parts.append(f"joint over sum {entry.over_sum[0]:g} to {entry.over_sum[1]:g}")
    return f"{entry.variable} {entry.time:g}: {', '.join(parts)}"


def _what(size: Size) -> str:
    if size.measure == "elasticity":
        return f"elasticity of {size.variable} to {size.to}"
    return f"change of {size.variable} per {size.to}" if size.to else size.variable


def _shown(desk: Desk, size: Size, value: float) -> str:
    if size.measure == "change_percent":
        return percent(value)
    if size.measure == "change":
        model = desk.loaded.model
        return f"{value:+.3g} {model.variable(model.split(size.variable)[0]).unit}"
    return f"{value:.3g}"


def _times(interval: tuple[float, float]) -> str:
    return f"{interval[0]:g} and {interval[1]:g}"


def _unit_of_time(desk: Desk) -> str:
    return desk.loaded.model.time.unit or "units of time"


def _tried(trial: Trial) -> list[Tried]:
    found = [with_parts(trial.run, trial.parts), trial.against]
    if trial.expect.together:
        found += [with_parts(trial.run, {name: part}) for name, part in trial.parts.items()]
    return found


def _names(trial: Trial) -> tuple[str, ...]:
    expect = trial.expect
    names = [name for size in expect.sizes for name in (size.variable, size.to) if name]
    names += [peak.variable for peak in expect.peaks]
    names += [half.variable for half in expect.half_ways]
    names += [turn.variable for turn in expect.turns]
    names += [together.variable for together in expect.together]
    return tuple(dict.fromkeys(names))


def _kept(desk: Desk, trial: Trial) -> tuple[str, ...]:
    """Return the variables that a trial measures, whole or an element of them."""
    return tuple(dict.fromkeys(desk.loaded.model.split(name)[0] for name in _names(trial)))


def _run(desk: Desk, trial: Trial, tried: Tried) -> Results:
    found = desk.runs.get(experiment_of(desk.runs, tried, _kept(desk, trial)))
    values = {name: _values(desk.loaded.model, found, name) for name in _names(trial)}
    return Results(time=found.time, values=values)


def _values(model: Model, found: Results, name: str) -> FloatArray:
    """Return the values over time of a variable or of one element of it."""
    base, subscripts = model.split(name)
    values = found.values[base]
    if not subscripts:
        return values
    return values.reshape(len(values), -1)[:, model.elements(base).index(model.elements(name)[0])]
