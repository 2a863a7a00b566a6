"""The tables of a model package: tidy CSV files in which every number has unit and reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.names import nearest

COLUMNS = ("series", "time", "value", "unit", "definition", "reference", "confidence")
"""The columns of a table, all of them obligatory."""

ELEMENT = "element"
"""An optional column: which element of a dimension a row is of; empty for a plain series."""

USE = "use"
"""An optional column: what a row may be used for, one of `USES`."""

USES = ("", "fit", "score", "report")
"""`fit`: a calibration may use it; `score`: a run is judged by it after the window; `report`: it is
only shown; empty: inside the window the first, after it the second."""

LINE = "line"
"""A column that the reader adds: the line of the file that a row stands in."""

_NEVER_EMPTY = ("series", "unit", "reference")
_KEY = ("series", ELEMENT, "time")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table of series.

    Returns:
        One row a value with the columns `COLUMNS`, `ELEMENT`, `USE`, `LINE`; `time`, `value` are
        finite floats, `line` is a whole number, the other columns are texts. Lines that start with
        ``#`` are comments.

    Raises:
        DataFileError: With every fault: a missing column, a value that is no number, an empty
            unit or reference, two rows for one time; each names its line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise DataFileError([SdError(found="there is no such file", place=str(path))]) from None
    numbers = [i for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    frame = pd.read_csv(path, comment="#", dtype=str, keep_default_na=False)
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        fault = SdError(
            found=f"the column{'s' if len(missing) > 1 else ''} {', '.join(missing)} "
            f"{'are' if len(missing) > 1 else 'is'} missing",
            place=str(path),
            allowed=", ".join(COLUMNS),
        )
        raise DataFileError([fault])
    # The first line that counts holds the names of the columns.
    frame[LINE] = (numbers[1:] + [0] * len(frame))[: len(frame)]
    frame[ELEMENT] = frame[ELEMENT].str.strip() if ELEMENT in frame.columns else ""
    frame[USE] = frame[USE].str.strip() if USE in frame.columns else ""
    faults = [
        *_number_faults(path, frame),
        *_text_faults(path, frame),
        *_use_faults(path, frame),
        *_double_rows(path, frame),
    ]
    if faults:
        raise DataFileError(faults)
    return frame[[*COLUMNS, ELEMENT, USE, LINE]]


def element_faults(
    path: Path, rows: pd.DataFrame, elements: Sequence[str], *, dimension: str, complete: bool
) -> Iterator[SdError]:
    """Iterate over what is wrong with a series that has a value for each element of a dimension.

    Args:
        path: The file, for the message.
        rows: The rows of one series, as `read_table` returns them.
        elements: All elements of the dimension, in the model's spelling.
        dimension: Name of the dimension, for the message.
        complete: Whether each time must have a row for every element.
    """
    name = rows["series"].iloc[0] if len(rows) else ""
    for element, line in zip(rows[ELEMENT], rows[LINE], strict=True):
        if element not in elements:
            yield UnknownNameError(
                kind=f"element of {dimension}",
                name=element,
                nearest=nearest(element, elements),
                place=_at(path, line),
            )
    if not complete:
        return
    for time, block in rows.groupby("time"):
        given = set(block[ELEMENT])
        absent = [element for element in elements if element not in given]
        if absent:
            first, last = int(block[LINE].min()), int(block[LINE].max())
            yield SdError(
                found=f"the series '{name}' has no row for {', '.join(absent)} at {time:g}",
                place=f"{path}, lines {first} to {last}",
                allowed=f"a row for each of the {len(elements)} elements of {dimension}",
                remedy="add what is missing, or declare the series with 'complete: false'",
            )


def _number_faults(path: Path, frame: pd.DataFrame) -> list[SdError]:
    """Turn time and value into numbers in place, and return those that are none."""
    faults = []
    for name in ("time", "value"):
        parsed = pd.to_numeric(frame[name], errors="coerce")
        parsed = parsed.where(np.isfinite(parsed.astype(float)))
        for row in np.flatnonzero(parsed.isna()):
            faults.append(
                SdError(
                    found=f"the {name} '{frame[name].iloc[row]}' is not a number",
                    place=_at(path, frame[LINE].iloc[row]),
                )
            )
        frame[name] = parsed.astype(float)
    return faults


def _text_faults(path: Path, frame: pd.DataFrame) -> list[SdError]:
    return [
        SdError(
            found=f"the {name} is empty",
            place=_at(path, frame[LINE].iloc[row]),
            remedy="state it; a value without a source says 'assumption'",
        )
        for name in _NEVER_EMPTY
        for row in np.flatnonzero(frame[name].str.strip() == "")
    ]


def _use_faults(path: Path, frame: pd.DataFrame) -> Iterator[SdError]:
    for row in frame[~frame[USE].isin(USES)].to_dict("records"):
        yield UnknownNameError(
            kind="use of a row",
            name=row[USE],
            nearest=nearest(row[USE], USES[1:]),
            known=f"one of {', '.join(USES[1:])}, or nothing",
            place=_at(path, row[LINE]),
        )


def _double_rows(path: Path, frame: pd.DataFrame) -> list[SdError]:
    numbered = frame[frame["time"].notna()]
    doubled = numbered[numbered.duplicated(list(_KEY))]
    return [
        SdError(
            found=f"'{row['series']}'{_of(row[ELEMENT])} has a second value at {row['time']:g}",
            place=_at(path, row[LINE]),
            remedy="keep one of the two rows",
        )
        for row in doubled.to_dict("records")
    ]


def _of(element: str) -> str:
    return f" of {element}" if element else ""


def _at(path: Path, line: int) -> str:
    return f"{path}, line {line}" if line else str(path)
