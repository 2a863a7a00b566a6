"""What each view of a sketch shows: the variables of a group and what leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from sdlib.model import Model, Stock, Variable
from sdlib.model.expressions import Reference, walk
from sdlib.names import name_key

ONLY_VIEW = "View 1"
"""Name of the view of a model without groups, as Vensim calls its first one."""

REST = "Other"
"""Name of the view of what stands in no group, where others do."""

LONGEST_VIEW_NAME = 30
"""Letters of a view's name. Source: vensim.com/documentation/ref_sketch_format.html."""

CONTROL = ("Time", "TIME STEP", "INITIAL TIME", "FINAL TIME", "SAVEPER")
"""Names that an equation may use and that are no variables of `Model`."""

_CONTROL = {name_key(name): name for name in CONTROL}
PIPES = ("out", "in")
"""The two halves of a flow's pipe: to what it empties, and to what it fills."""

_MARK = "\0"
"""Stands in the keys of nodes that are no variables of the view; no name of a model holds it."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """Something that stands in a view."""

    key: str
    """What links call it."""
    kind: str
    """ "stock" (a box), "flow" (a valve with its name), "word" or "cloud"."""
    name: str = ""
    """The variable, empty for a cloud."""
    shadow: bool = False
    """Whether it stands for a variable that is defined elsewhere: Vensim shows ``<name>``."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An arrow, or one half of a pipe."""

    start: str
    """Key of the node where it begins; of a pipe always the valve."""
    end: str
    """Key of the node where it ends."""
    pipe: str = ""
    """ "in" for the pipe from a valve to what it fills, "out" for the one to what it empties."""
    at_start: bool = False
    """Whether only the value at the start is computed from it."""


@dataclass(frozen=True, kw_only=True)
class View:
    """The content of one view, without places."""

    name: str
    """As it stands in the file."""
    nodes: tuple[Node, ...]
    """Variables of the group in the order of the file, then clouds and shadows."""
    links: tuple[Link, ...]
    """Arrows and pipes."""

    def node(self, key: str) -> Node:
        """Return the node of that key."""
        return next(node for node in self.nodes if node.key == key)


def view_names(model: Model) -> dict[str, str]:
    """Return the name of the view of each group, in the order of the file.

    Args:
        model: The model.
    """
    shown = [v for v in model.variables.values() if not v.hidden]
    groups = list(dict.fromkeys(v.group for v in shown))
    names: dict[str, str] = {}
    for group in sorted(groups, key=lambda group: (group == "", groups.index(group))):
        wanted = group or (REST if len(groups) > 1 else ONLY_VIEW)
        tries = (f"{wanted[: LONGEST_VIEW_NAME - len(tail)]}{tail}" for tail in _tails())
        names[group] = next(name for name in tries if name not in names.values())
    return names


def _tails() -> Iterator[str]:
    yield ""
    yield from (f" {number}" for number in count(2))


def causes_of(model: Model, variable: Variable) -> dict[str, bool]:
    """Return what a variable is computed from, each with whether only its start is.

    What moves a stock through a valve of that name is left out: the pipe shows it.

    Args:
        model: The model.
        variable: One of its variables.

    Returns:
        Names of variables in the order of the file, then those of the times it uses.
    """
    flows = {flow for pipe in PIPES for flow in _flows(model, variable, pipe)}
    known = {name_key(name): name for name in variable.initial_depends_on | variable.depends_on}
    always = {name_key(name) for name in variable.depends_on}
    found = {
        name: name_key(name) not in always
        for name in model.variables
        if name_key(name) in known and name not in flows and name != variable.name
    }
    for definition in variable.definitions:
        for node in walk(definition.expression):
            if isinstance(node, Reference) and node.name not in model:
                time = _CONTROL.get(name_key(node.name))
                found.update({time: False} if time else {})
    return found


def views_of(model: Model) -> list[View]:
    """Return the views of a model, one a group.

    Args:
        model: The model.
    """
    return [_Builder(model, group, name).view() for group, name in view_names(model).items()]


