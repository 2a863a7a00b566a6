"""How one model compares with what was recorded of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from sdlib.engine.base import Engine
from sdlib.errors import DataFileError, ModelSyntaxError, RunError, SdError
from sdlib.loaded import LoadedModel, load
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Lookup, Model, TimeSpec
from sdlib.names import name_key, split_element
from sdlib.study.conformance.recorded import Case, Column, read_recorded

TOLERANCE = 1e-3
"""How far a value may be from the recorded one, as a share of its variable's size [1]."""

LEAST_SIZE = 1e-6
"""The size of a variable that was recorded as nothing but zeros, or as almost that [its unit]."""

_ROUNDED = 5e-6
"""By how much a recorded time may be rounded: exports give six digits [1]."""

_CONTROLS = {"initialtime": "initial", "finaltime": "final", "timestep": "time_step"}
_NEVER_COMPARED = {"time", "saveper"}
_LINE = re.compile(r"\bline (\d+)")


class Outcome(StrEnum):
    """What came of a model."""

    PASS = "pass"
    """Every recorded value that the model has is met."""
    MISMATCH = "mismatch"
    """A value differs by more than the tolerance."""
    UNSUPPORTED = "unsupported"
    """The model is refused in plain words."""
    ERROR = "error"
    """Anything else: a fault of the program."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One model beside what was recorded of it."""

    model: Path
    recorded: Path
    outcome: Outcome
    compared: int = 0
    """How many recorded columns were compared."""
    missing: tuple[str, ...] = ()
    """Recorded columns that the model has no variable for."""
    deviation: float = 0.0
    """The largest distance to a recorded value, as a share of its variable's size [1]."""
    variable: str = ""
    """Where that is, in the recorded spelling."""
    time: float | None = None
    """When that is, in model time."""
    expected: float | None = None
    """The recorded value there."""
    found: float | None = None
    """The model's own value there; None where it has none."""
    construct: str = ""
    """Of a model that is refused: what is not supported; of an error: what it is."""
    line: int | None = None
    """Of a model that is refused: the line of its file, where that is known."""


def verdict_on(
    case: Case,
    *,
    tolerance: float = TOLERANCE,
    encoding: str | None = None,
    engine: Engine | None = None,
) -> Verdict:
    """Run a model and compare it with what was recorded; no model raises anything.

    Args:
        case: The model and the recorded table.
        tolerance: Share of a variable's size by which a value may differ [1].
        encoding: Encoding of the model file, where it does not state its own.
        engine: What runs it; the compiled engine by default.

    """
    try:
        columns = read_recorded(case.recorded)
    except DataFileError as error:
        told = f"{case.recorded.name}: {error.faults[0].found}"
        return _verdict(case, Outcome.UNSUPPORTED, construct=told)
    try:
        loaded = load(case.model, encoding=encoding)
        if engine is not None:
            loaded = LoadedModel(loaded.model, loaded.package, engine)
        return _compared(case, loaded, columns, tolerance)
    except RunError as error:
        return _not_finite(case, error, columns)
    except SdError as error:
        return _refused(case, error)
    # The promise is that there is none; one that comes is a row like the others.
    except Exception as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return _verdict(case, Outcome.ERROR, construct=told)


def _verdict(case: Case, outcome: Outcome, **more: object) -> Verdict:
    shared = {"model": case.model, "recorded": case.recorded, "outcome": outcome}
    return Verdict(**shared, **more)  # type: ignore[arg-type]


def _compared(
    case: Case, loaded: LoadedModel, columns: Sequence[Column], tolerance: float
) -> Verdict:
    model = loaded.model
    known = _known_elements(model)
    pairs: list[tuple[Column, str]] = []
    missing: list[str] = []
    for column in columns:
        key = _key(column.name)
        if key in _CONTROLS:
            pairs.append((column, ""))
        elif known.get(key):
            pairs.append((column, known[key]))
        elif key not in known and key not in _NEVER_COMPARED:
            missing.append(column.name)
    if not pairs:
        return _verdict(
            case,
            Outcome.MISMATCH,
            missing=tuple(missing),
            construct="no recorded column has the name of a variable",
        )
    deviations = list(_deviations(loaded, pairs))
    if not deviations:
        return _verdict(
            case,
            Outcome.MISMATCH,
            missing=tuple(missing),
            construct="no recorded time is a time of the run",
        )
    worst = max(deviations, key=lambda each: each.deviation)
    # Where several are off, the one that is off first tells most.
    off = [each for each in deviations if not each.deviation <= tolerance]
    told = min(off, key=lambda each: each.first(tolerance)) if off else worst
    at = told.at(tolerance)
    return _verdict(
        case,
        Outcome.MISMATCH if off else Outcome.PASS,
        compared=len(deviations),
        missing=tuple(missing),
        deviation=worst.deviation,
        variable=told.name,
        time=float(told.times[at]),
        expected=float(told.expected[at]),
        found=float(told.found[at]),
    )


