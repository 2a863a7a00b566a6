"""The answer: headline numbers, the two charts, and all charts in small."""

from __future__ import annotations

import math
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sdlib.app.band_words import band_words, worlds_told
from sdlib.app.figures import MOST_LINES, line_chart, shown_columns, small_charts
from sdlib.app.session import Session
from sdlib.app.widgets.bands import Bands, band_note
from sdlib.app.wording import (
    Headline,
    capital,
    elements_told,
    read_output,
    shown,
    told_apart,
    when,
)
from sdlib.policy import Settings
from sdlib.policy.schema import Chart, Output
from sdlib.run import Run
from sdlib.study.ensemble import spans

CHART_HEIGHT = 340
BAND_HEIGHT = 50
"""What the cards say of sampled worlds, and what explains the bands."""
SMALL_COLUMNS = 4
SMALL_HEIGHT = 190

MOST_TIMES = 400
"""How many times can be chosen: a box with thousands is sent at every move."""


class Answer:
    """The headline numbers and the two large charts, shown as far as they are known.

    Args:
        session: The visitor.
        settings: Every lever at its value.
        run: The current run.
        baseline: The baseline's run.
        bands: What is known of the bands.
    """

    def __init__(
        self, session: Session, settings: Settings, run: Run, baseline: Run, bands: Bands
    ) -> None:
        self._session = session
        self._settings = settings
        self._runs = run, baseline
        charts = {chart.key: chart for chart in session.loaded.package.charts}
        self._charts = [charts[key] for key in session.charts]
        self._lines = [len(shown_columns(chart, run.model)) for chart in self._charts]
        self._height = CHART_HEIGHT
        if bands.shading:
            # What is told of the worlds takes the place of it: the first view stays whole.
            self._height -= BAND_HEIGHT
        self._cards = headlines(session, run, baseline, bands)
        self._drawn = self._two_charts(bands)
        self._note = band_note(session, settings, bands, self._lines)

    def take(self, bands: Bands) -> None:
        """Show everything again, with the bands that are known by now."""
        headlines(self._session, *self._runs, bands, self._cards)
        for chart, place in zip(self._charts, self._drawn, strict=True):
            self._chart(chart, bands, place)
        band_note(self._session, self._settings, bands, self._lines, self._note)

    def _two_charts(self, bands: Bands) -> list[DeltaGenerator]:
        """Show the two charts, each with its chooser and its sentence."""
        drawn = []
        columns = st.columns(len(self._charts) or 1, gap="medium")
        for at, (column, chart) in enumerate(zip(columns, self._charts, strict=False)):
            with column:
                _chooser(self._session, at, chart.key)
                with st.container(key=f"large-{at}"):
                    drawn.append(self._chart(chart, bands))
                sentence = takeaway(self._session, chart, *self._runs)
                st.html(f"<p class='sd-take'>{escape(sentence)}</p>")
        return drawn

    def _chart(
        self, chart: Chart, bands: Bands, place: DeltaGenerator | None = None
    ) -> DeltaGenerator:
        session = self._session
        told = [takeaway(session, chart, *self._runs), _band_told(session, chart, bands)]
        # Without a key: it is known by its place, where it is replaced by what is known later.
        return (place or st).echarts_chart(
            line_chart(chart, *self._runs, session.texts, bands.shading),
            height=self._height,
            theme=None,
            alt=" ".join(filter(None, told)),
        )


def headlines(
    session: Session,
    run: Run,
    baseline: Run,
    bands: Bands,
    place: DeltaGenerator | None = None,
) -> DeltaGenerator:
    """Show the headline numbers at the chosen time, each with its change.

    Args:
        session: The visitor.
        run: The current run.
        baseline: The baseline's run.
        bands: What is known of the bands.
        place: An element that they replace.
    """
    texts = session.texts
    package = session.loaded.package
    cards = [
        _card(
            read_output(output, run, baseline, session.time, texts),
            texts("baseline"),
            _worlds(session, output, run, bands),
        )
        for output in (package.headlines or package.outputs)[:4]
    ]
    return (place or st).html(f"<div class='sd-cards'>{''.join(cards)}</div>")


def time_choice(session: Session) -> None:
    """Show the choice of the time that the headline numbers are for."""
    texts = session.texts
    unit = session.loaded.model.time.unit
    times = _choosable(session.site.times, session.time)
    st.selectbox(
        texts("in_time"),
        times,
        format_func=lambda time: capital(when(time, unit, texts)),
        index=times.index(session.time),
        key=(key := session.hold("time", session.time, worded=True)),
        on_change=session.moved,
        args=(key, _time_chosen, session, times[-1]),
        label_visibility="collapsed",
        width=136,
    )


