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

_END = 0.25 + 1e-9
"""Share of a range that is looked at as one of its ends."""

_CLEAR = 4.0
"""Standard errors from which an end of a range counts as part of a corner."""

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
    place, first = corner(unit, ~found.finite, factors)
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


def corner(
    unit: FloatArray, bad: NDArray[np.bool_], factors: Sequence[Factor]
) -> tuple[str, Factor]:
    """Return where bad runs lie, in words, and the factor in which that is clearest.

    The lowest and the highest quarter of each range are looked at: the ends at which more runs are
    bad than elsewhere, by more than chance, are named.

    Args:
        unit: Where each run lies in the ranges, 0 to 1, shape (run, factor).
        bad: Which runs are bad, shape (run,), at least one.
        factors: The factors.
    """
    ends = []
    for at in range(len(factors)):
        for inside in (unit[:, at] <= _END, unit[:, at] >= 1 - _END):
            if inside.any() and not inside.all():
                share, other = float(bad[inside].mean()), float(bad[~inside].mean())
                chance = bad.var() * (1 / inside.sum() + 1 / (~inside).sum())
                clear = (share - other) / np.sqrt(chance) if chance else 0.0
                ends.append((clear, at, inside, share, other))
    ends.sort(key=lambda end: -end[0])
    named = [end for end in ends[:_MOST_NAMED] if end[0] >= _CLEAR] or ends[:1]
    words = []
    for _, at, inside, share, other in named:
        places = unit[bad, at] if other == 0 else unit[inside, at]
        low, high = (float(end) for end in factors[at].at(np.array([places.min(), places.max()])))
        place = f"at {low:.4g}" if low == high else f"between {low:.4g} and {high:.4g}"
        where = f"'{factors[at].key}' {place}"
        if other == 0:
            words.append(f"all of them have {where}")
        else:
            shares = f"{_percent(share)} of the runs with {where} fail"
            words.append(f"{shares}, {_percent(other)} of the others")
    return "; ".join(words), factors[named[0][1] if named else 0]


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:.0f} %"
