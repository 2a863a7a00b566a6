"""What a model is: its variables, dimensions and times. Structure only, nothing runs here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from sdlib.errors import UnknownNameError
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import Definition
from sdlib.model.time_spec import TimeSpec
from sdlib.names import element_name, name_key, nearest, plain_name, split_element


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """An axis of array variables."""

    name: str
    """As the modeller wrote it."""
    subscripts: tuple[str, ...]
    """Its elements, in the order of the file."""
    maps_to: tuple[str, ...] = ()
    """Dimensions that it runs along with, element by element."""
    element_maps: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    """Of those that the file maps in an order of its own: which elements stand for each of these,
    one or, where it names a part of the other dimension, several."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One variable of a model, whatever its kind."""

    name: str
    """As the modeller wrote it, without quotes."""
    unit: str
    """Unit as the file states it, empty where it states none."""
    comment: str
    """The modeller's comment; where each definition has one of its own, all that differ."""
    equation: str
    """The right-hand side as the file has it, on one line; one line each definition."""
    group: str
    """The group (Vensim) or sector that the variable stands in, empty where there is none."""
    line: int | None
    """Line of the definition, counted from 1; None where the file does not tell."""
    dimensions: tuple[str, ...]
    """Names of its dimensions, empty for a scalar."""
    lower: float | None
    """Smallest sensible value that the file states [unit]."""
    upper: float | None
    """Largest sensible value that the file states [unit]."""
    step: float | None
    """Step of a slider over that range, where the file states one [unit]."""
    depends_on: frozenset[str]
    """Names that its value is computed from at each time step; `Time` is left out."""
    definitions: tuple[Definition, ...] = ()
    """Its definitions, one for a variable that is defined as a whole."""
    comments: tuple[str, ...] = ()
    """The comment of each definition, where they differ; some may be empty."""
    initial_depends_on: frozenset[str] = frozenset()
    """Names that only its value at the start is computed from."""
    hidden: bool = False
    """Whether it is a part of a macro's call: the file has no such variable, and PySD neither."""

    kind = "variable"


@dataclass(frozen=True, kw_only=True)
class Stock(Variable):
    """A variable that accumulates its flows."""

    inflows: tuple[str, ...] = ()
    """Names that are added to it per unit of time."""
    outflows: tuple[str, ...] = ()
    """Names that are taken from it per unit of time."""

    kind = "stock"


@dataclass(frozen=True, kw_only=True)
class Flow(Variable):
    """A variable that changes a stock per unit of time."""

    kind = "flow"


@dataclass(frozen=True, kw_only=True)
class Auxiliary(Variable):
    """A variable that is computed anew at each time step."""

    kind = "auxiliary"


@dataclass(frozen=True, kw_only=True, eq=False)
class Constant(Variable):
    """A variable whose equation is a number, or an array of numbers."""

    value: FloatArray
    """The value [unit], shape of `dimensions`, zero-dimensional for a scalar."""

    kind = "constant"


@dataclass(frozen=True, kw_only=True)
class Lookup(Variable):
    """A drawn curve."""

    points: tuple[tuple[float, float], ...] = ()
    """Its points (x, y); empty where the curve lies in a data file or has subscripts."""

    kind = "lookup"


INTERPOLATIONS = ("interpolate", "look forward", "hold backward", "raw")
"""What stands between two points of data: the line between them, the next point, the point before,
or nothing."""


