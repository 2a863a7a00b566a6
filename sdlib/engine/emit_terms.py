"""Terms of a program as Python source: what stands to the right of an assignment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sdlib.engine.cells import SEED
from sdlib.engine.functions import PLAIN, RANDOM, TRUTH
from sdlib.engine.nothing import cells_without_value, may_be_nothing
from sdlib.engine.program import (
    Apply,
    Clock,
    Const,
    CurveAt,
    Draw,
    Index,
    Load,
    Program,
    Span,
    Term,
)

FEW_POINTS = 16
"""Curves of up to so many points are computed by choosing among their lines."""

_SIGNS = {"+": "+", "-": "-", "*": "*", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "<>": "!=",
          "=": "=="}  # fmt: skip
_FAILS = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""What holds where a comparison fails; neither does where one of the numbers is nothing."""
_LIMITS = {"min": "at_most", "max": "at_least"}
_CLOCKS = {
    "time": "time",
    "time step": "dt",
    "initial time": "first",
    "final time": "final",
    "save step": "save",
}
_OF_ARRAYS = {"picked": "picked", "market price": "market_price", "fixed share": "fixed_share"}
"""Functions of elements that lie one after the other, to their helpers."""
_OF_LINES = {
    "delay line": ("delayed(lines, {}, steps, at, dt", 1),
    "material line": ("delayed_material(lines, {}, steps, at", 2),
    "conveyor line": ("conveyed(lines, {}, steps, at", 2),
    "information line": ("delayed_information(lines, {}, steps, at", 2),
}
"""What comes out of delay lines, to the helper and the number of the lines."""
_BEYOND = {"hold": 0, "extrapolate": 1, "step": 2, "forward": 3}
"""Ways to go on beyond the ends of a curve, as `curve_between` counts them."""


