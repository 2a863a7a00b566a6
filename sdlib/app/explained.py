"""Why a result differs from the baseline: computed once for all visitors.

Nothing here knows Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sdlib.app.one_by_one import OneByOne
from sdlib.loaded import LoadedModel
from sdlib.policy import BASELINE, Settings
from sdlib.study.attribution import MOST_EXACT, Attribution, FourRuns, attribute
from sdlib.study.attribution.players import parts_of
from sdlib.study.why.answer import why

if TYPE_CHECKING:
    from sdlib.app.opened import Site

MOST_SECONDS = 1.5
"""How long single runs may take where many runs are not quick yet [s]."""


def why_text(
    site: Site, settings: Settings, column: str, time: float, language: str, against: str
) -> str:
    """Return which stock moved first, and through what, in a few sentences.

    Args:
        site: The model.
        settings: The run that is explained.
        column: Variable, or element of one, that differs from the baseline.
        time: One of the saved times.
        language: "en" or "zh".
        against: What the baseline is called.

    Raises:
        SdError: If it cannot be explained.
    """
    loaded = site.loaded
    row = int(abs(loaded.model.time.save_times() - time).argmin())
    baseline = replace(loaded.settings(BASELINE), scenario=against)
    return why(loaded, baseline, settings, column, row=row).sentence.of(language)


def policy_count(site: Site, settings: Settings) -> int:
    """Return how many levers are switched on.

    Raises:
        InputError: If a policy and another change set the same input.
    """
    return len(parts_of(site.loaded, settings).policies)


def is_quick(site: Site, settings: Settings) -> bool:
    """Tell whether the shares of the policies can be computed now without a long wait."""
    if site.many_ready.is_set():
        return True
    count = policy_count(site, settings)
    return count <= MOST_EXACT and 2**count * site.runs.seconds <= MOST_SECONDS


def shares_of(
    site: Site,
    settings: Settings,
    column: str,
    time: float,
    between: Callable[[], object] = lambda: None,
) -> Attribution:
    """Return which policy changed an output by how much.

    Args:
        site: The model.
        settings: The run that is explained; at least one lever is switched on.
        column: The output, or an element of it.
        time: One of the saved times.
        between: Called again and again while it is computed; what it raises ends that.

    Raises:
        SdError: If it cannot be computed.
    """
    loaded: LoadedModel = site.loaded
    if not site.many_ready.is_set():
        loaded = OneByOne(loaded, between)
    return attribute(loaded, settings, outputs=[column], time=time)


def four_of(site: Site, settings: Settings) -> FourRuns | None:
    """Return the runs that tell policies and assumptions apart; None where only one was changed.

    Raises:
        SdError: If one of the runs cannot be made.
    """
    loaded = site.loaded
    parts = parts_of(loaded, settings)
    if not parts.policies or not parts.assumptions:
        return None
    return FourRuns(
        baseline=site.runs.baseline(),
        assumptions=site.runs.run(loaded.settings(BASELINE, parts.assumptions)),
        policies=site.runs.run(loaded.settings(BASELINE, parts.policy_changes)),
        both=site.runs.run(settings),
    )
