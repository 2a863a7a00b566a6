"""Reading of a model package: its files, then what they say of each other and of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.model.structure import Model
from sdlib.names import element_name, nearest
from sdlib.policy.check_arrays import array_faults
from sdlib.policy.check_package import package_faults
from sdlib.policy.evidence_schema import Evidence, EvidenceFile
from sdlib.policy.labels import element_labels
from sdlib.policy.literature import PoliciesFile, RegionsFile
from sdlib.policy.load_levers import LeverSources, levers_of
from sdlib.policy.locate import scenario_folder
from sdlib.policy.package import History, Package
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.schema import HistorySeries, ModelFile, Output
from sdlib.policy.tables import ELEMENT, LINE, element_faults, read_table
from sdlib.policy.yaml_file import read_yaml, read_yaml_tree

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
    path = folder / "model.yaml"
    declared, tree = read_yaml_tree(path, ModelFile)
    evidence: dict[str, Evidence] = {}
    if (folder / "evidence.yaml").exists():
        file = reader.take(lambda: read_yaml(folder / "evidence.yaml", EvidenceFile))
        evidence = dict(file.evidence) if file else {}
    places: RegionsFile | None = None
    if declared.places is not None:
        regions = folder / declared.places
        places = reader.take(lambda: read_yaml(regions, RegionsFile))
    sources = _sources(path, tree, declared, model, evidence, reader)
    if declared.policies is not None and sources.literature is None:
        # Whatever names a lever would be told as a fault of its own.
        raise DataFileError(reader.faults)
    levers = levers_of(sources)
    reader.faults.extend(sources.faults)
    literature = sources.literature
    history = tuple(_histories(folder, declared, reader, model))
    package = Package(
        name=declared.name,
        title=declared.title,
        summary=declared.summary,
        folder=folder,
        region=declared.region,
        observed_until=declared.observed_until,
        groups={**(literature.groups if literature else {}), **declared.groups},
        levers=levers,
        uncertainties=declared.uncertainties,
        drivers=declared.drivers,
        outputs=tuple(_with_dimensions(output, model) for output in declared.outputs),
        charts=declared.charts,
        history=history,
        evidence=evidence,
        scenarios=_baseline_first(_scenarios(folder, reader)),
        literature=literature,
        places=places,
        elements=element_labels(declared.elements, places, levers, model),
        maps=declared.maps,
        first=declared.first,
        files=(path, *(folder / each for each in (declared.policies, declared.places) if each)),
    )
    faults = [
        *reader.faults,
        *package_faults(package, model),
        *array_faults(package, model, declared, tree),
    ]
    if faults:
        raise DataFileError(faults)
    return package


def _scenarios(folder: Path, reader: _Reader) -> dict[str, ScenarioFile]:
    scenarios = {}
    for path in sorted(scenario_folder(folder).glob("*.yaml")):
        scenario = reader.take(lambda path=path: read_yaml(path, ScenarioFile))  # type: ignore[misc]
        if scenario is not None:
            scenarios[path.stem] = scenario
    return scenarios


def _sources(
    path: Path,
    tree: Any,
    declared: ModelFile,
    model: Model,
    evidence: dict[str, Evidence],
    reader: _Reader,
) -> LeverSources:
    """Return what the levers are made from, the list of policies included."""
    listed_in = path.parent / declared.policies if declared.policies is not None else None
    read = None
    if listed_in is not None:
        read = reader.take(lambda: read_yaml_tree(listed_in, PoliciesFile))
    return LeverSources(
        path=path,
        tree=tree,
        declared=declared,
        model=model,
        evidence=evidence,
        literature=read[0] if read else None,
        listed_in=listed_in,
        listed_tree=read[1] if read else None,
    )


def _with_dimensions(output: Output, model: Model) -> Output:
    """Return an output with its dimensions, where it leaves them to the model."""
    if output.over or output.variable not in model:
        return output
    return output.model_copy(update={"over": model.variable(output.variable).dimensions})


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
            if entry.element is not None:
                points, faults = _rows_of_element(folder, entry, points)
                reader.faults.extend(faults)
                if faults:
                    continue
            reader.faults.extend(_element_faults(folder, entry, points, model))
            found.extend(_elements(entry, points))
    return found


def _elements(entry: HistorySeries, points: pd.DataFrame) -> Iterator[History]:
    """Iterate over what a declared series observes: a variable, or each element of one."""
    if entry.over is None:
        yield History(
            series=element_name(entry.series, (entry.element,) if entry.element else ()),
            variable=entry.variable,
            points=points.reset_index(drop=True),
            compare=entry.compare,
            report=entry.report or "",
        )
        return
    for element in dict.fromkeys(points[ELEMENT]):
        yield History(
            series=element_name(entry.series, (element,)),
            variable=element_name(entry.variable, (element,)),
            points=points[points[ELEMENT] == element].reset_index(drop=True),
            over=entry.over,
            declared=entry.series,
            compare=entry.compare,
            report=entry.report or "",
        )


def _rows_of_element(
    folder: Path, entry: HistorySeries, points: pd.DataFrame
) -> tuple[pd.DataFrame, list[SdError]]:
    """Return the rows of the one element that an entry names, or why there are none."""
    place = f"{folder / 'model.yaml'} (history: {entry.series})"
    if entry.over is not None:
        found = f"'{entry.series}' names both a dimension and one element of it"
        return points, [SdError(found=found, place=place, remedy="keep 'over' or 'element'")]
    rows = points[points[ELEMENT] == entry.element]
    if len(rows) or points.empty:
        # A series that is not there at all is a fault of its own.
        return rows, []
    assert entry.element is not None
    fault = UnknownNameError(
        kind=f"element in the rows of '{entry.series}' of {entry.file}",
        name=entry.element,
        nearest=nearest(entry.element, points[ELEMENT].unique()),
        known="add its rows to the file, or correct 'element'",
        place=place,
    )
    return points, [fault]


def _element_faults(
    folder: Path, entry: HistorySeries, points: pd.DataFrame, model: Model
) -> list[SdError]:
    path = folder / "data" / entry.file
    place = f"{folder / 'model.yaml'} (history: {entry.series})"
    if entry.element is not None:
        return []
    if entry.over is None:
        named = points[points[ELEMENT] != ""]
        if named.empty:
            return []
        first = named.iloc[0]
        return [
            SdError(
                found=f"the rows of '{entry.series}' name elements, here '{first[ELEMENT]}'",
                place=f"{path}, line {first[LINE]}",
                remedy=f"state the dimension of '{entry.series}' in model.yaml as 'over', or one "
                "element as 'element'",
            )
        ]
    if points.empty:
        return [SdError(found=f"the table has no series '{entry.series}'", place=place)]
    dimension = model.dimensions.get(entry.over)
    if dimension is None:
        return [
            UnknownNameError(
                kind="dimension",
                name=entry.over,
                nearest=nearest(entry.over, model.dimensions),
                place=place,
            )
        ]
    elements = dimension.subscripts
    return list(
        element_faults(path, points, elements, dimension=entry.over, complete=entry.complete)
    )


def _baseline_first(scenarios: dict[str, ScenarioFile]) -> dict[str, ScenarioFile]:
    order = sorted(scenarios, key=lambda name: (name != BASELINE, name))
    return {name: scenarios[name] for name in order}
