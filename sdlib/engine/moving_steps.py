"""What cannot be run in steps of several lengths, where TIME STEP moves with time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sdlib.engine.refusals import Refusals
from sdlib.errors import InputError, ModelSyntaxError
from sdlib.model.expressions import Call, walk
from sdlib.model.structure import Model

COUNTING = frozenset(
    {
        "delay fixed",
        "delay information",
        "delay material",
        "delay n",
        "depreciate straightline",
        "history",
        "npv",
        "npve",
        "previous",
        "random pink noise",
        "smooth n",
    }
)
"""Functions of which nobody says what they are where a step is as long as it pleases."""


def counted_steps(refusals: Refusals) -> Iterator[ModelSyntaxError]:
    """Iterate over the faults of equations that count steps of several lengths.

    Args:
        refusals: Knows the model.
    """
    variables = refusals.model.variables.values() if refusals.model.time.lengths else ()
    for variable in variables:
        for definition in variable.definitions:
            for part in walk(definition.expression):
                if isinstance(part, Call) and part.function in COUNTING:
                    name = part.function.upper()
                    yield ModelSyntaxError(
                        found=f"{name} counts time steps, and TIME STEP changes during the run",
                        place=refusals.place_of(variable),
                        variable=variable.name,
                        remedy=f"write TIME STEP as a number, or do without {name}",
                    )


def require_own_steps(model: Model, control: Mapping[str, float], order: int) -> None:
    """Raise if a run of a model whose TIME STEP moves asks for other steps than those of the file.

    Args:
        model: The model.
        control: Key of each replaced control variable to its value.
        order: Order of the method of integration.

    Raises:
        InputError: If it does.
    """
    moving = f"TIME STEP of '{model.name}' changes during a run"
    if "time_step" in control:
        raise InputError(found=f"{moving}, it cannot be replaced by a number")
    if order != 1:
        raise InputError(
            found=f"{moving}, and the method of integration is Runge-Kutta's",
            allowed="Euler's method",
            remedy="run it with --integrator euler, or write TIME STEP as a number",
        )
