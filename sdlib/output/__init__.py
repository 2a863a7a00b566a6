"""Tables of runs in files that say how they were made, and the repeating of such files."""

from sdlib.output.layouts import LAYOUTS, Layout
from sdlib.output.passport import Passport, ScenarioEntry
from sdlib.output.reproduce import Difference, Reproduction, reproduce
from sdlib.output.write import FORMATS, read_passport, table_bytes, write_table

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "Difference",
    "Layout",
    "Passport",
    "Reproduction",
    "ScenarioEntry",
    "read_passport",
    "reproduce",
    "table_bytes",
    "write_table",
]
