"""Everything that happens in one run: every element of every cell at every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sdlib.engine.base import InputValue
from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.kernel import Clockwork
from sdlib.engine.program import Program
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Model


@dataclass(frozen=True, kw_only=True, eq=False)
class Trace:
    """One run with all its values, those of hidden states too."""

    model: Model
    program: Program
    clockwork: Clockwork
    """The times, a row each step."""
    values: FloatArray
    """Shape (place, step), places as in `Program.places`; a value that no output needs may be NaN.
    What waits in delay lines is not kept: zero."""
    replaced: frozenset[str]
    """Names of the variables whose equations inputs replaced."""

    @cached_property
    def times(self) -> FloatArray:
        """The times of all steps, shape (step,)."""
        return self.clockwork.step_times

    @cached_property
    def saved(self) -> tuple[int, ...]:
        """The steps at whose times a run of the model keeps values."""
        spec = self.model.time
        if spec.lengths:
            wanted = spec.step_of(spec.save_times())
        else:
            wanted = (spec.save_times() - self.clockwork.first) / self.clockwork.dt
        return tuple(int(step) for step in np.rint(wanted) if step < self.clockwork.steps)

    def of(self, name: str) -> FloatArray:
        """Return the values of a variable, or of a cell of the program, shape (element, step)."""
        first = self.program.places[name]
        return self.values[first : first + self.program.cells[name].size]


def trace(
    engine: CompiledEngine,
    model: Model,
    inputs: Mapping[str, InputValue],
    wanted: Sequence[str] = (),
) -> Trace:
    """Run a model once and keep everything at every step.

    Args:
        engine: The compiled engine.
        model: The model.
        inputs: As in `Engine.run`.
        wanted: Exact names of variables whose values have to be finite.

    Raises:
        RunError: If a wanted variable is not finite; it names where that began, and when.
    """
    prepared = engine.prepare(model, inputs, tuple(wanted))
    program = prepared.program
    every = replace(prepared.clockwork, rows=tuple(range(prepared.clockwork.steps)))
    kernel = engine.kernel(program, engine.lanes(program, every))
    start, series = prepared.buffers(kernel.width)
    out = kernel.run(start, range(program.count), every, series)[0]
    found = Trace(
        model=model,
        program=program,
        clockwork=every,
        values=np.ascontiguousarray(out.T),
        replaced=frozenset(model.variable(name).name for name in prepared.inputs)
        - {constant.name for constant in model.constants},
    )
    if not all(np.isfinite(found.of(name)).all() for name in wanted):
        raise engine.diagnose(prepared, inputs)
    return found
