"""What elements and columns of arrays are called for readers."""

from __future__ import annotations

from collections.abc import Mapping

from sdlib.model.structure import Model
from sdlib.policy.literature import RegionsFile
from sdlib.policy.package import Lever, Package
from sdlib.policy.schema_values import Label


def element_labels(
    declared: Mapping[str, Mapping[str, Label]],
    places: RegionsFile | None,
    levers: Mapping[str, Lever],
    model: Model,
) -> dict[str, dict[str, Label]]:
    """Return dimension to the names of its elements, as far as they have one.

    An element is called as it is declared for the dimension, else like the place or region of its
    name, the lever whose element it is, or, in a subrange, the element of another dimension.

    Args:
        declared: Dimension to names of elements, as ``model.yaml`` has them.
        places: Places and regions.
        levers: The levers.
        model: The model.
    """
    by_policy = {lever.policies[0]: lever.label for lever in levers.values() if lever.policies}
    elsewhere = {name: label for names in declared.values() for name, label in names.items()}
    found: dict[str, dict[str, Label]] = {}
    for dimension in model.dimensions.values():
        own = declared.get(dimension.name, {})
        names: dict[str, Label] = {}
        for element in dimension.subscripts:
            place = places.label_of(element) if places else None
            label = own.get(element) or place or by_policy.get(element) or elsewhere.get(element)
            if label is not None:
                names[element] = label
        if names:
            found[dimension.name] = names
    return found


def column_label(package: Package, model: Model, column: str) -> Label:
    """Return what a column of a table is called: the output's name, its elements in brackets.

    Args:
        package: The model's package.
        model: The model.
        column: A variable, or one element of it.

    Returns:
        The column as it is named, in both languages, where the variable is no declared output.
    """
    base, given = model.split(column)
    variable = model.variable(base)
    declared = package.output(variable.name)
    if declared is None:
        return Label(en=column, zh=column)
    if not given:
        return declared.label
    subscripts = model.subscripts(variable, given)
    names = [
        package.element_label(dimension, element)
        for dimension, element in zip(variable.dimensions, subscripts, strict=True)
    ]
    return Label(
        en=f"{declared.label.en} [{', '.join(name.en for name in names)}]",
        zh=f"{declared.label.zh} [{', '.join(name.zh for name in names)}]",
    )


def told_name(package: Package, model: Model, column: str) -> Label:
    """Return a variable for a sentence: by its own name in English, elements by their labels.

    Args:
        package: The model's package.
        model: The model.
        column: A variable, or one element of it.

    Returns:
        In Chinese the label of a declared output; the modeller's name stays where there is none.
    """
    base, given = model.split(column)
    variable = model.variable(base)
    declared = package.output(variable.name)
    names = [
        package.element_label(dimension, element)
        for dimension, element in zip(variable.dimensions, given, strict=False)
    ]
    shown = {
        "en": f" [{', '.join(name.en for name in names)}]" if names else "",
        "zh": f" [{', '.join(name.zh for name in names)}]" if names else "",
    }
    chinese = declared.label.zh if declared else variable.name
    return Label(en=f"{variable.name}{shown['en']}", zh=f"{chinese}{shown['zh']}")
