"""Curves and data over time: what lies between their points and beyond them, and around a place.

Every function here is made of curves read in one of four ways (`program.CurveAt`), so that no lane
needs more than that: an area is a curve of the area so far, a slope a curve in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from statistics import fmean, median

from sdlib.engine.cells import Cells
from sdlib.engine.data import NEAR
from sdlib.engine.functions import DATA, LOOKUPS
from sdlib.engine.inverse_curves import Points, area, area_within, inverted, place_of
from sdlib.engine.program import Apply, Clock, Const, CurveAt, Index, Term
from sdlib.engine.subscripts import Scope, scopes_of
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Curve, Definition, Expression, Reference
from sdlib.model.missing_data import OF_OTHER_DATA, is_computed, is_empty, is_shifted
from sdlib.model.reading.equations import NOT_AVAILABLE
from sdlib.model.structure import DataSeries, Lookup, Variable

STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "get data min": min,
    "get data max": max,
    "get data mean": fmean,
    "get data median": median,
}
"""What is made of the points of data in a window of time."""

_NOTHING = Const(NOT_AVAILABLE)
_NOW = Clock("time")


class CurveBuilder:
    """Builds the values of curves and of data variables.

    Args:
        lowering: Where cells and assignments go.
    """

    def __init__(self, lowering: Cells) -> None:
        self.lowering = lowering
        self._known: dict[str, list[Curve | None]] = {}
        self._builders: dict[str, Callable[[Found, list[Term]], Term]] = {
            "lookup extrapolate": lambda found, x: found.at(x[0], "extrapolate"),
            "lookup forward": lambda found, x: found.at(x[0], "forward"),
            "lookup backward": lambda found, x: found.at(x[0], "step"),
            "lookup invert": _inverse,
            "lookup area": lambda found, x: _minus(area(found, x[1]), area(found, x[0])),
            "lookup slope": _slope,
            "lookupinv": place_of,
            "lookuparea": area_within,
            "get data at time": lambda found, x: _between(found, x[0], Const(0.0)),
            "get data between times": lambda found, x: _between(found, x[0], x[1]),
            "get data first time": lambda found, _: found.constant(lambda p: p[0][0]),
            "get data last time": lambda found, _: found.constant(lambda p: p[-1][0]),
            "get data total points": lambda found, _: found.constant(lambda p: float(len(p))),
        }

    def knows(self, function: str) -> bool:
        """Tell whether a function is one of these."""
        return function == "curve" or function in LOOKUPS or function in DATA

    def build(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return the value of a curve, or of a function of a curve or a data variable.

        Raises:
            ModelSyntaxError: If what is used is no curve or no data, or has no points.
        """
        wanted = {**LOOKUPS, **DATA, "curve": 2}[call.function]
        # What calls a curve may give its name alone, for messages.
        if call.function != "curve" and len(call.arguments) != wanted:
            raise self.lowering.wrong_count(call, wanted, variable)
        found = self.found(call.function, call.arguments[0], scope, variable)
        arguments = [self.lowering.term(a, scope, variable) for a in call.arguments[1:wanted]]
        if call.function == "curve":
            return found.at(arguments[0])
        if call.function == "lookupinv" and found.curves[0].beyond == "step":
            raise ModelSyntaxError(
                found="LOOKUPINV is about a graphical function in steps",
                place=self.lowering.place_of(variable),
                variable=variable.name,
                allowed="one that is continuous or extrapolated",
            )
        if call.function in STATISTICS:
            return self._statistic(call.function, found, arguments, variable)
        held = [self.lowering.held("place", a, scope, variable) for a in arguments]
        if call.function in OF_OTHER_DATA:
            return self._of_other_data(call.function, found, held, variable)
        return self._builders[call.function](found, held)

    def lower_data(self, variable: DataSeries) -> None:
        """Add what a data variable is at each time, as far as it has values.

        Args:
            variable: The variable; one that nobody gave values is left out.
        """
        if is_computed(variable):
            for definition in variable.definitions:
                self.lowering.lower_definition(variable, definition)
            return
        place = self.lowering.place_of(variable)
        axes = self.lowering.axes
        whole = Definition(variable.dimensions, (), Call("data", ()))
        curves = self._curves(variable, place)
        if all(isinstance(d.expression, Curve) for d in variable.definitions) and all(curves):
            parts = scopes_of(axes, variable, whole, place)
        elif not any(curves) and not any(is_shifted(d.expression) for d in variable.definitions):
            return
        else:
            parts = []
            for definition in variable.definitions:
                if isinstance(definition.expression, Curve):
                    parts += scopes_of(axes, variable, definition, place)
                elif not is_empty(definition.expression):
                    self.lowering.lower_definition(variable, definition)
        for scope, index in parts:
            value = _over_time(Found(curves, index), variable.interpolation)
            comment = f"{variable.name} = {variable.equation}"
            self.lowering.assign(variable.name, index, scope, value, "value", comment)

    def _statistic(
        self, function: str, found: Found, window: list[Term], variable: Variable
    ) -> Term:
        """Return what the points of data in a window of time are together, :NA: without any.

        Source: vensim.com/documentation/fn_get_data_min.html.
        """
        spec = self.lowering.model.time
        known = {"initial time": spec.initial, "final time": spec.final}
        ends = [
            t.value if isinstance(t, Const) else known.get(t.what) if isinstance(t, Clock) else None
            for t in window
        ]
        first, last = ends
        if first is None or last is None:
            raise ModelSyntaxError(
                found=f"{function.upper()} is about times that are not known beforehand",
                place=self.lowering.place_of(variable),
                variable=variable.name,
                allowed="numbers, INITIAL TIME and FINAL TIME",
            )
        near = NEAR * spec.time_step

        def together(points: Points) -> float:
            inside = [y for x, y in points if first - near <= x <= last + near]
            return STATISTICS[function](inside) if inside else NOT_AVAILABLE

        return found.constant(together)

    def _of_other_data(
        self, function: str, found: Found, arguments: Sequence[Term], variable: Variable
    ) -> Term:
        """Return what data are at another time than now, or the sum of their values so far.

        Source: vensim.com/documentation/22055.html: a later time for a positive offset; and
        fn_cumulate.html: sums of the values alone, of which CUMULATEF keeps the last one.
        """
        name = function.upper()
        if not isinstance(variable, DataSeries):
            instead = ", or GET DATA AT TIME" if function == "time shift" else ""
            raise ModelSyntaxError(
                found=f"'{variable.name}' uses {name}, and is no data variable",
                place=self.lowering.place_of(variable),
                variable=variable.name,
                remedy=f"write '{variable.name} := {name}(...)'{instead}",
            )
        if function == "time shift":
            time = Apply("+", (_NOW, arguments[0]))
            return _over_time(found, variable.interpolation, time)
        first = 0 if function == "cumulate" else -1

        def summed(curve: Curve) -> Curve:
            times, values = zip(*curve.points, strict=True)
            points = tuple(zip(times, accumulate(values), strict=True))
            return Curve(points[first:], curve.beyond)

        sums = Found([summed(curve) for curve in found.curves], found.index)
        return _over_time(sums, variable.interpolation)

    def found(self, what: str, curve: Expression, scope: Scope, variable: Variable) -> Found:
        """Return the curves that an argument of a function means.

        Args:
            what: The function, for messages.
            curve: Its argument: the name of a curve or data variable, or points.
            scope: The loops around it.
            variable: Whose equation it is.

        Raises:
            ModelSyntaxError: If it is neither, or has no points.
        """
        if isinstance(curve, Curve):
            return Found([curve], Index())
        name = curve.name if isinstance(curve, Reference) else ""
        model = self.lowering.model
        owner = model.variable(name) if name in model else None
        kind = DataSeries if what in DATA else Lookup
        if not isinstance(owner, kind) or not isinstance(curve, Reference):
            raise self._no_curve(what, owner, variable)
        index = scope.index(self.lowering.axes.shape(owner), curve.subscripts, owner.name)
        curves = self._curves(owner, scope.place)
        lacking = [o for o in index.offsets(tuple(scope.loops)) if curves[o] is None]
        if lacking or self.lowering.is_replaced(owner):
            element = model.elements(owner.name)[lacking[0] if lacking else 0]
            raise ModelSyntaxError(
                found=f"'{variable.name}' uses '{element}', which has no points of its own",
                place=self.lowering.place_of(variable),
                variable=variable.name,
                remedy=f"give the points of '{element}' in the model, or in a file beside it",
            )
        return Found(curves, index)

    def _curves(self, owner: Variable, place: str) -> list[Curve | None]:
        """Return the curve of each element of a variable, None where there is none."""
        if owner.name not in self._known:
            curves: list[Curve | None] = [None] * self.lowering.cell_size(owner)
            for definition in owner.definitions:
                if isinstance(definition.expression, Curve):
                    for scope, index in scopes_of(self.lowering.axes, owner, definition, place):
                        for offset in index.offsets(tuple(scope.loops)):
                            curves[offset] = definition.expression
            self._known[owner.name] = curves
        return self._known[owner.name]

    def _no_curve(self, what: str, owner: Variable | None, variable: Variable) -> ModelSyntaxError:
        place = self.lowering.place_of(variable)
        article = "an" if owner is not None and owner.kind == "auxiliary" else "a"
        if what in DATA or owner is None:
            kind = "data variable" if what in DATA else "curve"
            about = f"'{owner.name}', which is {article} {owner.kind}" if owner else "an expression"
            return ModelSyntaxError(
                found=f"{what.upper()} is about {about}",
                place=place,
                variable=variable.name,
                allowed=f"the name of a {kind}",
            )
        return ModelSyntaxError(
            found=f"'{owner.name}' is used as a curve, and is {article} {owner.kind}",
            place=place,
            variable=variable.name,
            allowed=f"a curve, such as '{owner.name}( (0,0),(10,1) )'",
            remedy=f"define it as a curve, or write '* (...)' to multiply '{owner.name}'",
        )


