"""From a program to Python source in the arithmetic of the lanes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sdlib.engine.emit_driver import DRIVER
from sdlib.engine.emit_terms import TermWriter
from sdlib.engine.program import Item, Load, Program, loads

LARGEST_PART = 60
"""Assignments of one emitted function; longer ones compile much more slowly."""

_HELPERS = (
    "mathematics.py",
    "counting.py",
    "distributions.py",
    "inverses.py",
    "arrays.py",
    "markets.py",
    "tabulated.py",
    "pipelines.py",
)
"""Texts of the functions of the language, in this order."""
_COPIED = "# --- the text below is copied ---\n"
_INSTEAD = "from sdlib.engine.lanes.limits import INSTEAD, curve\n\nglobals().update(INSTEAD)\n"

LANE_NAMES = (
    "LANES, absolute, both, decided, divide, either, exponent, floor, lane_of, load,\n"
    "    mantissa, negated, njit, njit_kept, power_of_two, random_unit, rint, root, select,\n"
    "    spread, store, with_lane,"
)
"""What a module of lanes gives to emitted text."""

_BEGINNINGS = {"sum": "0.0", "prod": "1.0", "vmin": "math.inf", "vmax": "-math.inf"}
"""What a reduction starts from."""
ARGUMENTS = "v, d, x, lines, tables, time, began, at, dt, first, final, save, steps"
"""What every emitted function takes."""


def helper_text() -> str:
    """Return the text of the functions that is copied into every emitted module."""
    folder = Path(__file__).parent / "lanes"
    texts = ((folder / name).read_text(encoding="utf-8") for name in _HELPERS)
    return "\n\n\n".join(text.split(_COPIED, 1)[1].strip() for text in texts)


def emit(program: Program, lanes: str) -> str:
    """Return the source of a module that computes a program.

    Its function ``run`` takes the buffers described in `kernel` and fills the outputs.

    Args:
        program: The program.
        lanes: "plain", "scalar", "vector" or "limits".
    """
    return _Emitter(program, lanes).module()


def escaped(text: str) -> str:
    """Return text that cannot leave a comment: no control characters, no line separators."""
    return "".join(c if c.isprintable() else " " for c in text[:200])


class _Emitter:
    def __init__(self, program: Program, lanes: str) -> None:
        self.program = program
        self.lanes = lanes
        self.terms = TermWriter(program)
        self.states = sum(c.size for c in program.cells.values() if c.kind == "state")

    def module(self) -> str:
        values = [i for i in self.program.step if i.role == "value"]
        changes = [i for i in self.program.step if i.role == "rate"]
        kept = [i for i in self.program.step if i.role == "keep"]
        parts = [
            *self._functions("begin", list(self.program.start)),
            *self._functions("now", [*values, *changes]),
            *self._functions("keep", kept),
            self._driver(),
        ]
        curves = self.terms.table_text()
        offsets = [f"{name} = np.array({list(o)!r})" for o, name in self.terms.offsets.items()]
        head = (
            '"""A model in the arithmetic of the lanes; emitted, do not edit."""\n\n'
            "import math\nfrom collections.abc import Sequence\n\nimport numpy as np\n\n"
            f"from sdlib.engine.lanes.{self.lanes} import (\n    {LANE_NAMES}\n)\n"
        )
        texts = [head, helper_text(), "\n".join(offsets), curves]
        if self.lanes == "limits":
            texts.append(_INSTEAD + self.terms.curves_with_limits())
        return "\n\n".join([*texts, *parts]) + "\n"

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
            yield "\n".join(["@njit", f"def {names[-1]}({ARGUMENTS}):", *body])
        calls = [f"    {n}({ARGUMENTS})" for n in names] or ["    pass"]
        yield "\n".join(["@njit", f"def {name}({ARGUMENTS}):", *calls])

    def _group(self, items: Sequence[Item]) -> list[str]:
        """Write items of one shape as one nest of loops.

        One run at a time, what is summed up has loops of its own, and what a loop does not change
        is read before it: only then does the compiler take several elements at once. Several runs
        side by side fill its registers already, and gain by reading each value once.
        """
        if self.lanes == "vector":
            resets = [line for item in items if item.reduce for line in self._reset(item)]
            return [*resets, *self._nest(items, hoisted=True)]
        lines = self._nest([item for item in items if not item.reduce], hoisted=True)
        reductions = [item for item in items if item.reduce]
        for inner in dict.fromkeys(item.inner for item in reductions):
            lines += self._sums([item for item in reductions if item.inner == inner], inner)
        return lines

    def _nest(self, items: Sequence[Item], *, hoisted: bool = False) -> list[str]:
        if not items:
            return []
        lines: list[str] = []
        known: dict[Load, str] = {}
        pad = "    "
        fixed = self._fixed(items) if hoisted else {}
        for number, size in enumerate(_shape(items[0])):
            lines += self._read_before(fixed.get(number, ()), pad, known)
            lines.append(f"{pad}for i{number} in range({size}):")
            pad += "    "
        for number, item in enumerate(items):
            lines.append(f"{pad}# {escaped(item.comment)}")
            lines.extend(f"{pad}{line}" for line in self._item(item, f"a{number}", known))
        return lines

    def _fixed(self, items: Sequence[Item]) -> dict[int, list[Load]]:
        """Return, for each depth of a nest, what is read there and is the same further inside."""
        depth = len(items[0].loops)
        written = {item.cell for item in items}
        found: dict[int, dict[Load, None]] = {}
        for load in (load for item in items for load in loads(item.value, spans=False)):
            loops = {loop for loop, _ in (*load.index.terms, *load.index.tables)}
            at = max(loops, default=-1) + 1
            history = self.program.cells[load.cell].kind == "history"
            if at < depth and load.cell not in written and not history:
                found.setdefault(at, {})[load] = None
        return {at: list(these) for at, these in found.items()}

    def _read_before(
        self, these: Sequence[Load], pad: str, known: dict[Load, str]
    ) -> Iterator[str]:
        for load in these:
            name = f"h{len(known)}"
            yield f"{pad}{name} = load(v, {self.terms.place(load.cell, load.index)})"
            known[load] = name

    def _sums(self, items: Sequence[Item], inner: int) -> list[str]:
        """Write reductions over the same loops, each kept in a variable until it is complete."""
        shape = _shape(items[0])
        outer = len(shape) - inner
        lines: list[str] = []
        known: dict[Load, str] = {}
        fixed = self._fixed(items)
        pad = "    "
        for number in range(len(shape) + 1):
            if number == outer:
                lines += [f"{pad}t{n} = {_BEGINNINGS[i.reduce]}" for n, i in enumerate(items)]
            if number < len(shape):
                lines += self._read_before(fixed.get(number, ()), pad, known)
                lines.append(f"{pad}for i{number} in range({shape[number]}):")
                pad += "    "
        for number, item in enumerate(items):
            lines.append(f"{pad}# {escaped(item.comment)}")
            joined = _joined(item.reduce, f"t{number}", self.terms.value(item.value, known))
            lines += [f"{pad}{line}" for line in self.terms.before()]
            lines.append(f"{pad}t{number} = {joined}")
        pad = "    " * (outer + 1)
        lines += [
            f"{pad}store(v, {self.terms.place(item.cell, item.target)}, t{number})"
            for number, item in enumerate(items)
        ]
        return lines

    def _reset(self, item: Item) -> list[str]:
        """Set what is summed up to its beginning."""
        start = _BEGINNINGS[item.reduce]
        outer = item.loops[: len(item.loops) - item.inner]
        pad = "    "
        lines = []
        for number, loop in enumerate(outer):
            lines.append(f"{pad}for i{number} in range({loop.size}):")
            pad += "    "
        lines.append(f"{pad}store(v, {self.terms.place(item.cell, item.target)}, {start})")
        return lines

    def _item(self, item: Item, name: str, known: dict[Load, str]) -> Iterator[str]:
        value = self.terms.value(item.value, known)
        yield from self.terms.before()
        kind = self.program.cells[item.cell].kind
        place = self.terms.place(item.cell, item.target)
        if item.reduce:
            joined = _joined(item.reduce, f"load(v, {place})", value)
            yield f"store(v, {place}, {joined})"
        elif item.role == "rate":
            yield f"store(d, {place}, {value})"
        elif kind == "history":
            line = self.terms.index(self.terms.lines_at[item.cell], item.target)
            yield f"store(lines, ({line}) * steps + at, {value})"
        else:
            yield f"{name} = {value}"
            yield f"store(v, {place}, {name})"
            known[Load(item.cell, item.target)] = name

    def _driver(self) -> str:
        series = [
            f"    store(v, {self.program.places[name] + e}, "
            f"load(x, {self.terms.series_at[name] + e} * grid + at))"
            for name in self.terms.series_at
            for e in range(self.program.cells[name].size)
        ]
        return DRIVER.format(
            states=self.states, series="\n".join(series) or "    pass", arguments=ARGUMENTS
        )


def _joined(reduce: str, old: str, value: str) -> str:
    """Write how a value joins what was reduced before it."""
    return {
        "sum": f"{old} + {value}", "prod": f"{old} * {value}",
        "vmin": f"smaller({old}, {value})", "vmax": f"larger({old}, {value})",
    }[reduce]  # fmt: skip


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
