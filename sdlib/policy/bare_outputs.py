"""The outputs of a model file without a package: what its equations say is worth looking at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from sdlib.model.missing_data import without_data
from sdlib.model.structure import Model, Variable
from sdlib.policy.bare_levers import MOST_ELEMENTS
from sdlib.policy.schema import Chart, Output
from sdlib.policy.schema_values import Label

MOST_OUTPUTS = 24
"""How many variables of a bare model are shown as outputs."""

HEADLINES = 4
"""How many of them stand above the charts."""

MOST_LINES = 6
"""Elements of an array that stands above the charts: as many as a chart draws."""

_RANKS = {"stock": 0, "flow": 1, "auxiliary": 2, "constant": 3}


def bare_outputs(
    model: Model, parts: Mapping[str, str], given: Collection[str] = ()
) -> tuple[Output, ...]:
    """Return the outputs of a model that declares nothing about itself.

    Stocks come first. Of a large model these are the stocks that most equations use, then the
    flows and auxiliaries that most equations use, and results: what no equation uses was written
    to be looked at.

    Args:
        model: The model.
        parts: Name of each variable to the part of the file that it stands in.
        given: Exact names of the variables whose values are given, such as data.
    """
    shown = _fitting(model, given)
    shown.sort(key=lambda v: _RANKS[v.kind])
    if len(shown) > MOST_OUTPUTS:
        stocks, hubs, results = _chosen(shown, model)
        # Above the charts, what accumulates and what much depends on take turns.
        turns = [v for each in zip(stocks, hubs, strict=False) for v in each]
        shown = [*turns, *stocks, *hubs, *results]
    heads = [v for v in shown if len(model.elements(v.name)) <= MOST_LINES] or shown
    shown = list({v.name: v for v in [*heads[:HEADLINES], *shown]}.values())
    return tuple(
        Output(
            variable=variable.name,
            label=Label(en=variable.name, zh=variable.name),
            group=parts[variable.name],
            over=variable.dimensions,
            decimals=3,
            headline=place < HEADLINES,
        )
        for place, variable in enumerate(shown)
    )


def bare_charts(model: Model, outputs: tuple[Output, ...]) -> tuple[Chart, ...]:
    """Return a chart for every variable that a run computes: the outputs, then all others.

    Args:
        model: The model.
        outputs: Its outputs.
    """
    names = [output.variable for output in outputs]
    names += [v.name for v in _fitting(model, ())]
    return tuple(
        Chart(key=name, label=Label(en=name, zh=name), outputs=(name,))
        for name in dict.fromkeys(names)
    )


def _fitting(model: Model, given: Collection[str]) -> list[Variable]:
    """Return what can be computed and is small enough to be drawn, without the parts of macros.

    Where nothing else is left, these are constants, or what needs data that are not there.
    """
    fitting = [
        v
        for v in model.variables.values()
        if v.kind in _RANKS and not v.hidden and len(model.elements(v.name)) <= MOST_ELEMENTS
    ]
    for unwanted in ({c.name for c in model.constants}, without_data(model, given)):
        fitting = [v for v in fitting if v.name not in unwanted] or fitting
    return fitting


def _chosen(
    shown: list[Variable], model: Model
) -> tuple[list[Variable], list[Variable], list[Variable]]:
    """Return the stocks, the other variables and the results of a large model to be shown."""
    uses = Counter(
        name for v in model.variables.values() for name in v.depends_on | v.initial_depends_on
    )
    stocks = [v for v in shown if v.kind == "stock"]
    # What depends on nothing does not change.
    others = [v for v in shown if v.kind != "stock" and v.depends_on]

    def by_use(variables: list[Variable]) -> list[Variable]:
        return sorted(variables, key=lambda v: (-uses[v.name], len(v.dimensions)))

    results = [v for v in others if not uses[v.name]]
    results.sort(key=lambda v: (not v.unit, len(v.dimensions)))
    hubs = by_use([v for v in others if uses[v.name]])
    quarter = MOST_OUTPUTS // 4
    results = results[:quarter]
    # Where one kind is short of its share, the others fill it.
    chosen = by_use(stocks)[: MOST_OUTPUTS - len(hubs[:quarter]) - len(results)]
    return chosen, hubs[: MOST_OUTPUTS - len(chosen) - len(results)], results
