"""Tables of numbers in files: csv and other delimited text, xlsx and xls; cells by their names."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Cell = Any
"""A number, a text, or None where nothing stands."""

LARGEST_UNPACKED = 512 * 1024 * 1024
"""Bytes of the largest spreadsheet, unpacked: a small file can unpack to fill the memory."""

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORKBOOKS = (".xlsx", ".xlsm")
_OLD_WORKBOOKS = (".xls",)
_UNREAD = (".xlsb", ".ods")


class TableError(Exception):
    """A table, or a place in it, that cannot be read.

    Args:
        found: What is wrong with it, to follow its name: "has no ...".
    """

    def __init__(self, *, found: str) -> None:
        super().__init__(found)


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, counted from zero; the ends are not part of it."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Table:
    """One sheet."""

    rows: Sequence[Sequence[Cell]]
    names: dict[str, Area] = field(default_factory=dict)
    """Name of a range of its cells, in lower case, to the range."""

    def cell(self, row: int, column: int) -> Cell:
        """Return what stands in a cell, None in an empty one or beyond the end."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def number(self, row: int, column: int) -> float | None:
        """Return the number in a cell, None where there is no finite one."""
        return as_number(self.cell(row, column))

    @cached_property
    def width(self) -> int:
        """How many cells the longest row has."""
        return max(map(len, self.rows), default=0)

    def area(self, name: str) -> Area:
        """Return the range that a name stands for.

        Raises:
            TableError: If there is no such name.
        """
        found = self.names.get(name.lower())
        if found is None:
            raise TableError(found=f"has no cell and no range '{name}'")
        return found


def as_number(value: Cell) -> float | None:
    """Return a cell's number, None for anything else; a truth and a date are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


def position(name: str) -> tuple[int, int] | None:
    """Return row and column of a cell such as B3, counted from zero; None for other names."""
    match = _CELL.fullmatch(name.strip())
    if match is None:
        return None
    return int(match[2]) - 1, column_number(match[1])


def column_number(letters: str) -> int:
    """Return the number of a column such as AB, counted from zero."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Tables:
    """The tables of data files, each opened once.

    Args:
        encoding: Encoding of text files that was asked for; UTF-8 if it is None.
    """

    def __init__(self, encoding: str | None = None) -> None:
        self._encoding = encoding
        self._found: dict[tuple[Path, str], Table] = {}
        self._books: dict[Path, Any] = {}

    def table(self, file: Path, data: bytes, tab: str) -> Table:
        """Return a sheet of a workbook, or a text file whose cells a sign separates.

        Args:
            file: The file.
            data: Its bytes.
            tab: Name of the sheet, or the sign of a text file.

        Raises:
            TableError: If it cannot be read as a table, or has no such sheet.
        """
        ending = file.suffix.lower()
        key = (file, tab.lower())
        if key not in self._found:
            if ending in _UNREAD:
                raise TableError(
                    found=f"is a {ending} file, which is not read; save it as .xlsx or .csv"
                )
            if ending in _WORKBOOKS:
                if file not in self._books:
                    self._books[file] = _opened(data)
                self._found[key] = _sheet(self._books[file], tab)
            elif ending in _OLD_WORKBOOKS:
                self._found[key] = _old_workbook(data, tab)
            else:
                self._found[key] = self._text(data, tab, ending)
        return self._found[key]

    def _text(self, data: bytes, tab: str, ending: str) -> Table:
        try:
            text = data.decode(self._encoding or "utf-8-sig")
        except (UnicodeDecodeError, LookupError):
            raise TableError(found="is not written in UTF-8; save it as UTF-8") from None
        sign = tab[:1] if tab and not tab[0].isalnum() else _sign(text, ending)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        except (csv.Error, TypeError, ValueError):
            raise TableError(found="is no table of cells") from None
        return Table([[cell.strip() or None for cell in row] for row in rows])


def _sign(text: str, ending: str) -> str:
    """Return the sign between the cells of a text file where the equation names none."""
    first = text.lstrip().partition("\n")[0]
    if ending != ".csv":
        return "\t"
    # Where the comma is for decimals, spreadsheets part cells with semicolons.
    return ";" if ";" in first and "," not in first else ","


def _named(sheets: Sequence[str], tab: str) -> str:
    found = next((s for s in sheets if s.lower() == tab.strip().lower()), None)
    if found is None:
        listed = ", ".join(f"'{s}'" for s in sheets[:8])
        raise TableError(found=f"has no sheet '{tab}', but {listed}")
    return found


_DAMAGED = "cannot be read as a workbook; save it again as .xlsx"


def _opened(data: bytes) -> Any:
    """Return a workbook, of which no sheet is read yet."""
    from openpyxl import load_workbook

    try:
        _require_size(data)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except TableError:
        raise
    # What is wrong with a damaged workbook, the library tells in whatever way it fails.
    except Exception:
        raise TableError(found=_DAMAGED) from None


def _sheet(book: Any, tab: str) -> Table:
    try:
        name = _named(book.sheetnames, tab)
        sheet = book[name]
        sheet.reset_dimensions()
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        names = {
            key.lower(): area
            for listed in (book.defined_names, sheet.defined_names)
            for key, defined in listed.items()
            if (area := _area(defined, name)) is not None
        }
    except TableError:
        raise
    # As above: a sheet is read only here.
    except Exception:
        raise TableError(found=_DAMAGED) from None
    return Table(rows, names)


def _require_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
            raise TableError(found="unpacks to more than is read")


def _area(defined: Any, sheet: str) -> Area | None:
    """Return the range of a defined name, if it is one range of that sheet."""
    try:
        listed = list(defined.destinations)
    # A name may stand for a formula or a number.
    except Exception:
        return None
    if len(listed) != 1 or listed[0][0].lower() != sheet.lower():
        return None
    first, _, last = str(listed[0][1]).partition(":")
    begin, end = position(first), position(last or first)
    return None if begin is None or end is None else Area(*begin, end[0] + 1, end[1] + 1)


def _old_workbook(data: bytes, tab: str) -> Table:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
        name = _named(book.sheet_names(), tab)
        sheet = book.sheet_by_name(name)
        rows = [
            [_old_cell(cell, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_TEXT) for cell in sheet.row(number)]
            for number in range(sheet.nrows)
        ]
        names = {}
        for defined in book.name_obj_list:
            try:
                found, row, last_row, column, last_column = defined.area2d()
            # As above: a name may stand for something else.
            except Exception:
                continue
            if found.name == name:
                names[defined.name.lower()] = Area(row, column, last_row, last_column)
    except TableError:
        raise
    # As above: the library's own choice.
    except Exception:
        raise TableError(found="cannot be read as a workbook; save it again as .xlsx") from None
    return Table(rows, names)


def _old_cell(cell: Any, number: int, text: int) -> Cell:
    return cell.value if cell.ctype in (number, text) else None
