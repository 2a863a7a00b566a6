"""Uncertainty bands on the page: the switch, what is known of them, and what explains them.

The lines never wait for them. Where an ensemble takes no longer than a few frames it is drawn with
the lines; else the lines are drawn without it, and it follows once the visitor's hand rests. A band
of other settings is never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sdlib.app.band_words import worlds_told
from sdlib.app.choice import changed_assumptions, changed_levers
from sdlib.app.options import BLUE
from sdlib.app.session import Session
from sdlib.app.shades import BASELINE_SHADE, OPACITY, Extents, Shading, extents
from sdlib.app.widgets.rest import go_on, in_turn, rest
from sdlib.errors import SdError
from sdlib.policy import Settings
from sdlib.study.ensemble import QUANTILES, Ensemble, spans
from sdlib.study.worlds import WORLDS

REST = 0.15
"""How long nothing is moved before a band that takes long is computed [s]."""

AGAIN = 2.0
"""How often it is looked whether many runs have become quick [s]."""

_HELD = "band-held"


@dataclass(frozen=True, kw_only=True)
class Bands:
    """What is known of the bands while a page is drawn."""

    shading: Shading | None = None
    """What charts draw, None where nothing is wanted."""
    found: Ensemble | None = None
    """The ensemble of the current settings."""
    waiting: bool = False
    """Whether it is still to be computed."""
    changed: bool = False
    """Whether anything but assumptions differs from the baseline."""
    reason: str = ""
    """Why there is none, for the visitor."""
    compiling: bool = False
    """Whether that will have changed once the model is compiled."""
    make: Callable[[], Ensemble] | None = None
    """Returns the ensemble of the current settings; None where there is none."""


def band_switch(session: Session) -> None:
    """Show the switch; without assumptions it cannot be moved, and says why."""
    texts = session.texts
    possible = session.site.bands.possible
    names = [f"{100 * each:g}%" for each in QUANTILES]
    (low, high, _), (inner_low, inner_high, _) = spans(QUANTILES)[:2]
    explained = texts(
        "uncertainty_help",
        worlds=WORLDS,
        count=len(session.loaded.package.uncertainties),
        low=names[low],
        high=names[high],
        inner_low=names[inner_low],
        inner_high=names[inner_high],
    )
    value = session.view.bands and possible
    st.toggle(
        texts("uncertainty"),
        value,
        key=(key := session.hold("bands", value)),
        help=explained if possible else texts("uncertainty_none"),
        disabled=not possible,
        on_change=session.moved,
        args=(key, _switched, session),
        width="content",
    )


def _switched(value: bool, session: Session) -> None:
    session.look(bands=value)


def bands_now(session: Session, settings: Settings) -> Bands:
    """Return what can be drawn together with the lines."""
    store, texts = session.site.bands, session.texts
    if not session.view.bands or not store.possible:
        return Bands()
    name = store.replaced(settings)
    if name:
        return Bands(reason=texts("band_replaced", name=name))
    if not store.is_ready():
        session.site.want_many()
        return Bands(reason=texts("band_compiling"), compiling=True)
    columns = store.columns(session.charts)
    changed = bool(changed_levers(session.loaded, settings) or settings.overrides)
    blank = Bands(changed=changed, make=lambda: store.get(settings, columns))
    try:
        found = store.found(settings, columns)
        if found is None and store.is_quick(columns):
            found = store.get(settings, columns)
        then = store.baseline(columns) if changed else None
    except SdError as error:
        return _failed(session, error)
    if found is not None:
        return _known(session, blank, found, then)
    held: Extents = session.visit.looks.get(_HELD, {})
    return replace(blank, waiting=True, shading=Shading(baseline=then, held=held))


def bands_after(session: Session, settings: Settings, bands: Bands) -> Bands:
    """Return the bands that were waited for, computed once nothing is moved."""
    store = session.site.bands
    rest(REST)
    columns = store.columns(session.charts)
    try:
        with in_turn(store.turn):
            found = store.get(settings, columns, lambda done, count: go_on())
        then = store.baseline(columns) if bands.changed else None
    except SdError as error:
        return _failed(session, error)
    return _known(session, bands, found, then)


def _known(session: Session, bands: Bands, found: Ensemble, then: Ensemble | None) -> Bands:
    session.visit.looks[_HELD] = extents(found)
    return replace(bands, found=found, waiting=False, shading=Shading(current=found, baseline=then))


def _failed(session: Session, error: SdError) -> Bands:
    return Bands(reason=f"{session.texts('band_failed')} {error}")


def band_note(
    session: Session,
    settings: Settings,
    bands: Bands,
    lines: Sequence[int],
    place: DeltaGenerator | None = None,
) -> DeltaGenerator | None:
    """Show what the bands are, below the charts; nothing where they are switched off.

    Args:
        session: The visitor.
        settings: Every lever at its value.
        bands: What is known.
        lines: How many lines each chart has.
        place: An element that it replaces.
    """
    if bands.shading is None and not bands.reason:
        return None
    texts = session.texts
    if bands.shading is None:
        note = (place or st).html(f"<p class='sd-note' role='status'>{escape(bands.reason)}</p>")
        if bands.compiling:
            st.fragment(_look_again, run_every=AGAIN)(session)
        return note
    notes = [texts("band_note", worlds=WORLDS, count=len(session.loaded.package.uncertainties))]
    if bands.found and bands.found.lost:
        notes.append(texts("band_lost", lost=bands.found.lost))
    if changed_assumptions(session.loaded, settings):
        notes.append(texts("band_assumed"))
    gap = "" if texts.language == "zh" else " "
    legend = "".join(
        f"<li><span style='background: {colour}; opacity: {opacity:.2f}'></span>{escape(text)}</li>"
        for colour, opacity, text in _legend(session, bands, lines)
    )
    return (place or st).html(
        f"<div class='sd-band'><ul class='sd-legend'>{legend}</ul>"
        f"<p class='sd-note'>{escape(gap.join(notes))}</p></div>"
    )


def _legend(session: Session, bands: Bands, lines: Sequence[int]) -> list[tuple[str, float, str]]:
    """Return colour, opacity and meaning of each shade."""
    texts = session.texts
    (_, _, outer), (_, _, inner) = spans(QUANTILES)[:2]
    found = []
    pale = OPACITY["current"]
    if 1 in lines:
        found.append((BLUE, pale, texts("band_current", worlds=worlds_told(outer, texts))))
        # Two lie on each other.
        dark = 1 - (1 - pale) ** 2
        found.append((BLUE, dark, texts("band_inner", worlds=worlds_told(inner, texts))))
        if bands.changed:
            text = texts("band_baseline", worlds=worlds_told(outer, texts))
            found.append((BASELINE_SHADE, OPACITY["baseline"], text))
    if any(count > 1 for count in lines):
        text = texts("band_lines", worlds=worlds_told(outer, texts))
        found.append((BLUE, OPACITY["among"], text))
    return found


def _look_again(session: Session) -> None:
    """Draw the page anew once many runs are quick."""
    if session.site.bands.is_ready():
        st.rerun()
