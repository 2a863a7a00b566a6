"""Engines: a model and its inputs in, numbers out."""

from sdlib.engine.base import Engine, InputValue, Results
from sdlib.engine.pysd_engine import PysdEngine

__all__ = ["Engine", "InputValue", "PysdEngine", "Results"]
