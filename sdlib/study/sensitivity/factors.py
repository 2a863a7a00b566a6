"""Factors: what a study of sensitivity moves, and between which ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.errors import DataFileError, InputError, SdError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Constant, Model, Variable
from sdlib.policy.choices import joined
from sdlib.policy.package import Package
from sdlib.policy.schema_values import Label
from sdlib.policy.settings_schema import Slider
from sdlib.policy.targets import Target, target_of

MOST_ELEMENTS = 12
"""Arrays with more elements make no factors unless they are named."""


@dataclass(frozen=True, kw_only=True)
class Factor:
    """An input that is moved between two ends, every value between them as likely as another."""

    key: str
    """How changes call it: lever, ``lever.setting``, assumption or exact name."""
    label: Label
    unit: str
    low: float
    """Low end [unit]."""
    high: float
    """High end [unit]."""
    kind: str
    """"uncertainty", "constant" or "lever"; "variable" for any other that was named."""
    sets: tuple[str, ...]
    """Names of the model's inputs that take its value, an element a name."""
    reference: str
    """Where the two ends are from."""

    def at(self, unit: FloatArray) -> FloatArray:
        """Return values [unit] that lie at the given places of the range, 0 to 1, shape (run,)."""
        # Rounding may not lead over an end.
        return np.clip(self.low + unit * (self.high - self.low), self.low, self.high)


@dataclass(frozen=True, kw_only=True)
class FactorWish:
    """A factor that somebody asks for by name."""

    key: str
    low: float | None = None
    """Low end, None for the one that package or file states."""
    high: float | None = None


def uncertain_factors(loaded: LoadedModel) -> tuple[Factor, ...]:
    """Return the assumptions of a package as factors; none for a bare model."""
    package = loaded.package
    return tuple(_uncertainty(package, loaded.model, key) for key in package.uncertainties)


def default_factors(loaded: LoadedModel, *, levers: bool = False) -> tuple[Factor, ...]:
    """Return the factors of a model: its assumptions, and constants whose file states two limits.

    What a lever of the package sets is left to the lever.

    Args:
        loaded: The model with its package.
        levers: Whether the main setting of each lever is a factor too.

    Raises:
        DataFileError: With every constant whose limits are no range.
        InputError: If there is no factor at all.
    """
    package, model = loaded.package, loaded.model
    found = list(uncertain_factors(loaded))
    taken = {name for factor in found for name in factor.sets}
    if package.folder is not None:
        # The levers of a bare model are its constants, which are factors of their own.
        for lever in package.levers.values():
            taken |= set(_elements(model, (entry.input for entry in lever.sets)))
    faults: list[SdError] = []
    for constant in model.constants:
        if constant.lower is None or constant.upper is None:
            continue
        names = model.elements(constant.name)
        free = [name for name in names if name not in taken] if len(names) <= MOST_ELEMENTS else []
        fault = _limits_fault(model, constant) if free else None
        if fault:
            faults.append(fault)
        else:
            found.extend(_constant(constant, name) for name in free)
    if faults:
        raise DataFileError(faults)
    if levers:
        known = {name for factor in found for name in factor.sets}
        made = (_lever(package, model, key) for key in package.levers)
        found.extend(factor for factor in made if not known & set(factor.sets))
    if not found:
        raise InputError(
            found=f"'{package.name}' states no range that could be tried",
            allowed="uncertainties in model.yaml, or constants with limits [low, high] in the "
            "model file",
            remedy="name factors with their ends, --factors NAME=LOW:HIGH, or add --levers",
        )
    return tuple(found)


def left_out(loaded: LoadedModel) -> tuple[str, ...]:
    """Return the constants that state limits but have too many elements to be factors."""
    model = loaded.model
    return tuple(
        constant.name
        for constant in model.constants
        if None not in (constant.lower, constant.upper)
        and len(model.elements(constant.name)) > MOST_ELEMENTS
    )


