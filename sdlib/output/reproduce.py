"""Repeating a table from its passport, and comparing every number."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from sdlib.engine import ENGINES, engine_named
from sdlib.errors import OutputError, SdError
from sdlib.loaded import LoadedModel, load
from sdlib.output.bands import with_bands
from sdlib.output.layouts import Tables, arrange, normal_form
from sdlib.output.passport import Passport
from sdlib.output.values import from_plain
from sdlib.output.write import existing, read_cells, read_passport
from sdlib.study.ensemble import ensemble

SHEET_TOLERANCE = 1e-14
"""Relative difference that is none in xlsx, which keeps 15 to 17 digits of a number."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first number that is not the same."""

    scenario: str
    """Label of the scenario in the file."""
    column: str
    """Variable or element, in the modeller's spelling."""
    time: float
    stored: str
    """What the file has there, or "nothing"."""
    computed: str
    """What the run gives there, or "nothing"."""

    def __str__(self) -> str:
        return (
            f"'{self.column}' at time {self.time:.10g} in '{self.scenario}': "
            f"the file has {self.stored}, the run gives {self.computed}"
        )


@dataclass(frozen=True, kw_only=True)
class Reproduction:
    """What came of repeating a table."""

    path: Path
    passport: Passport
    notes: tuple[str, ...]
    """What is not as it was when the table was written: model, declared data, versions."""
    count: int
    """Numbers that were compared."""
    different: int
    """Numbers that are not the same, those that only one side has included."""
    first: Difference | None
    """The first of them, in the order of columns, scenarios and times."""
    failure: str = ""
    """Why the table could not be run again; empty if it could."""

    @property
    def same(self) -> bool:
        """Whether every number is the same."""
        return not self.failure and self.different == 0

    def __str__(self) -> str:
        """Return the outcome in words."""
        lines = list(self.notes)
        if self.failure:
            lines.append(f"The table cannot be run again: {self.failure}")
        elif self.first is None:
            digits = ", to the digits that a sheet keeps" if _is_sheet(self.path) else ""
            lines.append(f"Reproduced: all {self.count:,} numbers are the same{digits}.")
        else:
            share = f"{self.different:,} of {self.count:,} numbers differ"
            lines.append(f"Not reproduced: {share}. The first is {self.first}.")
        return "\n".join(lines)


