"""Link scores: what each change of an input does with a change of what is computed from it.

Source: Schoenberg, Davidsen and Eberlein 2020, "Understanding model behavior using the Loops that
Matter method", System Dynamics Review 36(2), 158-190, equation 1; Schoenberg, Hayward and Eberlein
2023, "Improving Loops that Matter", System Dynamics Review 39(2), 140-151, equations 2 and 3. A
flow acts on its stock as the latter paper has it: as if all flows of the stock were one net flow,
with a score of 1 from there to the stock. Delay lines (DELAY FIXED) and kept values (SAMPLE IF
TRUE) are not treated there (unverified): what comes out of one moves with what went in, score 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.equations import Equations, Moment, Rule
from sdlib.engine.lanes.series import Values
from sdlib.engine.trace import Trace
from sdlib.model.arrays import FloatArray

ROUNDING = 4 * float(np.finfo(np.float64).eps)
"""Change of an input, relative to its value, that may be rounding: none is meant. Without this a
model at rest would have loops that drive nothing but the last digit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkScores:
    """The scores of all links of a run; nodes are places of its program."""

    trace: Trace
    equations: Equations
    scores: dict[tuple[int, int], FloatArray]
    """(cause, effect) to scores, without unit, shape (step,); 0 at the first step, before anything
    changed, and where cause or effect does not change. Links that never act are left out."""

    def owner(self, place: int) -> str:
        """Return the variable that a place belongs to, also one that no equation names."""
        return self.equations.program.cells[self.equations.names[place]].owner

    def label(self, place: int) -> str:
        """Return the variable at a place, or what a function keeps there: ``SMOOTH in demand``."""
        name, owner = self.equations.names[place], self.owner(place)
        if name == owner or not (self.remembers(place) or self._adds_up(place)):
            return owner
        what = name.removeprefix(f"{owner} (").rstrip("0123456789)").strip()
        return f"{what.upper()} in {owner}"

    def _adds_up(self, place: int) -> bool:
        rules = self.equations.step_of.get(place, {}).values()
        return any(self.equations.items[rule.item].reduce for rule in rules)

    def remembers(self, place: int) -> bool:
        """Tell whether a place holds what was before: one in each loop does."""
        kind = self.equations.program.cells[self.equations.names[place]].kind
        return kind in ("state", "discrete", "history")


def link_scores(trace: Trace) -> LinkScores:
    """Return the score of every link of a run at every step.

    The score of a link says how much of the effect's change comes from the cause's, with the sign
    of the link: what the effect changes by when the cause alone changes as it did, against the
    effect's whole change.

    Args:
        trace: The run.
    """
    run = _Run(trace)
    scores: dict[tuple[int, int], FloatArray] = {}
    for rule in run.equations.at_step if trace.clockwork.steps > 1 else ():
        sources = [place for place in sorted(run.equations.reads(rule)) if run.changing[place]]
        if not sources:
            continue
        kept = rule.role == "keep" and rule.place not in run.going_in
        found = run.kept(rule, sources) if kept else run.scores(rule, sources)
        for source, score in zip(sources, found, strict=True):
            if score.any():
                scores[source, rule.place] = score
    return LinkScores(trace=trace, equations=run.equations, scores=scores)


class _Run:
    """A run, with what goes into its delay lines and what comes out."""

    def __init__(self, trace: Trace) -> None:
        self.equations = Equations(trace.program)
        self.work = trace.clockwork
        self.values = trace.values
        steps = np.arange(self.work.steps)
        self.whole = Moment(time=trace.times, at=steps, clockwork=self.work)
        self.before = Moment(time=trace.times[:-1], at=steps[:-1], clockwork=self.work)
        self.going_in: dict[int, FloatArray] = {}
        self.coming_out: dict[int, FloatArray] = {}
        for rule in self.equations.at_step:
            cell = self.equations.program.cells[self.equations.names[rule.place]]
            if rule.role == "keep" and cell.kind == "history":
                entered = self.equations.value(rule, self.values, self.whole)
                self.going_in[rule.place] = np.array(np.broadcast_to(entered, self.work.steps))
        self.changing = [
            bool(_changes(self.going_in.get(place, row)).any())
            for place, row in enumerate(self.values)
        ]

    def acting(self, place: int) -> FloatArray:
        """Return what acts on others at a place: of a delay line, what comes out."""
        found: FloatArray = self.coming_out.get(place, self.values[place])
        return found

    def scores(self, rule: Rule, sources: Sequence[int]) -> FloatArray:
        """Return the scores of the links into a place by one rule, shape (source, step)."""
        now = self.equations.value(rule, self.values, self.whole, self._out)
        now = np.broadcast_to(now, self.work.steps)
        mixed: dict[int, Values] = {p: self.values[p][:-1] for p in self.equations.reads(rule)}
        mixed[self.equations.seed] = self.values[self.equations.seed][:-1]
        mixed.update({source: self._alone(source, sources) for source in sources})
        partial = np.broadcast_to(
            self.equations.value(rule, mixed, self.before, lambda places, *_: mixed[places[0]]),
            (len(sources), self.work.steps - 1),
        )
        changes = partial - now[:-1]
        whole = np.diff(now)
        found = np.zeros((len(sources), self.work.steps))
        for row, source in enumerate(sources):
            moved = np.diff(self.acting(source))
            acts = (whole != 0) & np.isfinite(changes[row]) & _changes(self.acting(source))
            size = np.abs(np.divide(changes[row], whole, where=acts, out=np.zeros_like(whole)))
            found[row, 1:] = np.where(acts, size * np.sign(changes[row]) * np.sign(moved), 0.0)
        return found

    def kept(self, rule: Rule, sources: Sequence[int]) -> FloatArray:
        """Return the score of what is kept from one step to the next, shape (source, step)."""
        found = np.zeros((len(sources), self.work.steps))
        found[:, 1:] = _changes(self.values[rule.place])
        return found

    def _alone(self, source: int, sources: Sequence[int]) -> FloatArray:
        """Return values as a step before, but where this one source changes alone."""
        found = np.tile(self.acting(source)[:-1], (len(sources), 1))
        found[sources.index(source)] = self.acting(source)[1:]
        return found

    def _out(
        self, places: tuple[int, ...], function: Callable[..., float], given: tuple[Values, ...]
    ) -> FloatArray:
        spread = [np.broadcast_to(value, self.work.steps) for value in given]
        lines = [self.going_in[place].tolist() for place in places]
        out = [function(lines, at, *(v[at] for v in spread)) for at in range(self.work.steps)]
        self.coming_out[places[0]] = np.array(out)
        return self.coming_out[places[0]]


def _changes(row: FloatArray) -> NDArray[np.bool_]:
    """Tell at which steps a value changes by more than rounding, shape (step - 1,)."""
    size = np.maximum(np.abs(row[1:]), np.abs(row[:-1]))
    return np.asarray(np.abs(np.diff(row)) > ROUNDING * size)
