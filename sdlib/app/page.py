"""The page as a whole: opens the model, meets the address, shows one of the views."""

from __future__ import annotations

import streamlit as st

from sdlib.app.models import model_shown, offered, opening_model
from sdlib.app.opened import begin_first_run, open_site, quicken, spare_the_collector
from sdlib.app.session import Session, first_language
from sdlib.app.style import CSS
from sdlib.app.texts import Texts
from sdlib.app.uploads import desk, site_of_upload, take_over
from sdlib.app.views.evidence import evidence
from sdlib.app.views.explain import explain
from sdlib.app.views.simulate import simulate
from sdlib.app.visit import arrows_pressed, visit
from sdlib.app.widgets.model_file import file_notice
from sdlib.app.widgets.notices import error_notice, link_notice
from sdlib.app.widgets.topbar import top_bar
from sdlib.errors import SdError

VIEWS = {"simulate": simulate, "evidence": evidence, "explain": explain}


def show(model: str = "") -> None:
    """Show the page of a model.

    Args:
        model: What the page opens with: name of a package, or path of a model file; the first
            package by default.
    """
    st.set_page_config(page_title="sdlib", layout="wide", initial_sidebar_state="collapsed")
    st.html(CSS)
    known = visit()
    known.arrived = arrows_pressed()
    view = known.view
    texts = Texts(view.language if view is not None else first_language())
    _open_file(texts)
    own = upload.name if (upload := desk().upload) else ""
    started, model = model, model_shown(model, own)
    try:
        with st.container(key="busy-opening"), st.spinner(texts("opening"), show_time=True):
            site = site_of_upload(model) or open_site(model)
            begin_first_run(site)
    except SdError as error:
        error_notice(texts("no_model"), error)
        if model != opening_model(started):
            st.markdown(f"[{texts('back_to_first')}](?)")
        return
    session = Session(site, model, offered(started, own), opening_model(started))
    session.meet_address()
    _say_language(session)
    top_bar(session)
    file_notice(session)
    if session.view.page != "simulate":
        link_notice(session)
    VIEWS[session.view.page](session)
    if model != own:
        spare_the_collector(model)
        quicken(model)


def _open_file(texts: Texts) -> None:
    """Open what the visitor has brought along, if something has come in."""
    found = desk()
    if found.waiting is None:
        return
    given, found.waiting = found.waiting, None
    reading = texts("opening_file", file=given.title)
    with st.container(key="busy-file"):
        with st.spinner(reading, show_time=True):
            readable = found.read(given)
        if readable:
            words = texts("preparing_file" if found.long else "running_file", file=given.title)
            with st.spinner(words, show_time=True):
                take_over()


def _say_language(session: Session) -> None:
    """Name the tab, and tell screen readers in which language to read."""
    language = session.view.language
    st.set_page_config(page_title=session.loaded.package.title.of(language))
    tag = {"zh": "zh-CN"}.get(language, language)
    script = f"<script>document.documentElement.lang = '{tag}'</script>"
    with st.container(key="silent"):
        st.html(script, unsafe_allow_javascript=True)