def reproduce(
    path: str | Path,
    *,
    model: str | Path | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Reproduction:
    """Run a table again from its passport and compare every number.

    Args:
        path: A file that `write_table` wrote.
        model: Name or path of the model, where it is no longer where the passport says.
        step: Called before each run with what comes next, to show progress.

    Returns:
        Whether every number is the same: bit for bit in csv and Parquet, to 14 digits in xlsx.

    Raises:
        OutputError: If the file or its passport cannot be read, or its model is not found.
    """
    file = existing(Path(path))
    passport = read_passport(file)
    stored = read_cells(file, passport)
    step("model")
    try:
        loaded = _loaded(file, passport, model)
    except SdError as error:
        return _failed(file, passport, (), str(error))
    notes = _notes(loaded, passport)
    try:
        tables = _run_again(loaded, passport, step)
        found = normal_form(stored, passport.layout, tables)
    except SdError as error:
        return _failed(file, passport, notes, str(error))
    except (KeyError, ValueError):
        return _failed(file, passport, notes, "columns of its layout are missing in the file")
    expected = normal_form(arrange(tables, passport.layout), passport.layout, tables)
    differences = _differences(found, expected, SHEET_TOLERANCE if _is_sheet(file) else 0.0)
    return Reproduction(
        path=file,
        passport=passport,
        notes=notes,
        count=len(expected),
        different=len(differences),
        first=differences[0] if differences else None,
    )


def _is_sheet(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _failed(path: Path, passport: Passport, notes: tuple[str, ...], failure: str) -> Reproduction:
    return Reproduction(
        path=path,
        passport=passport,
        notes=notes,
        count=0,
        different=0,
        first=None,
        failure=failure,
    )


def _loaded(file: Path, passport: Passport, model: str | Path | None) -> LoadedModel:
    loaded = load(model or _where(file, passport), encoding=passport.encoding)
    if passport.engine not in ENGINES:
        raise OutputError(
            found=f"the engine '{passport.engine}' is not part of this version",
            allowed=", ".join(ENGINES),
        )
    options = passport.engine_options or {}
    integrator = options.get("integrator")
    engine = engine_named(
        passport.engine,
        integrator=None if integrator is None else str(integrator),
        seed=int(options.get("seed", 0)),
    )
    return LoadedModel(loaded.model, loaded.package, engine)


def _where(file: Path, passport: Passport) -> str | Path:
    """Return where the model is, seen from the table, else from here."""
    if passport.source == "package" or passport.path is None:
        return passport.model
    path = Path(passport.path)
    tried = [file.resolve().parent / path, path, file.resolve().parent / path.name, Path(path.name)]
    for candidate in tried:
        if candidate.exists():
            return candidate
    raise OutputError(
        found=f"its model is not at '{passport.path}', seen from the table",
        place=str(file),
        remedy="name it: sdlib reproduce FILE --model PATH",
    )


def _notes(loaded: LoadedModel, passport: Passport) -> tuple[str, ...]:
    """Say what is not as it was when the table was written."""
    notes = []
    if loaded.model.content_hash != passport.model_hash:
        notes.append(
            f"The model has changed since the table was written: its file was "
            f"{passport.model_hash[:12]}, now it is {loaded.model.content_hash[:12]} (SHA-256)."
        )
    if loaded.package.declared_hash != passport.declared_hash:
        names = ", ".join(path.name for path in loaded.package.files) or "model.yaml"
        notes.append(f"The declared data ({names}) has changed since the table was written.")
    if passport.version != version("sdlib"):
        notes.append(f"sdlib {passport.version} wrote the table, this is sdlib {version('sdlib')}.")
    for name, written in passport.library.items():
        if written != version(name):
            notes.append(f"{name} was {written}, now it is {version(name)}.")
    return tuple(notes)


def _run_again(loaded: LoadedModel, passport: Passport, step: Callable[[str], None]) -> Tables:
    bands = passport.bands
    further = bands.columns() if bands else {}
    columns = [name for name in passport.unit if name not in further]
    values: dict[str, pd.DataFrame] = {}
    runs = {}
    for entry in passport.scenario:
        step(entry.label)
        changes = {key: from_plain(value) for key, value in entry.changes.items()}
        # The changes are told from the baseline, so a scenario that was edited since is no matter.
        run = loaded.run(inputs=changes, outputs=columns)
        values[entry.label] = run.table(*columns)
        runs[entry.label] = run
    if bands:
        step("worlds")
        changed = next((run for run in runs.values() if run.changes), None)
        found = ensemble(
            loaded, samples=bands.worlds, seed=bands.seed, outputs=bands.outputs,
            changes=changed.changes if changed else None, quantiles=bands.quantiles,
        )  # fmt: skip
        values = with_bands(values, runs, found, bands)
    return Tables(values=values, units=passport.unit, model=passport.model, region=passport.region)


def _differences(stored: pd.Series, expected: pd.Series, tolerance: float) -> list[Difference]:
    computed = {key: float(value) for key, value in expected.items()}
    held: dict[object, list[object]] = {}
    for key, cell in stored.items():
        held.setdefault(key, []).append(cell)
    found = []
    for key, value in computed.items():
        cells = held.pop(key, [])
        if len(cells) != 1 or not _equal(cells[0], value, tolerance):
            texts = " and ".join(_shown(cell) for cell in cells) or "nothing"
            found.append(_difference(key, texts, repr(value)))
    found.extend(
        _difference(key, _shown(cell), "nothing") for key, cells in held.items() for cell in cells
    )
    return found


def _difference(key: object, stored: str, computed: str) -> Difference:
    assert isinstance(key, tuple)
    column, scenario, time = key
    return Difference(
        scenario=str(scenario),
        column=str(column),
        time=float(time),
        stored=stored,
        computed=computed,
    )


def _equal(cell: object, value: float, tolerance: float) -> bool:
    try:
        number = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return number == value or math.isclose(number, value, rel_tol=tolerance, abs_tol=0.0)


def _shown(cell: object) -> str:
    if cell is None or cell == "" or cell != cell:
        return "an empty cell"
    try:
        return repr(float(cell))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return f"the text '{cell}'"
