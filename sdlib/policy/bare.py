"""A package for a model file that comes without one: levers from its constants."""

from __future__ import annotations

from collections.abc import Collection

from sdlib.model.structure import Model
from sdlib.policy.bare_groups import NO_GROUP, parts_of
from sdlib.policy.bare_levers import bare_levers, first_levers
from sdlib.policy.bare_outputs import bare_charts, bare_outputs
from sdlib.policy.package import Package
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.schema_values import Label


def bare_package(model: Model) -> Package:
    """Return the package of a model that declares nothing about itself.

    Constants that have a range in the file become levers; if only a few have one, the others
    follow, with a range made from their value. Stocks, then flows and auxiliaries, become outputs,
    and every variable that a run computes can be charted, without what needs missing data.

    Args:
        model: The model.
    """
    parts = parts_of(model)
    levers = bare_levers(model, parts)
    outputs = bare_outputs(model, parts)
    used = dict.fromkeys([*model.groups, *parts.values()])
    return Package(
        name=model.name,
        title=_both(model.name),
        summary=Label(en=f"The model file {model.path.name}", zh=f"模型文件：{model.path.name}"),
        folder=None,
        region="World",
        observed_until=None,
        groups={
            **{group: _both(group) for group in used},
            NO_GROUP: Label(en="Model", zh="模型"),
        },
        levers=levers,
        uncertainties={},
        drivers=(),
        outputs=outputs,
        charts=bare_charts(model, outputs),
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
        first=first_levers(model, levers),
    )


def computed_with(model: Model, given: Collection[str]) -> tuple[str, ...]:
    """Return the names of the outputs that a model has where some values are given, such as data.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given.
    """
    return tuple(output.variable for output in bare_outputs(model, parts_of(model), given))


def _both(text: str) -> Label:
    return Label(en=text, zh=text)