def _known_elements(model: Model) -> dict[str, str]:
    """Return the key of every scalar and element to its name, and to nothing for a curve."""
    known: dict[str, str] = {}
    for variable in model.variables.values():
        for element in model.elements(variable.name):
            known.setdefault(_key(element), "" if isinstance(variable, Lookup) else element)
    return known


def _key(name: str) -> str:
    """Return what the spellings of a name have in common, in files of several programs."""
    base, subscripts = split_element(name.strip().strip('"'))
    return "|".join(_letters(part) for part in (base, *subscripts))


def _letters(name: str) -> str:
    return name_key(name).replace("_", "").replace('"', "").replace("\\", "")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Deviation:
    """How far one variable is from what was recorded."""

    name: str
    times: FloatArray
    expected: FloatArray
    found: FloatArray
    shares: FloatArray
    """Distance as a share of the variable's size at each time [1], shape (n,)."""

    @property
    def deviation(self) -> float:
        """The largest of them."""
        return float(self.shares.max())

    def first(self, tolerance: float) -> float:
        """Return the time at which it is off for the first time."""
        return float(self.times[self.at(tolerance)])

    def at(self, tolerance: float) -> int:
        """Return the place where it is off for the first time, else that of the largest share."""
        off = ~(self.shares <= tolerance)
        return int(off.argmax()) if off.any() else int(self.shares.argmax())


def _deviations(loaded: LoadedModel, pairs: Sequence[tuple[Column, str]]) -> Iterator[_Deviation]:
    """Iterate over the recorded columns beside the model's values at the same times."""
    spec = loaded.model.time
    steps = {id(column): _steps(column.times, spec) for column, _ in pairs}
    names = list(dict.fromkeys(element for _, element in pairs if element))
    values = _values(loaded, names, sorted({s for each in steps.values() for s in each.values()}))
    for column, element in pairs:
        places = steps[id(column)]
        if not places:
            continue
        at = np.array(sorted(places))
        expected = column.values[at]
        if element:
            found = np.array([values[element][places[int(place)]] for place in at])
        else:
            found = np.full(len(at), float(getattr(spec, _CONTROLS[_key(column.name)])))
        size = max(float(np.abs(expected).max()), LEAST_SIZE)
        yield _Deviation(
            name=column.name,
            times=column.times[at],
            expected=expected,
            found=found,
            shares=np.abs(found - expected) / size,
        )


def _steps(times: FloatArray, spec: TimeSpec) -> dict[int, int]:
    """Return the place of each recorded time that is a time of the run, and the step it is."""
    found = {}
    for place, time in enumerate(times):
        step = round((float(time) - spec.initial) / spec.time_step)
        meant = spec.initial + step * spec.time_step
        near = abs(meant - time) <= min(
            max(_ROUNDED * abs(time), 1e-6 * spec.time_step), 0.4 * spec.time_step
        )
        if near and step >= 0 and meant <= spec.final + 0.5 * spec.time_step:
            found[place] = step
    return found


def _values(
    loaded: LoadedModel, names: Sequence[str], steps: Sequence[int]
) -> Mapping[str, dict[int, float]]:
    """Return name of a scalar or element to its value at each of some steps."""
    if not names or not steps:
        return {name: {} for name in names}
    model, spec = loaded.model, loaded.model.time
    times = spec.initial + spec.time_step * np.array(steps, dtype=np.float64)
    bases = list(dict.fromkeys(model.variable(model.split(n)[0]).name for n in names))
    results = loaded.engine.run(model, {}, bases, times)
    found: dict[str, dict[int, float]] = {}
    for base in bases:
        rows = results.values[base].reshape(len(times), -1)
        for place, element in enumerate(model.elements(base)):
            found[element] = dict(zip(steps, rows[:, place].tolist(), strict=True))
    return found


def _refused(case: Case, error: SdError) -> Verdict:
    first = error.faults[0] if isinstance(error, DataFileError) else error
    more = len(error.faults) - 1 if isinstance(error, DataFileError) else 0
    line = first.line if isinstance(first, ModelSyntaxError) else None
    if line is None and (told := _LINE.search(first.place) or _LINE.search(first.found)):
        line = int(told[1])
    construct = first.found + (f" (and {more} more)" if more else "")
    return _verdict(case, Outcome.UNSUPPORTED, construct=construct, line=line)


def _not_finite(case: Case, error: RunError, columns: Sequence[Column]) -> Verdict:
    """Return the verdict on a run that broke off: wrong, if a number was recorded there."""
    key = _key(error.variable)
    for column in columns:
        if error.time is None or _key(column.name) != key:
            continue
        near = np.abs(column.times - error.time) <= max(_ROUNDED * abs(error.time), 1e-9)
        if near.any():
            at = int(near.argmax())
            return _verdict(
                case,
                Outcome.MISMATCH,
                deviation=float("inf"),
                variable=column.name,
                time=float(column.times[at]),
                expected=float(column.values[at]),
                construct=error.found,
            )
    return _verdict(case, Outcome.UNSUPPORTED, construct=error.found)
