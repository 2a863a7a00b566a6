"""Where model packages and scenarios lie: in the checkout first, then inside the package."""

from __future__ import annotations

from pathlib import Path

from sdlib.errors import UnknownNameError
from sdlib.names import nearest

_PACKAGE = Path(__file__).resolve().parent.parent

WAY_IN = "sme_primer"
"""The model that stands first: small enough to be understood before the others."""


def data_roots() -> tuple[Path, ...]:
    """Return the folders that hold ``models/`` and ``scenarios/``, in the order of search."""
    checkout = _PACKAGE.parent
    roots = []
    if (checkout / "pyproject.toml").is_file() and (checkout / "models").is_dir():
        roots.append(checkout)
    if (_PACKAGE / "packaged" / "models").is_dir():
        roots.append(_PACKAGE / "packaged")
    return tuple(roots)


def model_names() -> tuple[str, ...]:
    """Return the names of all model packages, the one that is the way in first."""
    found: dict[str, None] = {}
    for root in data_roots():
        for folder in sorted((root / "models").iterdir()):
            if (folder / "model.yaml").is_file():
                found[folder.name] = None
    return tuple(sorted(found, key=lambda name: (name != WAY_IN, name)))


def model_folder(name: str) -> Path:
    """Return the folder of a model package.

    Raises:
        UnknownNameError: If there is none of that name; it carries the nearest names.
    """
    if name in model_names():
        for root in data_roots():
            folder = root / "models" / name
            if (folder / "model.yaml").is_file():
                return folder
    raise UnknownNameError(
        kind="model",
        name=name,
        nearest=nearest(name, model_names()),
        known="'sdlib list' shows the models; a model file of your own is named by its path, "
        "with its ending",
    )


def scenario_folder(package: Path) -> Path:
    """Return the folder with the scenarios of the model package in the folder `package`."""
    return package.parent.parent / "scenarios" / package.name
