"""A calibration as a plain tree, with everything that is needed to make it again."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version
from typing import Any

from sdlib.errors import DataFileError, SdError
from sdlib.loaded import LoadedModel
from sdlib.policy.load_calibration import CALIBRATION
from sdlib.study.calibration.result import Calibration, Estimate
from sdlib.study.fit import fit_record

FORMAT = 1
"""Version of the tree."""

RECORD = "expected/calibration.json"
"""Where a package keeps the record of the calibration that its parameters come from."""

LIBRARIES = ("numba", "numpy", "scipy")
"""Libraries that the numbers can depend on."""


def calibration_record(
    found: Calibration,
    loaded: LoadedModel,
    command: str = "",
    written: bytes | None = None,
) -> dict[str, Any]:
    """Return a calibration as mappings, lists, texts and numbers. It holds no date.

    Args:
        found: The calibration.
        loaded: The model that was calibrated.
        command: The command line that repeats it, where there is one.
        written: The model file with the calibrated values, where they are put into it.
    """
    folder = loaded.package.folder
    assert folder is not None
    files = [*loaded.package.files, folder / CALIBRATION, *sorted(folder.glob("data/*.csv"))]
    made = {
        "command": command,
        "version": version("sdlib"),
        "python": platform.python_version(),
        "library": {name: version(name) for name in LIBRARIES},
        "model": found.model,
        # Of the file that was calibrated, and of the file that came of it.
        "model_hash": loaded.model.content_hash,
        "written_model_hash": None if written is None else hashlib.sha256(written).hexdigest(),
        "declared_hash": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
        "seed": found.seed,
    }
    return {
        "sdlib_calibration": FORMAT,
        "made_by": made,
        "scenario": found.scenario,
        "window": [found.first, found.until],
        "objective": found.objective,
        "objective_before": found.objective_before,
        "parameters": [_parameter(estimate) for estimate in found.parameters],
        "correlation": [list(row) for row in found.correlation],
        "observations": [dict(vars(each)) for each in found.series],
        "starts": [
            {
                "objective": start.objective,
                "converged": start.converged,
                "values": list(start.values),
            }
            for start in found.starts
        ],
        "runs": found.runs,
        "fit": fit_record(found.fit),
    }


def shipped_record(loaded: LoadedModel) -> dict[str, Any] | None:
    """Return the record that a package keeps of its calibration, None if it keeps none.

    Args:
        loaded: The model with its package.

    Raises:
        DataFileError: If it is no record of a calibration.
    """
    folder = loaded.package.folder
    if folder is None or not (folder / RECORD).is_file():
        return None
    try:
        tree = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except ValueError:
        tree = None
    if not isinstance(tree, dict) or tree.get("sdlib_calibration") != FORMAT:
        fault = SdError(
            found="this is not the record of a calibration",
            place=str(folder / RECORD),
            allowed=f"what 'sdlib calibrate MODEL --out {RECORD}' writes",
            remedy="write it again, or remove it",
        )
        raise DataFileError([fault])
    return tree


def _parameter(estimate: Estimate) -> dict[str, Any]:
    return {
        "variable": estimate.variable,
        "unit": estimate.unit,
        "value": estimate.value,
        "before": estimate.before,
        "range": list(estimate.range),
        "interval_95_percent": list(estimate.interval),
        "identified": estimate.identified,
        "not_identified": estimate.not_identified or None,
    }
