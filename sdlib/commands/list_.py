"""``sdlib list``: which models there are, and what can be moved and read in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sdlib.commands.console import busy, console, new_table, print_json, print_table
from sdlib.commands.levers import (
    add_setting,
    lever_named,
    lever_tree,
    print_lever,
    print_levers,
    setting_table,
)
from sdlib.commands.reading import ENCODING_HELP, load_for
from sdlib.errors import InputError, SdError

if TYPE_CHECKING:
    from sdlib.loaded import LoadedModel

EXAMPLES = (
    "sdlib list",
    "sdlib list sme_primer",
    "sdlib list sme_primer --lever policy_bank",
    "sdlib list my_model.mdl --json",
)
"""What ``--help`` shows."""


def list_models(
    model: Annotated[
        str | None,
        typer.Argument(metavar="MODEL_OR_FILE", help="Show the levers, outputs ... of this one."),
    ] = None,
    lever: Annotated[
        str | None, typer.Option(metavar="LEVER", help="Show everything about this lever.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the models, or the scenarios, levers, assumptions and outputs of one.

    The names in the column "Name" are those that 'sdlib run ... --set NAME=VALUE' takes.
    """
    if model is None:
        if lever is not None:
            raise InputError(
                found=f"the lever '{lever}' is named without its model",
                allowed="sdlib list MODEL --lever LEVER",
            )
        _list_all(as_json=as_json)
        return
    with busy(1) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
    if lever is not None and not as_json:
        print_lever(loaded, lever)
    elif lever is not None:
        print_json(lever_tree(loaded.package, lever_named(loaded.package, lever)))
    elif as_json:
        print_json(_tree(loaded))
    else:
        _print(loaded)


def _list_all(*, as_json: bool) -> None:
    from sdlib.policy.locate import model_folder, model_names, scenario_folder
    from sdlib.policy.schema import ModelFile
    from sdlib.policy.yaml_file import read_yaml

    models: list[dict[str, Any]] = []
    for name in model_names():
        folder = model_folder(name)
        scenarios = sorted(path.stem for path in scenario_folder(folder).glob("*.yaml"))
        try:
            title = read_yaml(folder / "model.yaml", ModelFile).title.model_dump()
        except SdError:
            text = f"(has faults: 'sdlib check {name}' shows them)"
            title = {"en": text, "zh": text}
        models.append({"name": name, "title": title, "scenarios": scenarios})
    if as_json:
        print_json(models)
        return
    table = new_table("", Model="left", Title="left", Scenarios="left")
    for entry in models:
        table.add_row(entry["name"], entry["title"]["en"], ", ".join(entry["scenarios"]))
    print_table(table)
    console().print(
        "\n'sdlib list MODEL' shows its levers and outputs; a model file of your own is named by "
        "its path.",
        style="dim",
        soft_wrap=True,
    )


def _tree(loaded: LoadedModel) -> dict[str, Any]:
    from sdlib.policy.labels import column_label

    package = loaded.package
    return {
        "name": package.name,
        "title": package.title.model_dump(),
        "summary": package.summary.model_dump(),
        "scenarios": {
            name: {"title": entry.title.model_dump(), "summary": entry.summary.model_dump()}
            for name, entry in package.scenarios.items()
        },
        "levers": {key: lever_tree(package, lever) for key, lever in package.levers.items()},
        "assumptions": {
            key: entry.model_dump(exclude={"sets"}) for key, entry in package.uncertainties.items()
        },
        "outputs": [
            {
                "variable": output.variable,
                "label": output.label.model_dump(),
                "unit": loaded.model.variable(output.variable).unit,
                "columns": list(loaded.model.elements(output.variable)),
                "labels": [
                    column_label(package, loaded.model, column).model_dump()
                    for column in loaded.model.elements(output.variable)
                ],
                "headline": output.headline,
            }
            for output in package.outputs
        ],
        "maps": [entry.model_dump() for entry in package.maps],
        "notes": [vars(note) for note in loaded.model.notes],
    }


def _print(loaded: LoadedModel) -> None:
    from sdlib.policy.labels import column_label

    package = loaded.package
    console().print(package.title.en, style="bold")
    console().print(package.summary.en + "\n", soft_wrap=True)
    scenarios = new_table("Scenarios", Name="left", Title="left", **{"What to look for": "left"})
    for name, scenario in package.scenarios.items():
        scenarios.add_row(name, scenario.title.en, scenario.summary.en)
    print_table(scenarios)
    print_levers(loaded)
    if package.uncertainties:
        assumptions = setting_table("Assumptions")
        for key, entry in package.uncertainties.items():
            add_setting(assumptions, key, entry.label.en, entry)
        console().print()
        print_table(assumptions)
    outputs = new_table("Outputs", Name="left", Label="left", Unit="left")
    for output in package.outputs:
        unit = loaded.model.variable(output.variable).unit
        for column in loaded.model.elements(output.variable):
            outputs.add_row(column, column_label(package, loaded.model, column).en, unit)
    console().print()
    print_table(outputs)
    if loaded.model.notes:
        notes = new_table("Read, and without effect on a run", Line="right", What="left")
        for note in loaded.model.notes:
            notes.add_row(str(note.line), note.text)
        console().print()
        print_table(notes)
