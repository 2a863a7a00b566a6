"""Sketches: the views of a Vensim file, laid out from its equations.

A model is written as text; Vensim shows what has a place in a view. `sketched` gives each group of
a model a view, and `sketch_faults` finds where a file's views no longer fit its equations.

Example:
    >>> import sdlib
    >>> from sdlib.output.sketch import sketched
    >>> content = sketched(sdlib.load("sme_primer").model)
    >>> b"*Enterprises" in content
    True
"""

from sdlib.output.sketch.faults import sketch_faults
from sdlib.output.sketch.views import view_names
from sdlib.output.sketch.write import sketched, write_sketch

__all__ = ["sketch_faults", "sketched", "view_names", "write_sketch"]
