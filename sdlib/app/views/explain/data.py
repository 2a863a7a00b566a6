"""The observations with their sources."""

from __future__ import annotations

import streamlit as st

from sdlib.app.session import Session
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.wording import column_told, plain, time_text


def data(session: Session) -> None:
    """Show the chapter."""
    texts = session.texts
    package = session.loaded.package
    if not package.history:
        st.markdown(texts("data_none"))
        return
    head = [texts(key) for key in ("variable", "year", "value", "unit", "definition", "source")]
    rows = []
    for history in package.history:
        label = column_told(package, session.loaded.model, history.variable, texts)
        for point in history.points.to_dict("records"):
            rows.append(
                [
                    label,
                    time_text(float(point["time"])),
                    plain(float(point["value"])),
                    texts.unit(str(point["unit"])),
                    str(point["definition"]),
                    str(point["reference"]),
                ]
            )
    st.markdown(f"## {texts('history')}")
    plain_table(texts("history"), head, rows, height=560)
