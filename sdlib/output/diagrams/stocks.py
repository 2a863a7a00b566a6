"""Stock-and-flow diagrams: boxes, pipes with valves, clouds, and what sets the valves."""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.model import DependencyGraph, Flow, Model, Stock
from sdlib.output.diagrams.dot import Graph, Link, size_of, wrapped
from sdlib.output.diagrams.parts import drawn_causes, is_input, shown_neighbours
from sdlib.output.diagrams.rates import unnamed_rates

PIPE = "#44617b"
INFORMATION = "#4a7fb5"
SHADOW = "#737882"
FILL = "#e4edf5"

_MARGIN = 0.12
_PIPE = {"color": PIPE, "penwidth": 4.5, "arrowsize": 0.5, "class": "pipe", "weight": 12}
_LINK = {"color": INFORMATION, "penwidth": 0.9, "arrowsize": 0.6, "class": "link"}
_BOX = {"shape": "box", "fixedsize": "true"}
_HIDDEN = "\0"
"""Begins the keys of nodes that are no variables; no name of a model holds it."""


def sector_diagram(
    model: Model, graph: DependencyGraph, names: Sequence[str], link: Link | None = None
) -> str:
    """Return the stock-and-flow diagram of some variables as DOT.

    Stocks are boxes, flows valves on pipes, what lies outside the model clouds, everything else
    text; variables that belong elsewhere stand in grey between angle brackets. A valve without a
    name is what moves a stock in its own equation. Constants and curves are left out: they stand
    in the equations.

    Args:
        model: The model.
        graph: Its dependency graph.
        names: The variables that it is about, a part that `sector_parts` made.
        link: Where the node of a variable leads; nowhere by default.
    """
    drawing = _Drawing(model, graph, names, link)
    for name in names:
        drawing.add(name)
    for name in names:
        drawing.connect(name)
    return drawing.dot.text()


