"""Which of the models a visitor looks at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from sdlib.app.visit import forget_widgets, visit
from sdlib.errors import SdError
from sdlib.policy import model_folder, model_names
from sdlib.policy.schema import ModelFile
from sdlib.policy.schema_values import Label
from sdlib.policy.yaml_file import read_yaml

PACKAGE = "package"
"""Part of the address: the model, where it is not the one that the page began with."""

PREFIX = "file-"
"""How the names of models begin that a visitor brought along."""


def offered(started: str, own: str = "") -> tuple[str, ...]:
    """Return the names of the models that a page offers.

    Args:
        started: What the page was started with: a package's name, or the path of a file or folder
            of the user's own, which stands alone; "" for the first package.
        own: Name of the model that the visitor brought along, "" for none.
    """
    names = model_names()
    names = names if not started or started in names else (started,)
    return (*names, own) if own else names


def opening_model(started: str) -> str:
    """Return the model that the page opens with, "" where there is none.

    Args:
        started: See `offered`.
    """
    return started or next(iter(offered(started)), "")


def model_shown(started: str, own: str = "") -> str:
    """Return the model that this visitor looks at, "" where there is none.

    The browser's arrows change the address without any widget: another model in it begins anew.

    Args:
        started: See `offered`.
        own: See `offered`.
    """
    names = offered(started, own)
    opening = opening_model(started)
    known = visit()
    shown = known.shown
    given = st.query_params.get(PACKAGE, opening)
    wanted = given if given in names else opening
    if shown is not None and not known.arrived:
        wanted = shown
    elif shown is not None and wanted != shown:
        known.begin(wanted, None)
    if known.stale:
        forget_widgets()
        known.stale = False
    known.shown = wanted
    return wanted


@st.cache_resource(show_spinner=False)
def titles(names: tuple[str, ...]) -> Mapping[str, Label]:
    """Return the titles of models; one whose package has faults is called by its name.

    Args:
        names: Names of packages.
    """
    found = {}
    for name in names:
        try:
            found[name] = read_yaml(model_folder(name) / "model.yaml", ModelFile).title
        except SdError:
            short = Path(name).stem
            found[name] = Label(en=short, zh=short)
    return MappingProxyType(found)
