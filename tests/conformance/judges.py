"""The judges of the engine: PySD first, Simlin second; and where each is not believed."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from lxml import etree

from sdlib.engine import PysdEngine
from sdlib.errors import SdError
from sdlib.model import read_model
from sdlib.names import name_key
from tests.conformance.family import MODELS, Columns, columns, computed, key, model_of

DATA_FILES = (".csv", ".txt", ".xlsx", ".xml")
"""Endings of the files that a model may take numbers, or parts of itself, from."""


class CannotJudgeError(Exception):
    """A judge does not run a model."""


class Judge(Protocol):
    """Something else that runs models."""

    name: str

    def values(self, label: str, dropped: frozenset[str]) -> Columns:
        """Return element to values of a model of `MODELS`, without some of its variables.

        Raises:
            CannotJudgeError: If it does not run that.
        """
        ...


class Pysd:
    """PySD, through the project's own engine of that name."""

    name = "pysd"

    def values(self, label: str, dropped: frozenset[str]) -> Columns:
        family, file = MODELS[label]
        times = model_of(family.files[0]).time.save_times()
        with tempfile.TemporaryDirectory() as folder:
            model = read_model(without(file, dropped, Path(folder)))
            names = [variable.name for variable in computed(model)]
            try:
                values = PysdEngine().run(model, family.inputs, names, times).values
            except SdError as error:
                raise CannotJudgeError(str(error)) from None
            return columns(model, values)


class Simlin:
    """Simlin, from the package pysimlin."""

    name = "simlin"

    def values(self, label: str, dropped: frozenset[str]) -> Columns:
        import simlin

        family, file = MODELS[label]
        if family.inputs:
            raise CannotJudgeError("it takes no series in place of an equation")
        spec = model_of(family.files[0]).time
        with tempfile.TemporaryDirectory() as folder:
            path = without(file, dropped, Path(folder))
            try:
                simulation = simlin.load(path).simulate()
                simulation.run_to_end()
                found = {n: simulation.get_series(n) for n in simulation.get_var_names()}
            except simlin.SimlinError as error:
                raise CannotJudgeError(str(error)) from None
        step = (spec.final - spec.initial) / (len(found["time"]) - 1)
        rows = np.rint((spec.save_times() - spec.initial) / step).astype(int)
        return {name: series[rows] for name, series in found.items()}


PYSD, SIMLIN = Pysd(), Simlin()
JUDGES: dict[str, Judge] = {judge.name: judge for judge in (PYSD, SIMLIN)}
MISSING: dict[str, str] = {}
try:
    import_module("simlin")
except ImportError as reason:
    MISSING[SIMLIN.name] = f"PySD and the closed forms judge alone: {reason}"
"""Judges that are not installed, to the reason for a skipped test."""


@dataclass(frozen=True)
class Doubt:
    """Where a judge is not believed, and why."""

    model: str
    variable: str
    """Name of the variable, or * for all of the model."""
    judge: str
    reason: str


def _of(judge: Judge, model: str, *variables: str, reason: str) -> tuple[Doubt, ...]:
    return tuple(Doubt(model, name, judge.name, reason) for name in variables)


