"""``sdlib attribute``: which policy of a scenario changed an output by how much."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from sdlib.commands.console import busy, console, indented, new_table, print_json, print_table
from sdlib.commands.reading import (
    ENCODING_HELP,
    MODEL_HELP,
    OUTPUT_HELP,
    TIME_HELP,
    changes_of,
    digits_of,
    load_for,
)

if TYPE_CHECKING:
    from sdlib.loaded import LoadedModel
    from sdlib.study.attribution import Attribution, OutputAttribution

_MOST_PAIRS = 3

EXAMPLES = (
    "sdlib attribute sme_primer full_package",
    "sdlib attribute sme_primer financing_package --output 'Large firms' --time 2030",
    "sdlib attribute sme_primer full_package --set gdp_growth=0.05 --out who.xlsx",
)
"""What ``--help`` shows."""

SET_HELP = "Change the scenario first, as in 'sdlib run'. Can be repeated."
ORDERS_HELP = (
    "How many orders are sampled where more than 12 policies are on; by default 1000, fewer with "
    "more than 13."
)


def attribute(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    scenario: Annotated[str, typer.Argument(help="The scenario.")] = "baseline",
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=SET_HELP)
    ] = None,
    output: Annotated[list[str] | None, typer.Option(metavar="NAME", help=OUTPUT_HELP)] = None,
    time: Annotated[float | None, typer.Option(help=TIME_HELP)] = None,
    orders: Annotated[int | None, typer.Option(help=ORDERS_HELP, min=2)] = None,
    seed: Annotated[int, typer.Option(help="Seed of that sample.", min=0)] = 0,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a .csv or .xlsx file.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Share the change of an output out among the policies that are switched on.

    The contributions add up to the joint change. Assumptions stay as they are in the scenario.
    """
    from sdlib.output.study_file import check_study_path
    from sdlib.study.attribution import attribute as attribution_of

    if out is not None:
        check_study_path(out)
    with busy(3) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        given = changes_of(loaded, changes or [])
        bar.step("running sets of policies")
        settings = loaded.settings(scenario, given)
        found = attribution_of(
            loaded, settings, outputs=output, time=time, orders=orders, seed=seed
        )
        words = _command(model, found, output, changes)
        if out is not None:
            _write(loaded, found, words, out)
    if as_json:
        from sdlib.study.attribution.tables import attribution_tree

        print_json({**attribution_tree(found), "command": words})
    else:
        which = f"{scenario} with changes" if given else scenario
        _print(loaded, found, f"{loaded.package.title.en}, {which}")
        if out is not None:
            console().print(str(out), soft_wrap=True)


def _command(
    model: str,
    found: Attribution,
    outputs: Sequence[str] | None,
    changes: Sequence[str] | None,
) -> str:
    """Return the command that makes the same attribution again, defaults spelled out."""
    words = ["sdlib", "attribute", model, found.scenario, "--time", f"{found.time:.10g}"]
    if found.orders is not None:
        words += ["--orders", str(found.orders), "--seed", str(found.seed)]
    for option, values in (("--output", outputs), ("--set", changes)):
        words += [word for value in values or () for word in (option, value)]
    return shlex.join(words)


def _write(loaded: LoadedModel, found: Attribution, command: str, path: Path) -> None:
    from sdlib.output.study_file import COMMAND, study_facts, write_study
    from sdlib.study.attribution.tables import contributions_table, pairs_table, totals_table

    facts = [
        *study_facts(loaded),
        (COMMAND, command),
        ("runs", f"{found.runs:,}"),
        ("time", f"{found.time:.10g}"),
        ("contribution", _how(found)),
    ]
    tables = {
        "contributions": contributions_table(found),
        "totals": totals_table(found),
        "pairs": pairs_table(found),
    }
    write_study(tables, facts, path)


def _how(found: Attribution) -> str:
    if found.exact:
        return f"Shapley's value over all {2 ** len(found.policies):,} sets of policies"
    return f"Shapley's value, estimated from {found.orders:,} random orders, seed {found.seed}"


def _print(loaded: LoadedModel, found: Attribution, title: str) -> None:
    from sdlib.study.attribution import four_sentence, sentence

    console().print(title, style="bold", soft_wrap=True)
    for entry in found.outputs:
        console().print()
        console().print(_title(loaded, found, entry), style="bold", soft_wrap=True)
        print_table(_table(loaded, found, entry))
        console().print(sentence(found, entry), soft_wrap=True)
        four = four_sentence(found, entry)
        if four:
            console().print(four, soft_wrap=True)
    console().print(
        f"\nContribution: what a policy adds, averaged over all orders in which the policies could "
        f"be switched on ({_how(found)}). Alone: as the only policy. Last: on top of all others.",
        style="dim",
        soft_wrap=True,
    )


def _digits(loaded: LoadedModel, entry: OutputAttribution) -> int | None:
    largest = max(abs(entry.without_policies), abs(entry.with_policies))
    return digits_of(loaded, entry.output.name, largest)


def _title(loaded: LoadedModel, found: Attribution, entry: OutputAttribution) -> str:
    from sdlib.output.digits import shown

    output, digits = entry.output, _digits(loaded, entry)
    unit = "" if output.unit in ("", "Dmnl") else f" [{output.unit}]"
    return (
        f"{output.label.en}{unit} at time {found.time:.10g}: "
        f"{shown(entry.without_policies, digits)} without policies, "
        f"{shown(entry.with_policies, digits)} with them"
    )


def _table(loaded: LoadedModel, found: Attribution, entry: OutputAttribution) -> Table:
    """Return who contributed what, and below it the sums and the strongest pairs."""
    from sdlib.output.digits import shown
    from sdlib.study.attribution.tables import percent

    digits = _digits(loaded, entry)
    table = new_table(Policy="left", Contribution="right", **{"%": "right"})
    errors = not found.exact
    for heading in (*(("±",) if errors else ()), "Alone", "Last"):
        table.add_column(heading, justify="right", no_wrap=True)

    # One digit more than the output itself has: a contribution is a small part of it.
    fine = None if digits is None else digits + (1 if digits else 0)

    def told(value: float | None, share: bool = False) -> str:
        if value is None:
            return ""
        return shown(value, 2 if share else fine, signed=True)

    for one in entry.contributions:
        error = [shown(one.error or 0.0, fine)] if errors else []
        table.add_row(
            one.policy.label.en,
            told(one.shapley),
            told(percent(entry, one.shapley), share=True),
            *error,
            told(one.alone),
            told(one.last),
        )
    alone = sum(one.alone for one in entry.contributions)
    last = sum(one.last for one in entry.contributions)
    blank = [""] * errors
    table.add_section()
    table.add_row(
        "Together", told(entry.change), told(percent(entry, entry.change), share=True), *blank,
        told(alone), told(last), style="bold",
    )  # fmt: skip
    if len(entry.contributions) > 1:
        table.add_row(
            "Interaction: together less each alone", told(entry.interaction),
            told(percent(entry, entry.interaction), share=True), *blank, "", "",
        )  # fmt: skip
    for pair in entry.pairs[:_MOST_PAIRS]:
        if pair.interaction:
            both = f"{pair.first.label.en} and {pair.second.label.en}"
            table.add_row(
                indented(both, 1), told(pair.interaction),
                told(percent(entry, pair.interaction), share=True), *blank, "", "", style="dim",
            )  # fmt: skip
    return table
