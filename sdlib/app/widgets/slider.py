"""Sliders with range, unit and source, and texts that Markdown leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sdlib.app.phrases import told
from sdlib.app.session import Session
from sdlib.app.wording import plain, range_text
from sdlib.policy.settings_schema import Slider

_MARKS = frozenset("\\`*_[]$<>~|:#")


def number_slider(
    slider: Slider,
    session: Session,
    key: str,
    value: float,
    act: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    """Show a slider with its range and unit; its help says where the default is from.

    Args:
        slider: What is set.
        session: The visitor.
        key: The widget's key.
        value: What it shows.
        act: Called after a move, with the new value and `args`.
        args: What else it is called with.
    """
    low, high = slider.range
    texts = session.texts
    name = slider.label.of(texts.language)
    if is_switch(slider):
        _switch(slider, session, key, value, act, args)
        return
    extent = range_text(slider, texts)
    st.slider(
        f"{escaped(name)} :gray[{escaped(extent)}]",
        float(low),
        float(high),
        value,
        step=float(slider.step),
        format=_format(slider),
        key=key,
        help=escaped(told(slider.reference, texts)),
        on_change=session.moved,
        args=(key, act, *args),
    )


def is_switch(slider: Slider) -> bool:
    """Tell whether a slider has two positions only, 0 and 1."""
    return slider.range == (0, 1) and slider.step == 1


def _switch(
    slider: Slider,
    session: Session,
    key: str,
    value: float,
    act: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    texts = session.texts
    names = {0.0: texts("switch_off"), 1.0: texts("switch_on")}
    st.segmented_control(
        escaped(slider.label.of(texts.language)),
        list(names),
        default=value,
        format_func=lambda at: names.get(at, plain(at)),
        key=key,
        required=True,
        help=escaped(told(slider.reference, texts)),
        on_change=session.moved,
        args=(key, act, *args),
    )


def escaped(text: str) -> str:
    """Return a text as Markdown shows it, letter by letter."""
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in text)


def _format(slider: Slider) -> str:
    decimals = f"{slider.step:.8f}".rstrip("0").partition(".")[2]
    return f"%.{len(decimals)}f"