@dataclass(frozen=True, kw_only=True)
class DataSeries(Variable):
    """A variable whose values over time come from outside the model."""

    interpolation: str = "interpolate"
    """One of `INTERPOLATIONS`."""

    kind = "data"


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something in a model file that changes no run."""

    line: int
    """Line of the file, counted from 1."""
    text: str
    """What it is and what becomes of it."""
    lost: bool
    """Whether somebody may miss it in a run, such as a check that is not made."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """A model as its file describes it.

    Attributes other than the fields are derived; nothing of a model changes after reading.
    """

    name: str
    """Stem of the file name."""
    path: Path
    """The file."""
    content_hash: str
    """SHA-256 of the file's bytes, and of those of the data files that it reads, hexadecimal."""
    text: str
    """The file's decoded text."""
    variables: Mapping[str, Variable]
    """Name to variable, in the order of the file; control variables are left out."""
    dimensions: Mapping[str, Dimension]
    """Name to dimension, subranges included."""
    time: TimeSpec
    """When a run begins and ends."""
    encoding: str | None = None
    """Encoding that was given to read the file; None where the file's own was used."""
    data_files: Mapping[str, str] = field(default_factory=dict)
    """Name of each data file to the SHA-256 of its bytes, empty where it is not there."""
    notes: tuple[Note, ...] = ()
    """What the file holds that changes no run."""
    _by_key: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the names by what all their spellings share."""
        object.__setattr__(self, "variables", MappingProxyType(dict(self.variables)))
        object.__setattr__(self, "dimensions", MappingProxyType(dict(self.dimensions)))
        object.__setattr__(self, "_by_key", {name_key(name): name for name in self.variables})

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the fields; what is derived from them is made again."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.init}
        values["variables"] = dict(self.variables)
        values["dimensions"] = dict(self.dimensions)
        return _remade, (values,)

    def variable(self, name: str) -> Variable:
        """Return the variable that `name` means, in any spelling of it.

        Raises:
            UnknownNameError: If the model has no such variable; it carries the nearest names.
        """
        found = self._by_key.get(name_key(name))
        if found is None:
            raise UnknownNameError(
                kind="variable",
                name=name,
                nearest=nearest(name, self.variables),
                known="'sdlib run MODEL --all' writes every variable of the model",
            )
        return self.variables[found]

    def __contains__(self, name: object) -> bool:
        """Tell whether the model has a variable of that name, in any spelling of it."""
        return isinstance(name, str) and name_key(name) in self._by_key

    def split(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Return the variable and the subscripts that `name` means.

        A name may end in brackets of its own, ``Price [yuan]``: what is the name of a variable as a
        whole has no subscripts.
        """
        return (plain_name(name), ()) if name in self else split_element(name)

    def elements(self, name: str) -> tuple[str, ...]:
        """Return the column names of a variable: itself, or ``Name[element,element]`` for each.

        A name that already has subscripts gives that one element.

        Raises:
            UnknownNameError: If there is no such variable, or no such subscript.
        """
        found = self._elements.get(name)
        if found is None:
            base, subscripts = self.split(name)
            variable = self.variable(base)
            indices = (
                [self.subscripts(variable, subscripts)] if subscripts else self.index(variable)
            )
            found = tuple(element_name(variable.name, index) for index in indices)
            self._elements[name] = found
        return found

    def column(self, name: str) -> tuple[str, tuple[int, ...]]:
        """Return the variable that a column shows, and where the column stands in its array.

        Asked for each line of each chart at every move of a lever, so each answer is kept.

        Raises:
            UnknownNameError: If there is no such variable, or no such subscript.
        """
        found = self._columns.get(name)
        if found is None:
            base, subscripts = self.split(name)
            variable = self.variable(base)
            self.subscripts(variable, subscripts)
            found = variable.name, self.position(variable, subscripts)
            self._columns[name] = found
        return found

    @cached_property
    def _elements(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        return {}

    def index(self, variable: Variable) -> Iterator[tuple[str, ...]]:
        """Iterate over the subscripts of a variable, the last dimension moving fastest."""
        shape = [self.dimensions[name].subscripts for name in variable.dimensions]
        for position in np.ndindex(*(len(subscripts) for subscripts in shape)):
            yield tuple(shape[axis][at] for axis, at in enumerate(position))

    def subscripts(self, variable: Variable, given: tuple[str, ...]) -> tuple[str, ...]:
        """Return the subscripts of one element in the modeller's spelling.

        Raises:
            UnknownNameError: If their number or one of them is wrong for `variable`.
        """
        place = element_name(variable.name, given)
        if len(given) != len(variable.dimensions):
            wanted = ", ".join(variable.dimensions) or "none: it is a single number"
            raise UnknownNameError(
                kind="element",
                name=place,
                known=f"the dimensions of '{variable.name}' are {wanted}",
            )
        spelled = []
        for text, dimension in zip(given, variable.dimensions, strict=True):
            known = {name_key(s): s for s in self.dimensions[dimension].subscripts}
            if name_key(text) not in known:
                raise UnknownNameError(
                    kind=f"subscript of {dimension}",
                    name=text,
                    nearest=nearest(text, known.values()),
                    known=f"the subscripts are {', '.join(known.values())}",
                    place=place,
                )
            spelled.append(known[name_key(text)])
        return tuple(spelled)

    def position(self, variable: Variable, given: tuple[str, ...]) -> tuple[int, ...]:
        """Return where one element of an array stands, by the number in each dimension.

        Args:
            variable: The array.
            given: The subscripts of the element, none for the variable as a whole.

        Raises:
            UnknownNameError: If their number or one of them is wrong for `variable`.
        """
        spelled = self.subscripts(variable, given) if given else ()
        axes = variable.dimensions[: len(spelled)]
        return tuple(
            self.dimensions[axis].subscripts.index(subscript)
            for axis, subscript in zip(axes, spelled, strict=True)
        )

    @cached_property
    def stocks(self) -> tuple[Stock, ...]:
        """The stocks, in the order of the file."""
        return tuple(v for v in self.variables.values() if isinstance(v, Stock))

    @cached_property
    def constants(self) -> tuple[Constant, ...]:
        """The constants, in the order of the file."""
        return tuple(v for v in self.variables.values() if isinstance(v, Constant))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups that hold a variable, in the order of the file."""
        return tuple(dict.fromkeys(v.group for v in self.variables.values() if v.group))


def _remade(values: dict[str, Any]) -> Model:
    return Model(**values)
