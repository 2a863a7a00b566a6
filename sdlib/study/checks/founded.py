"""Every number of a package has a unit and a reference, every text both languages."""

from __future__ import annotations

from pathlib import Path

from sdlib.loaded import LoadedModel
from sdlib.policy.locate import scenario_folder
from sdlib.policy.references import (
    Unfounded,
    faults_of_csv,
    faults_of_model,
    faults_of_yaml,
    kind_of,
)
from sdlib.study.checks.result import CheckResult, Kind

_REMEDIES = {
    "reference": "state a document with page or table, or 'assumption' and why",
    "unit": "state its unit, Dmnl for none",
    "comes from": "say it in the comment: 'Source: ...', 'Assumption: ...' or 'Calibrated'",
}


def check_references(loaded: LoadedModel) -> list[CheckResult]:
    """Check the numbers and texts of every file of a package.

    Args:
        loaded: The model with its package; a bare model file is free to give no references.

    Returns:
        One result a file whose numbers are all founded, else one for each that is not.
    """
    folder = loaded.package.folder
    if folder is None:
        return []
    results = _results(loaded.model.path, "numbers", *faults_of_model(loaded.model))
    for file in [*sorted(folder.glob("*.yaml")), *sorted(scenario_folder(folder).glob("*.yaml"))]:
        if kind_of(file) is not None:
            results += _results(file, "numbers", *faults_of_yaml(file))
    for file in sorted((folder / "data").glob("*.csv")):
        results += _results(file, "rows", *faults_of_csv(file))
    return results


def _results(file: Path, what: str, count: int, faults: list[Unfounded]) -> list[CheckResult]:
    if not faults:
        found = f"{count} {what} founded"
        return [_result(file.name, passed=True, found=found, place=str(file))]
    return [
        _result(file.name, passed=False, found=fault.fault, place=fault.place) for fault in faults
    ]


def _result(name: str, *, passed: bool, found: str, place: str) -> CheckResult:
    return CheckResult(
        kind=Kind.REFERENCE,
        name=name,
        passed=passed,
        expected="every number has a unit and a reference, every text both languages",
        found=found,
        place=place,
        remedy=next((r for word, r in _REMEDIES.items() if word in found), "give both, en and zh"),
    )
