"""``sdlib why``: what explains the difference of a variable between two scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sdlib.commands.console import busy, console, indented, new_table, print_json, print_table
from sdlib.commands.reading import (
    ENCODING_HELP,
    MODEL_HELP,
    changes_of,
    digits_of,
    load_for,
)

if TYPE_CHECKING:
    from rich.table import Table

    from sdlib.loaded import LoadedModel
    from sdlib.study.why.answer import Answer
    from sdlib.study.why.explained import Branch, Path
    from sdlib.study.why.first import Moved

EXAMPLES = (
    "sdlib why sme_primer baseline policy_bank Exports",
    'sdlib why sme_primer baseline full_package "Medium firms" --depth 3 --time 2020',
    'sdlib why sme_primer baseline baseline "Loan share" --set policy_bank=1',
)
"""What ``--help`` shows."""

SET_HELP = (
    "Change a lever, an assumption or a variable in the second run, as in 'sdlib run'. Can be "
    "repeated."
)


def why(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    first: Annotated[str, typer.Argument(metavar="A", help="Scenario that is compared with.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Scenario that is explained.")],
    variable: Annotated[
        str, typer.Argument(help=r"Variable, or one element of it: 'Name\[element]'.")
    ],
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=SET_HELP)
    ] = None,
    depth: Annotated[int, typer.Option(help="How many inputs deep to look.", min=1, max=12)] = 2,
    time: Annotated[
        float | None,
        typer.Option(help="Model time at which inputs are compared; the last one by default."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all digits.")] = False,
) -> None:
    """Tell why a variable differs: what each input explains, and which stock moved first."""
    from sdlib.study.why.answer import why as answer_why

    with busy(3) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        inputs = changes_of(loaded, changes or [])
        settings = loaded.settings(first), loaded.settings(second, inputs)
        row = None if time is None else _row_of(loaded, time)
        bar.step(f"running {first} and {second}")
        answer = answer_why(loaded, *settings, variable, depth=depth, row=row)
    if as_json:
        print_json(_tree(answer))
    else:
        console().print(f"{answer.sentence.en}\n", soft_wrap=True)
        print_table(_table(loaded, answer))


def _row_of(loaded: LoadedModel, time: float) -> int:
    """Return the position of a time among the saved ones."""
    from sdlib.study.values import saved_time

    return int(abs(loaded.model.time.save_times() - saved_time(loaded, time)).argmin())


def _table(loaded: LoadedModel, answer: Answer) -> Table:
    when = f"{float(answer.pair.times[answer.step]):.10g}"
    one, other = answer.pair.labels
    table = new_table(
        f"{loaded.package.title.en}: what explains the difference of {answer.tree.strip.name} "
        f"at time {when}",
        **{"Variable": "left", "Unit": "left", one: "right", f"{other} ": "right"},
        Difference="right",
        Explains="right",
    )
    _rows(loaded, answer, answer.tree, 0, table)
    return table


def _rows(loaded: LoadedModel, answer: Answer, branch: Branch, depth: int, table: Table) -> None:
    from sdlib.output.digits import shown

    strip = branch.strip
    values = [float(found[answer.step]) for found in strip.values]
    digits = digits_of(loaded, strip.name, max(map(abs, values)))
    change = values[1] - values[0]
    # Digits that a value needs may be too few for its difference.
    seen = digits if digits is None or abs(change) >= 10.0**-digits or not change else None
    mark = " (loop)" if branch.again else " (set)" if branch.cause and branch.cause.given else ""
    table.add_row(
        indented(f"{strip.name}{mark}", depth),
        strip.unit,
        *(shown(value, digits) for value in values),
        shown(change, seen, signed=True),
        "" if branch.share is None else f"{shown(branch.share * 100, 0)} %",
    )
    for inner in branch.branches:
        _rows(loaded, answer, inner, depth + 1, table)


def _tree(answer: Answer) -> dict[str, Any]:
    found = answer.first
    flow = found.flow and {
        "variable": found.flow.name,
        "gave": found.flow_gave,
        "unit": found.stock.unit if found.stock else "",
    }
    behind = found.behind and {"variable": found.behind.name, "share": found.behind_part}
    return {
        "model": answer.pair.loaded.package.name,
        "runs": list(answer.pair.labels),
        "variable": answer.tree.strip.name,
        "time": float(answer.pair.times[answer.step]),
        "sentence": answer.sentence.model_dump(),
        "changed": [answer.pair.names[place] for place in answer.pair.inputs],
        "first": {
            "variable": _moved(found.variable),
            "stock": _moved(found.stock),
            "flow": flow,
            "behind": behind,
            "path": _path(found.path),
            "direct": _path(found.direct),
            "strongest": _path(found.main),
        },
        "causes": _branch(answer, answer.tree),
    }


def _moved(found: Moved | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "variable": found.name,
        "time": found.time,
        "difference": found.difference,
        "unit": found.unit,
    }


def _path(found: Path | None) -> dict[str, Any] | None:
    return None if found is None else {"variables": list(found.names), "part": found.part}


def _branch(answer: Answer, branch: Branch) -> dict[str, Any]:
    strip = branch.strip
    rows = list(strip.saved)
    tree: dict[str, Any] = {
        "variable": strip.name,
        "kind": strip.kind,
        "unit": strip.unit,
        "set": branch.cause.given if branch.cause else answer.pair.is_given(strip.place),
        "loop": branch.again,
        "share": branch.share,
        "part": branch.cause.part if branch.cause else None,
        "time": strip.times[rows].tolist(),
        "values": [found[rows].tolist() for found in strip.values],
    }
    if branch.cause:
        tree["explains"] = branch.cause.explains[rows].tolist()
    tree["rest"] = strip.rest[rows].tolist()
    tree["causes"] = [_branch(answer, inner) for inner in branch.branches]
    return tree
