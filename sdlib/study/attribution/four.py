"""Four runs: the baseline, the assumptions only, the policies only, and both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sdlib.engine.base import as_float
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, Settings
from sdlib.run import Run
from sdlib.study.attribution.players import parts_of


@dataclass(frozen=True, kw_only=True, eq=False)
class FourRuns:
    """What assumptions and policies do, alone and together."""

    baseline: Run
    assumptions: Run
    """Only what is no policy differs from the baseline."""
    policies: Run
    """Only the policies differ from the baseline."""
    both: Run

    def interaction(self, column: str) -> FloatArray:
        """Return what the two do together beyond what each does alone, shape (time,) [its unit].

        Args:
            column: Variable or element that the runs kept.

        Raises:
            UnknownNameError: If the runs did not keep it.
        """
        runs = (self.both, self.assumptions, self.policies, self.baseline)
        both, assumptions, policies, baseline = (
            as_float(run.table(column).iloc[:, 0].to_numpy()) for run in runs
        )
        return both - assumptions - policies + baseline


def four_runs(
    loaded: LoadedModel, settings: Settings, *, outputs: Sequence[str] | None = None
) -> FourRuns:
    """Run the baseline, the assumptions only, the policies only, and both.

    Args:
        loaded: The model with its package.
        settings: Every lever and assumption at its value, as `LoadedModel.settings` gives them.
        outputs: Names of the variables to keep; the declared outputs by default.

    Raises:
        InputError: If a policy and another change set the same input of the model.
        RunError: If a run is not finite.

    Example:
        >>> import sdlib
        >>> from sdlib.study.attribution import four_runs
        >>> model = sdlib.load("sme_primer")
        >>> runs = four_runs(model, model.settings("policy_bank", {"gdp_growth": 0.05}))
        >>> sorted(runs.both.changes) == sorted([*runs.assumptions.changes, *runs.policies.changes])
        True
    """
    parts = parts_of(loaded, settings)
    policies = parts.policy_changes
    return FourRuns(
        baseline=loaded.run(BASELINE, outputs=outputs),
        assumptions=loaded.run(BASELINE, parts.assumptions, outputs=outputs),
        policies=loaded.run(BASELINE, policies, outputs=outputs),
        both=loaded.run(BASELINE, {**parts.assumptions, **policies}, outputs=outputs),
    )
