"""What an equation of XMILE is read in: the names, arrays and macros around it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sdlib.model.reading.syntax import Node


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What an equation is read in."""

    own: str = ""
    """Key of the variable whose equation it is."""
    resolved: Callable[[str], str] = field(default=lambda key: key)
    """Key as an equation writes it to the key of the variable that it means."""
    axes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Key of an array to its dimensions."""
    elements: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Key of a dimension to its elements."""
    here: Mapping[str, str] = field(default_factory=dict)
    """Key of a dimension to the element that the equation is for, where it is for one alone."""
    places: Sequence[tuple[str, str]] = ()
    """Of each dimension of the variable, in order: its name, and its element as `here`, or none."""
    macros: Collection[str] = ()
    """Keys of the file's own macros, which win over functions of the same name."""
    vensim: bool = False
    """Whether the file was written by Vensim, whose INT and MOD cut off instead of rounding down.

    Source: recorded by Vensim, of a file of its own."""
    curves: Mapping[str, Node] = field(default_factory=dict)
    """Key of a variable with a graphical function of its own to that function."""
    conveyors: Collection[str] = ()
    """Keys of the stocks that are conveyors."""