class TermWriter:
    """Writes terms, and remembers the tables that they use.

    Args:
        program: The program that the terms belong to.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.table_at: dict[tuple[tuple[float, float], ...], int] = {}
        self.ways: dict[tuple[tuple[float, float], ...], dict[str, None]] = {}
        self._points = 0
        self.offsets: dict[tuple[int, ...], str] = {}
        self.lines_at: dict[str, int] = {}
        self.series_at: dict[str, int] = {}
        self._before: list[str] = []
        self._compared = 0
        self._unsure = cells_without_value(program)
        self._known_unsure: dict[int, tuple[Term, bool]] = {}
        for kind, places in (("history", self.lines_at), ("series", self.series_at)):
            place = 0
            for name, cell in program.cells.items():
                if cell.kind == kind:
                    places[name] = place
                    place += cell.size

    def before(self) -> list[str]:
        """Return what has to stand before the terms that were written since it was last asked."""
        found, self._before = self._before, []
        return found

    def _may_be_nothing(self, term: Term) -> bool:
        """Tell whether a term may be nothing; each is looked through once, however deep it is."""
        found = self._known_unsure.get(id(term))
        if found is None:
            # The term is kept, so that no other one gets its number.
            found = term, may_be_nothing(term, self._unsure, self._known_unsure)
            self._known_unsure[id(term)] = found
        return found[1]

    def place(self, cell: str, index: Index) -> str:
        """Write the place of an element of a cell in the buffer of values."""
        return self.index(self.program.places[cell], index)

    def index(self, first: int, index: Index) -> str:
        """Write an index from a first place on; it moves with the counters of loops."""
        parts = [str(first + index.base)]
        parts += [f"i{loop} * {step}" if step != 1 else f"i{loop}" for loop, step in index.terms]
        for loop, offsets in index.tables:
            name = self.offsets.setdefault(offsets, f"OFFSETS_{len(self.offsets)}")
            parts.append(f"{name}[i{loop}]")
        return " + ".join(parts)

    def text(self, term: Term, known: Mapping[Load, str]) -> str:
        """Write a term; what is `known` stands in a variable already. A truth stays a truth."""
        if isinstance(term, Const):
            return _number(term.value)
        if isinstance(term, Clock):
            return _CLOCKS[term.what]
        if isinstance(term, Load):
            return known.get(term) or f"load(v, {self.place(term.cell, term.index)})"
        if isinstance(term, Span):
            return self.place(term.cell, term.index)
        if isinstance(term, CurveAt):
            return self._curve(term, known)
        if isinstance(term, Draw):
            seed = f"load(v, {self.program.places[SEED]})"
            texts = [self.value(a, known) for a in term.arguments]
            texts = [seed, self.index(0, term.number), "at", *texts]
            return f"{RANDOM[term.distribution].helper}({', '.join(texts)})"
        return self._apply(term, known)

    def _apply(self, term: Apply, known: Mapping[Load, str]) -> str:
        function = term.function
        if function in _OF_ARRAYS:
            return self._of_arrays(term, known)
        if function in ("allocated", "demanded", "supplied"):
            return f"{function}({', '.join(self.value(a, known) for a in term.arguments)})"
        if function == "tabulated":
            span, *given, way = term.arguments
            assert isinstance(span, Span)
            assert isinstance(way, Const)
            texts = [self.value(argument, known) for argument in given]
            place = f"{self.text(span, known)}, {span.size}"
            return f"tabulated(v, {place}, {', '.join(texts)}, {int(way.value)})"
        if function == "clearing price":
            places = [self.text(span, known) for span in term.arguments]
            sizes = [span.size for span in term.arguments if isinstance(span, Span)]
            demand, supply = ([*places[at : at + 4], str(sizes[at])] for at in (0, 4))
            return f"clearing_price(v, {', '.join([*demand, *supply])})"
        if function in _OF_LINES:
            return self._of_lines(term, known)
        if function == "if then else" and self._may_be_nothing(term.arguments[0]):
            holds, fails = self._answers(term.arguments[0], known)
            yes, no = (self.value(a, known) for a in term.arguments[1:])
            return f"decided({holds}, {fails}, {yes}, {no})"
        wanted = _truth_arguments(function, len(term.arguments))
        texts = [
            self._truth(a, known) if truth else self.value(a, known)
            for a, truth in zip(term.arguments, wanted, strict=True)
        ]
        if function in _SIGNS:
            return f"({texts[0]} {_SIGNS[function]} {texts[1]})"
        if function == "/" and is_safe_divisor(term.arguments[1]):
            return f"({texts[0]} / {texts[1]})"
        if function == "/":
            return f"divide({texts[0]}, {texts[1]})"
        if function == "^":
            return _power(texts[0], term.arguments[1], texts[1])
        if function == "negative":
            return f"(-1.0 * {texts[0]})"
        if function in _LIMITS and (limit := _limit(term)) is not None:
            return f"{_LIMITS[function]}({texts[1 - limit]}, {texts[limit]})"
        logic = {"and": "both", "or": "either", "not": "negated"}
        if function in logic:
            return f"{logic[function]}({', '.join(texts)})"
        helper = PLAIN[function]
        if not helper.clock:
            return f"{helper.helper}({', '.join(texts)})"
        unsure = [self._may_be_nothing(a) for a in term.arguments]
        texts = [self._kept(t) if lost else t for t, lost in zip(texts, unsure, strict=True)]
        moment = "began" if helper.held else "time"
        text = f"{helper.helper}({', '.join([moment, 'dt', *texts])})"
        # Its helper compares these with the time; a step that begins at nothing is nothing.
        for name in (t for t, lost in zip(texts, unsure, strict=True) if lost):
            text = f"select({name} == {name}, {text}, math.nan)"
        return text

    def _of_arrays(self, term: Apply, known: Mapping[Load, str]) -> str:
        """Write a function of elements that lie one after the other."""
        *spans, last = term.arguments
        sizes = {span.size for span in spans if isinstance(span, Span)}
        (size,) = sizes
        places = [self.text(span, known) for span in spans]
        helper = _OF_ARRAYS[term.function]
        return f"{helper}(v, {', '.join(places)}, {size}, {self.value(last, known)})"

    def _of_lines(self, term: Apply, known: Mapping[Load, str]) -> str:
        """Write what comes out of delay lines, which are the first arguments."""
        helper, count = _OF_LINES[term.function]
        places = []
        for line in term.arguments[:count]:
            assert isinstance(line, Load)
            places.append(self.index(self.lines_at[line.cell], line.index))
        rest = [self.value(argument, known) for argument in term.arguments[count:]]
        return f"{helper.format(', '.join(places))}, {', '.join(rest)})"

    def value(self, term: Term, known: Mapping[Load, str]) -> str:
        """Write a term as a number: a truth as 1 or 0, nothing (NaN) where it has no answer."""
        if _is_truth(term) and self._may_be_nothing(term):
            holds, fails = self._answers(term, known)
            return f"decided({holds}, {fails}, 1.0, 0.0)"
        text = self.text(term, known)
        return f"select({text}, 1.0, 0.0)" if _is_truth(term) else text

    def _truth(self, term: Term, known: Mapping[Load, str]) -> str:
        text = self.text(term, known)
        return text if _is_truth(term) else f"({text} != 0.0)"

    def _answers(self, term: Term, known: Mapping[Load, str]) -> tuple[str, str]:
        """Write when a truth holds, and when it fails: where it is nothing, neither.

        False and nothing is false, true or nothing is true.
        """
        if not self._may_be_nothing(term):
            text = self._kept(self._truth(term, known))
            return text, f"negated({text})"
        if not (isinstance(term, Apply) and _is_truth(term)):
            number = self._kept(self.value(term, known))
            return f"both({number} == {number}, {number} != 0.0)", f"({number} == 0.0)"
        function = term.function
        if function == "not":
            holds, fails = self._answers(term.arguments[0], known)
            return fails, holds
        if function in ("and", "or"):
            (a, not_a), (b, not_b) = (self._answers(part, known) for part in term.arguments)
            if function == "and":
                return f"both({a}, {b})", f"either({not_a}, {not_b})"
            return f"either({a}, {b})", f"both({not_a}, {not_b})"
        first, second = (self._kept(self.value(part, known)) for part in term.arguments)
        if function in _FAILS:
            return f"({first} {function} {second})", f"({first} {_FAILS[function]} {second})"
        differs = f"{first} != {second}"
        for part, name in zip(term.arguments, (first, second), strict=True):
            if self._may_be_nothing(part):
                differs = f"both({name} == {name}, {differs})"
        same = f"({first} == {second})"
        return (same, differs) if function == "=" else (differs, same)

    def _kept(self, text: str) -> str:
        """Write a value before the term, if it is more than a name or a number, and return it."""
        if text.isidentifier() or text.replace(".", "", 1).isdecimal():
            return text
        name = f"c{self._compared}"
        self._compared += 1
        self._before.append(f"{name} = {text}")
        return name

    def _curve(self, term: CurveAt, known: Mapping[Load, str]) -> str:
        argument = self.value(term.argument, known)
        ways = f"{argument}, {_BEYOND[term.beyond]}"
        if len(term.curves) > 1:
            starts = tuple(self._table(points) for points in term.curves)
            ends = tuple(s + len(p) - 1 for s, p in zip(starts, term.curves, strict=True))
            which = self.index(0, term.index)
            names = [
                self.offsets.setdefault(o, f"OFFSETS_{len(self.offsets)}") for o in (starts, ends)
            ]
            low, high = (f"{name}[{which}]" for name in names)
            return f"curve_between(tables[0], tables[1], {low}, {high}, {ways})"
        (points,) = term.curves
        start = self._table(points)
        if len(points) > FEW_POINTS:
            end = start + len(points) - 1
            return f"curve_between(tables[0], tables[1], {start}, {end}, {ways})"
        self.ways.setdefault(points, {})[term.beyond] = None
        suffix = "" if term.beyond == "hold" else f"_{term.beyond}"
        return f"curve_{start}{suffix}({argument})"

    def _table(self, points: tuple[tuple[float, float], ...]) -> int:
        """Return where the points of a curve begin in the common table."""
        if points not in self.table_at:
            self.table_at[points] = self._points
            self._points += len(points)
        return self.table_at[points]

    def tables(self) -> list[list[float]]:
        """Return the points of all curves, x and y."""
        every = [point for points in self.table_at for point in points]
        return [[x for x, _ in every], [y for _, y in every]]

    def table_text(self) -> str:
        """Write the tables of all curves, and a function for each short one."""
        texts = [_curve_function(*curve) for curve in self._short_curves()]
        rows = (f"[{', '.join(map(_point, row))}]" for row in self.tables())
        return "\n\n".join([f"TABLES = np.array([{', '.join(rows)}])", *texts])

    def _short_curves(self) -> Iterator[tuple[str, tuple[tuple[float, float], ...], str]]:
        """Iterate over the curves that have a function each: its name, points, and ends."""
        for points, start in self.table_at.items():
            for beyond in self.ways.get(points, ()):
                yield f"curve_{start}" + ("" if beyond == "hold" else f"_{beyond}"), points, beyond

    def curves_with_limits(self) -> str:
        """Write the functions of short curves anew, as `lanes.limits` needs them."""
        return "".join(
            f"{name} = curve([{', '.join(_point(x) for x, _ in points)}], "
            f"{beyond in ('step', 'forward')}, {name})\n"
            for name, points, beyond in self._short_curves()
        )


def _is_truth(term: Term) -> bool:
    return isinstance(term, Apply) and term.function in TRUTH


def _truth_arguments(function: str, count: int) -> list[bool]:
    """Return which arguments of a function are truths."""
    if function in ("and", "or", "not"):
        return [True] * count
    return [function == "if then else", *([False] * (count - 1))]


def _limit(term: Apply) -> int | None:
    """Return which of two arguments is a number, None if neither is."""
    for number, argument in enumerate(term.arguments):
        if isinstance(argument, Const) and argument.value == argument.value:
            return number
    return None


def is_safe_divisor(divisor: Term) -> bool:
    """Tell whether a divisor is a number other than zero."""
    return isinstance(divisor, Const) and divisor.value != 0.0 and divisor.value == divisor.value


def is_positive(term: Term) -> bool:
    """Tell whether a term is a number above zero."""
    return isinstance(term, Const) and term.value > 0.0


def _number(value: float) -> str:
    if value != value:
        return "math.nan"
    if value in (float("inf"), float("-inf")):
        return "math.inf" if value > 0 else "(-math.inf)"
    text = repr(float(value))
    return f"({text})" if value < 0 else text


def _point(value: float) -> str:
    """Write a coordinate of a curve; an element that has none holds no number."""
    return repr(float(value)) if value == value else "np.nan"


def _power(base: str, exponent: Term, text: str) -> str:
    """Write a power; a square as a product, which is exact and quick."""
    if isinstance(exponent, Const) and exponent.value == 2.0 and base.isidentifier():
        return f"({base} * {base})"
    if isinstance(exponent, Const) and exponent.value == 0.5:
        return f"square_root({base})"
    if isinstance(exponent, Const) and math.isfinite(exponent.value) and exponent.value % 1.0:
        below = "" if exponent.value > 0.0 else "_below"
        return f"broken_power{below}({base}, {text})"
    return f"power({base}, {text})"


def _curve_function(name: str, points: tuple[tuple[float, float], ...], beyond: str) -> str:
    """Write a curve as a choice among its lines, the last whose beginning is reached."""
    lines = ["@njit", f"def {name}(x):"]
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
    if beyond == "forward":
        # The first point that is not before the place; nothing (NaN) stays nothing.
        lines.append(f"    y = select(x == x, {_number(ys[-1])}, x)")
        for k in range(len(points) - 2, -1, -1):
            lines.append(f"    y = select(x <= {_number(xs[k])}, {_number(ys[k])}, y)")
        return "\n".join([*lines, "    return y"])
    slopes = [
        (ys[k + 1] - ys[k]) / (xs[k + 1] - xs[k]) if xs[k + 1] > xs[k] else 0.0
        for k in range(len(points) - 1)
    ] or [0.0]
    if beyond == "step":
        slopes = [0.0] * len(slopes)
    lines += [f"    begin = {_number(xs[0])}", f"    level = {_number(ys[0])}"]
    lines.append(f"    slope = {_number(slopes[0])}")
    for k in range(1, len(slopes)):
        lines.append(f"    on = x >= {_number(xs[k])}")
        lines.append(f"    begin = select(on, {_number(xs[k])}, begin)")
        lines.append(f"    level = select(on, {_number(ys[k])}, level)")
        lines.append(f"    slope = select(on, {_number(slopes[k])}, slope)")
    lines.append("    y = level + (x - begin) * slope")
    if beyond == "extrapolate":
        lines.append("    return y")
    else:
        lines.append(f"    y = select(x <= {_number(xs[0])}, {_number(ys[0])}, y)")
        lines.append(f"    return select(x >= {_number(xs[-1])}, {_number(ys[-1])}, y)")
    return "\n".join(lines)
