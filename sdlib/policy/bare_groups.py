"""The part of a model file that a variable stands in: its view, group or module."""

from __future__ import annotations

from collections.abc import Mapping

from sdlib.model.drawn import drawn_views
from sdlib.model.reading.statements import split_drawing
from sdlib.model.structure import Model
from sdlib.names import name_key

NO_GROUP = "model"
"""Group of what stands in no part that has a name."""


def parts_of(model: Model) -> Mapping[str, str]:
    """Return the part of the file that each variable stands in, by the variable's name.

    A modeller finds a variable in the view that defines it. A file with fewer than two views has
    its groups, and an XMILE file its modules.

    Args:
        model: The model.
    """
    views = _views(model)
    found = {}
    for name, variable in model.variables.items():
        module, dot, _ = name.rpartition(".")
        module = module if dot and model.path.suffix.lower() != ".mdl" else ""
        found[name] = views.get(name_key(name)) or variable.group or module or NO_GROUP
    return found


def _views(model: Model) -> dict[str, str]:
    """Return the view that defines each variable, by its key; none where it is not divided."""
    if model.path.suffix.lower() != ".mdl":
        return {}
    equations, _ = split_drawing(model.text)
    found: dict[str, str] = {}
    for view in drawn_views(model.text[len(equations) :]):
        for key in view.own:
            found.setdefault(key, view.name)
    return found if len(set(found.values())) > 1 else {}
