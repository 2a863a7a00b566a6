"""Loop scores over time: which feedback loops drive a run, and when.

Source: Schoenberg, Davidsen and Eberlein 2020, "Understanding model behavior using the Loops that
Matter method", System Dynamics Review 36(2), 158-190: the score of a loop (equation 3), its share
among the loops of its cycle partition (equation 4), and 50 % as the mark of dominance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import pandas as pd

from sdlib.engine.trace import Trace
from sdlib.model.arrays import FloatArray
from sdlib.policy.schema_values import Label
from sdlib.study.why.link_scores import LinkScores
from sdlib.study.why.loop_search import (
    MOST_LOOPS,
    Loop,
    all_loops,
    begun_at_least,
    components,
    strongest_loops,
)


@dataclass(frozen=True, kw_only=True)
class NamedLoop:
    """A loop that has a name, as ``checks.yaml`` declares it."""

    key: str
    label: Label
    names: tuple[str, ...]
    """Variables along it."""
    kind: str
    """What it is said to be: "reinforcing" or "balancing"."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoredLoop:
    """A feedback loop through variables, with its scores over time.

    Loops of array elements along the same variables are one loop here.
    """

    key: str
    """Key of ``checks.yaml``, or R or B and a number, the strongest first."""
    label: Label | None
    """Its name, where it has one."""
    names: tuple[str, ...]
    """Variables along it; a sum and what a function keeps stand as ``SUM in ...``."""
    memories: tuple[str, ...]
    """What it runs through that remembers: stocks, and functions such as SMOOTH."""
    declared: str
    """The kind that ``checks.yaml`` states; empty where it does not name the loop."""
    members: int
    """How many loops of elements it stands for."""
    partition: int
    """Number of its cycle partition: stocks that all act on each other. The largest is 1; the
    numbers are the same for all loops of a run and for the named ones alone."""
    score: FloatArray
    """Product of its links' scores, shape (step,); can be very large."""
    share: FloatArray
    """Its part of all loops of the partition, -1 to 1 with the sign of the loop, shape (step,)."""

    @property
    def kind(self) -> str:
        """What it does: "reinforcing", "balancing", "both" in turn, or "idle" throughout."""
        up, down = bool((self.share > 0).any()), bool((self.share < 0).any())
        if up and down:
            return "both"
        return "reinforcing" if up else "balancing" if down else "idle"

    @property
    def mean(self) -> float:
        """Mean size of its share over the run, 0 to 1."""
        return float(np.abs(self.share[1:]).mean()) if len(self.share) > 1 else 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class LoopScores:
    """The loops of a run and what they drive."""

    trace: Trace
    links: LinkScores
    loops: tuple[ScoredLoop, ...]
    """The strongest first, but those that are alone in their group last."""
    complete: bool
    """Whether these are all loops that ever act; otherwise those that have a name, or the
    strongest that were found at the saved times."""
    stocks: Mapping[int, tuple[str, ...]]
    """What remembers in each partition: stocks, and functions such as SMOOTH."""

    @property
    def times(self) -> FloatArray:
        """The times of all steps, shape (step,)."""
        return self.trace.times

    @property
    def partitions(self) -> tuple[int, ...]:
        """Numbers of the cycle partitions."""
        return tuple(sorted({loop.partition for loop in self.loops}))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Share of each loop at the saved times; nothing (NaN) at the first, before any change.

        Index ``time``, a column a loop's key. The sizes of a partition's loops add up to 1 wherever
        anything changes.
        """
        rows = list(self.trace.saved)
        columns = {loop.key: loop.share[rows] for loop in self.loops}
        table = pd.DataFrame(columns, index=pd.Index(self.times[rows], name="time"))
        table.iloc[:1] = np.nan
        return table


def loop_scores(links: LinkScores, named: Sequence[NamedLoop] = ()) -> LoopScores:
    """Return the feedback loops of a run with their scores at every step.

    Args:
        links: The link scores of the run.
        named: Loops that are to be there under their names, even where they are weak.
    """
    graph = _graph(links)
    found = set(islice((begun_at_least(loop) for loop in all_loops(graph)), MOST_LOOPS + 1))
    complete = len(found) <= MOST_LOOPS
    if not complete:
        found = _strongest(links)
    for loop in named:
        found.update(_along(links, graph, loop.names))
    return _scored(links, graph, found, named, complete=complete)


def named_scores(links: LinkScores, named: Sequence[NamedLoop]) -> LoopScores:
    """Return the scores of named loops alone: each one's share is its part of these loops.

    Args:
        links: The link scores of the run.
        named: The loops; one that never acts is left out.
    """
    graph = _graph(links)
    found: set[Loop] = set()
    for loop in named:
        found.update(_along(links, graph, loop.names))
    return _scored(links, graph, found, named, complete=False)


def _graph(links: LinkScores) -> dict[int, list[int]]:
    graph: dict[int, list[int]] = {}
    for cause, effect in links.scores:
        graph.setdefault(cause, []).append(effect)
    return graph


def _scored(
    links: LinkScores,
    graph: Mapping[int, Sequence[int]],
    found: set[Loop],
    named: Sequence[NamedLoop],
    *,
    complete: bool,
) -> LoopScores:
    partition = _partitions(links, graph)
    declared = {_rotated(loop.names) for loop in named}
    groups: dict[Key, list[Loop]] = {}
    for path in sorted(found):
        names = _rotated(_without_repeats([links.owner(place) for place in path]))
        if names not in declared:
            names = _rotated(_without_repeats([links.label(place) for place in path]))
        groups.setdefault((partition[path[0]], names), []).append(path)
    scores = {
        key: np.array([_product(links, path) for path in paths]) for key, paths in groups.items()
    }
    shares = _shares(scores)
    counts = Counter(number for number, _ in groups)
    # A loop that is alone in its group has all of it; that says less than any comparison.
    ordered = sorted(groups, key=lambda k: (counts[k[0]] == 1, -float(np.abs(shares[k]).sum())))
    return LoopScores(
        trace=links.trace, links=links, complete=complete, stocks=_stocks(links, partition),
        loops=_keyed(links, ordered, groups, scores, shares, named),
    )  # fmt: skip


Key = tuple[int, tuple[str, ...]]
"""Partition and variables of a loop."""


def _keyed(
    links: LinkScores,
    ordered: Sequence[Key],
    groups: Mapping[Key, Sequence[Loop]],
    scores: Mapping[Key, FloatArray],
    shares: Mapping[Key, FloatArray],
    named: Sequence[NamedLoop],
) -> tuple[ScoredLoop, ...]:
    """Return the loops with their names, or a letter and a number."""
    by_names = {_rotated(loop.names): loop for loop in named}
    counts = {"R": 0, "B": 0}
    found = []
    for key in ordered:
        declared = by_names.get(key[1])
        letter = "R" if shares[key].sum() >= 0 else "B"
        names = declared.names if declared else key[1]
        memories = {links.label(p) for p in groups[key][0] if links.remembers(p)}
        if declared is None:
            counts[letter] += 1
        found.append(
            ScoredLoop(
                key=declared.key if declared else f"{letter}{counts[letter]}",
                label=declared.label if declared else None,
                names=names,
                memories=tuple(name for name in (*key[1],) if name in memories),
                declared=declared.kind if declared else "",
                members=len(groups[key]),
                partition=key[0],
                score=np.sum(scores[key], axis=0),
                share=shares[key],
            )
        )
    return tuple(found)


def _shares(scores: Mapping[Key, FloatArray]) -> dict[Key, FloatArray]:
    """Return each loop's part of all loops of its partition, with its sign."""
    # Scores may be so large that their sum is infinite: the largest of a time counts as one.
    largest: dict[int, FloatArray] = {}
    for (partition, _), rows in scores.items():
        top = np.abs(rows).max(axis=0)
        largest[partition] = np.maximum(largest.get(partition, top), top)
    units = {p: np.where(top > 0, top, 1.0) for p, top in largest.items()}
    sizes = {key: np.abs(rows / units[key[0]]).sum(axis=0) for key, rows in scores.items()}
    totals: dict[int, FloatArray] = {}
    for (partition, _), size in sizes.items():
        totals[partition] = totals.get(partition, np.zeros_like(size)) + size
    found = {}
    for key, rows in scores.items():
        total = np.where(totals[key[0]] > 0, totals[key[0]], 1.0)
        found[key] = np.sign(np.sum(rows, axis=0)) * sizes[key] / total
    return found


