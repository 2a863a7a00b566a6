"""One element of a variable alone: its values over a whole run, for any inputs over time.

What the variable remembers belongs to it: a stock is its initial value and its flows integrated, a
SMOOTH its hidden states. So the inputs of an element are other variables only, and its values are
a function of their whole history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sdlib.engine.equations import Equations, Lines, Moment, Rule
from sdlib.engine.kernel import Clockwork
from sdlib.engine.lanes.series import Values
from sdlib.model.arrays import FloatArray

_REMEMBERING = ("state", "discrete", "history")


class Alone:
    """One element of a variable with all that only it needs.

    Args:
        equations: The equations of the model.
        place: The place of the element.
    """

    def __init__(self, equations: Equations, place: int) -> None:
        self._equations = equations
        self.place = place
        program = equations.program
        self._cells = program.cells
        inside, read = self._gathered()
        self.reads: tuple[int, ...] = tuple(sorted(read - {place}))
        """Places of the variables that it is computed from."""
        self._start = _ordered(equations.start_of, inside)
        self._step = _ordered(equations.step_of, inside)
        memories = {p for p in inside if self._cells[equations.names[p]].kind in _REMEMBERING}
        self.remembers: bool = bool(memories) or any(rule.only_start for rule in self._start)
        """Whether its value depends on earlier values of its inputs."""
        self.accumulates: bool = memories == {place} and not any(r.only_start for r in self._start)
        """Whether it is a stock, and its flows remember nothing."""

    def _gathered(self) -> tuple[set[int], set[int]]:
        """Return the element with its hidden cells, and the places of variables that they read."""
        inside = {self.place}
        read: set[int] = set()
        waiting = [self.place]
        while waiting:
            at = waiting.pop()
            rules = {
                **{rule: None for rule in self._equations.start_of.get(at, {}).values()},
                **{rule: None for rule in self._equations.step_of.get(at, {}).values()},
            }
            for rule in rules:
                for place in self._equations.reads(rule):
                    name = self._equations.names[place]
                    if self._cells[name].owner == name:
                        read.add(place)
                    elif place not in inside:
                        inside.add(place)
                        waiting.append(place)
        return inside, read

    def values(self, given: Mapping[int, Values], clockwork: Clockwork, seed: float) -> FloatArray:
        """Return its values over a run.

        Args:
            given: Each place of `reads` to its values, shapes that broadcast to (..., step).
            clockwork: The times of the run. What it remembers is integrated by Euler's method.
            seed: Seed of random functions.

        Returns:
            Shape (..., step); NaN where an equation has no value.
        """
        if self.remembers:
            return self._stepwise(given, clockwork, seed)
        return self._at_once(self._step, given, clockwork, seed, self.place)

    def rates(self, given: Mapping[int, Values], clockwork: Clockwork, seed: float) -> FloatArray:
        """Return what it changes by per unit of time, if it `accumulates`.

        Args:
            given: Each place of `reads`, and its own, to values, as in `values`.
            clockwork: The times of the run.
            seed: Seed of random functions.
        """
        return self._at_once(self._step, given, clockwork, seed, -1)

    def first(self, given: Mapping[int, Values], clockwork: Clockwork, seed: float) -> FloatArray:
        """Return its value at the start of a run, if it `accumulates`.

        Args:
            given: Each place of `reads` to its values at the first step, shapes (..., 1).
            clockwork: The times of the run.
            seed: Seed of random functions.
        """
        return self._at_once(self._start, given, clockwork, seed, self.place, steps=1)

    def _at_once(
        self, rules: Sequence[Rule], given: Mapping[int, Values], work: Clockwork, seed: float,
        wanted: int, steps: int | None = None,
    ) -> FloatArray:  # fmt: skip
        at = np.arange(work.steps if steps is None else steps)
        moment = Moment(time=work.step_times[at], at=at, clockwork=work)
        values: dict[int, Values] = {**given, self._equations.seed: seed}
        for rule in rules:
            # A rate is kept beside the state that it changes.
            place = -1 if rule.role == "rate" else rule.place
            values[place] = self._equations.value(rule, values, moment)
        shape = np.broadcast_shapes(at.shape, *(np.shape(v) for v in given.values()))
        return np.broadcast_to(values[wanted], shape)

    def _stepwise(self, given: Mapping[int, Values], work: Clockwork, seed: float) -> FloatArray:
        shape = np.broadcast_shapes((work.steps,), *(np.shape(v) for v in given.values()))
        rows = {p: np.broadcast_to(v, shape).reshape(-1, work.steps) for p, v in given.items()}
        out = np.empty((int(np.prod(shape[:-1])), work.steps))
        values: dict[int, Values] = {self._equations.seed: seed}
        kept: dict[int, list[Values]] = {}
        times, lengths = work.step_times, work.step_lengths
        for at in range(work.steps):
            moment = Moment(time=float(times[at]), at=at, clockwork=work)
            values.update({place: row[:, at] for place, row in rows.items()})
            lines = _lines(kept, at, len(out))
            for rule in self._start if at == 0 else ():
                values[rule.place] = self._equations.value(rule, values, moment, lines)
            changes: dict[int, Values] = {}
            fresh: dict[int, Values] = {}
            for rule in self._step:
                target = {"rate": changes, "keep": fresh}.get(rule.role, values)
                target[rule.place] = self._equations.value(rule, values, moment, lines)
            out[:, at] = values[self.place]
            for place, value in fresh.items():
                if self._cells[self._equations.names[place]].kind == "history":
                    kept.setdefault(place, []).append(np.broadcast_to(value, len(out)))
                else:
                    values[place] = value
            for place, change in changes.items():
                values[place] = values[place] + change * lengths[at]
        return out.reshape(shape)


def _ordered(rules: Mapping[int, Mapping[int, Rule]], places: set[int]) -> list[Rule]:
    """Return the rules of some places in the order of a run."""
    found = {number: rule for place in places for number, rule in rules.get(place, {}).items()}
    return [found[number] for number in sorted(found)]


def _lines(kept: Mapping[int, Sequence[Values]], at: int, count: int) -> Lines:
    """Return what comes out of delay lines at a step."""

    def out(
        places: tuple[int, ...], function: Callable[..., float], given: tuple[Values, ...]
    ) -> FloatArray:
        spread = [np.broadcast_to(value, count) for value in given]
        rows = [kept.get(place, ()) for place in places]
        return np.array(
            [
                function([[row[k] for row in line] for line in rows], at, *(v[k] for v in spread))
                for k in range(count)
            ]
        )

    return out
