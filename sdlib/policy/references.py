"""Whether every number of a model package has a unit and a reference.

The trees of the files are walked as they are, without the classes that read them, so that a new
key cannot slip through.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sdlib.model import Constant, Lookup, Model
from sdlib.model.expressions import Number, NumberArray, walk
from sdlib.policy.tables import COLUMNS
from sdlib.policy.yaml_file import load_tree, place_of

_SCHEMA = {"schema": "counts versions of the format"}
_TIME = "is model time"
_OWN = "has the unit of the variable"
_PER_CENT = "is in per cent"
_SHARE = "is a share"

UNIT_ELSEWHERE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "model.yaml": {
            **_SCHEMA,
            "observed_until": "is a year",
            "bands.*": "has unit and reference of the shared main setting",
            "levers.*.bands.*": "has unit and reference of the lever's main setting",
            "levers.*.settings.*.*": "has the unit of the shared setting",
            "levers.*.settings.*.range.*": "has the unit of the shared setting",
            "outputs.*.decimals": "counts digits",
            "maps.*.decimals": "counts digits",
        },
        "evidence.yaml": _SCHEMA,
        "checks.yaml": {
            **_SCHEMA,
            "loops.*.cut.hold": _OWN,
            "sums.*.whole": _OWN,
            "steady.*.drift_points": "is in points of growth, per cent per unit of time",
            "**.time": _TIME,
            "**.at": _TIME,
            "**.from": _TIME,
            "**.until": _TIME,
            "**.since": _TIME,
            "**.of": _TIME,
            "**.peaks.*.between.*": _TIME,
            "**.turns.*.between.*": _TIME,
            "**.half_ways.*.years.*": _TIME,
            "**.sizes.*.between.*": "has the unit of its measure",
            "**.points.*.*": "is model time, and has the unit of the variable",
            "**.value": _OWN,
            "**.plus": _OWN,
            "**.inputs.*": _OWN,
            "**.parts.*.*": _OWN,
            "**.equals": _OWN,
            "**.at_least": _OWN,
            "**.at_most": _OWN,
            "**.times": "is a factor",
            "**.tolerance": _SHARE,
            "**.each_below": _SHARE,
            "**.over_sum.*": _SHARE,
            "**.percent": _PER_CENT,
            "**.change_percent.*": _PER_CENT,
            "numerics.half_step_percent": _PER_CENT,
            "numerics.rk4_percent": _PER_CENT,
            "fits.*.mape_percent_below": _PER_CENT,
        },
        "calibration.yaml": {
            **_SCHEMA,
            "from": _TIME,
            "until": _TIME,
            "starts": "counts starts",
            "seed": "is drawn from, not measured",
            "parameters.*.range.*": "has the unit of the constant",
            "observations.*.weight": "is a ratio",
            "known_at_end.inputs.*.value": "has the unit of the constant",
            "known_at_end.inputs.*.from": _TIME,
        },
        "policies.yaml": {**_SCHEMA, "policies.*.adopted.*.year": "is a year"},
        "regions.yaml": {**_SCHEMA, "places.*.tile.*": "counts columns and rows"},
        "scenario": {
            **_SCHEMA,
            "levers.*.*": "has the unit of the setting",
            "uncertainties.*": "has the unit of the assumption",
            "inputs.*": _OWN,
        },
    }
)
"""Numbers whose unit stands elsewhere, by kind of file, and why; ``*`` is any key or place, a
leading ``**`` any number of them."""

NO_REFERENCE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "model.yaml": frozenset(
            {
                *("schema", "observed_until", "bands.*", "levers.*.bands.*"),
                *("outputs.*.decimals", "maps.*.decimals"),
            }
        ),
        "evidence.yaml": frozenset({"schema"}),
        "checks.yaml": frozenset(
            {
                *("schema", "loops.*.cut.hold", "loops.*.expect.time"),
                *("loops.*.expect.change_percent.*", "fits.*.from", "fits.*.until"),
                *("fits.*.mape_percent_below", "balances.*.tolerance", "residuals.*.tolerance"),
                *("sums.*.whole", "sums.*.tolerance"),
            }
        ),
        "calibration.yaml": frozenset(
            {
                *("schema", "from", "until", "starts", "seed", "observations.*.weight"),
                "known_at_end.inputs.*.from",
            }
        ),
        "policies.yaml": frozenset({"schema"}),
        "regions.yaml": frozenset({"schema", "places.*.tile.*"}),
        "scenario": frozenset({"schema"}),
    }
)
"""Numbers that need no reference of their own: they are no statements about the world."""

_REACH = MappingProxyType({"checks.yaml": 9, "scenario": 9})
"""How many levels above a number its reference may stand. In a scenario the file's reference is
that of all its numbers, in a check that of the check; elsewhere it stands beside the number."""

TEXTS = frozenset(
    {
        *("title", "summary", "label", "mechanism", "quantity", "finding", "calculation"),
        *("meaning", "says", "survey", "event", "side_effects", "note"),
    }
)
"""Keys whose value is for readers, so it is in both languages."""

ORIGIN = re.compile(r"\b(source|assumption|calibrated|reference constant|switch)\b", re.IGNORECASE)
"""What the comment of a number says of its origin."""

_PLAIN = frozenset({-1.0, 0.0, 1.0, 2.0})
"""Numbers in an equation that need no reference: signs, nothing, the whole, halves and squares."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Unfounded:
    """A number without unit or reference, or a text in one language."""

    place: str
    """File, line and key, or variable."""
    fault: str
    """What is missing."""


