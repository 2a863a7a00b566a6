"""What a Vensim file takes from data files: constants, curves, data over time, subscripts."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from sdlib.errors import DataFileError, ModelSyntaxError, SdError, UnsafeModelError
from sdlib.model.data_files import data_file, known_file
from sdlib.model.reading.statements import StatementIndex
from sdlib.model.reading.tables import Area, Table, TableError, Tables, column_number, position
from sdlib.model.structure import Dimension
from sdlib.names import name_key, plain_name

_KINDS = ("GetDataStructure", "GetConstantsStructure", "GetLookupsStructure")

Points = tuple[tuple[float, float], ...]


@dataclass
class Outside:
    """The data files of one model while it is read.

    Args:
        path: The model file.
        index: Its statements, for the lines of messages.
        encoding: Encoding that was given to read the model.
        named: What its settings call its data files, in small letters, to the files.
    """

    path: Path
    index: StatementIndex
    encoding: str | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Name of each data file to the SHA-256 of its bytes, empty where it is not there."""

    def __post_init__(self) -> None:
        """Begin without any file open."""
        self._tables = Tables(self.encoding)
        self._bytes: dict[Path, bytes] = {}
        self._faults: list[SdError] = []

    def read_subscripts(self, ranges: Sequence[Any]) -> None:
        """Put the subscripts that stand in data files into PySD's subscript ranges.

        Args:
            ranges: The ranges, which are changed.

        Raises:
            UnsafeModelError: If a file may not be read.
            DataFileError: With every range that cannot be read.
        """
        for found in ranges:
            if isinstance(found.subscripts, dict):
                source = found.subscripts
                name = plain_name(found.name)
                try:
                    table = self._table(name, source["file"], source["tab"])
                    found.subscripts = _subscripts(table, source)
                except TableError as error:
                    self._fault(name, source["file"], error)
        self._raise()

    def read_elements(self, elements: Sequence[Any], dimensions: Mapping[str, Dimension]) -> None:
        """Put what stands in data files in place of the calls that name them.

        Data variables whose file is not there keep their call: a run may give their values.

        Args:
            elements: PySD's elements, whose components are changed.
            dimensions: Name to dimension of the model.

        Raises:
            UnsafeModelError: If a file may not be read.
            DataFileError: With every equation whose numbers cannot be read.
        """
        sizes = {name_key(d.name): tuple(d.subscripts) for d in dimensions.values()}
        for element in elements:
            if any(type(c.ast).__name__ in _KINDS for c in element.components):
                name = plain_name(element.name)
                element.components = [
                    part for c in element.components for part in self._read(name, c, sizes)
                ]
        self._raise()

    def _read(
        self, name: str, component: Any, sizes: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Any]:
        ast = component.ast
        kind = type(ast).__name__
        if kind not in _KINDS:
            yield component
            return
        left = component.subscripts[0]
        axes = [sizes.get(name_key(s), (plain_name(s),)) for s in left]
        try:
            table = self._table(name, ast.file, ast.tab)
            if kind == "GetConstantsStructure":
                yield replace(component, ast=_constants(table, ast.cell, [len(a) for a in axes]))
                return
            across = ast.x_row_or_col if kind == "GetLookupsStructure" else ast.time_row_or_col
            count = math.prod(len(a) for a in axes)
            ends = getattr(ast, "ends_with_times", False)
            curves = _series(table, across, ast.cell, count, ends=ends)
        except TableError as error:
            self._fault(name, ast.file, error)
            return
        except UnsafeModelError as error:
            if kind != "GetDataStructure" or "not there" not in error.found:
                raise
            self.files[self._meant(name, str(ast.file))] = ""
            yield component
            return
        excepted = {
            element
            for group in component.subscripts[1]
            for element in product(*(sizes.get(name_key(s), (plain_name(s),)) for s in group))
        }
        for element, points in zip(product(*axes), curves, strict=True):
            if element not in excepted:
                yield replace(component, subscripts=(list(element), []), ast=_drawn(points))

    def _table(self, name: str, file: Any, tab: Any) -> Table:
        file = self._meant(name, str(file))
        found = data_file(self.path, file, self._place(name))
        if found not in self._bytes:
            self._bytes[found] = found.read_bytes()
        data = self._bytes[found]
        self.files[file] = hashlib.sha256(data).hexdigest()
        return self._tables.table(found, data, str(tab))

    def _meant(self, name: str, file: str) -> str:
        """Return the data file that an equation means: a question mark begins a name for one."""
        if not file.startswith("?"):
            return file
        meant = self.named.get(file.lower())
        if meant is None:
            raise UnsafeModelError(
                found=f"the data file '{file}' is a name that the model's settings say nothing of",
                place=self._place(name),
                allowed="the name of a file in the model's own folder",
                remedy=f"write the file's name in place of '{file}', or the line "
                f"30:{file}=FILE among the settings at the end of the file",
            )
        return meant

    def _place(self, name: str) -> str:
        statement = self.index.find(name)
        line = f", line {statement.line}" if statement else ""
        return f"{self.path}{line} ('{name}')"

    def _fault(self, name: str, file: Any, error: TableError) -> None:
        self._faults.append(
            ModelSyntaxError(
                found=f"the data file '{file}' {error}",
                place=self._place(name),
                variable=name,
                remedy="correct the file, or the sheet and the cells that the equation names",
            )
        )

    def _raise(self) -> None:
        if self._faults:
            raise DataFileError(self._faults)


