"""The flows that conveyors of an XMILE document drive: what stands in place of their equations."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.reading.surroundings import Surroundings
from sdlib.model.reading.syntax import Node
from sdlib.model.reading.xmile_conveyors import Conveyor, ConveyorError, conveyors_of
from sdlib.model.reading.xmile_formula import read_formula
from sdlib.model.reading.xmile_nodes import children, name_of, variables
from sdlib.names import name_key


class Belts:
    """The conveyors of some models.

    Args:
        models: Their nodes.
        integrator: The method of integration that the document asks for.
    """

    def __init__(self, models: Iterable[etree._Element], integrator: str) -> None:
        self.faults: list[tuple[etree._Element, str]] = []
        """Each variable that cannot be run, and what it is."""
        self._stocks: dict[etree._Element, set[str]] = {}
        self._belts: set[etree._Element] = set()
        self._onto: set[etree._Element] = set()
        self._driven: dict[etree._Element, tuple[Conveyor, str]] = {}
        self._refused: set[etree._Element] = set()
        for model in dict.fromkeys(models):
            flows = {name_key(name_of(node)): node for node in variables(model)}
            keys = self._stocks.setdefault(model, set())
            for found in conveyors_of(model):
                if isinstance(found, ConveyorError):
                    self.faults.append((found.node, found.found))
                    self._refused.update(flows[key] for key in found.flows if key in flows)
                    continue
                if integrator != "euler":
                    told = "is a conveyor, which is moved by Euler's method alone"
                    self.faults.append((found.node, told))
                keys.add(name_key(name_of(found.node)))
                self._belts.add(found.node)
                self._onto.update(flows[key] for key in found.inflows)
                self._driven[flows[found.outflow]] = (found, "")
                self._driven.update({flows[key]: (found, own) for key, own in found.leaks})
            self._require_conveyors(flows.values())

    def _require_conveyors(self, nodes: Iterable[etree._Element]) -> None:
        for node in nodes:
            leaks = next(children(node, "leak"), None) is not None
            if leaks and node not in (*self._driven, *self._refused):
                self.faults.append((node, "leaks, and is no outflow of a conveyor"))

    def stocks(self, model: etree._Element) -> set[str]:
        """Return the keys of the conveyors of a model."""
        return self._stocks.get(model, set())

    def is_belt(self, node: etree._Element) -> bool:
        """Tell whether a stock is a conveyor."""
        return node in self._belts

    def takes(self, node: etree._Element) -> bool:
        """Tell whether a flow goes onto a conveyor, which lets it flow one way only."""
        return node in self._onto

    def equation(self, node: etree._Element, around: Surroundings) -> Node | None:
        """Return what a conveyor makes of a flow; None of a variable that none drives."""
        if node in self._refused:
            # The fault is noted; that the flow has no equation is none of its own.
            return 0
        if node not in self._driven:
            return None
        conveyor, own = self._driven[node]

        def named(name: str) -> Node:
            return tree.ReferenceStructure(around.resolved(name_key(name)), None)

        given = (
            _sum([named(key) for key in conveyor.inflows]),
            named(name_of(conveyor.node)),
            read_formula(conveyor.time, around),
            _sum([named(fraction) for _, fraction in conveyor.leaks]),
            int(conveyor.exponential),
        )
        if not own:
            return tree.CallStructure(tree.ReferenceStructure("conveyor_outflow"), given)
        return tree.CallStructure(tree.ReferenceStructure("conveyor_leak"), (*given, named(own)))


def _sum(terms: list[Node]) -> Node:
    if len(terms) < 2:
        return terms[0] if terms else 0
    return tree.ArithmeticStructure(["+"] * (len(terms) - 1), tuple(terms))
