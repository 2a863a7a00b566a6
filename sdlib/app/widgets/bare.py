"""The levers of a model file without a package: found by name, one slider at a time."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import changed_levers
from sdlib.app.session import Session, hold, kept
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, setting_text, told_apart
from sdlib.policy import Settings

MOST_LISTED = 8
"""A group with more levers lists only those that were moved."""


def find_lever(session: Session, settings: Settings) -> None:
    """Show a box that finds a lever, and rows of a small group or of what was moved."""
    texts = session.texts
    package = session.loaded.package
    if not package.levers:
        st.markdown(texts("no_levers"))
        return
    groups = list(dict.fromkeys(lever.group for lever in package.levers.values()))
    labels = told_apart({name: package.groups[name].of(texts.language) for name in groups})
    group: str | None = None
    if len(groups) > 1:
        choices = [None, *groups]
        group = st.selectbox(
            texts("group"),
            choices,
            format_func=lambda name: (
                texts("all_groups", count=len(package.levers)) if name is None else labels[name]
            ),
            **kept(session, "bare-group", None, choices),
        )
    keys = [key for key, lever in package.levers.items() if group in (None, lever.group)]
    if session.opened is not None and session.opened not in keys:
        keys = [session.opened, *keys]
    key = hold("bare-lever", session.opened)
    st.selectbox(
        texts("find_lever"),
        keys,
        key=key,
        # Only a box that begins empty can be emptied.
        index=None,
        placeholder=texts("find_placeholder"),
        on_change=_found,
        args=(session, key),
    )
    moved = changed_levers(session.loaded, settings)
    listed = keys if len(keys) <= MOST_LISTED else list(moved)[:MOST_LISTED]
    with st.container(key="moved", gap=None):
        for name in listed:
            _row(session, settings, name, moved=name in moved)


def _row(session: Session, settings: Settings, name: str, *, moved: bool) -> None:
    lever = session.loaded.package.levers[name]
    slider = lever.settings[lever.main]
    now = setting_text(slider, settings.levers[name][lever.main], session.texts)
    text = f"{escaped(name)}: {escaped(now)}"
    if moved:
        text = f"**{text}** ({session.texts('baseline')} {plain(slider.default)})"
    opened = session.opened == name
    st.button(
        text,
        key=f"open-{name}",
        type="tertiary",
        width="stretch",
        icon=":material/expand_more:" if opened else ":material/chevron_right:",
        on_click=session.open,
        args=(name,),
    )


def _found(session: Session, key: str) -> None:
    session.open(st.session_state[key])
