"""What a key of changes sets: a lever, an assumption or a variable of the model."""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.errors import InputError, UnknownNameError
from sdlib.model.structure import Constant, Lookup, Model
from sdlib.names import element_name, name_key, nearest
from sdlib.policy.choices import Choice
from sdlib.policy.package import Lever, Package
from sdlib.policy.settings_schema import Slider


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a key of changes sets."""

    inputs: tuple[str, ...]
    """Exact names of the model's inputs, or of elements of them."""
    slider: Slider | None = None
    """Its range, None for a choice and for a variable that is named as such."""
    choice: Choice | None = None
    """The choice, None for anything else."""
    elements: tuple[str, ...] = ()
    """Of a choice: the element that each of the inputs stands for."""
    lever: Lever | None = None
    """The lever that it belongs to, None for an uncertainty or a variable."""
    setting: str = ""
    """Which of the lever's settings."""


def target_of(package: Package, model: Model, key: str) -> Target:
    """Return what a key of changes sets: lever first, then uncertainty, then the model.

    Raises:
        UnknownNameError: If the key is not known.
        InputError: If it means two things, or something that cannot be set.
    """
    owner, _, setting = key.rpartition(".")
    lever = package.levers.get(key)
    if lever is not None:
        _refuse_ambiguity(lever, model)
        setting = lever.main
    elif owner in package.levers:
        lever = package.levers[owner]
        known = [*lever.settings, *lever.choices]
        if setting not in known:
            raise UnknownNameError(
                kind=f"setting of {owner}",
                name=setting,
                nearest=nearest(setting, known),
                known=f"its settings are {', '.join(known)}",
            )
    elif key in package.uncertainties:
        uncertainty = package.uncertainties[key]
        return Target(inputs=uncertainty.sets, slider=uncertainty)
    else:
        return Target(inputs=(variable_named(package, model, key),))
    entries = [entry for entry in lever.sets if entry.from_ == setting]
    choice = lever.choices.get(setting)
    return Target(
        inputs=tuple(entry.input for entry in entries),
        slider=lever.settings.get(setting),
        choice=choice,
        elements=tuple(entry.element for entry in entries) if choice else (),
        lever=lever,
        setting=setting,
    )


def is_variable(package: Package, key: str) -> bool:
    """Tell whether a lever is a whole variable of the model, as those of a bare model are.

    A lever takes one number; a variable takes values over time as well.
    """
    lever = package.levers.get(key)
    return lever is not None and [entry.input for entry in lever.sets] == [key]


def _refuse_ambiguity(lever: Lever, model: Model) -> None:
    """A lever's key may not also be the name of another variable."""
    if lever.key in model and name_key(lever.key) not in {
        name_key(model.split(entry.input)[0]) for entry in lever.sets
    }:
        raise InputError(
            found=f"'{lever.key}' is a lever and also a variable of the model",
            remedy=f"say {lever.key}.{lever.main} for the lever",
        )


def variable_named(package: Package, model: Model, key: str) -> str:
    """Return the exact name of the variable or element that a key of changes means.

    Raises:
        UnknownNameError: If there is none.
        InputError: If it cannot be set.
    """
    base, subscripts = model.split(key)
    if base not in model:
        known = [*package.levers, *package.uncertainties, *model.variables]
        kind = "lever, assumption or variable" if package.folder else "lever or variable"
        raise UnknownNameError(
            kind=kind,
            name=key,
            nearest=nearest(base, known),
            known="'sdlib list MODEL' shows the levers",
        )
    variable = model.variable(base)
    if isinstance(variable, Lookup):
        raise InputError(
            found=f"'{variable.name}' is a curve, which cannot be replaced by a value",
            remedy="replace the variable that uses it",
        )
    if not subscripts:
        return variable.name
    if not isinstance(variable, Constant):
        raise InputError(
            found=f"'{key}' is one element of a variable that is computed",
            allowed="single elements of constants, or whole variables",
            remedy=f"replace '{variable.name}' as a whole",
        )
    return element_name(variable.name, model.subscripts(variable, subscripts))
