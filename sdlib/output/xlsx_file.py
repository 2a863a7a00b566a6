"""Tables as xlsx: sheets "data", "variables" and "passport", made for reading in a spreadsheet."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sdlib.errors import OutputError
from sdlib.output.passport import MARK, Passport, from_lines, no_passport
from sdlib.output.study_file import COMMAND, HOW
from sdlib.output.table import FilledTable
from sdlib.output.xlsx_sheets import CONTINUED, fill_data, fill_passport, fill_variables

MOST_ROWS = 1_048_576
"""Rows of a sheet that spreadsheets read."""

MOST_COLUMNS = 16_384
"""Columns of a sheet that spreadsheets read."""


def render(table: FilledTable) -> bytes:
    """Return a table as the bytes of an xlsx file; its numbers keep 16 digits.

    Raises:
        OutputError: If a sheet cannot hold so many rows or columns.
    """
    rows, columns = table.frame.shape
    if rows + 2 > MOST_ROWS or columns > MOST_COLUMNS:
        raise OutputError(
            found=f"the table has {rows:,} rows and {columns:,} columns",
            allowed=f"{MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns in a spreadsheet",
            remedy="write a .parquet or .csv file, or fewer variables",
        )
    book = Workbook()
    fill_data(book.active, table)
    fill_variables(book.create_sheet("variables"), table)
    fill_passport(book.create_sheet("passport"), table)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_passport(path: Path) -> Passport:
    """Return the passport of an xlsx file.

    Raises:
        OutputError: If it has none, or one that cannot be read.
    """
    pairs: list[tuple[str, str]] = []
    for row in _rows(path, "passport"):
        key, text = (str(cell) if cell is not None else "" for cell in (*row, None, None)[:2])
        if key == CONTINUED and pairs:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] + text)
        elif key == MARK or pairs:
            pairs.append((key, text))
    if not pairs:
        how = {str(row[0]): str(row[1]) for row in _rows(path, HOW) if len(row) > 1}
        raise no_passport(str(path), how.get(COMMAND, ""))
    return from_lines([(key, text) for key, text in pairs if key], str(path))


def read(path: Path, passport: Passport) -> pd.DataFrame:
    """Return the cells of an xlsx file; the row of units of the layout ``wide`` is left out.

    Raises:
        OutputError: If it has no sheet "data".
    """
    rows = _rows(path, "data")
    if not rows:
        raise OutputError(found="the sheet 'data' is missing or empty", place=str(path))
    header = [str(cell) for cell in rows[0]]
    body = rows[2:] if passport.layout == "wide" else rows[1:]
    filled = [row for row in body if any(cell is not None for cell in row)]
    return pd.DataFrame(filled, columns=header, dtype=object)


def _rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise OutputError(found="this is not an xlsx file", place=str(path)) from None
    try:
        if sheet not in book.sheetnames:
            return []
        return [tuple(row) for row in book[sheet].iter_rows(values_only=True)]
    finally:
        book.close()
