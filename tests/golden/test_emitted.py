"""Emitted source, one fragment a construct: what a reader of a kernel sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.engine.emit import emit, escaped
from sdlib.engine.lower import Lowering
from sdlib.engine.order import order
from sdlib.model import read_model

CONTROL = "FINAL TIME=4 ~~|INITIAL TIME=0 ~~|SAVEPER=1 ~~|TIME STEP=1 ~~|"

FRAGMENTS = {
    "arithmetic": ("a = 2 ~~|y = -a * Time + 3 ~~|", ["((-1.0 * load(v, 1)) * time) + 3.0"]),
    "comment": ("y = Time * 2 ~~|", ["# y = Time * 2"]),
    "division": ("a = 2 ~~|y = Time / a ~~|", ["divide(time, load(v, 1))"]),
    "division by a number": ("y = Time / 4 ~~|", ["(time / 4.0)"]),
    "a limit": ("y = MAX(0, MIN(Time, 3)) ~~|", ["at_least(at_most(time, 3.0), 0.0)"]),
    "larger of two": ("a = 2 ~~|y = MAX(a, Time) ~~|", ["larger(load(v, 1), time)"]),
    "broken power": ("y = Time ^ 0.3 ~~|", ["broken_power(time, 0.3)"]),
    "power": ("y = Time ^ 3 ~~|", ["power(time, 3.0)"]),
    "choice": ("y = IF THEN ELSE(Time > 1, 2, 3) ~~|", ["select((time > 1.0), 2.0, 3.0)"]),
    "choice that may be nothing": (
        "a = 2 ~~|y = IF THEN ELSE(3 / a > Time, 2, 3) ~~|",
        [
            "c0 = divide(3.0, load(v, 1))\n    a0 = decided((c0 > time), (c0 <= time), 2.0, 3.0)",
        ],
    ),
    "choice that is something": (
        "a = 2 ~~|y = IF THEN ELSE(ZIDZ(3, a) > a, 2, 3) ~~|",
        ["a0 = select((zidz(3.0, load(v, 1)) > load(v, 1)), 2.0, 3.0)"],
    ),
    "member that may be nothing": (
        "D: a, b ~~|x[D] = Time ~~|y = SUM(IF THEN ELSE(1 / x[D!] = 2, 3, 4)) ~~|",
        [
            "        c0 = divide(1.0, load(v, 1 + i0))\n"
            "        t0 = t0 + decided((c0 == 2.0), both(c0 == c0, c0 != 2.0), 3.0, 4.0)"
        ],
    ),
    "truth as a number": ("y = (Time > 1) + 1 ~~|", ["select((time > 1.0), 1.0, 0.0) + 1.0"]),
    "truth as a value": ("y = Time > 1 ~~|", ["a0 = select((time > 1.0), 1.0, 0.0)"]),
    "loops": (
        "D: a, b ~~|E: p, q, r ~~|w[D,E] = 1 ~~|y[D,E] = w[D,E] * Time ~~|",
        ["for i0 in range(2):", "for i1 in range(3):", "load(v, 1 + i0 * 3 + i1)"],
    ),
    "one value in one nest": (
        "D: a, b ~~|x[D] = Time ~~|y[D] = x[D] * 2 ~~|",
        ["a1 = (a0 * 2.0)"],
    ),
    "sum": (
        "D: a, b ~~|x[D] = Time ~~|y = SUM(x[D!]) ~~|",
        ["t0 = 0.0", "# SUM in y", "t0 = t0 + load(v, 1 + i0)", "store(v, 4, t0)"],
    ),
    "what a loop does not change": (
        "D: a, b ~~|c = Time ~~|x[D] = 1 ~~|y[D] = x[D] * c ~~|",
        ["h0 = load(v, 3)", "(load(v, 1 + i0) * h0)"],
    ),
    "what an inner loop does not change": (
        "D: a, b ~~|E: p, q ~~|x[D] = Time ~~|w[D,E] = 1 ~~|y[D,E] = w[D,E] * x[D] ~~|",
        ["for i0 in range(2):\n        h0 = load(v, 5 + i0)\n        for i1 in range(2):"],
    ),
    "subrange": (
        "D: a, b, c ~~|S: b, c ~~|x[D] = 1, 2, 3 ~~|y[S] = x[S] * Time ~~|",
        ["load(v, 2 + i0)"],
    ),
    "scattered subrange": (
        "D: a, b, c, e ~~|S: a, b, e ~~|x[D] = 1 ~~|y[S] = x[S] * Time ~~|",
        ["OFFSETS_0 = np.array([0, 1, 3])", "load(v, 1 + OFFSETS_0[i0])"],
    ),
    "curve": (
        "c( (0,0),(2,4),(3,4) ) ~~|y = c(Time) ~~|",
        ["def curve_0(x):", "on = x >= 2.0", "curve_0(time)"],
    ),
    "stock": (
        "y = INTEG(2 * y, 1) ~~|",
        ["# y = INTEG(2 * y, 1)", "store(d, 0, (2.0 * load(v, 0)))"],
    ),
    "random": ("y = RANDOM 0 1() ~~|", ["random_uniform(load(v, 0), 0, at, 0.0, 1.0)"]),
}


def source(tmp_path: Path, equations: str) -> str:
    file = tmp_path / "m.mdl"
    file.write_text(equations + CONTROL, encoding="utf-8")
    lowering = Lowering(read_model(file), {})
    lowering.lower()
    return emit(order(lowering), "scalar")


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_construct_is_written_like_this(tmp_path: Path, name: str) -> None:
    equations, lines = FRAGMENTS[name]
    text = source(tmp_path, equations)
    for line in lines:
        assert line in text


@pytest.mark.parametrize("lanes", ["plain", "scalar", "vector"])
def test_only_the_import_tells_the_lanes_apart(tmp_path: Path, lanes: str) -> None:
    file = tmp_path / "m.mdl"
    file.write_text("y = Time ~~|" + CONTROL, encoding="utf-8")
    lowering = Lowering(read_model(file), {})
    lowering.lower()
    program = order(lowering)
    expected = emit(program, "scalar").replace("lanes.scalar", f"lanes.{lanes}")
    assert emit(program, lanes) == expected


@pytest.mark.parametrize(
    "nasty",
    ["a\rimport os", "a\nimport os", "a\x0cimport os", "a\u2028import os", "a\x85import os"],
)
def test_a_comment_cannot_be_left(nasty: str) -> None:
    assert len(escaped(nasty).splitlines()) == 1
