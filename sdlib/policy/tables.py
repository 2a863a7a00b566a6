"""The tables of a model package: tidy CSV files in which every number has unit and reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sdlib.errors import DataFileError, SdError

COLUMNS = ("series", "time", "value", "unit", "definition", "reference", "confidence")
"""The columns of a table, all of them obligatory."""

_NEVER_EMPTY = ("series", "unit", "reference")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table of series.

    Returns:
        One row a value with the columns `COLUMNS`; `time` and `value` are finite floats, the other
        columns texts. Lines that start with ``#`` are comments.

    Raises:
        DataFileError: With every fault: a missing column, a value that is no number, an empty
            unit or reference; each names its line.
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
    faults: list[SdError] = []
    for name in ("time", "value"):
        parsed = pd.to_numeric(frame[name], errors="coerce")
        for row in np.flatnonzero(parsed.isna()):
            faults.append(
                SdError(
                    found=f"the {name} '{frame[name].iloc[row]}' is not a number",
                    place=_place(path, numbers, int(row)),
                )
            )
        frame[name] = parsed.astype(float)
    for name in _NEVER_EMPTY:
        for row in np.flatnonzero(frame[name].str.strip() == ""):
            faults.append(
                SdError(
                    found=f"the {name} is empty",
                    place=_place(path, numbers, int(row)),
                    remedy="state it; a value without a source says 'assumption'",
                )
            )
    if faults:
        raise DataFileError(faults)
    return frame[list(COLUMNS)]


def _place(path: Path, numbers: list[int], row: int) -> str:
    # The first line that counts holds the names of the columns.
    line = numbers[row + 1] if row + 1 < len(numbers) else None
    return f"{path}, line {line}" if line else str(path)
