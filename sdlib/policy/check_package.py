"""What the files of a model package must agree on, among themselves and with the model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sdlib.errors import SdError, UnknownNameError
from sdlib.model.declared_units import DeclaredUnits, declared_units
from sdlib.model.structure import Constant, Model
from sdlib.policy.check_drivers import driver_faults
from sdlib.policy.check_scenarios import scenario_faults
from sdlib.policy.check_settings import setting_fault, unknown_name
from sdlib.policy.locate import scenario_folder
from sdlib.policy.package import History, Lever, Package
from sdlib.policy.settings_schema import Slider


def package_faults(package: Package, model: Model) -> list[SdError]:
    """Return everything in which a package contradicts itself or its model."""
    assert package.folder is not None
    place = str(package.folder / "model.yaml")
    faults: list[SdError] = []
    if package.name != package.folder.name:
        faults.append(
            SdError(
                found=f"the name '{package.name}' is not the folder's, '{package.folder.name}'",
                place=f"{place} (name)",
            )
        )
    for key, lever in package.levers.items():
        faults.extend(_lever_faults(package, model, lever, f"{place} (levers.{key})"))
    for key in package.first:
        if key not in package.levers:
            faults.append(unknown_name("lever", key, package.levers, f"{place} (first)"))
    for key, uncertainty in package.uncertainties.items():
        where = f"{place} (uncertainties.{key})"
        for name in uncertainty.sets:
            faults.extend(_default_faults(model, name, uncertainty, where))
    faults.extend(_output_faults(package, model, place))
    faults.extend(_history_faults(package, model, place))
    faults.extend(driver_faults(package, model, place))
    if "baseline" not in package.scenarios:
        wanted = scenario_folder(package.folder) / "baseline.yaml"
        faults.append(
            SdError(
                found="there is no scenario 'baseline'",
                place=place,
                allowed=f"the file {wanted}",
                remedy="add it, or copy the folder of scenarios along with the model's; "
                "docs/models.md shows both",
            )
        )
    for name, scenario in package.scenarios.items():
        faults.extend(scenario_faults(package, model, name, scenario))
    return faults


def _lever_faults(package: Package, model: Model, lever: Lever, place: str) -> Iterator[SdError]:
    if lever.group and lever.group not in package.groups:
        yield unknown_name("group", lever.group, package.groups, place)
    if lever.enters and lever.enters not in model:
        yield unknown_name("variable", lever.enters, model.variables, f"{place}.enters")
    for key in lever.evidence:
        if key not in package.evidence:
            yield unknown_name("evidence", key, package.evidence, f"{place}.evidence")
    if not lever.settings:
        yield SdError(
            found=f"the lever '{lever.key}' has no setting with a number",
            place=place,
            remedy="add one to 'settings': the first is what the lever's key alone means",
        )
        return
    for name, value in lever.bands.items():
        fault = setting_fault(
            lever.settings[lever.main], value, f"the band '{name}'", f"{place}.bands"
        )
        if fault:
            yield fault
    for entry in lever.sets:
        slider, choice = lever.settings.get(entry.from_), lever.choices.get(entry.from_)
        if slider is not None:
            yield from _default_faults(model, entry.input, slider, f"{place}.sets")
        elif choice is not None:
            number = float(entry.element in choice.default)
            yield from _number_faults(model, entry.input, number, "Dmnl", f"{place}.sets")
        else:
            known = [*lever.settings, *lever.choices]
            yield unknown_name("setting", entry.from_, known, f"{place}.sets")


def _default_faults(model: Model, name: str, slider: Slider, place: str) -> Iterator[SdError]:
    yield from _number_faults(model, name, slider.default, slider.unit, place)


def _number_faults(
    model: Model, name: str, default: float, unit: str, place: str
) -> Iterator[SdError]:
    """A declared default that is not the file's number would make the baseline another model."""
    base, subscripts = model.split(name)
    try:
        variable = model.variable(base)
        given = model.subscripts(variable, subscripts) if subscripts else ()
    except UnknownNameError as error:
        yield SdError(found=error.found, place=place, allowed=error.allowed, remedy=error.remedy)
        return
    if not isinstance(variable, Constant):
        yield SdError(
            found=f"'{variable.name}' is no constant of the model",
            place=place,
            allowed="a variable whose equation is a number",
        )
        return
    value = variable.value
    if given:
        at = tuple(
            model.dimensions[d].subscripts.index(s)
            for d, s in zip(variable.dimensions, given, strict=True)
        )
        value = value[at]
    if not np.all(value == default):
        yield SdError(
            found=f"the default {default:g} is not the number of '{name}' in the model, "
            f"{float(np.ravel(value)[0]):g}",
            place=place,
            remedy="make the two equal",
        )
    # A file that states no unit is taken at its word: a number without one.
    if (variable.unit or "Dmnl") != unit:
        yield SdError(
            found=f"the unit '{unit}' is not the one of '{name}' in the model",
            allowed=f"'{variable.unit}'",
            place=place,
            remedy="make the two equal",
        )


def _output_faults(package: Package, model: Model, place: str) -> Iterator[SdError]:
    for output in package.outputs:
        if output.variable not in model:
            yield unknown_name("variable", output.variable, model.variables, f"{place} (outputs)")
        elif model.variable(output.variable).name != output.variable:
            yield SdError(
                found=f"'{output.variable}' has another spelling in the model",
                allowed=f"'{model.variable(output.variable).name}'",
                place=f"{place} (outputs)",
            )
        if output.group not in package.groups:
            yield unknown_name("group", output.group, package.groups, f"{place} (outputs)")
    declared = [output.variable for output in package.outputs]
    for chart in package.charts:
        where = f"{place} (charts: {chart.key})"
        unknown = [name for name in chart.outputs if name not in declared]
        for name in unknown:
            yield unknown_name("output", name, declared, where)
        units = {model.variable(n).unit for n in chart.outputs if n in model}
        if len(units) > 1:
            yield SdError(
                found=f"its outputs have different units: {', '.join(sorted(units))}",
                place=where,
                allowed="one unit a chart",
            )


def _history_faults(package: Package, model: Model, place: str) -> Iterator[SdError]:
    texts = [text for history in package.history for text in history.points["unit"]]
    units = declared_units(model, texts) if texts else None
    for history in package.history:
        where = f"{place} (history: {history.series})"
        if history.points.empty:
            yield SdError(found=f"the table has no series '{history.series}'", place=where)
        base = model.split(history.variable)[0]
        if base not in model:
            yield unknown_name("variable", history.variable, model.variables, where)
            continue
        try:
            columns = model.elements(history.variable)
        except UnknownNameError as error:
            yield SdError(
                found=error.found, place=where, allowed=error.allowed, remedy=error.remedy
            )
            continue
        if len(columns) > 1:
            yield SdError(
                found=f"'{history.variable}' has {len(columns)} elements",
                place=where,
                allowed=f"a single one of them, such as '{columns[0]}'",
            )
        if units is not None:
            yield from _unit_faults(units, history, model.variable(base).name, where)


def _unit_faults(
    units: DeclaredUnits, history: History, variable: str, place: str
) -> Iterator[SdError]:
    """A series in another unit than its variable would be compared as if it were in the same."""
    wanted = units.variables.get(variable)
    for text in dict.fromkeys(history.points["unit"]) if wanted is not None else ():
        if units.others.get(text) != wanted:
            yield SdError(
                found=f"the series '{history.series}' is in '{text}', and '{history.variable}', "
                f"which it observes, in '{wanted}'",
                place=place,
                allowed="one unit for both",
                remedy="convert the series, or compare it with a variable in its unit",
            )
