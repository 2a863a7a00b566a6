"""A package for a model file that comes without one: levers from its constants."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sdlib.model.missing_data import without_data
from sdlib.model.structure import Constant, Model, Variable
from sdlib.policy.package import Lever, LeverInput, Package
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.schema import Chart, Output
from sdlib.policy.schema_values import Label
from sdlib.policy.settings_schema import Slider

MOST_ELEMENTS = 12
"""Arrays with more elements make no levers: nobody moves fifty sliders of one name."""

MOST_OUTPUTS = 24
"""How many variables of a bare model are shown as outputs."""

LARGEST = 1e300
"""Constants that are larger make no levers."""

_NO_GROUP = "model"


def bare_package(model: Model) -> Package:
    """Return the package of a model that declares nothing about itself.

    Constants that have a range in the file become levers; if none has one, all constants do, with
    a range made from their value. Stocks, then flows and auxiliaries, become outputs, without those
    that need data which are not there; constants do where nothing else is left.

    Args:
        model: The model.
    """
    ranged = [c for c in model.constants if c.lower is not None or c.upper is not None]
    levers = {
        lever.key: lever
        for constant in ranged or model.constants
        for lever in _levers(constant, model)
    }
    outputs = tuple(bare_outputs(model))
    groups = {group: _both(group) for group in model.groups}
    return Package(
        name=model.name,
        title=_both(model.name),
        summary=_both(f"The model file {model.path.name}"),
        folder=None,
        region="World",
        observed_until=None,
        groups={**groups, _NO_GROUP: Label(en="Model", zh="模型")},
        levers=levers,
        uncertainties={},
        drivers=(),
        outputs=outputs,
        charts=tuple(_charts(model, outputs)),
        history=(),
        evidence={},
        scenarios={
            "baseline": ScenarioFile.model_validate(
                {
                    "schema": 1,
                    "title": {"en": "Baseline", "zh": "基准"},
                    "summary": {"en": "The model as its file has it", "zh": "按模型文件原样运行"},
                    "reference": f"the numbers in {model.path.name}",
                }
            )
        },
    )


def _both(text: str) -> Label:
    return Label(en=text, zh=text)


def _levers(constant: Constant, model: Model) -> list[Lever]:
    names = model.elements(constant.name)
    if len(names) > MOST_ELEMENTS:
        return []
    values = np.ravel(constant.value)
    # A slider needs room around its value, and an infinite constant has none.
    return [
        _lever(constant, name, float(value))
        for name, value in zip(names, values, strict=True)
        if abs(value) < LARGEST
    ]


def _lever(constant: Constant, name: str, value: float) -> Lever:
    low, high, found = _range(constant, value)
    text = constant.comment or "The file has no comment on it"
    return Lever(
        key=name,
        label=_both(name),
        summary=_both(text),
        mechanism=_both(f"A constant of the model, used by {_users(constant)}"),
        enters=constant.name,
        group=constant.group or _NO_GROUP,
        policies=(),
        bands={},
        evidence=(),
        settings={
            "value": Slider(
                label=_both("value"),
                unit=constant.unit or "Dmnl",
                range=(low, high),
                default=value,
                step=constant.step or (high - low) / 100,
                reference=found,
            )
        },
        sets=(LeverInput(input=name, from_="value"),),
    )


def _users(constant: Constant) -> str:
    return f"whatever depends on '{constant.name}'"


def _range(constant: Constant, value: float) -> tuple[float, float, str]:
    """Return a range that holds the value, and where it is from."""
    low, high = constant.lower, constant.upper
    if low is not None and high is not None and low < high:
        return min(low, value), max(high, value), "range and value: the model file"
    reach = 2 * abs(value) or 1.0
    low = min(value, 0.0 if value >= 0 else -reach) if low is None else min(low, value)
    high = max(value, reach if value >= 0 else 0.0) if high is None else max(high, value)
    if not low < high:
        high = low + reach
    return low, high, "value: the model file; range: assumption, made from the value"


def bare_outputs(model: Model, given: Collection[str] = ()) -> list[Output]:
    """Return the outputs of a model that declares none; see `bare_package`.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given, such as data.
    """
    ranks = {"stock": 0, "flow": 1, "auxiliary": 2, "constant": 3}
    lacking = without_data(model, given)
    variables = model.variables.values()
    shown: list[Variable] = [v for v in variables if v.kind in ranks and not v.hidden]
    shown.sort(key=lambda v: (v.name in lacking, ranks[v.kind]))
    fitting = [v for v in shown if len(model.elements(v.name)) <= MOST_ELEMENTS]
    for unwanted in ({c.name for c in model.constants}, lacking):
        fitting = [v for v in fitting if v.name not in unwanted] or fitting
    return [
        Output(
            variable=variable.name,
            label=_both(variable.name),
            group=variable.group or _NO_GROUP,
            over=variable.dimensions,
            decimals=3,
            headline=place < 4,
        )
        for place, variable in enumerate(fitting[:MOST_OUTPUTS])
    ]


def _charts(model: Model, outputs: tuple[Output, ...]) -> list[Chart]:
    return [
        Chart(key=output.variable, label=output.label, outputs=(output.variable,))
        for output in outputs
    ]
