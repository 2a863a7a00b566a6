"""The first stock that moved, through which flow, and how that reached a variable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdlib.study.why.causes import Cause
from sdlib.study.why.explained import Explained, Path
from sdlib.study.why.pair import Pair

MOVED = 0.001
"""Difference between two runs, relative to the largest value of the first run, from which on a
variable counts as moved. Assumption: a tenth of a per cent is about the smallest change that can
be seen on a chart; rounding is a billion times smaller."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Moved:
    """When a variable began to differ."""

    place: int
    name: str
    unit: str
    step: int
    time: float
    """Model time at which its difference first exceeds `MOVED`."""
    difference: float
    """Second run less first run at that time [unit]."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FirstMove:
    """Where a difference of a variable began."""

    variable: Moved | None
    """The variable that is asked for; None where it never moved that far."""
    stock: Moved | None
    """The first stock on the way to it that moved; None where none did."""
    flow: Cause | None
    """The input of that stock that contributed most until it had moved."""
    flow_gave: float
    """That contribution [unit of the stock]."""
    behind: Cause | None
    """The input of the flow that contributed most when the stock had moved; None where the flow
    itself was given."""
    behind_part: float
    """What that is of the flow's difference at that time, as a fraction."""
    path: Path | None
    """From the stock to the variable, along the largest explained parts."""
    direct: Path | None
    """From what was changed to the variable without a stock between, where there is such a way."""
    main: Path | None
    """From what was changed to the variable along the largest explained parts of all."""

    @property
    def another_way(self) -> bool:
        """Whether the largest part came along a path that does not lead through that stock."""
        return (
            self.main is not None
            and self.stock is not None
            and self.stock.place not in self.main.places
        )

    @property
    def at_once(self) -> bool:
        """Whether the variable moved before any stock could carry it there."""
        if self.direct is None or self.variable is None:
            return False
        return self.stock is None or self.variable.step < self.stock.step


def first_move(explained: Explained, place: int) -> FirstMove:
    """Return where the difference of a variable began.

    Of all stocks that explain any part of the variable's difference, the first one is meant that
    differs by more than `MOVED`; of several at one step the one that explains most of it.

    Args:
        explained: The causes of the two runs.
        place: The place of the variable.
    """
    pair = explained.pair
    direct = explained.path(place, pair.is_given, lambda p: pair.variable(p).kind != "stock")
    if pair.variable(place).kind == "stock" and not pair.is_given(place):
        direct = None
    variable = _moved(explained, place)
    main = explained.path(place, pair.is_given)
    step, path = _first_stock(explained, place)
    if path is None:
        return FirstMove(
            variable=variable, stock=None, flow=None, flow_gave=0.0, behind=None,
            behind_part=0.0, path=None, direct=direct, main=main,
        )  # fmt: skip
    at = path.places[0]
    flow = max(explained.strip(at).causes, key=lambda cause: abs(float(cause.explains[step])))
    behind, part = _behind(explained, flow, step)
    return FirstMove(
        variable=variable,
        stock=_moved(explained, at),
        flow=flow,
        flow_gave=float(flow.explains[step]),
        behind=behind,
        behind_part=part,
        path=path,
        direct=direct,
        main=main,
    )


def _first_stock(explained: Explained, place: int) -> tuple[int, Path | None]:
    """Return the step at which the first stock moved, and the path from there."""
    pair = explained.pair
    by_step: dict[int, set[int]] = {}
    for at in explained.upstream(place):
        if pair.variable(at).kind == "stock" and not pair.is_given(at):
            step = moved_step(pair, at)
            if step is not None:
                by_step.setdefault(step, set()).add(at)
    for step in sorted(by_step):
        path = explained.path(place, by_step[step].__contains__)
        if path is not None:
            return step, path
    return 0, None


def moved_step(pair: Pair, place: int) -> int | None:
    """Return the first step at which a place has moved, None if it never has."""
    first, second = pair.values(place)
    scale = float(np.abs(first).max()) or float(np.abs(second).max()) or 1.0
    relative = np.abs(second - first) / scale
    moved = relative > MOVED
    return int(np.argmax(moved)) if moved.any() else None


def _moved(explained: Explained, place: int) -> Moved | None:
    pair = explained.pair
    step = moved_step(pair, place)
    if step is None:
        return None
    first, second = pair.values(place)
    return Moved(
        place=place,
        name=pair.names[place],
        unit=pair.variable(place).unit,
        step=step,
        time=float(pair.times[step]),
        difference=float(second[step] - first[step]),
    )


def _behind(explained: Explained, flow: Cause, step: int) -> tuple[Cause | None, float]:
    """Return what moved the flow that moved the stock.

    The flow acts on the stock from the step before on.
    """
    strip = explained.strip(flow.place)
    before = max(step - 1, 0)
    whole = float(strip.difference[before])
    if not strip.causes or not whole:
        return None, 0.0
    cause = max(strip.causes, key=lambda c: abs(float(c.explains[before])))
    return cause, float(cause.explains[before]) / whole
