"""Reading what was given on the command line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sdlib.errors import DataFileError, InputError, SdError

if TYPE_CHECKING:
    from sdlib.commands.console import Busy
    from sdlib.loaded import LoadedModel
    from sdlib.run import Run

MODEL_HELP = (
    "Name of a model ('sdlib list' shows them), folder of a model package, or a .mdl, .xmile or "
    ".stmx file."
)
ENCODING_HELP = "Encoding of the model file, where it does not state its own, such as gb18030."


ENGINE_HELP = "What runs the model: compiled, or pysd."
INTEGRATOR_HELP = "Method of integration, euler or rk4; what the model file asks for by default."
SEED_HELP = "Seed of random functions."
OUTPUT_HELP = (
    "An output to look at, by name or label; can be repeated. The headline outputs by default."
)
TIME_HELP = "Model time, such as 2030; the last one by default."


def load_for(
    model: str,
    encoding: str | None = None,
    engine: str = "compiled",
    integrator: str | None = None,
    seed: int = 0,
) -> LoadedModel:
    """Load a model with the engine of that name.

    Raises:
        InputError: If there is no such engine, or it does not take integrator or seed.
        SdError: If the model cannot be loaded.
    """
    from sdlib.engine import engine_named
    from sdlib.loaded import LoadedModel, load

    made = engine_named(engine, integrator=integrator, seed=seed)
    loaded = load(model, encoding=encoding)
    return LoadedModel(loaded.model, loaded.package, made)


def tell_notes(loaded: LoadedModel, runs: Mapping[str, Run] | None = None) -> None:
    """Print to stderr what a model file holds that somebody may miss in its runs.

    Args:
        loaded: The model.
        runs: Label to run, of which is told what somebody who relies on it has to know.
    """
    from sdlib.commands.console import error_console

    texts = [
        f"{loaded.model.path}, line {note.line}: {note.text}"
        for note in loaded.model.notes
        if note.lost
    ]
    texts += [f"{label}: {note}" for label, run in (runs or {}).items() for note in run.notes]
    for text in texts:
        error_console().print(f"Note: {text}", soft_wrap=True)


def told_in_steps(bar: Busy) -> Callable[[int, int], None]:
    """Return what tells a progress bar how many runs are done."""

    def tell(done: int, total: int) -> None:
        bar.step(f"{done:,} of {total:,} runs")

    return tell


def digits_of(loaded: LoadedModel, column: str, largest: float) -> int | None:
    """Return the digits after the point with which a column is shown.

    Args:
        loaded: The model.
        column: Variable or element.
        largest: Its largest absolute value [its unit].
    """
    from sdlib.output.digits import decimals

    declared = (
        loaded.package.output(loaded.model.split(column)[0]) if loaded.package.folder else None
    )
    return decimals(declared.decimals if declared else None, largest)


def changes_of(loaded: LoadedModel, given: Sequence[str]) -> dict[str, float | str]:
    """Return the changes that ``--set NAME=VALUE`` options tell: numbers, or names of elements.

    Raises:
        InputError: If one is no NAME=VALUE, its value no number, or its name given twice.
        DataFileError: If several have faults; it holds them all.
    """
    changes: dict[str, float | str] = {}
    faults: list[SdError] = []
    for text in given:
        # A name may hold an equals sign, a number never does.
        name, equals, value = (part.strip() for part in text.rpartition("="))
        chosen = _is_choice(loaded, name)
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not equals or not name:
            fault = InputError(
                found=f"--set '{text}' has no name and value",
                allowed="--set NAME=VALUE, for example --set policy_bank=0.5",
            )
        elif not chosen and not math.isfinite(number):
            fault = InputError(
                found=f"'{name}' is set to '{value}', which is not a number",
                allowed="a number with a point, for example 0.5",
            )
        elif name in changes:
            fault = InputError(found=f"'{name}' is set twice", remedy="keep one of the two")
        else:
            changes[name] = value if chosen else number
            continue
        faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else DataFileError(faults)
    return changes


def _is_choice(loaded: LoadedModel, key: str) -> bool:
    """Tell whether a key of changes is a setting that chooses elements."""
    owner, _, setting = key.rpartition(".")
    levers = loaded.package.levers
    return owner in levers and setting in levers[owner].choices
