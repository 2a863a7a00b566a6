"""How one model compares with what was recorded of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from sdlib.engine.base import Engine
from sdlib.engine.data import require_data
from sdlib.errors import DataFileError, ModelSyntaxError, RunError, SdError
from sdlib.loaded import LoadedModel, load
from sdlib.model.missing_data import lacking_data, without_data
from sdlib.model.structure import Lookup, Model
from sdlib.names import name_key, split_element
from sdlib.study.conformance.deviations import (
    CONTROLS,
    ROUNDED,
    deviations_of,
    given_data,
    spelling_key,
)
from sdlib.study.conformance.recorded import Case, Column, read_recorded

TOLERANCE = 1e-3
"""How far a value may be from the recorded one, as a share of its variable's size [1]."""

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
    from_record: tuple[str, ...] = ()
    """Data variables without a file of their own that took their values from the record."""
    left_out: tuple[str, ...] = ()
    """Recorded columns that need data which are nowhere."""
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
    notes: tuple[str, ...] = ()
    """What the run says of itself to somebody who relies on it."""


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
        data = read_recorded(case.data) if case.data else []
    except DataFileError as error:
        fault = error.faults[0]
        told = f"{Path(fault.place).name}: {fault.found}"
        return _verdict(case, Outcome.UNSUPPORTED, construct=told)
    try:
        loaded = load(case.model, encoding=encoding)
        if engine is not None:
            loaded = LoadedModel(loaded.model, loaded.package, engine)
        return _compared(case, loaded, columns, tolerance, data)
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
    case: Case,
    loaded: LoadedModel,
    columns: Sequence[Column],
    tolerance: float,
    data: Sequence[Column],
) -> Verdict:
    model = loaded.model
    known = _known_elements(model)
    given = given_data(model, data)
    lent = given_data(model, columns, {v.name for v in lacking_data(model, given)})
    given = {**given, **lent}
    unknown = without_data(model, given)
    pairs: list[tuple[Column, str]] = []
    missing: list[str] = []
    left_out: list[str] = []
    for column in columns:
        key = _key(column.name, known)
        if key in CONTROLS:
            pairs.append((column, ""))
        elif known.get(key):
            owner = model.split(known[key])[0]
            if owner in unknown:
                left_out.append(column.name)
            elif owner not in lent:
                pairs.append((column, known[key]))
        elif key not in known and key not in _NEVER_COMPARED:
            missing.append(column.name)
    told = {
        "missing": tuple(missing),
        "from_record": tuple(lent),
        "left_out": tuple(left_out),
    }
    if not pairs and left_out:
        owners = [model.split(known[_key(name, known)])[0] for name in left_out]
        require_data(model, set(given), owners)
    if not pairs:
        found = "no recorded column has the name of a variable"
        return _verdict(case, Outcome.MISMATCH, construct=found, **told)
    deviations, notes = deviations_of(loaded, pairs, given)
    if not deviations:
        found = "no recorded time is a time of the run"
        return _verdict(case, Outcome.MISMATCH, construct=found, **told)
    worst = max(deviations, key=lambda each: each.deviation)
    # Where several are off, the one that is off first tells most.
    off = [each for each in deviations if not each.deviation <= tolerance]
    first = min(off, key=lambda each: each.first(tolerance)) if off else worst
    at = first.at(tolerance)
    return _verdict(
        case,
        Outcome.MISMATCH if off else Outcome.PASS,
        compared=len(deviations),
        deviation=worst.deviation,
        variable=first.name,
        time=float(first.times[at]),
        expected=float(first.expected[at]),
        found=float(first.found[at]),
        notes=notes,
        **told,
    )


def _known_elements(model: Model) -> dict[str, str]:
    """Return the key of every scalar and element to its name, and to nothing for a curve."""
    known: dict[str, str] = {}
    for variable in model.variables.values():
        for element in model.elements(variable.name):
            name = "" if isinstance(variable, Lookup) else element
            known.setdefault(spelling_key(element), name)
            known.setdefault(_exact(element), name)
    return known


def _exact(name: str) -> str:
    """Return a key that 'vs sum' and 'VSSUM' do not share; no spelling key begins like it."""
    base, subscripts = split_element(name)
    return "=" + "|".join(name_key(part) for part in (base, *subscripts))


def _key(column: str, known: Mapping[str, str]) -> str:
    """Return the key of a recorded column: that of its name as it stands, if it is there."""
    exact = _exact(column)
    return exact if exact in known else spelling_key(column)


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
    key = spelling_key(error.variable)
    for column in columns:
        if error.time is None or spelling_key(column.name) != key:
            continue
        near = np.abs(column.times - error.time) <= max(ROUNDED * abs(error.time), 1e-9)
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
