"""What another program recorded when it ran a model: tables beside the model's file."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sdlib.errors import DataFileError, InputError, SdError
from sdlib.model.arrays import FloatArray

MODEL_ENDINGS = (".mdl", ".xmile", ".stmx", ".itmx")
"""Endings of the models that are looked for."""

TABLES = ("output.csv", "output.tab")
"""Names of a table whose first column is the time, and which is every model's of its folder."""

EXPORT = ".dat"
"""Ending of Vensim's text export, which has the name of its model."""

DATA = ("data.csv", "data.tab", "data.dat")
"""Names of a file with the values of data variables; ``NAME_data.dat`` comes first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One variable, or one element of an array, as it was recorded."""

    name: str
    """As the file has it."""
    times: FloatArray
    """Times with a value, ascending, shape (n,); a constant has the first one only."""
    values: FloatArray
    """The values, shape (n,), finite."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A model file and what was recorded of it."""

    model: Path
    recorded: Path
    data: Path | None = None
    """Values of data variables that the model itself names no file for."""


def cases_in(folder: Path) -> tuple[list[Case], list[Path]]:
    """Return the models below a folder with what was recorded of each, and those without.

    Args:
        folder: The folder; models lie in folders of their own below it, or in it.

    Raises:
        InputError: If there is no such folder, or no model in it.
    """
    if not folder.is_dir():
        raise InputError(
            found="there is no such folder" if not folder.exists() else "this is not a folder",
            place=str(folder),
            remedy="name the folder that holds a folder for each model",
        )
    models = sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in MODEL_ENDINGS and file.is_file()
    )
    cases, without = [], []
    for model in models:
        recorded = _recorded_beside(model)
        if recorded is None:
            without.append(model)
        else:
            cases.append(Case(model=model, recorded=recorded, data=_data_beside(model)))
    if not cases:
        raise InputError(
            found=f"none of the {len(models)} models here has a table of recorded values beside it"
            if models
            else "there is no model in this folder",
            place=str(folder),
            allowed=f"models ({', '.join(MODEL_ENDINGS)}), each with {' or '.join(TABLES)} in its "
            f"folder, or with an export of its own name ({EXPORT})",
        )
    return cases, without


def _recorded_beside(model: Path) -> Path | None:
    beside = [model.with_suffix(EXPORT), *(model.parent / name for name in TABLES)]
    return next((file for file in beside if file.is_file()), None)


def _data_beside(model: Path) -> Path | None:
    beside = [
        model.with_name(f"{model.stem}_data{EXPORT}"),
        *(model.parent / name for name in DATA),
    ]
    return next((file for file in beside if file.is_file()), None)


def read_recorded(file: Path) -> list[Column]:
    """Return the columns of a table or an export.

    Args:
        file: A table with a line of names, ``.csv`` or ``.tab``, or an export ``.dat``. An empty
            cell is no value: exports give a constant in their first line only.

    Raises:
        DataFileError: If it holds no column with a number in it, or what is no number.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise DataFileError([_fault(file, f"the file cannot be opened ({error.strerror})")]) from (
            error
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older versions export in the code page of their machine; only names could suffer.
        text = data.decode("cp1252", errors="replace")
    series = _export(text) if file.suffix.lower() == EXPORT else _table(file, text)
    columns = [_column(name, points) for name, points in series.items() if points]
    if not columns:
        raise DataFileError([_fault(file, "it holds no column of numbers")])
    return columns


def _table(file: Path, text: str) -> Mapping[str, dict[float, float]]:
    delimiter = "\t" if file.suffix.lower() == ".tab" else ","
    rows = [row for row in csv.reader(text.splitlines(), delimiter=delimiter) if any(row)]
    if not rows:
        return {}
    _, *names = rows[0]
    series: dict[str, dict[float, float]] = {name: {} for name in names if name.strip()}
    faults: list[SdError] = []
    for number, row in enumerate(rows[1:], start=2):
        time = _number(row[0])
        if time is None:
            faults.append(
                _fault(file, f"row {number} begins with '{row[0][:40]}', which is no time")
            )
            continue
        for name, cell in zip(names, row[1:], strict=False):
            value = _number(cell)
            if value is not None and name in series:
                series[name][time] = value
    if faults:
        raise DataFileError(faults)
    return series


def _export(text: str) -> Mapping[str, dict[float, float]]:
    """Return the series of an export: a line with the name, then lines with time and value.

    Source: vensim.com/documentation/datformat.html; a comment follows a slash, and a base of time
    other than the model's stands in angle brackets: such a series is left out.
    """
    series: dict[str, dict[float, float]] = {}
    name = ""
    for line in text.splitlines():
        words = line.split(None, 2)
        time, value = (_number(word) for word in (*words[:2], "", "")[:2])
        if time is not None and value is not None:
            if name:
                series[name][time] = value
        elif words:
            name = "" if line.rstrip().endswith(">") and "<" in line else _export_name(line)
            if name:
                series.setdefault(name, {})
    return series


def _export_name(line: str) -> str:
    text = line.strip()
    quoted = text.startswith('"') and '"' in text[1:]
    after = text.index('"', 1) + 1 if quoted else 0
    slash = text.find("/", after)
    return (text if slash < 0 else text[:slash]).strip()


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _column(name: str, points: Mapping[float, float]) -> Column:
    ordered = sorted(points.items())
    return Column(
        name=name,
        times=np.array([time for time, _ in ordered], dtype=np.float64),
        values=np.array([value for _, value in ordered], dtype=np.float64),
    )


def _fault(file: Path, found: str) -> SdError:
    return InputError(
        found=found,
        place=str(file),
        allowed="a line of names and lines of numbers, the time first; or Vensim's text export",
    )
