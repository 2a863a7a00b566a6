"""Feedback loops of a graph of links: all of them where they are few, the strongest otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Graph = Mapping[int, Sequence[int]]
"""Node to the nodes that it acts on."""

Loop = tuple[int, ...]
"""Nodes along a loop, each acting on the next and the last on the first; begins with its least."""

MOST_LOOPS = 1000
"""Loops up to which all are counted. Source: Eberlein and Schoenberg 2020, "Finding the Loops that
Matter", who search for all below this number too."""


def begun_at_least(nodes: Sequence[int]) -> Loop:
    """Return a loop in the way in which it is compared: begun at its least node."""
    start = min(range(len(nodes)), key=lambda at: nodes[at])
    return (*nodes[start:], *nodes[:start])


def components(graph: Graph, nodes: Iterable[int]) -> list[list[int]]:
    """Return the groups of nodes that all act on each other, at once or through others.

    Args:
        graph: The links.
        nodes: The nodes that count; links to others are passed over.

    Source: Tarjan 1972, "Depth-first search and linear graph algorithms", SIAM Journal on
    Computing 1(2), 146-160, here without recursion (common knowledge; the paper unverified).
    """
    wanted = set(nodes)
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    open_nodes: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for root in sorted(wanted):
        if root in number:
            continue
        waiting = [(root, iter(graph.get(root, ())))]
        number[root] = low[root] = len(number)
        open_nodes.append(root)
        is_open.add(root)
        while waiting:
            node, effects = waiting[-1]
            for effect in effects:
                if effect not in wanted:
                    continue
                if effect not in number:
                    number[effect] = low[effect] = len(number)
                    open_nodes.append(effect)
                    is_open.add(effect)
                    waiting.append((effect, iter(graph.get(effect, ()))))
                    break
                if effect in is_open:
                    low[node] = min(low[node], number[effect])
            else:
                waiting.pop()
                if waiting:
                    low[waiting[-1][0]] = min(low[waiting[-1][0]], low[node])
                if low[node] == number[node]:
                    group = open_nodes[open_nodes.index(node) :]
                    del open_nodes[-len(group) :]
                    is_open.difference_update(group)
                    found.append(group)
    return found


def all_loops(graph: Graph) -> Iterator[Loop]:
    """Iterate over every loop that passes no node twice.

    Source: Johnson 1975, "Finding all the elementary circuits of a directed graph", SIAM Journal
    on Computing 4(1), 77-84, here without recursion (common knowledge; the paper unverified).
    """
    waiting = [group for group in components(graph, graph) if _has_loop(graph, group)]
    while waiting:
        group = waiting.pop()
        start = min(group)
        yield from _through(graph, start, set(group))
        rest = [node for node in group if node != start]
        waiting.extend(g for g in components(graph, rest) if _has_loop(graph, g))


def _has_loop(graph: Graph, group: Sequence[int]) -> bool:
    return len(group) > 1 or group[0] in graph.get(group[0], ())


def _through(graph: Graph, start: int, group: set[int]) -> Iterator[Loop]:
    """Iterate over the loops through a node inside a group in which all act on each other."""
    path = [start]
    blocked = {start}
    waits_for: dict[int, set[int]] = {}
    closed: set[int] = set()
    waiting = [(start, [e for e in graph.get(start, ()) if e in group])]
    while waiting:
        node, effects = waiting[-1]
        if effects:
            effect = effects.pop()
            if effect == start:
                yield tuple(path)
                closed.update(path)
            elif effect not in blocked:
                path.append(effect)
                closed.discard(effect)
                blocked.add(effect)
                waiting.append((effect, [e for e in graph.get(effect, ()) if e in group]))
            continue
        if node in closed:
            _free(node, blocked, waits_for)
        else:
            for effect in graph.get(node, ()):
                if effect in group:
                    waits_for.setdefault(effect, set()).add(node)
        waiting.pop()
        path.pop()


def _free(node: int, blocked: set[int], waits_for: dict[int, set[int]]) -> None:
    """Let paths lead through a node again, and through those that waited for it."""
    freed = [node]
    while freed:
        at = freed.pop()
        if at in blocked:
            blocked.discard(at)
            freed.extend(waits_for.pop(at, ()))


def strongest_loops(
    links: Mapping[int, Sequence[tuple[int, float]]], stocks: Iterable[int]
) -> set[Loop]:
    """Return strong loops at one time: most of the strongest, without a warrant for any.

    From each stock, paths are followed along the strongest links first, and no farther than to a
    node that was reached before with a stronger path.

    Args:
        links: Node to what it acts on and the size of the link's score, above zero.
        stocks: The nodes at which the search begins; one is in every loop.

    Source: Eberlein and Schoenberg 2020, "Finding the Loops that Matter", the strongest path
    technique and its Appendix I. There the best score of a node outlives the search from one stock
    at the same time; here each search begins anew, and finds no fewer loops.
    """
    ordered = {node: sorted(effects, key=lambda link: -link[1]) for node, effects in links.items()}
    found: set[Loop] = set()
    for target in stocks:
        if target in ordered:
            _search(ordered, target, found)
    return found


def _search(
    ordered: Mapping[int, Sequence[tuple[int, float]]], target: int, found: set[Loop]
) -> None:
    best = {target: 1.0}
    path = [target]
    visiting = {target}
    waiting = [(1.0, iter(ordered[target]))]
    while waiting:
        score, effects = waiting[-1]
        for effect, size in effects:
            if effect == target:
                found.add(begun_at_least(path))
            elif effect not in visiting and score * size > best.get(effect, 0.0):
                best[effect] = score * size
                path.append(effect)
                visiting.add(effect)
                waiting.append((score * size, iter(ordered.get(effect, ()))))
                break
        else:
            waiting.pop()
            visiting.discard(path.pop())
