"""What ``sdlib list`` shows of levers: a table of all of them, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table

from sdlib.commands.console import console, indented, new_table, print_table
from sdlib.errors import UnknownNameError
from sdlib.names import nearest

if TYPE_CHECKING:
    from sdlib.loaded import LoadedModel
    from sdlib.policy import Lever, Package
    from sdlib.policy.choices import Choice
    from sdlib.policy.literature import LiteraturePolicy
    from sdlib.policy.settings_schema import Slider


def setting_table(title: str) -> Table:
    """Return an empty table of settings."""
    sides = {"Name": "whole", "Label": "left", "Default": "right", "From": "right", "To": "right"}
    return new_table(title, **sides, Unit="left", Bands="left")


def add_setting(
    table: Table, key: str, label: str | Padding, slider: Slider, bands: str = ""
) -> None:
    """Add a setting with a number to a table of settings."""
    low, high = slider.range
    table.add_row(key, label, f"{slider.default:g}", f"{low:g}", f"{high:g}", slider.unit, bands)


def print_levers(loaded: LoadedModel) -> None:
    """Print the levers with their settings; of a list of policies each lever on one line."""
    console().print()
    if loaded.package.literature is None:
        table = setting_table("Levers")
        for lever in loaded.package.levers.values():
            _add_settings(table, lever)
        print_table(table)
        return
    _print_listed(loaded.package)


def print_lever(loaded: LoadedModel, key: str) -> None:
    """Print everything about one lever.

    Raises:
        UnknownNameError: If there is no such lever.
    """
    package = loaded.package
    lever = lever_named(package, key)
    console().print(f"{lever.label.en} ({key})", style="bold")
    group = package.groups.get(lever.group)
    _line("Group", group.en if group else lever.group)
    if lever.enters:
        _line("Enters at", lever.enters)
    for bottleneck in package.bottlenecks_of(lever).values():
        _line("Bottleneck", f"{bottleneck.label.en}: {bottleneck.meaning.en}")
    policies = package.policies_of(lever)
    if not policies:
        _line("What it is", lever.summary.en)
        _line("Mechanism", lever.mechanism.en)
    for name, policy in policies.items():
        _print_policy(package, name, policy)
    table = setting_table("Settings")
    _add_settings(table, lever)
    console().print()
    print_table(table)
    _print_evidence(package, lever)


def lever_tree(package: Package, lever: Lever) -> dict[str, Any]:
    """Return everything about a lever as plain data."""
    bottlenecks = package.bottlenecks_of(lever)
    return {
        "label": lever.label.model_dump(),
        "summary": lever.summary.model_dump(),
        "mechanism": lever.mechanism.model_dump(),
        "group": lever.group,
        "enters": lever.enters,
        "bands": dict(lever.bands),
        "settings": {name: slider.model_dump() for name, slider in lever.settings.items()},
        "choices": {name: _choice_tree(choice) for name, choice in lever.choices.items()},
        "bottlenecks": {name: entry.model_dump() for name, entry in bottlenecks.items()},
        "policies": {
            name: policy.model_dump() for name, policy in package.policies_of(lever).items()
        }
        or list(lever.policies),
        "cost_bases": {n: b.model_dump() for n, b in package.cost_bases_of(lever).items()},
        "evidence": {n: found.model_dump() for n, found in package.evidence_of(lever).items()},
    }


def _choice_tree(choice: Choice) -> dict[str, Any]:
    return {
        "label": choice.label.model_dump(),
        "over": choice.over,
        "elements": list(choice.elements),
        "default": list(choice.default),
        "reference": choice.reference,
    }


def lever_named(package: Package, key: str) -> Lever:
    """Return a lever by its key.

    Raises:
        UnknownNameError: If there is none; it carries the nearest keys.
    """
    if key not in package.levers:
        raise UnknownNameError(
            kind="lever",
            name=key,
            nearest=nearest(key, package.levers),
            known="'sdlib list MODEL' shows the levers",
        )
    return package.levers[key]


def _print_listed(package: Package) -> None:
    """Print a line a lever, then the settings that every lever has."""
    table = new_table(
        "Levers", Name="whole", Label="left", Group="left", Policies="left", Evidence="left"
    )
    for key, lever in package.levers.items():
        grades = ", ".join(dict.fromkeys(e.grade for e in package.evidence_of(lever).values()))
        group = package.groups[lever.group].en
        table.add_row(key, lever.label.en, group, ", ".join(lever.policies), grades or "assumption")
    print_table(table)
    first = next(iter(package.levers.values()), None)
    if first is None:
        return
    settings = setting_table("Settings of every lever; some have a default or range of their own")
    for name, slider in first.settings.items():
        main = name == first.main
        key = "LEVER" if main else f"LEVER.{name}"
        add_setting(settings, key, slider.label.en, slider, _bands(first) if main else "")
    for name, choice in first.choices.items():
        _add_choice(settings, f"LEVER.{name}", choice.label.en, choice)
    console().print()
    print_table(settings)
    console().print(
        "\n'sdlib list MODEL --lever LEVER' shows what the documents say of one, evidence and "
        "settings.",
        style="dim",
        soft_wrap=True,
    )


def _add_settings(table: Table, lever: Lever) -> None:
    from sdlib.policy import setting_key

    for name, slider in lever.settings.items():
        main = name == lever.main
        label = lever.label.en if main else indented(slider.label.en, 1)
        add_setting(table, setting_key(lever, name), label, slider, _bands(lever) if main else "")
    for name, choice in lever.choices.items():
        _add_choice(table, setting_key(lever, name), indented(choice.label.en, 1), choice)


def _add_choice(table: Table, key: str, label: str | Padding, choice: Choice) -> None:
    from sdlib.policy.choices import joined

    table.add_row(key, label, joined(choice.default), "", "", f"of {joined(choice.elements)}", "")


def _bands(lever: Lever) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in lever.bands.items())


def _print_policy(package: Package, name: str, policy: LiteraturePolicy) -> None:
    assert package.literature is not None
    console().print(f"\n{name}: {policy.label.en}", style="bold", soft_wrap=True)
    _line("Documents", f"{policy.says.en} ({policy.where})")
    _line("Mechanism", policy.mechanism.en)
    if policy.survey is not None:
        _line("Survey", policy.survey.en)
    for each in policy.adopted:
        date = each.year if each.year is not None else "year unknown"
        seen = "" if each.verified else "; not verified"
        _line("Adopted", f"{date}: {each.event.en} ({each.reference}{seen})")
    _line("Side effects", f"{policy.side_effects.en} ({policy.side_effects_basis})")
    bases = (package.literature.cost_bases[basis].en for basis in policy.cost_basis)
    _line("Cost basis", "; ".join(bases))


def _print_evidence(package: Package, lever: Lever) -> None:
    evidence = package.evidence_of(lever)
    if not evidence:
        console().print("\nNo evidence is named: its effect is an assumption.", soft_wrap=True)
        return
    table = new_table(
        "Evidence", Finding="left", Low="right", Central="right", High="right", Unit="left",
        Grade="left", Source="left",
    )  # fmt: skip
    for found in evidence.values():
        numbers = (found.low, found.central, found.high)
        shown = ["-" if number is None else f"{number:g}" for number in numbers]
        table.add_row(
            f"{found.quantity.en}: {found.finding.en}", *shown, found.unit, found.grade,
            found.reference,
        )  # fmt: skip
    console().print()
    print_table(table)


def _line(head: str, text: str) -> None:
    console().print(f"{head}: {text}", soft_wrap=True, highlight=False, markup=False)
