"""What is told apart: the policies that are switched on, and everything else that was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sdlib.engine.base import InputValue
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.policy import Settings
from sdlib.policy.package import Lever
from sdlib.policy.schema import Label


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A lever that is switched on: its main setting is not the default."""

    key: str
    label: Label
    changes: Mapping[str, float]
    """``lever.setting`` to its value, only those that differ from the default [its unit]."""
    defaults: Mapping[str, float]
    """The same settings at their defaults [its unit]."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The two parts of what differs from the baseline."""

    policies: tuple[Policy, ...]
    """The levers that are switched on, in the order of the package."""
    assumptions: Mapping[str, InputValue]
    """All other changes: assumptions, variables of the model, and settings of levers that are
    off."""

    @property
    def policy_changes(self) -> dict[str, InputValue]:
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
            policies.append(_policy(lever, values))
    on = {policy.key for policy in policies}
    off = {
        f"{key}.{name}": value
        for key, values in settings.levers.items()
        for name, value in values.items()
        if key not in on and value != loaded.package.levers[key].settings[name].default
    }
    uncertain = {
        key: value
        for key, value in settings.uncertainties.items()
        if value != loaded.package.uncertainties[key].default
    }
    assumptions: dict[str, InputValue] = {**off, **uncertain, **settings.overrides}
    _require_apart(loaded, on, settings)
    return Parts(policies=tuple(policies), assumptions=assumptions)


def _policy(lever: Lever, values: Mapping[str, float]) -> Policy:
    changed = [name for name, value in values.items() if value != lever.settings[name].default]
    # The long form of a key means a lever even where a variable has the lever's name.
    return Policy(
        key=lever.key,
        label=lever.label,
        changes={f"{lever.key}.{name}": values[name] for name in changed},
        defaults={f"{lever.key}.{name}": lever.settings[name].default for name in changed},
    )


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
