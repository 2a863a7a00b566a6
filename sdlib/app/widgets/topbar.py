"""The bar at the top: title, pages, undo and redo, share, language."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from sdlib.app.address import LANGUAGES, PAGES, write_address
from sdlib.app.session import Session, hold, named
from sdlib.app.widgets.slider import escaped

NAMES = {"en": "EN", "zh": "中文"}


def top_bar(session: Session) -> None:
    """Show the bar."""
    texts = session.texts
    with st.container(horizontal=True, key="top", vertical_alignment="center", gap="small"):
        title = session.loaded.package.title.of(texts.language)
        st.markdown(f"# {escaped(title)}", width="content", anchors=False)
        key = hold(named(session, "page"), session.view.page)
        st.segmented_control(
            texts("pages"),
            PAGES,
            format_func=lambda page: texts(f"page_{page}"),
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=_look,
            args=(session, "page", key),
        )
        st.space("stretch")
        _steps(session)
        _share(session)
        key = hold("language", session.view.language)
        st.segmented_control(
            texts("language"),
            LANGUAGES,
            format_func=NAMES.__getitem__,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=_look,
            args=(session, "language", key),
        )


def _steps(session: Session) -> None:
    texts = session.texts
    for name, forth, possible in (
        ("undo", False, session.trail.past),
        ("redo", True, session.trail.future),
    ):
        st.button(
            texts(name),
            key=name,
            icon=f":material/{name}:",
            type="tertiary",
            disabled=not possible,
            help=texts(name),
            on_click=_step,
            args=(session, forth),
        )


def _share(session: Session) -> None:
    texts = session.texts
    with st.popover(texts("share"), icon=":material/link:", key="share"):
        st.markdown(texts("share_text"))
        st.code(link(session), language=None, wrap_lines=True)


def link(session: Session) -> str:
    """Return the whole address of what is seen now."""
    page = (st.context.url or "").partition("?")[0]
    page = page if page.endswith("/") else f"{page}/"
    return f"{page}?{urlencode(write_address(session.loaded, session.view))}"


def _step(session: Session, forth: bool) -> None:
    session.step(forth=forth)


def _look(session: Session, part: str, key: str) -> None:
    session.look(**{part: st.session_state[key]})
