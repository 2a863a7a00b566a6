"""The order of assignments: what an assignment reads is computed before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.by_element import axes_of, circles, split
from sdlib.engine.lower import Lowering
from sdlib.engine.program import Cell, Item, Program, loads, reads_clock
from sdlib.errors import CircularError
from sdlib.model.structure import Model

_ORDER_OF_KINDS = ("state", "discrete", "input", "series", "value", "history")


def order(lowering: Lowering) -> Program:
    """Return the program of a lowered model: start and step, each in an order that works.

    Args:
        lowering: The cells and assignments of a model.

    Raises:
        CircularError: If some variables need each other at one instant.
    """
    items = lowering.items
    at_start = _for_start(items)
    start = _sorted(at_start, lowering.model, at_start=True)
    clock = ("time", "time step") if lowering.model.time.lengths else ("time",)
    steady = _steady(start, lowering.cells, items, clock)
    start = _wanted_at_start(start, lowering.cells, steady)
    moving = [i for i in items if i.role == "value" and not i.only_start and i.cell not in steady]
    step = _sorted(moving, lowering.model, at_start=False)
    rates = [i for i in items if i.role == "rate"]
    kept = [i for i in items if i.role == "keep"]
    cells = {
        name: cell
        for kind in _ORDER_OF_KINDS
        for name, cell in lowering.cells.items()
        if cell.kind == kind
    }
    places = {}
    place = 0
    for name, cell in cells.items():
        places[name] = place
        place += cell.size
    return Program(
        cells=cells, start=tuple(start), step=(*step, *rates, *kept), places=places,
        steady=frozenset(steady),
    )  # fmt: skip


def _for_start(items: Iterable[Item]) -> list[Item]:
    """Return what is computed at the start; some values then have an expression of their own."""
    listed = list(items)
    special = {item.cell for item in listed if item.role == "value at start"}
    return [
        item
        for item in listed
        if item.role in ("start", "value at start")
        or (item.role == "value" and item.cell not in special)
    ]


def _needs(items: Sequence[Item], *, all_of_them: bool = True) -> list[set[int]]:
    """Return, for each assignment, those that it reads from.

    Args:
        items: The assignments.
        all_of_them: Whether they are all there are, so that who alone assigns a cell assigns
            whatever is read of it.
    """
    by_cell: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        by_cell.setdefault(item.cell, []).append(number)
    providers = {
        cell: _by_element(items, numbers)
        for cell, numbers in by_cell.items()
        if len(numbers) > 1 or not all_of_them
    }
    needs = []
    for item in items:
        needed: set[int] = set()
        for load in set(loads(item.value)):
            if load.cell in providers:
                read = load.index.every(item.loops)
                for owners in providers[load.cell]:
                    inside = owners[read[read < len(owners)]]
                    needed.update(np.unique(inside[inside >= 0]).tolist())
            elif load.cell in by_cell:
                needed.add(by_cell[load.cell][0])
        needs.append(needed)
    return needs


def _by_element(items: Sequence[Item], numbers: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return, for each element of a cell, who of several assigns it, -1 for nobody.

    An element that several assign has a row for each of them.
    """
    written = [items[n].target.every(items[n].loops[: len(items[n].loops) - items[n].inner])
               for n in numbers]  # fmt: skip
    size = max(int(each.max()) for each in written) + 1
    rows: list[NDArray[np.int64]] = []
    for number, each in zip(numbers, written, strict=True):
        row = next((row for row in rows if (row[each] < 0).all()), None)
        if row is None:
            row = np.full(size, -1)
            rows.append(row)
        row[each] = number
    return rows


def _sorted(items: Sequence[Item], model: Model, *, at_start: bool) -> list[Item]:
    """Sort topologically, by element where that is needed.

    Raises:
        CircularError: If some elements need each other at one instant.
    """
    found, stuck = _as_they_are(items)
    if not stuck:
        return found
    taken = {id(item) for group in stuck for item in group}
    whole = [item for item in items if id(item) not in taken]
    for group in stuck:
        parts = _taken_apart(group)
        if parts is None:
            raise _circle(group, model, at_start=at_start)
        whole += parts
    return _as_they_are(whole)[0]


