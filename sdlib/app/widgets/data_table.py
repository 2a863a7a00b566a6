"""The numbers behind the charts, and their download."""

from __future__ import annotations

import streamlit as st

from sdlib.app.session import Session, kept
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.wording import elements_told, series, shown, time_text
from sdlib.output import table_bytes
from sdlib.run import Run

CHOICES = ("table_charts", "table_all")
MIME = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLE_HEIGHT = 380


def data_table(session: Session, run: Run, baseline: Run) -> None:
    """Show the table of the two charts or of all results, and the buttons that download it."""
    texts = session.texts
    st.markdown(f"## {texts('table')}")
    with st.container(horizontal=True, key="table-bar", vertical_alignment="center"):
        chosen = st.segmented_control(
            texts("table_of"),
            CHOICES,
            format_func=texts,
            **kept(session, "table-of", CHOICES[0]),
            required=True,
            label_visibility="collapsed",
        )
        names = _names(session, everything=chosen == CHOICES[1])
        for ending, mime in MIME.items():
            st.download_button(
                texts(f"download_{ending[1:]}"),
                # The file is made when the button is pressed, not at every move of a lever.
                data=lambda ending=ending: _file(run, baseline, ending, names),  # type: ignore[misc]
                file_name=f"{session.loaded.package.name}-{run.scenario}{ending}",
                mime=mime,
                key=f"download-{ending[1:]}",
                on_click="ignore",
                icon=":material/download:",
            )
    st.markdown(texts("download_text"))
    _table(session, run, baseline, names)


def _names(session: Session, *, everything: bool) -> list[str]:
    package = session.loaded.package
    if everything:
        return list(session.loaded.outputs)
    charts = {chart.key: chart for chart in package.charts}
    return list(dict.fromkeys(n for key in session.charts for n in charts[key].outputs))


def _file(run: Run, baseline: Run, ending: str, names: list[str]) -> bytes:
    return table_bytes([baseline, run] if run.changes else run, ending, names=names)


def _table(session: Session, run: Run, baseline: Run, names: list[str]) -> None:
    texts = session.texts
    shown_runs = {texts("baseline"): baseline}
    if run.changes:
        shown_runs[texts("current")] = run
    head = [texts("year" if run.model.time.unit.lower() == "year" else "time")]
    columns: list[list[str]] = [[time_text(float(t)) for t in run.time]]
    for name in names:
        output = session.loaded.package.output(name)
        label = output.label.of(texts.language) if output else name
        unit = texts.unit(run.unit(name), short=True)
        for column in run.model.elements(name):
            inside = elements_told(run.package, run.model, column, texts)
            called = f"{label} [{inside}]" if inside else label
            for title, one in shown_runs.items():
                head.append(f"{called}, {title} [{unit}]" if unit else f"{called}, {title}")
                decimals = output.decimals if output else 3
                columns.append([shown(float(v), decimals) for v in series(one, column)])
    rows = list(zip(*columns, strict=True))
    plain_table(texts("table"), head, rows, numbers=True, height=TABLE_HEIGHT)