DOUBTS: tuple[Doubt, ...] = (
    *_of(
        PYSD, "allocation.mdl", "where one asks for nothing",
        reason="it wants a width of who asks for nothing",
    ),
    *_of(
        PYSD, "lookups.xmile",
        "extrapolated", "extrapolated from many points", "in steps", "many steps",
        reason="it reads the type of a graphical function and runs all of them as continuous",
    ),
    *_of(
        PYSD, "subscripts.mdl", "element by element",
        reason="it orders by variable, so that the variable needs itself",
    ),
    *_of(
        PYSD, "subscripts.mdl", "mapped back", "mapped what moves",
        reason="its mappings run only towards the dimension that is mapped to",
    ),
    *_of(
        PYSD, "subscripts.mdl",
        "mapped in another order", "mapped back in another order", "mapped to parts",
        reason="it knows no mapping that names elements",
    ),
    *_of(
        PYSD, "time.mdl", "pulse of no width", "train of no width",
        reason="it knows no shortest pulse",
    ),
    *_of(SIMLIN, "time.mdl", "train of no width", reason="it knows no shortest pulse"),
    *_of(
        PYSD, "time.mdl",
        "pulse between steps", "pulse with a rounded end", "train between steps",
        "train with a rounded start", "train without pauses", "train of no interval",
        reason="it compares the beginning of a step; Vensim's help has it compare the middle",
    ),
    *_of(
        SIMLIN, "time.mdl",
        "pulse between steps", "pulse with a rounded end", "train between steps",
        "train with a rounded start", "train of no interval",
        reason="it compares the beginning of a step; Vensim's help has it compare the middle",
    ),
    *_of(
        PYSD, "time.mdl", "train to a beginning",
        reason="it leaves out a pulse that begins at the end of its train; Vensim recorded one",
    ),
    *_of(
        PYSD, "subscripts.mdl", "delayed",
        reason="its fixed delays take one delay for all elements",
    ),
    *_of(
        PYSD, "integrators.mdl", "decay", "cubic", "swing", "speed", "smoothed",
        reason="it has Euler's method alone",
    ),
    *_of(
        SIMLIN, "integrators.mdl",
        "step taken in", "ramp taken in", "pulse taken in", "train taken in",
        reason="it computes them between time steps, where Vensim's help has them stay",
    ),
    *_of(
        SIMLIN, "integrators.xmile", "size taken in",
        reason="its pulse ends before the last stage of the step, which lacks a part of the size",
    ),
    *_of(
        PYSD, "integrators.xmile", "decay", "loss", "cubic", "smoothed",
        reason="it has Euler's method alone",
    ),
    *_of(
        SIMLIN, "arithmetic.mdl", "power as a function", "sine h", "cosine h", "tangent h",
        reason="it does not know the function",
    ),
    *_of(
        SIMLIN, "arithmetic.mdl",
        "whole part of a negative number", "remainder of a negative number",
        reason="it rounds down where Vensim's INTEGER cuts the fraction off",
    ),
    *_of(
        SIMLIN, "arithmetic.mdl", "zero if divided by nearly zero",
        reason="it compares with zero itself, where Vensim takes less than 1e-6 for zero",
    ),
    *_of(
        SIMLIN, "logic.mdl", "not greater", "not before and",
        reason="it takes :NOT: before the comparison, as C does; PySD after it, as BASIC does. "
        "Which of them Vensim follows is unverified: brackets make it plain",
    ),
    *_of(
        SIMLIN, "lookups.mdl", "inline in a sum",
        reason="it reads WITH LOOKUP only as the whole of an equation",
    ),
    *_of(
        SIMLIN, "lookups.xmile",
        "extrapolated", "extrapolated from many points", "in steps", "many steps",
        reason="it runs all graphical functions as continuous",
    ),
    *_of(
        SIMLIN, "reductions.mdl", "product", "product of two", "product over the second",
        reason="it does not know PROD",
    ),
    *_of(
        SIMLIN, "states.mdl",
        "smoothed four times", "delayed in five", "wave smoothed four times",
        "wave delayed in five", "projection", "projection of a wave", "game",
        reason="it does not know the function",
    ),
    *_of(
        SIMLIN, "states.mdl", "delayed as a whole",
        reason="it runs DELAY FIXED as a delay in stages",
    ),
    *_of(
        SIMLIN, "states.xmile", "smoothed four times", "delayed in five", "projection",
        reason="it does not know the function",
    ),
    *_of(
        SIMLIN, "states.mdl", "held between", "held below",
        reason="it does not know SINTEG",
    ),
    *_of(
        PYSD, "states.xmile", "smooth of Vensim in few steps", "delay of Vensim in few steps",
        reason="it does not know those of Vensim in XMILE",
    ),
    *_of(
        SIMLIN, "states.xmile",
        "smooth of Vensim", "smooth of Vensim from one", "smooth three of Vensim",
        "smooth of Vensim in few steps", "delay of Vensim", "delay of Vensim in few steps",
        "fixed delay of Vensim", "forecast of Vensim", "game of Vensim", "sample of Vensim",
        "pulses of Vensim",
        reason="it does not know functions of Vensim in XMILE",
    ),
    *_of(
        SIMLIN, "states.xmile", "delayed as a whole",
        reason="it runs DELAY as a delay in stages",
    ),
    *_of(
        SIMLIN, "integrators.mdl", "delayed as a whole",
        reason="it runs DELAY FIXED as a delay in stages",
    ),
    *_of(
        SIMLIN, "subscripts.mdl", "delayed",
        reason="it runs DELAY FIXED as a delay in stages",
    ),
    *_of(
        SIMLIN, "time.mdl", "saved every",
        reason="it does not know SAVEPER in an equation",
    ),
    *_of(
        SIMLIN, "stages.mdl", "*",
        reason="it takes no order that is given by a variable, and reduces none",
    ),
    *_of(
        PYSD, "stages.mdl", "row by row",
        reason="its delays take one order for all elements",
    ),
    *_of(
        PYSD, "stages.mdl", "nearly as many", "smoothed in fewer",
        reason="it reduces no order of smoothing, and takes none that it computes",
    ),
    *_of(
        PYSD, "stages.mdl", "moving in one",
        reason="what leaves the one stage goes by another delay time than what is given out",
    ),
    *_of(
        PYSD, "positions.mdl", "mapped",
        reason="its mappings carry no dimension that is used as a number",
    ),
    *_of(
        SIMLIN, "positions.mdl", "grown", "mapped", "number of one", "only the second",
        reason="it knows a dimension as a number, in an equation of its own, and no element",
    ),
    *_of(
        SIMLIN, "positions.mdl", "number of a part", "both parts",
        reason="it counts the elements of a part from one; Vensim goes on as in the whole",
    ),
    *_of(
        PYSD, "controls.mdl", "*",
        reason="its :NA: is no number, and ends the run",
    ),
    *_of(
        SIMLIN, "controls.mdl", "*",
        reason="it takes no control variable that is an expression of others",
    ),
    *_of(
        SIMLIN, "clock.mdl", "grown", "fed", "approached", "step now", "half a step",
        reason="it takes the first value of a TIME STEP that moves, without a word",
    ),
    *_of(
        SIMLIN, "belts.xmile",
        "lost from the changing fraction", "second fraction", "lost from the chain fraction",
        reason="the fraction of a leak is no variable there",
    ),
    *_of(PYSD, "squares.xmile", "*", reason="it knows no dimension that an array has twice"),
    *_of(
        SIMLIN, "squares.xmile", "mean and deviation", "of products", "first place", "older",
        reason="it has no PROD, no sum of a product of squares, and no rank along one dimension",
    ),
    *_of(PYSD, "texts.mdl", "*", reason="it takes no subscripts from a file here"),
    *_of(SIMLIN, "texts.mdl", "*", reason="it knows no text variable"),
    *_of(PYSD, "belts.xmile", "*", reason="it takes a conveyor for a stock, and a leak for a flow"),
    *_of(
        PYSD, "stella.xmile", "*",
        reason="its arrays need their subscripts, and its stocks limit no outflow",
    ),
    *_of(
        SIMLIN, "stella.xmile", "*",
        reason="its stocks limit no outflow, and its arrays need their subscripts",
    ),
    *_of(
        PYSD, "macros.mdl", "*",
        reason="its macros have no variables of their own that could be compared",
    ),
    *_of(
        SIMLIN, "macros.mdl", "*",
        reason="its macros have no variables of their own that could be compared",
    ),
    *_of(
        PYSD, "results.mdl", "*",
        reason="its macros name no variables outside, and have no further results",
    ),
    *_of(
        SIMLIN, "results.mdl", "*",
        reason="its macros have no further results in arrays",
    ),
    *_of(SIMLIN, "data.mdl", "*", reason="it takes no series in place of an equation"),
    *_of(
        PYSD, "vectors.mdl", "same", "one before", "by number", "of two dimensions", "plain number",
        reason="it does not know VECTOR ELM MAP",
    ),
    *_of(
        SIMLIN, "vectors.mdl", "rank that turns",
        reason="it ranks upwards for a direction of one alone, Vensim for any above zero",
    ),
    *_of(
        SIMLIN, "vectors.mdl", "rank down",
        reason="it ranks over all dimensions at once, Vensim over the last one",
    ),
    *_of(
        SIMLIN, "vectors.mdl", "sorted", "sorted down", "largest",
        reason="it does not know VECTOR REORDER",
    ),
    *_of(
        SIMLIN, "vectors.mdl",
        "weighted sum", "weighted product", "weighted least", "weighted most", "weighted mean",
        "powers", "product of some", "least of some", "most of some", "mean of some",
        "selected in two dimensions", "marked and not", "changing action",
        reason="it knows other numerical actions than Vensim's documentation and recorded runs",
    ),
    *_of(
        SIMLIN, "vectors.mdl", "one before", "by number", "plain number",
        reason="it knows no VECTOR ELM MAP of this form",
    ),
    *_of(
        SIMLIN, "matrices.mdl", "inverse", "inverse of each", "inverse of what changes",
        reason="it does not know the function",
    ),
    *_of(
        SIMLIN, "allocation.mdl",
        "by priority", "by their number", "in markets", "in steep markets",
        "in triangles apart", "in normals apart",
        reason="its shares differ from the closed forms where priorities differ, and PySD's do not",
    ),
    *_of(
        PYSD, "xarrays.xmile", "curve of each",
        reason="it takes the curve of one element for all",
    ),
    *_of(
        PYSD, "xarrays.xmile", "by LOOKUP", "kept",
        reason="it runs no curve by its name, and no stock whose elements begin differently",
    ),
    *_of(
        PYSD, "xarrays.xmile",
        "sums so far", "the one that is meant", "of both dimensions",
        reason="it orders by variable, and knows no computed subscripts",
    ),
    *_of(PYSD, "ordering.mdl", "*", reason="it orders by variable, at the start as well"),
    *_of(
        SIMLIN, "ordering.mdl", "*",
        reason="its samples need themselves; what an element smooths begins before that element",
    ),
    *_of(
        PYSD, "mappings.mdl", "*",
        reason="its dimensions have each element once, also where a list of them is a mapping",
    ),
    *_of(
        SIMLIN, "mappings.mdl", "*",
        reason="its mappings go by position, also where a list names an element repeatedly",
    ),
    *_of(SIMLIN, "xarrays.xmile", "*", reason="it reads one equation of a variable and no more"),
    *_of(PYSD, "modules.xmile", "*", reason="its macros have no variables to be compared"),
    *_of(SIMLIN, "modules.xmile", "*", reason="it runs no module of this model"),
    *_of(
        PYSD, "builtins.xmile", 'R&D "spend", a/b', "quoted",
        reason="names with quotes in them are not handed to it",
    ),
    *_of(PYSD, "builtins.xmile", "capped", reason="it takes no infinite number"),
    *_of(
        SIMLIN, "builtins.xmile", "as a whole",
        reason="it runs DELAY as a delay in stages",
    ),
    *_of(
        SIMLIN, "builtins.xmile",
        "signs of logic", "case", "least of three", "waves", "share", "quoted",
        'R&D "spend", a/b',
        reason="it does not know the function, the sign or the quotes in a name",
    ),
    *_of(SIMLIN, "grammar.mdl", "*", reason="it does not read a curve called through a choice"),
    *_of(SIMLIN, "xgrammar.xmile", "product", reason="it does not know PROD"),
    *_of(
        SIMLIN, "xgrammar.xmile", "filling", "tank",
        reason="it does not know the behaviour that a document gives all its flows",
    ),
    *_of(PYSD, "arithmetic.mdl", "log of gamma", reason="it does not know the function"),
    *_of(SIMLIN, "arithmetic.mdl", "log of gamma", reason="it does not know the function"),
    *_of(
        PYSD, "states.mdl", "present value", "present value at the end",
        reason="it does not know the function",
    ),
    *_of(
        SIMLIN, "states.mdl", "present value", "present value at the end",
        reason="it discounts otherwise than the equations that Vensim documents, and knows no NPVE",
    ),
    *_of(SIMLIN, "time.mdl", "time value", reason="it does not know GET TIME VALUE"),
    *_of(SIMLIN, "files.mdl", "*", reason="its package for Python reads no data files"),
    *_of(SIMLIN, "outside.mdl", "*", reason="its package for Python reads no data files"),
    *_of(
        PYSD, "outside.mdl", "*",
        reason="subscripts from files are not handed to it, and it knows no data at other times",
    ),
    *_of(
        PYSD, "vectors.mdl",
        "tabled", "tabled area", "tabled backward", "tabled beyond", "tabled forward",
        "tabled area beyond", "tabled of each", "tabled of what moves",
        reason="it does not know VECTOR LOOKUP",
    ),
    *_of(
        SIMLIN, "vectors.mdl",
        "tabled", "tabled area", "tabled backward", "tabled beyond", "tabled forward",
        "tabled area beyond", "tabled of each", "tabled of what moves",
        reason="it does not know VECTOR LOOKUP",
    ),
    *_of(
        PYSD, "allocation.mdl",
        "price", "bought", "sold", "no price", "sold at no price", "price of too much",
        reason="it does not know the functions",
    ),
    *_of(
        SIMLIN, "allocation.mdl",
        "price", "bought", "sold", "no price", "sold at no price", "price of too much",
        reason="it does not know the functions",
    ),
    *_of(PYSD, "named_matrices.mdl", "*", reason="its copy of a dimension has the elements twice"),
    *_of(
        SIMLIN, "named_matrices.mdl", "*",
        reason="its package for Python does not know the function",
    ),
    *_of(PYSD, "time.mdl", "years", reason="it does not know TIME BASE"),
    *_of(PYSD, "xfunctions.xmile", "*", reason="its arrays need their subscripts"),
    *_of(SIMLIN, "xfunctions.xmile", "*", reason="it does not know the functions"),
    *_of(PYSD, "pipelines.mdl", "*", reason="it does not know the functions"),
    *_of(SIMLIN, "pipelines.mdl", "*", reason="it does not know the functions"),
    *_of(
        PYSD, "allocation.mdl", "in proportion", "after what is fixed",
        reason="it knows no requests of a fixed quantity",
    ),
    *_of(
        SIMLIN, "allocation.mdl", "in proportion", "after what is fixed",
        reason="it knows no requests of a fixed quantity; Vensim recorded equal parts of each",
    ),
    *_of(PYSD, "curves.mdl", "*", reason="it takes no curve as an argument of a function"),
    *_of(
        SIMLIN, "curves.mdl", "extrapolated", "long extrapolated", "in a sum",
        reason="it holds the ends of a curve where LOOKUP EXTRAPOLATE goes on",
    ),
    *_of(
        SIMLIN, "curves.mdl",
        "inverse", "inverse of a falling one", "inverse of a bent one", "inverse of a dented one",
        "inverse of a long one", "inverse of each", "area", "area from before",
        "area of a long one", "area of each", "slope", "slope beyond", "slope or nothing",
        reason="it does not know the function",
    ),
)  # fmt: skip
"""Every variable for which a judge is not believed: its value comes from a closed form, or from the
other judge, which then agrees with the engine alone."""