def kind_of(file: Path) -> str | None:
    """Return the kind of a data file, None where no rule knows it."""
    kind = "scenario" if "scenarios" in file.parts else file.name
    return kind if kind in UNIT_ELSEWHERE else None


def faults_of_yaml(file: Path) -> tuple[int, list[Unfounded]]:
    """Return how many numbers a YAML file holds, and what it leaves unsaid.

    Args:
        file: A data file of a known kind; see `kind_of`.

    Raises:
        DataFileError: If it is no YAML.
    """
    kind = kind_of(file)
    assert kind is not None
    tree = load_tree(file)
    numbers = list(_numbers(tree, ()))
    found = [
        Unfounded(place=place_of(file, tree, path), fault=fault)
        for path, fault in [*_faults(numbers, kind), *_texts(tree, ())]
    ]
    return len(numbers), found


def faults_of_csv(file: Path) -> tuple[int, list[Unfounded]]:
    """Return how many rows a table has, and what they leave unsaid."""
    lines = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    rows = list(csv.DictReader(lines))
    found = [
        Unfounded(place=f"{file} ({row.get('series')} {row.get('time')})", fault=f"has no {key}")
        for row in rows
        for key in COLUMNS
        if key != "definition" and not (row.get(key) or "").strip()
    ]
    return len(rows), found


def faults_of_model(model: Model) -> tuple[int, list[Unfounded]]:
    """Return how many numbers a model file states, and which do not say where they come from.

    A number says so in the comment of its variable: a source, the word "assumption", "calibrated",
    or that it is a reference constant or a switch.
    """
    count, found = 0, []
    for variable in model.variables.values():
        numbers = isinstance(variable, Constant | Lookup) or any(
            _stated_number(definition.expression) for definition in variable.definitions
        )
        count += bool(numbers)
        if numbers and not ORIGIN.search(variable.comment):
            line = f", line {variable.line}" if variable.line else ""
            found.append(
                Unfounded(
                    place=f"{model.path}{line} ({variable.name})",
                    fault="its comment does not say where its number comes from",
                )
            )
    return count, found


def _stated_number(expression: Any) -> bool:
    return any(
        isinstance(node, NumberArray) or (isinstance(node, Number) and node.value not in _PLAIN)
        for node in walk(expression)
    )


def _faults(
    numbers: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]], kind: str
) -> Iterator[tuple[tuple[Any, ...], str]]:
    for path, owners in numbers:
        if not _known(path, UNIT_ELSEWHERE[kind]) and not _says(owners, "unit", 1):
            yield path, "a number without a unit"
        if not _known(path, NO_REFERENCE[kind]) and not _says(
            owners, "reference", _REACH.get(kind, 1)
        ):
            yield path, "a number without a reference"


def _numbers(
    node: Any, path: tuple[Any, ...], owners: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Iterate over the numbers of a tree with their path and the mappings that hold them."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _numbers(child, (*path, key), (*owners, node))
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from _numbers(child, (*path, place), owners)
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield path, owners


def _says(owners: tuple[Any, ...], key: str, reach: int) -> bool:
    return any(str(owner.get(key) or "").strip() for owner in owners[-reach:])


def _known(path: tuple[Any, ...], patterns: Iterable[str]) -> bool:
    return any(_matches(tuple(map(str, path)), pattern) for pattern in patterns)


def _matches(path: tuple[str, ...], pattern: str) -> bool:
    parts = pattern.split(".")
    if parts[0] == "**":
        parts = parts[1:]
        path = path[-len(parts) :]
    return len(parts) == len(path) and all(
        part in ("*", key) for part, key in zip(parts, path, strict=True)
    )


def _texts(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(node, list):
        for place, child in enumerate(node):
            yield from _texts(child, (*path, place))
    if not isinstance(node, dict):
        return
    if "en" in node or "zh" in node:
        if set(node) != {"en", "zh"} or not all(str(text).strip() for text in node.values()):
            yield path, "not in both languages"
        elif not _CHINESE.search(str(node["zh"])):
            yield path, "the Chinese text has no Chinese sign"
        elif _CHINESE.search(str(node["en"])):
            yield path, "the English text has a Chinese sign"
        return
    for key, child in node.items():
        if key in TEXTS and not isinstance(child, dict):
            yield (*path, key), "not in both languages"
        yield from _texts(child, (*path, key))
