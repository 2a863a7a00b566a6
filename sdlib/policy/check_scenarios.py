"""What a scenario must agree on with its package and the model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.model.structure import Model
from sdlib.policy.check_settings import period_fault, setting_fault, unknown_name
from sdlib.policy.locate import scenario_folder
from sdlib.policy.package import Lever, Package
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.yaml_file import load_tree, place_of


def scenario_faults(
    package: Package, model: Model, name: str, scenario: ScenarioFile
) -> Iterator[SdError]:
    """Iterate over everything in which a scenario contradicts its package or the model.

    Args:
        package: The package.
        model: Its model.
        name: Name of the scenario.
        scenario: What its file says.
    """
    assert package.folder is not None
    path = scenario_folder(package.folder) / f"{name}.yaml"
    place = partial(_place, path)
    if name == "baseline" and (
        scenario.levers or scenario.uncertainties or scenario.inputs or scenario.combine
    ):
        yield SdError(
            found="the baseline moves something", place=str(path), allowed="no change at all"
        )
    unknown = [other for other in scenario.combine if other not in package.scenarios]
    for other in unknown:
        yield unknown_name("scenario", other, package.scenarios, place("combine"))
    for key, values in scenario.levers.items():
        lever = package.levers.get(key)
        if lever is None:
            yield unknown_name("lever", key, package.levers, place("levers", key))
            continue
        for setting, value in values.items():
            yield from _value_faults(lever, setting, value, place("levers", key, setting))
    for key, numbers in _together(package, name, ()).items():
        lever = package.levers[key]
        fault = period_fault(lever, {**lever.defaults(), **numbers}, place("levers", key))
        if fault:
            yield fault
    for key, value in scenario.uncertainties.items():
        where = place("uncertainties", key)
        uncertainty = package.uncertainties.get(key)
        if uncertainty is None:
            yield unknown_name("uncertainty", key, package.uncertainties, where)
            continue
        fault = setting_fault(uncertainty, value, key, where)
        if fault:
            yield fault
    for variable in scenario.inputs:
        yield from _input_faults(model, variable, place("inputs", variable))


def _place(path: Path, *keys: str) -> str:
    """Return file, line and key of an entry that was read already."""
    return place_of(path, load_tree(path), keys)


def _together(package: Package, name: str, above: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return the numbers that a scenario and those that it combines give to levers."""
    found: dict[str, dict[str, float]] = {}
    if name in above or name not in package.scenarios:
        return found
    scenario = package.scenarios[name]
    for part in scenario.combine:
        for key, numbers in _together(package, part, (*above, name)).items():
            found.setdefault(key, {}).update(numbers)
    for key, values in scenario.levers.items():
        if key in package.levers:
            numbers = {n: value for n, value in values.items() if isinstance(value, float)}
            found.setdefault(key, {}).update(numbers)
    return found


def _input_faults(model: Model, name: str, place: str) -> Iterator[SdError]:
    if model.split(name)[0] not in model:
        yield unknown_name("variable", name, model.variables, place)
        return
    try:
        model.elements(name)
    except UnknownNameError as error:
        yield SdError(found=error.found, place=place, allowed=error.allowed, remedy=error.remedy)


def _value_faults(
    lever: Lever, setting: str, value: float | tuple[str, ...], place: str
) -> Iterator[SdError]:
    what = f"{lever.key}.{setting}"
    if setting in lever.choices:
        try:
            lever.choices[setting].picked(value, f"'{what}'", place)
        except DataFileError as error:
            yield from error.faults
        except SdError as error:
            yield error
    elif setting not in lever.settings:
        yield unknown_name("setting", setting, [*lever.settings, *lever.choices], place)
    elif isinstance(value, tuple):
        yield SdError(found=f"{what} is {', '.join(value)}", place=place, allowed="one number")
    else:
        fault = setting_fault(lever.settings[setting], value, what, place)
        if fault:
            yield fault