def _taken_apart(group: Sequence[Item]) -> list[Item] | None:
    """Split assignments that need each other until they do not, along as few axes as can be.

    Returns:
        The parts, in no order; None if elements need each other.
    """
    axes = axes_of(group)
    best: tuple[int, list[Item], list[list[Item]]] | None = None
    for axis in axes:
        parts = split(group, axis)
        left = _as_they_are(parts, all_of_them=False)[1]
        if not left:
            return parts
        size = sum(item.count for circle in left for item in circle)
        if best is None or size < best[0]:
            best = size, parts, left
    if best is None:
        return None
    if best[0] == sum(item.count for item in group):
        parts = split(group, None)
        return None if _as_they_are(parts, all_of_them=False)[1] else parts
    _, parts, left = best
    taken = {id(item) for circle in left for item in circle}
    whole = [part for part in parts if id(part) not in taken]
    for circle in left:
        further = _taken_apart(circle)
        if further is None:
            return None
        whole += further
    return whole


def _as_they_are(
    items: Sequence[Item], *, all_of_them: bool = True
) -> tuple[list[Item], list[list[Item]]]:
    """Sort topologically; among what is ready, stay with loops of the same size.

    Returns:
        The assignments in order; and those that need each other, in groups.
    """
    needs = _needs(items, all_of_them=all_of_them)
    users: list[list[int]] = [[] for _ in items]
    for number, needed in enumerate(needs):
        for other in needed:
            users[other].append(number)
    open_needs = [len(needed) for needed in needs]
    ready: dict[tuple[int, ...], list[int]] = {}
    for number, count in enumerate(open_needs):
        if count == 0:
            ready.setdefault(_shape(items[number]), []).append(number)
    found: list[Item] = []
    shape: tuple[int, ...] = ()
    while ready:
        if shape not in ready:
            shape = max(ready, key=lambda s: len(ready[s]))
        number = ready[shape].pop(0)
        if not ready[shape]:
            del ready[shape]
        found.append(items[number])
        for user in users[number]:
            open_needs[user] -= 1
            if open_needs[user] == 0:
                ready.setdefault(_shape(items[user]), []).append(user)
    if len(found) == len(items):
        return found, []
    unmet = {n: needs[n] for n, count in enumerate(open_needs) if count}
    return found, [[items[n] for n in sorted(group)] for group in circles(unmet)]


def _shape(item: Item) -> tuple[int, ...]:
    return tuple(loop.size for loop in item.loops)


def _circle(items: Sequence[Item], model: Model, *, at_start: bool) -> CircularError:
    """Follow needs among assignments that need each other until one comes again."""
    needs = _needs(items, all_of_them=False)
    at = 0
    seen: list[int] = []
    while at not in seen:
        seen.append(at)
        at = min(needs[at])
    circle = seen[seen.index(at) :]
    names = [_owner(items[number].cell, model) for number in reversed(circle)]
    return CircularError(
        variables=tuple(dict.fromkeys(names)), place=str(model.path), at_start=at_start
    )


def _owner(cell: str, model: Model) -> str:
    return cell if cell in model else cell.rpartition(" (")[0]


def _steady(
    start: Sequence[Item], cells: dict[str, Cell], items: Sequence[Item], clock: Sequence[str]
) -> set[str]:
    """Return the cells that keep during a run what they are given at its start."""
    steady = {name for name, cell in cells.items() if cell.kind == "input"}
    by_cell: dict[str, list[Item]] = {}
    for item in items:
        if item.role in ("value", "value at start"):
            by_cell.setdefault(item.cell, []).append(item)
    for item in start:
        if item.cell in steady or cells[item.cell].kind != "value":
            continue
        if all(_is_steady(other, steady, clock) for other in by_cell[item.cell]):
            steady.add(item.cell)
    return steady


def _wanted_at_start(start: Sequence[Item], cells: dict[str, Cell], steady: set[str]) -> list[Item]:
    """Return what states and steady values need at the start; each step computes the rest anew."""
    wanted: set[str] = set()
    found: list[Item] = []
    for item in reversed(start):
        if cells[item.cell].kind != "value" or item.cell in steady or item.cell in wanted:
            wanted.update(load.cell for load in loads(item.value))
            found.append(item)
    return found[::-1]


def _is_steady(item: Item, steady: set[str], clock: Sequence[str]) -> bool:
    if item.only_start and item.role == "value":
        return True
    if item.role == "value at start" or reads_clock(item.value, clock):
        return False
    return all(load.cell in steady for load in loads(item.value))
