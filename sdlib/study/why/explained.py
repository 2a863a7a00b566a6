"""What explains a variable: strips as a tree, and the strongest path from a cause to its effect."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

import numpy as np

from sdlib.study.why.causes import Cause, Strip, strip_of
from sdlib.study.why.pair import Pair

WORTH_ASKING = 0.05
"""Part of a difference that an input has to explain for its own causes to be shown: below a
twentieth it is a side line. Nothing depends on it but the length of the tree."""


class Explained:
    """The causes strips of two runs, each made when it is first asked for.

    Args:
        pair: The two runs.
    """

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._strips: dict[int, Strip] = {}

    def strip(self, place: int) -> Strip:
        """Return the causes strip of a place."""
        if place not in self._strips:
            self._strips[place] = strip_of(self.pair, place)
        return self._strips[place]

    def upstream(self, place: int) -> list[int]:
        """Return the place and all that it is computed from and that differs, nearest first."""
        found = {place: None}
        waiting = [place]
        for effect in waiting:
            for cause in self.pair.causes(effect):
                if cause not in found:
                    found[cause] = None
                    waiting.append(cause)
        return list(found)

    def path(
        self,
        place: int,
        goal: Callable[[int], bool],
        through: Callable[[int], bool] = lambda place: True,
    ) -> Path | None:
        """Return the path along which the largest part of a difference is explained.

        The part of a path is the product of the parts that each of its inputs explains of the
        next variable (`Cause.part`).

        Args:
            place: Where the path ends.
            goal: Whether a path may begin at a place.
            through: Whether a path may lead through a place.

        Returns:
            None if no path leads there.
        """
        best: dict[int, float] = {place: 0.0}
        after: dict[int, int] = {}
        waiting = [(0.0, place)]
        while waiting:
            length, effect = heapq.heappop(waiting)
            if length > best[effect]:
                continue
            if goal(effect):
                return self._walked(effect, place, after, exp(-length))
            if effect != place and not through(effect):
                continue
            for cause in self.strip(effect).causes:
                if cause.part > 0:
                    farther = length - log(cause.part)
                    if farther < best.get(cause.place, np.inf):
                        best[cause.place] = farther
                        after[cause.place] = effect
                        heapq.heappush(waiting, (farther, cause.place))
        return None

    def _walked(self, begin: int, end: int, after: dict[int, int], part: float) -> Path:
        places = [begin]
        while places[-1] != end:
            places.append(after[places[-1]])
        names = tuple(self.pair.names[place] for place in places)
        return Path(places=tuple(places), names=names, part=part)

    def tree(self, place: int, depth: int, step: int) -> Branch:
        """Return a variable with its inputs, their inputs, and so on.

        Args:
            place: The variable's place.
            depth: How many inputs deep; a variable with one input that differs counts for nothing.
            step: The step at which contributions are compared.
        """
        return self._branch(place, None, None, depth, step, (place,))

    def _branch(
        self,
        place: int,
        cause: Cause | None,
        share: float | None,
        depth: int,
        step: int,
        above: tuple[int, ...],
    ) -> Branch:
        strip = self.strip(place)
        whole = float(strip.difference[step])
        telling = [cause for cause in strip.causes if cause.part > 0]
        ordered = sorted(telling, key=lambda c: -abs(float(c.explains[step])))
        branches = []
        for found in ordered if depth > 0 else ():
            explained = float(found.explains[step])
            mine = explained / whole if whole else None
            again = found.place in above
            worth = found.part >= WORTH_ASKING and not again and not found.given
            # A link that passes on everything tells nothing: the next one comes with it.
            deeper = depth if len(ordered) == 1 else depth - 1
            branches.append(
                self._branch(
                    found.place, found, mine, deeper if worth else 0, step,
                    (*above, found.place),
                )
            )  # fmt: skip
        return Branch(
            cause=cause,
            strip=strip,
            share=share,
            again=place in above[:-1],
            branches=tuple(branches),
        )


@dataclass(frozen=True, kw_only=True)
class Path:
    """A chain of variables, each computed from the one before."""

    places: tuple[int, ...]
    names: tuple[str, ...]
    part: float
    """Product of the parts that are explained along it, between 0 and 1."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Branch:
    """A variable in the tree of causes."""

    cause: Cause | None
    """What it is to the variable above it; None for the one that was asked for."""
    strip: Strip
    share: float | None
    """What it explains of the difference of the variable above it; all inputs of a variable
    together make 1, single ones may be negative. None where there is no difference, or at the top.
    """
    again: bool
    """Whether it stands above itself in the tree: a feedback loop closes here."""
    branches: tuple[Branch, ...]
    """Its inputs that explain something, the largest contribution first."""
