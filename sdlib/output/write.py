"""Writing runs to files, and reading passports back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pandas as pd

from sdlib.errors import OutputError
from sdlib.output.files import check_place, replace_file, wrong_ending
from sdlib.output.passport import Passport
from sdlib.output.table import FilledTable, Runs, fill_table
from sdlib.study.ensemble import Ensemble

FORMATS = (".csv", ".xlsx", ".parquet")
"""Endings of the files that can be written."""


@dataclass(frozen=True, kw_only=True)
class _Format:
    """How one kind of file is made and read."""

    render: Callable[[FilledTable], bytes]
    read_passport: Callable[[Path], Passport]
    read: Callable[[Path, Passport], pd.DataFrame]


def write_table(
    runs: Runs,
    path: str | Path,
    *,
    layout: str = "wide",
    names: Sequence[str] = (),
    bands: Ensemble | None = None,
) -> Path:
    """Write runs to a file whose ending says its kind: .csv, .xlsx or .parquet.

    The file carries its passport: in csv as leading lines with ``#``, in xlsx as a sheet, in
    Parquet as metadata. A csv in the layout ``iamc`` has it beside it, in
    ``NAME.csv.passport.json``, because pyam reads no csv with such lines.

    Args:
        runs: One run, several, or label to run; all of one model, with the same outputs.
        path: The file; an existing one is replaced, and never left half written.
        layout: ``wide``, ``long`` or ``iamc``; see `layouts.arrange`.
        names: Variables or elements that become columns; all that the runs kept, if none is named.
        bands: An ensemble whose quantiles follow as columns, of the one scenario of the table and
            of the baseline; None for none.

    Returns:
        The path of the file.

    Raises:
        InputError: If there is no such layout.
        UnknownNameError: If the runs did not keep a variable of `names`.
        OutputError: If the file cannot be written; the message names why.

    Example:
        >>> import sdlib, tempfile
        >>> from sdlib.output import read_passport, write_table
        >>> folder = tempfile.TemporaryDirectory()
        >>> file = write_table(sdlib.load("sme_primer").run(), f"{folder.name}/table.csv")
        >>> read_passport(file).model
        'sme_primer'
    """
    file = Path(path)
    check_path(file)
    table = fill_table(runs, layout, names, file.resolve().parent, bands)
    beside = _sidecar(file)
    if beside is not None and table.passport.layout == "iamc":
        from sdlib.output import csv_file

        replace_file(beside, csv_file.render_sidecar(table.passport))
        replace_file(file, _format(file).render(table))
    else:
        replace_file(file, _format(file).render(table))
        # The passport of another table must not be taken for that of this one.
        if beside is not None:
            beside.unlink(missing_ok=True)
    return file


def table_bytes(
    runs: Runs,
    ending: str,
    *,
    layout: str = "wide",
    names: Sequence[str] = (),
    bands: Ensemble | None = None,
) -> bytes:
    """Return what `write_table` would write, for a download.

    A csv in the layout ``iamc`` has no passport in itself: offer xlsx or another layout instead.

    Args:
        runs: As in `write_table`.
        ending: ``.csv``, ``.xlsx`` or ``.parquet``.
        layout: As in `write_table`.
        names: As in `write_table`.
        bands: As in `write_table`.

    Raises:
        OutputError: If the ending is not known, or the runs do not fit into one table.
    """
    return _format(Path(f"table{ending}")).render(fill_table(runs, layout, names, bands=bands))


def read_passport(path: str | Path) -> Passport:
    """Return the passport of a file that `write_table` wrote.

    Raises:
        OutputError: If there is no such file, or it has no passport that can be read.
    """
    file = existing(Path(path))
    return _format(file).read_passport(file)


def read_cells(path: Path, passport: Passport) -> pd.DataFrame:
    """Return the cells of a file as they stand there; those of a csv are texts.

    Raises:
        OutputError: If it cannot be read.
    """
    return _format(path).read(path, passport)


def check_path(path: Path) -> None:
    """Refuse a path that no table can be written to, before anything is run for it.

    Args:
        path: The path.

    Args:
        path: The path.

    Raises:
        OutputError: If its ending is not known, its folder is missing, or it may not be written.
    """
    check_place(path, FORMATS, "table")


def existing(path: Path) -> Path:
    """Return the path of a file that is there.

    Raises:
        OutputError: If there is no such file.
    """
    if not path.is_file():
        raise OutputError(
            found="this is a folder" if path.is_dir() else "there is no such file",
            place=str(path),
            remedy="name a table that 'sdlib run ... --out FILE' wrote",
        )
    return path


def _format(path: Path) -> _Format:
    # Each kind needs a library of its own, which the other kinds do not wait for.
    module: ModuleType
    ending = path.suffix.lower()
    if ending == ".csv":
        from sdlib.output import csv_file as module
    elif ending == ".xlsx":
        from sdlib.output import xlsx_file as module
    elif ending == ".parquet":
        from sdlib.output import parquet_file as module
    else:
        raise wrong_ending(path, FORMATS, "table")
    return _Format(render=module.render, read_passport=module.read_passport, read=module.read)


def _sidecar(path: Path) -> Path | None:
    """Return where the passport beside a csv would lie."""
    from sdlib.output.csv_file import sidecar

    return sidecar(path) if path.suffix.lower() == ".csv" else None
