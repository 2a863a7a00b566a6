"""From a program to Python source in the arithmetic of the lanes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sdlib.engine.functions import PLAIN, RANDOM
from sdlib.engine.lower import SEED
from sdlib.engine.program import (
    Apply,
    Clock,
    Const,
    CurveAt,
    Draw,
    Index,
    Item,
    Load,
    Program,
    Term,
    loads,
)

LARGEST_PART = 60
"""Assignments of one emitted function; longer ones compile much more slowly."""

FEW_POINTS = 16
"""Curves of up to so many points are computed by choosing among their lines."""

_HELPERS = Path(__file__).parent / "lanes" / "mathematics.py"
_COPIED = "# --- the text below is copied ---\n"

_LANE_NAMES = (
    "LANES, absolute, both, divide, either, exponent, floor, lane_of, load, mantissa,\n"
    "    negated, njit, njit_kept, power_of_two, random_unit, rint, root, select, spread,\n"
    "    store, with_lane,"
)

_SIGNS = {"+": "+", "-": "-", "*": "*", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "<>": "!=",
          "=": "=="}  # fmt: skip
_CLOCKS = {
    "time": "time",
    "time step": "dt",
    "initial time": "first",
    "final time": "final",
    "save step": "save",
}
_BEYOND = {"hold": 0, "extrapolate": 1, "step": 2}
"""Ways to go on beyond the ends of a curve, as `curve_between` counts them."""

_ARGUMENTS = "v, d, x, lines, tables, time, at, dt, first, final, save, steps"


def helper_text() -> str:
    """Return the text of the functions that is copied into every emitted module."""
    return _HELPERS.read_text(encoding="utf-8").split(_COPIED, 1)[1].strip()


def emit(program: Program, lanes: str) -> str:
    """Return the source of a module that computes a program.

    Its function ``run`` takes the buffers described in `kernel` and fills the outputs.

    Args:
        program: The program.
        lanes: "plain", "scalar" or "vector".
    """
    return _Emitter(program).module(lanes)


def escaped(text: str) -> str:
    """Return text that cannot leave a comment: no control characters, no line separators."""
    return "".join(c if c.isprintable() else " " for c in text)[:200]


class _Emitter:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.numbers: list[float] = []
        self.table_at: dict[tuple[tuple[float, float], ...], int] = {}
        self.offsets: dict[tuple[int, ...], str] = {}
        self.states = sum(c.size for c in program.cells.values() if c.kind == "state")
        self.lines_at: dict[str, int] = {}
        self.series_at: dict[str, int] = {}
        for kind, places in (("history", self.lines_at), ("series", self.series_at)):
            place = 0
            for name, cell in program.cells.items():
                if cell.kind == kind:
                    places[name] = place
                    place += cell.size

    def module(self, lanes: str) -> str:
        values = [i for i in self.program.step if i.role == "value"]
        changes = [i for i in self.program.step if i.role == "rate"]
        kept = [i for i in self.program.step if i.role == "keep"]
        parts = [
            *self._functions("begin", list(self.program.start)),
            *self._functions("now", [*values, *changes]),
            *self._functions("keep", kept),
            self._driver(),
        ]
        curves = self._table_text()
        offsets = [f"{name} = np.array({list(o)!r})" for o, name in self.offsets.items()]
        head = (
            '"""A model in the arithmetic of the lanes; emitted, do not edit."""\n\n'
            "import math\nfrom collections.abc import Sequence\n\nimport numpy as np\n\n"
            f"from sdlib.engine.lanes.{lanes} import (\n    {_LANE_NAMES}\n)\n"
        )
        return "\n\n".join([head, helper_text(), "\n".join(offsets), curves, *parts]) + "\n"

    def _functions(self, name: str, items: Sequence[Item]) -> Iterator[str]:
        """Write items as functions of limited length, and one that calls them in order."""
        groups = [list(g) for _, g in groupby(items, key=_shape)]
        parts: list[list[list[Item]]] = [[]]
        for group in (piece for g in groups for piece in _pieces(g)):
            if parts[-1] and sum(map(len, parts[-1])) + len(group) > LARGEST_PART:
                parts.append([])
            parts[-1].append(group)
        names = []
        for number, part in enumerate(parts):
            if not part:
                continue
            names.append(f"{name}_{number}")
            body = [line for group in part for line in self._group(group)]
            yield "\n".join(["@njit", f"def {names[-1]}({_ARGUMENTS}):", *body])
        calls = [f"    {n}({_ARGUMENTS})" for n in names] or ["    pass"]
        yield "\n".join(["@njit", f"def {name}({_ARGUMENTS}):", *calls])

    def _group(self, items: Sequence[Item]) -> list[str]:
        """Write items of one shape as one nest of loops."""
        sizes = _shape(items[0])
        lines = []
        for item in items:
            if item.reduce:
                lines.extend(self._reset(item))
        pad = "    "
        for number, size in enumerate(sizes):
            lines.append(f"{pad}for i{number} in range({size}):")
            pad += "    "
        known: dict[Load, str] = {}
        for number, item in enumerate(items):
            lines.append(f"{pad}# {escaped(item.comment)}")
            lines.extend(f"{pad}{line}" for line in self._item(item, f"a{number}", known))
        return lines

    def _reset(self, item: Item) -> list[str]:
        """Set what is summed up to its beginning."""
        start = {"sum": "0.0", "prod": "1.0", "vmin": "math.inf", "vmax": "-math.inf"}[item.reduce]
        outer = item.loops[: len(item.loops) - item.inner]
        pad = "    "
        lines = []
        for number, loop in enumerate(outer):
            lines.append(f"{pad}for i{number} in range({loop.size}):")
            pad += "    "
        lines.append(f"{pad}store(v, {self._place(item.cell, item.target)}, {start})")
        return lines

    def _item(self, item: Item, name: str, known: dict[Load, str]) -> Iterator[str]:
        value = self._value(item.value, known)
        kind = self.program.cells[item.cell].kind
        place = self._place(item.cell, item.target)
        if item.reduce:
            old = f"load(v, {place})"
            joined = {
                "sum": f"{old} + {value}", "prod": f"{old} * {value}",
                "vmin": f"smaller({old}, {value})", "vmax": f"larger({old}, {value})",
            }[item.reduce]  # fmt: skip
            yield f"store(v, {place}, {joined})"
        elif item.role == "rate":
            yield f"store(d, {place}, {value})"
        elif kind == "history":
            line = self._index(self.lines_at[item.cell], item.target)
            yield f"store(lines, ({line}) * steps + at, {value})"
        else:
            yield f"{name} = {value}"
            yield f"store(v, {place}, {name})"
            known[Load(item.cell, item.target)] = name

    def _place(self, cell: str, index: Index) -> str:
        return self._index(self.program.places[cell], index)

    def _index(self, first: int, index: Index) -> str:
        parts = [str(first + index.base)]
        parts += [f"i{loop} * {step}" if step != 1 else f"i{loop}" for loop, step in index.terms]
        for loop, offsets in index.tables:
            name = self.offsets.setdefault(offsets, f"OFFSETS_{len(self.offsets)}")
            parts.append(f"{name}[i{loop}]")
        return " + ".join(parts)

    def _text(self, term: Term, known: dict[Load, str]) -> str:
        if isinstance(term, Const):
            return _number(term.value)
        if isinstance(term, Clock):
            return _CLOCKS[term.what]
        if isinstance(term, Load):
            return known.get(term) or f"load(v, {self._place(term.cell, term.index)})"
        if isinstance(term, CurveAt):
            return self._curve(term, known)
        if isinstance(term, Draw):
            seed = f"load(v, {self.program.places[SEED]})"
            texts = [self._value(a, known) for a in term.arguments]
            texts = [seed, self._index(0, term.number), "at", *texts]
            return f"{RANDOM[term.distribution].helper}({', '.join(texts)})"
        return self._apply(term, known)

    def _apply(self, term: Apply, known: dict[Load, str]) -> str:
        function = term.function
        if function == "delay line":
            line, lag, initial = term.arguments
            assert isinstance(line, Load)
            place = self._index(self.lines_at[line.cell], line.index)
            rest = f"{self._text(lag, known)}, {self._text(initial, known)}"
            return f"delayed(lines, {place}, steps, at, dt, {rest})"
        wanted = _truth_arguments(function, len(term.arguments))
        texts = [
            self._truth(a, known) if truth else self._value(a, known)
            for a, truth in zip(term.arguments, wanted, strict=True)
        ]
        if function in _SIGNS:
            return f"({texts[0]} {_SIGNS[function]} {texts[1]})"
        if function == "/" and _is_safe(term.arguments[1]):
            return f"({texts[0]} / {texts[1]})"
        if function == "/":
            return f"divide({texts[0]}, {texts[1]})"
        if function == "^":
            return _power(texts[0], term.arguments[1], texts[1])
        if function == "negative":
            return f"(-1.0 * {texts[0]})"
        logic = {"and": "both", "or": "either", "not": "negated"}
        if function in logic:
            return f"{logic[function]}({', '.join(texts)})"
        helper = PLAIN[function]
        clock = ["time", "dt"] if helper.clock else []
        return f"{helper.helper}({', '.join([*clock, *texts])})"

    def _value(self, term: Term, known: dict[Load, str]) -> str:
        text = self._text(term, known)
        return f"select({text}, 1.0, 0.0)" if _is_truth(term) else text

    def _truth(self, term: Term, known: dict[Load, str]) -> str:
        text = self._text(term, known)
        return text if _is_truth(term) else f"({text} != 0.0)"

    def _curve(self, term: CurveAt, known: dict[Load, str]) -> str:
        argument = self._value(term.argument, known)
        ways = f"{argument}, {_BEYOND[term.beyond]}"
        if len(term.curves) > 1:
            starts = tuple(self._table(points) for points in term.curves)
            ends = tuple(s + len(p) - 1 for s, p in zip(starts, term.curves, strict=True))
            which = self._index(0, term.index)
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
        suffix = "" if term.beyond == "hold" else f"_{term.beyond}"
        return f"curve_{start}{suffix}({argument})"

    def _table(self, points: tuple[tuple[float, float], ...]) -> int:
        """Return where the points of a curve begin in the common table."""
        if points not in self.table_at:
            self.table_at[points] = sum(map(len, self.table_at))
        return self.table_at[points]

    def tables(self) -> list[list[float]]:
        """Return the points of all curves, x and y."""
        every = [point for points in self.table_at for point in points]
        return [[x for x, _ in every], [y for _, y in every]]

    def _table_text(self) -> str:
        texts = [
            _curve_function(f"curve_{start}{suffix}", points, beyond)
            for points, start in self.table_at.items()
            if len(points) <= FEW_POINTS
            for suffix, beyond in (("", "hold"), ("_extrapolate", "extrapolate"), ("_step", "step"))
        ]
        xs, ys = self.tables()
        return "\n\n".join([f"TABLES = np.array([{xs!r}, {ys!r}])", *texts])

    def _driver(self) -> str:
        series = [
            f"    store(v, {self.program.places[name] + e}, "
            f"load(x, {self.series_at[name] + e} * grid + at))"
            for name in self.series_at
            for e in range(self.program.cells[name].size)
        ]
        return _DRIVER.format(
            states=self.states, series="\n".join(series) or "    pass", arguments=_ARGUMENTS
        )


_DRIVER = '''\
@njit
def follow(v, x, grid, at):
    """Take the values of series at a point of their grid."""
{series}


@njit
def move(v, d, source, factor):
    """Set the states to where they were at the step's start, plus a slope times a factor."""
    for place in range({states}):
        store(v, place, load(d, {states} + place) + load(d, source + place) * factor)


