"""The feedback loops of a model as the page shows them. Nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sdlib.engine import CompiledEngine
from sdlib.engine.trace import trace
from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph
from sdlib.output.book.facts import measured_signs, named_loops
from sdlib.output.book.feedback import Feedback
from sdlib.output.diagrams import loop_diagram, render_svgs
from sdlib.output.diagrams.causal import LONGEST_LOOP
from sdlib.policy import Settings
from sdlib.policy.checks_schema import LoopCheck
from sdlib.policy.schema_values import Label
from sdlib.policy.settings import model_inputs
from sdlib.study.checks.measures import at_time, percent_change
from sdlib.study.links import links_of, loop_polarity
from sdlib.study.why.dominance import declared_loops
from sdlib.study.why.link_scores import link_scores
from sdlib.study.why.loop_scores import LoopScores, loop_scores, named_scores

MOST_SHOWN = 12
"""Loops that are shown of a model that names none."""

MOST_SCORED = 150_000
"""Numbers of one run (steps times elements) up to which its loops are scored: about a second."""

UNMEASURED = "?"
"""Sign of a link that was not measured."""

_KINDS = {"R": "reinforcing", "B": "balancing"}


@dataclass(frozen=True, kw_only=True)
class Ring:
    """One feedback loop with what is known of it."""

    key: str
    label: Label | None
    """Its name, where the package names it."""
    path: tuple[str, ...]
    """Names along it; the last one is followed by the first."""
    signs: tuple[str, ...]
    """Polarity of the link that leaves each name; `UNMEASURED` where it is not known."""
    kind: str
    """``R``, ``B``, ``R/B`` or an empty text, as the links act along the baseline."""
    declared: str
    """"reinforcing" or "balancing" where the package says so, else empty."""
    check: LoopCheck | None
    """Where the package cuts it, and what it expects then."""

    @property
    def differs(self) -> bool:
        """Whether it acts otherwise than declared."""
        return bool(self.declared) and self.kind != "" and _KINDS.get(self.kind) != self.declared


@dataclass(frozen=True, kw_only=True)
class Rings:
    """The loops that the page shows."""

    rings: tuple[Ring, ...]
    count: int | None
    """How many the model has; None where that was not counted."""
    unmeasured: str
    """Why signs are missing; empty where none is."""


def rings_of(loaded: LoadedModel) -> Rings:
    """Return the loops that the package names, else the shortest ones of the model."""
    named = named_loops(loaded)
    if named:
        links = [link for loop in named for link in links_of(loop.path)]
        signs, unmeasured = measured_signs(loaded, links, ())
        rings = [_ring(loop.path, signs, loop) for loop in named]
        return Rings(rings=tuple(rings), count=None, unmeasured=unmeasured)
    feedback = Feedback(loaded, DependencyGraph(loaded.model), [])
    if feedback.found is None:
        return Rings(rings=(), count=None, unmeasured="")
    shown = feedback.rings[:MOST_SHOWN]
    return Rings(
        rings=tuple(_ring(path, feedback.signs, None) for path in shown),
        count=len(feedback.found),
        unmeasured=feedback.unmeasured,
    )


def _ring(
    path: Sequence[str], signs: Mapping[tuple[str, str], str], check: LoopCheck | None
) -> Ring:
    return Ring(
        key=check.key if check else " > ".join(path),
        label=check.label if check else None,
        path=tuple(path),
        signs=tuple(signs.get(link, UNMEASURED) for link in links_of(path)),
        kind=loop_polarity(path, signs),
        declared=check.kind if check else "",
        check=check,
    )


def ring_drawing(loaded: LoadedModel, ring: Ring, title: str) -> str | None:
    """Return a loop as a drawing, None where it is too long or cannot be drawn.

    Args:
        loaded: The model.
        ring: The loop.
        title: What stands in its middle.
    """
    if len(ring.path) > LONGEST_LOOP:
        return None
    found = zip(links_of(ring.path), ring.signs, strict=True)
    signs = {link: sign for link, sign in found if sign != UNMEASURED}
    dot = loop_diagram(loaded.model, ring.path, signs, kind=ring.kind, title=title)
    return render_svgs([dot])[0]


def change_without(loaded: LoadedModel, loop: LoopCheck) -> float:
    """Return what a loop does: the change of the expected variable once it is cut [%].

    Returns:
        The change against the whole model; NaN where the variable is zero there.

    Raises:
        SdError: If one of the two runs cannot be made.
    """
    held, expect = loop.cut.variable, loop.expect
    whole = loaded.run(loop.scenario, outputs=[held, expect.variable])
    value = whole.results.values[held][0] if loop.cut.hold == "initial" else loop.cut.hold
    cut = loaded.run(loop.scenario, {held: value}, outputs=[expect.variable])
    one, other = (at_time(run.results, expect.variable, expect.time) for run in (cut, whole))
    return percent_change(one, other)


def scores_of(loaded: LoadedModel, settings: Settings) -> LoopScores | None:
    """Return the scores of the named loops, or of all loops of a model that names none.

    Returns:
        None where the model is too large to wait for them.

    Raises:
        SdError: If the run cannot be made.
    """
    spec = loaded.model.time
    elements = sum(len(loaded.model.elements(name)) for name in loaded.every_variable)
    if (spec.final - spec.initial) / spec.time_step * elements > MOST_SCORED:
        return None
    engine = loaded.engine if isinstance(loaded.engine, CompiledEngine) else CompiledEngine()
    stocks = [stock.name for stock in loaded.model.stocks]
    if not stocks:
        return None
    inputs = model_inputs(settings, loaded.package, loaded.model)
    links = link_scores(trace(engine, loaded.model, inputs, stocks))
    named = declared_loops(loaded)
    return named_scores(links, named) if named else loop_scores(links)
