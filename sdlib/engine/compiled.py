"""The compiled engine: a model is lowered to loops, compiled once, and run in many copies."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sdlib.engine.base import InputValue, Results, as_float
from sdlib.engine.cells import SEED
from sdlib.engine.data import checked_series, require_data, require_known_data, values_at
from sdlib.engine.failure import first_bad_value, run_error
from sdlib.engine.given_points import with_given_points
from sdlib.engine.kernel import Clockwork, Kernel, is_compiled
from sdlib.engine.lower import Lowering
from sdlib.engine.moving_steps import require_own_steps
from sdlib.engine.order import order
from sdlib.engine.program import Program
from sdlib.engine.second_look import SecondLook
from sdlib.errors import InputError, ModelFileError, RunError
from sdlib.model.arrays import FloatArray
from sdlib.model.nesting import deeply
from sdlib.model.structure import Constant, Lookup, Model
from sdlib.names import name_key

PLAIN_WORK = 300_000
"""Assignments of a run (steps times places) up to which plain Python is quick enough to begin."""

PLAIN_PATIENCE = 8_000_000
"""Assignments in plain Python after which a larger program is compiled.

A few plain runs of a large program take as long as compiling it: who runs it once waits for
neither twice, and who goes on waits at most twice as long as with the best choice.
"""

LARGE = 2_000
"""Statements of a program up to which `PLAIN_PATIENCE` holds; it grows as compiling does."""

INTEGRATORS = ("euler", "rk4")
"""Methods of integration: Euler's, and the fourth-order one of Runge and Kutta."""

_CONTROL = ("final_time", "time_step")


