"""Causes strip: the direct inputs of a variable in two runs, and what each explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sdlib.engine.alone import Alone
from sdlib.model.arrays import FloatArray
from sdlib.study.why.pair import Pair
from sdlib.study.why.shares import shares

SMALLEST_SLOPE = 1e-12
"""Difference of a stock, relative to its values, below which its own feedback is not divided by it:
that is rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cause:
    """One input of a variable, in two runs."""

    place: int
    name: str
    """The variable, or one element of it."""
    unit: str
    kind: str
    """"stock", "flow", "auxiliary", "constant"."""
    given: bool
    """Whether a run was given its values: a lever, an assumption, a change. The search ends."""
    values: tuple[FloatArray, FloatArray]
    """Its values in both runs [unit], shape (step,) each."""
    explains: FloatArray
    """What it contributes to the difference of the variable [unit of the variable], shape (step,).
    """
    part: float
    """Its part of all contributions by size, over the whole run, between 0 and 1."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Strip:
    """A variable in two runs, with what it is computed from."""

    place: int
    name: str
    unit: str
    kind: str
    times: FloatArray
    """The times of all steps, shape (step,)."""
    saved: tuple[int, ...]
    """The steps at which a run keeps values."""
    values: tuple[FloatArray, FloatArray]
    """Its values in both runs [unit], shape (step,) each."""
    causes: tuple[Cause, ...]
    """The inputs that differ, the most important first; the others explain nothing."""
    rest: FloatArray
    """What cannot be told apart [unit], shape (step,): rounding; a fourth-order integration, which
    looks between the steps; times at which a mixture of both runs has no value."""

    @property
    def difference(self) -> FloatArray:
        """Second run less first run [unit], shape (step,)."""
        return self.values[1] - self.values[0]

    @cached_property
    def table(self) -> pd.DataFrame:
        """What each input explains at the saved times [unit].

        Index ``time``; the columns ``difference``, one an input, and ``rest``; the latter add up
        to the first.
        """
        rows = list(self.saved)
        columns = {"difference": self.difference[rows]}
        columns.update({cause.name: cause.explains[rows] for cause in self.causes})
        columns["rest"] = self.rest[rows]
        return pd.DataFrame(columns, index=pd.Index(self.times[rows], name="time"))


def strip_of(pair: Pair, place: int) -> Strip:
    """Return the causes strip of one element of a variable.

    The difference between the runs is shared among the inputs that differ; see `shares`. For a
    stock it is the difference of its flows integrated, its own feedback (a stock that drains
    itself) divided in proportion to what each input has brought about so far. For a variable that
    remembers in other ways it is its response to the whole history of each input.

    Args:
        pair: The two runs.
        place: The place of the element.
    """
    first, second = pair.values(place)
    variable = pair.variable(place)
    alone = pair.alone(place)
    inputs = pair.causes(place)
    if alone.accumulates and inputs:
        found = _accumulated(pair, alone, inputs)
    else:
        found = _shared(pair, alone, inputs)
    found = np.where(np.isfinite(found).all(axis=0), found, 0.0)
    sizes = np.abs(found).sum(axis=1)
    whole = float(sizes.sum()) or 1.0
    causes = [
        _cause(pair, cause, explains, float(size) / whole)
        for cause, explains, size in zip(inputs, found, sizes, strict=True)
    ]
    return Strip(
        place=place,
        name=pair.names[place],
        unit=variable.unit,
        kind=variable.kind,
        times=pair.times,
        saved=pair.traces[0].saved,
        values=(first, second),
        causes=tuple(sorted(causes, key=lambda cause: -cause.part)),
        rest=second - first - found.sum(axis=0),
    )


def _cause(pair: Pair, place: int, explains: FloatArray, part: float) -> Cause:
    variable = pair.variable(place)
    return Cause(
        place=place,
        name=pair.names[place],
        unit=variable.unit,
        kind=variable.kind,
        given=pair.is_given(place),
        values=pair.values(place),
        explains=explains,
        part=part,
    )


def _shared(pair: Pair, alone: Alone, inputs: list[int]) -> FloatArray:
    """Share the difference of what an equation gives, shape (input, step)."""
    if not inputs:
        return np.zeros((0, len(pair.times)))
    same = {place: pair.values(place)[0] for place in alone.reads}
    work = pair.traces[0].clockwork
    return shares(
        [pair.values(place)[0] for place in inputs],
        [pair.values(place)[1] for place in inputs],
        lambda given: alone.values(
            {**same, **dict(zip(inputs, given, strict=True))}, work, pair.seed
        ),
    )


def _accumulated(pair: Pair, alone: Alone, inputs: list[int]) -> FloatArray:
    """Share the difference of a stock: of its start, and of its rate of change, integrated."""
    work = pair.traces[0].clockwork
    every = [*inputs, alone.place]
    same = {place: pair.values(place)[0] for place in alone.reads}
    pairs = [pair.values(place) for place in every]

    def rates(given: object) -> FloatArray:
        named = dict(zip(every, given, strict=True))  # type: ignore[call-overload]
        return alone.rates({**same, **named}, work, pair.seed)

    def start(given: object) -> FloatArray:
        named = dict(zip(inputs, given, strict=True))  # type: ignore[call-overload]
        at_first = {place: value[:1] for place, value in same.items()}
        return alone.first({**at_first, **named}, work, pair.seed)

    rate = shares([one for one, _ in pairs], [other for _, other in pairs], rates)
    if work.order == 4:
        # Its slopes between the steps are not known; the mean of both ends is close to theirs.
        rate[:, :-1] = (rate[:, :-1] + rate[:, 1:]) / 2
    first, second = pair.values(alone.place)
    scale = max(float(np.abs(first).max()), float(np.abs(second).max()))
    difference = second - first
    tells = np.abs(difference) > SMALLEST_SLOPE * scale
    slope = np.divide(rate[-1], difference, out=np.zeros_like(difference), where=tells)
    found = np.zeros((len(inputs), work.steps))
    found[:, :1] = shares([p[0][:1] for p in pairs[:-1]], [p[1][:1] for p in pairs[:-1]], start)
    lengths = work.step_lengths
    for at in range(work.steps - 1):
        change = rate[:-1, at] + slope[at] * found[:, at]
        found[:, at + 1] = found[:, at] + lengths[at] * change
    return found
