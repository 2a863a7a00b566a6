"""Why a result differs from the baseline: in words, policy by policy, and as four runs.

It is computed when the visitor's hand rests: a chart never waits for it. The script waits in small
slices, and at each of them a new move of a lever ends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import streamlit as st

from sdlib.app import explained
from sdlib.app.figures import chart_lines
from sdlib.app.session import Session
from sdlib.app.widgets.rest import go_on, in_turn, rest
from sdlib.app.widgets.why_tables import four_table, shares_table
from sdlib.app.wording import series, told_apart, units_told
from sdlib.errors import SdError
from sdlib.policy.schema import Output
from sdlib.run import Run
from sdlib.study.attribution import sentence

REST = 0.5
"""How long nothing is moved before the reasons are computed [s]."""

AGAIN = 4.0
"""How often it is looked whether many runs have become quick [s]."""


def why_section(session: Session, place: st.delta_generator.DeltaGenerator) -> None:
    """Show why the current run differs from the baseline; nothing where it does not.

    Called last: everything else of the page is on its way to the browser by then.

    Args:
        session: The visitor.
        place: Where it is shown.
    """
    run = session.run()
    if not run.changes:
        return
    with place, st.container(key="why"):
        try:
            waiting = not explained.is_quick(session.site, session.settings())
            if waiting:
                session.site.want_many()
        except SdError:
            waiting = False
        st.fragment(_section, run_every=AGAIN if waiting else None)(session)


def _section(session: Session) -> None:
    texts = session.texts
    run, baseline = session.run(), session.baseline()
    labels = _columns(session, run)
    with st.container(horizontal=True, key="why-bar", vertical_alignment="center", gap="small"):
        st.markdown(f"## {texts('why_title')}", width="content", anchors=False)
        looks = session.visit.looks
        chosen = looks.get("why")
        chosen = chosen if chosen in labels else next(iter(labels))
        key = session.hold("why", chosen, worded=True)
        column = st.selectbox(
            texts("why_of"),
            list(labels),
            list(labels).index(chosen),
            format_func=labels.__getitem__,
            key=key,
            on_change=session.moved,
            args=(key, _chosen, session),
            label_visibility="collapsed",
            width=340,
        )
    shown = st.empty()
    if (series(run, column) == series(baseline, column)).all():
        shown.markdown(texts("why_same", label=labels[column]))
        return
    keys = [(part, *_key(session, column)) for part in ("why", "shares", "four")]
    if not all(each in session.site.kept for each in keys):
        if not looks.get("why-shown"):
            shown.markdown(texts("why_wait"))
        rest(REST)
    shown.html(_reasons(session, column, labels[column]))
    looks["why-shown"] = True


def _chosen(value: str, session: Session) -> None:
    session.visit.looks["why"] = value


def _columns(session: Session, run: Run) -> dict[str, str]:
    """Return what can be explained: the lines of the two charts, then the headlines."""
    texts = session.texts
    package = session.loaded.package
    charts = {chart.key: chart for chart in package.charts}
    found: dict[str, str] = {}
    for key in session.charts:
        for line in chart_lines(charts[key], run, texts):
            whole = line.column in charts[key].outputs
            name = line.name if whole else f"{charts[key].label.of(texts.language)}: {line.name}"
            found.setdefault(line.column, name)
    for output in package.headlines:
        column = run.model.elements(output.variable)[0]
        found.setdefault(column, output.label.of(texts.language))
    return told_apart(found)


def _key(session: Session, column: str) -> tuple[object, ...]:
    runs = session.site.runs.key(session.settings())
    return runs, column, session.time, session.texts.language


def _reasons(session: Session, column: str, label: str) -> str:
    """Return the reasons as one piece of HTML, so that old ones stay until new ones are there."""
    texts = session.texts
    words = _part(session, "why", column, lambda: _words(session, column))
    shares = _part(session, "shares", column, lambda: _shares(session, column))
    four = _part(session, "four", column, lambda: _four(session, column))
    inside = "".join(f"<div>{part}</div>" for part in (words + four, shares) if part)
    name = escape(f"{texts('why_title')}: {label}", quote=True)
    return f"<div class='sd-why' role='region' aria-label='{name}'>{inside}</div>"


def _part(session: Session, part: str, column: str, make: Callable[[], str | None]) -> str:
    """Return a part of the reasons, computed when it is this visitor's turn.

    What is not known yet (None) is not kept.
    """
    key = (part, *_key(session, column))
    kept = session.site.kept
    if key not in kept:
        with in_turn(session.site.turn):
            try:
                made = make()
            except SdError as error:
                lines = "<br>".join(escape(line.strip()) for line in str(error).splitlines())
                made = f"<p><b>{escape(session.texts('why_failed'))}</b> {lines}</p>"
        if made is None:
            return _later(session)
        kept.get(key, lambda: (made,))
        go_on()
    found: tuple[str] = kept.get(key, lambda: ("",))
    return found[0]


def _words(session: Session, column: str) -> str:
    texts = session.texts
    text = explained.why_text(
        session.site,
        session.settings(),
        column,
        session.time,
        texts.language,
        texts("why_baseline"),
    )
    told = _typeset(units_told(text, texts), texts.language).replace(" &gt; ", " → ")
    return f"<h3>{escape(texts('why_first'))}</h3><p>{told}</p>"


def _shares(session: Session, column: str) -> str | None:
    texts = session.texts
    settings = session.settings()
    if not explained.policy_count(session.site, settings):
        return ""
    if not explained.is_quick(session.site, settings):
        return None
    found = explained.shares_of(session.site, settings, column, session.time, go_on)
    output = found.outputs[0]
    unit = texts.unit(output.output.unit)
    said = _typeset(sentence(found, output, texts.language, unit), texts.language)
    table = shares_table(found, texts, bare=session.is_bare)
    note = f"<p class='sd-note'>{escape(texts('why_share_text'))}</p>" * (len(found.policies) > 1)
    if not found.exact:
        note += f"<p class='sd-note'>{escape(texts('why_sampled', orders=found.orders))}</p>"
    return f"<h3>{_share_title(session)}</h3><p>{said}</p>{table}{note}"


def _typeset(text: str, language: str) -> str:
    """Return a generated sentence as HTML, with minus signs, and per cent close to its number."""
    text = re.sub(r"(?<![\w.])-(?=\d)", "\N{MINUS SIGN}", text)
    return escape(text.replace(" %", "%" if language == "zh" else "\N{NO-BREAK SPACE}%"))


def _later(session: Session) -> str:
    texts = session.texts
    count = explained.policy_count(session.site, session.settings())
    later = escape(texts("why_later", count=count))
    return f"<h3>{_share_title(session)}</h3><p>{later}</p>"


def _share_title(session: Session) -> str:
    key = "why_share_levers" if session.is_bare else "why_share"
    return escape(session.texts(key))


def _four(session: Session, column: str) -> str:
    texts = session.texts
    four = explained.four_of(session.site, session.settings())
    if four is None:
        return ""
    columns = [session.loaded.model.elements(o.variable)[0] for o in _headlines(session)]
    table = four_table(four, list(dict.fromkeys([column, *columns])), session.time, texts)
    return f"<h3>{escape(texts('four_title'))}</h3>{table}"


def _headlines(session: Session) -> list[Output]:
    return list(session.loaded.package.headlines)[:4]
