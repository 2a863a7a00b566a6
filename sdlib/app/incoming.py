"""The files that a visitor brings along: told apart, laid beside each other, and read as data.

A file of a stranger is never run as a program and reads no other file than those that came with
it: they lie alone in a folder, under plain names, and the reader opens nothing outside of it. Once
they are read the folder is removed. Nothing here knows Streamlit.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sdlib.errors import DataFileError, ModelFileError, SdError
from sdlib.model.data_files import ENDINGS as DATA_ENDINGS
from sdlib.model.data_files import is_plain
from sdlib.model.reading import ENDINGS, read_text
from sdlib.model.reading.decode import decode, encoding_of, read_bytes
from sdlib.model.reading.settings import named_data_files
from sdlib.model.structure import Model

LARGEST = 10
"""Megabytes of the largest model file that is taken; one of 50,000 lines has about two."""

LARGEST_DATA = 20
"""Megabytes of all data files that come with a model."""

LARGEST_UPLOAD = 64
"""Megabytes of a file that is received at all; a smaller one is refused in words."""

ENCODINGS = ("gb18030", "cp1252")
"""Encodings that a visitor can choose for a file that is not UTF-8 and names none."""

_ODD = re.compile(r"[^\w .()-]+")
_LONGEST_STEM = 60
_CALL = re.compile(r"GET\s*(?:XLS|123|DIRECT)\s*\w+\s*\(\s*'([^']*)'", re.IGNORECASE)

_OTHERS = {
    (".vdf", ".vdfx"): (
        "holds results that Vensim has saved, not a model",
        "choose the model itself, which ends in .mdl",
    ),
    (".vpm", ".vpmx", ".vmf", ".vmfx"): (
        "is a model in a form that only Vensim reads",
        "open it in Vensim and save it as a text model, .mdl",
    ),
    (".stm", ".itm"): (
        "was written by Stella before version 10, in a form that only Stella reads",
        "open it in a newer Stella and save it as .stmx",
    ),
    (".zip", ".7z", ".rar", ".gz", ".tar"): (
        "is an archive",
        "unpack it, and choose the model file together with its data files",
    ),
    DATA_ENDINGS: (
        "is a table of data, not a model",
        "choose the model file too: both at once",
    ),
}
"""Endings of files that are no models, to what such a file is and what to do."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Files that came in together."""

    files: Mapping[str, bytes]
    """Name of each file, without folders and odd signs, to its bytes."""
    encoding: str | None = None
    """Encoding of the model file, where the visitor has chosen one."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the model files."""
        return tuple(name for name in self.files if Path(name).suffix in ENDINGS)

    @property
    def title(self) -> str:
        """Name of the model file; of the first file, where none is a model."""
        return next(iter(self.models or self.files), "")

    def joined(self, later: Delivery) -> Delivery:
        """Return these files with others that came in later; a model replaces a model."""
        kept = {
            name: data
            for name, data in self.files.items()
            if not (later.models and name in self.models)
        }
        return replace(self, files={**kept, **later.files})


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A model that was read."""

    model: Model
    data: Mapping[str, bytes] = field(default_factory=dict)
    """Name of each data file that it reads, as the model writes it, to its bytes."""
    missing: tuple[str, ...] = ()
    """Names of data files that it reads and that did not come in; a run may need them."""
    unused: tuple[str, ...] = ()
    """Names of files that came in and that it does not read."""


class MissingDataError(ModelFileError):
    """A model that reads data files which did not come with it.

    Args:
        title: Name of the model file.
        files: Names of the data files.
    """

    def __init__(self, title: str, files: tuple[str, ...]) -> None:
        self.files = files
        listed = ", ".join(f"'{name}'" for name in files)
        super().__init__(
            found=f"the model reads data files that did not come with it: {listed}",
            place=title,
            remedy="choose them below; the model file is kept",
        )


class NoValuesError(ModelFileError):
    """A model with data variables whose values stand in no file that it names.

    Args:
        title: Name of the model file.
        error: What the engine said of them.
    """

    def __init__(self, title: str, error: SdError) -> None:
        super().__init__(
            found=error.found,
            place=title,
            remedy="write their values into the model as curves over Time, or open it on your own "
            "computer, where a run can be given them",
        )


class NoTextError(ModelFileError):
    """A model file whose encoding is not known; it may be text in another one."""


def delivery(files: Mapping[str, bytes]) -> Delivery:
    """Return files as they are taken in, under names that lead nowhere.

    Args:
        files: Name of each file, as the visitor's computer has it, to its bytes.
    """
    return Delivery(files={safe_name(name): data for name, data in files.items()})


def read_delivery(given: Delivery) -> Opened:
    """Read the one model among the files that came in.

    Raises:
        SdError: If there is not one model among them, or it cannot be read; no place in it names a
            folder.
        MissingDataError: If it reads data files that did not come with it.
        NoTextError: If it is not written in the encoding that it names, or in UTF-8.
    """
    title = _one_model(given)
    with tempfile.TemporaryDirectory(prefix="sdlib-") as folder:
        try:
            return _read(given, Path(folder), title)
        except (MissingDataError, NoTextError):
            raise
        except SdError as error:
            raise DataFileError(without_folder(error, Path(folder))) from None


def safe_name(title: str) -> str:
    """Return a file name without folders and odd signs.

    Example:
        >>> safe_name("../../etc/My model?.MDL")
        'My model.mdl'
    """
    plain = re.split(r"[\\/]", title)[-1]
    stem, dot, ending = plain.rpartition(".")
    stem = _ODD.sub("", stem if dot else plain).strip(" .")[:_LONGEST_STEM] or "model"
    return f"{stem}.{_ODD.sub('', ending).lower()}" if dot else stem


def faults_of(error: SdError) -> tuple[SdError, ...]:
    """Return every fault of an error.

    Args:
        error: What was raised.
    """
    return error.faults if isinstance(error, DataFileError) else (error,)


def without_folder(error: SdError, folder: Path) -> tuple[SdError, ...]:
    """Return every fault of an error, in words that do not name the folder.

    Args:
        error: What was raised.
        folder: Where the files lay.
    """
    inside = f"{folder}{os.sep}"
    return tuple(
        SdError(
            found=fault.found.replace(inside, ""),
            place=fault.place.replace(inside, ""),
            allowed=fault.allowed.replace(inside, ""),
            remedy=fault.remedy.replace(inside, ""),
        )
        for fault in faults_of(error)
    )


def _one_model(given: Delivery) -> str:
    """Return the name of the one model among the files."""
    if not given.models:
        raise DataFileError([_no_model(name) for name in given.files])
    if len(given.models) > 1:
        raise ModelFileError(
            found=f"{len(given.models)} model files came in: {', '.join(given.models)}",
            allowed="one model, with its data files",
            remedy="choose one of them",
        )
    sizes = {name: len(data) / 2**20 for name, data in given.files.items()}
    title = given.models[0]
    data = sum(size for name, size in sizes.items() if name != title)
    for name, size, most in ((title, sizes[title], LARGEST), ("", data, LARGEST_DATA)):
        if size > most:
            raise ModelFileError(
                found=f"the file has {size:.1f} MB" if name else f"the data have {size:.1f} MB",
                place=name,
                allowed=f"at most {most:g} MB",
                remedy="open it on your own computer: sdlib app FILE",
            )
    return title


def _no_model(name: str) -> SdError:
    ending = Path(name).suffix
    for endings, (found, remedy) in _OTHERS.items():
        if ending in endings:
            return ModelFileError(found=f"this file {found}", place=name, remedy=remedy)
    return ModelFileError(
        found=f"the ending '{ending}' is not one of a model file",
        place=name,
        allowed=", ".join(ENDINGS),
        remedy="choose the file that Vensim or Stella has saved",
    )


def _read(given: Delivery, folder: Path, title: str) -> Opened:
    file = folder / title
    file.write_bytes(given.files[title])
    text = _text(file, given.encoding)
    wanted = _wanted(text)
    laid = _lay_out(given, folder, text)
    missing = tuple(name for name in wanted if name not in laid and is_plain(name))
    try:
        model = read_text(file, given.files[title], text, encoding=given.encoding)
    except SdError as error:
        if missing and _is_about(error, missing):
            raise MissingDataError(title, missing) from None
        raise
    data = {name: laid[name] for name in model.data_files if name in laid}
    used = {Path(name).name.lower() for name in data}
    others = (name for name in given.files if name != title)
    unused = tuple(name for name in others if name.lower() not in used)
    model = replace(model, encoding=given.encoding)
    return Opened(model=model, data=data, missing=missing, unused=unused)


def _text(file: Path, encoding: str | None) -> str:
    data = read_bytes(file)
    if b"\0" in data and encoding_of(data, None)[0] not in ("utf-16", "UTF-16"):
        raise ModelFileError(
            found="this is a binary file, not a text",
            place=file.name,
            remedy="save the model as text (in Vensim: .mdl, not .vmf or .vpm)",
        )
    try:
        return decode(data, file, encoding)
    except ModelFileError as error:
        raise NoTextError(
            found=error.found,
            place=error.place.replace(f"{file.parent}{os.sep}", ""),
            remedy="choose below how it is to be read, or save it as UTF-8",
        ) from None


def _wanted(text: str) -> dict[str, None]:
    """Return the data files that a Vensim text names, as it writes them."""
    named = named_data_files(text)
    found: dict[str, None] = {}
    for name in _CALL.findall(text):
        meant = named.get(name.lower(), "") if name.startswith("?") else name
        if meant:
            found[meant] = None
    return found


def _lay_out(given: Delivery, folder: Path, text: str) -> dict[str, bytes]:
    """Lay the data files where the model looks for them.

    Only the last part of a name comes with a file, and its capitals may differ: a file is laid
    wherever the model names it, as long as that is inside its folder.
    """
    by_name = {
        name.lower(): data
        for name, data in given.files.items()
        if Path(name).suffix.lower() in DATA_ENDINGS
    }
    laid = {}
    for wanted in _wanted(text):
        data = by_name.get(wanted.rpartition("/")[2].lower())
        if data is None or not is_plain(wanted):
            continue
        file = folder / wanted
        # Names that do not go together, such as a file that is also a folder, are not there.
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            laid[wanted] = data
    return laid


def _is_about(error: SdError, missing: tuple[str, ...]) -> bool:
    """Tell whether an error says that a data file is not there."""
    return any(f"'{name}'" in fault.found for fault in faults_of(error) for name in missing)