class Found:
    """The curves of a variable, and which of them is meant.

    Args:
        curves: One for each element; None where there is none, which nothing reads.
        index: The element that is meant under the present loops.
    """

    def __init__(self, curves: Sequence[Curve | None], index: Index) -> None:
        if not index.terms and not index.tables:
            curves, index = [curves[index.base]], Index()
        self.curves = [curve or Curve(((0.0, float("nan")),)) for curve in curves]
        self.index = index

    def at(self, x: Term, beyond: str = "") -> Term:
        """Return the value at a place; the way beyond the ends is the curves' own by default."""
        return self.of(lambda points: points, x, beyond or self.curves[0].beyond)

    def of(self, change: Callable[[Points], Points], x: Term, beyond: str) -> Term:
        """Return the value of other curves, made of these, at a place."""
        curves = tuple(change(curve.points) for curve in self.curves)
        return CurveAt(curves, beyond, self.index, x)

    def constant(self, number: Callable[[Points], float]) -> Term:
        """Return a number that each curve has."""
        if len(self.curves) == 1:
            return Const(number(self.curves[0].points))
        return self.of(lambda points: ((0.0, number(points)),), Const(0.0), "hold")


def _minus(a: Term, b: Term) -> Term:
    return Apply("-", (a, b))


def _if(condition: Term, yes: Term, no: Term) -> Term:
    return Apply("if then else", (condition, yes, no))


