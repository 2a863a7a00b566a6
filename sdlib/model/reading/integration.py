"""Which method of integration a model file asks for, and how often values are kept."""

from __future__ import annotations

import re
from math import isfinite

from lxml import etree

from sdlib.model.reading.settings import vensim_settings

_METHOD = re.compile(r"^\s*15:(?:[^,\n]*,){3}\s*(?P<code>\d+)", re.MULTILINE)
_RUNGE_KUTTA = {"1", "3", "4", "5"}


def vensim_integrator(text: str) -> str:
    """Return "euler" or "rk4" from the settings at the end of a Vensim file.

    A file that asks for the second-order method gets the fourth-order one, which is closer to the
    solution that both approach.

    Source: the fourth number of settings line 15 is the method: 1 and 5 fourth order, 3 and 4
    second order, others Euler; as the open converters of Vensim files read it, unverified against
    Vensim itself.
    """
    method = _METHOD.search(vensim_settings(text))
    return "rk4" if method and method["code"] in _RUNGE_KUTTA else "euler"


def xmile_integrator(root: etree._Element) -> str:
    """Return "euler" or "rk4" from the simulation settings of an XMILE file.

    A file that asks for RK2 gets the fourth-order method, as in a Vensim file.

    Source: XMILE 1.0, section 2.3: attribute ``method`` of ``sim_specs``, Euler by default.
    """
    for specs in root.iter("{*}sim_specs"):
        methods = str(specs.get("method", "euler")).lower().replace(" ", "").split(",")
        return "rk4" if methods[0].startswith("rk") else "euler"
    return "euler"


def xmile_save_interval(specs: etree._Element | None) -> float | None:
    """Return the time between two saved values, None where a file states none above zero.

    Args:
        specs: The element ``sim_specs``.

    Source: ``isee:save_interval``, which Stella and the converters of Vensim files write; the
    standard has no such attribute. Simlin reads it so.
    """
    for name, text in specs.attrib.items() if specs is not None else ():
        if str(name).endswith("save_interval"):
            try:
                found = float(text)
            except ValueError:
                return None
            return found if isfinite(found) and found > 0 else None
    return None
