"""What runs of a model say that its book prints: checks, signs of links, fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sdlib.errors import DataFileError, RunError, SdError
from sdlib.loaded import LoadedModel
from sdlib.policy.checks_schema import ChecksFile, LoopCheck
from sdlib.policy.yaml_file import read_yaml
from sdlib.study.checks import CheckResult, check_steps
from sdlib.study.fit import Fit, fit_of
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
        kind=kind,
        name=error.place or error.found,
        passed=False,
        expected=error.allowed,
        found=error.found,
        remedy=error.remedy,
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


def fit_found(loaded: LoadedModel) -> tuple[Fit | None, str]:
    """Return how a model follows its observations, and why that is not known where it is not.

    Args:
        loaded: The model with its package.
    """
    if not loaded.package.history:
        return None, ""
    try:
        return fit_of(loaded), ""
    except SdError as error:
        return None, str(error)
