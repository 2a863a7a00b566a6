"""Tables as Parquet: the passport is key-value metadata, units are metadata of the columns."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sdlib.errors import OutputError
from sdlib.output.passport import MARK, Passport, from_json, no_passport
from sdlib.output.table import FilledTable


def render(table: FilledTable) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    arrow = pa.Table.from_pandas(table.frame, preserve_index=False)
    units = table.passport.unit if table.passport.layout == "wide" else {}
    fields = [
        field.with_metadata({"unit": units[field.name]}) if field.name in units else field
        for field in arrow.schema
    ]
    metadata = {**(arrow.schema.metadata or {}), MARK.encode(): table.passport.json_text().encode()}
    arrow = arrow.cast(pa.schema(fields)).replace_schema_metadata(metadata)
    buffer = io.BytesIO()
    pq.write_table(arrow, buffer)
    return buffer.getvalue()


def read_passport(path: Path) -> Passport:
    """Return the passport of a Parquet file.

    Raises:
        OutputError: If it has none, or one that cannot be read.
    """
    try:
        metadata = pq.read_schema(path).metadata or {}
    except pa.ArrowInvalid:
        raise OutputError(found="this is not a Parquet file", place=str(path)) from None
    text = metadata.get(MARK.encode())
    if text is None:
        raise no_passport(str(path))
    return from_json(text.decode("utf-8"), str(path))


def read(path: Path, passport: Passport) -> pd.DataFrame:
    """Return the cells of a Parquet file.

    Raises:
        OutputError: If it is no Parquet file.
    """
    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas()
    except pa.ArrowInvalid:
        raise OutputError(found="this is not a Parquet file", place=str(path)) from None
    return frame
