"""The passport of a file: what made its numbers, enough to make them again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sdlib.engine import ENGINES
from sdlib.errors import OutputError, UnknownNameError
from sdlib.model.structure import Model
from sdlib.output.layouts import Layout
from sdlib.output.values import to_plain
from sdlib.policy import Package, model_folder
from sdlib.run import Run

FORMAT = 2
"""Newest version of the passport; raised when an older program could misread a newer one."""

PLAIN_FORMAT = 1
"""Version of the passport of a table without bands, which older programs read as well."""

MARK = "sdlib_passport"
"""Key that a passport opens with, wherever it stands."""

_LISTED = "scenario"
_MERGED = ("unit", "library")


def _known_format(value: int) -> int:
    if value > FORMAT:
        message = f"a newer version of the program wrote this passport (format {value})"
        raise ValueError(message)
    return value


class ScenarioEntry(BaseModel):
    """One run in a file."""

    model_config = ConfigDict(frozen=True)

    label: str
    """How the file calls it."""
    scenario: str
    """The scenario that it started from."""
    changes: dict[str, Any] = Field(default_factory=dict)
    """What differs from the baseline, as `values.to_plain` makes it."""


class BandEntry(BaseModel):
    """The sampled worlds whose quantiles a file holds beside the values of its runs."""

    model_config = ConfigDict(frozen=True)

    worlds: int
    """How many worlds were sampled."""
    lost: int
    """In how many of them a run was not finite; they are left out."""
    seed: int
    """Seed of the sample."""
    quantiles: tuple[float, ...]
    """Which quantiles there are columns for."""
    ranges: dict[str, tuple[float, float]]
    """Key of each assumption that was sampled, to the ends of its range."""
    outputs: tuple[str, ...]
    """The columns that have quantiles, in their order."""

    def columns(self) -> dict[str, tuple[str, int]]:
        """Return the name of each column of quantiles, with its output and which one it is."""
        return {
            f"{output}, quantile {quantile:g}": (output, at)
            for output in self.outputs
            for at, quantile in enumerate(self.quantiles)
        }


class Passport(BaseModel):
    """What made the numbers of a file. It holds no date: the same run makes the same file."""

    model_config = ConfigDict(frozen=True)

    sdlib_passport: Annotated[int, AfterValidator(_known_format)] = PLAIN_FORMAT
    version: str
    """Version of the program."""
    engine: str
    engine_options: dict[str, str | int] | None = None
    """What the engine was made with, None where nothing differs from its defaults."""
    library: dict[str, str] = Field(default_factory=dict)
    """Version of each library that the numbers can depend on."""
    model: str
    """Name of the model."""
    source: Literal["package", "folder", "file"]
    """Whether it was found by its name, by its folder or by its file."""
    path: str | None = None
    """Folder or file, as seen from the folder of the table."""
    encoding: str | None = None
    """Encoding that was given to read the model file, None where it states its own."""
    model_hash: str
    """SHA-256 of the model file."""
    declared_hash: str | None = None
    """SHA-256 of ``model.yaml``, None where there is none."""
    region: str
    layout: Layout
    scenario: tuple[ScenarioEntry, ...] = Field(min_length=1)
    unit: dict[str, str]
    """Column to unit, in the order of the columns."""
    bands: BandEntry | None = None
    """The worlds whose quantiles are the last columns, None where there are none."""
    notes: tuple[str, ...] | None = None
    """What somebody who relies on a run has to know, each with its label; None for nothing."""

    def lines(self) -> list[tuple[str, str]]:
        """Return the passport as pairs of key and text, for people and for `from_lines`.

        A key stands once for each scenario, unit and library. A text is plain where that cannot
        be mistaken for JSON, and JSON otherwise.
        """
        pairs: list[tuple[str, str]] = []
        for key, value in self.model_dump().items():
            if value is None:
                continue
            if key == _LISTED:
                pairs.extend((key, _text(entry)) for entry in value)
            elif key in _MERGED:
                pairs.extend((key, _text({name: text})) for name, text in value.items())
            else:
                pairs.append((key, _text(value)))
        return pairs

    def json_text(self) -> str:
        """Return the passport as one line of JSON."""
        return json.dumps(self.model_dump(exclude_none=True), ensure_ascii=False)


def passport_of(
    runs: Mapping[str, Run],
    columns: Iterable[str],
    layout: Layout,
    folder: Path | None,
    bands: BandEntry | None = None,
) -> Passport:
    """Return the passport of a file.

    Args:
        runs: Label to run; all of one model.
        columns: The columns of values, in their order.
        layout: The file's layout.
        folder: Folder of the file; None where it is not known.
        bands: The worlds whose quantiles follow the values of the runs, None for none.
    """
    first = next(iter(runs.values()))
    units = {column: first.unit(column) for column in columns}
    if bands is not None:
        units |= {name: units[output] for name, (output, _) in bands.columns().items()}
    model, package = first.model, first.package
    source, path = _source(model, package, folder)
    return Passport(
        sdlib_passport=PLAIN_FORMAT if bands is None else FORMAT,
        version=version("sdlib"),
        engine=first.engine,
        engine_options=dict(first.engine_options) or None,
        library=_libraries(first.engine),
        model=package.name,
        source=source,
        path=path,
        encoding=model.encoding,
        model_hash=model.content_hash,
        declared_hash=package.declared_hash,
        region=package.region,
        layout=layout,
        scenario=tuple(
            ScenarioEntry(
                label=label,
                scenario=run.scenario,
                changes={key: to_plain(value) for key, value in run.changes.items()},
            )
            for label, run in runs.items()
        ),
        unit=units,
        bands=bands,
        notes=tuple(f"{label}: {note}" for label, run in runs.items() for note in run.notes)
        or None,
    )


def from_lines(pairs: Iterable[tuple[str, str]], place: str) -> Passport:
    """Return the passport that `Passport.lines` wrote.

    Raises:
        OutputError: If it is not complete or holds something else.
    """
    tree: dict[str, Any] = {}
    for key, text in pairs:
        value = _value(text)
        if key == _LISTED:
            tree.setdefault(key, []).append(value)
        elif key in _MERGED and isinstance(value, dict):
            tree.setdefault(key, {}).update(value)
        else:
            tree[key] = value
    return from_tree(tree, place)


def from_json(text: str, place: str) -> Passport:
    """Return the passport that `Passport.json_text` wrote.

    Raises:
        OutputError: If it is not complete or holds something else.
    """
    try:
        tree = json.loads(text)
    except json.JSONDecodeError:
        raise _broken(place, "it is not JSON") from None
    return from_tree(tree, place)


def from_tree(tree: Any, place: str) -> Passport:
    """Return the passport that a plain tree holds.

    Raises:
        OutputError: If it is not complete or holds something else.
    """
    if not isinstance(tree, dict) or MARK not in tree:
        raise no_passport(place)
    try:
        return Passport.model_validate(tree)
    except ValidationError as error:
        detail = error.errors()[0]
        key = ".".join(str(part) for part in detail["loc"])
        reason = str(detail["msg"]).removeprefix("Value error, ")
        raise _broken(place, f"{key}: {reason[0].lower()}{reason[1:]}") from None


def no_passport(place: str, command: str = "") -> OutputError:
    """Return the error of a file without a passport.

    Args:
        place: The file.
        command: The command line that it names, where it is a study and not a table of runs.
    """
    if command:
        return OutputError(
            found="the file holds a study, which is no table of runs that could be compared "
            "number by number",
            place=place,
            allowed="a table that 'sdlib run ... --out FILE' or the page wrote",
            remedy=f"make the study again with its own command: {command}",
        )
    return OutputError(
        found="the file has no passport, so nobody can tell how it was made",
        place=place,
        allowed="a table that 'sdlib run ... --out FILE' or the page wrote",
        remedy="write it again; the layout iamc in csv keeps it beside the table, in "
        "'FILE.passport.json'",
    )


def _broken(place: str, reason: str) -> OutputError:
    return OutputError(
        found=f"the passport of the file cannot be read ({reason})",
        place=place,
        remedy="write the table again",
    )


def _source(
    model: Model, package: Package, folder: Path | None
) -> tuple[Literal["package", "folder", "file"], str | None]:
    if package.folder is None:
        return "file", _seen_from(folder, model.path)
    try:
        if model_folder(package.name).resolve() == package.folder.resolve():
            return "package", None
    except UnknownNameError:
        pass
    return "folder", _seen_from(folder, package.folder)


def _seen_from(folder: Path | None, path: Path) -> str:
    # A path from one drive to another does not exist, and an absolute one would not travel.
    try:
        return Path(os.path.relpath(path, folder)).as_posix() if folder else path.name
    except ValueError:
        return path.name


def _libraries(engine: str) -> dict[str, str]:
    found = {}
    for name in ENGINES[engine].libraries:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _text(value: Any) -> str:
    if isinstance(value, str) and value == value.strip() and value.isprintable():
        try:
            json.loads(value)
        except json.JSONDecodeError:
            if value and value[0] not in '{["':
                return value
    return json.dumps(value, ensure_ascii=False)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
