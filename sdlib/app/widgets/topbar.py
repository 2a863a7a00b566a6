"""The bar at the top: title, pages, undo and redo, share, language."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from sdlib.app.address import LANGUAGES, PAGES
from sdlib.app.models import PREFIX, titles
from sdlib.app.session import Session
from sdlib.app.uploads import desk
from sdlib.app.widgets.model_file import model_file
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import told_apart

NAMES = {"en": "EN", "zh": "中文"}
MODEL_WIDTH = 256
"""Width of the box that chooses the model, in pixels."""


def top_bar(session: Session) -> None:
    """Show the bar."""
    texts = session.texts
    with st.container(horizontal=True, key="top", vertical_alignment="center", gap="small"):
        _title(session)
        key = session.hold("page", session.view.page, worded=True)
        st.segmented_control(
            texts("pages"),
            PAGES,
            default=session.view.page,
            format_func=lambda page: texts(f"page_{page}"),
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=session.moved,
            args=(key, _look, session, "page"),
        )
        st.space("stretch")
        _steps(session)
        model_file(session)
        _share(session)
        key = session.hold("language", session.view.language)
        st.segmented_control(
            texts("language"),
            LANGUAGES,
            default=session.view.language,
            format_func=NAMES.__getitem__,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=session.moved,
            args=(key, _look, session, "language"),
        )


def _title(session: Session) -> None:
    """Show the model's title; where there are several models, as the box that chooses one."""
    texts = session.texts
    title = session.loaded.package.title.of(texts.language)
    if len(session.models) == 1:
        st.markdown(f"# {escaped(title)}", width="content", anchors=False)
        return
    st.html(f"<h1 class='sd-hidden'>{escape(title)}</h1>")
    own = desk().upload
    shared = tuple(name for name in session.models if own is None or name != own.name)
    named_models = {name: label.of(texts.language) for name, label in titles(shared).items()}
    if own is not None:
        named_models[own.name] = own.site.loaded.package.title.of(texts.language)
    labels = told_apart(named_models)
    key = session.hold("model", session.model, worded=True)
    st.selectbox(
        texts("model"),
        session.models,
        session.models.index(session.model),
        format_func=labels.__getitem__,
        key=key,
        on_change=session.moved,
        args=(key, session.change_model),
        label_visibility="collapsed",
        filter_mode=None,
        width=MODEL_WIDTH,
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
        own = session.model.startswith(PREFIX)
        st.markdown(texts("share_own_file" if own else "share_text"))
        st.code(link(session), language=None, wrap_lines=True)


def link(session: Session) -> str:
    """Return the whole address of what is seen now."""
    page = (st.context.url or "").partition("?")[0]
    page = page if page.endswith("/") else f"{page}/"
    return f"{page}?{urlencode(session.address())}"


def _step(session: Session, forth: bool) -> None:
    session.step(forth=forth)


def _look(value: str, session: Session, part: str) -> None:
    session.look(**{part: value})
