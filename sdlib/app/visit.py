"""What the page remembers of one visitor, as one plain object.

Streamlit looks for a newer move of the visitor whenever its session state is read or written, and
ends what runs then. A widget's callback can be ended so in the middle, and the browser never tells
it again: the move would be lost. Here a callback reads and writes a plain object only.

A browser tells the values of all its widgets with each move, as it knows them. Where the page has
given a widget another value meanwhile, the old value that comes back looks like a move. So a widget
that is given a value takes a new name: what is still told under the old one is known to be old.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sdlib.app.address import Reading, View
from sdlib.app.choice import Trail

_PLACE = "visit"
_NAMES_KEPT = 8
"""How many names of a widget are remembered: a browser is behind by one or two."""


@dataclass(kw_only=True, eq=False)
class Visit:
    """What the page remembers of one visitor."""

    shown: str | None = None
    """Name of the model that is looked at."""
    view: View | None = None
    """What is chosen and looked at, None until the address was read."""
    trail: Trail = field(default_factory=Trail)
    """The choices before and after this one."""
    reading: Reading | None = None
    """What the link said that the page was opened with, until that is closed."""
    opened: str | None = None
    """Key of the lever whose settings are shown."""
    custom: frozenset[str] = frozenset()
    """Keys of the levers whose strength was set to "custom" by hand."""
    looks: dict[str, Any] = field(default_factory=dict)
    """What single parts of the page remember, such as which group is unfolded."""
    arrived: bool = False
    """Whether the browser's arrows make the page's script run, so that the address counts."""
    written: dict[str, str] | None = None
    """The address that the page has written last."""
    link: dict[str, str] = field(default_factory=dict)
    """A link to a file that is not here; used once that file is opened."""
    desk: Any = None
    """What the visitor brought along (`sdlib.app.uploads.Desk`)."""
    stale: bool = False
    """Whether the widgets still hold what belongs to the model before."""
    _told: dict[str, Any] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)

    def begin(self, model: str | None, view: View | None) -> None:
        """Forget all that belongs to the model that was looked at.

        Args:
            model: Name of the next one.
            view: What is looked at of it.
        """
        self.shown, self.view = model, view
        self.trail, self.reading, self.opened = Trail(), None, None
        self.custom, self.looks, self.stale = frozenset(), {}, True

    def hold(self, name: str, value: Any) -> str:
        """Return the key of a widget that shows a value.

        It stays the same as long as only the visitor moves the widget.

        Args:
            name: Name of the widget.
            value: What it shows; it is to be given as the widget's default.
        """
        at = self._names.setdefault(name, 0)
        key = _key(name, at)
        if key in self._told and not _same(self._told[key], value):
            at += 1
            self._names[name] = at
            self._told.pop(_key(name, at - _NAMES_KEPT), None)
            key = _key(name, at)
        self._told[key] = value
        return key

    def take(self, key: str) -> tuple[bool, Any]:
        """Return whether the visitor has moved a widget, and its value.

        Args:
            key: Its key.
        """
        # Unlike `st.session_state[key]`, this does not look for a newer move.
        value = st.session_state.to_dict().get(key)
        if key not in self._told:
            return True, value
        moved = not _same(self._told[key], value)
        self._told[key] = value
        return moved, value


def visit() -> Visit:
    """Return what is remembered of the visitor whose script runs; not for callbacks."""
    found: Visit = st.session_state.setdefault(_PLACE, Visit())
    return found


def arrows_pressed() -> bool:
    """Return whether the browser's arrows make the script run.

    The address alone does not tell: with a move of a widget comes the one that the browser knows,
    which may be older than the one that the page wrote last.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def forget_widgets() -> None:
    """Forget what the widgets hold, such as what was searched for."""
    for key in list(st.session_state):
        if key != _PLACE:
            del st.session_state[key]


def _key(name: str, at: int) -> str:
    return f"{name}~{at}" if at else name


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return list(one) == list(other)
    return bool(one == other)