def unchanged(path: Path, files: Mapping[str, str]) -> bool:
    """Tell whether the data files of a model that was read before are as they were.

    Args:
        path: The model file.
        files: Name of each file to the SHA-256 of its bytes, empty where it was not there.
    """
    for name, digest in files.items():
        try:
            data = known_file(path, name).read_bytes()
        except (SdError, OSError):
            if digest:
                return False
        else:
            if hashlib.sha256(data).hexdigest() != digest:
                return False
    return True


def _constants(table: Table, cell: str, sizes: Sequence[int]) -> Any:
    """Return the number, or the array of numbers, that begins at a cell.

    Source: vensim.com/documentation/fn_get_direct_constants.html: to the right along the last
    subscript range and down along the one before; the other way with a star.
    """
    turned = cell.strip().endswith("*")
    wide = [size for size in sizes if size > 1]
    if len(wide) > 2:
        raise TableError(
            found=f"is read into {len(wide)} dimensions at once; two at most fit a table"
        )
    rows, columns = (1, 1, *wide)[-2:]
    if turned:
        rows, columns = columns, rows
    area = _area_of(table, cell.strip().rstrip("*"), rows, columns)
    values = np.empty((rows, columns))
    for row, column in product(range(rows), range(columns)):
        number = table.number(area.row + row, area.column + column)
        if number is None:
            raise TableError(
                found=f"has no number in {_cell_name(area.row + row, area.column + column)}"
            )
        values[row, column] = number
    if turned:
        values = values.T
    return float(values[0, 0]) if not sizes else np.ascontiguousarray(values).reshape(sizes)


def _area_of(table: Table, cell: str, rows: int, columns: int) -> Area:
    at = position(cell)
    if at is not None:
        return Area(*at, at[0] + rows, at[1] + columns)
    area = table.area(cell)
    size = (area.last_row - area.row, area.last_column - area.column)
    if size != (rows, columns):
        raise TableError(
            found=f"has {size[0]} rows and {size[1]} columns in '{cell}', and {rows} and {columns} "
            "are asked for"
        )
    return area


