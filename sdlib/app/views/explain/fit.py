"""Model against data: charts, errors, and the parameters that were fitted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from sdlib.app.figures import MOST_LINES
from sdlib.app.options import BLUE, INK
from sdlib.app.session import Session
from sdlib.app.study_figures import BROWN, fit_figure
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import column_told, time_text
from sdlib.study.fit import Fit, SeriesFit, WindowFit, fit_of

HEIGHT = 220
MOST_NAMED = 3
"""Series that are named as missed most."""

RECORD = ("expected", "calibration.json")
"""Where a package keeps the record of its calibration."""


def fit(session: Session) -> None:
    """Show the chapter."""
    texts = session.texts
    if not session.loaded.package.history:
        st.markdown(texts("fit_none"))
        return
    with st.spinner(texts("computing")):
        found: Fit = session.keep(("fit",), lambda: fit_of(session.loaded))
    window = {"first": time_text(found.first), "until": time_text(found.until)}
    known = any(each.known_values is not None for each in found.series)
    st.markdown(texts("fit_text" if known else "fit_text_plain", **window))
    _worst(session, found)
    _charts(session, found)
    st.markdown(f"## {texts('errors_title')}")
    st.markdown(texts("errors_text"))
    _errors(session, texts("inside_title", **window), {e.series: e.inside for e in found.series})
    _errors(
        session, texts("actual_title", **window), {e.series: e.after_actual for e in found.series}
    )
    if known:
        _errors(
            session, texts("known_title", **window), {e.series: e.after_known for e in found.series}
        )
    _calibrated(session)


def _label(session: Session, each: SeriesFit) -> str:
    loaded = session.loaded
    return column_told(loaded.package, loaded.model, each.variable, session.texts)


def _worst(session: Session, found: Fit) -> None:
    """Say in words which series the model misses most, and where an old trend did better."""
    texts = session.texts
    after = [
        (each, each.after_actual)
        for each in found.series
        if each.after_actual is not None and each.after_actual.mape_percent is not None
    ]
    if not after:
        return
    ranked = sorted(after, key=lambda pair: -(pair[1].mape_percent or 0.0))[:MOST_NAMED]
    named = [
        texts("fit_off", label=_label(session, each), error=_percent(window.mape_percent))
        for each, window in ranked
    ]
    joined = ("、" if texts.language == "zh" else "; ").join(named)
    st.markdown(texts("fit_worst", until=time_text(found.until), series=escaped(joined)))
    judged = [w.trend_skill for _, w in after if w.trend_skill is not None]
    if judged:
        worse = sum(skill < 0 for skill in judged)
        st.markdown(texts("fit_trend", worse=worse, all=len(judged)))


def _charts(session: Session, found: Fit) -> None:
    _legend(session, found)
    texts = session.texts
    model = session.loaded.model
    counts = Counter(model.split(each.variable)[0] for each in found.series)
    drawn = [s for s in found.series if counts[model.split(s.variable)[0]] <= MOST_LINES]
    for at in range(0, len(drawn), 2):
        for column, each in zip(st.columns(2, gap="medium"), drawn[at : at + 2], strict=False):
            with column:
                label = _label(session, each)
                st.markdown(f"**{escaped(label)}**")
                st.echarts_chart(
                    fit_figure(found, each, texts),
                    height=HEIGHT,
                    theme=None,
                    key=f"fit-{each.series}",
                    alt=texts(
                        "fit_alt",
                        label=label,
                        inside=_percent(each.inside.mape_percent if each.inside else None),
                        after=_percent(
                            each.after_actual.mape_percent if each.after_actual else None
                        ),
                    ),
                )

    package = session.loaded.package
    for name, count in counts.items():
        if count > MOST_LINES:
            label = column_told(package, model, name, texts)
            st.markdown(escaped(texts("fit_many", label=label, count=count)))


def _legend(session: Session, found: Fit) -> None:
    """Show once what lines and points are, for all charts."""
    texts = session.texts
    until = time_text(found.until)
    marks = [("sd-solid", f"border-color: {BLUE}", texts("model_actual"))]
    if any(each.known_values is not None for each in found.series):
        marks.append(("sd-dash", f"border-color: {BROWN}", texts("model_known", until=until)))
    marks.append(("sd-dot", f"background: {INK}", texts("observed")))
    if any((each.times > found.until).any() for each in found.series):
        marks.append(("sd-dot", "background: #fff", texts("observed_later")))
    items = "".join(
        f"<li><span class='{kind}' style='{style}'></span>{escape(name)}</li>"
        for kind, style, name in marks
    )
    st.html(f"<ul class='sd-legend'>{items}</ul>")


def _errors(session: Session, title: str, windows: Mapping[str, WindowFit | None]) -> None:
    texts = session.texts
    found: Fit = session.keep(("fit",), lambda: fit_of(session.loaded))
    rows, shorter = [], []
    for each in found.series:
        window = windows[each.series]
        if window is None:
            continue
        label = _label(session, each)
        star = "*" if window.is_naive_shorter else ""
        rows.append(
            [
                label if each.fitted else texts("not_fitted", label=label),
                str(window.count),
                _percent(window.mape_percent),
                _percent(window.trend_mape_percent),
                star + _percent(window.naive_mape_percent),
                _share(window.trend_skill),
                star + _share(window.naive_skill),
            ]
        )
        if star:
            shorter.append(f"{label} {_percent(window.beside_naive_mape_percent)}")
    if not rows:
        return
    head = [
        texts(key)
        for key in (
            *("series", "points_count", "error_model", "error_trend", "error_naive"),
            *("skill_trend", "skill_naive"),
        )
    ]
    st.markdown(f"### {title}")
    plain_table(title, head, rows, numbers=True, named=True)
    if shorter:
        joined = ("、" if texts.language == "zh" else ", ").join(shorter)
        st.caption(texts("errors_shorter", errors=escaped(joined)))


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}\N{NO-BREAK SPACE}%"


def _share(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.0f}\N{NO-BREAK SPACE}%".replace("-", "\N{MINUS SIGN}")


def _calibrated(session: Session) -> None:
    """Show the fitted parameters as the record that comes with the package has them."""
    texts = session.texts
    record = session.keep(("calibration",), lambda: _record(session))
    if not record:
        return
    st.markdown(f"## {texts('calibrated')}")
    st.markdown(texts("calibrated_text", count=len(record["parameters"])))
    made = record["made_by"]
    of_model = made.get("written_model_hash") or made.get("model_hash")
    if of_model != session.loaded.model.content_hash:
        st.warning(texts("calibrated_other"))
    head = [
        texts(key) for key in ("variable", "value", "unit", "interval", "searched", "identified")
    ]
    rows = [
        [
            entry["variable"],
            f"{entry['value']:.4g}",
            texts.unit(entry["unit"]),
            _interval(session, entry["interval_95_percent"]),
            _interval(session, entry["range"]),
            texts("identified_yes")
            if entry["identified"]
            else texts("identified_no", why=entry["not_identified"]),
        ]
        for entry in record["parameters"]
    ]
    plain_table(texts("calibrated"), head, rows)


def _interval(session: Session, ends: list[float | None]) -> str:
    shown = [session.texts("open_end") if end is None else f"{end:.4g}" for end in ends]
    return "–".join(shown)


def _record(session: Session) -> dict[str, Any]:
    """Return the record of the calibration; empty where there is none that can be read."""
    folder = session.loaded.package.folder
    if folder is None:
        return {}
    try:
        record = json.loads(folder.joinpath(*RECORD).read_text(encoding="utf-8"))
        known = record["sdlib_calibration"] == 1 and record["parameters"] and record["made_by"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return dict(record) if known else {}