def named_factors(loaded: LoadedModel, wishes: Sequence[FactorWish]) -> tuple[Factor, ...]:
    """Return factors by their names.

    Args:
        loaded: The model with its package.
        wishes: Their names, with ends where those of package or file are not wanted.

    Raises:
        UnknownNameError: If a name is not known; it carries the nearest ones.
        InputError: If a factor has no range, an empty one, or one that the model does not take, or
            two of them set the same input.
        DataFileError: If several are at fault; it holds them all.
    """
    found: list[Factor] = []
    faults: list[SdError] = []
    for wish in wishes:
        try:
            found.append(_named(loaded, wish))
        except SdError as error:
            faults.append(error)
    owners: dict[str, str] = {}
    for factor in found:
        for name in factor.sets:
            other = owners.setdefault(name, factor.key)
            if other is not factor.key:
                faults.append(
                    InputError(
                        found=f"'{other}' and '{factor.key}' both set '{name}'",
                        remedy="keep one of the two",
                    )
                )
                break
    if not wishes:
        faults.append(InputError(found="no factor is named", remedy="name at least one"))
    faults.extend(_period_faults(loaded, found))
    if faults:
        raise faults[0] if len(faults) == 1 else DataFileError(faults)
    return tuple(found)


def require_free(
    loaded: LoadedModel, factors: Sequence[Factor], changes: Iterable[str], *, named: bool
) -> None:
    """Refuse a change of what is a factor: every run would replace it.

    Args:
        loaded: The model with its package.
        factors: What is moved.
        changes: The keys of the changes to the scenario.
        named: Whether the factors were named one by one.

    Raises:
        UnknownNameError: If a key is not known.
        InputError: If a change is of no effect.
    """
    owners = {name: factor.key for factor in factors for name in factor.sets}
    for key in changes:
        names = _elements(loaded.model, target_of(loaded.package, loaded.model, key).inputs)
        if names and all(name in owners for name in names):
            owner = owners[names[0]]
            out = f"take '{owner}' out of --factors" if named else f"add --without '{owner}'"
            raise InputError(
                found=f"'{key}' is set to a value, but '{owner}' is a factor of this study: its "
                "whole range is tried, so the value would do nothing",
                remedy=f"{out} to hold it at that value, or leave out the --set",
            )


def _named(loaded: LoadedModel, wish: FactorWish) -> Factor:
    package, model = loaded.package, loaded.model
    target = target_of(package, model, wish.key)
    if target.choice is not None:
        raise InputError(
            found=f"'{wish.key}' chooses elements of {target.choice.over}, so it has no range",
            allowed="levers, assumptions and constants with a number",
            remedy=f"set it for all runs: --set '{wish.key}={joined(target.choice.elements[:1])}'",
        )
    low, high, reference = wish.low, wish.high, "given for this study"
    if low is None or high is None:
        low, high, reference = _stated(loaded, wish.key, target)
    if not (np.isfinite([low, high]).all() and low < high):
        raise InputError(
            found=f"the range {low:g} to {high:g} of '{wish.key}' is empty",
            allowed="a low end below the high one",
            remedy=f"for example --factors '{wish.key}=0:1'",
        )
    slider = target.slider
    if slider and not (slider.range[0] <= low and high <= slider.range[1]):
        raise InputError(
            found=f"the range {low:g} to {high:g} of '{wish.key}' is wider than the model takes",
            allowed=f"{slider.range[0]:g} to {slider.range[1]:g} {slider.unit}",
        )
    label = _label(package, target, wish.key)
    variable = model.variable(model.split(target.inputs[0])[0])
    kind = "constant" if isinstance(variable, Constant) else "variable"
    if slider is not None:
        kind = "lever" if target.lever and package.folder else "uncertainty"
    return Factor(
        key=wish.key if slider else target.inputs[0],
        label=label,
        unit=slider.unit if slider else variable.unit,
        low=low,
        high=high,
        kind="constant" if target.lever and not package.folder else kind,
        sets=_elements(model, target.inputs),
        reference=reference,
    )


