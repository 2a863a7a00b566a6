"""The page that says what each policy is, and how well its effect is known."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sdlib.app.phrases import told
from sdlib.app.session import Session
from sdlib.app.widgets.about import about_lever, finding
from sdlib.app.widgets.levers import grade
from sdlib.app.widgets.many_levers import MOST_ROWS
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, told_apart, with_unit
from sdlib.policy.choices import Choice
from sdlib.policy.package import Lever
from sdlib.policy.settings_schema import Slider


def evidence(session: Session) -> None:
    """Show the page."""
    texts = session.texts
    package = session.loaded.package
    with st.container(key="reading"):
        if session.is_bare:
            st.markdown(texts("evidence_bare"))
            _constants(session)
            return
        st.markdown(texts("evidence_intro"))
        for group in _groups(session):
            st.markdown(f"## {escaped(package.groups[group].of(texts.language))}")
            for lever in package.levers.values():
                if lever.group == group:
                    _policy(session, lever)
        if package.uncertainties:
            st.markdown(f"## {texts('assumptions_all')}")
            entries = list(package.uncertainties.values())
            _settings(session, texts("assumptions_all"), entries)


def _groups(session: Session) -> list[str]:
    """Return the groups that are shown: all, or of many policies one group that is chosen."""
    texts = session.texts
    package = session.loaded.package
    groups = list(dict.fromkeys(lever.group for lever in package.levers.values()))
    if len(package.levers) <= MOST_ROWS:
        return groups
    labels = told_apart({name: package.groups[name].of(texts.language) for name in groups})
    lever = package.levers.get(session.opened or "")
    group = st.selectbox(
        texts("evidence_group"),
        groups,
        format_func=labels.__getitem__,
        **session.kept("evidence-group", lever.group if lever else groups[0], groups),
    )
    return [group]


def _policy(session: Session, lever: Lever) -> None:
    texts = session.texts
    language = texts.language
    with st.container(border=True):
        st.markdown(f"### {escaped(lever.label.of(language))}")
        if session.loaded.package.policies_of(lever):
            st.html(about_lever(session, lever))
            _all_settings(session, lever)
            return
        st.markdown(escaped(lever.summary.of(language)))
        st.markdown(
            f"**{texts('mechanism')}.** {escaped(lever.mechanism.of(language))}"
            f" {texts('enters', name=f'`{lever.enters}`')}"
        )
        st.markdown(f"**{escaped(_verdict(session, lever))}**")
        found = [session.loaded.package.evidence[key] for key in lever.evidence]
        if found:
            items = "".join(f"<li>{finding(entry, texts)}</li>" for entry in found)
            st.html(f"<ul class='sd-about'>{items}</ul>")
        _all_settings(session, lever)


def _all_settings(session: Session, lever: Lever) -> None:
    texts = session.texts
    with st.expander(texts("settings")):
        sliders = list(lever.settings.values())
        _settings(session, texts("settings"), sliders, list(lever.choices.values()))


def _verdict(session: Session, lever: Lever) -> str:
    if not lever.evidence:
        return session.texts("grade_none_long")
    return grade(session, lever)


def _settings(
    session: Session, caption: str, sliders: Sequence[Slider], choices: Sequence[Choice] = ()
) -> None:
    texts = session.texts
    head = [texts(key) for key in ("setting", "default", "range", "why")]
    rows = []
    for slider in sliders:
        low, high = slider.range
        unit = "" if slider.unit in ("Dmnl", "Year") else texts.unit(slider.unit)
        rows.append(
            [
                slider.label.of(texts.language),
                with_unit(plain(slider.default), unit),
                with_unit(f"{plain(low)}–{plain(high)}", unit),
                slider.reference,
            ]
        )
    label_of = session.loaded.package.element_label
    for choice in choices:
        names = {e: label_of(choice.over, e).of(texts.language) for e in choice.elements}
        chosen = ", ".join(names[element] for element in choice.default)
        every = ", ".join(names.values())
        rows.append([choice.label.of(texts.language), chosen, every, choice.reference])
    plain_table(caption, head, rows)


def _constants(session: Session) -> None:
    texts = session.texts
    head = [texts(key) for key in ("variable", "default", "range", "comment", "why")]
    rows = []
    for lever in session.loaded.package.levers.values():
        slider = lever.settings[lever.main]
        low, high = slider.range
        unit = "" if slider.unit == "Dmnl" else texts.unit(slider.unit)
        rows.append(
            [
                lever.label.of(texts.language),
                with_unit(plain(slider.default), unit),
                f"{plain(low)}–{plain(high)}",
                lever.summary.of(texts.language),
                told(slider.reference, texts),
            ]
        )
    plain_table(texts("levers"), head, rows)
