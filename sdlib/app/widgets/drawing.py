"""Drawings inside the page, each in a box that scrolls by itself."""

from __future__ import annotations

import base64
import re
from html import escape

import streamlit as st

_WIDTH = re.compile(r"width:\s*(\d+)px")


def drawing(svg: str, label: str) -> None:
    """Show a drawing in its own size; where it is wider than the page, its box scrolls.

    It stands in the page as a picture: Streamlit lets no ``<svg>`` element through.

    Args:
        svg: An ``<svg>`` element whose style states its width.
        label: What it shows, for a reader who does not see it.
    """
    found = _WIDTH.search(svg)
    width = f" width='{found[1]}'" if found else ""
    text = svg.replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ", 1)
    data = base64.b64encode(text.encode("utf-8")).decode("ascii")
    said = escape(label, quote=True)
    st.html(
        f"<div class='sd-drawing' role='region' tabindex='0' aria-label='{said}'>"
        f"<img alt='{said}'{width} src='data:image/svg+xml;base64,{data}'></div>"
    )
