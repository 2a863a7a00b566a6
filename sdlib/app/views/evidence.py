"""The page that says what each policy is, and how well its effect is known."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sdlib.app.session import Session
from sdlib.app.widgets.levers import grade
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, with_unit
from sdlib.policy.package import Lever
from sdlib.policy.schema import Evidence, Slider


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
        for group in dict.fromkeys(lever.group for lever in package.levers.values()):
            st.markdown(f"## {escaped(package.groups[group].of(texts.language))}")
            for lever in package.levers.values():
                if lever.group == group:
                    _policy(session, lever)
        if package.uncertainties:
            st.markdown(f"## {texts('assumptions_all')}")
            entries = list(package.uncertainties.values())
            _settings(session, texts("assumptions_all"), entries)


def _policy(session: Session, lever: Lever) -> None:
    texts = session.texts
    language = texts.language
    with st.container(border=True):
        st.markdown(f"### {escaped(lever.label.of(language))}")
        st.markdown(escaped(lever.summary.of(language)))
        st.markdown(
            f"**{texts('mechanism')}.** {escaped(lever.mechanism.of(language))}"
            f" {texts('enters', name=f'`{lever.enters}`')}"
        )
        st.markdown(f"**{escaped(_verdict(session, lever))}**")
        found = [session.loaded.package.evidence[key] for key in lever.evidence]
        if found:
            st.markdown("\n".join(f"- {_finding(session, entry)}" for entry in found))
        with st.expander(texts("settings")):
            _settings(session, texts("settings"), list(lever.settings.values()))


def _verdict(session: Session, lever: Lever) -> str:
    if not lever.evidence:
        return session.texts("grade_none_long")
    return grade(session, lever)


def _finding(session: Session, entry: Evidence) -> str:
    texts = session.texts
    language = texts.language
    parts = [f"**{escaped(entry.quantity.of(language))}** ({texts(f'grade_{entry.grade}')})."]
    parts.append(escaped(entry.finding.of(language)))
    if entry.low is not None and entry.high is not None:
        unit = texts.unit(entry.unit)
        extent = texts("range_found", low=plain(entry.low), high=plain(entry.high), unit=unit)
        middle = ""
        if entry.low == entry.high:
            extent = texts("value_found", value=with_unit(plain(entry.low), unit))
        elif entry.central is not None:
            middle = texts("range_central", central=plain(entry.central))
        stop = "。" if language == "zh" else "."
        parts.append(f"{escaped(extent)}{middle}{stop} {texts(f'ends_{entry.ends}')}")
    parts.append(f"*{texts('source')}: {escaped(entry.reference)}*")
    return " ".join(parts)


def _settings(session: Session, caption: str, sliders: Sequence[Slider]) -> None:
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
    plain_table(caption, head, rows)


def _constants(session: Session) -> None:
    texts = session.texts
    head = [texts(key) for key in ("variable", "default", "range", "comment", "why")]
    rows = []
    for lever in session.loaded.package.levers.values():
        slider = lever.settings[lever.main]
        low, high = slider.range
        unit = texts.unit(slider.unit)
        rows.append(
            [
                lever.label.of(texts.language),
                with_unit(plain(slider.default), unit),
                f"{plain(low)}–{plain(high)}",
                lever.summary.of(texts.language),
                slider.reference,
            ]
        )
    plain_table(texts("levers"), head, rows)
