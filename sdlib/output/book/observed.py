"""Observations as a reader meets them: those of one series over a dimension together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sdlib.model import Model
from sdlib.output.book.anchors import Anchors
from sdlib.policy.package import History


@dataclass(frozen=True, kw_only=True)
class Observations:
    """One series, or the same series for each of several elements."""

    id: str
    series: str
    variable: str
    """Name of the model variable, or its element, that is observed."""
    members: tuple[History, ...]
    elements: tuple[str, ...]
    """Element of each member; an empty name for a series that stands alone."""

    @property
    def is_panel(self) -> bool:
        """Whether these are several elements of a variable."""
        return len(self.members) > 1

    def points(self) -> pd.DataFrame:
        """Return the points of all members; the column ``element`` tells them apart."""
        parts = zip(self.elements, self.members, strict=True)
        return pd.concat([each.points.assign(element=element) for element, each in parts])


def observations_of(
    histories: Iterable[History], model: Model, anchors: Anchors
) -> tuple[Observations, ...]:
    """Return the series of a package; elements of one series and one variable stand together.

    Args:
        histories: As the package declares them.
        model: The model that they observe.
        anchors: Ids of the series by name.
    """
    groups: dict[tuple[str, str], list[History]] = {}
    for history in histories:
        base = model.split(history.variable)[0] if history.over else ""
        key = (history.declared, base) if history.over else (history.series, "")
        groups.setdefault(key, []).append(history)
    panels = Anchors("panel", [f"{series} {variable}" for series, variable in groups])
    return tuple(
        Observations(
            id=panels[f"{series} {variable}"],
            series=series,
            variable=variable,
            members=tuple(members),
            elements=tuple(each.series.partition("[")[2].rstrip("]") for each in members),
        )
        if len(members) > 1
        else Observations(
            id=anchors[members[0].series],
            series=members[0].series,
            variable=members[0].variable,
            members=tuple(members),
            elements=("",),
        )
        for (series, variable), members in groups.items()
    )
