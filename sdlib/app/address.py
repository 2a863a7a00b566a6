"""The scenario in the address of the page, and back. Nothing here knows Streamlit.

A copied link restores what its sender saw: ``scenario`` names the scenario, ``set.NAME`` each value
that was changed in it, ``model`` the content of the model file; ``package`` names the model where
it is not the one that the page began with; ``lang``, ``page``, ``chapter``, ``chart``, ``time``,
``map``, ``measure`` and ``uncertainty`` say what is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sdlib.app.choice import Choice, Value, settings_at, with_values
from sdlib.errors import InputError, SdError, UnknownNameError
from sdlib.loaded import LoadedModel
from sdlib.policy import BASELINE
from sdlib.policy.choices import joined

SET = "set."
"""What the names of changed values begin with."""
LANGUAGES = ("en", "zh")
PAGES = ("simulate", "evidence", "explain")
CHAPTERS = ("overview", "sectors", "loops", "fit", "assumptions", "equations", "data")
"""Of the page that explains the model."""
CHARTS_AT_ONCE = 2
MEASURES = ("value", "change")
"""What the colours of a map show."""
SWITCH = ("off", "on")
"""Whether uncertainty bands are drawn."""

_PARTS = (
    *("package", "scenario", "model", "lang", "chart", "time", "map", "measure", "page"),
    "chapter",
    "uncertainty",
)
_STREAMLIT = ("embed", "embed_options")


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything that the address holds."""

    choice: Choice = field(default_factory=Choice)
    language: str = "en"
    page: str = "simulate"
    chapter: str = "overview"
    """Chapter of the page that explains the model."""
    charts: tuple[str, ...] = ()
    """Keys of the charts that were chosen; empty for the opening charts."""
    time: float | None = None
    """Time of the headline numbers and of the map; None for the last one."""
    map: str = ""
    """Key of the map; empty for the first one."""
    measure: str = "value"
    """What the colours of the map show, one of `MEASURES`."""
    bands: bool = False
    """Whether uncertainty bands are drawn."""


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """A part of an address that could not be used."""

    part: str
    """The part, as the address has it."""
    reason: str
    """Key of the text that says why."""
    detail: str = ""
    """What is allowed, or the nearest names."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What an address says."""

    view: View
    ignored: tuple[Ignored, ...] = ()
    """Parts that could not be used."""
    scenario_lost: bool = False
    """Whether the scenario could not be restored, so that the baseline is shown."""
    other_model: bool = False
    """Whether the link was made with another version of the model."""


def opening_charts(loaded: LoadedModel) -> tuple[str, ...]:
    """Return the keys of the charts that the page opens with."""
    return tuple(chart.key for chart in loaded.package.charts[:CHARTS_AT_ONCE])


def write_address(loaded: LoadedModel, view: View) -> dict[str, str]:
    """Return the parts of the address; what is as in the opening view is left out."""
    parts: dict[str, str] = {}
    choice = view.choice
    if choice.scenario != BASELINE:
        parts["scenario"] = choice.scenario
    parts |= {SET + key: _value_text(value) for key, value in sorted(choice.changes.items())}
    if parts:
        parts["model"] = model_tag(loaded)
    if view.charts and view.charts != opening_charts(loaded):
        parts["chart"] = ",".join(_escaped(key) for key in view.charts)
    if view.time is not None:
        parts["time"] = _text(view.time)
    if view.map and view.map != next((entry.key for entry in loaded.package.maps), ""):
        parts["map"] = view.map
    if view.measure != MEASURES[0]:
        parts["measure"] = view.measure
    if view.bands:
        parts["uncertainty"] = SWITCH[1]
    if view.page != PAGES[0]:
        parts["page"] = view.page
    if view.page == "explain" and view.chapter != CHAPTERS[0]:
        parts["chapter"] = view.chapter
    parts["lang"] = view.language
    return parts


def read_address(loaded: LoadedModel, parts: Mapping[str, str], language: str) -> Reading:
    """Return what an address says.

    Args:
        loaded: The model.
        parts: Name to value, decoded.
        language: Language of the page where the address names none.
    """
    ignored: list[Ignored] = []
    choice, faults = _read_choice(loaded, parts)
    known = {*_PARTS, *_STREAMLIT}
    for name, value in parts.items():
        if name not in known and not name.startswith(SET):
            ignored.append(Ignored(part=f"{name}={value}", reason="link_unknown_part"))
    view = View(
        choice=Choice() if faults else choice,
        language=_one_of(parts, "lang", LANGUAGES, language, ignored),
        page=_one_of(parts, "page", PAGES, PAGES[0], ignored),
        chapter=_one_of(parts, "chapter", CHAPTERS, CHAPTERS[0], ignored),
        charts=_read_charts(loaded, parts, ignored),
        time=_read_time(loaded, parts, ignored),
        map=_one_of(parts, "map", tuple(m.key for m in loaded.package.maps), "", ignored),
        measure=_one_of(parts, "measure", MEASURES, MEASURES[0], ignored),
        bands=_one_of(parts, "uncertainty", SWITCH, SWITCH[0], ignored) == SWITCH[1],
    )
    return Reading(
        view=view,
        ignored=(*faults, *ignored),
        scenario_lost=bool(faults),
        other_model=parts.get("model", model_tag(loaded)) != model_tag(loaded),
    )


