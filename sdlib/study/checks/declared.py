"""What the files say, without a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.loaded import LoadedModel
from sdlib.names import nearest
from sdlib.policy.checks_schema import Change, ChecksFile
from sdlib.study.checks.result import CheckResult


def declared_results(loaded: LoadedModel) -> list[CheckResult]:
    """Return what a model file and its package say about themselves.

    That names, ranges, defaults and references fit was settled when they were read; a bare model
    file is free to leave units out, a packaged one is not.
    """
    variables = loaded.model.variables.values()
    results = [
        _all_have("unit", [v.name for v in variables if not v.unit], len(variables)),
        _all_have("comment", [v.name for v in variables if not v.comment], len(variables)),
    ]
    if loaded.package.folder is not None:
        package = loaded.package
        count = len(package.levers) + len(package.uncertainties) + len(package.outputs)
        results.append(
            CheckResult(
                kind="declared",
                name="package files",
                passed=True,
                expected="names, ranges, defaults, units and references fit the model",
                found=f"{count} declarations and {len(package.scenarios)} scenarios fit",
                place=str(package.folder),
            )
        )
    return results


def _all_have(what: str, without: list[str], count: int) -> CheckResult:
    shown = ", ".join(without[:5]) + (" ..." if len(without) > 5 else "")
    return CheckResult(
        kind="declared",
        name=f"{what} of every variable",
        passed=not without,
        expected=f"{count} of {count}",
        found=f"{count - len(without)} of {count}" + (f"; none at {shown}" if without else ""),
    )


def check_checks_file(declared: ChecksFile, loaded: LoadedModel, path: Path) -> None:
    """Raise with every name and time of ``checks.yaml`` that the model does not have.

    Args:
        declared: The file.
        loaded: The model with its package.
        path: Where the file lies, for messages.

    Raises:
        DataFileError: With all faults.
    """
    faults = list(_faults(declared, loaded, str(path)))
    if faults:
        raise DataFileError(faults)


def _faults(declared: ChecksFile, loaded: LoadedModel, place: str) -> Iterator[SdError]:
    model, package = loaded.model, loaded.package
    if declared.never_negative and declared.never_negative.variables != "stocks":
        for name in declared.never_negative.variables:
            yield from _known("variable", name, model.variables, f"{place} (never_negative)")
    for loop in declared.loops:
        where = f"{place} (loops: {loop.key})"
        for name in loop.path:
            yield from _known("variable", name, model.variables, where)
        if loop.cut.variable not in loop.path:
            yield SdError(
                found=f"the cut '{loop.cut.variable}' is not on the loop's path",
                place=where,
                allowed=", ".join(loop.path),
            )
        yield from _known("scenario", loop.scenario, package.scenarios, where)
        yield from _change(loop.expect, loaded, where)
    for fit in declared.fits:
        where = f"{place} (fits: {fit.series})"
        yield from _known("series", fit.series, [h.series for h in package.history], where)
        yield from _known("scenario", fit.scenario, package.scenarios, where)
        for history in package.history:
            times = history.points["time"]
            if history.series == fit.series and not times.between(fit.from_, fit.until).any():
                yield SdError(
                    found=f"no observation lies in {fit.from_:g} to {fit.until:g}", place=where
                )
    for expectation in declared.expectations:
        where = f"{place} (expectations: {expectation.label.en})"
        for name in (expectation.scenario, expectation.against):
            yield from _known("scenario", name, package.scenarios, where)
        yield from _change(expectation, loaded, where)


def _change(change: Change, loaded: LoadedModel, where: str) -> Iterator[SdError]:
    yield from _known("variable", change.variable, loaded.model.variables, where)
    times = loaded.model.time.save_times()
    if change.time not in times:
        yield SdError(
            found=f"the time {change.time:g} is not one that a run saves",
            place=where,
            allowed=f"{times[0]:g} to {times[-1]:g} in steps of {loaded.model.time.save_step:g}",
        )


def _known(kind: str, name: str, known: Iterable[str], place: str) -> Iterator[SdError]:
    names = list(known)
    if name not in names:
        yield UnknownNameError(kind=kind, name=name, nearest=nearest(name, names), place=place)
