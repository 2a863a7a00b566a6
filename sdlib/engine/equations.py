"""The equations of a program, each for itself: its values at any values of what it reads.

A run computes all equations together. To tell what an equation does with a change of one of its
inputs, it is evaluated alone, at as many values as wanted at once, by the same emitted expressions
that a run computes, in NumPy's arithmetic (`lanes.series`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np

from sdlib.engine.cells import SEED
from sdlib.engine.emit_values import emit_values
from sdlib.engine.kernel import Clockwork
from sdlib.engine.lanes.series import Values
from sdlib.engine.program import Item, Program, loads

Lines = Callable[[tuple[int, ...], Callable[..., float], tuple[Values, ...]], Values]
"""What comes out of delay lines at some places, the first the one that holds what comes out.

It is given a function too, of a list with what each line has kept at each step, of the present step
and of further values, and these values.
"""


@dataclass(frozen=True)
class Rule:
    """How one element of a cell comes about."""

    place: int
    """What is computed."""
    item: int
    """Which assignment of the program computes it."""
    counters: tuple[int, ...]
    """Which round of its loops, but for those that it reduces over."""
    role: str
    """As `Item.role`."""
    only_start: bool
    """Whether it is computed at the start of a run only."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The times at which equations are evaluated."""

    time: Values
    """Model time, of any shape that broadcasts with the values."""
    at: Values
    """The step, likewise."""
    clockwork: Clockwork


class Equations:
    """The equations of a program.

    Args:
        program: The program.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        unique = {id(item): item for item in (*program.start, *program.step)}
        self.items: tuple[Item, ...] = tuple(unique.values())
        self._number = {key: number for number, key in enumerate(unique)}
        self._module = ModuleType("sdlib_equations")
        exec(compile(emit_values(program, self.items), "<equations>", "exec"), vars(self._module))
        self._tables = self._module.TABLES
        kinds = {name: cell.kind for name, cell in program.cells.items()}
        self._first_line = min(
            (program.places[name] for name, kind in kinds.items() if kind == "history"), default=0
        )

    @property
    def seed(self) -> int:
        """The place of the seed of random functions, which no rule lists among what it reads."""
        return self.program.places[SEED]

    @cached_property
    def at_start(self) -> tuple[Rule, ...]:
        """What is computed at the start of a run, in order."""
        return tuple(rule for item in self.program.start for rule in self._rules(item))

    @cached_property
    def at_step(self) -> tuple[Rule, ...]:
        """What is computed at each step, in order, what does not change during a run first."""
        moving = [rule for item in self.program.step for rule in self._rules(item)]
        known = {rule.place for rule in moving if rule.role == "value"}
        steady = [
            rule
            for rule in self.at_start
            if rule.role == "value" and not rule.only_start and rule.place not in known
        ]
        return (*steady, *moving)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The cell of each place."""
        found = [""] * self.program.count
        for name, cell in self.program.cells.items():
            first = self.program.places[name]
            found[first : first + cell.size] = [name] * cell.size
        return tuple(found)

    @cached_property
    def start_of(self) -> Mapping[int, Mapping[int, Rule]]:
        """Place to its rules in `at_start`, each by its number there."""
        return _by_place(self.at_start)

    @cached_property
    def step_of(self) -> Mapping[int, Mapping[int, Rule]]:
        """Place to its rules in `at_step`, each by its number there."""
        return _by_place(self.at_step)

    def _rules(self, item: Item) -> Iterator[Rule]:
        outer = item.loops[: len(item.loops) - item.inner]
        first = self.program.places[item.cell]
        for counters in product(*(range(loop.size) for loop in outer)):
            yield Rule(
                place=first + item.target.at(counters),
                item=self._number[id(item)],
                counters=counters,
                role=item.role,
                only_start=item.only_start,
            )

    def reads(self, rule: Rule) -> frozenset[int]:
        """Return the places that a rule reads."""
        item = self.items[rule.item]
        found: set[int] = set()
        for load in loads(item.value):
            first = self.program.places[load.cell]
            found.update(first + load.index.at(c) for c in self._rounds(item, rule.counters))
        return frozenset(found)

    def _rounds(self, item: Item, outer: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        inner = item.loops[len(item.loops) - item.inner :]
        for counters in product(*(range(loop.size) for loop in inner)):
            yield (*outer, *counters)

    def value(
        self,
        rule: Rule,
        values: Mapping[int, Values] | Values,
        moment: Moment,
        lines: Lines | None = None,
    ) -> Values:
        """Return what a rule computes.

        Args:
            rule: The rule; one with the role "rate" gives what a state changes by per unit of time.
            values: Place to values, of shapes that broadcast; at least what the rule reads. In
                an array the place is the first axis.
            moment: When.
            lines: What comes out of delay lines, where the rule has one.

        Returns:
            The values, of the shape to which everything broadcasts; NaN where there is none.
        """
        item = self.items[rule.item]
        function: Callable[..., Values] = getattr(self._module, f"value_{rule.item}")
        work = moment.clockwork
        common: tuple[Any, ...] = (
            values, None, None, self._by_line(lines), self._tables, moment.time, moment.time,
            moment.at,
            work.step_lengths[moment.at] if work.lengths else work.dt,
            work.first, work.final, work.save, work.steps,
        )  # fmt: skip
        with np.errstate(all="ignore"):
            if not item.reduce:
                return function(*common, *rule.counters)
            members = [function(*common, *c) for c in self._rounds(item, rule.counters)]
            return self._reduced(item.reduce, members)

    def _by_line(self, lines: Lines | None) -> Lines | None:
        """Return delay lines by their number, as expressions call them, instead of by place."""
        if lines is None:
            return None
        first = self._first_line
        return lambda numbers, *given: lines(tuple(first + n for n in numbers), *given)

    def _reduced(self, how: str, members: list[Values]) -> Values:
        """Join the members of a sum or its kin, in the order and with the helpers of a run."""
        joined: Values = {"sum": 0.0, "prod": 1.0, "vmin": np.inf, "vmax": -np.inf}[how]
        for member in members:
            if how == "sum":
                joined = joined + member
            elif how == "prod":
                joined = joined * member
            else:
                helper = self._module.smaller if how == "vmin" else self._module.larger
                joined = helper(joined, member)
        return joined


def _by_place(rules: tuple[Rule, ...]) -> dict[int, dict[int, Rule]]:
    found: dict[int, dict[int, Rule]] = {}
    for number, rule in enumerate(rules):
        found.setdefault(rule.place, {})[number] = rule
    return found
