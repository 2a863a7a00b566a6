"""Reading of a model package: its files, then what they say of each other and of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.model.structure import Model
from sdlib.names import element_name, nearest
from sdlib.policy.check_package import package_faults
from sdlib.policy.locate import scenario_folder
from sdlib.policy.package import History, Lever, Package
from sdlib.policy.schema import (
    Evidence,
    EvidenceFile,
    HistorySeries,
    LeverEntry,
    ModelFile,
    ScenarioFile,
    Slider,
)
from sdlib.policy.tables import ELEMENT, LINE, element_faults, read_table
from sdlib.policy.yaml_file import read_yaml

BASELINE = "baseline"
"""Name of the scenario in which no lever is moved."""

Read = TypeVar("Read")


def model_file_of(folder: Path) -> Path:
    """Return the model file that a package names.

    Raises:
        DataFileError: If ``model.yaml`` has faults.
    """
    return folder / read_yaml(folder / "model.yaml", ModelFile).file


def load_package(folder: Path, model: Model) -> Package:
    """Read and check the package of a model.

    Args:
        folder: The package's folder.
        model: Its model, already read.

    Raises:
        DataFileError: With every fault of all its files.
    """
    reader = _Reader()
    declared = read_yaml(folder / "model.yaml", ModelFile)
    evidence: dict[str, Evidence] = {}
    if (folder / "evidence.yaml").exists():
        file = reader.take(lambda: read_yaml(folder / "evidence.yaml", EvidenceFile))
        evidence = dict(file.evidence) if file else {}
    scenarios = {}
    for path in sorted(scenario_folder(folder).glob("*.yaml")):
        scenario = reader.take(lambda path=path: read_yaml(path, ScenarioFile))  # type: ignore[misc]
        if scenario is not None:
            scenarios[path.stem] = scenario
    levers = {
        key: lever
        for key, entry in declared.levers.items()
        if (lever := reader.take(lambda k=key, e=entry: _lever(folder, declared, k, e)))  # type: ignore[misc]
    }
    package = Package(
        name=declared.name,
        title=declared.title,
        summary=declared.summary,
        folder=folder,
        region=declared.region,
        observed_until=declared.observed_until,
        groups=declared.groups,
        levers=levers,
        uncertainties=declared.uncertainties,
        drivers=declared.drivers,
        outputs=declared.outputs,
        charts=declared.charts,
        history=tuple(_histories(folder, declared, reader, model)),
        evidence=evidence,
        scenarios=_baseline_first(scenarios),
    )
    faults = [*reader.faults, *package_faults(package, model)]
    if faults:
        raise DataFileError(faults)
    return package


class _Reader:
    """Collects the faults of several files."""

    def __init__(self) -> None:
        self.faults: list[SdError] = []

    def take(self, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except DataFileError as error:
            self.faults.extend(error.faults)
            return None


def _lever(folder: Path, declared: ModelFile, key: str, entry: LeverEntry) -> Lever:
    settings = dict(declared.settings)
    for name, change in entry.settings.items():
        values = change.model_dump(exclude_none=True)
        base = settings[name].model_dump() if name in settings else {}
        try:
            settings[name] = Slider.model_validate({**base, **values})
        except ValueError as error:
            reason = "; ".join(str(e["msg"]) for e in error.errors())  # type: ignore[attr-defined]
            place = f"{folder / 'model.yaml'} (levers.{key}.settings.{name})"
            raise DataFileError([SdError(found=reason, place=place)]) from None
    return Lever(
        key=key,
        label=entry.label,
        summary=entry.summary,
        mechanism=entry.mechanism,
        enters=entry.enters,
        group=entry.group,
        policy=entry.policy or "",
        bands=entry.bands,
        evidence=entry.evidence,
        settings=settings,
        sets=entry.sets,
    )


def _histories(folder: Path, declared: ModelFile, reader: _Reader, model: Model) -> list[History]:
    tables: dict[str, pd.DataFrame | None] = {}
    found: list[History] = []
    for entry in declared.history:
        if entry.file not in tables:
            path = folder / "data" / entry.file
            tables[entry.file] = reader.take(lambda path=path: read_table(path))  # type: ignore[misc]
        table = tables[entry.file]
        if table is not None:
            points = table[table["series"] == entry.series].sort_values("time", kind="stable")
            reader.faults.extend(_element_faults(folder, entry, points, model))
            found.extend(_elements(entry, points))
    return found


def _elements(entry: HistorySeries, points: pd.DataFrame) -> Iterator[History]:
    """Iterate over what a declared series observes: a variable, or each element of one."""
    if entry.dimension is None:
        yield History(
            series=entry.series, variable=entry.variable, points=points.reset_index(drop=True)
        )
        return
    for element in dict.fromkeys(points[ELEMENT]):
        yield History(
            series=element_name(entry.series, (element,)),
            variable=element_name(entry.variable, (element,)),
            points=points[points[ELEMENT] == element].reset_index(drop=True),
        )


def _element_faults(
    folder: Path, entry: HistorySeries, points: pd.DataFrame, model: Model
) -> list[SdError]:
    path = folder / "data" / entry.file
    place = f"{folder / 'model.yaml'} (history: {entry.series})"
    if entry.dimension is None:
        named = points[points[ELEMENT] != ""]
        if named.empty:
            return []
        first = named.iloc[0]
        return [
            SdError(
                found=f"the rows of '{entry.series}' name elements, here '{first[ELEMENT]}'",
                place=f"{path}, line {first[LINE]}",
                remedy=f"state the 'dimension' of '{entry.series}' in model.yaml",
            )
        ]
    if points.empty:
        return [SdError(found=f"the table has no series '{entry.series}'", place=place)]
    dimension = model.dimensions.get(entry.dimension)
    if dimension is None:
        return [
            UnknownNameError(
                kind="dimension",
                name=entry.dimension,
                nearest=nearest(entry.dimension, model.dimensions),
                place=place,
            )
        ]
    elements = dimension.subscripts
    return list(
        element_faults(path, points, elements, dimension=entry.dimension, complete=entry.complete)
    )


def _baseline_first(scenarios: dict[str, ScenarioFile]) -> dict[str, ScenarioFile]:
    order = sorted(scenarios, key=lambda name: (name != BASELINE, name))
    return {name: scenarios[name] for name in order}
