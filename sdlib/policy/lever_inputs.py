"""Which inputs of a model a lever sets, by the names that ``model.yaml`` gives for all levers."""

from __future__ import annotations

from collections.abc import Iterator

from sdlib.errors import SdError
from sdlib.model.structure import Model
from sdlib.names import element_name, name_key
from sdlib.policy.choices import Choice
from sdlib.policy.package import LeverInput

SLOT = "{policy}"
"""What stands for a lever's element in the name of an input."""


def filled(name: str, policy: str) -> str:
    """Return the name of an input for the lever of a policy.

    Example:
        >>> filled("policy start[{policy}]", "FIN01")
        'policy start[FIN01]'
    """
    return name.replace(SLOT, policy)


def lacking_dimension(model: Model, name: str, policy: str) -> str | None:
    """Return the dimension that lacks a policy, None where the input has its element.

    Args:
        model: The model.
        name: Name of an input, with `SLOT` among its subscripts.
        policy: The element that stands for it.

    Returns:
        None also where the name is wrong in another way; that is judged with the value.
    """
    base, subscripts = model.split(name)
    if base not in model or SLOT not in subscripts:
        return None
    variable = model.variable(base)
    at = subscripts.index(SLOT)
    if at >= len(variable.dimensions):
        return None
    dimension = variable.dimensions[at]
    known = {name_key(element) for element in model.dimensions[dimension].subscripts}
    return None if name_key(policy) in known else dimension


def choice_inputs(
    model: Model, name: str, setting: str, choice: Choice, place: str
) -> Iterator[LeverInput]:
    """Iterate over the inputs of a choice: one for each element of its dimension.

    Args:
        model: The model.
        name: Name of an array, with subscripts for all its other dimensions.
        setting: Name of the setting.
        choice: The choice.
        place: Where the input is declared, for the message.

    Raises:
        UnknownNameError: If there is no such variable or subscript.
        SdError: If its dimensions are not those of the subscripts and that of the choice.
    """
    base, given = model.split(name)
    variable = model.variable(base)
    if variable.dimensions.count(choice.over) != 1 or len(given) != len(variable.dimensions) - 1:
        shown = ", ".join(variable.dimensions) or "none"
        raise SdError(
            found=f"'{name}' takes the choice '{setting}' over {choice.over}, and the dimensions "
            f"of '{variable.name}' are {shown}",
            place=place,
            allowed=f"an array over {choice.over}, with a subscript for each other dimension",
        )
    axis = variable.dimensions.index(choice.over)
    for element in choice.elements:
        subscripts = model.subscripts(variable, (*given[:axis], element, *given[axis:]))
        full = element_name(variable.name, subscripts)
        yield LeverInput(input=full, from_=setting, element=element)
