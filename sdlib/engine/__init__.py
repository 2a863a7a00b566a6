"""Engines: a model and its inputs in, numbers out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sdlib.engine.base import Engine, InputValue, Results
from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.pysd_engine import PysdEngine

__all__ = ["ENGINES", "CompiledEngine", "Engine", "InputValue", "PysdEngine", "Results"]

ENGINES: Mapping[str, Callable[[], Engine]] = MappingProxyType(
    {CompiledEngine.name: CompiledEngine, PysdEngine.name: PysdEngine}
)
"""Name of each engine, as commands and passports call it, to what makes it."""
