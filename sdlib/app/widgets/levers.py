"""The rows of policies, and the settings of the one that is opened."""

from __future__ import annotations

import streamlit as st

from sdlib.app.choice import CUSTOM, band_of, changed_levers, with_setting, without_policies
from sdlib.app.session import Session
from sdlib.app.widgets.about import about_lever
from sdlib.app.widgets.many_levers import MOST_ROWS, many_levers
from sdlib.app.widgets.pills import element_pills
from sdlib.app.widgets.slider import escaped, number_slider
from sdlib.app.wording import plain, text_width
from sdlib.policy import Settings
from sdlib.policy.package import Lever
from sdlib.policy.settings_schema import Slider

PARTS = ("panel_set", "panel_more", "panel_about")
"""What the panel of a policy of the literature list shows, one at a time."""

MOST_SETTINGS = 4
"""How many sliders its first part shows: with more, the last would be cut off."""

WHOLE = 32
"""How many letters of a name a narrow row shows on a small screen."""


def lever_rows(session: Session, settings: Settings) -> None:
    """Show a row for each policy: its name opens it, its bands set its strength."""
    levers = session.loaded.package.levers
    if len(levers) > MOST_ROWS:
        many_levers(session, settings, lambda lever: _row(session, lever, settings, narrow=True))
        return
    with st.container(key="rows", gap=None):
        for lever in levers.values():
            _row(session, lever, settings)


def lever_panel(session: Session, settings: Settings) -> None:
    """Show the settings of the opened lever, with what is known about it."""
    texts = session.texts
    with st.container(key="panel", gap=None, border=False):
        lever = session.loaded.package.levers.get(session.opened or "")
        if lever is None:
            _no_lever(session)
            return
        label = lever.label.of(texts.language)
        st.markdown(f"**{escaped(label)}** · {escaped(grade(session, lever))}")
        names = list(lever.settings)
        if session.loaded.package.policies_of(lever):
            first, more = names[:MOST_SETTINGS], names[MOST_SETTINGS:]
            part = st.segmented_control(
                texts("panel_part"),
                PARTS if more else (PARTS[0], PARTS[2]),
                format_func=texts,
                # Another choice of parts is another widget.
                **session.kept("panel-of-three" if more else "panel-part", PARTS[0]),
                required=True,
                label_visibility="collapsed",
            )
            if part == PARTS[2]:
                st.html(about_lever(session, lever))
                return
            names = more if part == PARTS[1] else first
        else:
            st.markdown(escaped(lever.summary.of(texts.language)))
            if session.is_bare:
                st.markdown(escaped(lever.mechanism.of(texts.language)))
        _settings(session, lever, names, settings)


def _settings(session: Session, lever: Lever, names: list[str], settings: Settings) -> None:
    """Show the sliders, and below the main setting and its pair what is chosen of dimensions."""
    # Beyond the first part there is room for names that do not fit side by side.
    abreast = 2 if lever.main in names else 1
    for at in range(0, len(names), abreast):
        pair = names[at : at + abreast]
        for column, name in zip(st.columns(len(pair), gap="medium"), pair, strict=True):
            with column:
                setting_slider(session, lever, name, settings)
        if lever.main in pair:
            for name in lever.choices:
                element_pills(session, lever, name, settings)


def _no_lever(session: Session) -> None:
    texts = session.texts
    if session.is_bare:
        st.markdown(texts("panel_empty_bare"))
        return
    scenario = session.loaded.package.scenarios[session.choice.scenario]
    title = escaped(scenario.title.of(texts.language))
    st.markdown(f"**{title}**  \n{escaped(scenario.summary.of(texts.language))}")
    st.markdown(texts("panel_empty"))


def setting_slider(session: Session, lever: Lever, name: str, settings: Settings) -> None:
    """Show the slider of one setting, with its range, its unit and where its default is from."""
    slider = lever.settings[name]
    value = float(settings.levers[lever.key][name])
    key = session.hold(f"slider-{lever.key}-{name}", value)
    number_slider(slider, session, key, value, _slid, (session, lever, name))


def grade(session: Session, lever: Lever) -> str:
    """Return in a few words how well a lever's effect is known."""
    texts = session.texts
    if session.is_bare:
        return texts("value_from", **_ends(lever.settings[lever.main], session))
    found = [session.loaded.package.evidence[key].grade for key in lever.evidence]
    # The weakest link counts: a reader should not take the best study for the whole.
    for name in ("weak", "medium", "strong"):
        if name in found:
            return texts(f"grade_{name}")
    return texts("grade_none")


def _ends(slider: Slider, session: Session) -> dict[str, str]:
    low, high = slider.range
    unit = "" if slider.unit == "Dmnl" else session.texts.unit(slider.unit)
    return {"low": plain(low), "high": plain(high), "unit": unit}


def _row(session: Session, lever: Lever, settings: Settings, *, narrow: bool = False) -> None:
    """Show the row of a lever.

    Args:
        session: The visitor.
        lever: The lever.
        settings: Every lever at its value.
        narrow: Whether "custom" is left out where the value is none: long names need the space.
    """
    texts = session.texts
    label = lever.label.of(texts.language)
    opened = session.opened == lever.key
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"**{escaped(label)}**" if opened else escaped(label),
            key=f"open-{lever.key}",
            type="tertiary",
            width="stretch",
            icon=":material/expand_more:" if opened else ":material/chevron_right:",
            # A name that the row cuts off is told in full.
            help=escaped(label) if narrow and text_width(label) > WHOLE else None,
            on_click=session.open,
            args=(None if opened else lever.key,),
        )
        value = settings.levers[lever.key][lever.main]
        custom = lever.key in session.visit.custom
        band = CUSTOM if custom else band_of(lever, value)
        without = narrow and band != CUSTOM
        # Another choice of bands is another widget.
        name = f"bands-{lever.key}" if without else f"band-{lever.key}"
        key = session.hold(name, band, worded=True)
        st.segmented_control(
            texts("strength_of", policy=label),
            list(lever.bands) if without else [*lever.bands, CUSTOM],
            default=band,
            format_func=texts.band,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=session.moved,
            args=(key, _banded, session, lever),
        )


def _banded(band: str, session: Session, lever: Lever) -> None:
    if band == CUSTOM:
        # The value stays; the row says custom, and the slider is there to move it.
        session.visit.custom |= {lever.key}
    else:
        value = lever.bands[band]
        session.choose(with_setting(session.loaded, session.choice, lever, lever.main, value))
        session.visit.custom -= {lever.key}
    session.open(lever.key)


def _slid(value: float, session: Session, lever: Lever, name: str) -> None:
    session.choose(with_setting(session.loaded, session.choice, lever, name, value))


def reset_policies(session: Session, settings: Settings) -> None:
    """Show the button that takes every policy back to the baseline."""
    texts = session.texts
    changed = changed_levers(session.loaded, settings) or settings.overrides
    st.button(
        texts("reset_levers" if session.is_bare else "reset_policies"),
        key="reset-policies",
        type="tertiary",
        icon=":material/restart_alt:",
        disabled=not changed,
        on_click=_reset,
        args=(session,),
    )


def _reset(session: Session) -> None:
    session.choose(without_policies(session.loaded, session.choice))
