"""A second look at a run that divided by zero: whether that makes a difference to what is kept.

A quotient by zero is nothing, and a run in which nothing spoils an output has failed. Where an
infinite quotient becomes the divisor of another one, however, its quotient approaches zero, and the
results may be told all the same. So the run is made again in `lanes.limits`, whose quotients by
zero are infinite with a sign that is not known. What is finite there does not depend on the sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.emit_terms import is_positive, is_safe_divisor
from sdlib.engine.kernel import Kernel
from sdlib.engine.lanes.limits import Limit
from sdlib.engine.program import Apply, CurveAt, Draw, Item, Program, Term, loads
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Model
from sdlib.progress import listener

if TYPE_CHECKING:
    from sdlib.engine.compiled import Prepared

_TOLD = 100
"""How often in a run it is told how far it is."""


class SecondLook:
    """What some outputs of a program need, with quotients by zero that are infinite.

    Args:
        program: The program.
        outputs: Names of the variables that are kept.
    """

    def __init__(self, program: Program, outputs: Sequence[str]) -> None:
        self.program = _needed(program, outputs)
        items = (*self.program.start, *self.program.step)
        self._can_help = any(_divides(item.value) for item in items)
        cells = {item.cell for item in items}
        kinds = {name: self.program.cells[name].kind for name in cells}
        self._has_lines = "history" in kinds.values()
        self._states = sum(c.size for c in program.cells.values() if c.kind == "state")
        self._watched = self._places_of([n for n, kind in kinds.items() if kind != "history"])
        self._kept = self._places_of([n for n, kind in kinds.items() if kind == "state"])
        self._set = self._places_of([n for n, kind in kinds.items() if kind == "discrete"])

    @cached_property
    def _kernel(self) -> Kernel:
        return Kernel(self.program, "limits")

    def _places_of(self, cells: Sequence[str]) -> NDArray[np.int64]:
        firsts = [(self.program.places[name], self.program.cells[name].size) for name in cells]
        places = [first + element for first, size in firsts for element in range(size)]
        return np.array(places, dtype=np.int64)

    def results(self, prepared: Prepared, values: FloatArray) -> tuple[FloatArray, str] | None:
        """Return what the run keeps, where that does not depend on the sign of infinite quotients.

        Args:
            prepared: The run, which was not finite.
            values: What it had at every step, shape (step, place).

        Returns:
            The kept values, shape (row, pick), all finite, and a note for who relies on them; None
            where they have no limit.
        """
        if not self._can_help or not self._may_help(prepared, values):
            return None
        look = _Look(prepared)
        out = np.empty((len(prepared.clockwork.rows), len(prepared.picks)))
        start, series = prepared.buffers(1)
        buffers, clock = self._kernel.buffers(start, prepared.clockwork, series)
        buffers = self._noting(buffers, look)
        clock[0] = _Times(clock[0], look, buffers[0], self._states)
        try:
            self._kernel.fill(_Kept(out), buffers, clock, prepared.picks, prepared.clockwork)
        # An undecided choice, or what Python's own functions say of a number that is none.
        except (ArithmeticError, ValueError):
            return None
        return out, look.note(self._first(values))

    def _may_help(self, prepared: Prepared, values: FloatArray) -> bool:
        """Tell by one step whether it is worth while to go through all of them.

        It is not if the step that first was without a value would leave a stock without one, or an
        output that is kept then.
        """
        clockwork = prepared.clockwork
        at = self._first(values)[0]
        if not np.isfinite(values[at, self._kept]).all():
            at -= 1
        known = np.isfinite(values[at, self._set]).all() and not self._has_lines
        if at <= 0 or clockwork.order != 1 or not known:
            return True
        _, series = prepared.buffers(1)
        buffers, clock = self._kernel.buffers(values[at, :, None], clockwork, series)
        buffers = self._noting(buffers, _Look(prepared))
        try:
            self._kernel.one_step(buffers, clock, at, clockwork)
            if at < clockwork.steps - 1:
                _require_finite(buffers[1][: self._states])
            if at in clockwork.rows:
                _require_finite([buffers[0][place] for place in prepared.picks])
        except (ArithmeticError, ValueError):
            return False
        return True

    def _first(self, values: FloatArray) -> tuple[int, int]:
        """Return the first step at which something needed is not finite, and a place of it."""
        bad = ~np.isfinite(values[:, self._watched])
        at = int(bad.any(axis=1).argmax())
        return at, int(self._watched[bad[at].argmax()])

    def _noting(self, buffers: Sequence[Any], look: _Look) -> list[Any]:
        """Return the buffers of a run as ones that tell of the first limit in them."""
        values, changes, series, lines = buffers
        first_line = min(
            (self.program.places[n] for n, c in self.program.cells.items() if c.kind == "history"),
            default=0,
        )
        steps = look.prepared.clockwork.steps
        return [
            _Noting(values, lambda place: look.touched(place)),
            _Noting(changes, lambda place: look.touched(place % self._states)),
            series,
            _Noting(lines, lambda place: look.touched(first_line + place // steps)),
        ]


class _Look:
    """What is noted while a run goes through its steps."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.time = prepared.clockwork.first
        self._place: int | None = None
        self._began = self.time

    def touched(self, place: int) -> None:
        """Note a place that holds a limit, if it is the first one."""
        if self._place is None:
            self._place, self._began = place, self.time

    def note(self, otherwise: tuple[int, int]) -> str:
        """Return what the run says of itself.

        Args:
            otherwise: Step and place of the first value that was nothing, where no limit was kept.
        """
        place, time = self._place, self._began
        if place is None:
            time, place = float(self.prepared.clockwork.step_times[otherwise[0]]), otherwise[1]
        name = _name_of(self.prepared.program, self.prepared.model, place)
        return (
            f"'{name}' divides by zero, first at time {time:.8g}; its infinite quotient vanishes "
            "again, such as in a later division, and these results are the same whether it is "
            "positive or negative"
        )


