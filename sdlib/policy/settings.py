"""From a scenario and changed values to what a model takes as inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sdlib.engine.base import InputValue, as_float
from sdlib.errors import DataFileError, InputError, SdError, UnknownNameError
from sdlib.model.structure import Constant, Model
from sdlib.names import nearest
from sdlib.policy.check_settings import period_fault, setting_fault
from sdlib.policy.given import ChangeValue, one_number, value_of_shape
from sdlib.policy.package import Lever, Package
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.targets import Target, is_variable, target_of, variable_named


@dataclass(frozen=True, kw_only=True, eq=False)
class Settings:
    """Every lever and assumption at a value: a scenario with the changes made to it."""

    scenario: str
    """Name of the scenario that it started from."""
    levers: Mapping[str, Mapping[str, float]]
    """Lever key to setting to value, all of them [unit of the setting]."""
    uncertainties: Mapping[str, float]
    """Uncertainty key to value, all of them [its unit]."""
    overrides: Mapping[str, InputValue]
    """Exact names of model variables, or of elements, that are replaced."""
    choices: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Lever key to choice to chosen elements, all of them, in the model's order."""

    def changes(self, package: Package) -> dict[str, ChangeValue]:
        """Return what differs from the baseline: ``lever.setting``, uncertainty or exact name.

        Only this needs to be told to repeat a run, whatever scenario it began with.
        """
        found: dict[str, ChangeValue] = {}
        for key, values in self.levers.items():
            for name, value in values.items():
                if value != package.levers[key].settings[name].default:
                    found[setting_key(package.levers[key], name)] = value
            for name, chosen in self.choices.get(key, {}).items():
                if chosen != package.levers[key].choices[name].default:
                    found[setting_key(package.levers[key], name)] = chosen
        for key, value in self.uncertainties.items():
            if value != package.uncertainties[key].default:
                found[key] = value
        return {**found, **self.overrides}


def setting_key(lever: Lever, setting: str) -> str:
    """Return how a setting is called in changes: the lever alone for its main setting."""
    return lever.key if setting == lever.main else f"{lever.key}.{setting}"


def settings_of(
    package: Package, model: Model, scenario: str, changes: Mapping[str, ChangeValue] | None = None
) -> Settings:
    """Return the settings of a scenario with changes.

    Args:
        package: The model's package.
        model: The model.
        scenario: Name of the scenario.
        changes: Lever key (its main setting), ``lever.setting``, uncertainty key, or the exact
            name of a model variable or element, to its value.

    Raises:
        UnknownNameError: If scenario, lever, setting or variable is not known.
        InputError: If a value is out of range or no number, or a lever ends before it starts.
        DataFileError: If several changes have faults; it holds them all.
    """
    values = _Values(package)
    for name in _combined(package, scenario, ()):
        values.take(package.scenarios[name])
    faults: list[SdError] = []
    for key, value in (changes or {}).items():
        try:
            _apply(package, model, key, value, values)
        except SdError as error:
            faults.append(error)
    for key, numbers in values.levers.items():
        fault = period_fault(package.levers[key], numbers)
        if fault:
            faults.append(InputError(found=fault.found, allowed=fault.allowed, remedy=fault.remedy))
    if faults:
        raise faults[0] if len(faults) == 1 else DataFileError(faults)
    return Settings(
        scenario=scenario,
        levers=values.levers,
        uncertainties=values.uncertainties,
        overrides=values.overrides,
        choices=values.choices,
    )


class _Values:
    """The values of everything that can be set, while scenarios and changes are applied."""

    def __init__(self, package: Package) -> None:
        levers = package.levers
        self._package = package
        self.levers = {key: lever.defaults() for key, lever in levers.items()}
        self.choices = {
            key: {name: choice.default for name, choice in lever.choices.items()}
            for key, lever in levers.items()
        }
        self.uncertainties = {key: entry.default for key, entry in package.uncertainties.items()}
        self.overrides: dict[str, InputValue] = {}

    def take(self, scenario: ScenarioFile) -> None:
        """Apply a scenario, whose values were checked when it was read."""
        for key, values in scenario.levers.items():
            for name, value in values.items():
                if isinstance(value, tuple):
                    choice = self._package.levers[key].choices[name]
                    self.choices[key][name] = choice.picked(value, f"'{key}.{name}'")
                else:
                    self.levers[key][name] = value
        self.uncertainties.update(scenario.uncertainties)
        self.overrides.update(scenario.inputs)


