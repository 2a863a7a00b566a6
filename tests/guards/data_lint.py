"""Every number in the data files has a unit and a reference, every text both languages.

The trees of the files are walked as they are, without the classes that read them, so that a new
key cannot slip through.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

UNIT_ELSEWHERE = {
    "model.yaml": {
        "schema": "counts versions of the format",
        "observed_until": "is a year",
        "levers.*.bands.*": "has unit and reference of the lever's main setting",
        "levers.*.settings.*.*": "has the unit of the shared setting",
        "levers.*.settings.*.range.*": "has the unit of the shared setting",
        "outputs.*.decimals": "counts digits",
    },
    "evidence.yaml": {"schema": "counts versions of the format"},
    "checks.yaml": {
        "schema": "counts versions of the format",
        "loops.*.cut.hold": "has the unit of the variable",
        "loops.*.expect.time": "is model time",
        "loops.*.expect.change_percent.*": "is in per cent",
        "fits.*.from": "is model time",
        "fits.*.until": "is model time",
        "fits.*.mape_percent_below": "is in per cent",
        "expectations.*.time": "is model time",
        "expectations.*.change_percent.*": "is in per cent",
    },
    "policies.yaml": {
        "schema": "counts versions of the format",
        "policies.*.adopted.*.year": "is a year",
    },
    "regions.yaml": {"schema": "counts versions of the format"},
    "scenario": {
        "schema": "counts versions of the format",
        "levers.*.*": "has the unit of the setting",
        "uncertainties.*": "has the unit of the assumption",
        "inputs.*": "has the unit of the variable",
    },
}
"""Numbers whose unit stands elsewhere, by kind of file, and why; ``*`` is any key or place."""

NO_REFERENCE = {
    "model.yaml": {"schema", "observed_until", "levers.*.bands.*", "outputs.*.decimals"},
    "evidence.yaml": {"schema"},
    "checks.yaml": {
        *("schema", "loops.*.cut.hold", "loops.*.expect.time", "loops.*.expect.change_percent.*"),
        *("fits.*.from", "fits.*.until", "fits.*.mape_percent_below"),
    },
    "policies.yaml": {"schema"},
    "regions.yaml": {"schema"},
    "scenario": {"schema"},
}
"""Numbers that need no reference of their own: they are no statements about the world."""

TEXTS = {
    *("title", "summary", "label", "mechanism", "quantity", "finding", "definition_of"),
    *("meaning", "says", "survey", "event", "side_effects", "note"),
}
"""Keys whose value is for readers, so it is in both languages."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def faults_of_yaml(file: Path) -> list[str]:
    """Return the numbers without unit or reference and the texts in one language."""
    tree = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    kind = "scenario" if "scenarios" in file.parts else file.name
    assert kind in UNIT_ELSEWHERE, f"{file} is of no known kind"
    return [f"{file.name} ({path}): {fault}" for path, fault in _faults(tree, kind)]


def numbers_of_yaml(file: Path) -> int:
    """Return how many numbers a file holds."""
    tree = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return sum(1 for _ in _numbers(tree, ()))


def _faults(tree: Any, kind: str) -> Iterator[tuple[str, str]]:
    for path, owners in _numbers(tree, ()):
        if not _known(path, UNIT_ELSEWHERE[kind]) and not _stated(owners, "unit", 1):
            yield ".".join(path), "a number without a unit"
        # In a scenario the file's reference is that of all its numbers.
        reach = len(owners) if kind == "scenario" else 1
        if not _known(path, NO_REFERENCE[kind]) and not _stated(owners, "reference", reach):
            yield ".".join(path), "a number without a reference"
    yield from _texts(tree, ())


def _numbers(
    node: Any, path: tuple[str, ...], owners: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
    """Iterate over the numbers of a tree with their path and the mappings that hold them."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _numbers(child, (*path, str(key)), (*owners, node))
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from _numbers(child, (*path, str(place)), owners)
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield path, owners


def _stated(owners: tuple[Any, ...], key: str, reach: int) -> bool:
    return any(str(owner.get(key, "")).strip() for owner in owners[-reach:])


def _known(path: tuple[str, ...], patterns: Any) -> bool:
    for pattern in patterns:
        parts = pattern.split(".")
        if len(parts) == len(path) and all(
            p in ("*", part) for p, part in zip(parts, path, strict=True)
        ):
            return True
    return False


def _texts(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for place, child in enumerate(node):
            yield from _texts(child, (*path, str(place)))
    if not isinstance(node, dict):
        return
    if "en" in node or "zh" in node:
        if set(node) != {"en", "zh"} or not all(str(text).strip() for text in node.values()):
            yield ".".join(path), "not in both languages"
        elif not _CHINESE.search(str(node["zh"])):
            yield ".".join(path), "the Chinese text has no Chinese sign"
        elif _CHINESE.search(str(node["en"])):
            yield ".".join(path), "the English text has a Chinese sign"
        return
    for key, child in node.items():
        if key in TEXTS and not isinstance(child, dict):
            yield ".".join((*path, str(key))), "not in both languages"
        yield from _texts(child, (*path, str(key)))


def faults_of_csv(file: Path) -> list[str]:
    """Return the rows of a table without unit or reference."""
    lines = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return [
        f"{file.name}: {row.get('series')} {row.get('time')} has no {key}"
        for row in csv.DictReader(lines)
        for key in ("series", "time", "value", "unit", "reference", "confidence")
        if not (row.get(key) or "").strip()
    ]
