"""Reading of ``calibration.yaml``."""

from __future__ import annotations

from sdlib.errors import DataFileError
from sdlib.model.structure import Model
from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.policy.check_calibration import calibration_faults
from sdlib.policy.package import Package
from sdlib.policy.yaml_file import read_yaml

CALIBRATION = "calibration.yaml"
"""Name of the file in the folder of a package."""


def read_calibration(package: Package, model: Model) -> CalibrationFile | None:
    """Return what a package declares about its calibration, None if it declares nothing.

    Args:
        package: The package.
        model: Its model.

    Raises:
        DataFileError: With every fault of the file.
    """
    if package.folder is None or not (package.folder / CALIBRATION).exists():
        return None
    path = package.folder / CALIBRATION
    declared = read_yaml(path, CalibrationFile)
    faults = calibration_faults(declared, package, model, path)
    if faults:
        raise DataFileError(faults)
    return declared
