"""Dividing a sector into pieces that one diagram can hold."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass

from sdlib.model import Constant, DataSeries, DependencyGraph, Flow, Lookup, Model, Stock

MOST_OWN = 12
"""Variables of a sector in one diagram."""

MOST_SHADOWS = 12
"""Grey names of other diagrams that one shows, to say where its links come from."""

MOST_PARTS = 24
"""Diagrams of one sector; what they do not hold is listed, not drawn."""


@dataclass(frozen=True, kw_only=True)
class SectorParts:
    """How a sector is divided."""

    parts: tuple[tuple[str, ...], ...]
    """Names for one diagram each; every variable that is drawn stands in exactly one."""
    left_out: tuple[str, ...]
    """Names that find no place in `MOST_PARTS` diagrams."""


def is_input(model: Model, name: str) -> bool:
    """Tell whether a variable is a number, a curve or a table: written down and not computed."""
    return isinstance(model.variables[name], Constant | Lookup | DataSeries)


def drawn_causes(model: Model, graph: DependencyGraph, name: str) -> list[str]:
    """Return the computed variables that `name` is computed from, in the order of the file."""
    return graph.in_order(cause for cause in graph.causes(name) if not is_input(model, cause))


def shown_neighbours(
    model: Model, graph: DependencyGraph, names: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the links into a diagram that it shows, each with a grey name of its own.

    A grey name that stands once for all its links would draw lines across the whole diagram.

    Returns:
        Cause and effect, at most `MOST_SHADOWS`; the first links of every variable come first.
    """
    own = set(names)
    outside = {
        name: [cause for cause in drawn_causes(model, graph, name) if cause not in own]
        for name in names
    }
    ranked = [
        (rank, at, cause, name)
        for at, (name, causes) in enumerate(outside.items())
        for rank, cause in enumerate(causes)
    ]
    return [(cause, name) for _, _, cause, name in sorted(ranked)[:MOST_SHADOWS]]


def sector_parts(model: Model, graph: DependencyGraph, group: str) -> SectorParts:
    """Divide the computed variables of a sector into pieces of at most `MOST_OWN` names.

    Stocks that a flow joins stay together, with their flows; every other variable goes with what
    it acts on, so that a piece can be read as one thought.

    Args:
        model: The model.
        graph: Its dependency graph.
        group: Name of the sector; empty for the variables that stand in none.
    """
    own = [v.name for v in model.variables.values() if v.group == group]
    own = [name for name in own if not is_input(model, name)]
    chains = _chains(model, own)
    pieces = _with_causes(model, graph, chains, own)
    parts = _packed(model, graph, [half for piece in pieces for half in _halves(piece)])
    kept, rest = parts[:MOST_PARTS], parts[MOST_PARTS:]
    return SectorParts(
        parts=tuple(tuple(part) for part in kept),
        left_out=tuple(name for part in rest for name in part),
    )


def _chains(model: Model, own: Sequence[str]) -> list[list[str]]:
    """Return the stocks and flows of a sector, those that are joined together in one list each."""
    members = set(own)
    joined: dict[str, set[str]] = {name: set() for name in own}
    for stock in model.stocks:
        for flow in (*stock.inflows, *stock.outflows):
            if stock.name in members and flow in members:
                joined[stock.name].add(flow)
                joined[flow].add(stock.name)
    begun = [n for n in own if isinstance(model.variables[n], Stock | Flow)]
    return _components(begun, joined)


def _components(names: Sequence[str], joined: dict[str, set[str]]) -> list[list[str]]:
    order = {name: at for at, name in enumerate(joined)}
    seen: set[str] = set()
    found = []
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        component, waiting = [], deque([name])
        while waiting:
            here = waiting.popleft()
            component.append(here)
            for other in sorted(joined[here] - seen, key=order.__getitem__):
                seen.add(other)
                waiting.append(other)
        found.append(component)
    return found


def _with_causes(
    model: Model, graph: DependencyGraph, chains: list[list[str]], own: Sequence[str]
) -> list[list[str]]:
    """Add to each chain what acts on it, nearest first, and gather what is left."""
    members = set(own)
    taken = {name for chain in chains for name in chain}
    waiting = deque((at, name) for at, chain in enumerate(chains) for name in chain)
    while waiting:
        at, name = waiting.popleft()
        for cause in drawn_causes(model, graph, name):
            if cause in members and cause not in taken and len(chains[at]) < MOST_OWN:
                taken.add(cause)
                chains[at].append(cause)
                waiting.append((at, cause))
    left = [name for name in own if name not in taken]
    joined: dict[str, set[str]] = {name: set() for name in left}
    for name in left:
        for cause in drawn_causes(model, graph, name):
            if cause in joined:
                joined[name].add(cause)
                joined[cause].add(name)
    return [*chains, *_components(left, joined)]


def _halves(piece: Sequence[str]) -> list[list[str]]:
    """Cut a piece that is too long for one diagram into even ones."""
    count = -(-len(piece) // MOST_OWN)
    size = -(-len(piece) // count)
    return [list(piece[at : at + size]) for at in range(0, len(piece), size)]


def _packed(model: Model, graph: DependencyGraph, pieces: list[list[str]]) -> list[list[str]]:
    """Put small pieces together, the ones with most links between them first."""
    packed: list[list[str]] = []
    home: dict[str, int] = {}
    for piece in sorted(pieces, key=len, reverse=True):
        links: Counter[int] = Counter()
        for name in piece:
            near = (*drawn_causes(model, graph, name), *graph.effects(name))
            links.update(home[other] for other in near if other in home)
        roomy = [at for at, other in enumerate(packed) if len(other) + len(piece) <= MOST_OWN]
        at = max(roomy, key=lambda place: (links[place], -place), default=None)
        if at is None or (not links[at] and len(piece) > MOST_OWN // 3):
            at = len(packed)
            packed.append([])
        packed[at].extend(piece)
        home.update(dict.fromkeys(piece, at))
    ordered = [graph.in_order(part) for part in packed]
    first = {name: at for at, name in enumerate(graph.in_order(part[0] for part in ordered))}
    return sorted(ordered, key=lambda part: first[part[0]])