class CompiledEngine:
    """Runs models through code made for them.

    A model's first runs are computed in plain Python: all of a small model's, and a few of a large
    one's, which take as long as compiling it. Code that was compiled before, in this process or
    another, is used at once. Both give the same numbers, bit for bit.

    Args:
        integrator: "euler" or "rk4"; what the model's file asks for, if it is None.
        compile_at_once: Compile before the first run, however small the model is.
        seed: Seed of random functions; a batch counts on from it, run by run.
    """

    name = "compiled"
    libraries: tuple[str, ...] = ("numba", "numpy")

    def __init__(
        self, *, integrator: str | None = None, compile_at_once: bool = False, seed: int = 0
    ) -> None:
        if integrator not in (None, *INTEGRATORS):
            raise InputError(
                found=f"there is no integrator '{integrator}'", allowed=", ".join(INTEGRATORS)
            )
        options: dict[str, str | int | None] = {"integrator": integrator, "seed": seed or None}
        self.options: Mapping[str, str | int] = {k: v for k, v in options.items() if v is not None}
        self.integrator = integrator
        self.seed = seed
        self._at_once = compile_at_once
        self._lock = threading.Lock()
        self._programs: dict[tuple[str, tuple[tuple[str, str], ...]], Program] = {}
        self._kernels: dict[tuple[int, str], Kernel] = {}
        self._not_compiled: set[int] = set()
        self._being_compiled: set[int] = set()
        self._plain_work: dict[int, int] = {}
        self._second_looks: dict[tuple[int, tuple[str, ...]], SecondLook] = {}

    def run(
        self,
        model: Model,
        inputs: Mapping[str, InputValue],
        outputs: Sequence[str],
        save_times: FloatArray | None = None,
    ) -> Results:
        """Run a model once; see `Engine.run`.

        Raises:
            RunError: If an output is not finite; it names where that began, and when.
            InputError: If a data variable has no values.
            DataFileError: With every equation that the engine does not know.
            CircularError: If some variables need each other at one instant.
        """
        prepared = self.prepare(model, inputs, outputs, save_times)
        kernel = self.kernel(prepared.program, self.lanes(prepared.program, prepared.clockwork))
        start, series = prepared.buffers(kernel.width)
        out = kernel.run(start, prepared.picks, prepared.clockwork, series)
        notes: tuple[str, ...] = ()
        if not np.isfinite(out).all():
            found = self.again(prepared, inputs)
            if isinstance(found, RunError):
                raise found
            out, notes = found[0][None], (found[1],)
        values = {name: value[0] for name, value in prepared.shaped(out).items()}
        return Results(time=prepared.times, values=values, notes=notes)

    def prepare(
        self,
        model: Model,
        inputs: Mapping[str, InputValue],
        outputs: Sequence[str],
        save_times: FloatArray | None = None,
    ) -> Prepared:
        """Return everything about a run but its numbers.

        Raises:
            InputError: If a data variable has no values.
            DataFileError: With every equation that the engine does not know.
        """
        control, given_values = _split_control(inputs)
        model, others = with_given_points(model, given_values)
        given = {model.variable(name).name for name in others}
        require_data(model, given, outputs)
        require_known_data(model, given, outputs)
        clockwork = self._clockwork(model, control, save_times)
        program = self.program(model, others)
        return Prepared(
            model=model,
            program=program,
            clockwork=clockwork,
            inputs=others,
            outputs=tuple(outputs),
            seed=self.seed,
        )

    def compile(self, model: Model) -> None:
        """Compile the kernel for single runs of a model now, or load it if it was compiled before.

        Until it is there, runs in other threads go on in plain Python, with the same numbers.

        Args:
            model: The model.
        """
        program = self.program(model, {})
        with self._lock:
            self._being_compiled.add(id(program))
        kernel = Kernel(program, "scalar")
        first = Clockwork(first=0.0, dt=1.0, steps=1, final=1.0, save=1.0, rows=(0,))
        kernel.run(np.zeros((program.count, kernel.width)), [0], first)
        with self._lock:
            self._kernels[(id(program), "scalar")] = kernel
            self._being_compiled.discard(id(program))

    def will_compile(self, model: Model) -> None:
        """Note that `compile` is about to be called in another thread.

        Args:
            model: The model, whose runs go on in plain Python from now on.
        """
        program = self.program(model, {})
        with self._lock:
            self._being_compiled.add(id(program))

    def is_being_compiled(self, model: Model) -> bool:
        """Tell whether a model's kernel for single runs is being compiled in another thread.

        Args:
            model: The model.
        """
        program = self.program(model, {})
        with self._lock:
            return id(program) in self._being_compiled

    def work(self, model: Model) -> int:
        """Return how many assignments a run takes, each some 0.5 us in plain Python.

        Args:
            model: The model.
        """
        return self._clockwork(model, {}, None).steps * self.program(model, {}).count

    def waits_for_compiler(self, model: Model) -> bool:
        """Tell whether the next run of a model begins by compiling its kernel.

        Args:
            model: The model.
        """
        program = self.program(model, {})
        with self._lock:
            if (id(program), "scalar") in self._kernels:
                return False
            if id(program) in self._being_compiled:
                return False
            spent = self._plain_work.get(id(program), 0)
        work = self._clockwork(model, {}, None).steps * program.count
        plain = not self._at_once and (work <= PLAIN_WORK or spent + work <= _patience(program))
        return not plain and not is_compiled(program, "scalar")

    def program(self, model: Model, inputs: Mapping[str, InputValue]) -> Program:
        """Return a model's program, with the equations of some variables replaced."""
        replaced = {}
        for name, value in inputs.items():
            variable = model.variable(name)
            if isinstance(variable, Lookup):
                raise InputError(
                    found=f"'{variable.name}' is a curve, which cannot be replaced by a value",
                    remedy="replace the variable that uses it",
                )
            if isinstance(value, pd.Series | pd.DataFrame):
                replaced[variable.name] = "series"
            elif not isinstance(variable, Constant):
                replaced[variable.name] = "input"
        key = (model.content_hash, tuple(sorted(replaced.items())))
        with self._lock:
            if key not in self._programs:
                self._programs[key] = _program(model, replaced)
            return self._programs[key]

    def lanes(self, program: Program, clockwork: Clockwork) -> str:
        """Return the lanes that a single run of a program takes now."""
        with self._lock:
            if (id(program), "scalar") in self._kernels:
                return "scalar"
            if id(program) in self._not_compiled or id(program) in self._being_compiled:
                return "plain"
        if self._at_once or is_compiled(program, "scalar"):
            return "scalar"
        work = clockwork.steps * program.count
        if work <= PLAIN_WORK:
            # To ask again at each run would cost more than it could gain.
            with self._lock:
                self._not_compiled.add(id(program))
            return "plain"
        with self._lock:
            spent = self._plain_work.get(id(program), 0) + work
            self._plain_work[id(program)] = spent
        return "plain" if spent <= _patience(program) else "scalar"

    def kernel(self, program: Program, lanes: str) -> Kernel:
        """Return a program's kernel for some lanes."""
        with self._lock:
            key = (id(program), lanes)
            if key not in self._kernels:
                self._kernels[key] = Kernel(program, lanes)
            return self._kernels[key]

    def _clockwork(
        self, model: Model, control: Mapping[str, float], save_times: FloatArray | None
    ) -> Clockwork:
        spec = model.time
        dt = control.get("time_step", spec.time_step)
        final = control.get("final_time", spec.final)
        wanted = spec.save_times() if save_times is None else as_float(save_times)
        if save_times is None and final != spec.final:
            wanted = wanted[wanted <= final + 1e-9]
        order = 4 if (self.integrator or spec.integrator) == "rk4" else 1
        if spec.lengths:
            require_own_steps(model, control, order)
        exact = spec.step_of(wanted) if spec.lengths else (wanted - spec.initial) / dt
        rows = np.rint(exact).astype(int)
        if np.any(np.abs(exact - rows) > 1e-6) or np.any(rows < 0):
            off = float(wanted[np.argmax(np.abs(exact - rows))])
            raise InputError(
                found=f"the time {off:g} is not one of the run's steps",
                allowed=f"{spec.initial:g} and later, in steps of {dt:g}"
                + (", then of other lengths" if spec.lengths else ""),
            )
        return Clockwork(
            first=spec.initial, dt=dt, steps=int(rows.max()) + 1, final=final,
            save=spec.save_step if spec.saveper is None else spec.saveper,
            rows=tuple(int(r) for r in rows), order=order, lengths=spec.lengths,
        )  # fmt: skip

    def again(
        self,
        prepared: Prepared,
        inputs: Mapping[str, InputValue],
        seed: int | None = None,
        lanes: str | None = None,
    ) -> tuple[FloatArray, str] | RunError:
        """Look a second time at a run that was not finite; see `second_look`.

        Args:
            prepared: The run.
            inputs: Its inputs.
            seed: Its seed, where that is another.
            lanes: Lanes of a kernel that is there already; chosen as for a single run by default.

        Returns:
            What it keeps, shape (row, pick), and a note, where that does not depend on the sign of
            a quotient by zero; else where it began to be not finite.
        """
        mine = replace(
            prepared,
            inputs=with_given_points(prepared.model, _split_control(inputs)[1])[1],
            seed=prepared.seed if seed is None else seed,
        )
        values = self._watched(mine, lanes)
        found = self._second_look(mine).results(mine, values)
        return _began(mine, values) if found is None else found

    def diagnose(self, prepared: Prepared, inputs: Mapping[str, InputValue]) -> RunError:
        """Run again, watching every variable at every step, and say where it began.

        Args:
            prepared: The run that was not finite.
            inputs: Its inputs.
        """
        given = with_given_points(prepared.model, _split_control(inputs)[1])[1]
        mine = replace(prepared, inputs=given)
        return _began(mine, self._watched(mine, None))

    def _watched(self, prepared: Prepared, lanes: str | None) -> FloatArray:
        """Return every value of a run, shape (step, place); what waits in delay lines is zero."""
        every = replace(prepared.clockwork, rows=tuple(range(prepared.clockwork.steps)))
        chosen = lanes or self.lanes(prepared.program, every)
        kernel = self.kernel(prepared.program, chosen)
        start, series = replace(prepared, clockwork=every).buffers(kernel.width)
        return as_float(kernel.run(start, range(prepared.program.count), every, series)[0])

    def _second_look(self, prepared: Prepared) -> SecondLook:
        """Return a program's second look for some outputs."""
        with self._lock:
            key = (id(prepared.program), prepared.outputs)
            if key not in self._second_looks:
                self._second_looks[key] = SecondLook(prepared.program, prepared.outputs)
            return self._second_looks[key]


