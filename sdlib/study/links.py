"""Which way a change goes along a link of a model, and whether a loop strengthens or dampens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sdlib.engine import CompiledEngine
from sdlib.loaded import LoadedModel
from sdlib.policy import BASELINE
from sdlib.policy.settings import model_inputs
from sdlib.study.checks.polarity import Link, link_signs

MINUS = "\u2212"
"""The minus sign that readers expect; a hyphen is too short to see."""


def link_polarities(
    loaded: LoadedModel, links: Iterable[Link], scenario: str = BASELINE
) -> dict[Link, str]:
    """Return the polarity of links along a run.

    Args:
        loaded: The model with its package.
        links: Pairs of cause and effect between which there is an edge.
        scenario: The run along which is measured.

    Returns:
        Link to ``+`` where more of the cause means more of the effect at every saved time, to
        ``−`` where it means less, ``±`` where that changes over the run or between elements, and
        to an empty text where the cause moves nothing in this run.

    Raises:
        RunError: If the run is not finite.

    Example:
        >>> import sdlib
        >>> model = sdlib.load("sme_primer")
        >>> link_polarities(model, [("Market room", "Effect of market room on profit")])
        {('Market room', 'Effect of market room on profit'): '+'}
    """
    pairs = list(dict.fromkeys(links))
    if not pairs:
        return {}
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    run = loaded.run(scenario, outputs=names)
    inputs = model_inputs(run.settings, loaded.package, loaded.model)
    engine = loaded.engine if isinstance(loaded.engine, CompiledEngine) else CompiledEngine()
    found = link_signs(engine, loaded.model, inputs, pairs, run.results)
    return {pair: _polarity(set(np.unique(found.signs[pair]))) for pair in pairs}


def _polarity(signs: set[int]) -> str:
    if 2 in signs or {1, -1} <= signs:
        return "±"
    return "+" if 1 in signs else MINUS if -1 in signs else ""


def links_of(path: Sequence[str]) -> list[Link]:
    """Return the links along a loop, the last name followed by the first."""
    return list(zip(path, [*path[1:], path[0]], strict=True))


def loop_polarity(path: Sequence[str], polarities: Mapping[Link, str]) -> str:
    """Return ``R`` for a loop that reinforces a change, ``B`` for one that balances it.

    It is the product of the signs of the links. It is ``R/B`` where a link changes its sign, and an
    empty text where a link is not known or moves nothing.

    Args:
        path: Names along the loop.
        polarities: Link to polarity, as `link_polarities` gives it.
    """
    signs = [polarities.get(link, "") for link in links_of(path)]
    if "" in signs:
        return ""
    if "±" in signs:
        return "R/B"
    return "B" if signs.count(MINUS) % 2 else "R"
