"""Data variables of Vensim files: what stands for a value between two points of their data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sdlib.errors import ModelSyntaxError
from sdlib.model.structure import INTERPOLATIONS


def interpolation_of(components: Sequence[Any], name: str, place: str) -> str:
    """Return one of `INTERPOLATIONS`, linear where a data variable has no keyword.

    Args:
        components: PySD's components of the variable.
        name: Its name, for messages.
        place: Where it stands, for messages.

    Raises:
        ModelSyntaxError: If the keyword is not known.

    Source:
        vensim.com/documentation/dataequations.html: four ways, interpolating is the default.
    """
    keyword = next((c.keyword for c in components if getattr(c, "keyword", None)), "interpolate")
    found = " ".join(str(keyword).replace("_", " ").split())
    if found not in INTERPOLATIONS:
        raise ModelSyntaxError(
            found=f"the data variable '{name}' has the keyword ':{found[:40].upper()}:'",
            place=place,
            variable=name,
            allowed=", ".join(f":{known.upper()}:" for known in INTERPOLATIONS),
        )
    return found
