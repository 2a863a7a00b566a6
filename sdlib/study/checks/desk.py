"""What every family of checks works with."""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.loaded import LoadedModel
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.package import Lever
from sdlib.study.checks.faults import Place
from sdlib.study.checks.runs import Experiment, Runs


@dataclass(frozen=True, kw_only=True, eq=False)
class Desk:
    """A model, what its ``checks.yaml`` declares, and the runs that were made of it."""

    loaded: LoadedModel
    declared: ChecksFile
    place: Place
    """Tells where an entry of ``checks.yaml`` stands."""
    runs: Runs


def corners(desk: Desk, **options: object) -> dict[str, Experiment]:
    """Return the corners of the levers: each alone and all together at their strongest.

    Args:
        desk: The model.
        **options: What else the experiments have in common: outputs, integrator, ...

    Returns:
        Name to experiment, the baseline first; levers begin as early as they can.
    """
    levers = desk.loaded.package.levers
    inputs: dict[str, dict[str, float]] = {"baseline": {}}
    inputs.update({key: strongest(lever) for key, lever in levers.items()})
    if len(levers) > 1:
        inputs["all levers"] = {
            key: value for lever in levers.values() for key, value in strongest(lever).items()
        }
    return {
        name: Experiment(inputs=changes, **options)  # type: ignore[arg-type]
        for name, changes in inputs.items()
    }


def strongest(lever: Lever) -> dict[str, float]:
    """Return a lever's main setting at its upper end, from the first time that it can start."""
    found = {f"{lever.key}.{lever.main}": lever.settings[lever.main].range[1]}
    if "start" in lever.settings:
        found[f"{lever.key}.start"] = lever.settings["start"].range[0]
    return found


def chosen_levers(desk: Desk, levers: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of levers; ``all`` means all of them."""
    return tuple(desk.loaded.package.levers) if isinstance(levers, str) else levers