def doubted(judge: str, label: str) -> frozenset[str]:
    """Return the keys of the variables for which a judge is not believed; * for all."""
    return frozenset(
        name_key(doubt.variable) for doubt in DOUBTS if (doubt.judge, doubt.model) == (judge, label)
    )


@cache
def judged(judge: str, label: str) -> Columns:
    """Return key of element to what a judge finds, as far as it is believed."""
    found = JUDGES[judge].values(label, doubted(judge, label))
    return {key(name): values for name, values in found.items()}


def without(file: Path, dropped: Iterable[str], folder: Path) -> Path:
    """Write a copy of a model without the equations of some variables."""
    gone = set(dropped)
    for data in file.parent.iterdir():
        if data.suffix in DATA_FILES and data.name not in ("expected.csv", "inputs.csv"):
            shutil.copyfile(data, folder / data.name)
    text = file.read_text(encoding="utf-8")
    path = folder / file.name
    if file.suffix == ".mdl":
        kept = [s for s in text.split("|") if name_key(_statement_name(s)) not in gone]
        path.write_text("|".join(kept), encoding="utf-8")
        return path
    root = etree.fromstring(text.encode())
    for node in root.iter("{*}aux", "{*}stock", "{*}flow"):
        parent = node.getparent()
        if parent is not None and name_key(str(node.get("name"))) in gone:
            parent.remove(node)
    path.write_bytes(etree.tostring(root))
    return path


def _statement_name(statement: str) -> str:
    return re.split(r"[\[=(:~]|<->", statement.replace("{UTF-8}", ""), maxsplit=1)[0].strip()
