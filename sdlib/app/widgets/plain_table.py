"""Tables as real HTML tables: readable by everyone, with texts that wrap."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def plain_table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: bool = False,
    named: bool = False,
    height: int | None = None,
    place: DeltaGenerator | None = None,
) -> DeltaGenerator:
    """Show a table.

    Args:
        caption: What it holds, for a screen reader.
        head: Names of the columns.
        rows: Texts of the cells; the first of each row is its name.
        numbers: Whether the cells are numbers, which stand at the right.
        named: Whether the first cells of a table of numbers are words, which stand at the left.
        height: Height beyond which the table scrolls, in pixels.
        place: An element that the table replaces.

    Returns:
        The table, for a later one that replaces it.
    """
    top = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    kind = " ".join(["sd-table", *["sd-numbers"] * numbers, *["sd-named"] * named])
    table = (
        f"<table class='{kind}'><caption>{escape(caption)}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
    limit = f" style='max-height: {height}px'" if height else ""
    label = escape(caption, quote=True)
    return (place or st).html(
        f"<div class='sd-scroll' role='region' tabindex='0' aria-label='{label}'{limit}>"
        f"{table}</div>"
    )
