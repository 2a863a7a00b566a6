"""Choices of elements of a dimension, such as the regions in which a policy works."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import with_elements
from sdlib.app.session import Session, hold, named
from sdlib.app.widgets.slider import escaped
from sdlib.policy import Settings
from sdlib.policy.package import Lever

_EMPTIED = "emptied"


def element_pills(session: Session, lever: Lever, name: str, settings: Settings) -> None:
    """Show which elements are chosen, each as a pill; the last one cannot be taken away."""
    texts = session.texts
    choice = lever.choices[name]
    package = session.loaded.package
    labels = {e: package.element_label(choice.over, e).of(texts.language) for e in choice.elements}
    key = named(session, f"pills-{lever.key}-{name}")
    chosen = list(settings.choices[lever.key][name])
    hold(key, chosen)
    st.pills(
        escaped(choice.label.of(texts.language)),
        choice.elements,
        selection_mode="multi",
        default=chosen,
        format_func=labels.__getitem__,
        key=key,
        help=escaped(choice.reference),
        on_change=_picked,
        args=(session, lever, name, key),
    )
    if st.session_state.pop(_EMPTIED, "") == key:
        st.markdown(f":orange[{texts('choice_empty')}]")


def _picked(session: Session, lever: Lever, name: str, key: str) -> None:
    elements = tuple(st.session_state[key])
    if not elements:
        # A policy that works nowhere is one that is off: the strength says so.
        st.session_state[_EMPTIED] = key
    session.choose(with_elements(session.loaded, session.choice, lever, name, elements))
