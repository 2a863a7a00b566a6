"""System-dynamics policy scenarios: load a model, move its levers, read projections.

Example:
    >>> import sdlib
    >>> "baseline" in sdlib.load("sme_primer").scenarios
    True
"""

from importlib.metadata import version

from sdlib.errors import SdError
from sdlib.loaded import LoadedModel, load
from sdlib.run import Run

__all__ = ["LoadedModel", "Run", "SdError", "__version__", "load"]

__version__ = version("sdlib")
