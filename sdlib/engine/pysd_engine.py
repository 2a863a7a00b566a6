"""The PySD engine: a model is rebuilt by PySD from a checked copy and run by it."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sdlib.cache import cache_folder
from sdlib.engine.base import InputValue, Results, as_float
from sdlib.engine.data import checked_series, require_data, values_at
from sdlib.engine.external_files import external_files
from sdlib.engine.failure import first_bad_value, run_error
from sdlib.engine.repeated_parts import require_size
from sdlib.engine.safe_copy import safe_copy
from sdlib.errors import InputError, ModelFileError, RunError, SdError
from sdlib.model.arrays import FloatArray
from sdlib.model.nesting import deeply
from sdlib.model.reading import translate_again
from sdlib.model.structure import DataSeries, Lookup, Model
from sdlib.names import name_key

_CONTROL = {"final_time": "final_time", "time_step": "time_step"}
_FORMAT = "2"
"""Part of the cache key; raised whenever the checked copy is made differently."""


_BUILDING = threading.RLock()
"""One model is built at a time: the builder is changed meanwhile."""

_CALLS_EACH = 6
"""Calls that one variable in a chain may take: its function, the cache around it, its operators."""


class PysdEngine:
    """Runs models through PySD, one at a time.

    PySD keeps the state of a run in the model that it loaded, so the runs of one engine wait for
    each other; each starts from a model that was reset.
    """

    name = "pysd"
    libraries: tuple[str, ...] = ("pysd", "numpy")

    def __init__(self) -> None:
        self.options: Mapping[str, str | int] = {}
        self._lock = threading.RLock()
        self._loaded: dict[str, _LoadedPysd] = {}

    def run(
        self,
        model: Model,
        inputs: Mapping[str, InputValue],
        outputs: Sequence[str],
        save_times: FloatArray | None = None,
    ) -> Results:
        """Run a model once; see `Engine.run`.

        Raises:
            RunError: If an output is not finite; it names where that began, and when.
            UnsafeModelError: If a part of the model cannot be checked.
            ModelFileError: If PySD cannot build or run what the model says.
        """
        times = model.time.save_times() if save_times is None else as_float(save_times)
        # PySD begins with the start of all states, whatever the outputs need.
        states = [v.name for v in model.variables.values() if not isinstance(v, DataSeries)]
        given = {model.variable(n).name for n in inputs if n in model}
        require_data(model, given, [*outputs, *states])
        with self._lock:
            loaded = self._loaded.get(model.content_hash)
            if loaded is None:
                loaded = _LoadedPysd(model)
                self._loaded[model.content_hash] = loaded
            return loaded.run(inputs, outputs, times)


class _LoadedPysd:
    """One model, built and loaded by PySD."""

    def __init__(self, model: Model) -> None:
        import pysd

        self.model = model
        self.file = _built(model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self.pysd = deeply(lambda: pysd.load(str(self.file)), self._deepest)
            # PySD imports and initialises the module: anything may be raised.
            except Exception as error:
                raise _cannot_run(model, error) from None
        self.idents = {name_key(name): ident for name, ident in self.pysd.namespace.items()}

    @property
    def _deepest(self) -> int:
        """Calls within calls of the longest chain: PySD computes a variable inside its user."""
        return 1_000 + _CALLS_EACH * len(self.model.variables)

    def run(
        self, inputs: Mapping[str, InputValue], outputs: Sequence[str], times: FloatArray
    ) -> Results:
        values = self._try(inputs, outputs, times)
        if values is not None and all(np.isfinite(v).all() for v in values.values()):
            return Results(time=times, values=values)
        raise self._diagnose(inputs, outputs, times)

    def _try(
        self, inputs: Mapping[str, InputValue], outputs: Sequence[str], times: FloatArray
    ) -> dict[str, FloatArray] | None:
        """Return the outputs, or None when the run itself broke off."""
        try:
            frame = self._simulate(inputs, outputs, times)
            return {name: self._values(frame[self._ident(name)], name) for name in outputs}
        except (ZeroDivisionError, OverflowError, FloatingPointError):
            return None
        except SdError:
            raise
        except Exception as error:
            raise _cannot_run(self.model, error) from None

    def _simulate(
        self, inputs: Mapping[str, InputValue], outputs: Sequence[str], times: FloatArray
    ) -> pd.DataFrame:
        control = {}
        params = {}
        dt = float(as_float(inputs.get("time_step", self.model.time.time_step)))
        steps = as_float(np.arange(times[0], times[-1] + dt / 2, dt))
        for name, value in inputs.items():
            key = name_key(name)
            if key in _CONTROL:
                control[_CONTROL[key]] = float(as_float(value))
            else:
                params[self._ident(name)] = self._param(name, value, steps, dt)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            frame: pd.DataFrame = deeply(
                lambda: self.pysd.run(
                    params=params,
                    return_columns=list(dict.fromkeys(self._ident(name) for name in outputs)),
                    return_timestamps=[float(t) for t in times],
                    reload=True,
                    flatten_output=False,
                    **control,
                ),
                self._deepest,
            )
        return frame

    def _ident(self, name: str) -> str:
        return str(self.idents[name_key(name)])

    def _param(self, name: str, value: InputValue, steps: FloatArray, dt: float) -> Any:
        variable = self.model.variable(name)
        if isinstance(variable, Lookup):
            raise InputError(
                found=f"'{variable.name}' is a curve, which cannot be replaced by a value",
                remedy="replace the variable that uses it",
            )
        if isinstance(value, pd.Series):
            series = checked_series(variable.name, value)
            # PySD follows the keyword of a data variable too; what raw data lacks is told here.
            values_at(variable, series, steps, dt)
            return series
        array = as_float(value)
        if array.ndim == 0:
            return float(array)
        import xarray as xr

        coords = {d: list(self.model.dimensions[d].subscripts) for d in variable.dimensions}
        return xr.DataArray(array, coords, list(variable.dimensions))

    def _values(self, column: pd.Series, name: str) -> FloatArray:
        dimensions = self.model.variable(name).dimensions
        cells = column.to_list()
        if not dimensions:
            return as_float([float(cell) for cell in cells])
        rows = [cell.transpose(*dimensions).values for cell in cells]
        return as_float(np.stack(rows))

    def _diagnose(
        self, inputs: Mapping[str, InputValue], outputs: Sequence[str], times: FloatArray
    ) -> RunError:
        """Run again, watching every variable at every step, and say where it began."""
        watched = [v.name for v in self.model.variables.values() if not isinstance(v, Lookup)]
        spec = self.model.time
        steps = round(float((times[-1] - spec.initial) / spec.time_step)) + 1
        every = as_float(spec.initial + spec.time_step * np.arange(steps))
        if spec.lengths:
            every = spec.step_times()[spec.step_times() <= times[-1]]
        try:
            frame = self._simulate(inputs, watched, every)
        except (ZeroDivisionError, OverflowError, FloatingPointError) as error:
            return run_error(self._raised_in(error), float(self.pysd.time()), "divides by zero")
        values = {name: self._values(frame[self._ident(name)], name) for name in watched}
        found = first_bad_value(self.model, values, every)
        if found is None:
            return run_error(outputs[0], None, "has no finite value")
        return run_error(*found)

    def _raised_in(self, error: BaseException) -> str:
        """Return the variable whose equation raised."""
        names = {ident: v for v in self.model.variables if (ident := self._ident(v))}
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if Path(frame.filename) == self.file and frame.name in names:
                return names[frame.name]
        return "an equation"


def _built(model: Model) -> Path:
    try:
        return _built_in_cache(model)
    except RecursionError:
        raise ModelFileError(
            found="an equation is nested too deeply for the PySD engine",
            place=str(model.path),
            remedy="run it without --engine pysd, or split the longest equation",
        ) from None


def _built_in_cache(model: Model) -> Path:
    """Return the Python file that PySD makes of a checked copy, from the cache if it is there."""
    import pysd

    abstract = translate_again(model)
    require_size(abstract, model)
    files = external_files(abstract, model)
    parts = [_FORMAT.encode(), pysd.__version__.encode(), model.text.encode()]
    for name in sorted(files):
        parts.extend((name.encode(), files[name].read_bytes()))
    # Each part is hashed by itself, so that no model can be made to look like another one.
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    folder = cache_folder("pysd") / digest.hexdigest()
    if (folder / "model.py").exists():
        return folder / "model.py"
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="build-", dir=folder.parent))
    try:
        for name, file in files.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, work / name)
        _build(abstract, model, work)
        # Two processes may build the same model; the first one to move its folder wins.
        try:
            work.rename(folder)
        except OSError:
            if not (folder / "model.py").exists():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder / "model.py"


def _build(abstract: Any, model: Model, folder: Path) -> None:
    from pysd.builders.python.python_model_builder import ModelBuilder

    checked = safe_copy(abstract, model, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with _BUILDING, _unformatted():
                ModelBuilder(checked).build_model()
        except RecursionError:
            raise
        # The builder raises whatever the missing case happens to raise.
        except Exception as error:
            raise _cannot_run(model, error) from None


@contextmanager
def _unformatted() -> Iterator[None]:
    """Let PySD write what it builds as it is: nobody reads it, and Black takes most of the time."""
    from pysd.builders.python import python_model_builder as builder

    black = getattr(builder, "black", None)
    if black is None:
        yield
        return
    builder.black = SimpleNamespace(
        format_file_contents=lambda text, **_options: text, FileMode=black.FileMode
    )
    try:
        yield
    finally:
        builder.black = black


def _cannot_run(model: Model, error: Exception) -> ModelFileError:
    lines = str(error).strip().splitlines() or ["no reason given"]
    return ModelFileError(
        found=f"the PySD engine cannot run this model ({lines[0][:200]})",
        place=str(model.path),
        remedy="see whether the model uses a function that PySD does not know",
    )