@njit
def gather(d, weight, first_time):
    """Add the present rates to the weighted sum of the step's slopes."""
    for place in range({states}):
        slope = load(d, place) * weight
        if first_time:
            store(d, 2 * {states} + place, slope)
        else:
            store(d, 2 * {states} + place, load(d, 2 * {states} + place) + slope)


@njit_kept
def run(v, d, x, lines, tables, out, picks, saved, first, dt, final, save, steps, fine):
    """Integrate from the first time on, and keep what is picked.

    ``saved[at]`` is the row of ``out`` that step ``at`` fills, or -1. ``fine`` is 1 for Euler's
    method and 2 for the fourth-order Runge-Kutta method, which looks at half steps too.
    """
    time = first
    at = 0
    grid = (steps - 1) * fine + 1
    follow(v, x, grid, 0)
    begin({arguments})
    for at in range(steps):
        time = first + at * dt
        follow(v, x, grid, at * fine)
        now({arguments})
        row = saved[at]
        if row >= 0:
            for lane in range(LANES):
                for column in range(picks.shape[0]):
                    out[lane, row, column] = v[picks[column] * LANES + lane]
        keep({arguments})
        if at == steps - 1:
            break
        if fine == 1:
            for place in range({states}):
                store(v, place, load(v, place) + load(d, place) * dt)
            continue
        for place in range({states}):
            store(d, {states} + place, load(v, place))
        gather(d, 1.0, True)
        move(v, d, 0, dt * 0.5)
        time = first + at * dt + dt * 0.5
        follow(v, x, grid, at * fine + 1)
        now({arguments})
        gather(d, 2.0, False)
        move(v, d, 0, dt * 0.5)
        now({arguments})
        gather(d, 2.0, False)
        move(v, d, 0, dt)
        time = first + at * dt + dt
        follow(v, x, grid, at * fine + 2)
        now({arguments})
        gather(d, 1.0, False)
        move(v, d, 2 * {states}, dt / 6.0)
