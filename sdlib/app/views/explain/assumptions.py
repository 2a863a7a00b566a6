"""What the model takes for granted, what it is told, and what it cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from sdlib.app.session import Session
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, time_text
from sdlib.model import Constant
from sdlib.output.book.comments import Comment, split_comment
from sdlib.output.book.readme import sections_of
from sdlib.policy.tables import read_table

MOST_ROWS = 400
"""How many constants are listed at once; the search narrows them."""

MOST_VALUES = 4
"""Values of an array that are listed one by one."""


def assumptions(session: Session) -> None:
    """Show the chapter."""
    _constants(session)
    _limits(session)
    _drivers(session)


def _constants(session: Session) -> None:
    texts = session.texts
    constants = [(c, split_comment(c.comment)) for c in session.loaded.model.constants]
    kinds = Counter(comment.kind for _, comment in constants)
    st.markdown(f"## {texts('constants_assumed')}")
    st.markdown(
        texts(
            "constants_text",
            all=len(constants),
            sourced=kinds["sourced"],
            calibrated=kinds["calibrated"],
            assumed=kinds["assumed"],
            unsaid=kinds[""],
        )
    )
    assumed = [(c, comment) for c, comment in constants if comment.kind == "assumed"]
    if not assumed:
        st.markdown(texts("constants_none"))
        return
    wanted = st.text_input(texts("search"), key="assumed-search")
    wanted = wanted.strip().casefold()
    found = [(c, comment) for c, comment in assumed if wanted in f"{c.name} {c.comment}".casefold()]
    head = [texts(key) for key in ("variable", "value", "unit", "range", "meaning", "why")]
    rows = [_row(session, constant, comment) for constant, comment in found[:MOST_ROWS]]
    plain_table(texts("constants_assumed"), head, rows, height=460)
    if len(found) > MOST_ROWS:
        st.markdown(texts("and_more", count=len(found) - MOST_ROWS))


def _row(session: Session, constant: Constant, comment: Comment) -> list[str]:
    inside = f"[{', '.join(constant.dimensions)}]" if constant.dimensions else ""
    ends = [constant.lower, constant.upper]
    extent = (
        "–".join("…" if end is None else plain(end) for end in ends)
        if any(end is not None for end in ends)
        else ""
    )
    unit = session.texts.unit(constant.unit)
    return [
        constant.name + inside,
        _value(session, constant),
        unit,
        extent,
        comment.meaning,
        comment.origin,
    ]


def _value(session: Session, constant: Constant) -> str:
    values = np.unique(np.ravel(constant.value))
    if len(values) <= MOST_VALUES:
        return ", ".join(f"{value:.12g}" for value in values)
    return session.texts(
        "values_between",
        count=constant.value.size,
        low=plain(float(values.min())),
        high=plain(float(values.max())),
    )


def _limits(session: Session) -> None:
    texts = session.texts
    st.markdown(f"## {texts('limits')}")
    st.markdown(texts("limits_text"))
    sections = session.keep(("sections",), lambda: sections_of(session.loaded.package.folder))
    said = [section for section in sections if section.kind != "notes" and section.title]
    if not said:
        return
    st.markdown(f"## {texts('modellers_say')}")
    for section in said:
        st.markdown(f"### {escaped(section.title)}")
        st.html(f"<div class='sd-prose' lang='en'>{section.html}</div>")


def _drivers(session: Session) -> None:
    texts = session.texts
    package = session.loaded.package
    if not package.drivers or package.folder is None:
        return
    st.markdown(f"## {texts('drivers')}")
    st.markdown(texts("drivers_text"))
    head = [texts(key) for key in ("variable", "years", "unit", "definition", "source")]
    rows = []
    for driver in package.drivers:
        file = package.folder / "data" / driver.file
        table = session.keep(("table", driver.file), lambda file=file: read_table(file))  # type: ignore[misc]
        points = table[table["series"] == driver.series]
        years = f"{time_text(float(points['time'].min()))}–{time_text(float(points['time'].max()))}"
        rows.append(
            [
                driver.label.of(texts.language),
                years,
                *(_said(points, column) for column in ("unit", "definition", "reference")),
            ]
        )
    plain_table(texts("drivers"), head, rows, height=460)


def _said(points: pd.DataFrame, column: str) -> str:
    """Return what a column says, each text once."""
    texts: Sequence[str] = [str(text) for text in points[column].unique() if str(text)]
    return "; ".join(texts)
