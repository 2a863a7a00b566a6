"""A model with its package, ready to run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sdlib.engine import CompiledEngine, Engine
from sdlib.errors import InputError, ModelFileError
from sdlib.many import (
    MOST_BYTES,
    ManyInputs,
    as_dataset,
    chunks_of,
    count_of,
    result_bytes,
    run_rows,
)
from sdlib.model import ENDINGS, Lookup, Model, read_model
from sdlib.model.arrays import FloatArray
from sdlib.model.missing_data import without_data
from sdlib.model.structure import DataSeries
from sdlib.policy import (
    BASELINE,
    ChangeValue,
    Package,
    Settings,
    bare_package,
    computed_with,
    load_package,
    model_file_of,
    model_folder,
    model_names,
    settings_of,
)
from sdlib.run import Run, run_settings

if TYPE_CHECKING:
    import xarray as xr


class LoadedModel:
    """A model with its package.

    Args:
        model: The model.
        package: What is declared about it.
        engine: What runs it; the compiled engine by default.
    """

    def __init__(self, model: Model, package: Package, engine: Engine | None = None) -> None:
        self.model = model
        self.package = package
        self.engine: Engine = engine or CompiledEngine()

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline first."""
        return tuple(self.package.scenarios)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the declared outputs."""
        return tuple(output.variable for output in self.package.outputs)

    @property
    def mapped(self) -> tuple[str, ...]:
        """Names of the variables that maps show."""
        return tuple(dict.fromkeys(each.variable for each in self.package.maps))

    @property
    def every_variable(self) -> tuple[str, ...]:
        """Names of all variables that have values over time, without those that lack data."""
        return self.every_variable_with(())

    def every_variable_with(self, given: Collection[str]) -> tuple[str, ...]:
        """Return the names of all variables that have values over time where some are given.

        Those that lack data are left out, unless nothing would be left.

        Args:
            given: Exact names of the variables whose values are given.
        """
        lacking = without_data(self.model, given)
        every = [v.name for v in self.model.variables.values() if not isinstance(v, Lookup)]
        return tuple(name for name in every if name not in lacking) or tuple(every)

    def settings(
        self, scenario: str = BASELINE, inputs: Mapping[str, ChangeValue] | None = None
    ) -> Settings:
        """Return every lever and assumption at its value in a scenario with changes.

        Raises:
            UnknownNameError: If scenario, lever, setting or variable is not known.
            InputError: If a value is out of range or no number, or a lever ends before it starts.
        """
        return settings_of(self.package, self.model, scenario, inputs)

    def run(
        self,
        scenario: str = BASELINE,
        inputs: Mapping[str, ChangeValue] | None = None,
        *,
        outputs: Sequence[str] | None = None,
    ) -> Run:
        """Run a scenario.

        Args:
            scenario: Name of the scenario.
            inputs: Changes to it: lever key (its main setting), ``lever.setting``, assumption, or
                the exact name of any variable of the model, to a number, an array over the
                variable's dimensions, or a Series indexed by model time. A setting that chooses
                elements takes their names: ``{"policy_bank.target": ("West", "Central")}``.
            outputs: Names of the variables to keep; the declared outputs by default.

        Returns:
            The run; `Run.table` gives its values.

        Raises:
            UnknownNameError: If a name is not known; it carries the nearest ones.
            InputError: If a value is not taken.
            RunError: If the run is not finite; it names variable and time.

        Example:
            >>> import sdlib
            >>> run = sdlib.load("sme_primer").run("baseline", {"policy_bank": 0.5})
            >>> run.changes
            {'policy_bank': 0.5}
        """
        settings = self.settings(scenario, inputs)
        names = self._outputs_with(settings.overrides) if outputs is None else outputs
        return run_settings(self.model, self.package, settings, names, self.engine)

    def run_many(
        self,
        inputs: ManyInputs,
        scenario: str = BASELINE,
        *,
        shared: Mapping[str, ChangeValue] | None = None,
        outputs: Sequence[str] | None = None,
        save_step: float | None = None,
        threads: int | None = None,
        one_seed: bool = False,
    ) -> xr.Dataset:
        """Run a scenario once for each row of changes, on the compiled engine.

        Args:
            inputs: A DataFrame with a row a run and a column a change (keys as in `run`), or such
                keys to arrays of shape (run,), of variables also (run, *dimensions).
            scenario: Name of the scenario that the changes are made to.
            shared: Changes that all runs have in common, as in `run`: a Series over time too.
            outputs: Names of the variables to keep; the declared outputs by default.
            save_step: Time between two kept values; the model's own by default.
            threads: How many threads share the work, one a processor by default; the numbers do
                not depend on it.
            one_seed: Whether all runs draw the same random numbers, so that they differ by their
                inputs alone; else each run draws its own.

        Returns:
            Dimensions (run, time, *dimensions). ``status`` is 0 for a run that is finite;
            ``bad_variable`` and ``bad_time`` say where and when another one began not to be;
            ``note`` is what somebody who relies on a run has to know.

        Raises:
            UnknownNameError: If a name is not known; it carries the nearest ones.
            InputError: If a value is not taken (it names the run), or the results would take more
                than `many.MOST_BYTES`; `iter_many` gives them in chunks.

        Example:
            >>> import pandas as pd, sdlib
            >>> model = sdlib.load("sme_primer")
            >>> rows = pd.DataFrame({"policy_bank": [0.0, 0.5, 1.0]})
            >>> dict(model.run_many(rows, outputs=["Exports"], save_step=41).sizes)
            {'run': 3, 'time': 2}
        """
        settings = self.settings(scenario, shared)
        if outputs is None:
            outputs = self._outputs_with([*settings.overrides, *map(str, inputs)])
        names = self._names(outputs)
        times = self._save_times(save_step)
        count = count_of(inputs)
        self._require_room(count, len(times), names)
        engine = self.engine if isinstance(self.engine, CompiledEngine) else CompiledEngine()
        results = run_rows(
            self.model, self.package, engine, settings, inputs, names, times, threads,
            one_seed=one_seed,
        )  # fmt: skip
        return as_dataset(self.model, results)

    def iter_many(
        self,
        inputs: ManyInputs,
        scenario: str = BASELINE,
        *,
        chunk: int,
        shared: Mapping[str, ChangeValue] | None = None,
        outputs: Sequence[str] | None = None,
        save_step: float | None = None,
        threads: int | None = None,
        one_seed: bool = False,
    ) -> Iterator[xr.Dataset]:
        """Iterate over the results of many runs, so many at a time; see `run_many`.

        Args:
            inputs: As in `run_many`.
            scenario: As in `run_many`.
            chunk: How many runs come at a time.
            shared: As in `run_many`.
            outputs: As in `run_many`.
            save_step: As in `run_many`.
            threads: As in `run_many`.
            one_seed: As in `run_many`; else a run's seed counts from the first one of its chunk.
        """
        for rows in chunks_of(inputs, chunk):
            yield self.run_many(
                rows,
                scenario,
                shared=shared,
                outputs=outputs,
                save_step=save_step,
                threads=threads,
                one_seed=one_seed,
            )

    def _require_room(self, count: int, times: int, names: Sequence[str]) -> None:
        needed = result_bytes(self.model, count, times, names)
        if needed > MOST_BYTES:
            each = result_bytes(self.model, 1, times, names)
            raise InputError(
                found=f"the results of {count:,} runs would take {needed / 2**30:.1f} GiB",
                allowed=f"{MOST_BYTES / 2**30:.0f} GiB in one call",
                remedy=f"keep fewer outputs or times, or take iter_many(..., chunk="
                f"{max(MOST_BYTES // each // 4, 1):,})",
            )

    def _outputs_with(self, given: Collection[str]) -> tuple[str, ...]:
        """Return the outputs; of a model file alone, also what only given data let it compute."""
        data = [name for name in given if isinstance(self.model.variables.get(name), DataSeries)]
        if self.package.folder is not None or not data:
            return self.outputs
        return computed_with(self.model, given)

    def _names(self, outputs: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(self.model.variable(name).name for name in outputs))

    def _save_times(self, save_step: float | None) -> FloatArray:
        spec = self.model.time
        return spec.save_times() if save_step is None else spec.saved_every(save_step)

    def compare(self, *scenarios: str, outputs: Sequence[str] | None = None) -> pd.DataFrame:
        """Run several scenarios and return their values side by side.

        Args:
            *scenarios: Names of the scenarios; all of them, if none is named.
            outputs: Names of the variables to keep; the declared outputs by default.

        Returns:
            Index (scenario, time); a column a scalar or element.
        """
        tables = {
            name: self.run(name, outputs=outputs).table() for name in scenarios or self.scenarios
        }
        return pd.concat(tables, names=["scenario"])


def load(name_or_path: str | Path, *, encoding: str | None = None) -> LoadedModel:
    """Load a model by the name of its package, or any Vensim or XMILE file by its path.

    Args:
        name_or_path: Name of a model package, or path of a ``.mdl``, ``.xmile`` or ``.stmx`` file,
            or of a folder that holds a ``model.yaml``.
        encoding: Encoding of the model file, where it does not state its own.

    Raises:
        UnknownNameError: If there is no such package; it carries the nearest names.
        ModelFileError: If the file cannot be read, or the folder is no package.
        DataFileError: With all faults of the package.

    Example:
        >>> import sdlib
        >>> sdlib.load("sme_primer").package.region
        'China'
    """
    file, folder = _places(name_or_path)
    model = read_model(file, encoding=encoding)
    package = bare_package(model) if folder is None else load_package(folder, model)
    return LoadedModel(model, package)


def model_of(name_or_path: str | Path, *, encoding: str | None = None) -> Model:
    """Read the model file alone that `load` would read; the rest of its package may have faults.

    Args:
        name_or_path: See `load`.
        encoding: Encoding of the model file, where it does not state its own.

    Raises:
        UnknownNameError: If there is no such package; it carries the nearest names.
        ModelFileError: If the file cannot be read, or the folder is no package.
        DataFileError: If ``model.yaml`` has faults.
    """
    return read_model(_places(name_or_path)[0], encoding=encoding)


def _places(name_or_path: str | Path) -> tuple[Path, Path | None]:
    """Return the model file and the folder of its package, None for a file alone."""
    path = Path(name_or_path)
    _require_model(path)
    if path.suffix.lower() in ENDINGS or path.is_file():
        return path, None
    folder = path if (path / _DECLARED).is_file() else model_folder(str(name_or_path))
    return model_file_of(folder), folder


def _require_model(path: Path) -> None:
    """Refuse a file of a package in place of its folder, and a folder that is no package.

    Raises:
        ModelFileError: If it is one of them; it says what to name.
    """
    package = path.parent / _DECLARED
    if path.is_file() and path.suffix.lower() not in ENDINGS and package.is_file():
        raise ModelFileError(
            found="this is a file of a model package, not a model",
            place=str(path),
            remedy=f"name its folder: {path.absolute().parent}",
        )
    # A model that comes with the program may have the name of a folder that lies here.
    known = path.suffix.lower() in ENDINGS or str(path) in model_names()
    if known or not path.is_dir() or (path / _DECLARED).is_file():
        return
    files = sorted(file.name for file in path.iterdir() if file.suffix.lower() in ENDINGS)
    remedy = "add one; docs/models.md shows a whole package"
    if files:
        remedy += f"; or name the model file itself: {path / files[0]}"
    raise ModelFileError(
        found=f"the folder has no {_DECLARED}, so it is no model package",
        place=str(path),
        remedy=remedy,
    )


_DECLARED = "model.yaml"
