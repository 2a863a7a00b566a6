"""Which variables the runs of the checks replace, known before any of them is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sdlib.model import Constant
from sdlib.policy.checks_runs import Course, Held, Tried
from sdlib.study.checks.combinations import held_names
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.negatives import outflows_of


def replaced_names(desk: Desk) -> frozenset[str]:
    """Return the exact names of the variables whose equations runs of the checks replace.

    Args:
        desk: The model with its checks.
    """
    found: set[str] = set()
    for inputs in _declared(desk):
        found.update(_replaced(desk, inputs))
    found.update(loop.cut.variable for loop in desk.declared.loops)
    found.update(outflows_of(desk))
    found.update(held_names(desk))
    return frozenset(found)


def _declared(desk: Desk) -> Iterator[Mapping[str, Held]]:
    runs: list[Tried] = [extreme.run for extreme in desk.declared.extremes]
    for trial in desk.declared.trials:
        runs += [trial.run, trial.against]
        yield from trial.parts.values()
    runs += [steady.run for steady in desk.declared.steady]
    runs += [loop.tried for loop in desk.declared.loops]
    for tried in runs:
        yield tried.inputs


def _replaced(desk: Desk, inputs: Mapping[str, Held]) -> Iterable[str]:
    model = desk.loaded.model
    for name, held in inputs.items():
        variable = model.variables.get(name)
        if variable is None:
            continue
        follows = isinstance(held, Course)
        if follows or not isinstance(variable, Constant):
            yield name