def _stated(loaded: LoadedModel, key: str, target: Target) -> tuple[float, float, str]:
    """Return the ends that package or model file state."""
    variable = loaded.model.variable(loaded.model.split(target.inputs[0])[0])
    if target.slider is not None:
        # The range of a bare model's lever is made from limits that may be none.
        bare = loaded.package.folder is None and isinstance(variable, Constant)
        fault = _limits_fault(loaded.model, variable) if bare else None
        if fault:
            raise fault
        return (*target.slider.range, target.slider.reference)
    if not isinstance(variable, Constant) or variable.lower is None or variable.upper is None:
        raise InputError(
            found=f"'{key}' states no limits",
            allowed="a constant with limits [low, high] in the model file, or two ends",
            remedy=f"give its ends: --factors '{key}=LOW:HIGH'",
        )
    fault = _limits_fault(loaded.model, variable)
    if fault:
        raise fault
    return variable.lower, variable.upper, "limits in the model file"


def _limits_fault(model: Model, constant: Variable) -> InputError | None:
    low, high = constant.lower, constant.upper
    if low is None or high is None or low < high:
        return None
    return InputError(
        found=f"'{constant.name}' states the limits [{low:g}, {high:g}], which is no range",
        place=f"{model.path}, line {constant.line}" if constant.line else str(model.path),
        allowed="a low end below the high one",
        remedy="correct the limits there, or name the factors: --factors NAME=LOW:HIGH",
    )


def _period_faults(loaded: LoadedModel, factors: Iterable[Factor]) -> list[SdError]:
    """A lever may not end before it starts anywhere in the ranges."""
    by_key = {factor.key: factor for factor in factors}
    faults: list[SdError] = []
    for key in loaded.package.levers:
        start, end = by_key.get(f"{key}.start"), by_key.get(f"{key}.end")
        if start and end and start.high >= end.low:
            faults.append(
                InputError(
                    found=f"'{key}' could end before it starts: '{start.key}' reaches "
                    f"{start.high:g} and '{end.key}' begins at {end.low:g}",
                    remedy=f"give ranges that do not meet: --factors '{start.key}=LOW:HIGH'",
                )
            )
    return faults


def _uncertainty(package: Package, model: Model, key: str) -> Factor:
    entry = package.uncertainties[key]
    return _from_slider(key, entry.label, entry, "uncertainty", _elements(model, entry.sets))


def _lever(package: Package, model: Model, key: str) -> Factor:
    lever = package.levers[key]
    names = (entry.input for entry in lever.sets if entry.from_ == lever.main)
    kind = "lever" if package.folder else "constant"
    slider = lever.settings[lever.main]
    return _from_slider(key, lever.label, slider, kind, _elements(model, names))


def _from_slider(
    key: str, label: Label, slider: Slider, kind: str, sets: tuple[str, ...]
) -> Factor:
    low, high = slider.range
    return Factor(
        key=key, label=label, unit=slider.unit, low=low, high=high, kind=kind, sets=sets,
        reference=slider.reference,
    )  # fmt: skip


def _constant(constant: Constant, name: str) -> Factor:
    assert constant.lower is not None
    assert constant.upper is not None
    return Factor(
        key=name, label=Label(en=name, zh=name), unit=constant.unit, low=constant.lower,
        high=constant.upper, kind="constant", sets=(name,), reference="limits in the model file",
    )  # fmt: skip


def _label(package: Package, target: Target, key: str) -> Label:
    if target.lever is not None:
        if target.setting == target.lever.main:
            return target.lever.label
        own = target.lever.settings[target.setting].label
        return Label(
            en=f"{target.lever.label.en}: {own.en}", zh=f"{target.lever.label.zh}：{own.zh}"
        )
    if target.slider is not None:
        return target.slider.label
    name = target.inputs[0]
    return Label(en=name, zh=name)


def _elements(model: Model, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(element for name in names for element in model.elements(name)))
