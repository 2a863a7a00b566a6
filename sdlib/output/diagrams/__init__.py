"""Diagrams of a model: pure functions make DOT texts, `render_svg` makes drawings of them.

A drawing of everything is a hairball, so `sector_parts` first divides a sector into pieces that a
page can hold; each piece then gets a stock-and-flow diagram and a causal diagram.

Example:
    >>> import sdlib
    >>> from sdlib.model import DependencyGraph
    >>> from sdlib.output.diagrams import render_svg, sector_diagram, sector_parts
    >>> model = sdlib.load("sme_primer").model
    >>> graph = DependencyGraph(model)
    >>> first = sector_parts(model, graph, "Enterprises").parts[0]
    >>> svg = render_svg(sector_diagram(model, graph, first))
    >>> svg.startswith("<svg")
    True
"""

from sdlib.output.diagrams.causal import causal_diagram, loop_diagram
from sdlib.output.diagrams.parts import SectorParts, sector_parts
from sdlib.output.diagrams.render import render_svg, render_svgs
from sdlib.output.diagrams.stocks import sector_diagram

__all__ = [
    "SectorParts",
    "causal_diagram",
    "loop_diagram",
    "render_svg",
    "render_svgs",
    "sector_diagram",
    "sector_parts",
]
