"""The one model that a process shows, opened once for all visitors."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass

import streamlit as st

from sdlib.app.runs import RunStore
from sdlib.engine import CompiledEngine
from sdlib.loaded import LoadedModel, load


@dataclass(frozen=True, kw_only=True, eq=False)
class Site:
    """A model and the runs that were made of it."""

    loaded: LoadedModel
    runs: RunStore


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
    engine = open_site(model).loaded.engine
    if isinstance(engine, CompiledEngine) and st.get_option("server.fileWatcherType") == "none":
        compiled = open_site(model).loaded.model
        threading.Thread(target=engine.compile, args=(compiled,), daemon=True).start()