class _Noting(list[Any]):
    """A buffer that tells where a limit is put."""

    def __init__(self, values: Sequence[Any], touched: Callable[[int], None]) -> None:
        super().__init__(values)
        self.touched = touched


class _Times(list[Any]):
    """The times of a run's steps; each begins with asking for its own.

    The Runge-Kutta method asks again for its half step, and for its end. A stock that is infinite
    or nothing stays so: then the run ends.
    """

    def __init__(self, times: Sequence[float], look: _Look, values: list[Any], states: int) -> None:
        super().__init__(times)
        self._look, self._values, self._states = look, values, states
        self._tell = listener()
        self._each = max(len(times) // _TOLD, 1)
        self._asked = -1

    def __getitem__(self, at: Any) -> Any:
        _require_finite(self._values[: self._states])
        time = super().__getitem__(at)
        if at == self._asked:
            self._look.time += float(self._look.prepared.clockwork.step_lengths[at]) / 2.0
            return time
        self._asked, self._look.time = at, time
        if self._tell is not None and at % self._each == 0:
            self._tell("quotients by zero are looked at", at, len(self))
        return time


class _Kept:
    """Takes what a run keeps; what is not finite ends the run."""

    def __init__(self, out: FloatArray) -> None:
        self._out = out

    def __setitem__(self, at: tuple[int, int, int], value: Any) -> None:
        _require_finite([value])
        # Which side of zero a limit of zero is on is not known.
        self._out[at[1:]] = value.value + 0.0 if value.__class__ is Limit else value


def _require_finite(values: Sequence[Any]) -> None:
    for value in values:
        if not math.isfinite(value.value if value.__class__ is Limit else value):
            _lost()


def _lost() -> NoReturn:
    raise FloatingPointError


def _name_of(program: Program, model: Model, place: int) -> str:
    """Return the element at a place, or the variable that a hidden cell belongs to."""
    name = max(
        (name for name, first in program.places.items() if first <= place),
        key=lambda each: (program.places[each], program.cells[each].size),
    )
    owner = program.cells[name].owner
    return model.elements(name)[place - program.places[name]] if owner == name else owner


def _needed(program: Program, outputs: Sequence[str]) -> Program:
    """Return what some variables need of a program; all else has its place still."""
    by_cell: dict[str, list[Item]] = {}
    for item in (*program.start, *program.step):
        by_cell.setdefault(item.cell, []).append(item)
    wanted = dict.fromkeys(outputs)
    waiting = list(wanted)
    while waiting:
        for item in by_cell.get(waiting.pop(), ()):
            found = {load.cell: None for load in loads(item.value) if load.cell not in wanted}
            wanted.update(found)
            waiting.extend(found)
    return replace(
        program,
        start=tuple(item for item in program.start if item.cell in wanted),
        step=tuple(item for item in program.step if item.cell in wanted),
    )


def _divides(term: Term) -> bool:
    """Tell whether a term may divide by zero."""
    return any(
        isinstance(part, Apply)
        and (
            part.function == "log"
            or (part.function == "/" and not is_safe_divisor(part.arguments[1]))
            or (part.function in ("^", "power") and not is_positive(part.arguments[1]))
        )
        for part in _parts(term)
    )


def _parts(term: Term) -> Iterator[Term]:
    waiting = [term]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Apply | Draw):
            waiting.extend(part.arguments)
        elif isinstance(part, CurveAt):
            waiting.append(part.argument)
