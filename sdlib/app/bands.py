"""The uncertainty bands of one model, kept for all visitors. Nothing here knows Streamlit.

What is varied, how often and which quantiles are told is the study's rule; here it is only kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from sdlib.app.figures import shown_columns
from sdlib.app.kept import Kept
from sdlib.loaded import LoadedModel
from sdlib.model.structure import Constant
from sdlib.policy import Settings
from sdlib.study.ensemble import Ensemble, ensemble_in
from sdlib.study.values import Tell
from sdlib.study.worlds import WORLDS, Worlds, sample_worlds

MOST_KEPT = 48
"""How many ensembles are kept; of each the quantiles alone, some 200 kB of a large model."""

MOST_BYTES = 2**25
"""Bytes of one scenario in all worlds up to which all charts are looked at together."""

QUICK = 0.03
"""How long an ensemble may take to be drawn together with the lines [s]."""


class BandStore:
    """The ensembles of one model in one process, shared by all who look at it.

    Args:
        loaded: The model.
        many_ready: Set once many runs are quick, as the model's file has it.
    """

    def __init__(self, loaded: LoadedModel, many_ready: threading.Event) -> None:
        self._loaded = loaded
        self._kept: Kept[Ensemble] = Kept(MOST_KEPT)
        self._worlds: Kept[Worlds] = Kept(2)
        self._many_ready = many_ready
        self.turn = threading.Lock()
        """Held by whoever computes an ensemble: two at once would both take twice as long."""
        self.count = 0
        """How many ensembles were really made."""
        self.seconds: float | None = None
        """How long the last of them took [s], None where there was none."""

    @property
    def possible(self) -> bool:
        """Whether the package declares anything that could be varied."""
        return bool(self._loaded.package.uncertainties)

    def columns(self, charts: Sequence[str]) -> tuple[str, ...]:
        """Return what an ensemble looks at: headlines and lines of charts.

        All charts, so that another one is there at once; of a large model only the chosen ones.

        Args:
            charts: Keys of the chosen charts.
        """
        loaded = self._loaded
        package = loaded.package
        outputs = package.headlines or package.outputs[:4]
        heads = [loaded.model.elements(output.variable)[0] for output in outputs]
        every = [c for chart in package.charts for c in shown_columns(chart, loaded.model)]
        chosen = [
            column
            for chart in package.charts
            if chart.key in charts
            for column in shown_columns(chart, loaded.model)
        ]
        each = 8 * WORLDS * len(loaded.model.time.save_times())
        wanted = every if each * (len(every) + len(heads)) <= MOST_BYTES else chosen
        return tuple(dict.fromkeys([*heads, *wanted]))

    def found(self, settings: Settings, columns: tuple[str, ...]) -> Ensemble | None:
        """Return the ensemble of settings, None where it is not kept.

        Raises:
            SdError: If it was found that it cannot be made.
        """
        key = self._key(settings, columns)
        return self._kept.get(key, _never) if key in self._kept else None

    def baseline(self, columns: tuple[str, ...]) -> Ensemble | None:
        """Return the ensemble of the baseline alone, None where its worlds are not kept."""
        if columns not in self._worlds:
            return None
        worlds = self._worlds.get(columns, _never)
        return self._kept.get(((), columns), lambda: ensemble_in(worlds))

    def get(
        self, settings: Settings, columns: tuple[str, ...], tell: Tell | None = None
    ) -> Ensemble:
        """Return the ensemble of settings, made now if it is not kept.

        Args:
            settings: Every lever and assumption at its value.
            columns: What is looked at, as `columns` returns it.
            tell: Hears of the progress; what it raises ends the work.

        Raises:
            SdError: If it cannot be made.
        """
        return self._kept.get(
            self._key(settings, columns), lambda: self._make(settings, columns, tell)
        )

    def is_quick(self, columns: tuple[str, ...]) -> bool:
        """Tell whether an ensemble takes no longer than is waited for before lines are drawn."""
        return (
            self.seconds is not None
            and self.seconds <= QUICK
            and columns in self._worlds
            and self.is_ready()
        )

    def is_ready(self) -> bool:
        """Tell whether the kernel of many runs is compiled."""
        return self._many_ready.is_set()

    def replaced(self, settings: Settings) -> str:
        """Return the name of an equation that settings replace, "" where there is none.

        Such a model is another program: a band of it would begin with a compiler.
        """
        model = self._loaded.model
        bases = (model.variable(model.split(name)[0]) for name in settings.overrides)
        return next((v.name for v in bases if not isinstance(v, Constant)), "")

    def _make(self, settings: Settings, columns: tuple[str, ...], tell: Tell | None) -> Ensemble:
        worlds = self._worlds.get(
            columns, lambda: sample_worlds(self._loaded, outputs=columns, tell=tell)
        )
        begun = time.perf_counter()
        found = ensemble_in(worlds, changes=settings.changes(self._loaded.package), tell=tell)
        self.seconds = time.perf_counter() - begun
        self.count += 1
        return found

    def _key(
        self, settings: Settings, columns: tuple[str, ...]
    ) -> tuple[tuple[tuple[str, object], ...], tuple[str, ...]]:
        """Return what tells ensembles apart; what a visitor assumes does not count in them."""
        package = self._loaded.package
        changes = {
            key: value
            for key, value in settings.changes(package).items()
            if key not in package.uncertainties
        }
        return tuple(sorted(changes.items(), key=lambda item: item[0])), columns


def _never() -> Any:
    """Stand for what is kept already."""
    raise AssertionError
