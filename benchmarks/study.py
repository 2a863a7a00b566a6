"""Measure studies of many runs on the primer: sensitivity, attribution, ensembles.

Usage::

    python benchmarks/study.py             # under a minute
    python benchmarks/study.py --json FILE

A study is timed from the call to its result, with everything that it does: the sample, the runs,
the indices and the bootstrap. The kernel is there already; how long it takes to compile or to load
is measured by `engine.py`. See `README.md` beside this file.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from report import Report, Row, at_most, figure
from timing import interleaved, load_average, machine

from sdlib.loaded import LoadedModel, load
from sdlib.study.attribution import Attribution, attribute
from sdlib.study.ensemble import Ensemble, ensemble
from sdlib.study.sensitivity import FactorWish, Sensitivity, sensitivity

MODEL = "sme_primer"
PACKAGE = "full_package"
"""The scenario with all policies of the primer."""

POINTS, SOBOL_SECONDS = 1024, 60.0
SHAPLEY_SECONDS = 1.0
WORLDS = 200


class Studies:
    """The studies that are measured.

    Args:
        loaded: The model.
    """

    def __init__(self, loaded: LoadedModel) -> None:
        self.loaded = loaded
        package = loaded.package
        self.wishes = [FactorWish(key=key) for key in (*package.uncertainties, *package.levers)]
        self.settings = loaded.settings(PACKAGE)

    def sobol(self) -> Sensitivity:
        """Return the variance of the headline outputs, shared out among all factors."""
        return sensitivity(self.loaded, method="sobol", factors=self.wishes, samples=POINTS, seed=1)

    def morris(self) -> Sensitivity:
        """Return the screening of the same factors."""
        return sensitivity(self.loaded, method="morris", factors=self.wishes, seed=1)

    def shapley(self) -> Attribution:
        """Return the headline outputs' changes, shared out among all policies."""
        return attribute(self.loaded, self.settings)

    def ensemble(self) -> Ensemble:
        """Return the bands of all policies and of the baseline."""
        return ensemble(self.loaded, PACKAGE, WORLDS, 1)


def main() -> int:
    options = _options()
    report = Report(
        {**machine(), "load before": load_average(), "repeat": options.repeat}, title="Studies"
    )
    studies = Studies(load(MODEL))
    sobol, morris, shapley = studies.sobol(), studies.morris(), studies.shapley()
    times = interleaved(
        {
            "sobol": studies.sobol,
            "morris": studies.morris,
            "shapley": studies.shapley,
            "ensemble": studies.ensemble,
        },
        options.repeat,
    )
    outputs = f"{len(sobol.outputs)} outputs"
    report.extend(
        [
            Row(MODEL, f"Sobol, {len(sobol.factors)} factors, N = {sobol.samples:,}",
                f"{sobol.runs:,} runs, {outputs}", times["sobol"],
                target=at_most(times["sobol"].seconds, SOBOL_SECONDS, "s")),
            Row(MODEL, f"Morris, {len(morris.factors)} factors, {morris.samples} trajectories",
                f"{morris.runs:,} runs, {outputs}", times["morris"], target=figure("")),
            Row(MODEL, f"Shapley, {len(shapley.policies)} policies",
                f"{shapley.runs:,} runs, {outputs}", times["shapley"],
                target=at_most(times["shapley"].seconds, SHAPLEY_SECONDS, "s")),
            Row(MODEL, f"ensemble, {WORLDS} worlds",
                f"{2 * WORLDS} runs, {outputs} at every time", times["ensemble"],
                target=figure("")),
        ]
    )  # fmt: skip
    report.facts["load after"] = load_average()
    report.print()
    if options.json:
        options.json.write_text(json.dumps(report.as_json(), indent=1), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--repeat", type=int, default=5, help="samples of each time")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
