"""Every equation, to be searched."""

from __future__ import annotations

import streamlit as st

from sdlib.app.session import Session
from sdlib.app.widgets.plain_table import plain_table
from sdlib.model.structure import Variable

MOST_ROWS = 400
"""How many variables are listed at once; the search narrows them."""


def equations(session: Session) -> None:
    """Show the chapter."""
    texts = session.texts
    model = session.loaded.model
    group: str | None = None
    with st.container(horizontal=True, key="find-bar"):
        if len(model.groups) > 1:
            groups = [None, *model.groups]
            group = st.selectbox(
                texts("group"),
                groups,
                format_func=lambda name: (
                    texts("all_groups_variables", count=len(model.variables))
                    if name is None
                    else name
                ),
                **session.kept("explain-group", None, groups),
            )
        wanted = st.text_input(texts("search"), key="explain-search")
        wanted = wanted.strip().casefold()
    found = [
        variable
        for variable in model.variables.values()
        if group in (None, variable.group)
        and wanted in f"{variable.name} {variable.equation} {variable.comment}".casefold()
    ]
    head = [texts(key) for key in ("variable", "equation", "unit", "comment")]
    rows = [_row(variable) for variable in found[:MOST_ROWS]]
    plain_table(texts("equations"), head, rows, height=560)
    if len(found) > MOST_ROWS:
        st.markdown(texts("and_more", count=len(found) - MOST_ROWS))


def _row(variable: Variable) -> list[str]:
    inside = f"[{', '.join(variable.dimensions)}]" if variable.dimensions else ""
    return [variable.name + inside, variable.equation, variable.unit, variable.comment]
