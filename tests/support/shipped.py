"""What a calibration shipped, beside the model that it belongs to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sdlib import LoadedModel
from sdlib.model import Constant
from sdlib.study.calibration import declared_calibration


def shipped_calibration(package: Path) -> dict[str, Any]:
    """Return what the shipped calibration of a model found."""
    text = (package / "expected" / "calibration.json").read_text(encoding="utf-8")
    tree: dict[str, Any] = json.loads(text)
    return tree


def assert_held(loaded: LoadedModel, shipped: dict[str, Any]) -> None:
    """Assert that a model holds the values that its calibration found, and calls no others so."""
    declared = {p.variable: p for p in declared_calibration(loaded).parameters}
    assert [p["variable"] for p in shipped["parameters"]] == list(declared)
    for parameter in shipped["parameters"]:
        constant = loaded.model.variable(parameter["variable"])
        assert isinstance(constant, Constant)
        assert float(constant.value) == parameter["value"]
        assert constant.unit == parameter["unit"]
        # The limits in the file are where the calibration searches.
        assert (constant.lower, constant.upper) == declared[constant.name].range
    named = {c.name for c in loaded.model.constants if "calibrated" in c.comment.casefold()}
    assert named == set(declared)
