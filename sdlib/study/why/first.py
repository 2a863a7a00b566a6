"""The first stock that moved, through which flow, and how that reached a variable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdlib.study.why.causes import Cause
from sdlib.study.why.explained import Explained, Path

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
    differs by more than `MOVED`; of several at one step the one that differs most.

    Args:
        explained: The causes of the two runs.
        place: The place of the variable.
    """
    pair = explained.pair
    direct = explained.path(place, pair.is_given, lambda p: pair.variable(p).kind != "stock")
    if pair.variable(place).kind == "stock" and not pair.is_given(place):
        direct = None
    stocks = [
        (step, -relative, at)
        for at in explained.upstream(place)
        if pair.variable(at).kind == "stock" and not pair.is_given(at)
        for step, relative in moved_steps(explained, at)
    ]
    variable = _moved(explained, place)
    main = explained.path(place, pair.is_given)
    if not stocks:
        return FirstMove(
            variable=variable, stock=None, flow=None, flow_gave=0.0, behind=None,
            behind_part=0.0, path=None, direct=direct, main=main,
        )  # fmt: skip
    step, _, at = min(stocks)
    flow = max(explained.strip(at).causes, key=lambda cause: abs(float(cause.explains[step])))
    behind, part = _behind(explained, flow, step)
    return FirstMove(
        variable=variable,
        stock=_moved(explained, at),
        flow=flow,
        flow_gave=float(flow.explains[step]),
        behind=behind,
        behind_part=part,
        path=explained.path(place, lambda p: p == at),
        direct=direct,
        main=main,
    )


def moved_steps(explained: Explained, place: int) -> list[tuple[int, float]]:
    """Return the first step at which a place has moved, with its relative difference there."""
    first, second = explained.pair.values(place)
    scale = float(np.abs(first).max()) or float(np.abs(second).max()) or 1.0
    relative = np.abs(second - first) / scale
    if not (relative > MOVED).any():
        return []
    step = int(np.argmax(relative > MOVED))
    return [(step, float(relative[step]))]


def _moved(explained: Explained, place: int) -> Moved | None:
    pair = explained.pair
    for step, _ in moved_steps(explained, place):
        first, second = pair.values(place)
        return Moved(
            place=place,
            name=pair.names[place],
            unit=pair.variable(place).unit,
            step=step,
            time=float(pair.times[step]),
            difference=float(second[step] - first[step]),
        )
    return None


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
