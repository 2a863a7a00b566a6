"""The runs that checks need: each made once, many at a time where that is quicker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sdlib.engine import CompiledEngine
from sdlib.engine.base import InputValue, Results, as_float
from sdlib.engine.batch import OK, run_batch
from sdlib.engine.compiled import PLAIN_WORK
from sdlib.engine.kernel import is_compiled
from sdlib.errors import RunError
from sdlib.loaded import LoadedModel
from sdlib.model import Constant, Lookup
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, ChangeValue, model_inputs
from sdlib.study.checks.switches import Switched, with_switches

BATCH_WORK = 5_000_000
"""Assignments of all runs of a batch from which compiling a kernel for them pays."""

_MOST_BYTES = 2**28
"""Bytes of results that a batch may take; more is run one by one, when it is asked for."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Experiment:
    """A run that a check looks at."""

    scenario: str = BASELINE
    """Scenario that it starts from."""
    inputs: Mapping[str, ChangeValue] = field(default_factory=dict)
    """Changes to it, as `LoadedModel.run` takes them."""
    courses: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Exact name of a variable to its course: indexed by model time, a column an element."""
    outputs: tuple[str, ...] = ()
    """Exact names of the variables to keep."""
    integrator: str | None = None
    """Method of integration; the model's own by default."""
    step_share: float = 1.0
    """Time step as a share of the model's own."""
    every_step: bool = False
    """Whether values are kept at every time step, not at the saved times alone."""


_Way = tuple[str, float, bool]
_Marks = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class _Key:
    """What makes two experiments one run, but for what is kept of it."""

    way: _Way
    """Method, share of the time step, every step."""
    fixed: _Marks
    """Inputs that replace an equation, or follow a course."""
    moved: _Marks
    """Inputs that are constants of the model."""


