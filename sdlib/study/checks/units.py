"""The units of the equations agree."""

from __future__ import annotations

from sdlib.loaded import LoadedModel
from sdlib.model import check_units
from sdlib.study.checks.result import CheckResult


def unit_results(loaded: LoadedModel) -> list[CheckResult]:
    """Return one result if the units of all equations agree, else one for each that does not.

    A model that states no unit at all gets none: that units are missing is told once, by the
    check of what the file declares.

    Args:
        loaded: The model with its package.
    """
    model = loaded.model
    report = check_units(model)
    if len(report.missing) == len(model.variables):
        return []
    results = [
        CheckResult(
            kind="units",
            name=found.variable,
            passed=False,
            expected=found.rule,
            found=found.words,
            place=f"{model.path}, line {found.line}" if found.line else str(model.path),
            remedy="correct the equation, or the unit that is stated for one of its variables",
        )
        for found in report.inconsistencies
    ]
    if not report.has_time:
        results.append(
            CheckResult(
                kind="units",
                name="unit of time",
                passed=False,
                expected="a unit at TIME STEP, INITIAL TIME or FINAL TIME",
                found="none: stocks and delays cannot be checked",
                place=str(model.path),
                remedy="give TIME STEP its unit, such as Year",
            )
        )
    if not results:
        results.append(
            CheckResult(
                kind="units",
                name="equations",
                passed=True,
                expected="both sides and all terms of one unit",
                found=_count(report.consistent, len(report.unchecked)),
            )
        )
    return results


def _count(consistent: int, unchecked: int) -> str:
    equations = f"{consistent} equation{'' if consistent == 1 else 's'} consistent"
    return f"{equations}, {unchecked} not checked: units missing" if unchecked else equations
