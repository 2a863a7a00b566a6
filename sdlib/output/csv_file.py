"""Tables as csv: the passport stands in leading lines that begin with ``#``.

The layout ``iamc`` is the exception: pyam reads a csv with pandas' defaults, which know no comment
lines, and takes every further column for an index. There the passport lies beside the table, in
``NAME.csv.passport.json``.
"""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from sdlib.errors import OutputError
from sdlib.output.passport import MARK, Passport, from_json, from_lines, no_passport
from sdlib.output.study_file import COMMAND
from sdlib.output.table import FilledTable

_TITLE = "# A table of sdlib. These lines say how it was made; 'sdlib reproduce' makes it again."


def render(table: FilledTable) -> bytes:
    """Return a table as the bytes of a csv file; numbers keep all their digits."""
    lines = []
    if table.passport.layout != "iamc":
        lines = [_TITLE, *(f"# {key}: {text}" for key, text in table.passport.lines())]
    cells = table.frame.to_csv(index=False, lineterminator="\n")
    return "\n".join([*lines, cells]).encode("utf-8")


def sidecar(path: Path) -> Path:
    """Return the file beside a csv that holds the passport of the layout ``iamc``."""
    return path.with_name(f"{path.name}.passport.json")


def render_sidecar(passport: Passport) -> bytes:
    """Return the bytes of the file beside a csv."""
    return (passport.json_text() + "\n").encode("utf-8")


def read_passport(path: Path) -> Passport:
    """Return the passport of a csv file, from its leading lines or from beside it.

    Raises:
        OutputError: If it has none, or one that cannot be read.
    """
    head, _ = _parts(path)
    pairs = []
    for line in head:
        key, colon, text = line.removeprefix("#").strip().partition(": ")
        if colon:
            pairs.append((key, text))
    if pairs and pairs[0][0] != MARK and (command := dict(pairs).get(COMMAND)):
        raise no_passport(str(path), command)
    if pairs:
        return from_lines(pairs, str(path))
    beside = sidecar(path)
    if beside.is_file():
        return from_json(beside.read_text(encoding="utf-8"), str(beside))
    raise no_passport(str(path))


def read(path: Path, passport: Passport) -> pd.DataFrame:
    """Return the cells of a csv file, as texts.

    Raises:
        OutputError: If it is no table.
    """
    _, cells = _parts(path)
    try:
        return pd.read_csv(io.StringIO(cells), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise OutputError(
            found=f"the file is no table ({str(error).strip()})", place=str(path)
        ) from None


def _parts(path: Path) -> tuple[list[str], str]:
    """Return the leading lines with ``#``, and the rest."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise OutputError(
            found=f"byte {error.start:,} is not UTF-8 text",
            place=str(path),
            remedy="write the table again",
        ) from None
    lines = text.split("\n")
    count = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:count], "\n".join(lines[count:])
