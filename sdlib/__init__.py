"""System-dynamics policy scenarios: load a model, move its levers, read projections.

Example:
    >>> import sdlib
    >>> "baseline" in sdlib.load("sme_primer").scenarios
    True
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from sdlib.errors import SdError

if TYPE_CHECKING:
    from sdlib.loaded import LoadedModel, load
    from sdlib.run import Run
else:

    def __getattr__(name: str) -> object:
        """Import what runs models when it is first asked for: ``sdlib --help`` needs none of it."""
        homes = {"LoadedModel": "sdlib.loaded", "load": "sdlib.loaded", "Run": "sdlib.run"}
        if name not in homes:
            message = f"module 'sdlib' has no attribute '{name}'"
            raise AttributeError(message)
        return getattr(import_module(homes[name]), name)


__all__ = ["LoadedModel", "Run", "SdError", "__version__", "load"]

__version__ = version("sdlib")