def model_tag(loaded: LoadedModel) -> str:
    """Return what stands for the model file's content in an address."""
    return loaded.model.content_hash[:8]


def _read_choice(
    loaded: LoadedModel, parts: Mapping[str, str]
) -> tuple[Choice, tuple[Ignored, ...]]:
    faults: list[Ignored] = []
    scenario = parts.get("scenario", BASELINE)
    if scenario not in loaded.package.scenarios:
        faults.append(Ignored(part=f"scenario={scenario}", reason="link_unknown_scenario"))
        scenario = BASELINE
    values: dict[str, Value] = {}
    for name, text in parts.items():
        if not name.startswith(SET):
            continue
        key = name.removeprefix(SET)
        picked = _picked(loaded, key, text)
        if isinstance(picked, Ignored):
            faults.append(picked)
            continue
        if picked:
            values[key] = picked
            continue
        number = _number(text)
        if number is None:
            faults.append(Ignored(part=f"{name}={text}", reason="link_no_number"))
            continue
        fault = _refused(loaded, key, number)
        if fault:
            faults.append(Ignored(part=f"{name}={text}", reason=fault[0], detail=fault[1]))
        else:
            values[key] = number
    choice = Choice(scenario=scenario, changes=values)
    if not faults:
        try:
            settings_at(loaded, choice)
        except SdError as error:
            fault_part = _period_parts(parts)
            faults.append(Ignored(part=fault_part, reason="link_together", detail=error.allowed))
    if faults:
        return choice, tuple(faults)
    return with_values(loaded, choice, {}), ()


def _picked(loaded: LoadedModel, key: str, text: str) -> tuple[str, ...] | Ignored:
    """Return the elements that a part chooses, () where it is no choice of elements."""
    owner, _, setting = key.rpartition(".")
    lever = loaded.package.levers.get(owner)
    choice = lever.choices.get(setting) if lever else None
    if choice is None:
        return ()
    try:
        return choice.picked(text, key)
    except SdError as error:
        allowed = ", ".join(choice.elements)
        reason = "link_no_element" if isinstance(error, InputError) else "link_unknown_element"
        return Ignored(part=f"{SET}{key}={text}", reason=reason, detail=allowed)


def _refused(loaded: LoadedModel, key: str, number: float) -> tuple[str, str] | None:
    """Return why a value is not taken, None if it is. Values are tried one at a time."""
    lever_key, _, setting = key.rpartition(".")
    if setting in ("start", "end") and lever_key in loaded.package.levers:
        # Start and end are judged together, once all parts are read.
        slider = loaded.package.levers[lever_key].settings.get(setting)
        if slider and slider.range[0] <= number <= slider.range[1]:
            return None
    try:
        loaded.settings(BASELINE, {key: number})
    except UnknownNameError as error:
        return "link_unknown_name", ", ".join(error.nearest)
    except SdError as error:
        return "link_out_of_range", error.allowed
    return None


def _period_parts(parts: Mapping[str, str]) -> str:
    named = [f"{k}={v}" for k, v in parts.items() if k.endswith((".start", ".end"))]
    return ", ".join(named) or "set"


def _read_charts(
    loaded: LoadedModel, parts: Mapping[str, str], ignored: list[Ignored]
) -> tuple[str, ...]:
    if "chart" not in parts:
        return ()
    keys = {_escaped(chart.key): chart.key for chart in loaded.package.charts}
    given = parts["chart"].split(",")
    found = tuple(keys[key] for key in given if key in keys)
    if len(found) < len(given) or len(found) > CHARTS_AT_ONCE:
        ignored.append(Ignored(part=f"chart={parts['chart']}", reason="link_unknown_chart"))
        return ()
    opening = opening_charts(loaded)
    return (*found, *opening[len(found) :])


def _read_time(
    loaded: LoadedModel, parts: Mapping[str, str], ignored: list[Ignored]
) -> float | None:
    if "time" not in parts:
        return None
    number = _number(parts["time"])
    times = loaded.model.time.save_times()
    if number is None or number not in times:
        allowed = f"{_text(float(times[0]))} – {_text(float(times[-1]))}"
        ignored.append(
            Ignored(part=f"time={parts['time']}", reason="link_out_of_range", detail=allowed)
        )
        return None
    return None if number == times[-1] else number


def _one_of(
    parts: Mapping[str, str],
    name: str,
    allowed: tuple[str, ...],
    otherwise: str,
    ignored: list[Ignored],
) -> str:
    value = parts.get(name, otherwise)
    if value in allowed or name not in parts:
        return value
    ignored.append(
        Ignored(part=f"{name}={value}", reason="link_out_of_range", detail=", ".join(allowed))
    )
    return otherwise


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _text(value: float) -> str:
    """Return the shortest text that reads back as exactly this number."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _value_text(value: Value) -> str:
    return joined(value) if isinstance(value, tuple) else _text(value)


def _escaped(key: str) -> str:
    # A bare model's charts are called by their variables, which may hold a comma.
    return key.replace(",", ";")
