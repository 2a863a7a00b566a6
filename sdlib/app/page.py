"""The page as a whole: opens the model, meets the address, shows one of the views."""

from __future__ import annotations

import streamlit as st

from sdlib.app.opened import open_site, quicken, spare_the_collector
from sdlib.app.session import Session, first_language
from sdlib.app.style import CSS
from sdlib.app.texts import Texts
from sdlib.app.views.evidence import evidence
from sdlib.app.views.explain import explain
from sdlib.app.views.simulate import simulate
from sdlib.app.widgets.notices import error_notice
from sdlib.app.widgets.topbar import top_bar
from sdlib.errors import SdError
from sdlib.policy import model_names

VIEWS = {"simulate": simulate, "evidence": evidence, "explain": explain}


def show(model: str = "") -> None:
    """Show the page of a model.

    Args:
        model: Name of a package, or path of a model file; the first package by default.
    """
    st.set_page_config(page_title="sdlib", layout="wide", initial_sidebar_state="collapsed")
    st.html(CSS)
    try:
        model = model or next(iter(model_names()), "")
        session = Session(open_site(model))
    except SdError as error:
        error_notice(Texts(first_language())("no_model"), error)
        return
    session.meet_address()
    _say_language(session)
    top_bar(session)
    VIEWS[session.view.page](session)
    spare_the_collector(model)
    quicken(model)


def _say_language(session: Session) -> None:
    """Name the tab, and tell screen readers in which language to read."""
    language = session.view.language
    st.set_page_config(page_title=session.loaded.package.title.of(language))
    tag = {"zh": "zh-CN"}.get(language, language)
    script = f"<script>document.documentElement.lang = '{tag}'</script>"
    with st.container(key="silent"):
        st.html(script, unsafe_allow_javascript=True)
