"""The assumptions: what nobody sets."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import changed_assumptions, snapped, with_values, without_assumptions
from sdlib.app.session import Session
from sdlib.app.widgets.slider import number_slider
from sdlib.policy import Settings


def assumption_sliders(session: Session, settings: Settings) -> None:
    """Show a slider for each assumption, and the button that resets them all."""
    texts = session.texts
    entries = session.loaded.package.uncertainties
    if not entries:
        st.markdown(texts("no_assumptions"))
        return
    with st.container(key="assumptions", gap=None):
        st.markdown(texts("assumptions_text"))
        for name, entry in entries.items():
            value = float(settings.uncertainties[name])
            key = session.hold(f"assumption-{name}", value)
            number_slider(entry, session, key, value, _slid, (session, name))
    st.button(
        texts("reset_assumptions"),
        key="reset-assumptions",
        type="tertiary",
        icon=":material/restart_alt:",
        disabled=not changed_assumptions(session.loaded, settings),
        on_click=_reset,
        args=(session,),
    )


def _slid(value: float, session: Session, name: str) -> None:
    value = snapped(session.loaded.package.uncertainties[name], value)
    session.choose(with_values(session.loaded, session.choice, {name: value}))


def _reset(session: Session) -> None:
    session.choose(without_assumptions(session.loaded, session.choice))
