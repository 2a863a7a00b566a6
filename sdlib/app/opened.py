"""The one model that a process shows, opened once for all visitors."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import streamlit as st

from sdlib.app.bands import BandStore
from sdlib.app.kept import Kept
from sdlib.app.runs import RunStore
from sdlib.engine import CompiledEngine
from sdlib.engine.kernel import is_compiled
from sdlib.loaded import LoadedModel, load
from sdlib.model.arrays import FloatArray
from sdlib.progress import telling

BEARABLE = 50_000_000
"""Assignments of a run for which one waits in plain Python while the model is being compiled: a
published model of 32,000 lines has 29 million, which take 16 s, and its compiler takes minutes."""

MOST_KEPT = 256
"""How many results beside runs are kept: diagrams, explanations, tables."""


@dataclass
class Preparation:
    """How far the compiler is with a model."""

    done: int = 0
    parts: int = 0

    def told(self, _what: str, done: int, parts: int) -> None:
        """Take how many parts are ready, of how many; for `sdlib.progress.telling`."""
        self.done, self.parts = done, parts

    @property
    def percent(self) -> int:
        """How much is ready [%]."""
        return 100 * self.done // self.parts if self.parts else 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Site:
    """A model and what was computed of it."""

    loaded: LoadedModel
    runs: RunStore
    kept: Kept[Any] = field(default_factory=lambda: Kept(MOST_KEPT))
    """Everything else that is computed once for all visitors."""
    turn: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever explains: explanations wait for each other, charts for none of them."""
    many_ready: threading.Event = field(default_factory=threading.Event)
    """Set once many runs are quick: their kernel is compiled."""
    many_begun: threading.Event = field(default_factory=threading.Event)
    """Set once somebody makes them so."""
    compiling_begun: threading.Event = field(default_factory=threading.Event)
    """Set once the kernel of single runs is compiled in the background, or was."""
    preparation: Preparation = field(default_factory=Preparation)
    """How far that is."""

    @cached_property
    def bands(self) -> BandStore:
        """The ensembles that were computed."""
        return BandStore(self.loaded, self.many_ready)

    @cached_property
    def times(self) -> tuple[float, ...]:
        """The times at which runs keep their values."""
        return tuple(float(time) for time in self.loaded.model.time.save_times())

    def first_run_is_long(self) -> bool:
        """Tell whether the first run of all, on this computer, waits for a compiler."""
        engine = self.loaded.engine
        return (
            not self.runs.count
            and isinstance(engine, CompiledEngine)
            and engine.waits_for_compiler(self.loaded.model)
        )

    def is_being_prepared(self) -> bool:
        """Tell whether runs still go on in plain Python, as their kernel is being compiled."""
        engine = self.loaded.engine
        return (
            self.compiling_begun.is_set()
            and isinstance(engine, CompiledEngine)
            and engine.is_being_compiled(self.loaded.model)
        )

    def first_run_is_bearable(self) -> bool:
        """Tell whether one run in plain Python is there long before the compiler is."""
        engine = self.loaded.engine
        return isinstance(engine, CompiledEngine) and engine.work(self.loaded.model) <= BEARABLE

    def make_many_ready(self) -> None:
        """Compile the kernel of many runs, or load it; once a process."""
        with self.turn:
            begun = self.many_begun.is_set()
            self.many_begun.set()
        row = self._any_row()
        if begun or not row:
            return
        self.loaded.run_many(row)
        self.many_ready.set()

    def _any_row(self) -> dict[str, FloatArray]:
        """Return one run of whatever can be varied; empty where nothing can."""
        package = self.loaded.package
        for lever in package.levers.values():
            return {lever.key: np.array([lever.settings[lever.main].default])}
        return {key: np.array([entry.default]) for key, entry in package.uncertainties.items()}

    def want_many(self) -> None:
        """Have the kernel of many runs made in the background."""
        if not self.many_begun.is_set():
            threading.Thread(target=self.make_many_ready, daemon=True).start()


@st.cache_resource(show_spinner=False)
def open_site(model: str) -> Site:
    """Open a model, once a process.

    Args:
        model: Name of a package, or path of a model file.

    Raises:
        SdError: If it cannot be opened.
    """
    loaded = load(model)
    return Site(loaded=loaded, runs=RunStore(loaded))


@st.cache_resource(show_spinner=False)
def spare_the_collector(model: str) -> None:
    """Take what stays for good out of the collector's sight, once the first answer is there.

    Streamlit collects garbage after every run of the page, and model, libraries and baseline make
    that slow: with 30 visitors the median answer took 1669 ms and takes 25 ms. Where files are
    watched, modules are replaced and have to be collected.

    Args:
        model: What was opened; it makes this happen once for each.
    """
    if st.get_option("server.fileWatcherType") == "none":
        gc.collect()
        gc.freeze()


@st.cache_resource(show_spinner=False)
def quicken(model: str) -> None:
    """Compile the model behind the visitors' backs, once the first answer is there.

    Until then its runs are computed in plain Python; the numbers are the same. Under a server that
    watches files, somebody is at work on the program, and compiles soon enough.

    Args:
        model: What was opened.
    """
    quicken_site(open_site(model))


def begin_first_run(site: Site) -> None:
    """Let the compiler work beside the first run of a large model: something to look at first.

    Args:
        site: The model, before its first run.

    Raises:
        SdError: If the model has faults that are found only now.
    """
    if site.first_run_is_long() and site.first_run_is_bearable():
        quicken_site(site)


def quicken_site(site: Site) -> None:
    """Compile a model in the background, once; see `quicken`.

    Args:
        site: The model.
    """
    engine = site.loaded.engine
    if site.compiling_begun.is_set():
        return
    if isinstance(engine, CompiledEngine) and st.get_option("server.fileWatcherType") == "none":
        site.compiling_begun.set()
        engine.will_compile(site.loaded.model)
        threading.Thread(target=_compile, args=(site, engine), daemon=True).start()


def _compile(site: Site, engine: CompiledEngine) -> None:
    """Compile the kernel of single runs; load that of many, where it was compiled before."""
    with telling(site.preparation.told):
        engine.compile(site.loaded.model)
    if is_compiled(engine.program(site.loaded.model, {}), "vector"):
        site.make_many_ready()