def _choosable(times: tuple[float, ...], chosen: float) -> tuple[float, ...]:
    """Return the times that can be chosen: of very many, some evenly, with the last and its own."""
    every = math.ceil(len(times) / MOST_TIMES)
    return tuple(t for at, t in enumerate(times) if at % every == 0 or t in (times[-1], chosen))


def small_multiples(session: Session, run: Run, baseline: Run) -> None:
    """Show all charts in small, as one picture."""
    texts = session.texts
    outputs = set(session.loaded.outputs)
    charts = [c for c in session.loaded.package.charts if outputs.issuperset(c.outputs)]
    if len(charts) < 2:
        return
    st.markdown(f"## {texts('all_charts')}")
    spec = small_charts(charts, run, baseline, texts, SMALL_COLUMNS, SMALL_HEIGHT)
    height = spec.pop("_height")
    st.echarts_chart(spec, height=height, theme=None, key="small", alt=texts("all_charts_alt"))


def _worlds(session: Session, output: Output, run: Run, bands: Bands) -> str:
    """Return what a card says of the sampled worlds, as HTML."""
    texts = session.texts
    if bands.shading is None:
        return ""
    column = run.model.elements(output.variable)[0]
    band = bands.found.band(column) if bands.found else None
    if band is None or bands.found is None:
        waiting = texts("band_waiting") if bands.waiting else ""
        return f"<div class='sd-worlds sd-was'>{escape(waiting)}</div>"
    words = band_words(band, bands.found, output, session.time, texts, changed=bands.changed)
    mood = {1: "good", -1: "bad", 0: "open"}[words.better]
    inside = escape(texts("band_in", worlds=words.worlds))
    between = f"<div class='sd-was'>{inside}</div><div>{escape(words.between)}</div>"
    compared = f"<div class='sd-{mood}'>{escape(words.compared)}</div>" if words.compared else ""
    return f"<div class='sd-worlds'>{between}{compared}</div>"


def _band_told(session: Session, chart: Chart, bands: Bands) -> str:
    """Return in a sentence what the band of a chart with one line shows, "" where it has none."""
    texts = session.texts
    columns = shown_columns(chart, session.loaded.model)
    band = bands.found.band(columns[0]) if bands.found and len(columns) == 1 else None
    output = session.loaded.package.output(chart.outputs[0])
    if band is None or bands.found is None or output is None:
        return ""
    at = int(abs(bands.found.time - session.time).argmin())
    low, high, share = spans(bands.found.quantiles)[0]
    ends = (shown(float(band.scenario[end, at]), output.decimals) for end in (low, high))
    told = dict(zip(("low", "high"), ends, strict=True))
    return texts("band_take", worlds=worlds_told(share, texts), **told)


def _card(reading: Headline, baseline: str, worlds: str) -> str:
    mood = {1: "good", -1: "bad", 0: "open"}[reading.better] if reading.direction else "same"
    arrow = {1: "▲", -1: "▼", 0: ""}[reading.direction]
    change = f"{arrow} {reading.change}" if reading.change else "="
    return (
        "<div class='sd-card'>"
        f"<div class='sd-name'>{escape(reading.label)}</div>"
        f"<div class='sd-value'>{escape(reading.value)} "
        f"<span class='sd-unit'>{escape(reading.unit)}</span></div>"
        f"<div class='sd-change'><span class='sd-{mood}'>{escape(change)}</span> "
        f"<span class='sd-was'>{escape(baseline)} {escape(reading.baseline)}</span></div>"
        f"{worlds}</div>"
    )


def _chooser(session: Session, place: int, key: str) -> None:
    texts = session.texts
    charts = {chart.key: chart for chart in session.loaded.package.charts}
    widget = session.hold(f"chart-{place}", key, worded=True)
    labels = told_apart({name: chart.label.of(texts.language) for name, chart in charts.items()})
    st.selectbox(
        texts("chart_choose", number=place + 1),
        list(charts),
        list(charts).index(key),
        format_func=labels.__getitem__,
        key=widget,
        label_visibility="collapsed",
        on_change=session.moved,
        args=(widget, _chart_chosen, session, place),
    )


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


def _chart_chosen(chart: str, session: Session, place: int) -> None:
    charts = list(session.charts)
    charts[place] = chart
    session.look(charts=tuple(charts))


def _time_chosen(time: float, session: Session, last: float) -> None:
    session.look(time=None if time == last else time)
