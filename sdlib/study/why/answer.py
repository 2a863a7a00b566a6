"""Why a variable differs between two runs: the whole answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph
from sdlib.policy import Settings
from sdlib.policy.meant import variable_meant
from sdlib.policy.schema_values import Label
from sdlib.study.why.explained import Branch, Explained
from sdlib.study.why.first import FirstMove, first_move
from sdlib.study.why.pair import Pair, pair_of
from sdlib.study.why.sentence import sentence


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """Why a variable differs between two runs."""

    explained: Explained
    """All causes strips, made as they are asked for."""
    place: int
    step: int
    """The step at which contributions are compared."""
    tree: Branch
    """The variable, its inputs, their inputs, and so on."""
    first: FirstMove
    """Where the difference began."""
    sentence: Label
    """The same in words."""

    @property
    def pair(self) -> Pair:
        """The two runs."""
        return self.explained.pair


def why(
    loaded: LoadedModel,
    first: Settings,
    second: Settings,
    variable: str,
    *,
    depth: int = 1,
    row: int | None = None,
) -> Answer:
    """Explain why a variable differs between two runs.

    Args:
        loaded: The model with its package.
        first: Settings of the run that is compared with.
        second: Settings of the run that is explained.
        variable: The variable, or one element ``Name[element]``, or the label of an output.
        depth: How many inputs deep the tree of causes goes.
        row: Number of the saved time at which contributions are compared; by default the last one,
            or where there is hardly a difference then, the one with the largest.

    Raises:
        UnknownNameError: If there is no such variable; it carries the nearest names.
        InputError: If it does not differ, and why; or is an array and no element is named; or is
            a lever or an assumption.
        RunError: If it is not finite in one of the runs.

    Example:
        >>> import sdlib
        >>> from sdlib.study.why.answer import why
        >>> model = sdlib.load("sme_primer")
        >>> found = why(model, model.settings(), model.settings("policy_bank"), "Loan share")
        >>> found.first.stock.name
        'Borrowing firms'
    """
    meant = variable_meant(loaded.package, loaded.model, variable)
    pair = pair_of(loaded, first, second, meant)
    place = pair.place_of(meant)
    if not pair.differs(place):
        raise _nothing(pair, place)
    explained = Explained(pair)
    saved = pair.traces[0].saved
    step = saved[row] if row is not None else _telling(explained.strip(place).difference, saved)
    begun = first_move(explained, place)
    return Answer(
        explained=explained,
        place=place,
        step=step,
        tree=explained.tree(place, depth, step),
        first=begun,
        sentence=sentence(explained, place, begun, step),
    )


HARDLY = 0.01
"""A difference at the end that is below a hundredth of the largest one is passing away; then the
time of the largest one is looked at."""


def _telling(difference: np.ndarray, saved: tuple[int, ...]) -> int:
    sizes = np.abs(difference[list(saved)])
    return saved[-1] if sizes[-1] > HARDLY * sizes.max() else saved[int(sizes.argmax())]


def _nothing(pair: Pair, place: int) -> InputError:
    """Say why there is nothing to explain."""
    name = pair.names[place]
    labels = f"'{pair.labels[0]}' and '{pair.labels[1]}'"
    if not pair.inputs:
        return InputError(
            found=f"nothing to explain: {labels} are the same run",
            remedy="name another scenario, or change a lever with --set",
        )
    changed = [pair.equations.names[p] for p in pair.inputs]
    graph = DependencyGraph(pair.model)
    paths = [path for cause in changed if (path := graph.path(cause, pair.equations.names[place]))]
    begun = ", ".join(f"'{pair.names[p]}'" for p in pair.inputs[:5])
    if not paths:
        return InputError(
            found=f"nothing to explain: the two runs are equal in '{name}'; no path leads there "
            f"from what differs: {begun}",
            remedy=f"'{name}' cannot change with it; name a variable that depends on it",
        )
    shortest = sorted(paths, key=len)[0]
    return InputError(
        found=f"nothing to explain: the two runs are equal in '{name}'",
        allowed=f"a path leads there ({' > '.join(shortest)}), but the change of "
        f"{begun} comes to nothing on the way",
        remedy="take a larger change, or a variable nearer to it",
    )