def _near() -> Term:
    return Apply("*", (Clock("time step"), Const(NEAR)))


def _earlier(found: Found, time: Term) -> Term:
    return found.at(Apply("+", (time, _near())), "step")


def _later(found: Found, time: Term) -> Term:
    return found.at(_minus(time, _near()), "forward")


def _over_time(found: Found, way: str, time: Term = _NOW) -> Term:
    """Return what data are at a time, the present one where none is given.

    Source: vensim.com/documentation/dataequations.html; raw data are :NA: between their points.
    """
    if way == "look forward":
        return _later(found, time)
    if way == "hold backward":
        return _earlier(found, time)
    if way == "interpolate":
        return found.at(time, "hold")
    point = found.of(lambda p: tuple((x, x) for x, _ in p), Apply("+", (time, _near())), "step")
    away = Apply("abs", (_minus(time, point),))
    return _if(Apply("<=", (away, _near())), _earlier(found, time), _NOTHING)


def _between(found: Found, time: Term, mode: Term) -> Term:
    """Return the data at another time, :NA: before the first point and after the last.

    Source: vensim.com/documentation/fn_get_data_between_times.html: a mode of 1 takes the later
    point, -1 the earlier one, 0 the line between them. SDEverywhere's recorded model "getdata" has
    it otherwise for 1 and -1 at points and between whole numbers.
    """
    line = found.at(time, "hold")
    if isinstance(mode, Const):
        ways = {1.0: _later(found, time), -1.0: _earlier(found, time)}
        value = ways.get(mode.value, line)
    else:
        value = _if(Apply(">=", (mode, Const(1.0))), _later(found, time), line)
        value = _if(Apply("<=", (mode, Const(-1.0))), _earlier(found, time), value)
    first = _minus(found.constant(lambda p: p[0][0]), _near())
    last = Apply("+", (found.constant(lambda p: p[-1][0]), _near()))
    outside = Apply("or", (Apply("<", (time, first)), Apply(">", (time, last))))
    return _if(outside, _NOTHING, value)


