"""The small model with a calibration: its observations are made from known parameters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sdlib import LoadedModel, load
from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.policy.load_calibration import read_calibration
from tests.support.small import MODEL, MODEL_YAML, write_package

TRUTH = {"birth rate": 0.23, "room": 4200.0}
"""What the observations are made from; the model file holds 0.2 and 5000."""

BOOST = """birth boost[Policy] = 1, 1
	~	Dmnl
	~	Assumption.
	|

room = 5000"""
BOOSTED = MODEL.replace("* birth rate *", "* birth rate * birth boost[loans] *").replace(
    "room = 5000", BOOST
)
"""The small model with two factors of which only the product can be known, one of an array."""

PACKAGE = MODEL_YAML.replace("observed_until: 2005", "observed_until: 2015")

CALIBRATION = """schema: 1
scenario: baseline
from: 2000
until: 2015
starts: 4
seed: 3
parameters:
  - {variable: birth rate, range: [0.1, 0.4], reference: assumption}
  - {variable: room, range: [1000, 10000], reference: assumption}
observations:
  - {series: firms_counted}
known_at_end:
  inputs:
    - {input: policy stop, value: until}
    - {input: later growth, growth_of: demand}
"""

UNKNOWABLE = CALIBRATION.replace(
    "  - {variable: room,",
    "  - {variable: 'birth boost[loans]', range: [0.6, 2], reference: assumption}\n"
    "  - {variable: room,",
)

KNOWN = """later growth = 0.02
	~	1/Year
	~	Assumption.
	|

policy stop = 2030
	~	Year
	~	Assumption.
	|

stopped = IF THEN ELSE(Time > policy stop, 1, 0) * later growth
	~	1/Year
	~	Assumption.
	|

FINAL TIME"""
"""What a run from the end of the window can know; `stopped` adds to the exit."""

MODEL_TEXT = BOOSTED.replace("FINAL TIME", KNOWN, 1).replace(
    "exit = Firms * death rate", "exit = Firms * (death rate + stopped)"
)


def history_csv(noise: float, seed: int = 1) -> str:
    """Return observations of the firms from 2000 to 2020, made from `TRUTH`.

    Args:
        noise: Standard deviation of the logarithm of what is observed over the truth.
        seed: Seed of the noise.
    """
    rate, room = TRUTH["birth rate"], TRUTH["room"]
    firms = [1000.0]
    for _ in range(40):
        last = firms[-1]
        firms.append(last + 0.5 * last * (rate / (1 + last / room) - 0.05))
    errors = np.random.default_rng(seed).normal(0, noise, 21)
    values = np.array(firms[::2]) * np.exp(errors)
    rows = [
        f"firms_counted,{2000 + at},{value:.10g},firm,counted,invented,high"
        for at, value in enumerate(values)
    ]
    return "\n".join(["series,time,value,unit,definition,reference,confidence", *rows, ""])


def write_calibrated(root: Path, **files: str) -> Path:
    """Write the package below `root` and return its folder; see `small.write_package`."""
    given = {
        "model_mdl": MODEL_TEXT,
        "model_yaml": PACKAGE,
        "history_csv": history_csv(0.02),
        "calibration_yaml": CALIBRATION,
    }
    return write_package(root, **{**given, **files})


def load_calibrated(root: Path, **files: str) -> tuple[LoadedModel, CalibrationFile]:
    """Write the package, load it, and return it with what it declares."""
    loaded = load(write_calibrated(root, **files))
    declared = read_calibration(loaded.package, loaded.model)
    assert declared is not None
    return loaded, declared


def observed_again(loaded: LoadedModel, noise: float, seed: int) -> LoadedModel:
    """Return the model with other noise on its observations."""
    lines = history_csv(noise, seed).splitlines()[1:]
    values = pd.Series([float(line.split(",")[2]) for line in lines])
    (history,) = loaded.package.history
    points = history.points.assign(value=values)
    package = replace(loaded.package, history=(replace(history, points=points),))
    return LoadedModel(loaded.model, package, loaded.engine)
