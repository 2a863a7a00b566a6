"""Sliders with range, unit and source, and texts that Markdown leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sdlib.app.phrases import told
from sdlib.app.texts import Texts
from sdlib.app.wording import plain, range_text
from sdlib.policy.settings_schema import Slider

_MARKS = frozenset("\\`*_[]$<>~|:#")


def number_slider(
    slider: Slider,
    texts: Texts,
    key: str,
    value: float,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
    label: str = "",
) -> None:
    """Show a slider with its range and unit; its help says where the default is from.

    Args:
        slider: What is set.
        texts: The language.
        key: Where its value stands in the session's state.
        value: What it shows.
        on_change: Called after a move.
        args: What it is called with.
        label: Instead of the slider's own label.
    """
    low, high = slider.range
    name = label or slider.label.of(texts.language)
    if is_switch(slider):
        _switch(slider, texts, key, value, on_change, args, name)
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
        on_change=on_change,
        args=args,
    )


def is_switch(slider: Slider) -> bool:
    """Tell whether a slider has two positions only, 0 and 1."""
    return slider.range == (0, 1) and slider.step == 1


def _switch(
    slider: Slider,
    texts: Texts,
    key: str,
    value: float,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
    name: str,
) -> None:
    names = {0.0: texts("switch_off"), 1.0: texts("switch_on")}
    st.segmented_control(
        escaped(name),
        list(names),
        default=value,
        format_func=lambda at: names.get(at, plain(at)),
        key=key,
        required=True,
        help=escaped(told(slider.reference, texts)),
        on_change=on_change,
        args=args,
    )


def escaped(text: str) -> str:
    """Return a text as Markdown shows it, letter by letter."""
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in text)


def _format(slider: Slider) -> str:
    decimals = f"{slider.step:.8f}".rstrip("0").partition(".")[2]
    return f"%.{len(decimals)}f"