def _product(links: LinkScores, path: Loop) -> FloatArray:
    found = np.ones(links.trace.clockwork.steps)
    for cause, effect in zip(path, [*path[1:], path[0]], strict=True):
        found = found * links.scores[cause, effect]
    return found


def _without_repeats(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names along a loop, each once where it stands several times in a row."""
    found = [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    return tuple(found)


def _rotated(names: Sequence[str]) -> tuple[str, ...]:
    """Return a loop of names begun with its first in the alphabet."""
    start = min(range(len(names)), key=lambda at: names[at])
    return (*names[start:], *names[:start])


def _partitions(links: LinkScores, graph: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return the number of each node's group, the same for whichever loops are looked at."""
    groups = components(graph, {*graph, *(e for effects in graph.values() for e in effects)})
    # The groups with the most stocks come first, those in which nothing acts on itself last.
    groups.sort(
        key=lambda group: (
            len(group) == 1 and group[0] not in graph.get(group[0], ()),
            -sum(map(links.remembers, group)),
            min(group),
        )
    )
    return {node: number for number, group in enumerate(groups, 1) for node in group}


def _stocks(links: LinkScores, partition: Mapping[int, int]) -> dict[int, tuple[str, ...]]:
    """Return what remembers in each group."""
    found: dict[int, dict[str, None]] = {}
    for place, number in sorted(partition.items()):
        if links.remembers(place):
            found.setdefault(number, {})[links.label(place)] = None
    return {number: tuple(names) for number, names in found.items()}


MOST_VISITS = 5_000_000
"""Links that a search for strong loops may look at, some twenty seconds of work. In a model with
more, each saved time begins at other stocks, so that all have their turn."""


def _strongest(links: LinkScores) -> set[Loop]:
    """Return the strong loops of all saved times."""
    every = sorted({p for link in links.scores for p in link if links.remembers(p)})
    steps = links.trace.saved[1:]
    count = max(MOST_VISITS // max(len(links.scores) * len(steps), 1), 1)
    found: set[Loop] = set()
    for number, step in enumerate(steps):
        turn = [(number * count + k) % len(every) for k in range(min(count, len(every)))]
        stocks = [every[at] for at in turn]
        here: dict[int, list[tuple[int, float]]] = {}
        for (cause, effect), score in links.scores.items():
            if score[step]:
                here.setdefault(cause, []).append((effect, abs(float(score[step]))))
        found |= strongest_loops(here, stocks)
    return found


def _along(
    links: LinkScores, graph: Mapping[int, Sequence[int]], names: Sequence[str]
) -> set[Loop]:
    """Return the loops of places along variables, through what is hidden in them."""
    begins = [place for place in graph if links.owner(place) == names[0]]
    found: set[Loop] = set()
    for begin in begins:
        waiting: list[tuple[Loop, int]] = [((begin,), 0)]
        while waiting:
            path, at = waiting.pop()
            for effect in graph.get(path[-1], ()):
                if effect == begin and at == len(names) - 1:
                    found.add(begun_at_least(path))
                elif effect in path:
                    continue
                elif links.owner(effect) == names[at]:
                    waiting.append(((*path, effect), at))
                elif at + 1 < len(names) and links.owner(effect) == names[at + 1]:
                    waiting.append(((*path, effect), at + 1))
    return found
