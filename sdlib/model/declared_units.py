"""The units that a model file declares, with the names in it that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sdlib.errors import ModelSyntaxError
from sdlib.model.structure import Model
from sdlib.model.units import DIMENSIONLESS_NAMES, Unit, parse_unit, unit_key

_SETTINGS_MARK = "///---"
_SYNONYMS = re.compile(r"^22:(.+)$", re.MULTILINE)
_SHORTEST_SINGULAR = 3
"""Letters; ``m`` and ``ms`` are no singular and plural."""


@dataclass(frozen=True, kw_only=True)
class DeclaredUnits:
    """What a model says of its units."""

    variables: Mapping[str, Unit]
    """Name of each variable whose unit is stated and understood, to that unit."""
    time: Unit | None
    """Unit of time; None where it is not stated or not understood."""
    missing: tuple[str, ...]
    """Names of the variables that state no unit, in the order of the file."""
    faults: tuple[tuple[str, str], ...]
    """Name and message of each variable whose unit is not understood; ``Time`` for the time."""
    others: Mapping[str, Unit]
    """Each text from elsewhere that is understood, to its unit in the names of the model."""


def declared_units(model: Model, others: Iterable[str] = ()) -> DeclaredUnits:
    """Return the units of a model's variables.

    Base units are one if they differ by a trailing s and both occur, or if the settings of a
    Vensim file list them as synonyms.

    Args:
        model: The model.
        others: Texts of units from elsewhere, such as a table of observations, that are to be
            compared with those of the model.

    Source:
        vensim.com/documentation/ref_units_equiv.html for the synonyms; that they stand in lines
        ``22:`` of the settings was seen in published files. Vensim itself takes a plural without
        a synonym for another unit.
    """
    texts = {name: variable.unit for name, variable in model.variables.items() if variable.unit}
    if model.time.unit:
        texts["Time"] = model.time.unit
    read: dict[str, Unit] = {}
    faults: dict[str, str] = {}
    elsewhere = tuple(dict.fromkeys(others))
    for text in dict.fromkeys((*texts.values(), *elsewhere)):
        try:
            read[text] = parse_unit(text)
        except ModelSyntaxError as error:
            faults[text] = error.found
    same = _synonyms(model, _names(read.values()))
    read = {text: unit.renamed(same) for text, unit in read.items()}
    plurals = _plurals(_names(read.values()))
    read = {text: unit.renamed(plurals) for text, unit in read.items()}
    return DeclaredUnits(
        variables={
            name: read[text] for name, text in texts.items() if name != "Time" and text in read
        },
        time=read.get(model.time.unit),
        missing=tuple(name for name, v in model.variables.items() if not v.unit),
        faults=tuple((name, faults[text]) for name, text in texts.items() if text in faults),
        others={text: read[text] for text in elsewhere if text in read},
    )


def _names(units: Iterable[Unit]) -> dict[str, str]:
    """Return the base units that occur: key to spelling."""
    return {key: spelling for unit in units for key, spelling in unit.spellings}


def _synonyms(model: Model, occurring: Mapping[str, str]) -> dict[str, str]:
    """Return what replaces the base units that the file's settings declare to be the same."""
    _, mark, settings = model.text.partition(_SETTINGS_MARK)
    found: dict[str, str] = {}
    for match in _SYNONYMS.finditer(settings) if mark else ():
        group = [unit_key(name) for name in match[1].split(",") if name.strip()]
        if DIMENSIONLESS_NAMES.intersection(group):
            chosen = "1"
        else:
            chosen = next((occurring[key] for key in group if key in occurring), "")
        if chosen:
            found.update({key: chosen for key in group})
    return found


def _plurals(occurring: Mapping[str, str]) -> dict[str, str]:
    return {
        key: occurring[key[:-1]]
        for key in occurring
        if key.endswith("s") and len(key) > _SHORTEST_SINGULAR and key[:-1] in occurring
    }
