"""Data variables without values, or computed in an unknown way, and what cannot be computed so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from weakref import WeakKeyDictionary

from sdlib.model.data_equations import why_not
from sdlib.model.expressions import Call, Curve, Expression
from sdlib.model.graph import DependencyGraph
from sdlib.model.structure import DataSeries, Model, Note, Variable
from sdlib.names import counted

MOST_NAMED = 6
"""Data variables without values that a note names."""

OF_OTHER_DATA = ("time shift", "cumulate", "cumulatef")
"""Functions whose value is the data of another data variable, at other times or summed up."""

_graphs: WeakKeyDictionary[Model, DependencyGraph] = WeakKeyDictionary()


def without_data(model: Model, given: Collection[str] = ()) -> frozenset[str]:
    """Return the names of all variables that cannot be computed, as data are not there or unknown.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given.
    """
    lacking = [variable.name for variable in lacking_data(model, given)]
    lacking += unknown_data(model, given)
    if not lacking:
        return frozenset()
    return _graph(model).reached_from(lacking, without=given).union(lacking)


def needed_of(
    names: Iterable[str], model: Model, given: Collection[str], outputs: Iterable[str]
) -> list[str]:
    """Return those of some variables that outputs are computed from.

    Args:
        names: Their exact names.
        model: The model.
        given: Exact names of the variables whose values are given.
        outputs: Exact names of the outputs.
    """
    graph = _graph(model)
    wanted = {model.variable(name).name for name in outputs}
    return [name for name in names if name in wanted or wanted & graph.reached_from([name], given)]


def _graph(model: Model) -> DependencyGraph:
    """Return what is computed from what, values at the start included.

    Each run of a model whose data are missing asks for it, so it is kept as long as the model.
    """
    found = _graphs.get(model)
    if found is None:
        found = _graphs[model] = DependencyGraph(model, at_start=True)
    return found


def lacking_data(model: Model, given: Collection[str]) -> list[Variable]:
    """Return the data variables that have no values: neither in a file, nor as points, nor given.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given.
    """
    found: list[Variable] = []
    for variable in model.variables.values():
        if (
            isinstance(variable, DataSeries)
            and variable.name not in given
            and not is_computed(variable)
        ):
            known = any(
                isinstance(d.expression, Curve) or is_shifted(d.expression)
                for d in variable.definitions
            )
            if not known or any(is_empty(d.expression) for d in variable.definitions):
                found.append(variable)
    return found


def unknown_data(model: Model, given: Collection[str]) -> dict[str, str]:
    """Return names of data variables computed from others in ways that are not known, with the way.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given.
    """
    reasons = {
        variable.name: why_not(variable, model)
        for variable in model.variables.values()
        if isinstance(variable, DataSeries) and variable.name not in given and is_computed(variable)
    }
    return {name: reason for name, reason in reasons.items() if reason}


def missing_data_notes(model: Model) -> tuple[Note, ...]:
    """Return notes on data variables without values, or computed in a way that is not known."""
    unknown = [
        Note(
            line=model.variable(name).line or 1,
            text=f"'{name}', {reason} is not known; what is computed from it is left out, unless "
            "values are given",
            lost=True,
        )
        for name, reason in unknown_data(model, ()).items()
    ]
    lacking = lacking_data(model, ())
    if not lacking:
        return tuple(unknown)
    names = ", ".join(f"'{variable.name}'" for variable in lacking[:MOST_NAMED])
    more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
    those = "it is" if len(lacking) == 1 else "them is"
    has = "has" if len(lacking) == 1 else "have"
    text = (
        f"{counted(len(lacking), 'data variable')} {has} no values: {names}{more}; "
        f"what is computed from {those} left out, unless values are given"
    )
    return (Note(line=lacking[0].line or 1, text=text, lost=True), *unknown)


def is_computed(variable: DataSeries) -> bool:
    """Tell whether a data variable has equations alone, and no data of its own."""
    return bool(variable.definitions) and not any(
        isinstance(d.expression, Curve) or is_empty(d.expression) or is_shifted(d.expression)
        for d in variable.definitions
    )


def is_empty(expression: Expression) -> bool:
    """Tell whether a definition leaves its data to others, or to a file that is not there."""
    return isinstance(expression, Call) and expression.function in ("data", "getdata")


def is_shifted(expression: Expression) -> bool:
    """Tell whether a definition is the data of another data variable, moved or summed up."""
    return isinstance(expression, Call) and expression.function in OF_OTHER_DATA
