"""The map of places, with a table that says the same."""

from __future__ import annotations

from html import escape

import streamlit as st

from sdlib.app.session import Session
from sdlib.app.tiles import TileMap, tile_chart, tile_map
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.wording import time_text, told_apart, when
from sdlib.policy.schema import Map
from sdlib.run import Run

HEIGHT = 400
MEASURES = ("map_value", "map_change")


def map_section(session: Session, run: Run, baseline: Run) -> None:
    """Show the map that is chosen; nothing where the package declares none."""
    maps = {entry.key: entry for entry in session.loaded.package.maps}
    if not maps:
        return
    texts = session.texts
    shown = maps.get(session.view.map, next(iter(maps.values())))
    st.markdown(f"## {texts('map')}")
    _bar(session, maps, shown)
    change = session.view.measure == "change"
    found = tile_map(shown, run, baseline, session.time, texts, change=change)
    sentence = _sentence(session, shown, found, change=change)
    left, right = st.columns([0.62, 0.38], gap="medium")
    with left:
        chart = tile_chart(found, texts)
        st.echarts_chart(chart, height=HEIGHT, theme=None, key="map", alt=sentence)
        st.html(_legend(shown, found, session))
    with right:
        _table(session, shown, found)
    st.html(f"<p class='sd-take'>{escape(sentence)}</p>")


def _bar(session: Session, maps: dict[str, Map], shown: Map) -> None:
    """Show what chooses the map, its measure and its time."""
    texts = session.texts
    labels = told_apart({key: entry.label.of(texts.language) for key, entry in maps.items()})
    with st.container(horizontal=True, key="map-bar", vertical_alignment="center", gap="medium"):
        if len(maps) > 1:
            key = session.hold("map-of", shown.key, worded=True)
            st.selectbox(
                texts("map_of"),
                list(maps),
                list(maps).index(shown.key),
                format_func=labels.__getitem__,
                key=key,
                on_change=session.moved,
                args=(key, _map_chosen, session),
                label_visibility="collapsed",
                width=300,
            )
        else:
            st.html(f"<span class='sd-label'>{escape(labels[shown.key])}</span>", width="content")
        key = session.hold("map-measure", f"map_{session.view.measure}", worded=True)
        st.segmented_control(
            texts("map_measure"),
            MEASURES,
            default=f"map_{session.view.measure}",
            format_func=texts,
            key=key,
            required=True,
            on_change=session.moved,
            args=(key, _measure_chosen, session),
            label_visibility="collapsed",
        )
        times = session.site.times
        st.select_slider(
            texts("in_time"),
            times,
            session.time,
            format_func=time_text,
            key=(key := session.hold("map-time", session.time)),
            on_change=session.moved,
            args=(key, _time_moved, session, times[-1]),
            label_visibility="collapsed",
        )


def _legend(shown: Map, found: TileMap, session: Session) -> str:
    texts = session.texts
    name = shown.label.of(texts.language)
    if session.view.measure == "change":
        name = f"{name}: {texts('map_change')}"
    unit = f" [{found.unit}]" if found.unit else ""
    items = "".join(
        f"<li><span style='background: {colour}'></span>{escape(text)}</li>"
        for colour, text in found.legend
    )
    notes = [texts("map_note")]
    if session.view.measure == "change" and not found.differs:
        notes.insert(0, texts("map_no_change"))
    return (
        f"<div class='sd-map-legend'><b>{escape(name + unit)}</b><ul class='sd-legend'>{items}</ul>"
        f"<p class='sd-note'>{escape(' '.join(notes))}</p></div>"
    )


def _table(session: Session, shown: Map, found: TileMap) -> None:
    texts = session.texts
    unit = texts.unit(session.loaded.model.variable(shown.variable).unit, short=True)
    value = f"{texts('map_value')} [{unit}]" if unit else texts("map_value")
    head = [texts("place"), texts("region"), value, texts("baseline"), texts("change")]
    rows = [
        [tile.name, tile.region, tile.number, tile.baseline, tile.change or "="]
        for tile in sorted(found.tiles, key=lambda tile: (tile.size != tile.size, -tile.size))
    ]
    caption = f"{shown.label.of(texts.language)}, {time_text(session.time)}"
    with st.container(key="map-table"):
        plain_table(caption, head, rows, numbers=True, named=True, height=HEIGHT + 40)


def _sentence(session: Session, shown: Map, found: TileMap, *, change: bool) -> str:
    """Return in one sentence what the map shows."""
    texts = session.texts
    known = [tile for tile in found.tiles if tile.group >= 0]
    if not known:
        return texts("map_no_value")
    top = max(known, key=lambda tile: tile.size)
    bottom = min(known, key=lambda tile: tile.size)
    if change and not found.differs:
        return texts("map_no_change")
    high, low = (t.change or texts("take_unchanged") if change else t.value for t in (top, bottom))
    return texts(
        "map_take_change" if change else "map_take",
        label=shown.label.of(texts.language),
        time=when(session.time, session.loaded.model.time.unit, texts),
        top=top.name,
        high=high,
        bottom=bottom.name,
        low=low,
    )


def _map_chosen(key: str, session: Session) -> None:
    session.look(map=key)


def _measure_chosen(measure: str, session: Session) -> None:
    session.look(measure=measure.removeprefix("map_"))


def _time_moved(time: float, session: Session, last: float) -> None:
    session.look(time=None if time == last else time)
