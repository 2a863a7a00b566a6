"""Engines: a model and its inputs in, numbers out."""

from collections.abc import Mapping
from types import MappingProxyType

from sdlib.engine.base import Engine, InputValue, Results
from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.pysd_engine import PysdEngine
from sdlib.errors import InputError

__all__ = [
    "ENGINES",
    "CompiledEngine",
    "Engine",
    "InputValue",
    "PysdEngine",
    "Results",
    "engine_named",
]

ENGINES: Mapping[str, type[CompiledEngine] | type[PysdEngine]] = MappingProxyType(
    {CompiledEngine.name: CompiledEngine, PysdEngine.name: PysdEngine}
)
"""Name of each engine, as commands and passports call it, to what makes it."""


def engine_named(name: str, *, integrator: str | None = None, seed: int = 0) -> Engine:
    """Return a new engine.

    Args:
        name: A key of `ENGINES`.
        integrator: Method of integration; what the model's file asks for, if it is None.
        seed: Seed of random functions.

    Raises:
        InputError: If there is no such engine, or it does not take integrator or seed.
    """
    if name not in ENGINES:
        raise InputError(found=f"there is no engine '{name}'", allowed=", ".join(ENGINES))
    if name == CompiledEngine.name:
        return CompiledEngine(integrator=integrator, seed=seed)
    if integrator not in (None, "euler") or seed:
        raise InputError(
            found=f"the engine '{name}' knows Euler's method alone, and no seed",
            remedy="leave integrator and seed out, or take the compiled engine",
        )
    return PysdEngine()