def model_inputs(settings: Settings, package: Package, model: Model) -> dict[str, InputValue]:
    """Return what an engine takes: exact variable name to value, only where it differs.

    A lever at its default adds nothing, so it changes nothing, bit for bit.
    """
    single: dict[str, InputValue] = {}
    for key, values in settings.levers.items():
        lever = package.levers[key]
        chosen = settings.choices.get(key, {})
        for entry in lever.sets:
            if entry.element:
                if chosen[entry.from_] != lever.choices[entry.from_].default:
                    single[entry.input] = float(entry.element in chosen[entry.from_])
            elif values[entry.from_] != lever.settings[entry.from_].default:
                single[entry.input] = values[entry.from_]
    for key, value in settings.uncertainties.items():
        if value != package.uncertainties[key].default:
            single.update(dict.fromkeys(package.uncertainties[key].sets, value))
    single.update(settings.overrides)
    return _joined(single, model)


def _combined(package: Package, name: str, above: tuple[str, ...]) -> list[str]:
    """Return the scenarios that make up `name`, in the order in which they are applied."""
    if name not in package.scenarios:
        raise UnknownNameError(
            kind="scenario",
            name=name,
            nearest=nearest(name, package.scenarios),
            known=f"the scenarios are {', '.join(package.scenarios)}",
        )
    if name in above:
        raise InputError(
            found=f"the scenario '{name}' combines itself, through {' > '.join(above)}",
            remedy=f"take '{name}' out of one of their lists 'combine'",
        )
    parts = package.scenarios[name].combine
    found = [inner for part in parts for inner in _combined(package, part, (*above, name))]
    return [*found, name]


def _apply(
    package: Package,
    model: Model,
    key: str,
    value: ChangeValue,
    values: _Values,
) -> None:
    """Put one change where it belongs."""
    if isinstance(value, pd.Series) and is_variable(package, key):
        target = Target(inputs=(variable_named(package, model, key),))
    else:
        target = target_of(package, model, key)
    if target.choice is not None:
        assert target.lever is not None
        what = f"'{target.lever.key}.{target.setting}'"
        values.choices[target.lever.key][target.setting] = target.choice.picked(value, what)
        return
    if target.slider is None:
        (name,) = target.inputs
        if isinstance(value, pd.Series) and model.split(name)[1]:
            raise InputError(
                found=f"'{key}' is one element, and is set to values over time",
                allowed="one number",
                remedy=f"replace '{model.split(name)[0]}' as a whole",
            )
        values.overrides[name] = value_of_shape(key, value, _shape(model, name))
        return
    number = one_number(key, value)
    if target.lever is None:
        _refuse(setting_fault(target.slider, number, f"'{key}'"))
        values.uncertainties[key] = number
        return
    what = f"'{setting_key(target.lever, target.setting)}'"
    _refuse(setting_fault(target.slider, number, what))
    values.levers[target.lever.key][target.setting] = number


def _shape(model: Model, name: str) -> tuple[int, ...]:
    """Return the shape of a variable, () for one element of it."""
    base, subscripts = model.split(name)
    dimensions = () if subscripts else model.variable(base).dimensions
    return tuple(len(model.dimensions[each].subscripts) for each in dimensions)


def _refuse(fault: SdError | None) -> None:
    if fault:
        raise InputError(found=fault.found, allowed=fault.allowed, remedy=fault.remedy)


def _joined(single: Mapping[str, InputValue], model: Model) -> dict[str, InputValue]:
    """Put elements into the arrays that they belong to."""
    joined: dict[str, InputValue] = {}
    for name, value in single.items():
        base, subscripts = model.split(name)
        variable = model.variable(base)
        if not subscripts:
            joined[variable.name] = value
            continue
        assert isinstance(variable, Constant)
        array = joined.get(variable.name, variable.value)
        array = np.array(np.broadcast_to(as_float(array), variable.value.shape))
        at = tuple(
            model.dimensions[d].subscripts.index(s)
            for d, s in zip(
                variable.dimensions, model.subscripts(variable, subscripts), strict=True
            )
        )
        array[at] = value
        joined[variable.name] = array
    return joined
