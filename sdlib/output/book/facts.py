"""What runs of a model say that its book prints: checks, signs of links, fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.errors import DataFileError, RunError, SdError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE
from sdlib.policy.checks_schema import ChecksFile, LoopCheck
from sdlib.policy.package import History
from sdlib.policy.yaml_file import read_yaml
from sdlib.study.checks import CheckResult, check_steps
from sdlib.study.fit import exponential_trend, mape_percent
from sdlib.study.links import link_polarities

Links = dict[tuple[str, str], str]

_AT_ONCE = 60
"""Links that are measured in one run: each makes the run longer."""

_MOST_WORK = 150_000
"""Numbers of one run above which only the links of named loops are measured, all in one run: it has
to be compiled for them, which takes the longer, the more they are."""


def check_results(loaded: LoadedModel) -> list[CheckResult]:
    """Return what `sdlib check` finds; a check that cannot run is one that failed."""
    results: list[CheckResult] = []
    try:
        for step in check_steps(loaded):
            try:
                results.extend(step.run())
            except RunError as error:
                results.append(_failure(step.label, error))
    except DataFileError as error:
        results.extend(_failure("declared data", fault) for fault in error.faults)
    return results


def _failure(kind: str, error: SdError) -> CheckResult:
    return CheckResult(
        kind=kind, name=error.found, passed=False, expected=error.allowed, found=error.remedy
    )


def _declared(loaded: LoadedModel) -> ChecksFile | None:
    """Return ``checks.yaml``; None where there is none or it has faults, which the checks tell."""
    folder = loaded.package.folder
    path = folder / "checks.yaml" if folder else None
    if path is None or not path.is_file():
        return None
    try:
        return read_yaml(path, ChecksFile)
    except DataFileError:
        return None


def named_loops(loaded: LoadedModel) -> Sequence[LoopCheck]:
    """Return the loops of ``checks.yaml`` whose variables the model has."""
    declared = _declared(loaded)
    loops = declared.loops if declared else ()
    return [loop for loop in loops if all(name in loaded.model.variables for name in loop.path)]


def measured_signs(
    loaded: LoadedModel, named: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]]
) -> tuple[Links, str]:
    """Return the polarities of links, and why they are missing where they are.

    Args:
        loaded: The model with its package.
        named: Cause and effect along the loops that the package names; always measured.
        others: Cause and effect of other links, left out of a large model.

    Returns:
        Link to polarity, and a key of `words.WORDS` or the message of a run that failed; empty
        where all could be measured.
    """
    spec = loaded.model.time
    steps = (spec.final - spec.initial) / spec.time_step
    elements = sum(len(loaded.model.elements(name)) for name in loaded.every_variable)
    is_large = steps * elements > _MOST_WORK
    pairs = list(dict.fromkeys([*named, *(() if is_large else others)]))
    at_once = max(len(pairs), 1) if is_large else _AT_ONCE
    found: Links = {}
    try:
        for at in range(0, len(pairs), at_once):
            found.update(link_polarities(loaded, pairs[at : at + at_once]))
    except SdError as error:
        return found, error.found
    return found, "too_large_for_signs" if is_large else ""


@dataclass(frozen=True, kw_only=True)
class Window:
    """How far a run is from the observations of one stretch of time."""

    first: float
    last: float
    count: int
    model: float | None
    """Mean absolute error of the run [% of the observation]; None where one is not above zero."""
    trend: float | None
    """The same of an exponential trend through the fitted stretch; None for too few points."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Followed:
    """A series of observations beside a run."""

    history: History
    scenario: str
    """The scenario that was run."""
    line: tuple[tuple[float, float], ...]
    """Time and value of the run to the last observation; empty where it is not finite."""
    inside: Window | None
    """In the years that the model was fitted to."""
    after: Window | None
    """After them."""


def followed_series(loaded: LoadedModel) -> list[Followed]:
    """Return each declared series beside the run that it is compared with."""
    return [_followed(loaded, history) for history in loaded.package.history]


def _fitted_scenario(loaded: LoadedModel, history: History) -> str:
    """Return the scenario that a series is compared with: its own fit's, else that of any fit."""
    declared = _declared(loaded)
    fits = declared.fits if declared else ()
    ordered = sorted(fits, key=lambda fit: fit.series != history.series)
    return next((f.scenario for f in ordered if f.scenario in loaded.package.scenarios), BASELINE)


def _followed(loaded: LoadedModel, history: History) -> Followed:
    scenario = _fitted_scenario(loaded, history)
    times = history.points["time"].to_numpy(dtype=float)
    observed = history.points["value"].to_numpy(dtype=float)
    try:
        table = loaded.run(scenario, outputs=[loaded.model.split(history.variable)[0]]).table(
            history.variable
        )
    except SdError:
        return Followed(history=history, scenario=scenario, line=(), inside=None, after=None)
    run_times = table.index.to_numpy(dtype=float)
    values = table.iloc[:, 0].to_numpy(dtype=float)
    modelled = np.interp(times, run_times, values)
    until = loaded.package.observed_until
    fitted = times <= (np.inf if until is None else until)
    fitted &= (times >= run_times[0]) & (times <= run_times[-1])
    later = ~fitted & (times >= run_times[0]) & (times <= run_times[-1])
    trend = _trend(times, observed, fitted)
    return Followed(
        history=history,
        scenario=scenario,
        line=tuple(
            (time, value)
            for time, value in zip(run_times.tolist(), values.tolist(), strict=True)
            if time <= times.max(initial=run_times[0])
        ),
        inside=_window(times, observed, modelled, trend, fitted),
        after=_window(times, observed, modelled, trend, later),
    )


def _trend(times: FloatArray, observed: FloatArray, fitted: np.ndarray) -> FloatArray | None:
    """Return the exponential trend through the fitted observations at all times."""
    if fitted.sum() < 2 or np.ptp(times[fitted]) == 0 or not (observed[fitted] > 0).all():
        return None
    inside = exponential_trend(times[fitted], observed[fitted])
    slope = np.log(inside[-1] / inside[0]) / (times[fitted][-1] - times[fitted][0])
    return np.asarray(inside[0] * np.exp(slope * (times - times[fitted][0])))


def _window(
    times: FloatArray,
    observed: FloatArray,
    modelled: FloatArray,
    trend: FloatArray | None,
    wanted: np.ndarray,
) -> Window | None:
    if not wanted.any():
        return None
    positive = bool((observed[wanted] > 0).all())
    return Window(
        first=float(times[wanted][0]),
        last=float(times[wanted][-1]),
        count=int(wanted.sum()),
        model=mape_percent(modelled[wanted], observed[wanted]) if positive else None,
        trend=mape_percent(trend[wanted], observed[wanted])
        if positive and trend is not None
        else None,
    )
