"""The sectors of the model: diagram, stocks, and what the names mean."""

from __future__ import annotations

from collections import Counter
from html import escape

import numpy as np
import streamlit as st

from sdlib.app.session import Session
from sdlib.app.widgets.drawing import drawing
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import capital, series, shown, when
from sdlib.model import DependencyGraph, Stock, Variable
from sdlib.output.book.comments import split_comment
from sdlib.output.diagrams import SectorParts, render_svgs, sector_diagram, sector_parts
from sdlib.output.diagrams.parts import is_input
from sdlib.run import Run

MOST_NAMES = 60
"""Names that are said not to be drawn."""

MOST_ROWS = 400

CHOICE_WIDTH = 420


def sectors(session: Session) -> None:
    """Show the chapter."""
    texts = session.texts
    model = session.loaded.model
    variables = model.variables.values()
    drawn = [v.group for v in variables if not is_input(model, v.name)]
    groups = list(dict.fromkeys(drawn))
    if not groups:
        st.markdown(texts("sectors_none"))
        return
    counts = Counter(stock.group for stock in model.stocks)
    start = next((group for group in groups if counts[group] > 1), groups[0])
    group = groups[0]
    if len(groups) > 1:
        group = st.selectbox(
            texts("sector"),
            groups,
            format_func=lambda name: name or texts("whole_model"),
            width=CHOICE_WIDTH,
            **session.kept("sector", start, groups),
        )
    own = [v for v in variables if v.group == group]
    st.markdown(f"## {escaped(group or texts('whole_model'))}")
    _diagrams(session, group)
    _stocks(session, [v for v in own if isinstance(v, Stock)])
    _names(session, [v for v in own if not isinstance(v, Stock) and not is_input(model, v.name)])


def _diagrams(session: Session, group: str) -> None:
    texts = session.texts
    with st.spinner(texts("computing")):
        parts, drawings = session.keep(("sector", group), lambda: _drawn(session, group))
    title = texts("diagram_of", sector=group or texts("whole_model"))
    for number, made in enumerate(drawings):
        if made is None:
            st.markdown(texts("diagram_failed"))
            continue
        label = title if len(drawings) == 1 else f"{title} {number + 1}/{len(drawings)}"
        drawing(made, label)
    if parts.left_out:
        names = ", ".join(parts.left_out[:MOST_NAMES])
        more = len(parts.left_out) - MOST_NAMES
        names += f", {texts('and_more', count=more)}" if more > 0 else ""
        st.markdown(texts("not_drawn", names=escaped(names)))
    st.html(f"<p class='sd-note'>{escape(texts('diagram_text'))}</p>")


def _drawn(session: Session, group: str) -> tuple[SectorParts, list[str | None]]:
    model = session.loaded.model
    graph = DependencyGraph(model)
    parts = sector_parts(model, graph, group)
    return parts, render_svgs([sector_diagram(model, graph, part) for part in parts.parts])


def _stocks(session: Session, stocks: list[Stock]) -> None:
    """Show the stocks as a table: the text alternative of the diagram, with their values."""
    texts = session.texts
    if not stocks:
        st.markdown(texts("no_stocks"))
        return
    st.markdown(f"### {texts('stocks_now')}")
    run = session.keep(
        ("stocks", session.site.runs.key(session.settings())), lambda: _stock_run(session)
    )
    unit = session.loaded.model.time.unit
    times = [float(run.time[0]), session.time]
    head = [
        texts("stock"),
        *(capital(when(time, unit, texts)) for time in dict.fromkeys(times)),
        *(texts(key) for key in ("unit", "filled_by", "emptied_by", "meaning")),
    ]
    rows = [_row(session, stock, run, list(dict.fromkeys(times))) for stock in stocks]
    plain_table(texts("stocks_now"), head, rows)


def _stock_run(session: Session) -> Run:
    settings = session.settings()
    loaded = session.loaded
    names = [stock.name for stock in loaded.model.stocks]
    return loaded.run("baseline", settings.changes(loaded.package), outputs=names)


def _row(session: Session, stock: Stock, run: Run, times: list[float]) -> list[str]:
    texts = session.texts
    columns = run.model.elements(stock.name)
    summed = np.sum([series(run, column) for column in columns], axis=0)
    name = stock.name
    if len(columns) > 1:
        name += f" ({texts('elements_sum', count=len(columns))})"
    values = [float(summed[abs(run.time - time).argmin()]) for time in times]
    comment = split_comment(stock.comment)
    return [
        name,
        *(_digits(value) for value in values),
        texts.unit(stock.unit),
        ", ".join(stock.inflows) or (texts("own_equation") if not stock.outflows else "–"),
        ", ".join(stock.outflows) or "–",
        comment.meaning or comment.origin,
    ]


def _digits(value: float) -> str:
    """Return a stock's value with about four digits."""
    return shown(value, 0 if abs(value) >= 1000 or value == 0 else 1 if abs(value) >= 10 else 3)


def _names(session: Session, variables: list[Variable]) -> None:
    texts = session.texts
    if not variables:
        return
    graph = DependencyGraph(session.loaded.model)
    head = [texts(key) for key in ("variable", "unit", "meaning", "depends_on")]
    rows = [
        [
            v.name,
            texts.unit(v.unit),
            v.comment,
            ", ".join(graph.in_order(graph.causes(v.name))),
        ]
        for v in variables[:MOST_ROWS]
    ]
    with st.expander(texts("names_mean")):
        plain_table(texts("names_mean"), head, rows, height=480)
        if len(variables) > MOST_ROWS:
            st.markdown(texts("and_more", count=len(variables) - MOST_ROWS))
