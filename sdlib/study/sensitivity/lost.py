"""Runs of a sample that are not finite: what is left out for them, and when that is too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sdlib.errors import RunError
from sdlib.model.arrays import FloatArray
from sdlib.study.sensitivity.factors import Factor
from sdlib.study.sensitivity.result import LostRuns
from sdlib.study.values import ManyValues

MOST_LOST = 0.05
"""Share of runs that may be not finite; above it the ranges are wrong, not the runs."""

LEAST_KEPT = 0.5
"""Share of groups of runs that must remain."""

_CLEAR = 2.0
"""Standard errors from the middle of its range from which a factor counts as part of a corner."""

_MOST_NAMED = 3


def kept_groups(
    found: ManyValues, unit: FloatArray, factors: Sequence[Factor], size: int
) -> tuple[NDArray[np.bool_], LostRuns | None]:
    """Return which groups of runs are finite as a whole.

    Both methods compare the runs of a group with each other, so that one without one of its runs
    says nothing.

    Args:
        found: All runs, group after group.
        unit: Where each run lies in the ranges, 0 to 1, shape (run, factor).
        factors: The factors.
        size: How many runs a group has.

    Returns:
        Whether each group is kept, shape (group,), and what was lost.

    Raises:
        RunError: If more than `MOST_LOST` of the runs are not finite, or less than `LEAST_KEPT` of
            the groups are left; it names the corner of the ranges where that is.
    """
    kept = np.asarray(found.finite.reshape(-1, size).all(axis=1), dtype=np.bool_)
    bad = np.flatnonzero(~found.finite)
    if not len(bad):
        return kept, None
    variable, _ = Counter(found.bad_variable[run] for run in bad).most_common(1)[0]
    when = min(found.bad_time[run] for run in bad if found.bad_variable[run] == variable)
    place, first = corner(unit[bad], factors)
    lost = LostRuns(
        runs=len(bad),
        groups=int((~kept).sum()),
        variable=variable,
        time=float(when),
        corner=place,
    )
    if len(bad) > MOST_LOST * len(unit) or kept.mean() < LEAST_KEPT:
        raise RunError(
            found=f"{len(bad):,} of {len(unit):,} runs are not finite, too many to leave out: "
            f"'{variable}' begins it, first at time {lost.time:.8g}; {place}",
            variable=variable,
            time=lost.time,
            remedy=f"give that factor a narrower range: --factors '{first.key}=LOW:HIGH', or leave "
            f"it out: --without '{first.key}'",
        )
    return kept, lost


def corner(bad: FloatArray, factors: Sequence[Factor]) -> tuple[str, Factor]:
    """Return where some runs lie, in words, and the factor in which that is clearest.

    Args:
        bad: Where each of them lies in the ranges, 0 to 1, shape (run, factor).
        factors: The factors.
    """
    # Runs spread evenly over a range have their mean in its middle, within this error.
    error = np.sqrt(1 / 12 / len(bad))
    away = np.abs(bad.mean(axis=0) - 0.5) / error
    order = np.argsort(-away, kind="stable")
    named = [at for at in order[:_MOST_NAMED] if away[at] >= _CLEAR] or [order[0]]
    words = []
    for at in named:
        factor = factors[at]
        span = factor.high - factor.low
        low, high = (factor.low + span * float(end(bad[:, at])) for end in (np.min, np.max))
        words.append(
            f"'{factor.key}' between {low:.4g} and {high:.4g} of {factor.low:.4g} to "
            f"{factor.high:.4g}"
        )
    return f"they have {' and '.join(words)}", factors[order[0]]
