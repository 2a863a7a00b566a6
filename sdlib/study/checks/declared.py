"""What the files say, without a run."""

from __future__ import annotations

from sdlib.loaded import LoadedModel
from sdlib.names import counted
from sdlib.study.checks.result import CheckResult, Kind


def declared_results(loaded: LoadedModel) -> list[CheckResult]:
    """Return what a model file and its package say about themselves.

    That names, ranges, defaults and references fit was settled when they were read; a bare model
    file is free to leave units out, a packaged one is not.
    """
    variables = loaded.model.variables.values()
    place = str(loaded.model.path)
    results = [
        _all_have("unit", [v.name for v in variables if not v.unit], len(variables), place),
        _all_have("comment", [v.name for v in variables if not v.comment], len(variables), place),
    ]
    if loaded.package.folder is not None:
        package = loaded.package
        count = len(package.levers) + len(package.uncertainties) + len(package.outputs)
        results.append(
            CheckResult(
                kind=Kind.DECLARED,
                name="package files",
                passed=True,
                expected="names, ranges, defaults, units and references fit the model",
                found=f"{counted(count, 'declaration')} and "
                f"{counted(len(package.scenarios), 'scenario')} fit",
                place=str(package.folder),
            )
        )
    return results


def _all_have(what: str, without: list[str], count: int, place: str) -> CheckResult:
    shown = ", ".join(without[:5]) + (" ..." if len(without) > 5 else "")
    return CheckResult(
        kind=Kind.DECLARED,
        name=f"{what} of every variable",
        passed=not without,
        expected=f"{count} of {count}",
        found=f"{count - len(without)} of {count}" + (f"; none at {shown}" if without else ""),
        place=place,
        remedy=f"give each variable its {what} in the model file",
    )
