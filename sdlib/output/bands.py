"""Quantiles over sampled worlds as columns of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sdlib.errors import OutputError
from sdlib.output.passport import BandEntry
from sdlib.policy import Package
from sdlib.run import Run
from sdlib.study.ensemble import Ensemble


def band_entry(found: Ensemble, package: Package, columns: Sequence[str]) -> BandEntry | None:
    """Return what a passport says of an ensemble; None where it has none of the columns.

    Args:
        found: The ensemble.
        package: The package whose assumptions were sampled.
        columns: The columns of values of the table.
    """
    outputs = tuple(column for column in columns if found.band(column) is not None)
    if not outputs:
        return None
    return BandEntry(
        worlds=found.worlds,
        lost=found.lost,
        seed=found.seed,
        quantiles=found.quantiles,
        ranges={key: package.uncertainties[key].range for key in found.uncertainties},
        outputs=outputs,
    )


def with_bands(
    frames: Mapping[str, pd.DataFrame], runs: Mapping[str, Run], found: Ensemble, entry: BandEntry
) -> dict[str, pd.DataFrame]:
    """Return tables of values with the quantiles as further columns.

    Args:
        frames: Label to its table, index time.
        runs: Label to run: the baseline, and the one that the ensemble is of.
        found: The ensemble.
        entry: What its passport says.

    Raises:
        OutputError: If there are more scenarios than the ensemble's and the baseline.
    """
    if sum(bool(run.changes) for run in runs.values()) > 1:
        raise OutputError(
            found="the bands are of one scenario, and the table has several",
            remedy="write a table for each scenario",
        )
    filled = {}
    for label, frame in frames.items():
        more = {}
        for name, (output, at) in entry.columns().items():
            band = found.band(output)
            assert band is not None
            quantiles = band.scenario if runs[label].changes else band.baseline
            more[name] = quantiles[at]
        filled[label] = pd.concat([frame, pd.DataFrame(more, index=frame.index)], axis=1)
    return filled
