"""What a visitor is told when something is wrong; never a traceback."""

from __future__ import annotations

import streamlit as st

from sdlib.app.address import Ignored, Reading
from sdlib.app.session import Session
from sdlib.app.texts import Texts
from sdlib.app.widgets.slider import escaped
from sdlib.errors import SdError


def link_notice(session: Session) -> None:
    """Say which parts of the link were not used.

    It stays until it is closed: if it went by itself, everything below would jump.
    """
    reading = session.reading
    if reading is None:
        return
    texts = session.texts
    other = reading.other_model and not reading.scenario_lost
    if not reading.ignored and not other:
        return
    with st.container(horizontal=True, key="notice", vertical_alignment="top", gap="small"):
        _notice(reading, texts)
        st.button(
            texts("close"),
            key="close-notice",
            icon=":material/close:",
            type="tertiary",
            on_click=session.close_notice,
        )


def _notice(reading: Reading, texts: Texts) -> None:
    if reading.ignored:
        lead = texts("link_lost" if reading.scenario_lost else "link_partly")
        parts = [f"- {_told(part, texts)}" for part in reading.ignored]
        st.warning("\n".join([lead, "", *parts]), icon=":material/link_off:")
    if reading.other_model and not reading.scenario_lost:
        st.info(texts("link_other_model"), icon=":material/history:")


def error_notice(lead: str, error: SdError, after: str = "") -> None:
    """Show an error's message."""
    lines = [escaped(line.strip()) for line in str(error).splitlines()]
    st.error("  \n".join([f"**{lead}**", *lines, after]), icon=":material/error:")


def _told(ignored: Ignored, texts: Texts) -> str:
    reason = texts(ignored.reason)
    if ignored.detail:
        key = "nearest" if ignored.reason == "link_unknown_name" else "allowed"
        reason = f"{reason} ({texts(key, detail=ignored.detail)})"
    return f"`{ignored.part.replace('`', '')}`: {escaped(reason)}"
