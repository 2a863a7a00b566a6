"""A table that is ready to be written: cells, passport, and notes for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sdlib.errors import OutputError, SdError
from sdlib.output.bands import band_entry, with_bands
from sdlib.output.layouts import Tables, arrange, known_layout
from sdlib.output.passport import BandEntry, Passport, passport_of
from sdlib.output.values import to_plain
from sdlib.policy import settings_of
from sdlib.policy.choices import joined
from sdlib.policy.labels import column_label
from sdlib.run import Run
from sdlib.study.ensemble import Ensemble

Runs = Run | Sequence[Run] | Mapping[str, Run]
"""One run, several, or label to run."""


@dataclass(frozen=True, kw_only=True)
class ColumnNote:
    """What a person wants to know of a column."""

    name: str
    unit: str
    english: str
    """Label in English; the name where none is declared."""
    chinese: str
    """Label in Chinese; the name where none is declared."""
    comment: str
    """The modeller's comment."""
    decimals: int | None
    """Digits after the point that are worth showing, None where nothing is declared."""


@dataclass(frozen=True, kw_only=True)
class ChangeNote:
    """A changed value, for people."""

    scenario: str
    """Label of the scenario in the file."""
    name: str
    value: str
    unit: str


@dataclass(frozen=True, kw_only=True, eq=False)
class FilledTable:
    """What a file is made from."""

    frame: pd.DataFrame
    """The cells in their layout."""
    passport: Passport
    columns: tuple[ColumnNote, ...]
    changes: tuple[ChangeNote, ...]


def fill_table(
    runs: Runs,
    layout: str,
    names: Sequence[str] = (),
    folder: Path | None = None,
    bands: Ensemble | None = None,
) -> FilledTable:
    """Return runs as a table with its passport.

    Args:
        runs: One run, several, or label to run.
        layout: One of `LAYOUTS`.
        names: Variables or elements that become columns; all that the runs kept, if none is named.
        folder: Folder of the file to come, None where it is not known.
        bands: The ensemble whose quantiles follow as columns, None for none.

    Raises:
        InputError: If there is no such layout.
        OutputError: If the runs do not fit into one table.
    """
    chosen = known_layout(layout)
    labelled = label_runs(runs)
    first = next(iter(labelled.values()))
    frames = {label: run.table(*names) for label, run in labelled.items()}
    columns = list(next(iter(frames.values())).columns)
    if any(list(frame.columns) != columns for frame in frames.values()):
        raise OutputError(
            found="the runs kept different variables",
            remedy="run them with the same outputs, or name the columns: names=[...]",
        )
    entry = band_entry(bands, first.package, columns) if bands else None
    if bands and entry:
        frames = with_bands(frames, labelled, bands, entry)
    passport = passport_of(labelled, columns, chosen, folder, entry)
    tables = Tables(
        values=frames,
        units=passport.unit,
        model=first.package.name,
        region=first.package.region,
    )
    return FilledTable(
        frame=arrange(tables, chosen),
        passport=passport,
        columns=(
            *(_note(first, column) for column in columns),
            *(_band_notes(first, entry) if entry else ()),
        ),
        changes=tuple(_changes(labelled)),
    )


def label_runs(runs: Runs) -> dict[str, Run]:
    """Return runs by the label that a file gives them.

    A run is called like its scenario; " (changed)" follows where values were changed on top of it.

    Raises:
        OutputError: If there is no run, two of one label, or they are of different models.
    """
    if isinstance(runs, Mapping):
        labelled = dict(runs)
    else:
        listed = [runs] if isinstance(runs, Run) else list(runs)
        labelled = {_label(run): run for run in listed}
        if len(labelled) < len(listed):
            raise OutputError(
                found="two runs would have the same name in the table",
                allowed="a name of its own for each run",
                remedy="pass names and runs: {'name': run, ...}",
            )
    if not labelled:
        raise OutputError(found="there is no run to write")
    if len({run.model.content_hash for run in labelled.values()}) > 1:
        raise OutputError(
            found="the runs are of different models", remedy="write a file for each model"
        )
    return labelled


def unit_of_change(run: Run, name: str) -> str:
    """Return the unit of a changed value: of a lever's setting, an assumption or a variable.

    A choice of elements has none.
    """
    levers, assumptions = run.package.levers, run.package.uncertainties
    owner, _, setting = name.rpartition(".")
    if name in levers:
        return levers[name].settings[levers[name].main].unit
    if owner in levers and setting in levers[owner].choices:
        return ""
    if owner in levers and setting in levers[owner].settings:
        return levers[owner].settings[setting].unit
    return assumptions[name].unit if name in assumptions else run.unit(name)


def _label(run: Run) -> str:
    plain = _plain_changes(run.package.scenarios, run)
    return run.scenario if plain else f"{run.scenario} (changed)"


def _plain_changes(scenarios: Mapping[str, object], run: Run) -> bool:
    """Tell whether a run has exactly the values of its scenario."""
    if run.scenario not in scenarios:
        return True
    try:
        own = settings_of(run.package, run.model, run.scenario).changes(run.package)
    except SdError:
        return False
    return {key: to_plain(value) for key, value in own.items()} == {
        key: to_plain(value) for key, value in run.changes.items()
    }


def _note(run: Run, column: str) -> ColumnNote:
    variable = run.model.variable(run.model.split(column)[0])
    declared = run.package.output(variable.name)
    label = column_label(run.package, run.model, column)
    return ColumnNote(
        name=column,
        unit=variable.unit,
        english=label.en,
        chinese=label.zh,
        comment=variable.comment,
        # The outputs of a bare model declare nothing worth keeping: their digits are a guess.
        decimals=declared.decimals if declared and run.package.folder else None,
    )


def _band_notes(run: Run, entry: BandEntry) -> Iterator[ColumnNote]:
    for name, (output, at) in entry.columns().items():
        note = _note(run, output)
        share = f"{100 * entry.quantiles[at]:g}%"
        yield replace(
            note,
            name=name,
            english=f"{note.english}, {share} quantile",
            chinese=f"{note.chinese}，{share}分位",
            comment=f"Of {entry.worlds - entry.lost} worlds in which all assumptions lie anywhere "
            "in their ranges; no probability.",
        )


def _changes(runs: Mapping[str, Run]) -> list[ChangeNote]:
    return [
        ChangeNote(
            scenario=label,
            name=name,
            value=_shown(to_plain(value)),
            unit=unit_of_change(run, name),
        )
        for label, run in runs.items()
        for name, value in run.changes.items()
    ]


def _shown(plain: object) -> str:
    if isinstance(plain, dict):
        pairs = zip(plain["time"], plain["value"], strict=True)
        return "; ".join(f"{time:g}: {value:g}" for time, value in pairs)
    if isinstance(plain, list) and all(isinstance(part, str) for part in plain):
        return joined(plain)
    return f"{plain:g}" if isinstance(plain, float) else str(plain)
