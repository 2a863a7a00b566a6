"""The page that says what the model is, chapter by chapter, and what it cannot tell."""

from __future__ import annotations

import streamlit as st

from sdlib.app.address import CHAPTERS
from sdlib.app.session import Session
from sdlib.app.views.explain.assumptions import assumptions
from sdlib.app.views.explain.data import data
from sdlib.app.views.explain.equations import equations
from sdlib.app.views.explain.fit import fit
from sdlib.app.views.explain.loops import loops
from sdlib.app.views.explain.overview import overview
from sdlib.app.views.explain.sectors import sectors
from sdlib.app.widgets.notices import error_notice
from sdlib.errors import SdError

SHOWN = {
    "overview": overview,
    "sectors": sectors,
    "loops": loops,
    "fit": fit,
    "assumptions": assumptions,
    "equations": equations,
    "data": data,
}


def explain(session: Session) -> None:
    """Show the page: the choice of a chapter, and the chapter."""
    texts = session.texts
    with st.container(key="reading"):
        key = session.hold("chapter", session.view.chapter, worded=True)
        st.segmented_control(
            texts("chapters"),
            CHAPTERS,
            format_func=lambda chapter: texts(f"chapter_{chapter}"),
            default=session.view.chapter,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=session.moved,
            args=(key, _chosen, session),
        )
        try:
            SHOWN[session.view.chapter](session)
        except SdError as error:
            error_notice(texts("no_run"), error)


def _chosen(chapter: str, session: Session) -> None:
    session.look(chapter=chapter)
