"""Which variable is meant where somebody names an output: by its exact name or by its label."""

from __future__ import annotations

from itertools import zip_longest

from sdlib.errors import InputError, UnknownNameError
from sdlib.model.structure import Model
from sdlib.names import element_name, name_key, nearest, split_element
from sdlib.policy.package import Package


def variable_meant(package: Package, model: Model, name: str) -> str:
    """Return the variable, or the element of one, that is meant.

    Args:
        package: The model's package.
        model: The model.
        name: The variable in any spelling, or the label of an output in English or Chinese, as
            tables and charts show it; perhaps with subscripts, by name or label.

    Returns:
        The name as it was given where the model has such a variable, else that of the output;
        subscripts by their names.

    Raises:
        UnknownNameError: If nothing is called that; it carries the nearest names, outputs whose
            label is spelled alike first.
        InputError: If it is a lever or an assumption; it names what that sets.
    """
    base, subscripts = model.split(name)
    if base in model:
        return _of_elements(package, model, base, subscripts) if subscripts else name
    labels = {
        name_key(text): output.variable
        for output in reversed(package.outputs)
        for text in (output.label.en, output.label.zh)
    }
    # A label may end in brackets of its own.
    for base, subscripts in ((name, ()), split_element(name)):
        if name_key(base) in labels:
            return _of_elements(package, model, labels[name_key(base)], subscripts)
    base = split_element(name)[0]
    _refuse_key(package, name)
    alike = [labels[name_key(label)] for label in nearest(base, labels)]
    near = dict.fromkeys([*alike, *nearest(base, model.variables)])
    raise UnknownNameError(
        kind="variable",
        name=base,
        nearest=tuple(near)[:3],
        known="'sdlib run MODEL --all' writes every variable of the model",
    )


def _of_elements(package: Package, model: Model, name: str, given: tuple[str, ...]) -> str:
    """Return an element of a variable whose subscripts may be said by their labels."""
    meant = []
    for dimension, text in zip_longest(model.variable(name).dimensions, given):
        if dimension is None or text is None:
            # Whoever asks for its value is told how many subscripts it has.
            return element_name(name, given)
        known = {
            name_key(said): element
            for element, label in package.elements.get(dimension, {}).items()
            for said in (label.en, label.zh, element)
        }
        meant.append(known.get(name_key(text), text))
    return element_name(name, meant)


def _refuse_key(package: Package, key: str) -> None:
    """Refuse a lever or an assumption, which is no variable but sets some."""
    owner = key.partition(".")[0]
    if key in package.uncertainties:
        kind, inputs = "an assumption", package.uncertainties[key].sets
    elif owner in package.levers:
        kind, inputs = "a lever", tuple(entry.input for entry in package.levers[owner].sets)
    else:
        return
    names = ", ".join(f"'{name}'" for name in dict.fromkeys(inputs))
    raise InputError(
        found=f"'{key}' is {kind}, not a variable of the model",
        allowed=f"what it sets: {names}",
    )
