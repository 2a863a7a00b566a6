"""How long a calibration takes: the primer with its own parameters, and with ten.

    python benchmarks/calibration.py [--repeat 5] [--starts 20] [--json FILE]

The ten are the six of the primer and four more constants, in a copy of its package. The time is
that of `calibrate` as a whole: the searches from all starts, the profile intervals and the fit. The
first call makes the kernel, or loads it if it was made before.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

from report import Report, Row, at_most, figure
from timing import interleaved, load_average, machine, timing

from sdlib import LoadedModel, load
from sdlib.study.calibration import calibrate

ROOT = Path(__file__).resolve().parents[1]
NAME = "sme_primer"
LIMIT = 60.0
"""Seconds that ten parameters with twenty starts may take on two cores."""

MORE = (
    ("Sensitivity of entry to profit", 0.5, 5),
    ("Sensitivity of exit to profit", 0.5, 3),
    ("Growth of efficient size", 0, 0.05),
    ("Export stop rate", 0.05, 0.2),
)
"""Further parameters, with ranges that hold their present values."""


def copy_with_more(folder: Path) -> LoadedModel:
    """Return the primer from a copy whose calibration moves ten parameters."""
    for part in ("models", "scenarios"):
        shutil.copytree(ROOT / part / NAME, folder / part / NAME)
    package = folder / "models" / NAME
    path = package / "calibration.yaml"
    lines = "".join(
        f"  - {{variable: {name}, range: [{low}, {high}], reference: assumption}}\n"
        for name, low, high in MORE
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("observations:\n", f"{lines}observations:\n"), encoding="utf-8")
    return load(package)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    report = Report({**machine(), "load before": load_average()}, title="Calibration")
    with tempfile.TemporaryDirectory() as folder:
        ten, six = copy_with_more(Path(folder)), load(NAME)
        began = time.perf_counter()
        first = calibrate(ten, starts=options.starts)
        seconds = time.perf_counter() - began
        times = interleaved(
            {
                "six": lambda: calibrate(six, starts=options.starts),
                "ten": lambda: calibrate(ten, starts=options.starts),
            },
            options.repeat,
        )
        own = calibrate(six, starts=options.starts)
    limit = at_most(times["ten"].most, LIMIT, "s")
    what = f"{options.starts} starts with intervals"
    unknown = sum(not estimate.identified for estimate in first.parameters)
    told = f"{first.runs:,} runs, {unknown} of 10 not identified"
    report.extend(
        [
            Row(NAME, what, "10 parameters, first call", timing([seconds])),
            Row(NAME, what, "10 parameters", times["ten"], limit, told),
            Row(NAME, what, "6 parameters", times["six"], figure(""), f"{own.runs:,} runs"),
        ]
    )
    report.facts["load after"] = load_average()
    report.print()
    if options.json:
        options.json.write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
