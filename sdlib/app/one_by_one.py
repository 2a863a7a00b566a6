"""Many runs as single ones, for as long as the kernel of many runs is not compiled.

Nothing here knows Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sdlib.engine.base import as_float
from sdlib.engine.batch import NOT_FINITE, OK, BatchResults
from sdlib.errors import RunError
from sdlib.loaded import LoadedModel
from sdlib.many import ManyInputs, as_dataset, count_of
from sdlib.model import Model
from sdlib.policy import BASELINE, ChangeValue
from sdlib.run import Run

if TYPE_CHECKING:
    import xarray as xr


class OneByOne(LoadedModel):
    """A model whose many runs are single ones, on whatever its engine has ready.

    A study of a few runs then waits for no compiler. The numbers are the same.

    Args:
        loaded: The model.
        between: Called before each run; what it raises ends the study.
    """

    def __init__(self, loaded: LoadedModel, between: Callable[[], object] = lambda: None) -> None:
        super().__init__(loaded.model, loaded.package, loaded.engine)
        self._between = between

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
        """Run a scenario once for each row of changes; see `LoadedModel.run_many`.

        All runs have the engine's one seed.

        Args:
            inputs: As there.
            scenario: As there.
            shared: As there.
            outputs: As there.
            save_step: As there; a multiple of the model's own.
            threads: One, whatever is given.
            one_seed: True, whatever is given.
        """
        names = self._names(self.outputs if outputs is None else outputs)
        times = self._save_times(save_step)
        own = self.model.time.save_times()
        rows = np.array([int(np.abs(own - time).argmin()) for time in times])
        found = [self._one({**(shared or {}), **row}, scenario, names) for row in _rows_of(inputs)]
        empty = {name: np.full((len(own), *_shape(self.model, name)), np.nan) for name in names}
        kept = [run.results.values if isinstance(run, Run) else empty for run in found]
        failed = [run if isinstance(run, RunError) else None for run in found]
        when = [np.nan if error is None or error.time is None else error.time for error in failed]
        return as_dataset(
            self.model,
            BatchResults(
                time=times,
                values={name: np.stack([each[name][rows] for each in kept]) for name in names},
                status=np.array([NOT_FINITE if error else OK for error in failed], dtype=np.int8),
                bad_variable=tuple(error.variable if error else "" for error in failed),
                bad_time=as_float(when),
            ),
        )

    def _one(
        self, changes: Mapping[str, ChangeValue], scenario: str, names: Sequence[str]
    ) -> Run | RunError:
        self._between()
        try:
            return self.run(scenario, changes, outputs=names)
        except RunError as error:
            return error


def _rows_of(inputs: ManyInputs) -> list[dict[str, ChangeValue]]:
    """Return the changes of each run."""
    columns = {str(name): np.asarray(values) for name, values in inputs.items()}
    return [
        {name: values[at] for name, values in columns.items()} for at in range(count_of(inputs))
    ]


def _shape(model: Model, name: str) -> tuple[int, ...]:
    dimensions = model.variable(name).dimensions
    return tuple(len(model.dimensions[each].subscripts) for each in dimensions)
