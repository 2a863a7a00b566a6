"""The answer: headline numbers, the two charts, and all charts in small."""

from __future__ import annotations

from html import escape

import streamlit as st

from sdlib.app.figures import MOST_LINES, line_chart, small_charts
from sdlib.app.session import Session, hold, named
from sdlib.app.wording import Headline, elements_told, read_output, told_apart, when
from sdlib.policy.schema import Chart, Output
from sdlib.run import Run

CHART_HEIGHT = 340
SMALL_COLUMNS = 4
SMALL_HEIGHT = 190


def headlines(session: Session, run: Run, baseline: Run) -> None:
    """Show the headline numbers at the chosen time, each with its change."""
    texts = session.texts
    package = session.loaded.package
    cards = [
        _card(read_output(output, run, baseline, session.time, texts), texts("baseline"))
        for output in (package.headlines or package.outputs)[:4]
    ]
    st.html(f"<div class='sd-cards'>{''.join(cards)}</div>")


def time_choice(session: Session) -> None:
    """Show the choice of the time that the headline numbers are for."""
    texts = session.texts
    unit = session.loaded.model.time.unit
    times = [float(t) for t in session.loaded.model.time.save_times()]
    st.selectbox(
        texts("in_time"),
        times,
        format_func=lambda time: texts("at_time", time=when(time, unit, texts)),
        index=times.index(session.time),
        key=(key := hold(named(session, "time"), session.time)),
        on_change=_time_chosen,
        args=(session, key, times[-1]),
        label_visibility="collapsed",
        width=118,
    )


def two_charts(session: Session, run: Run, baseline: Run) -> None:
    """Show the two large charts, each with its chooser and its sentence."""
    charts = {chart.key: chart for chart in session.loaded.package.charts}
    for place, (column, key) in enumerate(
        zip(st.columns(len(session.charts) or 1, gap="medium"), session.charts, strict=False)
    ):
        with column:
            _large(session, charts, place, key, run, baseline)


def small_multiples(session: Session, run: Run, baseline: Run) -> None:
    """Show all charts in small, as one picture."""
    texts = session.texts
    charts = session.loaded.package.charts
    if len(charts) < 2:
        return
    st.markdown(f"## {texts('all_charts')}")
    spec = small_charts(charts, run, baseline, texts, SMALL_COLUMNS, SMALL_HEIGHT)
    height = spec.pop("_height")
    st.echarts_chart(spec, height=height, theme=None, key="small", alt=texts("all_charts_alt"))


def _card(reading: Headline, baseline: str) -> str:
    mood = {1: "good", -1: "bad", 0: "open"}[reading.better] if reading.direction else "same"
    arrow = {1: "▲", -1: "▼", 0: ""}[reading.direction]
    change = f"{arrow} {reading.change}" if reading.change else "="
    return (
        "<div class='sd-card'>"
        f"<div class='sd-name'>{escape(reading.label)}</div>"
        f"<div class='sd-value'>{escape(reading.value)}"
        f"<span class='sd-unit'>{escape(reading.unit)}</span></div>"
        f"<div class='sd-change'><span class='sd-{mood}'>{escape(change)}</span> "
        f"<span class='sd-was'>{escape(baseline)} {escape(reading.baseline)}</span></div>"
        "</div>"
    )


def _large(
    session: Session,
    charts: dict[str, Chart],
    place: int,
    key: str,
    run: Run,
    baseline: Run,
) -> None:
    texts = session.texts
    widget = hold(named(session, f"chart-{place}"), key)
    labels = told_apart({name: chart.label.of(texts.language) for name, chart in charts.items()})
    st.selectbox(
        texts("chart_choose", number=place + 1),
        list(charts),
        list(charts).index(key),
        format_func=labels.__getitem__,
        key=widget,
        label_visibility="collapsed",
        on_change=_chart_chosen,
        args=(session, place, widget),
    )
    chart = charts[key]
    sentence = takeaway(session, chart, run, baseline)
    st.echarts_chart(
        line_chart(chart, run, baseline, texts),
        height=CHART_HEIGHT,
        theme=None,
        key=f"large-{place}",
        alt=sentence,
    )
    st.html(f"<p class='sd-take'>{escape(sentence)}</p>")


def takeaway(session: Session, chart: Chart, run: Run, baseline: Run) -> str:
    """Return in one sentence what a chart shows."""
    name, key = chart.outputs[0], chart.key
    texts = session.texts
    package = session.loaded.package
    output = package.output(name) or Output(variable=name, label=chart.label, group=key, decimals=3)
    columns = run.model.elements(name)
    if len(columns) == 1:
        return read_output(output, run, baseline, session.time, texts).takeaway
    told, changed = [], False
    for column in columns[:MOST_LINES]:
        reading = read_output(output, run, baseline, session.time, texts, column)
        changed = changed or bool(reading.change)
        part = f"{elements_told(run.package, run.model, column, texts)} {reading.value}"
        told.append(f"{part} ({reading.change})" if reading.change else part)
    sentence = texts(
        "take_lines" if changed else "take_lines_same",
        label=output.label.of(texts.language),
        unit=texts.unit(run.unit(name)),
        time=when(session.time, session.loaded.model.time.unit, texts),
        parts=texts("list_comma").join(told),
    )
    if len(columns) > MOST_LINES:
        sentence += " " + texts("lines_first", count=MOST_LINES, all=len(columns))
    return sentence


def _chart_chosen(session: Session, place: int, key: str) -> None:
    charts = list(session.charts)
    charts[place] = st.session_state[key]
    session.look(charts=tuple(charts))


def _time_chosen(session: Session, key: str, last: float) -> None:
    time = float(st.session_state[key])
    session.look(time=None if time == last else time)
