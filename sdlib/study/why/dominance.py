"""When a feedback loop leads, and whether it dominates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sdlib.engine import CompiledEngine
from sdlib.engine.trace import trace
from sdlib.loaded import LoadedModel
from sdlib.policy import Settings
from sdlib.policy.settings import model_inputs
from sdlib.study.checks import read_checks
from sdlib.study.why.link_scores import link_scores
from sdlib.study.why.loop_scores import (
    LoopScores,
    NamedLoop,
    ScoredLoop,
    loop_scores,
    named_scores,
)

DOMINANT = 0.5
"""Share from which on a loop, or several together, dominate. Source: Schoenberg, Davidsen and
Eberlein 2020, System Dynamics Review 36(2), p. 159."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Period:
    """A time during which one loop of a partition has the largest share."""

    partition: int
    begin: float
    """First saved time at which it leads."""
    end: float
    """Last saved time at which it leads."""
    loop: ScoredLoop
    share: float
    """Its mean share over these times, -1 to 1 with its sign."""
    reinforcing: float
    """Mean share of all reinforcing loops of the partition together, 0 to 1."""
    of_all: float
    """Its mean share of all loops of the partition over these times, -1 to 1; `share` where the
    loops that were looked at are all that were found."""

    @property
    def dominates(self) -> bool:
        """Whether it alone is half of what drives the partition, on average."""
        return abs(self.of_all) >= DOMINANT


def periods(scores: LoopScores, every: LoopScores | None = None) -> tuple[Period, ...]:
    """Return which loop leads when, by partition.

    Times at which nothing changes belong to no period.

    Args:
        scores: The loops of a run.
        every: All loops of the run where `scores` are some of them, such as the named ones: a
            loop that leads among few need not dominate.
    """
    of_all = {loop.key: loop.share for loop in (every or scores).loops}
    rows = np.array(scores.trace.saved[1:], dtype=int)
    found = []
    for partition in scores.partitions:
        loops = [loop for loop in scores.loops if loop.partition == partition]
        shares = np.array([loop.share[rows] for loop in loops])
        leaders = np.where(np.abs(shares).sum(axis=0) > 0, np.abs(shares).argmax(axis=0), -1)
        for leader, group in groupby(range(len(rows)), key=lambda at: int(leaders[at])):
            at = list(group)
            if leader < 0:
                continue
            found.append(
                Period(
                    partition=partition,
                    begin=float(scores.times[rows[at[0]]]),
                    end=float(scores.times[rows[at[-1]]]),
                    loop=loops[leader],
                    share=float(shares[leader, at].mean()),
                    of_all=float(of_all[loops[leader].key][rows[at]].mean()),
                    reinforcing=float(np.clip(shares[:, at], 0, None).sum(axis=0).mean()),
                )
            )
    return tuple(found)


@dataclass(frozen=True, kw_only=True, eq=False)
class LoopAnswer:
    """Which feedback loops drive a run."""

    named: LoopScores | None
    """The loops of ``checks.yaml`` against each other; None where there are none."""
    found: LoopScores
    """All loops, or the strongest, the named ones among them."""


def loops_of(loaded: LoadedModel, settings: Settings) -> LoopAnswer:
    """Run a model and score its feedback loops.

    Args:
        loaded: The model with its package.
        settings: Settings of the run.

    Raises:
        DataFileError: With every fault of ``checks.yaml``.
        RunError: If a stock is not finite; it names where that began, and when.

    Example:
        >>> import sdlib
        >>> from sdlib.study.why.dominance import loops_of
        >>> model = sdlib.load("sme_primer")
        >>> loops_of(model, model.settings("as_adopted")).named.loops[0].key
        'knowledge_breeds'
    """
    engine = loaded.engine if isinstance(loaded.engine, CompiledEngine) else CompiledEngine()
    inputs = model_inputs(settings, loaded.package, loaded.model)
    stocks = [stock.name for stock in loaded.model.stocks]
    links = link_scores(trace(engine, loaded.model, inputs, stocks))
    named = declared_loops(loaded)
    return LoopAnswer(
        named=named_scores(links, named) if named else None, found=loop_scores(links, named)
    )


def declared_loops(loaded: LoadedModel) -> Sequence[NamedLoop]:
    """Return the loops that ``checks.yaml`` names, none where there is no such file.

    Raises:
        DataFileError: With every fault of the file.
    """
    desk = read_checks(loaded)
    if desk is None:
        return ()
    return [
        NamedLoop(
            key=loop.key,
            label=loop.label,
            kind=loop.kind,
            names=tuple(loaded.model.variable(name).name for name in loop.path),
        )
        for loop in desk.declared.loops
    ]
