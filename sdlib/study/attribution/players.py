"""What is told apart: the policies that are switched on, and everything else that was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sdlib.engine.base import as_float
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import ChangeValue, Settings
from sdlib.policy.package import Lever
from sdlib.policy.schema_values import Label


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A lever that is switched on: its main setting is not the default."""

    key: str
    label: Label
    changes: Mapping[str, ChangeValue]
    """``lever.setting`` to its value, only those that differ from the default [its unit]."""
    on: Mapping[str, FloatArray]
    """The same values as many runs take them: a number, or 1 for each chosen element, else 0."""
    off: Mapping[str, FloatArray]
    """The same settings at their defaults, in the same way."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The two parts of what differs from the baseline."""

    policies: tuple[Policy, ...]
    """The levers that are switched on, in the order of the package."""
    assumptions: Mapping[str, ChangeValue]
    """All other changes: assumptions, variables of the model, and settings of levers that are
    off."""

    @property
    def policy_changes(self) -> dict[str, ChangeValue]:
        """The changes of all policies."""
        return {key: value for policy in self.policies for key, value in policy.changes.items()}


def parts_of(loaded: LoadedModel, settings: Settings) -> Parts:
    """Return what differs from the baseline in policies and everything else.

    Args:
        loaded: The model with its package.
        settings: Every lever and assumption at its value.

    Raises:
        InputError: If a policy and another change set the same input of the model.
    """
    policies = []
    for key, lever in loaded.package.levers.items():
        values = settings.levers[key]
        if values[lever.main] != lever.settings[lever.main].default:
            policies.append(_policy(lever, values, settings.choices.get(key, {})))
    on = {policy.key for policy in policies}
    off: dict[str, ChangeValue] = {
        f"{key}.{name}": value
        for key, values in settings.levers.items()
        for name, value in values.items()
        if key not in on and value != loaded.package.levers[key].settings[name].default
    }
    off |= {
        f"{key}.{name}": chosen
        for key, choices in settings.choices.items()
        for name, chosen in choices.items()
        if key not in on and chosen != loaded.package.levers[key].choices[name].default
    }
    uncertain = {
        key: value
        for key, value in settings.uncertainties.items()
        if value != loaded.package.uncertainties[key].default
    }
    assumptions: dict[str, ChangeValue] = {**off, **uncertain, **settings.overrides}
    _require_apart(loaded, on, settings)
    return Parts(policies=tuple(policies), assumptions=assumptions)


def _policy(
    lever: Lever, values: Mapping[str, float], choices: Mapping[str, tuple[str, ...]]
) -> Policy:
    # The long form of a key means a lever even where a variable has the lever's name.
    changes: dict[str, ChangeValue] = {}
    on, off = {}, {}
    for name, value in values.items():
        if value != lever.settings[name].default:
            key = f"{lever.key}.{name}"
            changes[key] = value
            on[key], off[key] = as_float(value), as_float(lever.settings[name].default)
    for name, chosen in choices.items():
        choice = lever.choices[name]
        if chosen != choice.default:
            key = f"{lever.key}.{name}"
            changes[key] = chosen
            on[key], off[key] = choice.mask(chosen), choice.mask(choice.default)
    return Policy(key=lever.key, label=lever.label, changes=changes, on=on, off=off)


def _require_apart(loaded: LoadedModel, on: set[str], settings: Settings) -> None:
    """What is replaced by its exact name may not be what a policy sets: neither would be itself."""
    model = loaded.model
    replaced = {e: name for name in settings.overrides for e in model.elements(name)}
    for key in loaded.package.levers:
        if key not in on:
            continue
        for entry in loaded.package.levers[key].sets:
            for element in model.elements(entry.input):
                if element in replaced:
                    raise InputError(
                        found=f"'{replaced[element]}' is replaced, and the lever '{key}' sets it "
                        "as well",
                        remedy=f"set it through the lever alone: --set {key}=VALUE",
                    )
