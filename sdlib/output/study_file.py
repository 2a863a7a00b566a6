"""Tables of studies in files that say how they were made.

A study is no run: its numbers come from many. So its file has no passport that `reproduce` reads,
but the facts that a person needs to make it again, the command line among them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from sdlib.loaded import LoadedModel
from sdlib.output.digits import decimals
from sdlib.output.files import check_place, replace_file
from sdlib.output.xlsx_sheets import fill_rows, fit_page, put_cell, set_widths

FORMATS = (".csv", ".xlsx")
"""Endings of the files that can be written."""

COMMAND = "command"
"""Key of the command line that makes a study again."""

HOW = "how"
"""Sheet of a workbook that holds the facts."""

Facts = Sequence[tuple[str, str]]
"""What was done, as pairs of key and text."""

_WIDEST = 44
_TITLE = "# A study of sdlib. These lines say how it was made."


def check_study_path(path: Path) -> None:
    """Refuse a path that cannot be written, before anything is run for it.

    Raises:
        OutputError: If its ending is not known, its folder is missing, or it may not be written.
    """
    check_place(path, FORMATS, "table")


def study_facts(loaded: LoadedModel, libraries: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return what every study says of itself: program, model and versions.

    Args:
        loaded: The model with its package.
        libraries: Names of distributions that the numbers depend on, beside the engine's.
    """
    package, model = loaded.package, loaded.model
    facts = [
        ("program", f"sdlib {version('sdlib')}"),
        ("model", package.name),
        ("model_hash", model.content_hash),
    ]
    if package.declared_hash is not None:
        facts.append(("declared_hash", package.declared_hash))
    if model.encoding:
        facts.append(("encoding", model.encoding))
    for name in (*loaded.engine.libraries, *libraries):
        try:
            facts.append((f"library {name}", version(name)))
        except PackageNotFoundError:
            continue
    return facts


def write_study(tables: Mapping[str, pd.DataFrame], facts: Facts, path: Path) -> Path:
    """Write the tables of a study to a file whose ending says its kind: .csv or .xlsx.

    A csv holds the first table, with the facts in leading lines with ``#``; a workbook has a sheet
    for each table and one for the facts.

    Args:
        tables: Name to table, the most important first.
        facts: What was done.
        path: The file; an existing one is replaced, and never left half written.

    Returns:
        The path of the file.

    Raises:
        OutputError: If the file cannot be written; the message names why.
    """
    check_study_path(path)
    csv = path.suffix.lower() == ".csv"
    replace_file(path, _csv(tables, facts) if csv else _workbook(tables, facts))
    return path


def _csv(tables: Mapping[str, pd.DataFrame], facts: Facts) -> bytes:
    lines = [_TITLE, *(f"# {key}: {' '.join(text.split())}" for key, text in facts)]
    cells = next(iter(tables.values())).to_csv(index=False, lineterminator="\n")
    return "\n".join([*lines, cells]).encode("utf-8")


def _workbook(tables: Mapping[str, pd.DataFrame], facts: Facts) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for name, frame in tables.items():
        _fill_table(sheet, name, frame)
        sheet = book.create_sheet()
    sheet.title = HOW
    set_widths(sheet, (28, 100))
    fill_rows(sheet, 1, ("What", "Value"), list(facts))
    fit_page(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_table(sheet: Any, name: str, frame: pd.DataFrame) -> None:
    sheet.title = name
    for at, heading in enumerate(frame.columns, 1):
        texts = [str(heading), *(str(v) for v in frame[heading] if isinstance(v, str))]
        widest = max(map(len, texts))
        sheet.column_dimensions[get_column_letter(at)].width = min(max(widest + 3, 12), _WIDEST)
    fill_rows(sheet, 1, [str(heading) for heading in frame.columns], [])
    for row, record in enumerate(frame.itertuples(index=False, name=None), 2):
        for at, value in enumerate(record, 1):
            if value is None or value != value:
                continue
            cell = put_cell(sheet, row, at, value)
            if isinstance(value, float):
                # Rows of one column have different units, so each number has its own digits.
                digits = decimals(None, abs(value))
                zeros = "0" * (digits or 0)
                cell.number_format = (
                    "0.00E+00" if digits is None else "#,##0" + (f".{zeros}" if zeros else "")
                )
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    fit_page(sheet)
