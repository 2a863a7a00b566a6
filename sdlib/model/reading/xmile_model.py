"""XMILE documents: from their elements to PySD's abstract model.

Modules are written out.

Source: XMILE 1.0, sections 3 and 4.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from lxml import etree
from pysd.translators.structures import abstract_expressions as tree
from pysd.translators.structures import abstract_model as parts

from sdlib.errors import DataFileError, ModelSyntaxError
from sdlib.model.language import XMILE_ELEMENTS, State
from sdlib.model.reading.integration import xmile_integrator, xmile_save_interval
from sdlib.model.reading.misread import FormulaError
from sdlib.model.reading.surroundings import Surroundings
from sdlib.model.reading.syntax import Node
from sdlib.model.reading.times import CONTROL
from sdlib.model.reading.xmile import VENSIM_HAS_MDL
from sdlib.model.reading.xmile_belts import Belts
from sdlib.model.reading.xmile_curves import CurveError, read_curve
from sdlib.model.reading.xmile_formula import WORDS, read_formula, without_own_name
from sdlib.model.reading.xmile_modules import Modules, Part
from sdlib.model.reading.xmile_nodes import (
    KINDS,
    children,
    name_of,
    plain_equation,
    text_of,
    variables,
)
from sdlib.model.reading.xmile_subscripts import ElementsNeededError
from sdlib.names import name_key, plain_name

_REFUSED = {
    row.name: row.note
    for rows in XMILE_ELEMENTS.values()
    for row in rows
    if row.state is State.REFUSED
}
"""Name of an element that changes a run and is not known, to what it is."""

_UNKNOWN = "???"
"""What converters write in place of an equation that they could not translate."""

_MOST_ALONE = 2_500
"""Elements of an array with a dimension twice, whose equation each of them reads for itself."""

_SPACED_CALL = re.compile(r"\W*(?P<name>[^\W\d]\w*(?: [^\W\d]\w*)+)\s*\(")
"""A call by a name of several words, as converters write that of a macro which they leave out."""

_EQUATION = "<eqn> with a number or an expression; values over time as a graphical function of TIME"


def abstract_xmile(root: etree._Element, path: Path) -> Any:
    """Return PySD's abstract model of an XMILE document.

    Args:
        root: The document's root element, comments in equations blanked.
        path: The file, for messages.

    Raises:
        ModelSyntaxError: If an equation cannot be understood, or something is not known here.
        DataFileError: With every such fault, where there are several.
        RecursionError: If an equation is nested too deeply for the room that there is.
    """
    reader = _Reader(root, path)
    elements = reader.elements()
    macros = [reader.macro(node) for node in root.iterchildren("{*}macro")]
    _raise(reader.faults)
    ranges = [parts.AbstractSubscriptRange(n, list(e), []) for n, e in reader.dimensions.items()]
    main = _section("__main__", "main", [], ranges, [*elements, *reader.controls()], path)
    return parts.AbstractModel(path, (main, *macros))


def require_macros(root: etree._Element, path: Path) -> None:
    """Raise if a macro of a document cannot be understood, which is included in another one.

    Args:
        root: The document's root element.
        path: The file, for messages.

    Raises:
        ModelSyntaxError: With the place in that file.
        DataFileError: With every such fault, where there are several.
    """
    reader = _Reader(root, path)
    for node in root.iterchildren("{*}macro"):
        reader.macro(node)
    _raise(reader.faults)


def _raise(faults: list[Any]) -> None:
    if faults:
        raise faults[0] if len(faults) == 1 else DataFileError(faults)


def _section(
    name: str, kind: str, given: list[str], ranges: list[Any], elements: list[Any], path: Path
) -> Any:
    return parts.AbstractSection(
        name=name, path=path, type=kind, params=given, returns=[], subscripts=tuple(ranges),
        elements=tuple(elements), constraints=(), test_inputs=(), split=False, views_dict=None,
    )  # fmt: skip


class _Reader:
    """Reads the variables of a document, and notes what is wrong with them."""

    def __init__(self, root: etree._Element, path: Path) -> None:
        self.root = root
        self.path = path
        self.faults: list[Any] = []
        vendors = [str(node.text or "").lower() for node in root.iter("{*}vendor")]
        self.vensim = any("ventana" in vendor for vendor in vendors)
        self.from_vensim = self.vensim and not any("xmutil" in vendor for vendor in vendors)
        self.dimensions = {
            plain_name(str(node.get("name"))): _elements_of(node)
            for group in root.iterchildren("{*}dimensions")
            for node in group.iterchildren("{*}dim")
        }
        modules = Modules(root)
        self.parts = modules.parts
        for missing in modules.missing:
            name = name_of(missing.node)
            what = _REFUSED["resource"] if missing.resource else ""
            told = f"is {what}" if what else "has no model of its name"
            self._fault(missing.node, name, f"the module '{name}' {told}")
        self.macros = {name_key(str(m.get("name", ""))) for m in root.iterchildren("{*}macro")}
        self.axes = {
            name_key(part.names[name_key(name_of(node))]): [
                plain_name(str(d.get("name"))) for d in node.iter("{*}dim")
            ]
            for part in self.parts
            for node in variables(part.node)
            if name_key(name_of(node)) in part.names
        }
        self.curves = self._curves()
        models = [part.node for part in self.parts]
        self.belts = Belts((*models, *root.iterchildren("{*}macro")), xmile_integrator(root))
        for node, found in self.belts.faults:
            self._fault(node, name_of(node), f"'{name_of(node)}' {found}")
        self.behaviour = {
            kind: any(
                True
                for group in root.iterchildren("{*}behavior")
                for inside in (group, *group.iterchildren(f"{{*}}{kind}"))
                for _ in inside.iterchildren("{*}non_negative")
            )
            for kind in ("stock", "flow")
        }

    def _curves(self) -> dict[str, Node]:
        """Return the graphical functions of variables, which LOOKUP reads by their names."""
        found = {}
        for part in self.parts:
            for node in variables(part.node):
                curve = next(node.iterchildren("{*}gf"), None)
                if curve is not None and node.find("{*}eqn") is not None:
                    key = name_key(name_of(node))
                    # What is wrong with a curve is told where its variable is read.
                    with suppress(CurveError):
                        if key in part.names:
                            found[name_key(part.names[key])] = read_curve(curve)
        return found

    def elements(self) -> list[Any]:
        """Return all variables."""
        found = []
        for part in self.parts:
            for kind in KINDS:
                for node in variables(part.node, kind):
                    key = name_key(name_of(node))
                    if key in part.names and key not in CONTROL:
                        found.append(self._element(node, kind, part))
        return [element for element in found if element is not None]

    def macro(self, node: etree._Element) -> Any:
        """Return a macro: its parameters, its variables, and its value under its own name."""
        name = str(node.get("name", ""))
        part = Part(node)
        part.names = {name_key(name_of(v)): name_of(v) for v in variables(node)}
        given = [name_key(p.text or "") for p in node.iterchildren("{*}parm")]
        elements = [
            self._element(variable, kind, part)
            for kind in KINDS
            for variable in variables(node, kind)
        ]
        value = self._element(node, "aux", part)
        kept = [element for element in (*elements, value) if element is not None]
        return _section(name_key(name), "macro", given, [], kept, self.path)

    def controls(self) -> list[Any]:
        """Return the times of a run.

        Raises:
            ModelSyntaxError: If the document does not give them.
        """
        specs = next(self.root.iterchildren("{*}sim_specs"), None)
        wanted = {"INITIAL TIME": "start", "FINAL TIME": "stop", "TIME STEP": "dt"}
        unit = str(specs.get("time_units", "")) if specs is not None else ""
        found = []
        for name, tag in wanted.items():
            node = specs.find(f"{{*}}{tag}") if specs is not None else None
            if node is None or not (node.text or "").strip():
                raise ModelSyntaxError(
                    found=f"the file gives no <{tag}> in <sim_specs>",
                    place=str(self.path),
                    remedy="save the model again from the program it was made with",
                )
            text = str(node.text)
            if str(node.get("reciprocal", "")).lower() == "true":
                text = f"1/({text})"
            try:
                value = read_formula(text, Surroundings())
            except FormulaError:
                raise ModelSyntaxError(
                    found=f"<{tag}> is '{text.strip()[:40]}', which is no number",
                    place=f"{self.path}, line {node.sourceline}",
                    line=int(node.sourceline or 1),
                ) from None
            found.append(_control(name, value, unit))
        kept: Any = xmile_save_interval(specs)
        if kept is None:
            kept = tree.ReferenceStructure("time_step", None)
        return [*found, _control("SAVEPER", kept, unit)]

    def _element(self, node: etree._Element, kind: str, part: Part) -> Any:
        name = part.names.get(name_key(name_of(node)), name_of(node))
        for tag, what in _REFUSED.items():
            if next(children(node, tag), None) is not None:
                self._fault(node, name, f"'{name}' is {what}, which is not known here")
                return None
        conveyors = {part.names.get(key, key) for key in self.belts.stocks(part.node)}
        around = Surroundings(
            own=name_key(name), resolved=part.resolved, axes=self.axes,
            conveyors={name_key(c) for c in conveyors},
            elements={name_key(n): e for n, e in self.dimensions.items()}, curves=self.curves,
            vensim=self.vensim, macros=self.macros,
        )  # fmt: skip
        components = self._try(node, lambda: list(self._components(node, kind, around)))
        if components is None:
            return None
        limits = self._try(node, lambda: _limits(node, kind)) or (None, None)
        return parts.AbstractElement(
            name=name, components=components, units=text_of(node, "units"), limits=limits,
            documentation=text_of(node, "doc"),
        )  # fmt: skip

    def _components(self, node: etree._Element, kind: str, around: Surroundings) -> Iterator[Any]:
        """Iterate over the definitions of a variable."""
        axes = self.axes.get(around.own, [])
        driven = self.belts.equation(node, around)
        if driven is not None:
            yield parts.AbstractComponent(subscripts=(list(axes), []), ast=driven)
            return
        whole = text_of(node, "eqn")
        curve = next(node.iterchildren("{*}gf"), None)
        if kind == "gf":
            curve = node
        given = list(node.iterchildren("{*}element"))
        for element in given:
            subscripts = [plain_name(s) for s in str(element.get("subscript", "")).split(",")]
            own = next(element.iterchildren("{*}gf"), curve)
            text = text_of(element, "eqn") or whole
            yield self._component(node, kind, around, (subscripts, []), text, own)
        several = [plain_equation(e.text) for e in node.iterchildren("{*}eqn")]
        if len(several) > 1 and not given:
            # Converters write the equations of the elements one after the other.
            every = list(product(*(self.dimensions.get(a, ()) for a in axes)))
            if len(every) != len(several):
                raise FormulaError(-1, f"{len(several)} equations for {len(every)} elements")
            for place, text in zip(every, several, strict=True):
                yield self._component(node, kind, around, (list(place), []), text, curve)
            return
        named = [[plain_name(s) for s in str(e.get("subscript", "")).split(",")] for e in given]
        if given and self._covered(named, axes):
            return
        if given and whole in ("", _UNKNOWN):
            what = "no equation for" if not whole else f"'{_UNKNOWN}' for the equation of"
            raise FormulaError(-1, f"{what} some elements")
        # A curve without an equation is read by others, by its name.
        try:
            _require_different(axes)
            yield self._component(node, kind, around, (list(axes), named), whole, curve)
        except ElementsNeededError:
            if not axes:
                raise
            count = math.prod(len(self.dimensions.get(a, ())) for a in axes)
            if count > _MOST_ALONE and len(set(axes)) < len(axes):
                told = f"{count:,} elements, and an equation that each of them reads for itself"
                raise FormulaError(-1, told) from None
            listed = {tuple(map(name_key, entry)) for entry in named}
            for place in product(*(self.dimensions.get(a, ()) for a in axes)):
                if tuple(map(name_key, place)) not in listed:
                    yield self._component(node, kind, around, (list(place), []), whole, curve)

    def _here(self, around: Surroundings, subscripts: list[str]) -> dict[str, str]:
        """Return which elements a definition is for, by the keys of their dimensions."""
        axes = self.axes.get(around.own, [])
        named = {
            axis: next((e for e in self.dimensions.get(axis, ()) if name_key(e) == name_key(s)), "")
            for axis, s in zip(axes, subscripts, strict=False)
            if axes.count(axis) == 1
        }
        return {name_key(axis): element for axis, element in named.items() if element}

    def _places(self, around: Surroundings, subscripts: list[str]) -> list[tuple[str, str]]:
        """Return each dimension of a definition with the element that it is for, if with one."""
        return [
            (
                axis,
                next((e for e in self.dimensions.get(axis, ()) if name_key(e) == name_key(s)), ""),
            )
            for axis, s in zip(self.axes.get(around.own, []), subscripts, strict=False)
        ]

    def _covered(self, named: list[list[str]], axes: list[str]) -> bool:
        every = product(*(map(name_key, self.dimensions.get(a, ())) for a in axes))
        listed = {tuple(name_key(s) for s in entry) for entry in named}
        return set(every) <= listed

    def _component(
        self,
        node: etree._Element,
        kind: str,
        around: Surroundings,
        subscripts: tuple[list[str], list[list[str]]],
        text: str,
        curve: etree._Element | None,
    ) -> Any:
        if curve is not None and (kind == "gf" or not text):
            return parts.AbstractLookup(subscripts=subscripts, ast=read_curve(curve))
        rest = without_own_name(text, around)
        # Vensim's own functions keep the name that they define, whatever the element is.
        kind, text = (kind, text) if rest is None else ("aux", rest)
        if text in ("", _UNKNOWN):
            raise FormulaError(-1, "no equation" if not text else f"'{_UNKNOWN}' for its equation")
        around = replace(
            around,
            here=self._here(around, subscripts[0]),
            places=self._places(around, subscripts[0]),
        )
        value = read_formula(text, around)
        if kind == "stock":
            value = self._stock(node, value, around)
        elif curve is not None:
            value = tree.InlineLookupsStructure(value, read_curve(curve))
        first = text_of(node, "init_eqn")
        if first and kind != "stock":
            start = read_formula(first, around)
            reference = tree.ReferenceStructure("active_initial")
            value = tree.CallStructure(reference, (value, start))
        if kind == "flow" and (
            self.belts.takes(node) or _is_non_negative(node, self.behaviour["flow"])
        ):
            value = tree.CallStructure(tree.ReferenceStructure("max"), (value, 0))
        return parts.AbstractComponent(subscripts=subscripts, ast=value)

    def _stock(self, node: etree._Element, initial: Node, around: Surroundings) -> Node:
        plus = [self._flow(n, around) for n in node.iterchildren("{*}inflow")]
        minus = [self._flow(n, around) for n in node.iterchildren("{*}outflow")]
        if not plus and minus:
            minus[0] = tree.ArithmeticStructure(["negative"], (minus[0],))
        flows = [*plus, *minus] or [0]
        signs = ["+"] * max(len(plus) - 1, 0) + ["-"] * (len(minus) - (0 if plus else 1))
        rate = tree.ArithmeticStructure(signs, tuple(flows)) if signs else flows[0]
        limited = _is_non_negative(node, self.behaviour["stock"]) and not self.belts.is_belt(node)
        return tree.IntegStructure(rate, initial, limited)

    def _flow(self, node: etree._Element, around: Surroundings) -> Node:
        """Return what flows: a name, with whatever signs it has, or an expression of names."""
        key = around.resolved(name_key(node.text or ""))
        if key in self.axes:
            return tree.ReferenceStructure(key, None)
        return read_formula(plain_equation(node.text), around)

    def _try(self, node: etree._Element, read: Callable[[], Any]) -> Any:
        """Return what is read of a variable, or note why it cannot be."""
        try:
            return read()
        except FormulaError as error:
            same = (e for e in node.iter("{*}eqn") if plain_equation(e.text) == error.text)
            self._misread(next(same, node), name_of(node), error)
        except CurveError as error:
            self._fault(node, name_of(node), f"the graphical function of '{name_of(node)}' {error}")
        return None

    def _misread(self, node: etree._Element, name: str, error: FormulaError) -> None:
        text = error.text
        if error.at < 0:
            self._fault(node, name, f"the variable '{name}' has {error.found}", _EQUATION)
        elif error.found:
            found = f"the equation of '{name}' cannot be understood: it holds {error.found}"
            self._fault(node, name, found)
        else:
            called = _SPACED_CALL.match(text, text.rfind(" ", 0, error.at - 1) + 1)
            words = set(called["name"].lower().split()) if called else WORDS
            if called and called.start() < error.at < called.end() and not words & WORDS:
                told = f"'{called['name']}', which nothing here defines"
                self._fault(node, name, f"the equation of '{name}' calls {told}")
                return
            rest = text[error.at : error.at + 30].strip()
            where = f" from '{rest}' on" if rest else f": it ends too early, after '{text[-30:]}'"
            self._fault(node, name, f"the equation of '{name}' cannot be understood{where}")

    def _fault(self, node: etree._Element, name: str, found: str, allowed: str = "") -> None:
        self.faults.append(
            ModelSyntaxError(
                found=found,
                place=f"{self.path}, line {node.sourceline}",
                line=int(node.sourceline or 1),
                variable=name,
                allowed=allowed,
                remedy=VENSIM_HAS_MDL
                if self.from_vensim
                else "write it in another way in the program that the model was made with",
            )
        )


def _require_different(axes: list[str]) -> None:
    """Raise where a dimension is there twice: which one is meant is told by places alone."""
    if len(set(axes)) < len(axes):
        raise ElementsNeededError(-1)


def _elements_of(dimension: etree._Element) -> tuple[str, ...]:
    named = tuple(plain_name(str(e.get("name"))) for e in dimension.iterchildren("{*}elem"))
    size = str(dimension.get("size", ""))
    return named or tuple(str(k + 1) for k in range(int(size) if size.isdigit() else 0))


def _limits(node: etree._Element, kind: str) -> tuple[float | None, float | None]:
    for child in node.iterchildren("{*}yscale" if kind == "gf" else "{*}range"):
        try:
            low, high = (
                None if child.get(end) is None else float(str(child.get(end)))
                for end in ("min", "max")
            )
        except ValueError:
            raise FormulaError(-1, "a range that is not made of numbers") from None
        return low, high
    return None, None


def _is_non_negative(node: etree._Element, behaviour: bool) -> bool:
    for child in node.iterchildren("{*}non_negative"):
        return "false" not in (child.text or "").lower()
    return behaviour


def _control(name: str, value: Node, unit: str) -> Any:
    component = parts.AbstractComponent(subscripts=([], []), ast=value)
    return parts.AbstractControlElement(
        name=name, components=[component], units=unit, limits=(None, None), documentation=""
    )
