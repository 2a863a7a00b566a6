"""``sdlib loops``: which feedback loops drive a run, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sdlib.commands.console import busy, console, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, changes_of, load_for
from sdlib.commands.run import SET_HELP

if TYPE_CHECKING:
    from rich.table import Table

    from sdlib.study.why.dominance import LoopAnswer, Period
    from sdlib.study.why.loop_scores import LoopScores, ScoredLoop

_SHOWN_TIMES = 5

_MOST_NAMES = 8
"""Variables of a loop up to which all of them are shown."""

EXAMPLES = (
    "sdlib loops sme_primer",
    "sdlib loops sme_primer as_adopted --most 20",
    "sdlib loops my_model.mdl --json",
)
"""What ``--help`` shows."""


def loops(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    scenario: Annotated[str, typer.Argument(help="Scenario.")] = "baseline",
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=SET_HELP)
    ] = None,
    most: Annotated[int, typer.Option(help="How many of the loops to show.", min=1)] = 10,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Score the feedback loops of a run: each one's share of what drives the stocks, over time.

    Shares are per cent of all loops of a group of stocks that act on each other; + strengthens a
    change, - dampens it.
    """
    from sdlib.study.why.dominance import loops_of

    with busy(3) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        inputs = changes_of(loaded, changes or [])
        settings = loaded.settings(scenario, inputs)
        bar.step(f"running {scenario}")
        answer = loops_of(loaded, settings)
    if as_json:
        found, named = answer.found, answer.named
        of_named = None if named is None else _tree(named, len(named.loops), found)
        tree = {"model": loaded.package.name, "scenario": scenario, "named": of_named}
        print_json({**tree, "found": _tree(found, most)})
    else:
        which = f"{scenario} with changes" if inputs else scenario
        _print(f"{loaded.package.title.en}, {which}", answer, most)


def _print(title: str, answer: LoopAnswer, most: int) -> None:
    from sdlib.study.why.dominance import periods

    found, named = answer.found, answer.named
    where = console()
    if not found.loops:
        where.print("No feedback loop acts in this run.")
        return
    where.print(f"{title}\n", style="bold", soft_wrap=True)
    if named is not None and named.loops:
        print_table(_table("Named loops, share of these loops alone", named, most, found))
        for loop in named.loops:
            if loop.declared != loop.kind:
                where.print(
                    f"'{_name(loop)}' is declared {loop.declared} and acts {loop.kind}.",
                    style="yellow",
                )
        where.print()
        of_named = periods(named, found)
        print_table(_leading("The named loop with the largest share", of_named, named=True))
        where.print()
    which = f"all {len(found.loops):,}" if found.complete else f"the strongest {len(found.loops):,}"
    shown = min(most, len(found.loops))
    print_table(_table(f"{shown} of {which} loops found, share of all of them", found, most))
    where.print()
    leaders = periods(found)
    if named is None or not named.loops:
        print_table(_leading("The loop with the largest share of all", leaders))
    else:
        leaders = tuple(period for period in leaders if period.dominates)
        if leaders:
            print_table(_leading("Loops that dominate: half of all loops or more", leaders))
        else:
            where.print("No loop dominates: none has half of all loops of its group.")
    _print_legend(found, (*found.loops[:most], *(period.loop for period in leaders)))


def _print_legend(found: LoopScores, loops: Sequence[ScoredLoop]) -> None:
    """Print where the loops without a name run, and what the groups are."""
    where = console()
    where.print()
    for loop in {loop.key: loop for loop in loops}.values():
        if not loop.label:
            where.print(f"{loop.key}: {_way(loop)}", style="dim", soft_wrap=True)
    for number in found.partitions:
        names = found.stocks[number]
        rest = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        stocks = ", ".join(names[:_MOST_NAMES])
        where.print(f"Group {number}: {stocks}{rest}.", style="dim", soft_wrap=True)


