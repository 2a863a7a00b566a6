"""One simulation: inputs to an engine and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sdlib.engine.base import Engine, Results
from sdlib.errors import UnknownNameError
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Model
from sdlib.policy.given import ChangeValue
from sdlib.policy.package import Package
from sdlib.policy.settings import Settings, model_inputs


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """One simulation and how it came about."""

    model: Model
    package: Package
    settings: Settings
    """Every lever and assumption at its value."""
    engine: str
    """Name of the engine that ran it."""
    engine_options: Mapping[str, str | int]
    """What that engine was made with, where it is not the default."""
    results: Results

    @property
    def scenario(self) -> str:
        """Name of the scenario that it started from."""
        return self.settings.scenario

    @property
    def changes(self) -> dict[str, ChangeValue]:
        """What differs from the baseline; enough to repeat the run."""
        return self.settings.changes(self.package)

    @property
    def notes(self) -> tuple[str, ...]:
        """What somebody who relies on the values has to know of this run."""
        return self.results.notes

    @property
    def time(self) -> FloatArray:
        """The saved times, shape (time,)."""
        return self.results.time

    def unit(self, name: str) -> str:
        """Return the unit of a variable or of one of its elements."""
        return self.model.variable(self.model.split(name)[0]).unit

    def table(self, *names: str) -> pd.DataFrame:
        """Return values over time.

        Args:
            *names: Variables, or single elements ``Name[element]``; all that the run kept, if none
                is named.

        Returns:
            Index ``time``; a column a scalar or element, in the modeller's spelling; no NaN.

        Raises:
            UnknownNameError: If the run did not keep such a variable.

        Example:
            >>> import sdlib
            >>> table = sdlib.load("sme_primer").run("baseline").table()
            >>> table.index.name
            'time'
        """
        columns = {}
        for name in names or tuple(self.results.values):
            base, _ = self.model.split(name)
            variable = self.model.variable(base)
            if variable.name not in self.results.values:
                raise UnknownNameError(
                    kind="output of this run",
                    name=name,
                    known=f"name it when you run: outputs=['{variable.name}', ...]",
                )
            values = self.results.values[variable.name].reshape(len(self.time), -1)
            every = self.model.elements(variable.name)
            for wanted in self.model.elements(name):
                columns[wanted] = values[:, every.index(wanted)]
        return pd.DataFrame(columns, index=pd.Index(self.time, name="time"))


def run_settings(
    model: Model,
    package: Package,
    settings: Settings,
    outputs: Sequence[str],
    engine: Engine,
    save_times: FloatArray | None = None,
) -> Run:
    """Run a model at the given settings.

    Args:
        model: The model.
        package: Its package.
        settings: Every lever and assumption at its value.
        outputs: Names of the variables to keep, in any spelling.
        engine: What runs it.
        save_times: Times at which values are kept; the model's own by default.

    Raises:
        UnknownNameError: If an output is not a variable of the model.
        RunError: If the run is not finite.
    """
    names = list(dict.fromkeys(model.variable(model.split(name)[0]).name for name in outputs))
    inputs = model_inputs(settings, package, model)
    results = engine.run(model, inputs, names, save_times)
    return Run(
        model=model,
        package=package,
        settings=settings,
        engine=engine.name,
        engine_options=engine.options,
        results=results,
    )
