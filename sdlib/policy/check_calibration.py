"""What ``calibration.yaml`` must agree on with its package and its model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sdlib.errors import SdError, UnknownNameError
from sdlib.model.declared_units import declared_units
from sdlib.model.structure import Constant, Model
from sdlib.model.units import DIMENSIONLESS
from sdlib.policy.calibration_points import driver_points, points_between, present_value
from sdlib.policy.calibration_schema import CalibrationFile, FittedSeries, FreeParameter, KnownInput
from sdlib.policy.check_settings import unknown_name
from sdlib.policy.package import History, Package
from sdlib.policy.settings import model_inputs, settings_of
from sdlib.policy.yaml_file import load_tree, place_of

Keys = tuple[str | int, ...]


def calibration_faults(
    declared: CalibrationFile, package: Package, model: Model, path: Path
) -> list[SdError]:
    """Return all faults of a calibration, in the order of its file.

    Args:
        declared: What the file declares.
        package: Its package.
        model: Its model.
        path: The file.
    """
    return _Checker(declared, package, model, path).faults()


class _Checker:
    """Finds the faults of one file."""

    def __init__(
        self, declared: CalibrationFile, package: Package, model: Model, path: Path
    ) -> None:
        self._declared = declared
        self._package = package
        self._model = model
        self._path = path
        self._tree: Any = load_tree(path)
        self._histories = {history.series: history for history in package.history}
        self._units = declared_units(model)

    def faults(self) -> list[SdError]:
        """Return all of them, in the order of the file."""
        declared = self._declared
        found = [*self._scenario(declared.scenario, ("scenario",)), *self._window()]
        for at, parameter in enumerate(declared.parameters):
            found.extend(self._parameter(parameter, ("parameters", at)))
        found.extend(self._twice([p.variable for p in declared.parameters], "parameters"))
        for at, entry in enumerate(declared.observations):
            found.extend(self._observation(entry, ("observations", at)))
        found.extend(self._twice([o.series for o in declared.observations], "observations"))
        if declared.known_at_end is not None:
            if declared.known_at_end.scenario is not None:
                keys = ("known_at_end", "scenario")
                found.extend(self._scenario(declared.known_at_end.scenario, keys))
            for at, known in enumerate(declared.known_at_end.inputs):
                found.extend(self._known(known, ("known_at_end", "inputs", at)))
        return found or list(self._enough())

    def _at(self, keys: Keys) -> str:
        return place_of(self._path, self._tree, keys)

    def _unknown(self, kind: str, name: str, known: Iterable[str], keys: Keys) -> SdError:
        return unknown_name(kind, name, known, self._at(keys))

    def _twice(self, names: list[str], key: str) -> Iterator[SdError]:
        for name, count in Counter(names).items():
            if count > 1:
                yield SdError(
                    found=f"'{name}' stands {count} times",
                    place=self._at((key,)),
                    remedy="keep one of them",
                )

    def _scenario(self, name: str, keys: Keys) -> Iterator[SdError]:
        if name not in self._package.scenarios:
            yield self._unknown("scenario", name, self._package.scenarios, keys)

    def _window(self) -> Iterator[SdError]:
        declared, spec = self._declared, self._model.time
        if not declared.from_ < declared.until:
            yield SdError(
                found=f"the window from {declared.from_:g} until {declared.until:g} is empty",
                place=self._at(("until",)),
                allowed="an end after the start",
            )
        elif declared.from_ < spec.initial or declared.until > spec.final:
            yield SdError(
                found=f"the window from {declared.from_:g} until {declared.until:g} is not within "
                "the times of the model",
                place=self._at(("from",)),
                allowed=f"{spec.initial:g} to {spec.final:g}",
            )
        if declared.until != self._package.observed_until:
            yield SdError(
                found=f"the window ends in {declared.until:g}, and 'observed_until' of model.yaml "
                f"says {self._package.observed_until}",
                place=self._at(("until",)),
                remedy="make the two equal",
            )

    def _constant(self, name: str, keys: Keys) -> Constant | SdError:
        """Return the constant that a name means, or what is wrong with the name."""
        base, given = self._model.split(name)
        if base not in self._model:
            return self._unknown("variable", name, self._model.variables, keys)
        variable = self._model.variable(base)
        if not isinstance(variable, Constant):
            return SdError(
                found=f"'{variable.name}' is no constant: the model computes it",
                place=self._at(keys),
                allowed="a variable whose equation is a number",
            )
        try:
            columns = self._model.elements(name)
        except UnknownNameError as error:
            return SdError(found=error.found, place=self._at(keys), allowed=error.remedy)
        if len(columns) > 1 or (variable.dimensions and not given):
            return SdError(
                found=f"'{name}' is an array over {', '.join(variable.dimensions)}",
                place=self._at(keys),
                allowed=f"a single number, such as its element '{columns[0]}'",
            )
        if columns[0] != name:
            return SdError(
                found=f"'{name}' has another spelling in the model",
                place=self._at(keys),
                allowed=f"'{columns[0]}'",
            )
        return variable

    def _parameter(self, parameter: FreeParameter, keys: Keys) -> Iterator[SdError]:
        low, high = parameter.range
        where = (*keys, "range")
        if not low < high:
            yield SdError(
                found=f"the range [{low:g}, {high:g}] of '{parameter.variable}' is empty",
                place=self._at(where),
                allowed="a smaller and a larger number",
            )
        constant = self._constant(parameter.variable, (*keys, "variable"))
        if isinstance(constant, SdError):
            yield constant
            return
        name = parameter.variable
        value = present_value(self._model, name)
        if low < high and not low <= value <= high:
            yield SdError(
                found=f"the range [{low:g}, {high:g}] of '{name}' does not hold its "
                f"present value {value:g}",
                place=self._at(where),
                remedy="widen the range, or correct the value in the model",
            )
        owner = _owner(self._package, self._model, name) or self._setter(constant.name)
        if owner:
            yield SdError(
                found=f"'{name}' is set by {owner}",
                place=self._at((*keys, "variable")),
                allowed="a constant that nothing else sets",
            )

    def _setter(self, name: str) -> str:
        """Return how the fitted scenario sets a constant, empty if it does not."""
        scenario = self._declared.scenario
        if scenario not in self._package.scenarios:
            return ""
        settings = settings_of(self._package, self._model, scenario)
        inputs = model_inputs(settings, self._package, self._model)
        return f"the scenario '{scenario}'" if name in inputs else ""

    def _observation(self, entry: FittedSeries, keys: Keys) -> Iterator[SdError]:
        if not entry.weight > 0:
            yield SdError(
                found=f"the weight of '{entry.series}' is {entry.weight:g}",
                place=self._at((*keys, "weight")),
                allowed="above zero",
                remedy="take the series out if it is not to count",
            )
        where = (*keys, "series")
        history = self._histories.get(entry.series)
        if history is None:
            yield self._unknown("series", entry.series, self._histories, where)
            return
        yield from self._data(entry, history, where)

    def _data(self, entry: FittedSeries, history: History, keys: Keys) -> Iterator[SdError]:
        first, last = self._declared.from_, self._declared.until
        points = points_between(history, first, last, self._model)
        if history.compare == "growth" and entry.transform != "growth":
            yield SdError(
                found=f"the series '{entry.series}' is compared by growth, and its transform is "
                f"'{entry.transform}'",
                place=self._at(keys),
                allowed="transform: growth",
                remedy="take that, or 'compare: growth' out of model.yaml",
            )
        needed = 2 if entry.transform == "growth" else 1
        if len(points) < needed:
            every = history.points["time"]
            if history.report:
                yield SdError(
                    found=f"the series '{entry.series}' is only reported: {history.report}",
                    place=self._at(keys),
                    remedy="take the series out, or 'report' out of model.yaml",
                )
                return
            yield SdError(
                found=f"the series '{entry.series}' has {len(points) or 'no'} "
                f"observation{'s' if len(points) != 1 else ''} in {first:g} to {last:g}"
                + (", and a growth rate needs two" if len(points) else ""),
                place=self._at(keys),
                allowed=f"it has {len(every)} from {every.min():g} to {every.max():g}",
                remedy="change the window, or take the series out",
            )
        elif entry.transform != "none" and not (points["value"] > 0).all():
            yield SdError(
                found=f"the series '{entry.series}' holds values that have no logarithm",
                place=self._at(keys),
                allowed="values above zero",
                remedy="compare it with transform: none",
            )

    def _known(self, entry: KnownInput, keys: Keys) -> Iterator[SdError]:
        where = (*keys, "input")
        constant = self._constant(entry.input, where)
        if isinstance(constant, SdError):
            yield constant
            return
        mine, time = self._units.variables.get(constant.name), self._units.time
        wanted = None if time is None else time
        if entry.growth_of is not None and time is not None:
            wanted = DIMENSIONLESS / time
        if isinstance(entry.value, float):
            wanted = None
        if mine is not None and wanted is not None and mine != wanted:
            what = "a growth rate" if entry.growth_of else "a time"
            yield SdError(
                found=f"'{constant.name}' is in '{mine}', and is set to {what} in '{wanted}'",
                place=self._at(where),
                allowed="one unit for both",
            )
        if entry.growth_of is not None:
            yield from self._growth(entry, entry.growth_of, (*keys, "growth_of"))

    def _growth(self, entry: KnownInput, series: str, keys: Keys) -> Iterator[SdError]:
        drivers = [driver.series for driver in self._package.drivers]
        if series not in drivers:
            yield self._unknown("series of a driver", series, drivers, keys)
            return
        first = self._declared.from_ if entry.from_ is None else entry.from_
        points = driver_points(self._package, series, first, self._declared.until)
        if len(points) < 2 or not (points["value"] > 0).all():
            yield SdError(
                found=f"the growth of '{series}' cannot be computed from {first:g} to "
                f"{self._declared.until:g}",
                place=self._at(keys),
                allowed="at least two values, all above zero",
            )

    def _enough(self) -> Iterator[SdError]:
        count = 0
        for entry in self._declared.observations:
            history = self._histories[entry.series]
            points = points_between(
                history, self._declared.from_, self._declared.until, self._model
            )
            count += len(points) - (entry.transform == "growth")
        if count <= len(self._declared.parameters):
            yield SdError(
                found=f"{len(self._declared.parameters)} parameters are to be fitted to {count} "
                f"value{'s' if count != 1 else ''}",
                place=self._at(("parameters",)),
                allowed="more values than parameters",
                remedy="fix some of the parameters, or add observations",
            )


def _owner(package: Package, model: Model, name: str) -> str:
    """Return what of a package sets a constant or an element, empty if nothing does."""
    owners: Mapping[str, tuple[str, ...]] = {
        **{f"the lever '{k}'": tuple(e.input for e in v.sets) for k, v in package.levers.items()},
        **{f"the assumption '{k}'": v.sets for k, v in package.uncertainties.items()},
    }
    whole = model.split(name)[0]
    return next((owner for owner, names in owners.items() if {name, whole} & set(names)), "")