def _series(
    table: Table, across: str, cell: str, count: int, *, ends: bool = False
) -> list[Points]:
    """Return the points of so many curves, which stand side by side.

    Args:
        table: The sheet.
        across: The row or the column of times, or the name of a range of them.
        cell: The first value, or the name of a range of values.
        count: How many curves there are.
        ends: Whether they end where a cell holds no time, or go on behind it; a value that is none
            is left out in any case.

    Source: vensim.com/documentation/fn_get_direct_data.html: a row or a column of times, and the
    values beside it from a cell on. Recorded by Vensim: GET DIRECT DATA end where the times do, GET
    XLS DATA and curves go on.
    """
    across, cell = str(across).strip(), cell.strip().rstrip("*")
    at = position(cell)
    along = across.isdigit()
    if at is None:
        begin, end = table.area(across), table.area(cell)
        along = begin.last_column - begin.column > 1
        if begin.last_row - begin.row > 1 and along:
            raise TableError(found=f"has more than one row and one column in '{across}'")
        length = begin.last_column - begin.column if along else begin.last_row - begin.row
        size = (end.last_row - end.row, end.last_column - end.column)
        if size != ((count, length) if along else (length, count)):
            raise TableError(found=f"has ranges '{across}' and '{cell}' that do not fit each other")
        first, line, at = (
            (begin.column, begin.row, (end.row, end.column))
            if along
            else (begin.row, begin.column, (end.row, end.column))
        )
    else:
        if not along and not across.isalpha():
            raise TableError(found=f"has no row and no column '{across}'")
        first = at[1] if along else at[0]
        line = int(across) - 1 if along else column_number(across)
        length = max((table.width if along else len(table.rows)) - first, 0)
    found = []
    for number in range(count):
        points = []
        for step in range(length):
            if along:
                x = table.number(line, first + step)
                y = table.number(at[0] + number, at[1] + step)
            else:
                x = table.number(first + step, line)
                y = table.number(at[0] + step, at[1] + number)
            if x is not None and y is not None:
                points.append((x, y))
            elif x is None and ends and points:
                break
        found.append(_ordered(points, across, cell))
    return found


def _ordered(points: list[tuple[float, float]], across: str, cell: str) -> Points:
    if not points:
        raise TableError(found=f"has no numbers beside '{across}' from '{cell}' on")
    points.sort()
    twice = next((a[0] for a, b in pairwise(points) if a[0] == b[0]), None)
    if twice is not None:
        raise TableError(found=f"has {twice:g} twice in '{across}'")
    return tuple(points)


def _drawn(points: Points) -> Any:
    from pysd.translators.structures.abstract_expressions import LookupsStructure

    xs, ys = zip(*points, strict=True)
    ends = (min(xs), max(xs)), (min(ys), max(ys))
    return LookupsStructure(x=xs, y=ys, x_limits=ends[0], y_limits=ends[1], type="interpolate")


def _subscripts(table: Table, source: Mapping[str, str]) -> list[str]:
    """Return the subscripts in a rectangle of cells, across and then down, empty ones left out.

    Source: vensim.com/documentation/fn_get_direct_subscript.html.
    """
    first = position(source["firstcell"])
    if first is None:
        area = table.area(source["firstcell"].strip())
    else:
        last = source["lastcell"].strip()
        end = position(last)
        rows, columns = len(table.rows), table.width
        if end is not None:
            rows, columns = end[0] + 1, end[1] + 1
        elif last.isdigit():
            rows = int(last)
        elif last.isalpha():
            columns = column_number(last) + 1
        elif last:
            raise TableError(found=f"has no cell '{last}'")
        area = Area(*first, rows, columns)
    found = []
    for row in range(area.row, min(area.last_row, len(table.rows))):
        for column in range(area.column, min(area.last_column, table.width)):
            text = _as_text(table.cell(row, column))
            if text:
                found.append(str(source["prefix"]) + text)
    bad = next((text for text in found if not text.isprintable()), None)
    if bad is not None:
        raise TableError(found=f"has a subscript with control characters, {bad!r}")
    if not found:
        raise TableError(found=f"has no subscripts from '{source['firstcell']}' on")
    if len({name_key(text) for text in found}) < len(found):
        raise TableError(found=f"has a subscript twice from '{source['firstcell']}' on")
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
