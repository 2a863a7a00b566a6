"""A model with its package, ready to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sdlib.engine import Engine, PysdEngine
from sdlib.engine.base import InputValue
from sdlib.model import ENDINGS, Lookup, Model, read_model
from sdlib.policy import (
    BASELINE,
    Package,
    Settings,
    bare_package,
    load_package,
    model_file_of,
    model_folder,
    settings_of,
)
from sdlib.run import Run, run_settings


class LoadedModel:
    """A model with its package.

    Args:
        model: The model.
        package: What is declared about it.
        engine: What runs it; PySD by default.
    """

    def __init__(self, model: Model, package: Package, engine: Engine | None = None) -> None:
        self.model = model
        self.package = package
        self.engine: Engine = engine or PysdEngine()

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline first."""
        return tuple(self.package.scenarios)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the declared outputs."""
        return tuple(output.variable for output in self.package.outputs)

    @property
    def every_variable(self) -> tuple[str, ...]:
        """Names of all variables that have values over time."""
        return tuple(v.name for v in self.model.variables.values() if not isinstance(v, Lookup))

    def settings(
        self, scenario: str = BASELINE, inputs: Mapping[str, InputValue] | None = None
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
        inputs: Mapping[str, InputValue] | None = None,
        *,
        outputs: Sequence[str] | None = None,
    ) -> Run:
        """Run a scenario.

        Args:
            scenario: Name of the scenario.
            inputs: Changes to it: lever key (its main setting), ``lever.setting``, assumption, or
                the exact name of any variable of the model, to a number, an array over the
                variable's dimensions, or a Series indexed by model time.
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
        names = self.outputs if outputs is None else outputs
        return run_settings(self.model, self.package, settings, names, self.engine)

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
        ModelFileError: If the file cannot be read.
        DataFileError: With all faults of the package.

    Example:
        >>> import sdlib
        >>> sdlib.load("sme_primer").package.region
        'China'
    """
    path = Path(name_or_path)
    if path.suffix.lower() in ENDINGS or path.is_file():
        model = read_model(path, encoding=encoding)
        return LoadedModel(model, bare_package(model))
    folder = path if (path / "model.yaml").is_file() else model_folder(str(name_or_path))
    model = read_model(model_file_of(folder), encoding=encoding)
    return LoadedModel(model, load_package(folder, model))
