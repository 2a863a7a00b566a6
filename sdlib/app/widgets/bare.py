"""The levers of a model file without a package: found by name, one slider at a time."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import changed_levers
from sdlib.app.session import Session, hold
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, setting_text
from sdlib.policy import Settings

MOST_CHANGED = 8
"""How many changed levers are listed."""


def find_lever(session: Session, settings: Settings) -> None:
    """Show a box that finds a lever, and a row for each lever that was moved."""
    texts = session.texts
    package = session.loaded.package
    if not package.levers:
        st.markdown(texts("no_levers"))
        return
    groups = list(dict.fromkeys(lever.group for lever in package.levers.values()))
    group: str | None = None
    if len(groups) > 1:
        group = st.selectbox(
            texts("group"),
            [None, *groups],
            format_func=lambda name: (
                texts("all_groups", count=len(package.levers))
                if name is None
                else package.groups[name].of(texts.language)
            ),
            key="bare-group",
        )
    keys = [key for key, lever in package.levers.items() if group in (None, lever.group)]
    if session.opened is not None and session.opened not in keys:
        keys = [session.opened, *keys]
    key = hold("bare-lever", session.opened)
    st.selectbox(
        texts("find_lever"),
        keys,
        key=key,
        index=None,
        placeholder=texts("find_placeholder"),
        on_change=_found,
        args=(session, key),
    )
    with st.container(key="moved", gap=None):
        for name in list(changed_levers(session.loaded, settings))[:MOST_CHANGED]:
            lever = package.levers[name]
            slider = lever.settings[lever.main]
            now = setting_text(slider, settings.levers[name][lever.main], texts)
            st.button(
                f"{escaped(name)}: {escaped(now)} ({texts('baseline')} {plain(slider.default)})",
                key=f"open-{name}",
                type="tertiary",
                icon=":material/chevron_right:",
                on_click=session.open,
                args=(name,),
            )


def _found(session: Session, key: str) -> None:
    session.open(st.session_state[key])
