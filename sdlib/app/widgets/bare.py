"""The levers of a model file without a package: each a row with its value, many of them by part."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import changed_levers
from sdlib.app.session import Session
from sdlib.app.widgets.many_levers import MOST_ROWS, many_levers
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, setting_text, text_width
from sdlib.policy import Settings
from sdlib.policy.package import Lever

_WHOLE = 44
"""How many letters of a row a small screen shows."""


def bare_levers(session: Session, settings: Settings) -> None:
    """Show a row for each lever; of many levers, what finds one."""
    texts = session.texts
    levers = session.loaded.package.levers
    if not levers:
        st.markdown(texts("no_levers"))
        return
    moved = changed_levers(session.loaded, settings)

    def row(lever: Lever) -> None:
        _row(session, settings, lever, moved=lever.key in moved)

    if len(levers) > MOST_ROWS:
        many_levers(session, settings, row)
        return
    with st.container(key="moved", gap=None):
        for lever in levers.values():
            row(lever)


def _row(session: Session, settings: Settings, lever: Lever, *, moved: bool) -> None:
    name = lever.label.of(session.texts.language)
    slider = lever.settings[lever.main]
    now = setting_text(slider, settings.levers[lever.key][lever.main], session.texts)
    text = f"{escaped(name)}: {escaped(now)}"
    if moved:
        text = f"**{text}** ({session.texts('baseline')} {plain(slider.default)})"
    opened = session.opened == lever.key
    st.button(
        text,
        key=f"open-{lever.key}",
        type="tertiary",
        width="stretch",
        icon=":material/expand_more:" if opened else ":material/chevron_right:",
        # A name that the row cuts off is told in full.
        help=escaped(f"{name}: {now}") if text_width(f"{name}: {now}") > _WHOLE else None,
        on_click=session.open,
        args=(None if opened else lever.key,),
    )
