"""``sdlib loops``: which feedback loops drive a run, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sdlib.commands.console import busy, console, new_table, print_json, print_table
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, changes_of, load_for
from sdlib.commands.run import SET_HELP

if TYPE_CHECKING:
    from sdlib.study.why.dominance import LoopAnswer
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

    inputs = changes_of(changes or [])
    with busy(3) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        settings = loaded.settings(scenario, inputs)
        bar.step(f"running {scenario}")
        answer = loops_of(loaded, settings)
    if as_json:
        named = None if answer.named is None else _tree(answer.named, len(answer.named.loops))
        tree = {"model": loaded.package.name, "scenario": scenario, "named": named}
        print_json({**tree, "found": _tree(answer.found, most)})
    else:
        _print(answer, most)


def _print(answer: LoopAnswer, most: int) -> None:
    found = answer.found
    if not found.loops:
        console().print("No feedback loop acts in this run.")
        return
    if answer.named is not None and answer.named.loops:
        named = _table("Named loops, share of these loops alone", answer.named, most, found)
        print_table(named)
        for loop in answer.named.loops:
            if loop.declared != loop.kind:
                console().print(
                    f"'{_title(loop)}' is declared {loop.declared} and acts {loop.kind}.",
                    style="yellow",
                )
        console().print()
        print_table(_leading(answer.named))
        console().print()
    which = f"all {len(found.loops)}" if found.complete else f"the strongest {len(found.loops)}"
    shown = min(most, len(found.loops))
    print_table(_table(f"{shown} of {which} loops found, share of all of them", found, most))
    if answer.named is None:
        console().print()
        print_table(_leading(found))


def _table(title: str, scores: LoopScores, most: int, every: LoopScores | None = None) -> Any:
    """Return a table of loops; `every` tells their mean share of all loops beside."""
    rows = [scores.trace.saved[at] for at in _columns(len(scores.trace.saved))]
    times = {f"{float(scores.times[row]):.10g}": "right" for row in rows}
    table = new_table(title, Loop="left", Group="right", Kind="left", Mean="right", **times)
    if every is not None:
        table.add_column("Of all loops", justify="right")
    of_all = {loop.key: f"{loop.mean * 100:.1f} %" for loop in every.loops} if every else {}
    for loop in scores.loops[:most]:
        shares = [f"{loop.share[row] * 100:+.0f} %" for row in rows]
        mean = f"{loop.mean * 100:.0f} %"
        table.add_row(
            _title(loop),
            f"{loop.partition}",
            loop.kind,
            mean,
            *shares,
            *([of_all[loop.key]] if every else []),
        )
    return table


def _columns(count: int) -> list[int]:
    """Return some saved times, the last among them; at the first nothing has changed yet."""
    import numpy as np

    return sorted({round(at) for at in np.linspace(min(1, count - 1), count - 1, _SHOWN_TIMES)})


def _title(loop: ScoredLoop) -> str:
    if loop.label:
        return loop.label.en
    if len(loop.names) <= _MOST_NAMES:
        return f"{loop.key}: {' > '.join(loop.names)}"
    # What remembers tells where a long loop runs; all its variables are in the JSON.
    rest = len(loop.names) - len(loop.memories)
    return f"{loop.key}: {' > '.join(loop.memories)} and {rest} variables between"


def _leading(scores: LoopScores) -> Any:
    from sdlib.study.why.dominance import periods

    table = new_table(
        "The loop with the largest share",
        Group="right", Time="whole", Loop="left", Share="right", **{"All reinforcing": "right"},
        Dominates="left",
    )  # fmt: skip
    for period in periods(scores):
        begin, end = f"{period.begin:.10g}", f"{period.end:.10g}"
        table.add_row(
            f"{period.partition}",
            begin if begin == end else f"{begin} to {end}",
            _title(period.loop),
            f"{period.share * 100:+.0f} %",
            f"{period.reinforcing * 100:.0f} %",
            "yes" if period.dominates else "",
        )
    return table


def _tree(scores: LoopScores, most: int) -> dict[str, Any]:
    from sdlib.study.why.dominance import periods

    rows: Sequence[int] = scores.trace.saved[1:]
    return {
        "complete": scores.complete,
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
                "dominates": period.dominates,
            }
            for period in periods(scores)
        ],
    }