def _table(title: str, scores: LoopScores, most: int, every: LoopScores | None = None) -> Table:
    """Return a table of loops; `every` tells their mean share of all loops beside."""
    rows = [scores.trace.saved[at] for at in _columns(len(scores.trace.saved))]
    table = new_table(title, Loop="left", Group="right", Kind="left", Mean="right")
    if every is not None:
        table.add_column("Of all loops", justify="right", no_wrap=True)
    for row in rows:
        table.add_column(f"{float(scores.times[row]):.10g}", justify="right", no_wrap=True)
    of_all = {loop.key: loop.mean for loop in every.loops} if every else {}
    for loop in scores.loops[:most]:
        table.add_row(
            _name(loop),
            f"{loop.partition}",
            loop.kind,
            _percent(loop.mean),
            *([_percent(of_all[loop.key], 1)] if every else []),
            *(_percent(loop.share[row], signed=True) for row in rows),
        )
    return table


def _percent(share: float, digits: int = 0, *, signed: bool = False) -> str:
    from sdlib.output.digits import shown

    # What rounds to nothing has no sign.
    signed = signed and round(share * 100, digits) != 0
    return f"{shown(float(share) * 100, digits, signed=signed)} %"


def _columns(count: int) -> list[int]:
    """Return some saved times, the last among them; at the first nothing has changed yet."""
    import numpy as np

    return sorted({round(at) for at in np.linspace(min(1, count - 1), count - 1, _SHOWN_TIMES)})


def _name(loop: ScoredLoop) -> str:
    return loop.label.en if loop.label else loop.key


def _way(loop: ScoredLoop) -> str:
    if len(loop.names) <= _MOST_NAMES:
        return " > ".join(loop.names)
    # What remembers tells where a long loop runs; all its variables are in the JSON.
    rest = len(loop.names) - len(loop.memories)
    return f"{' > '.join(loop.memories)} and {rest} variables between"


def _leading(title: str, leaders: Sequence[Period], *, named: bool = False) -> Table:
    """Return which loop leads when; `named` where it leads among the named ones alone."""
    heads = {"Time": "whole", "Loop": "left", "Group": "right", "Share": "right"}
    last = {"Of all loops": "right"} if named else {"Dominates": "left"}
    table = new_table(title, **heads, **{"All reinforcing": "right"}, **last)
    for period in leaders:
        begin, end = f"{period.begin:.10g}", f"{period.end:.10g}"
        of_all = _percent(period.of_all, 1, signed=True)
        table.add_row(
            begin if begin == end else f"{begin} to {end}",
            _name(period.loop),
            f"{period.partition}",
            _percent(period.share, signed=True),
            _percent(period.reinforcing),
            of_all if named else "yes" if period.dominates else "",
        )
    return table


def _tree(scores: LoopScores, most: int, every: LoopScores | None = None) -> dict[str, Any]:
    from sdlib.study.why.dominance import periods

    rows: Sequence[int] = scores.trace.saved[1:]
    return {
        "complete": scores.complete,
        "groups": {str(number): list(scores.stocks[number]) for number in scores.partitions},
        "loops_found": len(scores.loops),
        "time": [float(scores.times[row]) for row in rows],
        "loops": [
            {
                "key": loop.key,
                "label": loop.label.model_dump() if loop.label else None,
                "kind": loop.kind,
                "declared": loop.declared or None,
                "group": loop.partition,
                "variables": list(loop.names),
                "remembering": list(loop.memories),
                "loops_of_elements": loop.members,
                "mean_share": loop.mean,
                "share": [float(loop.share[row]) for row in rows],
            }
            for loop in scores.loops[:most]
        ],
        "periods": [
            {
                "group": period.partition,
                "begin": period.begin,
                "end": period.end,
                "loop": period.loop.key,
                "share": period.share,
                "reinforcing": period.reinforcing,
                "share_of_all": period.of_all,
                "dominates": period.dominates,
            }
            for period in periods(scores, every)
        ],
    }
