"""Loops of graphs: all of them, and the strongest."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from sdlib.study.why.loop_search import (
    Graph,
    Loop,
    all_loops,
    begun_at_least,
    components,
    strongest_loops,
)


def by_trying(graph: Graph, nodes: int) -> set[Loop]:
    """Return all loops by trying every order of every choice of nodes."""
    return {
        begun_at_least(path)
        for length in range(1, nodes + 1)
        for path in permutations(range(nodes), length)
        if all(b in graph.get(a, ()) for a, b in zip(path, [*path[1:], path[0]], strict=True))
    }


@pytest.mark.parametrize("seed", range(12))
def test_every_loop_is_found_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    nodes = 6
    graph = {a: [b for b in range(nodes) if rng.random() < 0.1 + 0.05 * seed] for a in range(nodes)}
    found = [begun_at_least(loop) for loop in all_loops(graph)]
    assert len(found) == len(set(found))
    assert set(found) == by_trying(graph, nodes)


def test_groups_are_those_that_act_on_each_other() -> None:
    graph = {0: [1], 1: [2], 2: [0, 3], 3: [4], 4: [3], 5: [0]}
    found = {frozenset(group) for group in components(graph, range(6))}
    assert found == {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset({5})}


def test_a_long_chain_needs_no_recursion() -> None:
    count = 5000
    graph = {k: [(k + 1) % count] for k in range(count)}
    assert [len(loop) for loop in all_loops(graph)] == [count]
    links = {k: [((k + 1) % count, 1.0)] for k in range(count)}
    assert len(strongest_loops(links, [0])) == 1


A, B, C, D = range(4)
FIGURE_7 = {A: [(D, 100.0), (B, 10.0)], D: [(C, 0.1)], C: [(B, 10.0), (A, 10.0)], B: [(C, 10.0)]}
"""Made after figure 7 of Eberlein and Schoenberg 2020 (the figure itself was not read): a stronger
way to b that does not lead back hides the strongest loop, a > b > c."""


def test_the_strongest_path_can_miss_the_strongest_loop_from_one_node() -> None:
    assert (A, B, C) not in strongest_loops(FIGURE_7, [A])


def test_other_beginnings_find_it() -> None:
    assert (A, B, C) in strongest_loops(FIGURE_7, [A, B, C])
