"""Whether a model puts the elements of a dimension in the observed order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.policy import History
from sdlib.study.fit.found import Across, SeriesFit

LEAST_FOR_RANKS = 4
"""Elements below which a rank correlation tells nothing."""


def across(histories: Sequence[History], series: Sequence[SeriesFit]) -> tuple[Across, ...]:
    """Return how alike the order of elements is, for each series over a dimension.

    Levels that a model starts from data with tell little; the changes are what it computes.

    Args:
        histories: What is declared, one an element.
        series: How each of them is followed, in the same order.

    Source:
        C. Spearman, The proof and measurement of association between two things, American
        Journal of Psychology 15 (1904).
    """
    families: dict[tuple[str, str], list[SeriesFit]] = {}
    for history, each in zip(histories, series, strict=True):
        if history.over and len(each.times):
            families.setdefault((history.declared, history.over), []).append(each)
    found = (_across(name, over, members) for (name, over), members in families.items())
    return tuple(each for each in found if each is not None)


def _across(name: str, over: str, members: Sequence[SeriesFit]) -> Across | None:
    first = min(float(each.times[0]) for each in members)
    last = max(float(each.times[-1]) for each in members)
    both = [each for each in members if each.times[0] == first and each.times[-1] == last]
    if len(both) < LEAST_FOR_RANKS:
        return None
    observed = np.array([(each.observed[0], each.observed[-1]) for each in both])
    modelled = np.array([(each.modelled[0], each.modelled[-1]) for each in both])
    grows = first < last and bool((observed > 0).all() and (modelled > 0).all())
    return Across(
        series=name,
        over=over,
        count=len(both),
        first=first,
        last=last,
        rank_first=_spearman(modelled[:, 0], observed[:, 0]),
        rank_last=_spearman(modelled[:, 1], observed[:, 1]),
        rank_change=(
            _spearman(modelled[:, 1] / modelled[:, 0], observed[:, 1] / observed[:, 0])
            if grows
            else None
        ),
    )


def _spearman(modelled: FloatArray, observed: FloatArray) -> float | None:
    from scipy.stats import spearmanr

    if np.ptp(modelled) == 0 or np.ptp(observed) == 0:
        return None
    return float(spearmanr(modelled, observed).statistic)
