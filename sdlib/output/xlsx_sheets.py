"""What the sheets of an xlsx file hold and how they look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from sdlib.output.digits import decimals
from sdlib.output.layouts import IAMC_COLUMNS, iamc_name
from sdlib.output.passport import Passport
from sdlib.output.table import ColumnNote, FilledTable

Sheet = Any
"""An openpyxl worksheet; openpyxl ships no types."""

CONTINUED = "(continued)"
"""Key of a row that goes on with the text of the row above."""

_LONGEST_TEXT = 30_000
"""Signs in a cell; spreadsheets cut texts beyond 32,767."""

_FACE = "Calibri"
_PLAIN = Font(name=_FACE, size=11)
_HEAD = Font(name=_FACE, size=11, bold=True, color="1F3A5F")
_QUIET = Font(name=_FACE, size=11, italic=True, color="5F6B7A")
_TITLE = Font(name=_FACE, size=14, bold=True, color="1F3A5F")
_SHADE = PatternFill("solid", fgColor="E8EEF5")
_LINE = Border(bottom=Side(style="thin", color="9AA9BC"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TEXT = Alignment(horizontal="left", indent=1)
_LINE_HEIGHT = 15.5
_WIDEST = 42


def fill_data(sheet: Sheet, table: FilledTable) -> None:
    """Write the cells of a table; in the layout ``wide`` units stand below the names."""
    sheet.title = "data"
    layout, frame = table.passport.layout, table.frame
    first = 3 if layout == "wide" else 2
    formats = _formats(table)
    for row, record in enumerate(frame.itertuples(index=False, name=None), first):
        for at, value in enumerate(record, 1):
            cell = put_cell(sheet, row, at, value)
            if isinstance(value, float):
                cell.number_format = formats[_variable(frame, layout, record, at)]
            elif isinstance(value, str):
                cell.alignment = _TEXT
    _fill_head(sheet, table, first)
    texts = sum(name in ("scenario", "time", *IAMC_COLUMNS) for name in frame.columns)
    frozen = 1 if layout == "long" else texts + 1
    sheet.freeze_panes = f"{get_column_letter(frozen)}{first}"
    if layout == "long":
        sheet.auto_filter.ref = sheet.dimensions
    elif layout == "wide":
        sheet.print_title_cols = f"A:{get_column_letter(texts)}"
    sheet.print_title_rows = f"1:{first - 1}"
    fit_page(sheet, fit=len(frame.columns) <= 14)


def fill_variables(sheet: Sheet, table: FilledTable) -> None:
    """Write what each column is."""
    rows = [
        (note.name, note.unit, note.english, note.chinese, note.comment) for note in table.columns
    ]
    set_widths(sheet, (34, 24, 38, 34, 80))
    fill_rows(sheet, 1, ("Variable", "Unit", "Label", "名称", "What it is"), rows)
    sheet.freeze_panes = "B2"
    fit_page(sheet)


def fill_passport(sheet: Sheet, table: FilledTable) -> None:
    """Write how the table was made: first for people, then for the program."""
    passport = table.passport
    set_widths(sheet, (28, 70, 24, 26))
    put_cell(sheet, 1, 1, "How this table was made", _TITLE)
    text = (
        "'sdlib reproduce FILE' makes it again and says whether every number is the same.",
        "A sheet keeps 16 digits of a number; csv and Parquet files keep all.",
    )
    for row, line in enumerate(text, 2):
        put_cell(sheet, row, 1, line, _QUIET)
    facts = [
        ("Model", passport.model),
        ("Region", passport.region),
        ("Scenarios", ", ".join(entry.label for entry in passport.scenario)),
        ("Program", f"sdlib {passport.version}"),
        ("Engine", passport.engine),
        ("Libraries", ", ".join(f"{name} {text}" for name, text in passport.library.items())),
        ("Model file (SHA-256)", passport.model_hash),
        *_band_facts(passport),
    ]
    row = fill_rows(sheet, 5, ("What", "Value"), facts)
    changed = [(note.scenario, note.name, note.value, note.unit) for note in table.changes]
    put_cell(sheet, row + 1, 1, "Values that differ from the baseline", _TITLE)
    head = ("Scenario", "Input", "Value", "Unit")
    row = fill_rows(sheet, row + 2, head, changed or [("(none)", "", "", "")])
    put_cell(sheet, row + 1, 1, "For the program, please leave as it is", _TITLE)
    fill_rows(sheet, row + 2, ("Key", "Value"), _pieces(passport.lines()), people=False)
    fit_page(sheet)


def _band_facts(passport: Passport) -> list[tuple[str, str]]:
    bands = passport.bands
    if bands is None:
        return []
    ranges = "; ".join(f"{key} {low:g} to {high:g}" for key, (low, high) in bands.ranges.items())
    return [
        ("Sampled worlds", f"{bands.worlds}, seed {bands.seed}, {bands.lost} left out"),
        ("Quantiles", ", ".join(f"{quantile:g}" for quantile in bands.quantiles)),
        ("Assumptions sampled", ranges),
    ]


def _pieces(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = []
    for key, text in pairs:
        for start in range(0, max(len(text), 1), _LONGEST_TEXT):
            rows.append((CONTINUED if start else key, text[start : start + _LONGEST_TEXT]))
    return rows


def set_widths(sheet: Sheet, widths: Sequence[int]) -> None:
    """Set the widths of the first columns [characters]."""
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def fill_rows(
    sheet: Sheet,
    row: int,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    people: bool = True,
) -> int:
    """Write a small table from `row` on and return the row after it.

    Texts are wrapped, with the row as high as they need; those not for people are grey.
    """
    for at, text in enumerate(head, 1):
        cell = put_cell(sheet, row, at, text, _HEAD)
        cell.fill, cell.border = _SHADE, _LINE
    for number, record in enumerate(rows, row + 1):
        lines = 1
        for at, text in enumerate(record, 1):
            cell = put_cell(sheet, number, at, text, _PLAIN if people else _QUIET)
            cell.alignment = _WRAPPED
            lines = max(lines, _lines(text, sheet.column_dimensions[get_column_letter(at)].width))
        sheet.row_dimensions[number].height = _LINE_HEIGHT * min(lines, 20)
    return row + len(rows) + 1


def put_cell(sheet: Sheet, row: int, column: int, value: object, font: Font | None = None) -> Sheet:
    """Write one cell; a text is never a formula or an error, whatever it begins with."""
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    cell.font = font or _PLAIN
    return cell


def _fill_head(sheet: Sheet, table: FilledTable, first: int) -> None:
    """Write the names of the columns, and in the layout ``wide`` their units below."""
    layout, frame = table.passport.layout, table.frame
    heights = [1] * (first - 1)
    for at, name in enumerate(frame.columns, 1):
        year = layout == "iamc" and name not in IAMC_COLUMNS
        texts: list[object] = [int(name) if year else str(name)]
        if layout == "wide":
            texts.append(table.passport.unit.get(str(name), ""))
        number = frame[name].dtype.kind in "if"
        width = _column_width(frame, str(name), number=number)
        sheet.column_dimensions[get_column_letter(at)].width = width
        for row, text in enumerate(texts, 1):
            cell = put_cell(sheet, row, at, text, _HEAD if row == 1 else _QUIET)
            cell.fill = _SHADE
            side = "right" if number else "left"
            cell.alignment = Alignment(
                wrap_text=True, vertical="bottom", horizontal=side, indent=0 if number else 1
            )
            heights[row - 1] = max(heights[row - 1], _lines(str(text), width))
    for row, lines in enumerate(heights, 1):
        sheet.row_dimensions[row].height = _LINE_HEIGHT * min(lines, 6)
    for cell in sheet[first - 1]:
        cell.border = _LINE


def _column_width(frame: pd.DataFrame, name: str, *, number: bool) -> int:
    if name == "time":
        return 10
    if number:
        word = max(_length(part) for part in name.split() or [""])
        return min(max(16, word + 3), 30)
    longest = max((_length(str(text)) for text in frame[name].unique()), default=0)
    return min(max(longest, _length(name)) + 4, _WIDEST)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes when it is wrapped at its spaces; rather one too many."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        length = _length(word) * 1.1
        if used and used + length > width - 2:
            lines, used = lines + 1, 0.0
        lines += int(length // width)
        used += length + 1
    return lines


def _length(text: str) -> int:
    """Return the width of a text; Chinese signs are twice as wide as Latin ones."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _variable(frame: pd.DataFrame, layout: str, record: tuple[Any, ...], at: int) -> str:
    """Return the variable whose value stands in a cell, or "time"."""
    name = str(frame.columns[at - 1])
    if layout == "wide" or name == "time":
        return name
    return str(record[2 if layout == "long" else 3])


def _formats(table: FilledTable) -> dict[str, str]:
    """Return the number format of each variable, by the name that the layout gives it."""
    layout, frame = table.passport.layout, table.frame
    if layout == "wide":
        largest = frame[list(table.passport.unit)].abs().max()
    elif layout == "long":
        largest = frame["value"].abs().groupby(frame["variable"]).max()
    else:
        years = frame.drop(columns=list(IAMC_COLUMNS)).abs().max(axis=1)
        largest = years.groupby(frame["Variable"]).max()
    called = iamc_name if layout == "iamc" else str
    notes = {called(note.name): note for note in table.columns}
    formats = {str(n): number_format(notes[str(n)], float(v)) for n, v in largest.items()}
    return {"time": "0.####", **formats}


def number_format(note: ColumnNote, largest: float) -> str:
    """Return the format of a column: its declared decimals, or by the size of its values.

    Args:
        note: What is known of the column.
        largest: Its largest absolute value [its unit].
    """
    digits = decimals(note.decimals, largest)
    if digits is None:
        return "0.00E+00"
    return "#,##0" + ("." + "0" * digits if digits else "")


def fit_page(sheet: Sheet, *, fit: bool = True) -> None:
    """Print in landscape, and on the width of one page where that stays readable."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=fit)
