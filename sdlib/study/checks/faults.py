"""Faults of ``checks.yaml``: names, times and units that model and package do not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.loaded import LoadedModel
from sdlib.model import Constant, Lookup
from sdlib.names import nearest
from sdlib.policy import settings_of
from sdlib.policy.checks_runs import Course, Held, Tried
from sdlib.policy.yaml_file import place_of

Place = Callable[..., str]
"""Keys and positions inside ``checks.yaml`` to file, line and key."""


def places_of(path: Path, tree: Any) -> Place:
    """Return what tells where an entry of a file stands."""

    def place(*keys: str | int) -> str:
        return place_of(path, tree, keys)

    return place


class Faults:
    """Collects the faults of ``checks.yaml``.

    Args:
        loaded: The model with its package.
        place: Tells where an entry stands.
    """

    def __init__(self, loaded: LoadedModel, place: Place) -> None:
        self.loaded = loaded
        self.place = place
        self.found: list[SdError] = []

    def add(self, found: str, place: str, allowed: str = "", remedy: str = "") -> None:
        """Add a fault."""
        self.found.append(SdError(found=found, place=place, allowed=allowed, remedy=remedy))

    def known(self, kind: str, name: str, known: Iterable[str], *keys: str | int) -> bool:
        """Tell whether a name is known; one that is not is a fault."""
        names = list(known)
        if name in names:
            return True
        fault = UnknownNameError(
            kind=kind, name=name, nearest=nearest(name, names), place=self.place(*keys)
        )
        self.found.append(fault)
        return False

    def variable(self, name: str, *keys: str | int) -> bool:
        """Tell whether a name is that of a variable with values over time."""
        model = self.loaded.model
        if not self.known("variable", name, model.variables, *keys):
            return False
        if isinstance(model.variables[name], Lookup):
            self.add(f"'{name}' is a curve, which has no values over time", self.place(*keys))
            return False
        return True

    def measured(self, name: str, *keys: str | int) -> bool:
        """Tell whether a name is that of a variable with values over time, or of an element."""
        model = self.loaded.model
        base, subscripts = model.split(name)
        if not self.variable(base, *keys):
            return False
        try:
            model.elements(f"{base}[{','.join(subscripts)}]" if subscripts else base)
        except UnknownNameError as error:
            self.found.append(_placed(error, self.place(*keys)))
            return False
        return True

    def scenario(self, name: str, *keys: str | int) -> bool:
        """Tell whether a scenario is known."""
        return self.known("scenario", name, self.loaded.package.scenarios, *keys)

    def levers(self, levers: str | Iterable[str], *keys: str | int) -> None:
        """Add each key that is no lever's; ``all`` is fine."""
        if isinstance(levers, str):
            return
        for key in levers:
            self.known("lever", key, self.loaded.package.levers, *keys)

    def saved_time(self, time: float, *keys: str | int) -> None:
        """Add a time that a run does not save."""
        times = self.loaded.model.time.save_times()
        if time not in times:
            self.add(
                f"the time {time:g} is not one that a run saves",
                self.place(*keys),
                allowed=f"{times[0]:g} to {times[-1]:g} {self.loaded.model.time.spacing}",
            )

    def inside_run(self, time: float | None, *keys: str | int) -> None:
        """Add a time before or after the run."""
        spec = self.loaded.model.time
        if time is not None and not spec.initial <= time <= spec.final:
            self.add(
                f"the time {time:g} lies outside the run",
                self.place(*keys),
                allowed=f"{spec.initial:g} to {spec.final:g}",
            )

    def tried(self, tried: Tried, *keys: str | int) -> None:
        """Add what is wrong with a declared run."""
        fine = self.scenario(tried.scenario, *keys, "scenario")
        self.inputs(tried.inputs, tried.scenario if fine else "baseline", *keys, "inputs")

    def inputs(self, inputs: Mapping[str, Held], scenario: str, *keys: str | int) -> None:
        """Add inputs that are not known, and values that they do not take."""
        model, package = self.loaded.model, self.loaded.package
        if "baseline" not in package.scenarios:
            return
        for name, held in inputs.items():
            place = self.place(*keys, name)
            if isinstance(held, Course):
                self._course(name, held, *keys)
                continue
            try:
                settings_of(package, model, scenario, {name: held})
            except DataFileError as error:
                self.found.extend(_placed(fault, place) for fault in error.faults)
            except SdError as error:
                self.found.append(_placed(error, place))

    def _course(self, name: str, course: Course, *keys: str | int) -> None:
        if not self.variable(name, *keys, name):
            return
        if course.like is not None:
            self.scenario(course.like, *keys, name, "like")
        self.inside_run(course.from_, *keys, name, "from")
        self.inside_run(course.until, *keys, name, "until")

    def constant(self, name: str, *keys: str | int) -> bool:
        """Tell whether a name is that of a constant, or of an element of one."""
        model = self.loaded.model
        base, subscripts = model.split(name)
        if not self.known("variable", base, model.variables, *keys):
            return False
        variable = model.variables[base]
        if not isinstance(variable, Constant):
            self.add(
                f"'{base}' is no constant of the model",
                self.place(*keys),
                allowed="a variable whose equation is a number",
            )
            return False
        try:
            model.elements(name)
        except UnknownNameError as error:
            self.found.append(_placed(error, self.place(*keys)))
            return False
        if variable.dimensions and not subscripts:
            self.add(
                f"'{base}' has several numbers",
                self.place(*keys),
                allowed=f"one of them, such as '{model.elements(base)[0]}'",
            )
            return False
        return True

    def check(self) -> None:
        """Raise the faults that were found.

        Raises:
            DataFileError: With all of them, if there are any.
        """
        if self.found:
            raise DataFileError(self.found)


def _placed(fault: SdError, place: str) -> SdError:
    return SdError(found=fault.found, place=place, allowed=fault.allowed, remedy=fault.remedy)