'''


def _shape(item: Item) -> tuple[int, ...]:
    return tuple(loop.size for loop in item.loops)


def _pieces(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Split items of one shape where one reads what the same nest has not finished.

    Inside one nest a value may be read in the round that computes it, and in no other.
    """
    piece: list[Item] = []
    for item in items:
        if piece and (len(piece) >= LARGEST_PART or _reads_unfinished(item, piece)):
            yield piece
            piece = []
        piece.append(item)
    if piece:
        yield piece


def _reads_unfinished(item: Item, piece: Sequence[Item]) -> bool:
    written = {other.cell: other for other in piece if other.role != "rate"}
    for load in loads(item.value):
        other = written.get(load.cell)
        if other is None:
            continue
        if not item.loops:
            continue
        if other.reduce or sum(o.cell == load.cell for o in piece) > 1:
            return True
        if load.index != other.target:
            return True
    return False


def _is_truth(term: Term) -> bool:
    from sdlib.engine.functions import TRUTH

    return isinstance(term, Apply) and term.function in TRUTH


def _truth_arguments(function: str, count: int) -> list[bool]:
    """Return which arguments of a function are truths."""
    if function in ("and", "or", "not"):
        return [True] * count
    return [function == "if then else", *([False] * (count - 1))]


def _is_safe(divisor: Term) -> bool:
    return isinstance(divisor, Const) and divisor.value != 0.0 and divisor.value == divisor.value


def _number(value: float) -> str:
    if value != value:
        return "math.nan"
    if value in (float("inf"), float("-inf")):
        return "math.inf" if value > 0 else "(-math.inf)"
    text = repr(float(value))
    return f"({text})" if value < 0 else text


def _power(base: str, exponent: Term, text: str) -> str:
    """Write a power; small whole ones as products, which is exact and quick."""
    if isinstance(exponent, Const) and exponent.value == 2.0 and base.isidentifier():
        return f"({base} * {base})"
    if isinstance(exponent, Const) and exponent.value == 0.5:
        return f"square_root({base})"
    return f"power({base}, {text})"


def _curve_function(name: str, points: tuple[tuple[float, float], ...], beyond: str) -> str:
    """Write a curve as a choice among its lines, the last whose beginning is reached."""
    lines = ["@njit", f"def {name}(x):"]
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
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
