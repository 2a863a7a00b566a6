"""Choices of elements of a dimension, such as the regions in which a policy works."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import with_elements
from sdlib.app.session import Session
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
    chosen = list(settings.choices[lever.key][name])
    place = f"pills-{lever.key}-{name}"
    key = session.hold(place, chosen, worded=True)
    st.pills(
        escaped(choice.label.of(texts.language)),
        choice.elements,
        selection_mode="multi",
        default=chosen,
        format_func=labels.__getitem__,
        key=key,
        help=escaped(choice.reference),
        on_change=session.moved,
        args=(key, _picked, session, lever, name),
    )
    if session.visit.looks.pop(_EMPTIED, None) == (lever.key, name):
        st.markdown(f":orange[{texts('choice_empty')}]")


def _picked(value: list[str], session: Session, lever: Lever, name: str) -> None:
    elements = tuple(value)
    if not elements:
        # A policy that works nowhere is one that is off: the strength says so.
        session.visit.looks[_EMPTIED] = (lever.key, name)
    session.choose(with_elements(session.loaded, session.choice, lever, name, elements))
