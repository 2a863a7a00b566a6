"""The levers of a model file without a package: its constants, the useful ones first."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from sdlib.model.structure import Constant, Model, Variable
from sdlib.policy.bare_ranges import extent_of
from sdlib.policy.package import Lever, LeverInput
from sdlib.policy.schema_values import Label
from sdlib.policy.settings_schema import Slider

MOST_ELEMENTS = 12
"""Arrays with more elements make no levers: nobody moves fifty sliders of one name."""

FEW = 8
"""Where fewer constants have a range in the file, all others become levers too, after them."""

MOST_FIRST = 12
"""How many levers are reached for first, where only some have a range in the file."""

LARGEST = 1e300
"""Constants that are larger make no levers."""

MOST_USERS = 5
"""How many of the variables that use a constant are named."""

_CONVERSION = re.compile(r"(?<![a-z])(?:unit|one|conversion|convert|converts)(?![a-z])", re.I)
_PER = re.compile(r"(?<![a-z])(?:per|to)(?![a-z])", re.IGNORECASE)
_FACTORS = (1.0, 7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 365.0, 365.25, 3600.0, 8760.0)


def bare_levers(model: Model, parts: Mapping[str, str]) -> dict[str, Lever]:
    """Return the levers of a model that declares nothing about itself, by name.

    Constants that have a range in the file come first. Where these are few, or none, all others
    follow, with a range made from their value; what only converts units comes last.

    Args:
        model: The model.
        parts: Name of each variable to the part of the file that it stands in.
    """
    ranged = [c for c in model.constants if _has_range(c)]
    chosen = list(ranged)
    if len(ranged) < FEW:
        others = [c for c in model.constants if not _has_range(c)]
        chosen += sorted(others, key=_converts_units)
    users = _users(model)
    return {
        lever.key: lever
        for constant in chosen
        for lever in _levers(constant, model, parts[constant.name], users[constant.name])
    }


def first_levers(model: Model, levers: dict[str, Lever]) -> tuple[str, ...]:
    """Return the levers that are reached for first: those with a range, where not all have one."""
    ranged = [key for key, lever in levers.items() if _has_range(model.variable(lever.enters))]
    return tuple(ranged[:MOST_FIRST]) if len(ranged) < len(levers) else ()


def _has_range(constant: Variable) -> bool:
    return (constant.lower, constant.upper) != (None, None)


def _converts_units(constant: Constant) -> bool:
    """Tell whether a constant is there for its unit alone, such as "hours per day = 24"."""
    if constant.value.size != 1 or _has_range(constant):
        return False
    value = abs(float(np.ravel(constant.value)[0]))
    if not 0 < value < LARGEST:
        return bool(_CONVERSION.search(constant.name))
    power = round(np.log10(value))
    plain = value in _FACTORS or (abs(power) >= 2 and bool(np.isclose(value, 10.0**power)))
    return bool(_CONVERSION.search(constant.name)) or (plain and bool(_PER.search(constant.name)))


def _users(model: Model) -> dict[str, list[str]]:
    """Return which variables each variable is used by."""
    found: dict[str, list[str]] = {name: [] for name in model.variables}
    for variable in model.variables.values():
        for name in variable.depends_on | variable.initial_depends_on:
            if not variable.hidden and name in found:
                found[name].append(variable.name)
    return found


def _levers(constant: Constant, model: Model, part: str, users: list[str]) -> list[Lever]:
    names = model.elements(constant.name)
    if len(names) > MOST_ELEMENTS:
        return []
    values = np.ravel(constant.value)
    # A slider needs room around its value, and an infinite constant has none.
    return [
        _lever(constant, name, float(value), model, part, users)
        for name, value in zip(names, values, strict=True)
        if abs(value) < LARGEST
    ]


def _lever(
    constant: Constant, name: str, value: float, model: Model, part: str, users: list[str]
) -> Lever:
    extent = extent_of(constant, value, model.time)
    text = Label(en="The file has no comment on it.", zh="模型文件中没有说明。")
    # A backslash ends a line of Vensim's; what follows it goes on in the same sentence.
    comment = " ".join(re.sub(r"\\(?=\s|$)", " ", constant.comment).split())
    if comment:
        text = Label(en=comment, zh=comment)
    return Lever(
        key=name,
        label=Label(en=name, zh=name),
        summary=text,
        mechanism=_mechanism(users),
        enters=constant.name,
        group=part,
        policies=(),
        bands={},
        evidence=(),
        settings={
            "value": Slider(
                label=Label(en="value", zh="数值"),
                unit=constant.unit or "Dmnl",
                range=(extent.low, extent.high),
                default=value,
                step=extent.step,
                reference=extent.reference,
            )
        },
        sets=(LeverInput(input=name, from_="value"),),
    )


def _mechanism(users: list[str]) -> Label:
    """Return by which variables a constant is used."""
    if not users:
        return Label(en="No equation uses it.", zh="没有方程使用它。")
    more = len(users) - MOST_USERS
    en, zh = (", ".join(users[:MOST_USERS]), "、".join(users[:MOST_USERS]))
    if more > 0:
        en, zh = f"{en} and {more} more", f"{zh}等{len(users)}个变量"
    return Label(en=f"A constant, used by: {en}.", zh=f"常数，用于：{zh}。")
