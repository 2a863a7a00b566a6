"""What a visitor has chosen: a scenario and the values changed in it. Nothing here knows Streamlit.

Every function returns a new choice; none changes the one that it is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sdlib.loaded import LoadedModel
from sdlib.policy import BASELINE, Settings
from sdlib.policy.package import Lever
from sdlib.policy.settings import setting_key
from sdlib.policy.settings_schema import Slider

CUSTOM = "custom"
"""The band of a lever whose main setting lies at none of its named bands."""

MOST_STEPS_BACK = 100
"""How many choices can be taken back."""


Value = float | tuple[str, ...]
"""A number [unit of the setting], or the chosen elements of a dimension."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A scenario and what was changed in it."""

    scenario: str = BASELINE
    changes: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    """Lever key, ``lever.setting``, assumption or exact name to value, where it differs from the
    scenario."""


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The choices before and after the current one."""

    past: tuple[Choice, ...] = ()
    future: tuple[Choice, ...] = ()

    def left(self, choice: Choice) -> Trail:
        """Return the trail after a new choice was made from `choice`."""
        return Trail(past=(*self.past, choice)[-MOST_STEPS_BACK:])

    def back(self, choice: Choice) -> tuple[Trail, Choice]:
        """Return the trail and the choice before `choice`."""
        if not self.past:
            return self, choice
        return Trail(past=self.past[:-1], future=(choice, *self.future)), self.past[-1]

    def forth(self, choice: Choice) -> tuple[Trail, Choice]:
        """Return the trail and the choice that was taken back last."""
        if not self.future:
            return self, choice
        return Trail(past=(*self.past, choice), future=self.future[1:]), self.future[0]


def settings_at(loaded: LoadedModel, choice: Choice) -> Settings:
    """Return every lever and assumption at its value.

    Raises:
        SdError: If the choice names something unknown, or a value is not taken.
    """
    return loaded.settings(choice.scenario, dict(choice.changes))


def with_values(loaded: LoadedModel, choice: Choice, values: Mapping[str, Value]) -> Choice:
    """Return the choice with some values changed; what equals the scenario is left out."""
    base = _values(loaded, loaded.settings(choice.scenario))
    changes = {**choice.changes, **values}
    return replace(
        choice, changes={key: value for key, value in changes.items() if value != base.get(key)}
    )


def with_setting(
    loaded: LoadedModel, choice: Choice, lever: Lever, setting: str, value: float
) -> Choice:
    """Return the choice with one setting of a lever moved.

    A policy ends after it starts: where a move would cross the two, the other one gives way, and
    where it cannot, the moved one stops.
    """
    values = dict(settings_at(loaded, choice).levers[lever.key])
    values[setting] = snapped(lever.settings[setting], value)
    if {"start", "end"} <= values.keys() and values["start"] >= values["end"]:
        start, end = lever.settings["start"], lever.settings["end"]
        if setting == "start":
            values["end"] = min(values["start"] + end.step, end.range[1])
            values["start"] = min(values["start"], values["end"] - start.step)
        elif setting == "end":
            values["start"] = max(values["end"] - start.step, start.range[0])
            values["end"] = max(values["end"], values["start"] + end.step)
    return with_values(
        loaded, choice, {setting_key(lever, name): value for name, value in values.items()}
    )


def with_elements(
    loaded: LoadedModel, choice: Choice, lever: Lever, setting: str, elements: tuple[str, ...]
) -> Choice:
    """Return the choice with other elements chosen; the same where none would be left."""
    if not elements:
        return choice
    ordered = lever.choices[setting].picked(elements, setting)
    return with_values(loaded, choice, {setting_key(lever, setting): ordered})


def with_scenario(loaded: LoadedModel, choice: Choice, scenario: str) -> Choice:
    """Return the choice of another scenario; assumptions that were moved by hand stay."""
    kept = {
        key: value for key, value in choice.changes.items() if key in loaded.package.uncertainties
    }
    return with_values(loaded, Choice(scenario=scenario), kept)


def without_policies(loaded: LoadedModel, choice: Choice) -> Choice:
    """Return the baseline with the assumptions of this choice."""
    assumptions = settings_at(loaded, choice).uncertainties
    return with_values(loaded, Choice(), assumptions)


def without_assumptions(loaded: LoadedModel, choice: Choice) -> Choice:
    """Return the choice with every assumption at its default."""
    defaults = {key: entry.default for key, entry in loaded.package.uncertainties.items()}
    return with_values(loaded, choice, defaults)


def band_of(lever: Lever, value: float) -> str:
    """Return the name of the band that a value of the main setting lies at, or `CUSTOM`."""
    return next((band for band, at in lever.bands.items() if at == value), CUSTOM)


def snapped(slider: Slider, value: float) -> float:
    """Return a slider's value without the noise of binary fractions, inside its range."""
    low, high = slider.range
    if value in (low, high, slider.default):
        return value
    places = 6 - math.floor(math.log10(slider.step))
    return min(max(round(value, places), low), high)


def changed_levers(loaded: LoadedModel, settings: Settings) -> dict[str, dict[str, Value]]:
    """Return the levers that differ from the baseline, with the settings that do."""
    found: dict[str, dict[str, Value]] = {}
    for key, values in settings.levers.items():
        lever = loaded.package.levers[key]
        moved: dict[str, Value] = {**_moved(values, lever.defaults())}
        for name, elements in settings.choices.get(key, {}).items():
            if elements != lever.choices[name].default:
                moved[name] = elements
        if moved:
            found[key] = moved
    return found


def changed_assumptions(loaded: LoadedModel, settings: Settings) -> dict[str, float]:
    """Return the assumptions that differ from the baseline."""
    defaults = {key: entry.default for key, entry in loaded.package.uncertainties.items()}
    return _moved(settings.uncertainties, defaults)


def _moved(values: Mapping[str, float], defaults: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if value != defaults[name]}


def _values(loaded: LoadedModel, settings: Settings) -> dict[str, Value]:
    """Return all values under the names that changes use."""
    found: dict[str, Value] = dict(settings.uncertainties)
    for key, values in settings.levers.items():
        lever = loaded.package.levers[key]
        found |= {setting_key(lever, name): value for name, value in values.items()}
        chosen = settings.choices.get(key, {})
        found |= {setting_key(lever, name): elements for name, elements in chosen.items()}
    overrides: Iterable[tuple[str, object]] = settings.overrides.items()
    found |= {name: value for name, value in overrides if isinstance(value, float)}
    return found
