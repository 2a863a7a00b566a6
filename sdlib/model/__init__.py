"""What a model is: structure, dependencies, and the reading of model files."""

from sdlib.model.graph import DependencyGraph
from sdlib.model.reading import ENDINGS, read_model
from sdlib.model.structure import (
    Auxiliary,
    Constant,
    DataSeries,
    Dimension,
    Flow,
    Lookup,
    Model,
    Stock,
    TimeSpec,
    Variable,
)

__all__ = [
    "ENDINGS",
    "Auxiliary",
    "Constant",
    "DataSeries",
    "DependencyGraph",
    "Dimension",
    "Flow",
    "Lookup",
    "Model",
    "Stock",
    "TimeSpec",
    "Variable",
    "read_model",
]
