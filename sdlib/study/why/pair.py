"""Two runs of a model side by side, with all their values and the equations between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sdlib.engine import CompiledEngine
from sdlib.engine.alone import Alone
from sdlib.engine.cells import SEED
from sdlib.engine.equations import Equations
from sdlib.engine.trace import Trace, trace
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model import Lookup, Model
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Variable
from sdlib.policy import Settings
from sdlib.policy.settings import model_inputs


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """Two runs of one model; places are those of the model's program."""

    loaded: LoadedModel
    labels: tuple[str, str]
    """How the runs are called."""
    traces: tuple[Trace, Trace]
    equations: Equations

    @property
    def model(self) -> Model:
        """The model."""
        return self.loaded.model

    @property
    def times(self) -> FloatArray:
        """The times of all steps, shape (step,)."""
        return self.traces[0].times

    @property
    def seed(self) -> float:
        """Seed of random functions, the same in both runs."""
        return float(self.traces[0].of(SEED)[0, 0])

    @cached_property
    def names(self) -> dict[int, str]:
        """The element of a variable at each place."""
        places = self.equations.program.places
        return {
            places[variable.name] + number: element
            for variable in self.model.variables.values()
            if variable.name in places
            for number, element in enumerate(self.model.elements(variable.name))
        }

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each element of a variable."""
        return {name: place for place, name in self.names.items()}

    def variable(self, place: int) -> Variable:
        """Return the variable that has a place."""
        return self.model.variables[self.equations.names[place]]

    def values(self, place: int) -> tuple[FloatArray, FloatArray]:
        """Return the values at a place in both runs, shape (step,) each."""
        name = self.equations.names[place]
        offset = place - self.equations.program.places[name]
        first, second = (found.of(name)[offset] for found in self.traces)
        return first, second

    def differs(self, place: int) -> bool:
        """Tell whether the runs have other values at a place."""
        first, second = self.values(place)
        return not np.array_equal(first, second, equal_nan=True)

    def is_given(self, place: int) -> bool:
        """Tell whether a run was given the values at a place, instead of computing them."""
        name = self.equations.names[place]
        replaced = self.traces[0].replaced | self.traces[1].replaced
        return name in replaced or place not in self.equations.step_of

    def causes(self, place: int) -> list[int]:
        """Return the places that differ among those that a place is computed from."""
        if self.is_given(place):
            return []
        return [cause for cause in self.alone(place).reads if self.differs(cause)]

    def alone(self, place: int) -> Alone:
        """Return the equation of a place, alone."""
        known = self._known
        if place not in known:
            known[place] = Alone(self.equations, place)
        return known[place]

    @cached_property
    def _known(self) -> dict[int, Alone]:
        return {}

    @cached_property
    def inputs(self) -> tuple[int, ...]:
        """Places that differ because a run was given other values: what the difference is from."""
        return tuple(p for p in self.names if self.differs(p) and self.is_given(p))

    def place_of(self, name: str) -> int:
        """Return the place of a variable, or of one element ``Name[element]``.

        Raises:
            UnknownNameError: If there is none of that name; it carries the nearest ones.
            InputError: If it has no values over time, or is an array and no element is named.
        """
        variable = self.model.variable(self.model.split(name)[0])
        if isinstance(variable, Lookup):
            raise InputError(
                found=f"'{variable.name}' is a curve, which has no values over time",
                remedy="name the variable that uses it",
            )
        elements = self.model.elements(name)
        if len(elements) > 1:
            shown = ", ".join(f"'{element}'" for element in elements[:6])
            raise InputError(
                found=f"'{variable.name}' has {len(elements)} elements",
                allowed=f"one of them: {shown}{', ...' if len(elements) > 6 else ''}",
            )
        return self.places[elements[0]]


def pair_of(loaded: LoadedModel, first: Settings, second: Settings, variable: str) -> Pair:
    """Run a model twice and keep everything.

    Args:
        loaded: The model with its package.
        first: Settings of the run that is compared with.
        second: Settings of the run that is to be explained.
        variable: Name of the variable that will be asked for; its values have to be finite.

    Raises:
        UnknownNameError: If there is no such variable.
        RunError: If it is not finite in a run.
    """
    engine = loaded.engine if isinstance(loaded.engine, CompiledEngine) else CompiledEngine()
    model = loaded.model
    base = model.variable(model.split(variable)[0])
    wanted = () if isinstance(base, Lookup) else (base.name,)
    one, other = (
        trace(engine, model, model_inputs(settings, loaded.package, model), wanted)
        for settings in (first, second)
    )
    return Pair(
        loaded=loaded,
        labels=_labels(first, second, loaded),
        traces=(one, other),
        equations=Equations(engine.program(model, {})),
    )


def _labels(first: Settings, second: Settings, loaded: LoadedModel) -> tuple[str, str]:
    """Return the names of the scenarios, told apart where they are the same."""
    names = first.scenario, second.scenario
    if names[0] != names[1]:
        return names
    same = first.changes(loaded.package) == second.changes(loaded.package)
    return (names[0], names[1] if same else f"{names[1]} with changes")