def _began(prepared: Prepared, values: FloatArray) -> RunError:
    """Return the error of a run that was not finite.

    Args:
        prepared: The run.
        values: All that it had at every step, shape (step, place).
    """
    model = prepared.model
    names = tuple(v.name for v in model.variables.values() if not isinstance(v, Lookup))
    watching = replace(prepared, outputs=names)
    shaped = watching.shaped(values[None][:, :, watching.picks])
    found = first_bad_value(
        model, {name: value[0] for name, value in shaped.items()}, prepared.clockwork.step_times
    )
    if found is None:
        return run_error(prepared.outputs[0], None, "has no finite value")
    return run_error(*found)


def _patience(program: Program) -> int:
    """Return the assignments in plain Python after which a program is compiled."""
    statements = len(program.start) + len(program.step)
    return round(PLAIN_PATIENCE * max(1.0, statements / LARGE))


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """A run but for its numbers: program, times, inputs, and what is kept."""

    model: Model
    program: Program
    clockwork: Clockwork
    inputs: Mapping[str, InputValue]
    outputs: tuple[str, ...]
    seed: int

    @cached_property
    def picks(self) -> list[int]:
        """The places of the elements that are kept."""
        return [
            place
            for name in self.outputs
            for place in range(
                self.program.places[name], self.program.places[name] + self.program.cells[name].size
            )
        ]

    @property
    def times(self) -> FloatArray:
        """The saved times, shape (time,)."""
        return self.clockwork.step_times[list(self.clockwork.rows)]

    def shaped(self, out: FloatArray) -> dict[str, FloatArray]:
        """Return kept values by name.

        Args:
            out: Shape (run, row, pick).

        Returns:
            Name to values, shape (run, row, *dimensions).
        """
        values = {}
        at = 0
        for name in self.outputs:
            size = self.program.cells[name].size
            dimensions = self.model.variable(name).dimensions
            shape = [len(self.model.dimensions[d].subscripts) for d in dimensions]
            part = np.ascontiguousarray(out[:, :, at : at + size])
            values[name] = part.reshape(*out.shape[:2], *shape)
            at += size
        return values

    def buffers(self, width: int) -> tuple[FloatArray, dict[str, FloatArray]]:
        """Return the buffer of all places with the inputs in it, and the values of series."""
        start = np.empty((self.program.count, width))
        start[:] = self._template[:, None]
        series = {
            name: np.broadcast_to(values[:, :, None], (size, values.shape[1], width))
            for name, (values, size) in self._series.items()
        }
        return start, series

    @cached_property
    def _template(self) -> FloatArray:
        start = np.zeros(self.program.count)
        start[self.program.places[SEED]] = float(self.seed)
        for constant in self.model.constants:
            _fill(start, self.program, constant.name, constant.value)
        for name, value in self.inputs.items():
            if not isinstance(value, pd.Series | pd.DataFrame):
                _fill(start, self.program, self.model.variable(name).name, as_float(value))
        return start

    @cached_property
    def _series(self) -> dict[str, tuple[FloatArray, int]]:
        found = {}
        for name, value in self.inputs.items():
            if isinstance(value, pd.Series | pd.DataFrame):
                variable = self.model.variable(name)
                # One curve for all elements, or one for each.
                columns = [value[c] for c in value] if isinstance(value, pd.DataFrame) else [value]
                curves = [
                    values_at(
                        variable,
                        checked_series(variable.name, column),
                        self.clockwork.times(),
                        self.clockwork.dt,
                    )
                    for column in columns
                ]
                size = self.program.cells[variable.name].size
                found[variable.name] = (as_float(np.stack(curves)), size)
        return found


def _program(model: Model, replaced: Mapping[str, str]) -> Program:
    def made() -> Program:
        lowering = Lowering(model, replaced)
        lowering.lower()
        return order(lowering)

    try:
        return deeply(made)
    except RecursionError:
        raise ModelFileError(
            found="an equation is nested too deeply to be run",
            place=str(model.path),
            remedy="split the longest equation into several variables",
        ) from None


def _split_control(
    inputs: Mapping[str, InputValue],
) -> tuple[dict[str, float], dict[str, InputValue]]:
    control = {
        name_key(name): float(as_float(value))
        for name, value in inputs.items()
        if name_key(name) in _CONTROL
    }
    return control, {n: v for n, v in inputs.items() if name_key(n) not in _CONTROL}


def _fill(start: FloatArray, program: Program, name: str, value: FloatArray) -> None:
    first = program.places[name]
    start[first : first + program.cells[name].size] = np.ravel(value)
