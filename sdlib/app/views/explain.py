"""The page that says what the model is, variable by variable, and what it cannot tell."""

from __future__ import annotations

import streamlit as st

from sdlib.app.session import Session, kept, touch
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, time_text
from sdlib.model.structure import Variable

MOST_ROWS = 400
"""How many variables are listed at once; the search narrows them."""


def explain(session: Session) -> None:
    """Show the page."""
    with st.container(key="reading"):
        _introduction(session)
        _equations(session)
        _observations(session)


def _introduction(session: Session) -> None:
    texts = session.texts
    package, model = session.loaded.package, session.loaded.model
    st.markdown(escaped(package.summary.of(texts.language)))
    st.markdown(texts("explain_intro"))
    st.markdown(
        texts(
            "explain_stocks",
            variables=len(model.variables),
            groups=max(1, len(model.groups)),
            stocks=len(model.stocks),
        )
    )
    if package.observed_until is not None:
        st.markdown(texts("explain_fit", time=time_text(package.observed_until)))
    st.markdown(f"## {texts('limits')}")
    st.markdown(texts("limits_text"))
    tag = f"`{model.content_hash[:8]}`"
    st.markdown(texts("model_name", name=escaped(package.name), hash=tag))


def _equations(session: Session) -> None:
    texts = session.texts
    model = session.loaded.model
    st.markdown(f"## {texts('equations')}")
    group: str | None = None
    with st.container(horizontal=True, key="find-bar"):
        if len(model.groups) > 1:
            group = st.selectbox(
                texts("group"),
                [None, *model.groups],
                format_func=lambda name: (
                    texts("all_groups_variables", count=len(model.variables))
                    if name is None
                    else name
                ),
                **kept(session, "explain-group", None),
            )
        wanted = st.text_input(texts("search"), key="explain-search", on_change=touch)
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


def _observations(session: Session) -> None:
    texts = session.texts
    package = session.loaded.package
    if package.history:
        st.markdown(f"## {texts('history')}")
        head = [texts(key) for key in ("variable", "year", "value", "unit", "definition", "source")]
        rows = []
        for history in package.history:
            output = package.output(history.variable)
            label = output.label.of(texts.language) if output else history.variable
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
        plain_table(texts("history"), head, rows, height=420)
    if package.drivers:
        st.markdown(f"## {texts('drivers')}")
        names = [f"- {escaped(driver.label.of(texts.language))}" for driver in package.drivers]
        st.markdown("\n".join(names))