def _slope(found: Found, arguments: list[Term]) -> Term:
    """Return the slope at a place, at a point the mean of both sides.

    Beyond the ends it is zero, with a mode of 1 that of the nearest part, with -1 :NA:. At the ends
    themselves it is that of the one part there; what Vensim does there is unverified.

    Source: vensim.com/documentation/fn_lookup_slope.html.
    """
    x, mode = arguments

    def slopes(points: Points) -> list[float]:
        parts = [(y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
                 for (x0, y0), (x1, y1) in pairwise(points)]  # fmt: skip
        return parts or [0.0]

    def after(points: Points) -> Points:
        each = slopes(points)
        return tuple(zip((x for x, _ in points), [*each, each[-1]], strict=False))

    def before(points: Points) -> Points:
        each = slopes(points)
        return tuple(zip((x for x, _ in points), [each[0], *each], strict=False))

    both = Apply("+", (found.of(before, x, "forward"), found.of(after, x, "step")))
    mean = Apply("*", (both, Const(0.5)))
    low, high = found.constant(lambda p: p[0][0]), found.constant(lambda p: p[-1][0])
    outside = Apply("or", (Apply("<", (x, low)), Apply(">", (x, high))))
    beyond = _if(Apply("<=", (mode, Const(-1.0))), _NOTHING, Const(0.0))
    beyond = _if(Apply(">=", (mode, Const(1.0))), mean, beyond)
    return _if(outside, beyond, mean)


def _inverse(found: Found, arguments: list[Term]) -> Term:
    """Return the smallest place at which a curve has a value, :NA: for one it never has.

    Source: vensim.com/documentation/fn_lookup_invert.html.
    """
    (y,) = arguments
    low = found.constant(lambda p: min(v for _, v in p))
    high = found.constant(lambda p: max(v for _, v in p))
    outside = Apply("or", (Apply("<", (y, low)), Apply(">", (y, high))))
    return _if(outside, _NOTHING, found.of(inverted, y, "hold"))
