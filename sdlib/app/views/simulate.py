"""The page on which policies are set and the answer is seen."""

from __future__ import annotations

from html import escape

import streamlit as st

from sdlib.app.choice import with_scenario
from sdlib.app.session import Session
from sdlib.app.widgets.assumptions import assumption_sliders
from sdlib.app.widgets.bands import Bands, band_switch, bands_after, bands_now
from sdlib.app.widgets.bare import bare_levers
from sdlib.app.widgets.changed import changed_line
from sdlib.app.widgets.data_table import data_table
from sdlib.app.widgets.levers import lever_panel, lever_rows, reset_policies
from sdlib.app.widgets.map import map_section
from sdlib.app.widgets.notices import error_notice, link_notice
from sdlib.app.widgets.results import Answer, small_multiples, time_choice
from sdlib.app.widgets.why import why_section
from sdlib.app.wording import told_apart
from sdlib.errors import SdError
from sdlib.policy import Settings
from sdlib.run import Run

PARTS = ("policies", "assumptions")


def simulate(session: Session) -> None:
    """Show the page."""
    settings = session.settings()
    link_notice(session)
    left, right = st.columns([0.31, 0.69], gap="medium")
    # The answer first, so that the browser draws it while the rest is made; but while the first run
    # of all is computed, there has to be something to look at.
    answer_first = session.site.runs.count > 0
    if not answer_first:
        with left:
            _left(session, settings)
    with right:
        bands = bands_now(session, settings)
        shown = _right(session, settings, bands)
    if answer_first:
        with left:
            _left(session, settings)
    if shown is not None:
        runs, answer = shown
        reasons = st.container()
        map_section(session, *runs)
        small_multiples(session, *runs)
        table = data_table(session, *runs, bands)
        if bands.waiting:
            bands = bands_after(session, settings, bands)
            answer.take(bands)
            table.take(bands)
        why_section(session, reasons)


def _left(session: Session, settings: Settings) -> None:
    texts = session.texts
    package = session.loaded.package
    with st.container(key="left", gap="small"):
        if len(package.scenarios) > 1:
            _scenarios(session)
        part = "policies"
        if package.uncertainties:
            chosen = st.segmented_control(
                texts("left_parts"),
                PARTS,
                format_func=texts,
                **session.kept("part", "policies"),
                required=True,
                label_visibility="collapsed",
                width="stretch",
            )
            part = chosen or part
        if part == "assumptions":
            assumption_sliders(session, settings)
            return
        if session.is_bare:
            bare_levers(session, settings)
        else:
            lever_rows(session, settings)
        lever_panel(session, settings)
        reset_policies(session, settings)


def _scenarios(session: Session) -> None:
    texts = session.texts
    scenarios = session.loaded.package.scenarios
    titles = told_apart({k: entry.title.of(texts.language) for k, entry in scenarios.items()})
    with st.container(horizontal=True, key="start", vertical_alignment="center", gap="small"):
        # The label stands beside the box: above it, it would cost a row of the first view.
        st.html(f"<span class='sd-label' aria-hidden='true'>{escape(texts('scenario'))}</span>")
        st.selectbox(
            texts("scenario"),
            list(scenarios),
            list(scenarios).index(session.choice.scenario),
            format_func=titles.__getitem__,
            key=(key := session.hold("scenario", session.choice.scenario, worded=True)),
            on_change=session.moved,
            args=(key, _scenario_chosen, session),
            label_visibility="collapsed",
        )


def _right(
    session: Session, settings: Settings, bands: Bands
) -> tuple[tuple[Run, Run], Answer] | None:
    """Show the answer; return it with the current run and the baseline's, None without one."""
    texts = session.texts
    with st.container(horizontal=True, key="line", vertical_alignment="center", gap="small"):
        changed_line(session, settings)
        with st.container(key="line-end", gap=None, width="content"):
            band_switch(session)
            time_choice(session)
    try:
        busy = _busy(session)
        with st.container(key="busy"), st.spinner(busy, show_time=True):
            baseline = session.baseline()
            run = session.run()
    except SdError as error:
        error_notice(texts("no_run"), error, texts("no_run_what_next"))
        return None
    return (run, baseline), Answer(session, settings, run, baseline, bands)


def _busy(session: Session) -> str:
    """Return what a run waits for, in words."""
    site, texts = session.site, session.texts
    if site.first_run_is_long():
        return texts("computing_first")
    if site.is_being_prepared():
        percent = site.preparation.percent
        share = f" ({percent}%)" if percent else ""
        return texts("computing_unprepared", share=share)
    return texts("computing")


def _scenario_chosen(scenario: str, session: Session) -> None:
    session.choose(with_scenario(session.loaded, session.choice, scenario))
