"""Random functions: which number of a run each use draws."""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.engine.cells import Cells
from sdlib.engine.curves import CurveBuilder
from sdlib.engine.drawn import pink_noise, random_lookup
from sdlib.engine.functions import DRAWN, RANDOM
from sdlib.engine.program import Const, Draw, Index, Term
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable


class Draws:
    """Draws random numbers; every element of every use has one of its own at each step.

    Args:
        lowering: Whose terms the arguments are.
        curves: Finds the curve that draws chances.
    """

    def __init__(self, lowering: Cells, curves: CurveBuilder) -> None:
        self.lowering = lowering
        self._curves = curves
        self._count = 0

    def knows(self, function: str) -> bool:
        """Tell whether a function is one of these."""
        return function in RANDOM or function in DRAWN

    def build(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return the random number of a call, whose last argument may be a seed.

        Raises:
            ModelSyntaxError: If it has another number of arguments than the function takes.
        """
        known = RANDOM.get(call.function)
        wanted = known.arguments if known else DRAWN[call.function]
        if len(call.arguments) not in (wanted, wanted + 1):
            raise self.lowering.wrong_count(call, wanted + min(wanted, 1), variable)
        if known is None:
            return self._made(call, scope, variable)
        given = [self.lowering.term(a, scope, variable) for a in call.arguments[:wanted]]
        return self.drawn(call.function, given or [Const(0.0), Const(1.0)], scope)

    def _made(self, call: Call, scope: Scope, variable: Variable) -> Term:
        if call.function == "random pink noise":
            return pink_noise(self.lowering, self.drawn, call, scope, variable)
        found = self._curves.found(call.function, call.arguments[0], scope, variable)
        return random_lookup(self.lowering, self.drawn, found, call, scope, variable)

    def drawn(self, distribution: str, arguments: Sequence[Term], scope: Scope) -> Draw:
        """Return a random number of a distribution, which nothing else draws."""
        first = self._count
        size = 1
        terms = []
        for number in range(len(scope.loops) - 1, -1, -1):
            terms.append((number, size))
            size *= scope.loops[number].size
        self._count += size
        return Draw(distribution, Index(first, tuple(reversed(terms))), tuple(arguments))