class _Builder:
    """One view while it is made."""

    def __init__(self, model: Model, group: str, name: str) -> None:
        self._model = model
        self._name = name
        self._own = [v for v in model.variables.values() if v.group == group and not v.hidden]
        self._keys = {v.name for v in self._own}
        self._flows = {f for s in model.stocks for pipe in PIPES for f in _flows(model, s, pipe)}
        self._nodes: dict[str, Node] = {}
        self._links: list[Link] = []

    def view(self) -> View:
        """Return the view."""
        for variable in self._own:
            stock = isinstance(variable, Stock)
            kind = "stock" if stock else "flow" if variable.name in self._flows else "word"
            self._add(Node(key=variable.name, kind=kind, name=variable.name))
        for variable in self._own:
            for cause, at_start in self._causes(variable).items():
                start = cause if cause in self._keys else self._shadow(cause, variable.name)
                self._links.append(Link(start=start, end=variable.name, at_start=at_start))
            if variable.name in self._flows:
                self._add_pipe(variable.name)
            if isinstance(variable, Stock):
                self._add_flows_from_elsewhere(variable)
        return View(name=self._name, nodes=tuple(self._nodes.values()), links=tuple(self._links))

    def _causes(self, variable: Variable) -> dict[str, bool]:
        """Return the causes; what hidden parts of a macro's call use stands for the part."""
        found: dict[str, bool] = {}
        waiting = list(causes_of(self._model, variable).items())
        seen: set[str] = set()
        while waiting:
            name, at_start = waiting.pop(0)
            part = self._model.variables.get(name)
            if part is not None and part.hidden:
                if name not in seen:
                    seen.add(name)
                    waiting.extend(causes_of(self._model, part).items())
            elif name != variable.name:
                found[name] = found.get(name, True) and at_start
        return found

    def _add(self, node: Node) -> str:
        self._nodes[node.key] = node
        return node.key

    def _shadow(self, name: str, beside: str, kind: str = "word") -> str:
        """Add a name of another view, beside what it is drawn for."""
        key = f"{name}{_MARK}{beside}"
        return self._add(Node(key=key, kind=kind, name=name, shadow=True))

    def _cloud(self, flow: str, pipe: str) -> str:
        return self._add(Node(key=f"{_MARK}{pipe}{_MARK}{flow}", kind="cloud"))

    def _add_pipe(self, flow: str) -> None:
        """Draw the pipe of a flow: from stock to stock, or from and to clouds."""
        for pipe in PIPES:
            stocks = [s.name for s in self._model.stocks if flow in _flows(self._model, s, pipe)]
            for stock in stocks:
                end = stock if stock in self._keys else self._shadow(stock, flow, "stock")
                self._links.append(Link(start=flow, end=end, pipe=pipe))
            if not stocks:
                self._links.append(Link(start=flow, end=self._cloud(flow, pipe), pipe=pipe))

    def _add_flows_from_elsewhere(self, stock: Stock) -> None:
        """Draw the flows of a stock that another view defines, with a cloud at the far end."""
        for pipe in PIPES:
            for flow in _flows(self._model, stock, pipe):
                if flow not in self._keys:
                    key = self._shadow(flow, stock.name, "flow")
                    other = "in" if pipe == "out" else "out"
                    self._links.append(Link(start=key, end=stock.name, pipe=pipe))
                    self._links.append(Link(start=key, end=self._cloud(key, other), pipe=other))


def _flows(model: Model, variable: Variable, pipe: str) -> list[str]:
    """Return what fills or empties a stock through a valve, nothing for other variables.

    A stock may change another one as it is; no valve can be its own stock, so it gets an arrow.
    """
    if not isinstance(variable, Stock):
        return []
    names = variable.inflows if pipe == "in" else variable.outflows
    return [name for name in names if not isinstance(model.variables[name], Stock)]
