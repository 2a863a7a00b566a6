"""One program for runs that replace equations: each replaced variable gets a switch.

A run that holds a variable leaves out its equation, so that it is another program; a large model
takes half a minute to compile each. With switches the equation stays, and what others read is the
held value wherever the switch is on: one program for all such runs, with the same numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sdlib.engine.base import InputValue, as_float
from sdlib.model import Auxiliary, Constant, Model, Variable
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import Call, Definition, Number, Operation, Reference


@dataclass(frozen=True, kw_only=True, eq=False)
class Switched:
    """A model in which some variables can be replaced without another program."""

    model: Model
    """The model with the switches."""
    names: frozenset[str]
    """Exact names of the variables that have one."""

    def is_own(self, element: str) -> bool:
        """Tell whether a name is that of an equation behind a switch, or of an element of it."""
        return self.model.split(element)[0] in {_own(name) for name in self.names}

    def inputs(self, inputs: Mapping[str, InputValue]) -> dict[str, InputValue]:
        """Return the inputs of a run in terms of the switches.

        Args:
            inputs: Exact variable name to its value, as of the model without switches.
        """
        found: dict[str, InputValue] = {
            name: value for name, value in inputs.items() if name not in self.names
        }
        first = self.model.time.initial
        nothing = pd.Series([0.0], index=[first])
        for name in self.names:
            value = inputs.get(name)
            follows = isinstance(value, pd.Series | pd.DataFrame)
            own = self.model.variables[_own(name)]
            if value is not None and isinstance(own, Constant) and not follows:
                found[own.name], value = value, None
            found[_switch(name)] = 0.0 if value is None else 1.0
            if value is None:
                found[_held(name)] = nothing
            elif isinstance(value, pd.Series | pd.DataFrame):
                found[_held(name)] = value
            else:
                shape = [len(self.model.dimensions[d].subscripts) for d in own.dimensions]
                row = np.broadcast_to(as_float(value), shape).reshape(1, -1)
                found[_held(name)] = pd.DataFrame(row, index=[first])
        return found


def with_switches(model: Model, names: Iterable[str]) -> Switched:
    """Return a model in which each of some variables can be replaced by a switch.

    Args:
        model: The model.
        names: Exact names of the variables.
    """
    chosen = frozenset(names)
    variables: dict[str, Variable] = {}
    for name, variable in model.variables.items():
        if name not in chosen:
            variables[name] = variable
            continue
        for part in _parts(model, variable):
            variables[part.name] = part
    digest = hashlib.sha256(repr((model.content_hash, sorted(chosen))).encode()).hexdigest()
    return Switched(model=replace(model, variables=variables, content_hash=digest), names=chosen)


def _parts(model: Model, variable: Variable) -> tuple[Variable, ...]:
    """Return what stands in place of a variable: its equation, switch, held value, and choice."""
    shape = [len(model.dimensions[d].subscripts) for d in variable.dimensions]
    axes = variable.dimensions
    own = replace(variable, name=_own(variable.name))
    switch = added_constant(_switch(variable.name), (), as_float(0.0))
    held = added_constant(_held(variable.name), axes, np.zeros(shape))
    chosen = Call(
        "if then else",
        (
            Operation(">", (Reference(switch.name), Number(0.5))),
            Reference(held.name, axes),
            Reference(own.name, axes),
        ),
    )
    choice = Auxiliary(
        name=variable.name, unit=variable.unit, comment="", equation="", group=variable.group,
        line=None, dimensions=axes, lower=None, upper=None, step=None,
        depends_on=frozenset({switch.name, held.name, own.name}),
        definitions=(Definition(subscripts=axes, exceptions=(), expression=chosen),),
    )  # fmt: skip
    return own, switch, held, choice


def added_constant(name: str, dimensions: tuple[str, ...], value: FloatArray) -> Constant:
    """Return a constant that a check adds to a model.

    Args:
        name: Its name, which no variable of the model has.
        dimensions: Names of its dimensions.
        value: Its value, shape of the dimensions.
    """
    return Constant(
        name=name, unit="", comment="", equation="", group="", line=None, dimensions=dimensions,
        lower=None, upper=None, step=None, depends_on=frozenset(), value=value,
    )  # fmt: skip


def _own(name: str) -> str:
    return f"(own {name})"


def _switch(name: str) -> str:
    return f"(switch {name})"


def _held(name: str) -> str:
    return f"(held {name})"
