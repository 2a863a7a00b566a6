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
    Variable,
)
from sdlib.model.time_spec import TimeSpec
from sdlib.model.unit_check import Inconsistency, UnitReport, check_units
from sdlib.model.units import Unit, parse_unit

__all__ = [
    "ENDINGS",
    "Auxiliary",
    "Constant",
    "DataSeries",
    "DependencyGraph",
    "Dimension",
    "Flow",
    "Inconsistency",
    "Lookup",
    "Model",
    "Stock",
    "TimeSpec",
    "Unit",
    "UnitReport",
    "Variable",
    "check_units",
    "parse_unit",
    "read_model",
]