class _Drawing:
    """One diagram while it is made."""

    def __init__(
        self, model: Model, graph: DependencyGraph, names: Sequence[str], link: Link | None
    ) -> None:
        self._model = model
        self._graph = graph
        self._own = set(names)
        self._shadows = set(shown_neighbours(model, graph, names))
        self._clouds = 0
        self.dot = Graph(link, rankdir="LR", nodesep=0.2, ranksep=0.26, newrank="true")

    def add(self, name: str) -> None:
        """Add the node of a variable of the sector."""
        variable = self._model.variables[name]
        if isinstance(variable, Stock):
            given = {**_box(name), "class": "stock"}
        elif isinstance(variable, Flow):
            given = {**_valve(name), "class": "valve"}
        else:
            given = {**_name(name), "class": "auxiliary"}
        tooltip = f"{name} [{variable.unit}]" if variable.unit else name
        self.dot.node(name, given, name=name, tooltip=tooltip)

    def _add_shadow(self, name: str, key: str, *, valve: bool = False) -> None:
        """Add the grey node of a variable that belongs elsewhere."""
        variable = self._model.variables[name]
        tooltip = " · ".join(text for text in (name, variable.unit, variable.group) if text)
        shape = _valve(f"<{name}>") if valve else _name(f"<{name}>")
        kind = "valve" if valve else "shadow"
        given = {**shape, "fontcolor": SHADOW, "class": kind}
        self.dot.node(key, given, name=name, tooltip=tooltip)

    def connect(self, name: str) -> None:
        """Add what leads to a variable, and the pipe of a flow."""
        variable = self._model.variables[name]
        if isinstance(variable, Stock):
            self._add_flows_from_elsewhere(variable)
            self._add_unnamed(variable)
            return
        for cause in drawn_causes(self._model, self._graph, name):
            self._inform(cause, name, name)
        if isinstance(variable, Flow):
            self._add_pipe(name)

    def _inform(self, cause: str, effect: str, key: str) -> None:
        """Draw the link between two variables; `key` is the node that stands for the effect."""
        variable = self._model.variables[cause]
        joined = isinstance(variable, Stock) and effect in (*variable.inflows, *variable.outflows)
        if cause in self._own and cause != effect:
            # A stock stands where its pipes want it, not where its readers do. The link to a flow
            # of its own leads over the pipe, where it would otherwise lie.
            free = {"constraint": "false"} if isinstance(variable, Stock) else {}
            self.dot.edge(cause, key, {**_LINK, **free}, ports=("n", "n") if joined else ("", ""))
        elif (cause, effect) in self._shadows and not joined:
            shadow = f"{_HIDDEN}{cause}{_HIDDEN}{effect}"
            if not self.dot.has(shadow):
                self._add_shadow(cause, shadow)
            self.dot.edge(shadow, key, {**_LINK, "color": SHADOW})

    def _add_pipe(self, flow: str) -> None:
        """Draw the pipe of a flow: from stock to stock, or from and to clouds."""
        sources = [stock.name for stock in self._model.stocks if flow in stock.outflows]
        targets = [stock.name for stock in self._model.stocks if flow in stock.inflows]
        for source in sources or [""]:
            self._pipe(self._end(source, flow), flow, arrowhead="none")
        for target in targets or [""]:
            self._pipe(flow, self._end(target, flow))

    def _end(self, stock: str, flow: str) -> str:
        """Return the node at an end of a pipe: a stock, its grey name, or a cloud for none."""
        if not stock or stock in self._own:
            return stock or self._cloud()
        key = f"{_HIDDEN}{stock}{_HIDDEN}{flow}"
        self._add_shadow(stock, key)
        return key

    def _add_flows_from_elsewhere(self, stock: Stock) -> None:
        """Draw the flows of a stock that belong to another diagram, as grey names on pipes."""
        for flow in dict.fromkeys((*stock.inflows, *stock.outflows)):
            if flow in self._own:
                continue
            key = f"{_HIDDEN}{flow}{_HIDDEN}{stock.name}"
            self._add_shadow(flow, key, valve=True)
            if flow in stock.inflows:
                self._pipe(self._cloud(), key, arrowhead="none")
                self._pipe(key, stock.name)
            else:
                self._pipe(stock.name, key, arrowhead="none")
                self._pipe(key, self._cloud())

    def _add_unnamed(self, stock: Stock) -> None:
        """Draw what moves a stock in its own equation, not through a flow with a name."""
        for rate in unnamed_rates(stock):
            key = f"{_HIDDEN}{rate.direction} {stock.name}"
            tooltip = f"in the equation of {stock.name}"
            size = {"label": "", **_BOX, "width": 0.45, "height": 0.3, "class": "valve"}
            self.dot.node(key, size, name=stock.name, tooltip=tooltip)
            if rate.direction == "out":
                self._pipe(stock.name, key, arrowhead="none")
                self._pipe(key, self._cloud())
            else:
                both = {"dir": "both", "arrowtail": "normal"} if rate.direction == "both" else {}
                self._pipe(self._cloud(), key, arrowhead="none", **both)
                self._pipe(key, stock.name)
            for cause in sorted(rate.names):
                if cause in self._model and not is_input(self._model, cause):
                    self._inform(cause, stock.name, key)

    def _pipe(self, tail: str, head: str, **given: object) -> None:
        self.dot.edge(tail, head, {**_PIPE, **given}, ports=("e", "w"))

    def _cloud(self) -> str:
        self._clouds += 1
        key = f"{_HIDDEN}cloud {self._clouds}"
        size = {"label": "", **_BOX, "width": 0.36, "height": 0.3, "class": "cloud"}
        self.dot.node(key, size)
        return key


def _name(text: str) -> dict[str, object]:
    label = wrapped(text)
    width, height = size_of(label)
    return {"label": label, **_BOX, "width": width + _MARGIN, "height": height + 0.06}


def _box(text: str) -> dict[str, object]:
    label = wrapped(text)
    width, height = size_of(label)
    size = {"width": max(width + 2 * _MARGIN, 0.9), "height": height + 0.22}
    line = {"style": "filled", "fillcolor": FILL, "color": PIPE, "penwidth": 1.6}
    return {"label": label, **_BOX, **size, **line}


def _valve(text: str) -> dict[str, object]:
    """Return a node with the valve in its middle and the name below.

    The half above the valve is empty, so the name had better be short and wide.
    """
    label = wrapped(text, widest=19)
    width, height = size_of(label)
    size = {"width": max(width, 0.6), "height": 2 * (height + 0.13), "labelloc": "b", "margin": 0}
    return {"label": label, **_BOX, **size}