class Runs:
    """Runs a model for its checks.

    Args:
        loaded: The model with its package.
    """

    def __init__(self, loaded: LoadedModel) -> None:
        self.loaded = loaded
        self._switched: Switched | None = None
        self._engines: dict[str, CompiledEngine] = {}
        self._inputs: dict[_Key, dict[str, InputValue]] = {}
        self._wanted: dict[_Key, dict[str, None]] = {}
        self._found: dict[_Key, Results] = {}
        self._known: dict[Experiment, _Key] = {}

    def want(self, experiments: Iterable[Experiment]) -> None:
        """Tell which runs will be asked for, so that many can be made together."""
        for experiment in experiments:
            self._register(experiment)

    def get(self, experiment: Experiment) -> Results:
        """Return a run, made now if it was not made before.

        Raises:
            RunError: If it is not finite.
        """
        key = self._register(experiment)
        found = self._found.get(key)
        if found is None or any(name not in found.values for name in self._wanted[key]):
            found = self._run(key)
            self._found[key] = found
        return found

    def inputs_of(self, experiment: Experiment) -> dict[str, InputValue]:
        """Return the inputs of an experiment: exact name of a variable of the model to value."""
        return dict(self._inputs[self._register(experiment)])

    def _run(self, key: _Key) -> Results:
        method, share, _ = key.way
        engine, names = self.engine(method), list(self._wanted[key])
        inputs = {**self._inputs[key], **self._step(share)}
        switched = self._switched
        if switched is not None and switched.names >= {name for name, _ in key.fixed}:
            try:
                wider = switched.inputs(inputs)
                return engine.run(switched.model, wider, names, self._times(key.way))
            except RunError as error:
                if not switched.is_own(error.variable):
                    raise
                # The equation of a variable that is held, or not: the model itself tells.
        return engine.run(self.loaded.model, inputs, names, self._times(key.way))

    def share_program(self, names: Iterable[str]) -> None:
        """Let runs that replace equations share one program, where each would be compiled.

        Args:
            names: Exact names of the variables that runs may replace; further ones are taken from
                the runs that were told before.
        """
        model = self.loaded.model
        program = self.engine(model.time.integrator).program(model, {})
        if self._steps(1.0) * program.count <= PLAIN_WORK:
            return
        fixed = {name for key in self._wanted for name, _ in key.fixed}
        chosen = fixed | {name for name in names if not isinstance(model.variables[name], Lookup)}
        if chosen:
            self._switched = with_switches(model, chosen)

    def make_wanted(self) -> None:
        """Make the runs that were told before, in batches of those that share their equations."""
        if self._switched is not None:
            # They are quick one by one, and a kernel for batches would have to be compiled too.
            return
        groups: dict[tuple[_Way, _Marks], list[_Key]] = {}
        for key in self._wanted:
            if key not in self._found:
                groups.setdefault((key.way, key.fixed), []).append(key)
        for keys in groups.values():
            if len(keys) > 1:
                self._batch(keys)

    def _batch(self, keys: list[_Key]) -> None:
        method, share, _ = keys[0].way
        model, engine = self.loaded.model, self.engine(method)
        names = list(dict.fromkeys(name for key in keys for name in self._wanted[key]))
        times = self._times(keys[0].way)
        common = {name: self._inputs[keys[0]][name] for name, _ in keys[0].fixed}
        program = engine.program(model, common)
        steps = self._steps(share)
        places = sum(program.cells[name].size for name in names)
        if 8 * len(keys) * len(times) * places > _MOST_BYTES:
            return
        pays = len(keys) * steps * program.count > BATCH_WORK
        if not pays and not is_compiled(program, "vector"):
            return
        varying = self._varying(keys)
        if not varying:
            return
        found = run_batch(engine, model, {**common, **self._step(share)}, varying, names, times)
        for number, key in enumerate(keys):
            # A run that is not finite is made again when it is asked for: its error tells where.
            if found.status[number] == OK:
                values = {name: value[number] for name, value in found.values.items()}
                self._found[key] = Results(time=found.time, values=values)

    def _varying(self, keys: list[_Key]) -> dict[str, FloatArray]:
        model = self.loaded.model
        varying = {}
        for name in dict.fromkeys(name for key in keys for name, _ in key.moved):
            constant = model.variable(name)
            assert isinstance(constant, Constant)
            rows = [as_float(self._inputs[key].get(name, constant.value)) for key in keys]
            varying[name] = np.stack([np.broadcast_to(row, constant.value.shape) for row in rows])
        return varying

    def _register(self, experiment: Experiment) -> _Key:
        # A check asks for the same corners again for each thing that it looks at.
        if experiment not in self._known:
            self._known[experiment] = self._keyed(experiment)
        return self._known[experiment]

    def _keyed(self, experiment: Experiment) -> _Key:
        loaded = self.loaded
        settings = loaded.settings(experiment.scenario, experiment.inputs)
        inputs = model_inputs(settings, loaded.package, loaded.model)
        inputs.update(experiment.courses)
        fixed: list[tuple[str, bytes]] = []
        moved: list[tuple[str, bytes]] = []
        for name, value in sorted(inputs.items()):
            plain = isinstance(loaded.model.variable(name), Constant)
            follows = isinstance(value, pd.Series | pd.DataFrame)
            marks = moved if plain and not follows else fixed
            marks.append((name, _bytes(value)))
        key = _Key(
            way=(
                experiment.integrator or loaded.model.time.integrator,
                experiment.step_share,
                experiment.every_step,
            ),
            fixed=tuple(fixed),
            moved=tuple(moved),
        )
        self._inputs.setdefault(key, inputs)
        self._wanted.setdefault(key, {}).update(dict.fromkeys(experiment.outputs))
        return key

    def engine(self, method: str) -> CompiledEngine:
        """Return what runs the model by a method of integration."""
        if method not in self._engines:
            spec, own = self.loaded.model.time, self.loaded.engine
            made = CompiledEngine(integrator=None if method == spec.integrator else method)
            if isinstance(own, CompiledEngine) and (own.integrator or spec.integrator) == method:
                made = own
            self._engines[method] = made
        return self._engines[method]

    def _step(self, share: float) -> dict[str, InputValue]:
        return {} if share == 1 else {"TIME STEP": self.loaded.model.time.time_step * share}

    def _steps(self, share: float) -> int:
        spec = self.loaded.model.time
        if spec.lengths:
            return spec.steps - 1
        return round((spec.final - spec.initial) / (spec.time_step * share))

    def _times(self, way: _Way) -> FloatArray:
        spec = self.loaded.model.time
        if not way[2]:
            return spec.save_times()
        if spec.lengths:
            return spec.step_times()
        return as_float(spec.initial + spec.time_step * way[1] * np.arange(self._steps(way[1]) + 1))


def _bytes(value: InputValue) -> bytes:
    if isinstance(value, pd.Series | pd.DataFrame):
        return value.index.to_numpy(dtype=float).tobytes() + value.to_numpy(dtype=float).tobytes()
    return as_float(value).tobytes()
