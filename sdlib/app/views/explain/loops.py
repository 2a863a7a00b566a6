"""The feedback loops: what they are, what each does, and which of them lead when."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from sdlib.app.drawn import CURRENT
from sdlib.app.feedback import Ring, Rings, change_without, ring_drawing, rings_of, scores_of
from sdlib.app.session import Session
from sdlib.app.study_figures import OTHERS, Share, shares_figure
from sdlib.app.widgets.drawing import drawing
from sdlib.app.widgets.plain_table import plain_table
from sdlib.app.widgets.slider import escaped
from sdlib.app.wording import plain, time_text, told_apart
from sdlib.errors import SdError
from sdlib.policy.checks_schema import LoopCheck
from sdlib.study.why.dominance import periods
from sdlib.study.why.loop_scores import LoopScores, ScoredLoop

MOST_DRAWN = 5
"""Loops with a colour of their own in the chart of shares."""

HEIGHT = 320
CHOICE_WIDTH = 420
_MINUS = "\N{MINUS SIGN}"


def loops(session: Session) -> None:
    """Show the chapter."""
    texts = session.texts
    st.markdown(texts("loops_text"))
    with st.spinner(texts("computing")):
        rings: Rings = session.keep(("rings",), lambda: rings_of(session.loaded))
    if not rings.rings:
        empty = rings.count is None
        st.markdown(texts("loops_too_many" if empty else "loops_none"))
        return
    if rings.count is not None:
        st.markdown(texts("loops_found", count=rings.count))
    if rings.unmeasured:
        st.markdown(texts("loops_unmeasured"))
    labels = told_apart({ring.key: _name(session, ring, at) for at, ring in enumerate(rings.rings)})
    chosen = st.selectbox(
        texts("loop"),
        list(labels),
        format_func=labels.__getitem__,
        width=CHOICE_WIDTH,
        **session.kept("loop", rings.rings[0].key, list(labels)),
    )
    ring = next(ring for ring in rings.rings if ring.key == chosen)
    _one(session, ring, labels[ring.key])
    _cuts(session, rings)
    _scores(session)


def _name(session: Session, ring: Ring, at: int) -> str:
    if ring.label is not None:
        return ring.label.of(session.texts.language)
    return session.texts("loop_number", number=at + 1, name=ring.path[0])


def _kind(session: Session, ring: Ring) -> str:
    return session.texts(f"kind_{ring.declared or ring.kind}")


def _one(session: Session, ring: Ring, label: str) -> None:
    """Show one loop: its ring, and the same in words."""
    texts = session.texts
    st.markdown(f"## {escaped(label)}")
    if ring.declared or ring.kind:
        st.markdown(f"**{_kind(session, ring)}**")
    if ring.differs:
        st.warning(
            texts(
                "loop_differs",
                declared=texts(f"kind_{ring.declared}"),
                found=texts(f"kind_{ring.kind}"),
            )
        )
    language = texts.language
    title = label if ring.label is not None else ""
    made = session.keep(
        ("ring", ring.key, language), lambda: (ring_drawing(session.loaded, ring, title),)
    )[0]
    if made is not None:
        path = " → ".join([*ring.path, ring.path[0]])
        drawing(made, texts("ring_of", path=path))
    following = [*ring.path[1:], ring.path[0]]
    head = [texts(key) for key in ("cause", "effect", "way")]
    rows = [
        [cause, effect, texts(f"sign_{sign}")]
        for cause, effect, sign in zip(ring.path, following, ring.signs, strict=True)
    ]
    plain_table(texts("loop"), head, rows)


def _cuts(session: Session, rings: Rings) -> None:
    """Show what each named loop does, by cutting it."""
    texts = session.texts
    named = [(ring, ring.check) for ring in rings.rings if ring.check is not None]
    if not named:
        return
    st.markdown(f"## {texts('loops_cut')}")
    st.markdown(texts("cut_text"))
    head = [texts(key) for key in ("loop", "kind", "cut_at", "cut_changes", "cut_expected")]
    with st.spinner(texts("computing")):
        rows = [
            [
                _name(session, ring, 0),
                _kind(session, ring),
                check.cut.variable,
                _changes(session, check),
                _extent(session, check),
            ]
            for ring, check in named
        ]
    plain_table(texts("loops_cut"), head, rows)


def _changes(session: Session, check: LoopCheck) -> str:
    try:
        change = session.keep(("cut", check.key), lambda: change_without(session.loaded, check))
    except SdError:
        return session.texts("cut_failed")
    when = time_text(check.expect.time)
    return f"{check.expect.variable}, {when}: {_signed(change)} %"


def _extent(session: Session, check: LoopCheck) -> str:
    low, high = (_signed(end) for end in check.expect.change_percent)
    return session.texts("percent_between", low=low, high=high)


def _signed(value: float) -> str:
    text = f"{value:+.3g}" if abs(value) < 1000 else f"{value:+,.0f}"
    return text.replace("-", _MINUS)


def _scores(session: Session) -> None:
    """Show which loops lead when, in the run that is looked at."""
    texts = session.texts
    settings = session.settings()
    st.markdown(f"## {texts('scores')}")
    key = ("scores", session.site.runs.key(settings))
    with st.spinner(texts("computing")):
        scores = session.keep(key, lambda: (scores_of(session.loaded, settings),))[0]
    if scores is None:
        st.markdown(texts("scores_large"))
        return
    if not scores.loops:
        st.markdown(texts("loops_none"))
        return
    declared = any(loop.declared for loop in scores.loops)
    st.markdown(texts("scores_text" if declared else "scores_found_text"))
    _chart(session, scores)
    _leading(session, scores)


def _title(session: Session, loop: ScoredLoop) -> str:
    if loop.label is not None:
        return loop.label.of(session.texts.language)
    return f"{loop.key}: {loop.names[0]}"


def _main(scores: LoopScores) -> tuple[list[ScoredLoop], list[ScoredLoop]]:
    """Return the loops of the largest group of stocks that act on each other, and all others."""
    sizes = {p: sum(loop.partition == p for loop in scores.loops) for p in scores.partitions}
    largest = max(sizes, key=lambda partition: sizes[partition])
    inside = [loop for loop in scores.loops if loop.partition == largest]
    return inside, [loop for loop in scores.loops if loop.partition != largest]


def _chart(session: Session, scores: LoopScores) -> None:
    texts = session.texts
    inside, alone = _main(scores)
    rows = list(scores.trace.saved)[1:]
    drawn = inside[:MOST_DRAWN]
    shares = [
        Share(name=_title(session, loop), colour=CURRENT[at], values=loop.share[rows])
        for at, loop in enumerate(drawn)
    ]
    rest = np.array([loop.share[rows] for loop in inside[MOST_DRAWN:]])
    if len(rest):
        for kind, part in (("up", rest.clip(min=0.0)), ("down", rest.clip(max=0.0))):
            name = texts("scores_others", kind=texts(f"others_{kind}"))
            shares.append(Share(name=name, colour=OTHERS, values=np.asarray(part.sum(axis=0))))
    legend = "".join(
        f"<li><span style='background: {colour}'></span>{escape(name)}</li>"
        for name, colour in {share.name: share.colour for share in shares}.items()
    )
    st.html(f"<ul class='sd-legend'>{legend}</ul>")
    st.echarts_chart(
        shares_figure(scores.times[rows], shares),
        height=HEIGHT,
        theme=None,
        key="loop-shares",
        alt=texts("scores_alt", loop=shares[0].name),
    )
    if alone:
        names = "; ".join(_title(session, loop) for loop in alone[:MOST_DRAWN])
        st.markdown(texts("scores_alone", loops=escaped(names)))


def _leading(session: Session, scores: LoopScores) -> None:
    texts = session.texts
    inside, _ = _main(scores)
    head = [texts(key) for key in ("period", "leads", "kind", "share_mean")]
    rows = [
        [
            time_text(p.begin) if p.begin == p.end else f"{time_text(p.begin)}–{time_text(p.end)}",
            _title(session, p.loop),
            texts("kind_reinforcing" if p.share > 0 else "kind_balancing"),
            f"{plain(round(abs(p.share) * 100))} %",
        ]
        for p in periods(scores)
        if p.partition == inside[0].partition
    ]
    plain_table(texts("leads"), head, rows, height=300)
