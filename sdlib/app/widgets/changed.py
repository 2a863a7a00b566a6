"""What was changed, as one line of chips; guidance while nothing is."""

from __future__ import annotations

from html import escape

import streamlit as st

from sdlib.app.choice import Value, changed_assumptions, changed_levers
from sdlib.app.session import Session
from sdlib.app.wording import plain, setting_text
from sdlib.policy import Settings
from sdlib.policy.package import Lever


def changed_line(session: Session, settings: Settings) -> None:
    """Show which levers and assumptions differ from the baseline."""
    texts = session.texts
    chips = [
        *(("lever", text) for text in lever_chips(session, settings)),
        *(("assumption", text) for text in assumption_chips(session, settings)),
        *(("lever", text) for text in override_chips(settings)),
    ]
    if not chips:
        guide = texts("guide_bare" if session.is_bare else "guide")
        st.html(f"<p class='sd-line sd-guide'>{escape(guide)}</p>")
        return
    inside = "".join(f"<li class='sd-chip sd-{kind}'>{escape(text)}</li>" for kind, text in chips)
    st.html(
        f"<div class='sd-line' tabindex='0'><span class='sd-lead'>{escape(texts('changed'))}</span>"
        f"<ul class='sd-chips'>{inside}</ul></div>"
    )


def lever_chips(session: Session, settings: Settings) -> list[str]:
    """Return a text for each lever that differs from the baseline."""
    texts = session.texts
    found = []
    for key, moved in changed_levers(session.loaded, settings).items():
        lever = session.loaded.package.levers[key]
        value = setting_text(lever.settings[lever.main], settings.levers[key][lever.main], texts)
        others = [
            _other(session, lever, name, at) for name, at in moved.items() if name != lever.main
        ]
        label = lever.label.of(texts.language)
        found.append(", ".join([f"{label} {value}", *others]))
    return found


def _other(session: Session, lever: Lever, name: str, value: Value) -> str:
    """Return a setting beside the main one, with its value."""
    texts = session.texts
    if isinstance(value, tuple):
        choice = lever.choices[name]
        label_of = session.loaded.package.element_label
        names = [label_of(choice.over, element).of(texts.language) for element in value]
        return f"{choice.label.of(texts.language)} {' + '.join(names)}"
    slider = lever.settings[name]
    return f"{slider.label.of(texts.language)} {setting_text(slider, value, texts)}"


def assumption_chips(session: Session, settings: Settings) -> list[str]:
    """Return a text for each assumption that differs from the baseline."""
    texts = session.texts
    entries = session.loaded.package.uncertainties
    return [
        f"{entries[key].label.of(texts.language)} {setting_text(entries[key], value, texts)}"
        for key, value in changed_assumptions(session.loaded, settings).items()
    ]


def override_chips(settings: Settings) -> list[str]:
    """Return a text for each model variable that the scenario or the link replaces."""
    return [
        f"{name} = {plain(value)}"
        for name, value in settings.overrides.items()
        if isinstance(value, float)
    ]
