"""The numbers behind the charts, and their download."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sdlib.app.band_words import quantile_told
from sdlib.app.session import Session
from sdlib.app.texts import Texts
from sdlib.app.widgets.bands import Bands
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.wording import (
    elements_told,
    is_calendar,
    series,
    shown,
    time_text,
    time_unit,
)
from sdlib.model.arrays import FloatArray
from sdlib.output import table_bytes
from sdlib.run import Run
from sdlib.study.ensemble import Ensemble, spans

CHOICES = ("table_charts", "table_all")
MIME = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLE_HEIGHT = 380

MOST_TIMES = 500
"""How many times the table shows; the files hold all."""


def data_table(session: Session, run: Run, baseline: Run, bands: Bands) -> BandedTable:
    """Show the table of the two charts or of all results, and the buttons that download it.

    Returns:
        The table, in which the ends of bands can be put once they are known.
    """
    texts = session.texts
    st.markdown(f"## {texts('table')}")
    with st.container(horizontal=True, key="table-bar", vertical_alignment="center"):
        chosen = st.segmented_control(
            texts("table_of"),
            CHOICES,
            format_func=texts,
            **session.kept("table-of", CHOICES[0]),
            required=True,
            label_visibility="collapsed",
        )
        names = _names(session, everything=chosen == CHOICES[1])
        for ending, mime in MIME.items():
            st.download_button(
                texts(f"download_{ending[1:]}"),
                # The file is made when the button is pressed, not at every move of a lever.
                data=partial(_file, run, baseline, ending, names, bands.make),
                file_name=f"{session.loaded.package.name}-{run.scenario}{ending}",
                mime=mime,
                key=f"download-{ending[1:]}",
                on_click="ignore",
                icon=":material/download:",
            )
    every = _every(run)
    thinned = f" {texts('table_thinned', count=every)}" if every > 1 else ""
    st.markdown(f"{texts('download_text')}{thinned}")
    return BandedTable(session, run, baseline, names, bands)


class BandedTable:
    """The table, shown as far as it is known.

    Args:
        session: The visitor.
        run: The current run.
        baseline: The baseline's run.
        names: The outputs that it holds.
        bands: What is known of the bands.
    """

    def __init__(
        self, session: Session, run: Run, baseline: Run, names: list[str], bands: Bands
    ) -> None:
        self._given = session, run, baseline, names
        self._place = _table(*self._given, bands.found, None)

    def take(self, bands: Bands) -> None:
        """Show the table again, with the bands that are known by now."""
        _table(*self._given, bands.found, self._place)


def _names(session: Session, *, everything: bool) -> list[str]:
    package = session.loaded.package
    if everything:
        return list(session.loaded.outputs)
    charts = {chart.key: chart for chart in package.charts}
    return list(dict.fromkeys(n for key in session.charts for n in charts[key].outputs))


def _file(
    run: Run,
    baseline: Run,
    ending: str,
    names: list[str],
    bands: Callable[[], Ensemble] | None,
) -> bytes:
    runs = [baseline, run] if run.changes else run
    return table_bytes(runs, ending, names=names, bands=bands() if bands else None)


def _table(
    session: Session,
    run: Run,
    baseline: Run,
    names: list[str],
    found: Ensemble | None,
    place: DeltaGenerator | None,
) -> DeltaGenerator:
    texts = session.texts
    shown_runs = {texts("baseline"): baseline}
    if run.changes:
        shown_runs[texts("current")] = run
    head = [_time_head(run, texts)]
    rows_shown = sorted({*range(0, len(run.time), _every(run)), len(run.time) - 1})
    columns: list[list[str]] = [[time_text(float(run.time[at])) for at in rows_shown]]
    for name in names:
        output = session.loaded.package.output(name)
        label = output.label.of(texts.language) if output else name
        unit = texts.unit(run.unit(name), short=True)
        for column in run.model.elements(name):
            inside = elements_told(run.package, run.model, column, texts)
            called = f"{label} [{inside}]" if inside else label
            beside = {title: series(one, column) for title, one in shown_runs.items()}
            beside |= _ends(found, column, texts)
            for title, values in beside.items():
                head.append(f"{called}, {title} [{unit}]" if unit else f"{called}, {title}")
                decimals = output.decimals if output else 3
                columns.append([shown(float(values[at]), decimals) for at in rows_shown])
    rows = list(zip(*columns, strict=True))
    return plain_table(texts("table"), head, rows, numbers=True, height=TABLE_HEIGHT, place=place)


def _every(run: Run) -> int:
    """Return which of the saved times stand in the table: every one, or of very many some."""
    return math.ceil(len(run.time) / MOST_TIMES)


def _time_head(run: Run, texts: Texts) -> str:
    unit = run.model.time.unit
    if is_calendar(float(run.time[0]), unit):
        return texts("year")
    told = time_unit(unit, texts)
    return texts("time_in", unit=told) if told else texts("time")


def _ends(found: Ensemble | None, column: str, texts: Texts) -> dict[str, FloatArray]:
    """Return the ends of a column's widest band under their names; none where it has no band."""
    band = found.band(column) if found else None
    if found is None or band is None:
        return {}
    low, high, _ = spans(found.quantiles)[0]
    return {quantile_told(found.quantiles[at], texts): band.scenario[at] for at in (low, high)}
