"""Settings that choose elements of a dimension: in which regions a lever works, for example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.errors import DataFileError, InputError, SdError, UnknownNameError
from sdlib.model.arrays import FloatArray
from sdlib.names import name_key, nearest
from sdlib.policy.schema_values import Label

PLUS = "+"
"""What stands between the chosen elements where they are written on one line."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A setting of a lever whose value is some elements of a dimension."""

    label: Label
    over: str
    """Name of the dimension."""
    elements: tuple[str, ...]
    """Its elements, in the model's order and spelling."""
    default: tuple[str, ...]
    """The elements that are chosen in the baseline, in the model's order."""
    reference: str

    def picked(self, value: object, what: str, place: str = "") -> tuple[str, ...]:
        """Return chosen elements in the model's order and spelling.

        Args:
            value: A name, names joined by plus signs, a sequence of names, or an array of a number
                for each element, 1 where it is chosen and 0 where not.
            what: How the setting is called, for the message.
            place: Where the value was given.

        Raises:
            UnknownNameError: If one is no element of the dimension.
            InputError: If none is chosen, or the value is of another kind.
            DataFileError: If several names are no elements; it holds a fault for each.
        """
        names = self._names(value, what, place)
        known = {name_key(element): element for element in self.elements}
        faults: list[SdError] = [
            UnknownNameError(
                kind=f"element of {self.over}",
                name=name,
                nearest=nearest(name, self.elements),
                known=f"the elements are {', '.join(self.elements)}",
                place=place,
            )
            for name in names
            if name_key(name) not in known
        ]
        if faults:
            raise faults[0] if len(faults) == 1 else DataFileError(faults)
        chosen = {known[name_key(name)] for name in names}
        if not chosen:
            raise InputError(
                found=f"{what} selects no element of {self.over}",
                allowed=f"at least one of {', '.join(self.elements)}",
                remedy="name one, or leave the lever at its default",
                place=place,
            )
        return tuple(element for element in self.elements if element in chosen)

    def mask(self, chosen: Sequence[str]) -> FloatArray:
        """Return 1 for each chosen element and 0 for each other one, shape (element,)."""
        return np.array([float(element in chosen) for element in self.elements])

    def _names(self, value: object, what: str, place: str) -> list[str]:
        if isinstance(value, str):
            whole = name_key(value) in {name_key(element) for element in self.elements}
            parts = [value] if whole else value.split(PLUS)
            return [part.strip() for part in parts if part.strip()]
        if isinstance(value, np.ndarray) and value.shape == (len(self.elements),):
            if np.isin(value, (0, 1)).all():
                return [e for e, on in zip(self.elements, value, strict=True) if on]
        elif isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
            return [str(part) for part in value]
        raise InputError(
            found=f"{what} is set to {value!r}",
            allowed=f"elements of {self.over}, {PLUS.join(self.elements)} or some of them",
            place=place,
        )


def joined(chosen: Sequence[str]) -> str:
    """Return chosen elements on one line, as the command line takes them.

    Example:
        >>> joined(("Central", "West"))
        'Central+West'
    """
    return PLUS.join(chosen)
