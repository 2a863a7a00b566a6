"""Calibration: parameters fitted to observations, with how sure they are."""

from sdlib.study.calibration.calibrate import calibrate, declared_calibration, step_count
from sdlib.study.calibration.record import calibration_record, shipped_record
from sdlib.study.calibration.result import Calibration, Estimate, SeriesShare, Start

__all__ = [
    "Calibration",
    "Estimate",
    "SeriesShare",
    "Start",
    "calibrate",
    "calibration_record",
    "declared_calibration",
    "shipped_record",
    "step_count",
]
