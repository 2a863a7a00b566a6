"""From PySD's abstract model to the project's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sdlib.errors import DataFileError, ModelFileError, ModelSyntaxError, SdError
from sdlib.model.arrays import FloatArray
from sdlib.model.reading import syntax
from sdlib.model.reading.data_series import interpolation_of
from sdlib.model.reading.dimensions import convert_dimensions, dimensions_of
from sdlib.model.reading.equations import convert_definitions
from sdlib.model.reading.left_sides import require_fitting_definitions
from sdlib.model.reading.macros import expand_macros
from sdlib.model.reading.outside import Outside
from sdlib.model.reading.statements import StatementIndex
from sdlib.model.reading.stella import complete_xmile
from sdlib.model.reading.times import CONTROL, time_spec
from sdlib.model.structure import (
    Auxiliary,
    Constant,
    DataSeries,
    Dimension,
    Flow,
    Lookup,
    Model,
    Stock,
    Variable,
)
from sdlib.names import name_key, nearest, plain_name

_LONGEST_SHOWN = 80
"""Characters of a name that a message shows."""

_ALWAYS_KNOWN = frozenset({"time", *CONTROL})


def convert_model(
    abstract: Any, *, outside: Outside, data: bytes, text: str, integrator: str
) -> Model:
    """Return the project's model of PySD's.

    Args:
        abstract: PySD's abstract model.
        outside: The model file with its statements, and the data files beside it.
        data: Its bytes, for the hash.
        text: Its decoded text.
        integrator: The method of integration that it asks for.

    Raises:
        DataFileError: With every equation that refers to a name that is not defined.
        ModelSyntaxError: If a dimension or a control variable cannot be understood.
        UnsafeModelError: If it names a data file that may not be read.
    """
    main = abstract.sections[0]
    path, index = outside.path, outside.index
    outside.read_subscripts(main.subscripts)
    macros = {name_key(section.name) for section in abstract.sections[1:]}
    dimensions = convert_dimensions(main.subscripts, path, index)
    outside.read_elements(main.elements, dimensions)
    names = {name_key(element.name): plain_name(element.name) for element in main.elements}
    uses = {
        name_key(element.name): syntax.references(c.ast for c in element.components)
        for element in main.elements
    }
    reader = _Reader(path, index, dimensions, names, uses)
    variables = [
        reader.variable(element)
        for element in main.elements
        if name_key(element.name) not in CONTROL
    ]
    _require_known_names(main.elements, reader, macros)
    if not variables:
        raise ModelFileError(
            found="the file holds no equation", place=str(path), remedy="check that it is a model"
        )
    by_name = {v.name: v for v in _with_flows(variables)}
    if abstract.sections[1:]:
        by_name = expand_macros(by_name, abstract.sections[1:], str(path))
    if path.suffix.lower() != ".mdl":
        by_name = complete_xmile(by_name, dimensions, str(path))
    return Model(
        name=path.stem,
        path=path,
        content_hash=content_hash(data, outside.files),
        data_files=outside.files,
        text=text,
        variables=by_name,
        dimensions=dimensions,
        time=replace(time_spec(main.elements, names, by_name, path), integrator=integrator),
    )


def content_hash(data: bytes, files: Mapping[str, str]) -> str:
    """Return the SHA-256 of a model file and the data files that it reads, hexadecimal.

    Args:
        data: The bytes of the model file.
        files: Name of each data file to the SHA-256 of its bytes.
    """
    if not files:
        return hashlib.sha256(data).hexdigest()
    parts = [hashlib.sha256(data).hexdigest(), *(f"{files[name]} {name}" for name in sorted(files))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class _Reader:
    """What is known of a file while its variables are converted."""

    path: Path
    index: StatementIndex
    dimensions: Mapping[str, Dimension]
    names: Mapping[str, str]
    uses: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    """Key of each variable to the keys it needs at each step, and at the start."""

    def place(self, name: str) -> str:
        statement = self.index.find(name)
        return f"{self.path}, line {statement.line}" if statement else str(self.path)

    def variable(self, element: Any) -> Variable:
        name = plain_name(element.name)
        statement = self.index.find(name)
        dimensions = dimensions_of(
            element.components, self.dimensions, f"{self.place(name)} ('{name}')"
        )
        require_fitting_definitions(element.components, name, self.place(name), self.dimensions)
        each_step, at_start = self.uses[name_key(name)]
        own = self._own_comments(name, len(element.components))
        lower, upper, step = (*(element.limits or ()), None, None, None)[:3]
        shared: dict[str, Any] = {
            "name": name,
            "unit": " ".join((element.units or "").split()),
            "comment": _together(own) or " ".join((element.documentation or "").split()),
            "comments": own,
            "equation": self.index.equations(name),
            "group": statement.group if statement else "",
            "line": statement.line if statement else None,
            "dimensions": dimensions,
            "lower": _bound(lower),
            "upper": _bound(upper),
            "step": _bound(step),
            "definitions": convert_definitions(
                element.components, self.names, xmile=self.path.suffix.lower() != ".mdl"
            ),
            "depends_on": self._named(each_step),
            "initial_depends_on": self._named(at_start),
        }
        return self._of_kind(element, shared)

    def _own_comments(self, name: str, count: int) -> tuple[str, ...]:
        """Return the comment of each definition; none where they do not differ.

        PySD keeps the last one, whatever the definitions before it say.
        """
        found = self.index.comments(name)
        return found if len(found) == count and len(set(found)) > 1 else ()

    def _of_kind(self, element: Any, shared: dict[str, Any]) -> Variable:
        components = element.components
        types = {component.type for component in components}
        if "Lookup" in types:
            return Lookup(points=_points(components), **shared)
        if "Data" in types:
            place = self.place(shared["name"])
            way = interpolation_of(components, shared["name"], place)
            return DataSeries(interpolation=way, **shared)
        if any(syntax.kind_of(c.ast) == "IntegStructure" for c in components):
            terms = [
                (self.names[key], sign)
                for c in components
                if syntax.kind_of(c.ast) == "IntegStructure"
                for key, sign in syntax.signed_terms(c.ast.flow)
                if key in self.names
            ]
            return Stock(
                inflows=tuple(dict.fromkeys(name for name, sign in terms if sign > 0)),
                outflows=tuple(dict.fromkeys(name for name, sign in terms if sign < 0)),
                **shared,
            )
        value = self._constant(components, shared["dimensions"])
        if value is not None:
            return Constant(value=value, **shared)
        return Auxiliary(**shared)

    def _named(self, keys: frozenset[str]) -> frozenset[str]:
        return frozenset(self.names[key] for key in keys if key in self.names)

    def _constant(self, components: Any, dimensions: tuple[str, ...]) -> FloatArray | None:
        """Return the value of a variable whose definitions are all numbers, else None."""
        parts = [syntax.number(component.ast) for component in components]
        if any(part is None for part in parts) or any(c.subscripts[1] for c in components):
            return None
        shape = tuple(len(self.dimensions[name].subscripts) for name in dimensions)
        value = np.full(shape, np.nan)
        for component, part in zip(components, parts, strict=True):
            at = np.ix_(*self._positions(component.subscripts[0], dimensions))
            assert part is not None
            value[at if shape else ()] = (
                part.reshape(value[at].shape) if part.ndim and shape else part
            )
        return None if np.isnan(value).any() else value

    def _positions(self, given: list[str], dimensions: tuple[str, ...]) -> list[list[int]]:
        by_key = {name_key(name): dimension for name, dimension in self.dimensions.items()}
        positions = []
        for entry, dimension in zip(given, dimensions, strict=True):
            order = [name_key(s) for s in self.dimensions[dimension].subscripts]
            inside = by_key.get(name_key(entry))
            entries = inside.subscripts if inside else (entry,)
            positions.append([order.index(name_key(s)) for s in entries])
        return positions


def _together(comments: Sequence[str]) -> str:
    """Return comments as one, each said once."""
    told = dict.fromkeys(comment for comment in comments if comment)
    return " ".join(
        each if each.endswith((".", ";", "。")) else f"{each};" for each in told
    ).rstrip(";")


def _bound(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _points(components: Any) -> tuple[tuple[float, float], ...]:
    if len(components) != 1 or syntax.kind_of(components[0].ast) != "LookupsStructure":
        return ()
    curve = components[0].ast
    return tuple((float(x), float(y)) for x, y in zip(curve.x, curve.y, strict=True))


def _with_flows(variables: list[Variable]) -> list[Variable]:
    """Turn the auxiliaries that change a stock into flows."""
    rates = {
        name
        for variable in variables
        if isinstance(variable, Stock)
        for name in (*variable.inflows, *variable.outflows)
    }
    return [
        Flow(**{k: getattr(v, k) for k in v.__dataclass_fields__})
        if isinstance(v, Auxiliary) and v.name in rates
        else v
        for v in variables
    ]


def _require_known_names(elements: Any, reader: _Reader, macros: set[str]) -> None:
    """Raise with every name that an equation uses and nothing defines."""
    known = _ALWAYS_KNOWN | macros | set(reader.names)
    known |= {name_key(name) for name in reader.dimensions}
    known |= {name_key(s) for d in reader.dimensions.values() for s in d.subscripts}
    faults: list[SdError] = []
    for element in elements:
        name = plain_name(element.name)
        called = {key for c in element.components for key in syntax.calls(c.ast)}
        used = frozenset().union(*reader.uses[name_key(element.name)])
        for key in sorted(used - known - called):
            close = nearest(key, reader.names.values())
            faults.append(
                ModelSyntaxError(
                    found=f"the equation of '{name}' uses '{_short(key)}', which is not defined",
                    place=reader.place(name),
                    variable=name,
                    allowed=f"the nearest names are {', '.join(close)}" if close else "",
                    remedy="define it, or correct its spelling",
                )
            )
    if faults:
        raise DataFileError(faults)


def _short(key: str) -> str:
    text = key.replace("_", " ")
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
